"""`companion-train eval`: the report card of any GGUF, as any character."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HELP = "measure a model: the report card of a character, or of any GGUF"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whom, with what, how."""
    parser.add_argument("what", metavar="ID|GGUF", help="a workspace, or a GGUF file")
    parser.add_argument("--gguf", type=Path, metavar="FILE", help="this file instead of the workspace's deployed one")
    parser.add_argument("--character", default="", metavar="ID", help="as whom a GGUF is asked: an id, or a folder")
    parser.add_argument("--variant", "--blood_type", default="", metavar="NAME", help="a variant of the workspace")
    parser.add_argument("--base", type=Path, metavar="GGUF", help="a GGUF to measure beside it")
    parser.add_argument("--set", dest="rows", type=Path, action="append", default=[], metavar="FILE.jsonl",
                        help="questions with written answers, one Row a line; may be given several times")  # fmt: skip
    parser.add_argument("--suite", type=Path, metavar="DIR", help="a folder of held-out material: everything in it is "
                        "asked of the GGUF, as each of its characters (or those of --character A,B)")  # fmt: skip
    parser.add_argument("--recall", type=int, default=2, metavar="K",
                        help="with --suite: lines written for her that stand behind a turn, at most (2)")  # fmt: skip
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the card goes")
    parser.add_argument("--samples", type=int, metavar="N", help="most rows that are asked (120)")
    parser.add_argument("--probes", type=int, metavar="N", help="most questions of identity (60)")
    parser.add_argument("--contract-only", action="store_true", help="only as the app asks; nothing without the form")
    parser.add_argument("--gates", action="store_true", help="limits for a GGUF by itself too: those of a new recipe")
    add_sampling(parser)


def add_sampling(parser: argparse.ArgumentParser) -> None:
    """How freely it speaks; what is not given is what the model's own card or the recipe says."""
    parser.add_argument("--temperature", type=float, metavar="T", help="0 = always the likeliest word")
    parser.add_argument("--top-p", dest="top_p", type=float, metavar="P")
    parser.add_argument("--top-k", dest="top_k", type=int, metavar="K")
    parser.add_argument("--min-p", dest="min_p", type=float, metavar="P")
    parser.add_argument("--repeat-penalty", dest="repeat_penalty", type=float, metavar="R")
    parser.add_argument("--no-repeat-ngram", dest="no_repeat", type=int, metavar="N",
                        help="no sequence of N tokens comes twice in a reply")  # fmt: skip
    parser.add_argument("--max-tokens", dest="max_tokens", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="0 = all cores but one")


def run(given: argparse.Namespace) -> int:
    from dataclasses import replace

    from trainer import opening
    from trainer.evaluation import labels, single, target
    from trainer.recipe import Gates
    from trainer.terminal import table

    check(given)
    if given.suite:
        return _suite(given)
    if Path(given.what).suffix.lower() == ".gguf":
        wanted = target.of_file(Path(given.what), given.character, given.workspace)
    else:
        wanted = target.of_workspace(given.what, given.workspace, given.variant, given.gguf)
        if given.character:
            wanted = replace(wanted, character=target.person(given.character, given.workspace))
    wanted = replace(wanted, sampling=target.changed(wanted.sampling, vars(given)))
    base = replace(wanted, gguf=given.base, label=given.base.stem) if given.base else None
    limits = wanted.recipe.gates if wanted.recipe is not None else Gates() if given.gates else None
    free = not given.contract_only
    asked = single.sheet(wanted, given.rows, given.samples, given.probes, given.seed, free=free)
    folder = given.out or _folder(wanted)
    with bar(given.json) as tell:
        made = single.evaluate(wanted, asked, folder, limits=limits, base=base, threads=given.threads, tell=tell)
    if given.json:
        opening.say({"ok": True, "card": str(folder / "card.json"), "overall": made["variants"]["main"]["overall"]})
        return 0
    overall = made["variants"]["main"]["overall"]
    rows = [(labels.title(name), labels.text(name, found), labels.interval(name, found), str(found["n"]))
            for name, found in overall.items()]  # fmt: skip
    print(table(("figure", "value", "95 % interval", "n"), rows))
    print(f"{labels.headline(made)} {folder / 'card.html'}")
    return 0


def _suite(given: argparse.Namespace) -> int:
    """The held-out material of a folder; its limits are always asked for."""
    from companion.errors import TrainingError
    from companion.persona import model_card
    from trainer import opening
    from trainer.evaluation import suite, suite_ask, target
    from trainer.evaluation.speaker import Sampling

    path = Path(given.what)
    if not path.is_file():
        raise TrainingError(f"{path} does not exist.", code="gguf-missing", hint="--suite is asked of a GGUF file.")
    named = [name.strip() for name in given.character.split(",") if name.strip()]
    chosen = suite.material(given.suite, named, given.samples)
    sampling = target.changed(target.changed(Sampling(), model_card.read(path).sampling), vars(given))
    model = suite_ask.Model(
        path, sampling, given.seed, given.threads, free=not given.contract_only, recall=given.recall
    )
    folder = given.out or Path.cwd() / f"suite-{model.label}"
    with bar(given.json) as tell:
        made = suite.examine(model, chosen, folder, tell=tell)
    if given.json:
        opening.say({"ok": True, "card": str(folder / "card.json"), "overall": made["figures"]["overall"]["all"]})
    else:
        print(f"Every limit is kept. {folder / 'card.md'}")
    return 0


def check(given: argparse.Namespace) -> None:
    """Impossible numbers end here, by the name of their argument."""
    limits: dict[str, tuple[float, float]] = {
        "samples": (1, 1e6), "probes": (1, 1e6), "temperature": (0, 5), "top_p": (0, 1), "top_k": (0, 1e6),
        "min_p": (0, 1), "repeat_penalty": (0.5, 3), "no_repeat": (0, 100), "max_tokens": (8, 32_768),
        "threads": (0, 512), "recall": (0, 8),
    }  # fmt: skip
    for name, (low, high) in limits.items():
        value = getattr(given, name, None)
        if value is not None and not low <= value <= high:
            given.wrong(f"--{name.replace('_', '-')} must be from {low:g} to {high:g}")


@contextmanager
def bar(quiet: bool) -> Iterator[Callable[[int, int, str], None]]:
    """One line on standard error that is written over; nothing where that is no terminal, or JSON is asked for."""
    out = sys.stderr
    shown = not quiet and out.isatty()

    def tell(done: int, total: int, note: str) -> None:
        if shown:
            print(f"\r\x1b[K{done} of {total}  {note}", end="", file=out, flush=True)

    try:
        yield tell
    finally:
        if shown:
            print("\r\x1b[K", end="", file=out, flush=True)


def _folder(wanted: Any) -> Path:
    if wanted.workspace is not None:
        return Path(wanted.workspace.report / "eval" / wanted.label)
    return Path.cwd() / f"eval-{wanted.character.id}-{wanted.label}"
