"""Which emotions a pose shows: the way back from FacePose to moods, for avatars that have a picture an emotion. Pure.

A face is neutral + k * (expression - neutral), or a blend of two such faces. What speech, blinks, glances and idle life
change is left out, so the answer stays the same while she talks.
"""

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


@cache
def _known() -> tuple[tuple[str, ...], NDArray[np.float64], NDArray[np.intp]]:
    """(emotion of each prototype, prototypes as differences from neutral [n, features], the features' places)."""
    rest = np.array(values(NEUTRAL))
    names, rows = [], []
    for name, shown in EXPRESSIONS.items():
        for pose in (shown.peak, shown.settled):
            if pose is not None and name != "neutral":
                names.append(name)
                rows.append(np.array(values(pose)) - rest)
    table = np.array(rows)
    still = np.array([not name.startswith(_LIVELY) for name in NAMES])
    places = np.flatnonzero(still & (np.abs(table).max(axis=0) > 0))
    return tuple(names), table[:, places], places


@cache
def _pairs() -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """All pairs of prototypes and the inverses of their Gram matrices [pairs, 2, 2]."""
    _, table, _ = _known()
    first, second = np.triu_indices(len(table), 1)
    gram = table @ table.T
    own = np.stack([gram[first, first], gram[first, second], gram[first, second], gram[second, second]], axis=1)
    return first, second, np.linalg.inv(own.reshape(-1, 2, 2) + 1e-9 * np.eye(2))


def shares(pose: FacePose) -> dict[str, float]:
    """How much of which emotions the pose shows, 0..1 each; empty for a neutral face. At most two of them."""
    names, table, places = _known()
    face = np.clip(np.array(values(pose)) - np.array(values(NEUTRAL)), -4.0, 4.0)[places]
    size = float(face @ face)
    if not np.isfinite(size) or size < 1e-4:
        return {}
    along = table @ face
    alone = np.clip(along / np.einsum("ij,ij->i", table, table), 0.0, 1.0)
    left = ((face - alone[:, None] * table) ** 2).sum(axis=1)
    best = int(left.argmin())
    first, second, inverse = _pairs()
    both = np.clip(np.einsum("nij,nj->ni", inverse, np.stack([along[first], along[second]], axis=1)), 0.0, 1.0)
    rest = ((face - both[:, :1] * table[first] - both[:, 1:] * table[second]) ** 2).sum(axis=1)
    pair = int(rest.argmin())
    if left[best] <= rest[pair] + _BETTER:
        return {names[best]: float(alone[best])}
    found: dict[str, float] = {}
    for index, share in ((first[pair], both[pair, 0]), (second[pair], both[pair, 1])):
        found[names[index]] = min(1.0, found.get(names[index], 0.0) + float(share))
    return found


def emotion(pose: FacePose, least: float = 0.15) -> str:
    """The emotion that the pose shows most; neutral where none reaches `least`."""
    found = shares(pose)
    name = max(found, key=lambda key: found[key], default="neutral")
    return name if found.get(name, 0.0) >= least else "neutral"
