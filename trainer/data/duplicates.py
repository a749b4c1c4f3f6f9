"""Rows that are there twice. One process, no thread of its own; datasketch is imported when it is needed.

Two rows are near duplicates when what is said to her AND what she answers are near: Jaccard similarity of character
5-grams at or above the limit on both sides. The same question with another answer, or the same answer to a question in
other words, stays. MinHash with LSH (Broder 1997; Leskovec et al., Mining of Massive Datasets, ch. 3) finds candidates,
the exact similarity decides. Which one stays does not depend on the order of the rows.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from trainer.rows import Row

GRAM = 5
PERMUTATIONS = 128
_NOT_SAID = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """row is dropped because `kept` (its id) stays. similarity: of the less similar side; 1.0 = says the same."""

    row: Row
    kept: str
    similarity: float


def grams(text: str) -> frozenset[str]:
    """Character 5-grams of what is said: NFKC, without case, spaces and punctuation. A shorter text is one gram; a text
    of punctuation only is itself."""
    plain = _NOT_SAID.sub("", unicodedata.normalize("NFKC", text).casefold()) or text
    return frozenset(plain[at : at + GRAM] for at in range(max(1, len(plain) - GRAM + 1)))


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Size of what is shared over size of both together; two empty sets are equal."""
    return len(a & b) / len(a | b) if a or b else 1.0


@dataclass(frozen=True, slots=True)
class _Sides:
    asked: frozenset[str]
    answered: frozenset[str]

    @staticmethod
    def of(row: Row) -> "_Sides":
        heard = [turn.text for turn in row.background]
        asked = "\n".join([row.summary, *heard, *(turn.user for turn in row.exchanges)])
        return _Sides(grams(asked), grams("\n".join(turn.text for turn in row.exchanges)))

    def similarity(self, other: "_Sides") -> float:
        return min(jaccard(self.asked, other.asked), jaccard(self.answered, other.answered))

    def marked(self) -> list[bytes]:
        return [f"a{gram}".encode() for gram in self.asked] + [f"b{gram}".encode() for gram in self.answered]


def split(
    rows: Iterable[Row], limit: float, tell: Callable[[int, int], None] = lambda done, total: None
) -> tuple[list[Row], list[Duplicate]]:
    """(rows that stay, rows that go), both in a canonical order that the order of `rows` does not change.

    limit: similarity from which one of two goes; 1.0 = only what says the same. Of two, the longer conversation stays.
    Rows of different variants or languages are never duplicates of each other.
    """
    ordered = sorted(rows, key=lambda row: (-len(row.exchanges), row.fingerprint(), row.variant, row.id))
    fresh, gone = _exact(ordered)
    if limit >= 1.0 or len(fresh) < 2:
        return fresh, gone
    stay, near = _near(fresh, limit, tell)
    return stay, gone + near


def _exact(rows: list[Row]) -> tuple[list[Row], list[Duplicate]]:
    first: dict[tuple[str, str], str] = {}
    fresh: list[Row] = []
    gone: list[Duplicate] = []
    for row in rows:
        key = (row.variant, row.fingerprint())
        if key in first:
            gone.append(Duplicate(row, first[key], 1.0))
        else:
            first[key] = row.id
            fresh.append(row)
    return fresh, gone


def _near(rows: list[Row], limit: float, tell: Callable[[int, int], None]) -> tuple[list[Row], list[Duplicate]]:
    from datasketch import MinHash, MinHashLSH

    index: Any = MinHashLSH(threshold=max(0.05, limit), num_perm=PERMUTATIONS, weights=(0.1, 0.9))
    empty = MinHash(num_perm=PERMUTATIONS, seed=1)
    kept: dict[int, _Sides] = {}
    stay: list[Row] = []
    gone: list[Duplicate] = []
    for number, row in enumerate(rows):
        if number % 200 == 0:
            tell(number, len(rows))
        sides = _Sides.of(row)
        sketch = empty.copy()
        sketch.update_batch(sides.marked())
        found = _nearest(row, rows, kept, sides, index.query(sketch), limit)
        if found:
            gone.append(Duplicate(row, rows[found[0]].id, found[1]))
            continue
        index.insert(number, sketch)
        kept[number] = sides
        stay.append(row)
    return stay, gone


def _nearest(
    row: Row, rows: list[Row], kept: dict[int, _Sides], sides: _Sides, candidates: Iterable[int], limit: float
) -> tuple[int, float] | None:
    near = [
        (similarity, -number)
        for number in candidates
        if (rows[number].variant, rows[number].language) == (row.variant, row.language)
        and (similarity := sides.similarity(kept[number])) >= limit
    ]
    if not near:
        return None
    similarity, number = max(near)
    return -number, similarity
