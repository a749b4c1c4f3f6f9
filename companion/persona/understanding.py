"""What somebody means: the topic of a sentence, and which known sentences it resembles. Any thread; reads a file.

Made by `python -m trainer.starter.understanding.build` from sentences that people wrote (assets/starter/understanding):
a multinomial logistic regression over `features`, weights as int8, and the ways of saying each known sentence, as
sparse vectors (tf-idf, unit length; nearness is the cosine). About a millisecond a sentence.
"""

import json
import re
import zipfile
import zlib
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
from companion.persona.features import FIELD, hashed
from companion.persona.fields import Fields

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
FILE = "understanding.npz"
_SIGN = 0.6  # share of a topic whose sign is there, at least
_SHARP = 1.25  # shares are surer than the regression's, which saw no two sentences quite alike
_SECOND = 0.85  # how well a feeling suits that is not the best
_FIELD = 0.33  # of its weight among the topics, a field's weight in the nearness of sentences
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
        if not len(self._keys) or not len(ids):
            return np.zeros(self.count, dtype=np.float32)
        at = np.minimum(np.searchsorted(self._keys, ids), len(self._keys) - 1)
        known = self._keys[at] == ids
        starts, sizes = self._starts[at[known]], (self._ends - self._starts)[at[known]]
        ends = np.cumsum(sizes)
        spans = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - sizes), sizes)
        weights = self._values[spans] * np.repeat(values[known], sizes)
        return np.bincount(self._rows[spans], weights, self.count).astype(np.float32)


class Understanding:
    """See the module. topics, likes: names; a like is (language, folded sentence). within: name of a topic, or of a
    whole that was divided -> places in `topics`. wholes: (topics, wholes), 1 where a topic is part of a whole.
    feelings: (topics, emotions of CANONICAL), how well each suits an answer, 0..1.
    """

    def __init__(self, data: Any) -> None:
        about = json.loads(bytes(data["about"]).decode("utf-8"))
        self.topics: tuple[str, ...] = tuple(about["topics"])
        self.likes: tuple[tuple[str, str], ...] = tuple((language, text) for language, text in about["likes"])
        self._keys, self._seen = data["keys"].astype(np.int64), data["seen"].astype(np.int64)
        self._rarity = data["rarity"].astype(np.float32)
        self._weights, self._scales = data["weights"], data["scales"].astype(np.float32)
        self._bias = data["bias"].astype(np.float32)
        self._signs = [
            (self.topics.index(topic), re.compile("|".join(patterns), re.IGNORECASE))
            for topic, patterns in about.get("signs", {}).items()
        ]
        self._rarest = float(about["rarest"])
        self._fields = Fields(about.get("fields", {}))
        self._alike = self._rarity * np.where(np.isin(self._seen, _of_fields(about.get("fields", {}))), _FIELD, 1.0)
        self.within: dict[str, list[int]] = {
            name: [self.topics.index(part) for part in parts] for name, parts in about.get("within", {}).items()
        }
        self.wholes = _wholes(self.topics, self.within)
        self.feelings = _feelings(self.topics, about.get("feelings", {}))
        sizes, like = data["sizes"].astype(np.int64), data["like"].astype(np.int64)
        at = data["features"].astype(np.int64)
        rows = np.repeat(np.arange(len(sizes)), sizes)
        self._ways = Postings(rows, self._seen[at], _unit(rows, self._alike[at], len(sizes)), len(sizes))
        self._like = like

    def vectors(self, texts: Sequence[str], *, fields: bool = True) -> tuple[Ints, Ints, Floats]:
        """Of every feature of every text: the text's place, the CRC-32, and the weight (each text of unit length).

        fields: with those of life, which take a third of the time."""
        found = [hashed(text, self._fields) if fields else hashed(text) for text in texts]
        rows = np.repeat(np.arange(len(texts)), [len(one) for one in found])
        ids = np.array([key for one in found for key in one], dtype=np.int64)
        at, known = _places(self._seen, ids)
        values = np.where(known, self._alike[at], self._rarest).astype(np.float32)
        return rows, ids, _unit(rows, values, len(texts))

    def about(self, rows: Ints, ids: Ints, count: int) -> Floats:
        """Share of each topic, for each of `count` texts."""
        at, known = _places(self._seen, ids)
        values = _unit(rows, np.where(known, self._rarity[at], 0.0).astype(np.float32), count)
        at, known = _places(self._keys, ids)
        at, rows, values = at[known], rows[known], values[known]
        scores = np.zeros((count, len(self.topics)), dtype=np.float32)
        for start in range(0, len(at), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            first = np.flatnonzero(np.diff(rows[part], prepend=-1))
            sums = np.add.reduceat(self._weights[at[part]].astype(np.float32) * values[part, None], first, axis=0)
            scores[rows[part][first]] += sums
        scores = _SHARP * (scores * self._scales + self._bias)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float32)

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


def _of_fields(fields: Mapping[str, Sequence[str]]) -> Ints:
    """CRC-32 of the features of fields and of their wholes."""
    names = {name for field in fields for name in (field, field.partition(".")[0])}
    return np.array([zlib.crc32(f"{FIELD}{name}".encode()) for name in sorted(names)], dtype=np.int64)


def _places(keys: Ints, ids: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Of each id among the sorted keys, and whether it is there."""
    at = np.minimum(np.searchsorted(keys, ids), len(keys) - 1)
    return at, keys[at] == ids


def _wholes(topics: Sequence[str], within: Mapping[str, Sequence[int]]) -> Floats:
    """A topic that is part of nothing is a whole."""
    whole = list(range(len(topics)))
    for name, parts in within.items():
        for part in parts if name not in topics or len(parts) > 1 else ():
            whole[part] = min(parts)
    found = np.zeros((len(topics), len(topics)), dtype=np.float32)
    found[np.arange(len(topics)), whole] = 1.0
    return found[:, sorted(set(whole))]


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
