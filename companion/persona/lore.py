"""What she knows of her world, brought up while she talks: the lorebook of the card that she came from. Any thread.

An entry is brought up when one of its keys is in the last words of both (and a secondary one, where it has such), or
always, when it is constant. It stands behind the person's words (`prompt.user_text`), so the computed prefix of the
prompt stays; an entry that stands behind one of the last turns already is not said again. Together they take no more
than a budget; where that is short, constant ones stay, then those of higher priority, then of higher order.

Keys are words: in Latin letters from edge to edge, in Hangul with whatever follows (안개탑에서는), a single syllable
only with a particle (왕이, but not 왕복). Keys that are regular expressions are not run: a card comes from anybody, and
an expression can take for ever. A list of plain words between bars (`dragon|wyrm`) counts as these words.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from companion.errors import CharacterError
from companion.persona import cards
from companion.persona.card_character import ORIGINAL
from companion.persona.card_text import shortened
from companion.persona.character import Character, Language
from companion.persona.lorebook import LoreEntry, entries
from companion.persona.macros import USER, expand

HEADING: dict[Language, str] = {"ko": "알아 둘 것:", "en": "Worth knowing:"}
DEPTH, DEEPEST = 4, 20  # messages that are looked at, where the book does not say; and at most
BUDGET, LARGEST = 400, 800  # tokens likewise
LATELY = 4  # turns in which an entry is not said again
_ROUNDS = 3  # of entries that bring up others
_LONGEST = 4000  # letters of the words that are looked at

_MOOD = re.compile(r"^\[[^\]\n]*\] ?")
_BEHIND = re.compile("\n(?:> |" + "|".join(map(re.escape, HEADING.values())) + "\n)")
_HANGUL = re.compile("[가-힣]")
_LATIN = re.compile("[A-Za-z0-9]")
_PLAIN = re.compile(r"[\w '’|-]+")
_PARTICLES = (
    "(?:들|님|씨)?(?:이라고|라고|이라는|라는|이랑|랑|에서|에게|한테|으로|로|부터|까지|처럼|보다|이나|이면|이야|이에요|"
    "예요|이다|은|는|이|가|을|를|의|에|와|과|도|만|아|야){0,3}"
)


def tokens(text: str) -> float:
    """How many tokens a text takes at most, about: a letter of Hangul or Han one, four letters of Latin one."""
    wide = sum(letter > "\u2e7f" for letter in text)
    return wide + (len(text) - wide) / 4


def plain(user: str) -> str:
    """The person's own words in a rendered user turn."""
    return _BEHIND.split(_MOOD.sub("", user, count=1), maxsplit=1)[0].strip()


class Lore:
    """The entries of one character that can be brought up. settings: of the book (`scan_depth`, `token_budget`,
    `recursive_scanning`)."""

    def __init__(self, found: Sequence[LoreEntry], settings: dict[str, Any] | None = None) -> None:
        settings = settings or {}
        self.entries = tuple(entry for entry in found if usable(entry))
        self._keys = [
            ([_pattern(key, entry) for key in _keys(entry, entry.keys)],
             [_pattern(key, entry) for key in _keys(entry, entry.secondary)])
            for entry in self.entries
        ]  # fmt: skip
        self._depth = min(DEEPEST, _whole(settings.get("scan_depth"), DEPTH))
        self._budget = min(LARGEST, _whole(settings.get("token_budget"), BUDGET))
        self._recursive = bool(settings.get("recursive_scanning"))

    def lines(self, said: Sequence[str], language: Language, lately: str = "") -> tuple[str, ...]:
        """What stands behind the person's words; said: the last messages of both, the person's newest at the end;
        lately: rendered turns that still say what stands in them."""
        words = "\n".join(said[-self._depth :])[-_LONGEST:] if self._depth else ""
        active = [entry for entry in self._active(words) if _beginning(entry) not in lately]
        chosen = self._fitting(active)
        if not chosen:
            return ()
        chosen.sort(key=lambda entry: (entry.position == "after", entry.order))
        return HEADING[language], *(f"- {' '.join(entry.content.split())}" for entry in chosen)

    def _active(self, words: str) -> list[LoreEntry]:
        found: dict[int, LoreEntry] = {}
        for _ in range(_ROUNDS if self._recursive else 1):
            fresh = {
                number: entry
                for number, entry in enumerate(self.entries)
                if number not in found and (entry.constant or self._matches(number, words))
            }
            found |= fresh
            words = "\n".join(entry.content for entry in fresh.values())[:_LONGEST]
            if not words:
                break
        return list(found.values())

    def _matches(self, number: int, words: str) -> bool:
        first, second = self._keys[number]
        if not any(key.search(words) for key in first):
            return False
        if not second:
            return True
        there = [bool(key.search(words)) for key in second]
        match self.entries[number].logic:
            case "any":
                return any(there)
            case "all":
                return all(there)
            case "none":
                return not any(there)
        return not all(there)

    def _fitting(self, active: list[LoreEntry]) -> list[LoreEntry]:
        room = float(self._budget)
        chosen: list[LoreEntry] = []
        for entry in sorted(active, key=lambda entry: (entry.constant, entry.priority, entry.order), reverse=True):
            need = tokens(entry.content)
            if need > room and not chosen:  # better its beginning than nothing
                entry = replace(entry, content=shortened(entry.content, max(1, int(room))))
                need = tokens(entry.content)
            if need <= room:
                chosen.append(entry)
                room -= need
        return chosen


def _beginning(entry: LoreEntry) -> str:
    """By which it is known again: where there was little room, the rest was left out."""
    return " ".join(entry.content.split())[:40]


def usable(entry: LoreEntry) -> bool:
    """Whether it is ever brought up."""
    return entry.enabled and (entry.constant or bool(_keys(entry, entry.keys)))


def read(character: Character) -> tuple[LoreEntry, ...]:
    """Every entry of the card that she came from, with names instead of macros; none where she came from no card.

    Raises:
        CharacterError: the card can't be read.
    """
    return _read(character)[0]


def load(character: Character) -> Lore | None:
    """What can be brought up; None where there is nothing. Cached by the card's time and size. Raises as `read`."""
    found, settings = _read(character)
    return Lore(found, settings) if any(usable(entry) for entry in found) else None


def known(character: Character) -> Lore | None:
    """As `load`; nothing where the card can't be read, which is told where she is loaded."""
    try:
        return load(character)
    except CharacterError:
        return None


def _read(character: Character) -> tuple[tuple[LoreEntry, ...], dict[str, Any]]:
    path = character.folder / ORIGINAL
    try:
        stat = path.stat()
    except OSError:
        return (), {}
    language = character.languages[0]
    return _loaded(path, character.name(language), USER[language], (stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=16)
def _loaded(path: Path, name: str, user: str, stamp: tuple[int, int]) -> tuple[tuple[LoreEntry, ...], dict[str, Any]]:
    book = cards.read(path).data.get("character_book")
    found = tuple(replace(entry, content=expand(entry.content, name, user).strip()) for entry in entries(book))
    keys = [tuple(expand(key, name, user) for key in entry.keys) for entry in found]
    named = tuple(replace(entry, keys=mine) for entry, mine in zip(found, keys, strict=True) if entry.content)
    return named, book if isinstance(book, dict) else {}


def _keys(entry: LoreEntry, keys: Sequence[str]) -> list[str]:
    """As plain words; see the module."""
    found: list[str] = []
    for key in keys:
        bare = re.fullmatch(r"/(.+)/[a-z]*", key)
        if entry.regex or bare is not None:
            text = bare.group(1) if bare is not None else key
            found += [part.strip() for part in text.split("|")] if _PLAIN.fullmatch(text) else []
        else:
            found.append(key)
    return [key for key in found if key]


def _pattern(key: str, entry: LoreEntry) -> re.Pattern[str]:
    body = r"\s+".join(map(re.escape, key.split()))
    if _HANGUL.match(key[-1]):
        before = "(?<![가-힣])" if len(key) < 3 else ""
        after = f"{_PARTICLES}(?![가-힣])" if len(key) == 1 else ""
    else:
        before = "(?<![A-Za-z0-9])" if _LATIN.match(key[0]) else ""
        after = "(?![A-Za-z0-9])" if _LATIN.match(key[-1]) else ""
    return re.compile(before + body + after, 0 if entry.case_sensitive else re.IGNORECASE)


def _whole(value: object, usual: int) -> int:
    return max(0, int(value)) if isinstance(value, int | float) and value == value and abs(value) < 1e9 else usual
