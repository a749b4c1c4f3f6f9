"""The sentences that a small speech model was taught: what it wrote is one of them, part of them, or unclear. Pure.

A model with so few weights writes something for any speech. What is spelled almost like a sentence that it was taught
is taken for that sentence; the beginning or the end of one is taken as it is, since people stop or start late; several
in a row are taken one by one. Anything else was not understood.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

NAME = "sentences.txt"
_PIECES = 3  # sentences in one utterance
_WORTH = 3  # letters; shorter is only known when it is exact


class Known:
    """sentences: as they are written. Raises OSError or UnicodeDecodeError from `read`."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self._written: dict[str, str] = {}
        self._parts: set[str] = set()
        for sentence in sentences:
            self._written.setdefault(_letters(sentence), sentence)
            words = sentence.split()
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
        path = folder / NAME
        if not path.is_file():
            return None
        return Known(line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())

    def closest(self, text: str) -> str:
        """What was meant, as it is written; "" when it is none of the sentences."""
        words = text.split()
        return self._meant(words, _PIECES, self._exact) or self._meant(words, _PIECES, self._near)

    def _meant(self, words: list[str], pieces: int, sentence: Callable[[str], str]) -> str:
        text = " ".join(words)
        letters = _letters(text)
        if not letters:
            return ""
        whole = self._exact(letters) or (text if letters in self._parts else sentence(letters))
        if whole or pieces == 1:
            return whole
        for cut in range(1, len(words)):
            first = sentence(_letters(" ".join(words[:cut])))
            rest = self._meant(words[cut:], pieces - 1, sentence) if first else ""
            if rest:
                return f"{first} {rest}"
        return ""

    def _exact(self, letters: str) -> str:
        return self._written.get(letters, "")

    def _near(self, letters: str) -> str:
        """The sentence with just these letters, or the only one that is nearest."""
        if letters in self._written:
            return self._written[letters]
        slips = allowed(letters)
        near: list[list[str]] = [[] for _ in range(slips + 1)]
        for length in range(len(letters) - slips, len(letters) + slips + 1) if slips else ():
            for other in self._by_length.get(length, ()):
                if (distance := edits(letters, other, slips)) <= slips:
                    near[distance].append(other)
        best = next((found for found in near if found), [])
        return self._written[best[0]] if len(best) == 1 else ""


def allowed(letters: str) -> int:
    """Slips of the pen that are forgiven; a Korean letter is a syllable and says more."""
    korean = sum("가" <= letter <= "힣" for letter in letters) * 2 > len(letters)
    return len(letters) // (4 if korean else 5) if len(letters) >= _WORTH else 0


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
