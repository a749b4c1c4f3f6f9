"""FacePose: every parameter of the avatar's rig at one moment. Pure values; any thread."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import attrgetter


@dataclass(frozen=True, slots=True)
class FacePose:
    """One moment of the rig. Units are those of the 1000 x 1500 drawing canvas; "l" and "r" are the viewer's.

    The defaults are the neutral face. A renderer must draw every pose that lies in the given ranges without gaps
    and must clamp what lies outside of them.
    """

    head_x: float = 0.0  # turn, -1 (viewer's left) .. 1
    head_y: float = 0.0  # nod, -1 (down) .. 1 (up)
    head_z: float = 0.0  # tilt, -1 .. 1 = 9 degrees clockwise
    head_lift: float = 0.0  # 0..1, breath as it reaches the head (4 units up)
    body_x: float = 0.0  # -1..1, sway of the upper body
    breath: float = 0.0  # 0..1, chest lifted by 3 units

    eye_open_l: float = 1.0  # 0 closed .. 1 .. 1.25 wide
    eye_open_r: float = 1.0
    eye_smile: float = 0.0  # 0..1: a closed lid bends up like a smile
    eye_squint: float = 0.0  # 0..1: the lower lid pushes up
    eye_slant: float = 0.0  # -1 (outer corner down, sad) .. 1 (up, fierce)
    iris: float = 1.0  # size, .7..1.2
    gaze_x: float = 0.0  # -1..1 to the viewer's right
    gaze_y: float = 0.0  # -1..1 up

    brow_y_l: float = 0.0  # -1 .. 1.5, up
    brow_y_r: float = 0.0
    brow_angle_l: float = 0.0  # -1.2 .. 1.2; positive: inner end down
    brow_angle_r: float = 0.0
    brow_bend_l: float = 0.4  # 0 straight .. 1 arched
    brow_bend_r: float = 0.4

    mouth_width: float = 27.0  # half the width
    mouth_open: float = 0.0  # height, 0..50; below 3 it is a line
    mouth_form: float = 0.7  # -1.6 (corners down) .. 1.6 (up)
    mouth_round: float = 0.0  # 0..1: toward an ellipse
    mouth_cat: float = 0.0  # 0..1: w-shape
    mouth_skew: float = 0.0  # -1..1: one corner higher
    mouth_teeth: float = 0.0  # 0..1.4
    mouth_fang: float = 0.0  # 0..1

    blush: float = 0.25  # 0..1
    hatch: float = 0.0  # 0..1: three strokes on each cheek
    tear: float = 0.0  # 0..1
    sweat: float = 0.0  # 0..1
    heart: float = 0.0  # 0..1: hearts in the eyes
    star: float = 0.0  # 0..1: sparkles in the eyes
    anger: float = 0.0  # 0..1: the cross-vein mark
    sleep: float = 0.0  # 0..1: a sleep bubble

    hair_bangs: float = 0.0  # degrees of the springs
    hair_locks: float = 0.0
    hair_tails: float = 0.0
    ribbon: float = 0.0
    ornament: float = 0.0
    skirt: float = 0.0

    arm: float = 0.0  # 0..1: the hand in front is raised a little

    # Gestures, each 0..1: the share of the way from the arms at rest. All 0 = at rest; above 1 together they are scaled
    # to 1. What each looks like is the renderer's (or the outfit's) own; one that has no arms ignores them.
    arms_cheer: float = 0.0  # both arms up
    arms_pump: float = 0.0  # fists before the chest
    arms_chest: float = 0.0  # a hand on the heart
    arms_droop: float = 0.0  # both hang down
    arms_cross: float = 0.0  # folded, or fists at the sides
    arms_gasp: float = 0.0  # a hand before the mouth
    arms_fidget: float = 0.0  # fingertips together
    arms_cheeks: float = 0.0  # both hands on the cheeks
    arms_hip: float = 0.0  # a hand on the hip
    arms_rub: float = 0.0  # a fist at the eye
    arms_clasp: float = 0.0  # hands clasped before the chest
    arms_wave: float = 0.0  # a hand beside the head
    arms_think: float = 0.0  # a finger at the chin
    arms_tell: float = 0.0  # an open palm held out
    arms_hair: float = 0.0  # a strand put back
    arm_swing: float = 0.0  # -1..1: the small movement that belongs to the gesture (wave, pump, rub)

    shoulders: float = 0.0  # -1 (hanging) .. 1 (drawn up)
    lean: float = 0.0  # -1..1: the upper body leans to the viewer's right, 1 = 4 degrees
    bounce: float = 0.0  # -1 (knees bent) .. 1 (on her toes), 12 units


NAMES: tuple[str, ...] = tuple(field.name for field in fields(FacePose))
GESTURES: tuple[str, ...] = tuple(name.removeprefix("arms_") for name in NAMES if name.startswith("arms_"))
"""What the arms can do, by the parameter's name without `arms_`."""
NEUTRAL = FacePose()
_values = attrgetter(*NAMES)


def values(pose: FacePose) -> tuple[float, ...]:
    """All parameters in the order of `NAMES`."""
    result: tuple[float, ...] = _values(pose)
    return result


def from_values(numbers: Iterable[float]) -> FacePose:
    """The inverse of `values`."""
    return FacePose(*numbers)


def blend(start: FacePose, end: FacePose, k: float) -> FacePose:
    """start + k * (end - start) for every parameter; k 0..1."""
    if k <= 0.0:
        return start
    if k >= 1.0:
        return end
    return FacePose(*[a + (b - a) * k for a, b in zip(_values(start), _values(end), strict=True)])
