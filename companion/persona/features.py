"""What of a sentence counts for its meaning: words, neighbours, and pieces of words. Pure; any thread.

Pieces are 3 to 5 letters of Latin words; syllables and their pairs and triples, and 4 to 6 jamo of Hangul, so that
endings and misspellings cost little; and the fields of life that the words belong to (fields.py). Each is known by its
CRC-32 alone.
"""

import unicodedata
import zlib
from functools import lru_cache

from companion.persona.fields import Fields
from companion.persona.recall import fold

FIELD = "g"  # begins the name of a field's feature
_WORDS = 8192  # whose features are kept
_NONE = Fields({})


def names(text: str, fields: Fields = _NONE) -> set[str]:
    """Every feature, by name."""
    words = fold(text).split()
    return _of_text(text, words, fields).union(*map(_of_word, words))


def hashed(text: str, fields: Fields = _NONE) -> list[int]:
    """The features as CRC-32, sorted."""
    words = fold(text).split()
    found = {zlib.crc32(name.encode()) for name in _of_text(text, words, fields)}
    return sorted(found.union(*map(_hashed_word, words)))


def _of_text(text: str, words: list[str], fields: Fields) -> set[str]:
    """What is not of a single word."""
    found = {f"{FIELD}{field}" for field in fields.of(text)} if fields else set()
    found.update(f"2{one} {other}" for one, other in zip(["^", *words], [*words, "$"], strict=True))
    if text.rstrip().endswith("?"):
        found.add("?")
    if not words:
        found.add(f"silent {text.strip()[:2]}")
    return found


def _of_word(word: str) -> set[str]:
    found = {f"={word}"}
    edged = f"^{word}$"
    if any("가" <= letter <= "힣" for letter in word):
        found.update(f"s{piece}" for size in (2, 3) for piece in _pieces(edged, size))
        found.update(f"u{letter}" for letter in word)
        jamo = unicodedata.normalize("NFD", edged)
        found.update(f"j{piece}" for size in (4, 5, 6) for piece in _pieces(jamo, size))
    else:
        found.update(f"c{piece}" for size in (3, 4, 5) for piece in _pieces(edged, size))
    return found


@lru_cache(maxsize=_WORDS)
def _hashed_word(word: str) -> tuple[int, ...]:
    return tuple(zlib.crc32(name.encode()) for name in _of_word(word))


def _pieces(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(len(text) - size + 1)]
