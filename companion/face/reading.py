"""Which emotions a pose shows: the way back from FacePose to moods, for avatars that have a picture an emotion. Pure.

A face is neutral + k * (expression - neutral), or a blend of two such faces. What speech, blinks, glances and idle life
change is left out, so the answer stays the same while she talks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from companion.face.expression import EXPRESSIONS
from companion.face.pose import NAMES, NEUTRAL, FacePose, values

_LIVELY = (  # what idle life, gestures and the voice move
    *("head_", "body_", "breath", "eye_open", "gaze_", "mouth_", "hair_", "ribbon", "ornament", "skirt"),
    *("arm", "shoulders", "lean", "bounce"),
)
_BETTER = 0.004  # by how much a blend of two must explain a face better than one emotion alone


@dataclass(frozen=True, slots=True)
class Felt:
    """A share (0..1) of one emotion, and the face at full strength that it is a share of."""

    emotion: str
    share: float
    face: FacePose


@cache
def _faces() -> tuple[tuple[str, FacePose], ...]:
    """All faces but the neutral one: each emotion's peak, and what it settles to."""
    both = ((name, pose) for name, shown in EXPRESSIONS.items() for pose in (shown.peak, shown.settled))
    return tuple((name, pose) for name, pose in both if pose is not None and name != "neutral")


@cache
def _known() -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """(the faces as differences from neutral [n, features], the features' places)."""
    rest = np.array(values(NEUTRAL))
    rows = [np.array(values(pose)) - rest for _, pose in _faces()]
    table = np.array(rows)
    still = np.array([not name.startswith(_LIVELY) for name in NAMES])
    places = np.flatnonzero(still & (np.abs(table).max(axis=0) > 0))
    return table[:, places], places


@cache
def _pairs() -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """All pairs of prototypes and the inverses of their Gram matrices [pairs, 2, 2]."""
    table, _ = _known()
    first, second = np.triu_indices(len(table), 1)
    gram = table @ table.T
    own = np.stack([gram[first, first], gram[first, second], gram[first, second], gram[second, second]], axis=1)
    return first, second, np.linalg.inv(own.reshape(-1, 2, 2) + 1e-9 * np.eye(2))


def felt(pose: FacePose) -> tuple[Felt, ...]:
    """What the pose feels; empty for a neutral face. At most two, which may be the peak and the rest of one emotion."""
    table, places = _known()
    face = np.clip(np.array(values(pose)) - np.array(values(NEUTRAL)), -4.0, 4.0)[places]
    size = float(face @ face)
    if not np.isfinite(size) or size < 1e-4:
        return ()
    along = table @ face
    alone = np.clip(along / np.einsum("ij,ij->i", table, table), 0.0, 1.0)
    left = ((face - alone[:, None] * table) ** 2).sum(axis=1)
    best = int(left.argmin())
    first, second, inverse = _pairs()
    both = np.clip(np.einsum("nij,nj->ni", inverse, np.stack([along[first], along[second]], axis=1)), 0.0, 1.0)
    rest = ((face - both[:, :1] * table[first] - both[:, 1:] * table[second]) ** 2).sum(axis=1)
    pair = int(rest.argmin())
    if left[best] <= rest[pair] + _BETTER:
        return (_felt(best, alone[best]),)
    return _felt(int(first[pair]), both[pair, 0]), _felt(int(second[pair]), both[pair, 1])


def _felt(index: int, share: float) -> Felt:
    name, face = _faces()[index]
    return Felt(name, float(share), face)


def shares(pose: FacePose) -> dict[str, float]:
    """How much of which emotions the pose shows, 0..1 each; empty for a neutral face. At most two of them."""
    return added(felt(pose))


def added(parts: Iterable[Felt]) -> dict[str, float]:
    """Shares by emotion, 0..1 each."""
    found: dict[str, float] = {}
    for one in parts:
        found[one.emotion] = min(1.0, found.get(one.emotion, 0.0) + one.share)
    return found


def emotion(pose: FacePose, least: float = 0.15) -> str:
    """The emotion that the pose shows most; neutral where none reaches `least`."""
    found = shares(pose)
    name = max(found, key=lambda key: found[key], default="neutral")
    return name if found.get(name, 0.0) >= least else "neutral"
