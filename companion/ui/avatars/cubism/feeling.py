"""What a pose feels, and the same pose without what an expression of the model shows already. Pure; any thread."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from companion.face.pose import NEUTRAL, FacePose
from companion.face.reading import Felt

_FACE = (
    *("eye_smile", "eye_squint", "eye_slant", "iris"),
    *("brow_y_l", "brow_y_r", "brow_angle_l", "brow_angle_r", "brow_bend_l", "brow_bend_r"),
    *("mouth_form", "mouth_cat", "mouth_skew", "mouth_teeth", "mouth_fang"),
    *("blush", "hatch", "tear", "sweat", "heart", "star", "anger", "sleep"),
)
_LEAST = 0.25  # an emotion's eyes narrower than this don't tell a blink any more


def without(pose: FacePose, felt: Iterable[Felt], shown: Collection[str]) -> FacePose:
    """The pose less the faces of the emotions in `shown`; head, arms, breath, blinks, gaze and voice stay."""
    there = list(felt)
    taken = [one for one in there if one.emotion in shown]
    if not taken:
        return pose
    changed = {}
    for name in _FACE:
        more = sum(one.share * (getattr(one.face, name) - getattr(NEUTRAL, name)) for one in taken)
        changed[name] = getattr(pose, name) - more
    for name in ("eye_open_l", "eye_open_r"):
        whole = 1.0 + sum(one.share * (getattr(one.face, name) - 1.0) for one in there)
        rest = 1.0 + sum(one.share * (getattr(one.face, name) - 1.0) for one in there if one not in taken)
        lids = min(1.0, max(0.0, getattr(pose, name) / whole)) if whole > _LEAST else 1.0
        changed[name] = lids * rest
    if pose.mouth_open <= 3.0:
        changed["mouth_width"], changed["mouth_round"] = NEUTRAL.mouth_width, 0.0
    return replace(pose, **changed)
