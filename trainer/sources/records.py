"""JSON and JSON Lines as records that know their lines. Bounded; any thread."""

import json
from typing import Any

from trainer.sources.encoding import EncodingError, decode
from trainer.sources.found import Source, unreadable, wrong_lines

Record = tuple[int, Any]  # line (from 1), value
MAX_RECORDS = 2_000_000
_SPACE = " \t\n\r"


def read_text(source: Source) -> str:
    """The text of a file, in whatever encoding it surely has.

    Raises:
        TrainingError: unreadable, no text, or an encoding that can't be told.
    """
    try:
        data = source.path.read_bytes()
    except OSError as error:
        raise unreadable(source, f"it can't be read ({error.strerror})", "Check that the file is there.") from error
    try:
        return decode(data)[0]
    except EncodingError as error:
        place = f", line {error.line}" if error.line else ""
        wrong_suffix = "not a text" in str(error)
        hint = (
            "Give it the right ending, or take it out of sources/."
            if wrong_suffix
            else "Open it in an editor that shows it rightly and save it as UTF-8."
        )
        code = "source-wrong-type" if wrong_suffix else "source-encoding"
        raise unreadable(source, f"{error}{place}", hint, code=code) from error


def read_records(source: Source) -> list[Record]:
    """All values of a .jsonl file (one a line), or of a .json file: the items of an array, or values one after another.

    Raises:
        TrainingError: not JSON; the message names every wrong line of a .jsonl, the first wrong line of a .json.
    """
    text = read_text(source)
    found = _lines(source, text) if source.path.suffix.lower() in (".jsonl", ".ndjson") else _whole(source, text)
    if not found:
        raise unreadable(source, "it holds nothing", "Take it out of sources/.", code="source-empty")
    return found


def _lines(source: Source, text: str) -> list[Record]:
    found: list[Record] = []
    problems: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found.append((number, json.loads(line)))
        except (ValueError, RecursionError) as error:
            problems.append((number, _why(error)))
    if problems:
        raise wrong_lines(source, problems, what="lines", hint="Each line is one JSON object; mend or delete these.")
    return found


def _whole(source: Source, text: str) -> list[Record]:
    decoder = json.JSONDecoder()
    at = _skip(text, 0, _SPACE)
    array = at < len(text) and text[at] == "["
    at = _skip(text, at + 1, _SPACE) if array else at
    found: list[Record] = []
    try:
        while at < len(text) and not (array and text[at] == "]"):
            value, end = decoder.raw_decode(text, at)
            found.append((text.count("\n", 0, at) + 1 if len(found) < 1000 else found[-1][0], value))
            at = _skip(text, end, _SPACE)
            if array and text[at : at + 1] not in ",]":
                raise json.JSONDecodeError("a comma is missing", text, at)
            at = _skip(text, at, _SPACE + ",")
        if array and at >= len(text):
            raise json.JSONDecodeError("it ends in the middle", text, len(text))
    except (ValueError, RecursionError) as error:
        hint = "Mend that place, or save the file again from the program that wrote it."
        raise wrong_lines(source, [(_line_of(error), _why(error))], what="lines", hint=hint) from error
    return found


def _skip(text: str, at: int, what: str) -> int:
    while at < len(text) and text[at] in what:
        at += 1
    return at


def _line_of(error: Exception) -> int:
    return error.lineno if isinstance(error, json.JSONDecodeError) else 1


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return (
        f"not valid JSON ({error.msg}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else "not JSON"
    )


def objects(source: Source, records: list[Record], *, what: str) -> list[tuple[int, dict[str, Any]]]:
    """The records, all of which must be objects.

    Raises:
        TrainingError: some are not; all their lines are named.
    """
    wrong = [(line, "this is not an object") for line, value in records if not isinstance(value, dict)]
    if wrong:
        raise wrong_lines(source, wrong, what=what, hint="Every entry is an object like the first one.")
    return [(line, value) for line, value in records]
