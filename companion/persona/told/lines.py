"""The lines that a character has for what she was told: `told.yaml` beside character.yaml. Any thread; reads a file.

    ko:
      call: "{name} 님"              how she calls a person whose name she knows
      lines:
        name: ["smile .6 {name} 님이시군요! …"]   for what it is (answer.py): feeling, strength, words with slots

Slots: {name}, {call} (with its comma; nothing where no name is known), {thing}, {told}, {quote}, {value}, {when}; a
Korean one may name its particle, {thing:을}.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from companion.errors import CharacterError
from companion.persona.emotion import CANONICAL, Mood
from companion.persona.told.reading import filled

FILE_NAME = "told.yaml"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's where it is there: eight times quicker
KEYS = ("name", "name_told", "told", "plan", "named", "recall", "unknown", "corrected", "agrees", "denies", "thanks",
        "bye", "advice", "cheer", "guess", "join", "you", "bad", "good", "more", "wonder", "quote", "same")  # fmt: skip
_SLOTS = frozenset({"name", "call", "thing", "told", "quote", "value", "when"})
_LINE = re.compile(r"([a-z]+) (0?\.\d|1\.0) (.+)")
_SLOT = re.compile(r"\{([a-z]+)(?::[가-힣]+)?\}")


@dataclass(frozen=True, slots=True)
class Line:
    """words: with slots. said: what it looks like once it was said."""

    mood: Mood
    words: str
    said: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lines:
    """Of one language."""

    call: str
    by_key: Mapping[str, tuple[Line, ...]]

    def called(self, name: str, language: str) -> str:
        """The name as it stands in a line, with its comma: before Korean words, behind English ones."""
        call = filled(self.call, {"name": name}) if name else ""
        if not call:
            return ""
        return f"{call}, " if language == "ko" else f", {call}"


def load(folder: Path) -> Mapping[str, Lines] | None:
    """language -> lines of the character in this folder; None where there is no file.

    Raises:
        CharacterError: it can't be read, or a line is wrong; the message names it.
    """
    path = folder / FILE_NAME
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return _loaded(path, (stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=16)
def _loaded(path: Path, stamp: tuple[int, int]) -> Mapping[str, Lines]:
    wrong: list[str] = []
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
        found = {language: _lines(language, part, wrong) for language, part in data.items()}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        wrong.append(f"{type(error).__name__}: {error}")
        found = {}
    if wrong:
        raise CharacterError(
            f"{path}: {len(wrong)} thing(s) are wrong:\n" + "\n".join(f"  - {each}" for each in wrong[:20]),
            code="told-invalid",
            hint='A line is "emotion .5 words"; delete the file, and she talks without remembering what she is told.',
        )
    return found


def _lines(language: str, data: dict[str, Any], wrong: list[str]) -> Lines:
    if language not in ("ko", "en"):
        wrong.append(f"`{language}`: ko or en is expected")
    by_key: dict[str, tuple[Line, ...]] = {}
    for key, texts in data["lines"].items():
        if key not in KEYS:
            wrong.append(f"{language}, `{key}`: one of {', '.join(KEYS)} is expected")
        by_key[key] = tuple(line for text in texts if (line := _line(f"{language}, {key}", text, wrong)) is not None)
    return Lines(str(data["call"]), by_key)


def _line(place: str, text: object, wrong: list[str]) -> Line | None:
    found = _LINE.fullmatch(text) if isinstance(text, str) else None
    if found is None or found[1] not in CANONICAL:
        wrong.append(f'{place}: "emotion .5 words" is expected, not {str(text)[:40]!r}')
        return None
    strange = set(_SLOT.findall(found[3])) - _SLOTS
    if strange:
        wrong.append(f"{place}: no slot is called {', '.join(sorted(strange))}")
        return None
    parts = [re.escape(part) for part in _SLOT.split(found[3])[::2]]
    return Line(Mood(found[1], float(found[2])), found[3], re.compile(".{0,200}?".join(parts)))
