"""How well her written lines answer the development set: `python -m trainer.starter.understanding.develop TURNS SUITE`.

TURNS is a file like tests/starter/development/turns.yaml, SUITE the folder whose judge is used. Prints, for both
halves, how often the feeling fits and the reply is to the point by that judge; with `--look` every turn and reply of
the looking half. A line is `feelings | turn`; `who: feelings | word, word | turn` asks one character, and accepts
replies with one of the words too. Main thread; asks as the app does, with
the files as they lie in assets/ and characters/, or with --understanding and --exchanges as they lie elsewhere.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from companion.errors import CompanionError, TrainingError
from companion.persona import meant, recall, understanding
from companion.persona.character import Language
from companion.persona.recall import FILE_NAME, Known, Reminder
from companion.persona.told import answer
from companion.persona.understanding import Understanding
from trainer.evaluation import suite_files, suite_judge
from trainer.evaluation.suite_material import Suite, Turn
from trainer.starter import cast


@dataclass(frozen=True, slots=True)
class Asked:
    """turn: as in held-out material. blind: of the half that nobody looks at."""

    turn: Turn
    blind: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """known: her line, None where she has none. topic: what the turn was taken for, and how surely."""

    asked: Asked
    known: Known | None
    topic: str
    share: float
    feels: bool
    point: bool


def turns(path: Path) -> Iterator[Asked]:
    """The development set. Raises TrainingError: it can't be read, or a line has no feelings."""
    try:
        listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise TrainingError(f"{path} can't be read: {error}.", code="starter-development") from error
    number = 0
    for intent, languages in listed.items():
        for language, block in languages.items():
            for line in filter(str.strip, block.splitlines()):
                turn = _turn(line, number, language, intent)
                if turn is None:
                    raise TrainingError(f"{path}: {line!r} names no feelings, or nobody.", code="starter-development")
                yield Asked(turn, number % 2 == 1)
                number += 1


def _turn(line: str, number: int, language: Language, intent: str) -> Turn | None:
    """None where it is no `feelings | turn`, or asks nobody of the cast."""
    first, *rest = line.split(" | ", 2)
    asked, cut, feelings = first.rpartition(":")
    who = asked.strip() if cut else cast.CAST[number % len(cast.CAST)]
    if not rest or who not in cast.CAST:
        return None
    return Turn(
        id=f"dev-{number}",
        character=who,
        language=language,
        user=rest[-1],
        feelings=tuple(feelings.split()),
        intent=intent,
        words=tuple(word.strip() for some in rest[:-1] for word in some.split(",")),
    )


def answers(
    asked: Sequence[Asked], suite: Suite, knows: Understanding | None = None, exchanges: Path | None = None
) -> list[Answer]:
    """What she says to each, and what becomes of it; with another understanding, and `exchanges/<who>.jsonl`.

    Raises CharacterError."""
    people = cast.characters()
    knows = knows or understanding.load()
    paths = {name: exchanges / f"{name}.jsonl" if exchanges else cast.folder(name) / FILE_NAME for name in cast.CAST}
    found = {}
    for name in cast.CAST:
        hers = meant.Meant(recall.exchanges(paths[name]), people[name].called, knows)
        found[name] = Reminder(hers, 1, answer.load(people[name], hers.exchanges))
    listed = []
    for each in asked:
        turn = each.turn
        known = next(iter(found[turn.character].lines(turn.user, turn.language, ())), None)
        topics = knows.read(turn.user).topics
        listed.append(
            Answer(
                each,
                known,
                knows.topics[int(topics.argmax())],
                float(topics.max()),
                known is not None and known.mood.emotion in turn.feelings,
                known is not None and suite_judge.to_the_point(known.text, turn, suite),
            )
        )
    return listed


def summary(found: Sequence[Answer]) -> str:
    """One line."""
    count = max(1, len(found))
    feels, point = (100 * sum(flags) / count for flags in ([x.feels for x in found], [x.point for x in found]))
    return f"feeling fits {feels:.1f} %, to the point {point:.1f} %, of {len(found)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 told, 1 a fault that is named on stderr."""
    parser = argparse.ArgumentParser(prog="python -m trainer.starter.understanding.develop", description=__doc__)
    parser.add_argument("turns", type=Path)
    parser.add_argument("suite", type=Path)
    parser.add_argument("--look", action="store_true", help="print the looking half, turn by turn")
    parser.add_argument("--understanding", type=Path, help="another understanding.npz")
    parser.add_argument("--exchanges", type=Path, help="a folder with another <character>.jsonl of each")
    given = parser.parse_args(arguments)
    try:
        knows = understanding.load(given.understanding) if given.understanding else None
        found = answers(list(turns(given.turns)), suite_files.load(given.suite), knows, given.exchanges)
    except CompanionError as error:
        print(error, file=sys.stderr)
        return 1
    for name, blind in (("looking", False), ("blind", True)):
        half = [each for each in found if each.asked.blind is blind]
        print(f"{name}: {summary(half)}")
        for language in ("ko", "en"):
            print(f"  {language}: {summary([each for each in half if each.asked.turn.language == language])}")
    for each in found if given.look else ():
        if not each.asked.blind and each.known:
            turn, mood = each.asked.turn, each.known.mood
            marks = f"{'+' if each.point else '-'}{'+' if each.feels else '-'}"
            print(f"{marks} {turn.intent}/{turn.character} [{each.topic} {each.share:.2f}] {turn.user}")
            print(f"      {mood.emotion} {mood.intensity:.1f} {each.known.text}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
