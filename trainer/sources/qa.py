"""Questions and answers in her voice (M2): `{"Q", "A"}` and its relatives as JSON or CSV, `Q:` / `A:` as text, and
`{"instruction", "input", "output"}` with a plain output. Pure; any thread.
"""

import re

from trainer.rows import Row
from trainer.sources import turns
from trainer.sources.found import Found, Skipped, Source, wrong_lines
from trainer.sources.records import Record, objects

_PAIRS = (
    ("q", "a"),
    ("question", "answer"),
    ("질문", "답변"),
    ("질문", "대답"),
    ("질문", "답"),
    ("prompt", "response"),
)
_MARK = re.compile(
    r"^\s*(?:[#>*_\-]+\s*)?(?:\d+[.)]\s*)?(?P<side>Q|A|Question|Answer|질문|답변|대답|답)\s*\d*\s*(?:\*\*)?\s*[:：.]\s*(?:\*\*)?\s*",
    re.IGNORECASE,
)
_ASKS = frozenset({"q", "question", "질문"})


def fits(records: list[Record]) -> bool:
    return isinstance(records[0][1], dict) and _pair(records[0][1]) is not None


def fits_text(text: str) -> bool:
    """Whether most paragraphs begin with Q: or A:, in turn."""
    marks = [mark.group("side").casefold() in _ASKS for line in text.split("\n") if (mark := _MARK.match(line))]
    asked = sum(marks)
    return asked >= 2 and abs(asked - (len(marks) - asked)) <= 0.1 * len(marks) and marks[0]


def read_records(source: Source, records: list[Record]) -> Found:
    """A row a pair. Raises TrainingError: entries without a question or an answer; all lines are named."""
    pairs: list[tuple[int, str, str]] = []
    problems: list[tuple[int, str]] = []
    for line, record in objects(source, records, what="pairs"):
        found = _pair(record)
        if found is None:
            problems.append((line, "there is no question and answer (Q and A)"))
        else:
            pairs.append((line, *found))
    return _found(source, pairs, problems)


def read_text(source: Source, text: str) -> Found:
    """The same from a text; questions and answers may have several lines.

    Raises:
        TrainingError: a question without an answer, or an answer without a question.
    """
    pairs: list[tuple[int, str, str]] = []
    problems: list[tuple[int, str]] = []
    sides: list[tuple[int, bool, list[str]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        mark = _MARK.match(line)
        if mark:
            sides.append((number, mark.group("side").casefold() in _ASKS, [line[mark.end() :]]))
        elif sides:
            sides[-1][2].append(line)
    question: tuple[int, str] | None = None
    for number, asks, lines in sides:
        words = "\n".join(lines).strip()
        if asks and question is not None:
            problems.append((question[0], "a question without an answer"))
        if not asks and question is None:
            problems.append((number, "an answer without a question"))
        if asks:
            question = (number, words)
        elif question is not None:
            pairs.append((question[0], question[1], words))
            question = None
    if question is not None:
        problems.append((question[0], "a question without an answer"))
    return _found(source, pairs, problems)


def _found(source: Source, pairs: list[tuple[int, str, str]], problems: list[tuple[int, str]]) -> Found:
    rows: list[Row] = []
    skipped: list[Skipped] = []
    for line, question, answer in pairs:
        try:
            fresh = turns.rows(source, line, [turns.answered(question, answer)], kind="qa")
        except ValueError as error:
            problems.append((line, str(error)))
            continue
        rows += fresh
        if not fresh:
            skipped.append(Skipped(f"line {line}", "language", "neither Korean nor English"))
    if problems:
        raise wrong_lines(source, problems, what="pairs", hint="Each needs one question and one answer (Q and A).")
    return Found("qa", rows=tuple(rows), skipped=tuple(skipped))


def _pair(record: dict[str, object]) -> tuple[str, str] | None:
    lower = {key.strip().casefold(): value for key, value in record.items()}
    for ask, answer in _PAIRS:
        question, reply = lower.get(ask), lower.get(answer)
        if isinstance(question, str) and isinstance(reply, str) and question.strip():
            return question, reply
    instruction, output = lower.get("instruction"), lower.get("output")
    if isinstance(instruction, str) and isinstance(output, str) and "context" not in lower:
        extra = lower.get("input")
        return f"{instruction}\n{extra}".strip() if isinstance(extra, str) else instruction, output
    return None
