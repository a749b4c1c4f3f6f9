"""The sentences that a small speech model was taught: what it wrote is one of them, a part of one, or unclear.

Pure but for the list that is read once; any thread.

A model with so few weights writes something for any speech. What is spelled almost like a sentence that it was taught
is taken for that sentence; the beginning or the end of one is taken as it is, since people stop or start late; several
in a row are known when each is. Anything else was not understood.
"""

from collections.abc import Iterable
from pathlib import Path

_GUESSED = -0.5  # logprob below which words are not even compared
_PIECES = 3  # sentences in one utterance


class Known:
    """sentences: as they are written. Raises OSError or UnicodeDecodeError from `read`."""

    NAME = "sentences.txt"

    def __init__(self, sentences: Iterable[str]) -> None:
        self._written: dict[str, str] = {}
        self._parts: set[str] = set()
        self._words: set[str] = set()
        for sentence in sentences:
            self._written.setdefault(_letters(sentence), sentence)
            words = sentence.split()
            self._words.update(map(_letters, words))
            for cut in range(1, len(words)):
                self._parts.add(_letters(" ".join(words[:cut])))
                if len(words) - cut > 1:
                    self._parts.add(_letters(" ".join(words[cut:])))
        self._by_length: dict[int, list[str]] = {}
        for letters in self._written:
            self._by_length.setdefault(len(letters), []).append(letters)

    @staticmethod
    def read(folder: Path) -> "Known | None":
        """The list beside the model, one sentence a line; None for a model that has none."""
        path = folder / Known.NAME
        if not path.is_file():
            return None
        return Known(line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())

    def understood(self, text: str, logprob: float) -> str:
        """What was meant, if the model was sure enough of it (mean log probability per token)."""
        return self.closest(text) if logprob >= _GUESSED else ""

    def closest(self, text: str) -> str:
        """What was meant, as it is written; "" when it is none of the sentences."""
        words = text.split()
        return self._pieces(words, _PIECES) or self._near(words)

    def _pieces(self, words: list[str], most: int) -> str:
        """Sentences in a row, the last one perhaps only in part; one more word is no part."""
        letters = _letters(" ".join(words))
        if not letters or letters in self._written:
            return self._written.get(letters, "")
        if letters in self._parts and (len(words) > 1 or most == _PIECES):
            return " ".join(words)
        for cut in range(1, len(words) if most > 1 else 0):
            first = self._written.get(_letters(" ".join(words[:cut])), "")
            rest = self._pieces(words[cut:], most - 1) if first else ""
            if rest:
                return f"{first} {rest}"
        return ""

    def _near(self, words: list[str]) -> str:
        """The only sentence that is nearest. A wrong word that other sentences have was meant: it is no slip."""
        letters = _letters(" ".join(words))
        slips = allowed(letters)
        near: list[list[str]] = [[] for _ in range(slips + 1)]
        for length in range(len(letters) - slips, len(letters) + slips + 1) if slips else ():
            for other in self._by_length.get(length, ()):
                if (distance := edits(letters, other, slips)) <= slips:
                    near[distance].append(other)
        best = next((found for found in near if found), [])
        meant = self._written[best[0]] if len(best) == 1 else ""
        strange = {_letters(word) for word in words} - {_letters(word) for word in meant.split()}
        return "" if strange & self._words else meant


def allowed(letters: str) -> int:
    """Slips of the pen that are forgiven: one in four letters."""
    return len(letters) // 4


def edits(first: str, second: str, limit: int) -> int:
    """Levenshtein distance, or limit + 1 when it is more."""
    row = list(range(len(second) + 1))
    for index, letter in enumerate(first, 1):
        above, row[0] = row[0], index
        for place, other in enumerate(second, 1):
            above, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, above + (letter != other))
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def _letters(text: str) -> str:
    """Letters and digits only, lower case."""
    return "".join(char for char in text.casefold() if char.isalnum())
