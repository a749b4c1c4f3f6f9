"""What somebody means: the topic of a sentence, and which known sentences it resembles. Any thread; reads a file.

Made by `python -m trainer.starter.understanding.build` from sentences that people wrote (assets/starter/understanding):
a multinomial logistic regression over `features`, weights as int8, and the ways of saying each known sentence, as
sparse vectors (tf-idf, unit length; nearness is the cosine). About a millisecond a sentence.
"""

import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from companion import paths
from companion.errors import CharacterError
from companion.persona.emotion import CANONICAL
from companion.persona.features import hashed
from companion.persona.fields import Fields

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
FILE = "understanding.npz"
_SIGN = 0.6  # share of a topic whose sign is there, at least
_SECOND = 0.85  # how well a feeling suits that is not the best
_AT_ONCE = 50_000  # features of texts whose topics are looked up together


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as it is understood. ids: CRC-32 of its features, values: their weights (unit length). topics: share
    of each topic, in the order of `Understanding.topics`. likes: nearness to each known sentence."""

    ids: Ints
    values: Floats
    topics: Floats
    likes: Floats


class Postings:
    """Unit vectors that are searched by their features. rows, ids, values: every feature of every row."""

    def __init__(self, rows: Ints, ids: Ints, values: Floats, count: int) -> None:
        order = np.argsort(ids, kind="stable")
        self._rows, self._values, self.count = rows[order], values[order], count
        self._keys, self._starts = np.unique(ids[order], return_index=True)
        self._ends = np.append(self._starts[1:], len(order))

    def cosines(self, ids: Ints, values: Floats) -> Floats:
        """Nearness of a unit vector to each row."""
        found = np.zeros(self.count, dtype=np.float32)
        if not len(self._keys):
            return found
        at = np.minimum(np.searchsorted(self._keys, ids), len(self._keys) - 1)
        for place, value, known in zip(at, values, self._keys[at] == ids, strict=True):
            if known:
                span = slice(self._starts[place], self._ends[place])
                np.add.at(found, self._rows[span], self._values[span] * value)
        return found


class Understanding:
    """See the module. topics, likes: names; a like is (language, folded sentence). within: name of a topic, or of a
    whole that was divided -> places in `topics`. feelings: (topics, emotions of CANONICAL), how well each suits an
    answer, 0..1.
    """

    def __init__(self, data: Any) -> None:
        about = json.loads(bytes(data["about"]).decode("utf-8"))
        self.topics: tuple[str, ...] = tuple(about["topics"])
        self.likes: tuple[tuple[str, str], ...] = tuple((language, text) for language, text in about["likes"])
        self._keys = data["keys"].astype(np.int64)
        self._rarity = data["rarity"].astype(np.float32)
        self._weights, self._scales = data["weights"], data["scales"].astype(np.float32)
        self._bias = data["bias"].astype(np.float32)
        self._signs = [
            (self.topics.index(topic), re.compile("|".join(patterns), re.IGNORECASE))
            for topic, patterns in about.get("signs", {}).items()
        ]
        self._rarest = float(about["rarest"])
        self._fields = Fields(about.get("fields", {}))
        self.within: dict[str, list[int]] = {
            name: [self.topics.index(part) for part in parts] for name, parts in about.get("within", {}).items()
        }
        self.feelings = _feelings(self.topics, about.get("feelings", {}))
        sizes, like = data["sizes"].astype(np.int64), data["like"].astype(np.int64)
        at = data["features"].astype(np.int64)
        rows = np.repeat(np.arange(len(sizes)), sizes)
        self._ways = Postings(rows, self._keys[at], _unit(rows, self._rarity[at], len(sizes)), len(sizes))
        self._like = like

    def vectors(self, texts: Sequence[str]) -> tuple[Ints, Ints, Floats]:
        """Of every feature of every text: the text's place, the CRC-32, and the weight (each text of unit length)."""
        found = [hashed(text, self._fields) for text in texts]
        rows = np.repeat(np.arange(len(texts)), [len(one) for one in found])
        ids = np.array([key for one in found for key in one], dtype=np.int64)
        at, known = self._places(ids)
        values = np.where(known, self._rarity[at], self._rarest).astype(np.float32)
        return rows, ids, _unit(rows, values, len(texts))

    def about(self, rows: Ints, ids: Ints, count: int) -> Floats:
        """Share of each topic, for each of `count` texts."""
        at, known = self._places(ids)
        at, rows = at[known], rows[known]
        values = _unit(rows, self._rarity[at], count)
        scores = np.zeros((count, len(self.topics)), dtype=np.float32)
        for start in range(0, len(at), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            first = np.flatnonzero(np.diff(rows[part], prepend=-1))
            sums = np.add.reduceat(self._weights[at[part]].astype(np.float32) * values[part, None], first, axis=0)
            scores[rows[part][first]] += sums
        scores = scores * self._scales + self._bias
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float32)

    def _places(self, ids: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
        at = np.minimum(np.searchsorted(self._keys, ids), len(self._keys) - 1)
        return at, self._keys[at] == ids

    def read(self, text: str) -> Reading:
        """All of it."""
        rows, ids, values = self.vectors([text])
        likes = np.zeros(len(self.likes), dtype=np.float32)
        np.maximum.at(likes, self._like, self._ways.cosines(ids, values))
        topics = self.about(rows, ids, 1)[0]
        for topic, sign in self._signs:
            if sign.search(text):
                topics *= 1 - _SIGN
                topics[topic] += _SIGN
        return Reading(ids, values, topics, likes)


def _feelings(topics: Sequence[str], suit: Mapping[str, Sequence[str]]) -> Floats:
    """All alike where nothing is known."""
    found = np.full((len(topics), len(CANONICAL)), 0.5, dtype=np.float32)
    for at, topic in enumerate(topics):
        if suit.get(topic):
            found[at] = 0.0
            found[at, [CANONICAL.index(emotion) for emotion in suit[topic]]] = _SECOND
            found[at, CANONICAL.index(suit[topic][0])] = 1.0
    return found


def _unit(rows: Ints, values: Floats, count: int) -> Floats:
    lengths = np.sqrt(np.bincount(rows, values**2, count))
    return np.asarray(values / np.maximum(lengths, 1e-9)[rows], dtype=np.float32)


def shipped() -> Path:
    """Where the app's own lies."""
    return paths.assets() / "starter" / "understanding" / FILE


def load(path: Path | None = None) -> Understanding:
    """The app's own, or that of a file; kept after the first time.

    Raises:
        CharacterError: it can't be read.
    """
    path = path or shipped()
    try:
        return _loaded(path, path.stat().st_mtime_ns)
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise CharacterError(
            f"{path} can't be read: {error}.",
            code="understanding-unreadable",
            hint="It came with the program: install it anew.",
        ) from error


@lru_cache(maxsize=2)
def _loaded(path: Path, stamp: int) -> Understanding:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
        return Understanding(data)
