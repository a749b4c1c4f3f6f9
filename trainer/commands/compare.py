"""`companion-train compare`: what two models say to the same prompts, side by side."""

import argparse
from pathlib import Path
from typing import Any

from trainer.commands.eval import add_sampling

HELP = "two models, the same prompts, side by side: a page, Markdown and JSON"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which models, which prompts, how."""
    parser.add_argument("base", metavar="BASE", help="a GGUF, a workspace, or `base`: the untuned base of TUNED")
    parser.add_argument("tuned", metavar="TUNED", help="a GGUF, or a workspace")
    parser.add_argument("--prompts", type=Path, metavar="FILE.txt", help="one prompt a line; else questions of our own")
    parser.add_argument("--character", default="", metavar="ID", help="as whom both are asked")
    roles = parser.add_mutually_exclusive_group()
    roles.add_argument("--role", metavar="TEXT", help="a system turn of your own instead of her sheet")
    roles.add_argument("--no-role", action="store_true", help="no system turn at all")
    parser.add_argument("--free", action="store_true", help="plain text, without the reply object (scripts, stories)")
    parser.add_argument("--out", type=Path, default=Path("compare"), metavar="DIR", help="where the pages go")
    parser.add_argument("--judge", metavar="URL", help="an OpenAI-compatible server that says which reply is better")
    parser.add_argument("--judge-model", default="", metavar="NAME")
    parser.add_argument(
        "--key-env", default="OPENAI_API_KEY", metavar="VARIABLE", help="environment variable of the key"
    )
    parser.add_argument("--offline", action="store_true", help="ask nothing of the network besides this machine")
    add_sampling(parser)


def run(given: argparse.Namespace) -> int:
    from trainer import opening
    from trainer.commands.eval import bar, check
    from trainer.evaluation import labels, side_by_side
    from trainer.evaluation.side_by_side import Asking

    check(given)
    base, tuned, who, wanted = _models(given)
    sampling = wanted[0]
    role = "" if given.no_role else given.role
    asking = Asking(who, role, wanted[1], sampling, given.free or who is None, given.seed)
    asked = side_by_side.prompts(given.prompts) if given.prompts else _own(who)
    with bar(given.json) as tell:
        judge = _judge(given, who, tell)
        made = side_by_side.compare(
            base, tuned, asked, asking, given.out, judge=judge, threads=given.threads, tell=tell
        )
    if given.json:
        opening.say({"ok": True, "compare": str(given.out / "compare.json"), "figures": made["figures"]})
        return 0
    for one in made["figures"]:
        print(f"{labels.title(one['name']):<40} {labels.text(one['name'], one['base']):>10} "
              f"{labels.text(one['name'], one['tuned']):>10}")  # fmt: skip
    print(given.out / "compare.html")
    return 0


def _models(given: argparse.Namespace) -> tuple[Any, Any, Any, tuple[Any, Any]]:
    """Both models, the character (None for nobody), and (sampling, detail)."""
    from companion.errors import TrainingError
    from trainer.evaluation import target
    from trainer.evaluation.side_by_side import Model
    from trainer.evaluation.speaker import Sampling

    def find(what: str) -> Any:
        path = Path(what)
        if path.suffix.lower() != ".gguf":
            return target.of_workspace(what, given.workspace)
        try:
            return target.of_file(path, given.character, given.workspace)
        except TrainingError as error:
            if error.code != "character-missing":
                raise
            return None

    second = find(given.tuned)
    if given.base == "base":
        place = second.workspace if second is not None else None
        file = place.stage("convert") / "base" / "model-f16.gguf" if place is not None else None
        if file is None or not file.is_file():
            raise TrainingError(
                f"There is no GGUF of the base of {given.tuned}.",
                code="gguf-missing",
                hint="It is made with `adapter_gguf: true` in recipe.yaml; or name a GGUF of the base.",
            )
        first_file = file
    else:
        first = find(given.base)
        first_file = first.gguf if first is not None else Path(given.base)
    second_file = second.gguf if second is not None else Path(given.tuned)
    who = second.character if second is not None else None
    if given.character:
        who = target.person(given.character, given.workspace)
    template = second.template if second is not None and second.recipe is not None else ""
    names = _names(first_file, second_file)
    sampling = target.changed(second.sampling if second is not None else Sampling(), vars(given))
    detail = second.detail if second is not None else "full"
    return Model(names[0], first_file, template), Model(names[1], second_file, template), who, (sampling, detail)


def _names(first: Path, second: Path) -> tuple[str, str]:
    """What tells the files apart."""
    if first.name != second.name:
        return first.stem, second.stem
    return "/".join(first.with_suffix("").parts[-3:]), "/".join(second.with_suffix("").parts[-3:])


def _own(who: Any) -> list[str]:
    """Questions of our own: a probe of each kind and an odd input of each kind, in her languages."""
    from companion.errors import TrainingError
    from trainer.evaluation import cases

    if who is None:
        raise TrainingError(
            "There are no prompts.", code="prompts-missing", hint="Give --prompts FILE.txt, or --character ID."
        )
    found = [*cases.probes(who, detail="short")[:12], *cases.odd(who, detail="short")[::3]]
    return [case.question for case in found]


def _judge(given: argparse.Namespace, who: Any, tell: Any) -> Any:
    from companion.errors import TrainingError
    from trainer.evaluation.judging import Judge
    from trainer.recipe import JudgeRecipe

    if not given.judge:
        return None
    if who is None:
        raise TrainingError(
            "A judge needs to know who is played.", code="character-missing", hint="Give --character ID."
        )
    settings = JudgeRecipe(url=given.judge, model=given.judge_model, key_env=given.key_env)
    return Judge(settings, who, given.out / "judge", offline=given.offline, tell=tell)
