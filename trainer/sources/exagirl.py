"""Dialogues as `human1: … gpt1: … human2: … gpt2: …` (E5), as text or as the keys of a JSON object. Turns may have
several lines and paragraphs; the marks may be bold (`**human1**:`), spaced or capitalized. Pure; any thread.
"""

import re
from dataclasses import dataclass, field

from trainer.rows import Row
from trainer.sources import turns
from trainer.sources.found import Found, Skipped, Source, wrong_lines
from trainer.sources.records import Record, objects

MAX_TURNS = 20
_MARK = re.compile(
    r"^[ \t]*(?:[-•>#]+[ \t]+)?[\[(<]?(?P<bold>\*{2,3}|__)?[ \t]*(?P<side>human|gpt)[ \t_]?(?P<number>\d{1,2})[ \t]*"
    r"(?:(?(bold)(?P=bold)|(?!))[\])>]?[ \t]*[:：]|[\])>]?[ \t]*[:：][ \t]*(?(bold)(?P=bold)))[ \t]*",
    re.IGNORECASE | re.MULTILINE,
)
_KEY = re.compile(r"(?P<side>human|gpt)_?(?P<number>\d{1,2})", re.IGNORECASE)
_DIVIDER = re.compile(
    r"\s*(?:[-=*_~#]{3,}|#{1,6}\s.*|\*{0,2}(?:대화|예시|dialogue|example|conversation|주제|topic)\s*#?\d*\s*[:.：)]?.{0,80}|\d+[.)]\s*)\s*",
    re.IGNORECASE,
)
_HINT = "A dialogue goes human1, gpt1, human2, gpt2, …; mend or delete these."


@dataclass(slots=True)
class _Turn:
    line: int
    human: bool
    number: int
    text: str


@dataclass(slots=True)
class Dialogue:
    """Turns as (said, answered); problems: what is wrong, with lines."""

    line: int
    pairs: list[tuple[str, str]] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


def fits(records: list[Record]) -> bool:
    first = records[0][1]
    return isinstance(first, dict) and {"human1", "gpt1"} <= {key.casefold().replace("_", "") for key in first}


def fits_text(text: str) -> bool:
    sides = {mark.group("side").casefold() for mark in _MARK.finditer(text)}
    return sides == {"human", "gpt"}


def read_text(source: Source, text: str) -> Found:
    """The dialogues of a text; each `human1` begins one.

    Raises:
        TrainingError: turns out of order, missing or empty; all lines are named.
    """
    return _found(source, parse(text))


def read_records(source: Source, records: list[Record]) -> Found:
    """The same from objects with the keys human1, gpt1, …"""
    dialogues = []
    for line, record in objects(source, records, what="dialogues"):
        found = [(key, value) for key, value in record.items() if _KEY.fullmatch(key) and isinstance(value, str)]
        spoken = [_Turn(line, *_side(_KEY.fullmatch(key)), value.strip()) for key, value in found]
        dialogues.append(_checked(line, sorted(spoken, key=lambda turn: (turn.number, not turn.human))))
    return _found(source, dialogues)


def parse(text: str) -> list[Dialogue]:
    """All dialogues of a text. What stands before the first mark and dividers between dialogues are no turns."""
    marks = list(_MARK.finditer(text))
    groups: list[list[_Turn]] = []
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        human, number = _side(mark)
        words = text[mark.end() : following.start() if following else len(text)]
        begins_next = following is not None and _side(following) == (True, 1)
        line = text.count("\n", 0, mark.start()) + 1
        turn = _Turn(line, human, number, _without_divider(words) if begins_next or not following else words.strip())
        if (human and number == 1) or not groups:
            groups.append([])
        groups[-1].append(turn)
    return [_checked(group[0].line, group) for group in groups]


def _side(mark: "re.Match[str] | None") -> tuple[bool, int]:
    assert mark is not None
    return mark.group("side").casefold() == "human", int(mark.group("number"))


def _without_divider(words: str) -> str:
    """Between two dialogues stand lines such as `---` or `대화 2:`; they belong to neither."""
    lines = words.rstrip().split("\n")
    while len(lines) > 1 and (not lines[-1].strip() or _DIVIDER.fullmatch(lines[-1])):
        lines.pop()
    return "\n".join(lines).strip()


def _checked(line: int, spoken: list[_Turn]) -> Dialogue:
    dialogue = Dialogue(line)
    for place, turn in enumerate(spoken):
        wanted = (place % 2 == 0, place // 2 + 1)
        if (turn.human, turn.number) != wanted:
            name = f"{'human' if wanted[0] else 'gpt'}{wanted[1]}"
            dialogue.problems.append((turn.line, f"here {name} is due"))
            return dialogue
        if not turn.text:
            dialogue.problems.append((turn.line, "this turn is empty"))
    if len(spoken) % 2:
        dialogue.problems.append((spoken[-1].line, "the last turn has no answer"))
    if len(spoken) // 2 > MAX_TURNS:
        dialogue.problems.append((line, f"more than {MAX_TURNS} turns"))
    dialogue.pairs = [(ask.text, answer.text) for ask, answer in zip(spoken[::2], spoken[1::2], strict=False)]
    return dialogue


def _found(source: Source, dialogues: list[Dialogue]) -> Found:
    problems = [problem for dialogue in dialogues for problem in dialogue.problems]
    if problems:
        raise wrong_lines(source, problems, what="dialogues", hint=_HINT)
    rows: list[Row] = []
    skipped: list[Skipped] = []
    for dialogue in dialogues:
        exchanges = [turns.exchange(said, answer) for said, answer in dialogue.pairs]
        fresh = turns.rows(source, dialogue.line, exchanges)
        rows += fresh
        if not fresh:
            skipped.append(Skipped(f"line {dialogue.line}", "language", "neither Korean nor English"))
    return Found("human-gpt", rows=tuple(rows), skipped=tuple(skipped))
