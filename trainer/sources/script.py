"""Scripts: one line a speech, "화자 : 대사" or "NAME: words" (M1), as text or JSON. Pure; any thread."""

import re
from typing import Any

from trainer.rows import Document
from trainer.sources.found import Found, Source, document_id, wrong_lines
from trainer.sources.records import Record

_LINE = re.compile(r"^\s*(?P<name>[^\s:：\"“”.!?…][^:：\"“”.!?…\n]{0,39}?)\s*[:：](?!//)\s*(?P<text>\S.*)$")
_TIME = re.compile(r"\d{1,2}$")
_SPEAKER_KEYS = ("speaker", "화자", "name", "character", "role", "이름")
_TEXT_KEYS = ("text", "대사", "line", "utterance", "content", "dialogue", "말")


def speaker_line(line: str) -> tuple[str, str] | None:
    """(speaker, words) of a line such as `백설공주 : 안녕`; None for others, for times (`12:30`) and addresses."""
    found = _LINE.match(line)
    if found is None or (_TIME.search(found.group("name")) and found.group("text")[:1].isdigit()):
        return None
    name = found.group("name").strip()
    return (
        None if len(name.split()) > 5 or name.casefold() in ("http", "https") else (name, found.group("text").strip())
    )


def fits_text(text: str) -> bool:
    """Whether at least half of the lines are speeches, by two or more who speak, or one who speaks again."""
    lines = [line for line in text.split("\n") if line.strip()]
    spoken = [found[0] for line in lines if (found := speaker_line(line))]
    return len(spoken) >= 2 and len(spoken) >= 0.5 * len(lines) and len(set(spoken)) < max(3, len(spoken))


def fits(records: list[Record]) -> bool:
    first = records[0][1]
    return (isinstance(first, str) and speaker_line(first) is not None) or _speech(first) is not None


def read_text(source: Source, text: str) -> Found:
    return Found("script", (Document(id=document_id(source, 0), source=source.name, kind="script", text=text),))


def read_records(source: Source, records: list[Record]) -> Found:
    """A list of `"화자 : 대사"`, or of objects with a speaker and a text, as one script.

    Raises:
        TrainingError: entries that are neither; all lines are named.
    """
    lines: list[str] = []
    problems: list[tuple[int, str]] = []
    for number, value in records:
        speech = _speech(value)
        if isinstance(value, str) and value.strip():
            lines.append(indented(value))
        elif speech is not None:
            lines.append(f"{speech[0]}: {indented(speech[1])}")
        else:
            problems.append((number, "there is no speaker and text"))
    if problems:
        raise wrong_lines(source, problems, what="lines", hint='Each is "화자 : 대사" or {"speaker": …, "text": …}.')
    return read_text(source, "\n".join(lines))


def indented(words: str) -> str:
    """Words of several lines as they stand in a script: every further line is indented."""
    return words.strip().replace("\n", "\n    ")


def _speech(value: Any) -> tuple[str, str] | None:
    if not isinstance(value, dict):
        return None
    name = next((value[key] for key in _SPEAKER_KEYS if isinstance(value.get(key), str) and value[key].strip()), None)
    text = next((value[key] for key in _TEXT_KEYS if isinstance(value.get(key), str) and value[key].strip()), None)
    return (name.strip(), text) if name is not None and text is not None else None
