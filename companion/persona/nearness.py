"""How near words are to each of many written ways of saying something: BM25 over pieces of words. Pure; any thread.

The pieces of a word are itself and its 2- to 4-grams, Hangul as jamo. The ways are indexed once, as arrays; a search
adds up one array for each piece of what was said (Robertson & Zaragoza 2009).
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_K1, _B = 1.2, 0.75
_Floats = npt.NDArray[np.float64]
_Ints = npt.NDArray[np.int64]


def _of_word(word: str) -> list[str]:
    edged = f"^{word}$"
    return [f"={word}", *(edged[at : at + size] for size in (2, 3, 4) for at in range(len(edged) - size + 1))]


def _words(folded: str) -> list[str]:
    return unicodedata.normalize("NFD", folded).split()


class Nearness:
    """Indexes folded ways; the same words may come more than once, and then count so in what is rare.

    of: for each way, which of the different ones it is.
    """

    def __init__(self, ways: Sequence[str]) -> None:
        self._different = {way: at for at, way in enumerate(dict.fromkeys(ways))}
        self.of: _Ints = np.array([self._different[way] for way in ways], dtype=np.int64)
        times = np.bincount(self.of, minlength=len(self._different))
        self._pieces: dict[str, int] = {}
        found = self._found()
        sizes = np.array([len(each) for each in found], dtype=np.int64)
        self._count = len(ways)
        self._average = int((sizes * times).sum()) / self._count if self._count else 1.0
        places = np.repeat(np.arange(len(found)), sizes)
        pieces = np.array([piece for each in found for piece in each], dtype=np.int64)
        keys, counts = np.unique(pieces * max(1, len(found)) + places, return_counts=True)
        self._place = keys % max(1, len(found))
        piece = keys // max(1, len(found))
        self._starts = np.searchsorted(piece, np.arange(len(self._pieces) + 1))
        self._there = np.bincount(piece, weights=times[self._place], minlength=len(self._pieces))
        self._share: _Floats = counts * (_K1 + 1) / (counts + self._norm(sizes)[self._place])

    def _found(self) -> list[list[int]]:
        """The numbers of the pieces of each different way."""
        known: dict[str, list[int]] = {}
        found: list[list[int]] = []
        for way in self._different:
            mine: list[int] = []
            for word in _words(way):
                if word not in known:
                    known[word] = [self._pieces.setdefault(piece, len(self._pieces)) for piece in _of_word(word)]
                mine += known[word]
            found.append(mine)
        return found

    def scores(self, folded: str) -> tuple[_Floats, _Ints]:
        """Of each different way: its nearness, 0 where it has no piece of the words; the first piece that it has."""
        score = np.zeros(len(self._different))
        first: _Ints = np.full(len(self._different), -1, dtype=np.int64)
        for number, piece in enumerate(self._counts(folded)):
            at = self._pieces.get(piece)
            if at is not None:
                part = slice(self._starts[at], self._starts[at + 1])
                places = self._place[part]
                score[places] += self._rarity(piece) * self._share[part]
                first[places[first[places] < 0]] = number
        return score, first

    def numbers(self, folded: Sequence[str]) -> list[int]:
        """Those of the different ways that are among these."""
        return [self._different[way] for way in folded if way in self._different]

    def whole(self, folded: str) -> float:
        """The nearness of words to themselves."""
        counts = self._counts(folded)
        norm = _K1 * (1 - _B + _B * sum(counts.values()) / self._average)
        return sum(self._rarity(piece) * count * (_K1 + 1) / (count + norm) for piece, count in counts.items())

    def _counts(self, folded: str) -> Counter[str]:
        return Counter(piece for word in _words(folded) for piece in _of_word(word))

    def _norm(self, sizes: _Ints) -> _Floats:
        return np.asarray(_K1 * (1 - _B + _B * sizes / self._average), dtype=np.float64)

    def _rarity(self, piece: str) -> float:
        at = self._pieces.get(piece)
        there = int(self._there[at]) if at is not None else 0
        return math.log(1 + (self._count - there + 0.5) / (there + 0.5))
