"""Is she herself, and invents nothing? `python -m trainer.starter.understanding.probes FOLDER SUITE`. Main thread.

FOLDER holds identity.yaml and odd.yaml (tests/starter/development); SUITE is the folder whose judge is used. Everything
is asked of all of the cast, as `companion-train eval --suite` asks. --wrong prints what is judged wrong.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from companion import paths
from companion.errors import CompanionError, TrainingError
from companion.persona.character import LANGUAGES
from trainer.evaluation import suite_ask, suite_figures, suite_files, suite_judge
from trainer.evaluation.speaker import Sampling
from trainer.evaluation.suite_judge import Judged
from trainer.evaluation.suite_material import Odd, Probe, Suite
from trainer.starter import cast

_NAMES = ("identity", "identity_named", "leak", "odd_valid", "odd_in_character", "odd_invented")


def material(folder: Path, judge: Suite) -> Suite:
    """What is asked, with the rules of `judge`. Raises TrainingError: a file can't be read."""
    people = cast.characters()
    probes: list[Probe] = []
    odd: list[Odd] = []
    identity = _read(folder / "identity.yaml")
    for kind, languages in identity.items():
        for language in LANGUAGES:
            for at, line in enumerate(_lines(languages[language])):
                for who, her in people.items():
                    name = f"{kind}-{language}-{at}-{who.replace('_', '-')}"
                    user = line.replace("{name}", her.name(language))
                    given: Any = {"id": name, "character": who, "language": language, "user": user}
                    probes.append(Probe(kind="name" if kind == "later" else kind, **given))
    inputs = _read(folder / "odd.yaml")
    for language in LANGUAGES:
        for at, line in enumerate(_lines(inputs.get(language, ""))):
            never, cut, user = line.partition("||")
            if not cut:
                raise TrainingError(f"{folder / 'odd.yaml'}: {line!r} lacks `||`.", code="starter-development")
            for who in people:
                name = f"odd-{language}-{at}-{who.replace('_', '-')}"
                rules = (never.strip(),) if never.strip() else ()
                given = {"id": name, "character": who, "language": language, "user": user.strip()}
                odd.append(Odd(kind="fact", must_not=rules, **given))
    none: dict[Any, tuple[str, ...]] = dict.fromkeys(LANGUAGES, ())
    return replace(judge, characters=cast.CAST, turns=(), talks=(), probes=tuple(probes), odd=tuple(odd), neutral=none)


def judged(folder: Path, suite: Path) -> list[Judged]:
    """The verdict on every answer. Raises CompanionError."""
    asked = material(folder, suite_files.load(suite))
    people = cast.characters()
    brain = paths.assets() / "starter" / "brain" / "starter-q8_0.gguf"
    with tempfile.TemporaryDirectory() as answers:
        replies = suite_ask.run(suite_ask.Model(brain, Sampling()), asked, people, Path(answers), lambda _: None)
    return suite_judge.all_of(replies, asked, people)


def figures(found: Sequence[Judged]) -> dict[str, float]:
    """Share of each, 0..1."""
    rows = suite_figures.measure(found, cast.characters(), ())
    return {name: value for name in _NAMES if name in rows and (value := rows[name].value) is not None}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 told, 1 a fault that is named on stderr."""
    parser = argparse.ArgumentParser(prog="python -m trainer.starter.understanding.probes", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("suite", type=Path)
    parser.add_argument("--wrong", action="store_true", help="print what is judged wrong")
    given = parser.parse_args(arguments)
    try:
        found = judged(given.folder, given.suite)
    except CompanionError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(found)} answers: " + ", ".join(f"{name} {share:.1%}" for name, share in figures(found).items()))
    for one in found if given.wrong else ():
        fault = _fault(one)
        if fault:
            print(f"{fault} {one.reply.id} {one.reply.user}\n      {one.reply.said.text}")
    return 0


def _fault(one: Judged) -> str:
    if one.invented:
        return f"invented {one.invented!r}"
    if one.identity is False:
        return f"lost {one.leak}".strip()
    return "nameless" if one.named is False else ""


def _lines(block: str) -> Iterator[str]:
    return (line.strip() for line in block.splitlines() if line.strip())


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, ValueError) as error:
        raise TrainingError(f"{path} can't be read: {error}.", code="starter-development") from error


if __name__ == "__main__":
    raise SystemExit(main())
