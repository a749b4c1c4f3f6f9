"""What each known part does when rig.yaml says nothing: how it follows the head, what swings it, what its keys mean.

Pure data. Lengths are units of the art guide's canvas (a face 376 wide); `model` scales them to the drawing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Ramp = tuple[float, ...]
"""(value where it begins, value where it is full[, how far below 0 it may go])."""
Anchor = Literal["top", "bottom", "centre", "low"]


@dataclass(frozen=True, slots=True)
class Binding:
    """How one part lives.

    belongs: turns with the head, or stands with the body. move: by parameter, dx and dy (y down) at 1. swing: degrees
    of shear about the pivot; turn: degrees of real rotation. grow: change of width and height. far: change of
    width when the head turns its side away. show: how visible it is. keys: by key, the product of ramps. clip: the part
    whose outline it must not leave.
    """

    belongs: Literal["head", "body"] = "body"
    move: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    swing: Mapping[str, float] = field(default_factory=dict)
    turn: Mapping[str, float] = field(default_factory=dict)
    grow: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    far: float = 0.0
    show: Mapping[str, Ramp] = field(default_factory=dict)
    keys: Mapping[str, Mapping[str, Ramp]] = field(default_factory=dict)
    clip: str = ""
    pivot: tuple[float, float] | None = None
    anchor: Anchor = "centre"
    draw: Literal["shapes", "house_mouth"] = "shapes"


def _head(dx: float, dy: float, **more: object) -> Binding:
    """A part of the head: shifted by dx at head_x 1, by dy at head_y 1."""
    return Binding("head", {"head_x": (dx, 0.0), "head_y": (0.0, dy)}, **more)  # type: ignore[arg-type]


def _body(sway: float, lift: float = 0.0, **more: object) -> Binding:
    """A part of the body: shifted by sway at body_x 1, lifted by the breath."""
    move = {"body_x": (sway, 0.0), "breath": (0.0, -lift)}
    return Binding("body", {k: v for k, v in move.items() if any(v)}, **more)  # type: ignore[arg-type]


_TURN_KEYS: dict[str, dict[str, Ramp]] = {
    "left": {"head_x": (0, -1)},
    "right": {"head_x": (0, 1)},
    "up": {"head_y": (0, 1)},
    "down": {"head_y": (0, -1)},
}
_MOUTH_KEYS: dict[str, dict[str, Ramp]] = {
    "open": {"mouth_open": (0, 46, 0)},
    "wide": {"mouth_width": (27, 40)},
    "narrow": {"mouth_width": (27, 13)},
    "smile": {"mouth_form": (0.7, 1.6)},
    "frown": {"mouth_form": (0.7, -1.5)},
    "round": {"mouth_round": (0, 1)},
    "cat": {"mouth_cat": (0, 1)},
    "teeth": {"mouth_teeth": (0, 1.4)},
    "fang": {"mouth_fang": (0, 1)},
    "skew": {"mouth_skew": (0, 1, -1)},
}
_BREATH_KEYS: dict[str, dict[str, Ramp]] = {"breath": {"breath": (0, 1)}, "raised": {"arm": (0, 1)}}


def _eye(side: str) -> Binding:
    lid = f"eye_open_{side}"
    keys: dict[str, dict[str, Ramp]] = {
        "closed": {lid: (1, 0, -0.25), "eye_smile": (1, 0)},
        "smile": {lid: (1, 0, -0.25), "eye_smile": (0, 1)},
        "wide": {lid: (1, 1.25)},
        "squint": {"eye_squint": (0, 1), lid: (0, 1)},
        "fierce": {"eye_slant": (0, 1)},
        "droop": {"eye_slant": (0, -1)},
        **_TURN_KEYS,
    }
    return _head(40, -24, far=-0.15, keys=keys, anchor="low")


def _brow(side: str) -> Binding:
    inward = -18.0 if side == "r" else 18.0
    keys: dict[str, dict[str, Ramp]] = {
        "up": {f"brow_y_{side}": (0, 1)},
        "down": {f"brow_y_{side}": (0, -1)},
        "angry": {f"brow_angle_{side}": (0, 1.2)},
        "worried": {f"brow_angle_{side}": (0, -1.2)},
        "arched": {f"brow_bend_{side}": (0.4, 1)},
        "flat": {f"brow_bend_{side}": (0.4, 0)},
    }
    move = {"head_x": (37.0, 0.0), "head_y": (0.0, -24.0), f"brow_y_{side}": (0.0, -22.0)}
    return Binding("head", move, turn={f"brow_angle_{side}": inward}, far=-0.15, keys=keys)


def _hanging(
    belongs: Literal["head", "body"], dx: float, dy: float, spring: str, tilt: float, k: float = 1.0
) -> Binding:
    """Hair or cloth that hangs from its upper end; `tilt` degrees the other way when the head tilts."""
    move = {"head_x": (dx, 0.0), "head_y": (0.0, dy)}
    if belongs == "body":  # it hangs down her back: its roots go with the head
        move |= {"body_x": (5.0, 0.0), "head_z": (12.0, 0.0)}
    return Binding(belongs, move, swing={spring: k, "head_z": tilt}, anchor="top")


def _sign(name: str, dx: float = 40, dy: float = -24) -> Binding:
    return _head(dx, dy, show={name: (0.0, 1.0)})


PARTS: dict[str, Binding] = {
    "hair_back": _hanging("body", -14, 5, "hair_tails", -1.5, 0.6),
    "hair_skull": _head(-15, 10),
    "hair_tail_l": _hanging("body", -18, 7, "hair_tails", -2.5),
    "hair_tail_r": _hanging("body", -18, 7, "hair_tails", -2.5),
    "twin_tail_l": _hanging("head", -20, 10, "hair_tails", -7),
    "twin_tail_r": _hanging("head", -20, 10, "hair_tails", -7),
    "tail": _body(3, swing={"hair_tails": 1.5}, anchor="top"),
    "wings": _body(4, 2, grow={"breath": (0.01, 0.0)}),
    "cape_back": _body(4, 2),
    "legs": _body(0),
    "feet": _body(0),
    "skirt": _body(6, 1.5, swing={"skirt": 1.0, "body_x": 0.35}, anchor="top"),
    "skirt_front": _body(6, 1.5, swing={"skirt": 1.0, "body_x": 0.35}, anchor="top"),
    "neck": _body(9, 3),
    "body": _body(6, 3, keys=_BREATH_KEYS),
    "clothes": _body(6, 3, keys=_BREATH_KEYS),
    "sleeves": _body(6, 3),
    "collar": _body(6, 3),
    "chest_ornament": _body(7, 3, swing={"ornament": 1.0}, anchor="top"),
    "arms": Binding("body", {"body_x": (5, 0), "breath": (0, -3), "arm": (0, -9)}, keys=_BREATH_KEYS),
    "arm_l": Binding("body", {"body_x": (5, 0), "breath": (0, -3)}, turn={"arm": 4}, anchor="top", keys=_BREATH_KEYS),
    "arm_r": Binding("body", {"body_x": (5, 0), "breath": (0, -3)}, turn={"arm": -4}, anchor="top", keys=_BREATH_KEYS),
    "hand_l": Binding("body", {"body_x": (5, 0), "breath": (0, -3), "arm": (0, -9)}),
    "hand_r": Binding("body", {"body_x": (5, 0), "breath": (0, -3), "arm": (0, -9)}),
    "prop": Binding("body", {"body_x": (5, 0), "breath": (0, -3), "arm": (0, -9)}, swing={"ornament": 0.5}),
    "head": _head(10, -5),
    "ears": _head(-16, 8),
    "ear_l": _head(-10, 6, swing={"ribbon": 0.5}, anchor="bottom"),
    "ear_r": _head(-10, 6, swing={"ribbon": 0.5}, anchor="bottom"),
    "face": _head(8, -4, keys=_TURN_KEYS),
    "face_shadow": _head(16, -14, clip="face"),
    "blush": _head(30, -20, show={"blush": (-0.35, 1.0)}, clip="face"),
    "face_marks": _head(30, -20, clip="face"),
    "hatch": _head(30, -20, show={"hatch": (0.0, 1.0)}, clip="face"),
    "nose": _head(56, -32, keys=_TURN_KEYS),
    "mouth": _head(44, -26, keys=_MOUTH_KEYS | _TURN_KEYS),
    "eye_l": _eye("l"),
    "eye_r": _eye("r"),
    "glasses": _head(46, -28),
    "lock_l": _hanging("head", 16, -4, "hair_locks", -6),
    "lock_r": _hanging("head", 16, -4, "hair_locks", -6),
    "hair_bangs": _head(30, -16, swing={"hair_bangs": 1.0}, grow={"head_y": (0.0, -0.03)}, anchor="top"),
    "bang_l": _head(30, -16, swing={"hair_bangs": 1.0}, anchor="top"),
    "bang_c": _head(32, -16, swing={"hair_bangs": 1.2}, anchor="top"),
    "bang_r": _head(30, -16, swing={"hair_bangs": 1.0}, anchor="top"),
    "ahoge": _head(24, -12, swing={"ornament": -2.0}, anchor="bottom"),
    "brow_l": _brow("l"),
    "brow_r": _brow("r"),
    "hat_back": _head(10, -4),
    "hat_front": _head(20, -8, swing={"ornament": 0.3}, anchor="bottom"),
    "crown": _head(20, -8, swing={"ornament": 0.3}, anchor="bottom"),
    "flower": _head(20, -10, swing={"ornament": 0.3}),
    "ribbon": _head(20, -10, swing={"ribbon": 1.0, "head_z": -5.0}, anchor="top"),
    "head_front": _head(20, -8, swing={"ornament": 0.3}, anchor="bottom"),
    "tear": _sign("tear"),
    "sweat": _sign("sweat"),
    "anger": _sign("anger"),
    "sleep": _sign("sleep"),
    "stars": _sign("star"),
    "hearts": _sign("heart"),
}
"""Known parts, back to front as they usually lie; the order of the drawing counts."""

ALIASES = {
    "hair": "hair_bangs", "hair_front": "hair_bangs", "bangs": "hair_bangs", "fringe": "hair_bangs",
    "torso": "body", "dress": "body", "hat": "hat_front", "eyebrow_l": "brow_l", "eyebrow_r": "brow_r",
    "eye_left": "eye_l", "eye_right": "eye_r", "brow_left": "brow_l", "brow_right": "brow_r",
    "cape": "cape_back", "mouth_line": "mouth", "cheeks": "blush", "antenna": "ahoge", "side_hair_l": "lock_l",
    "side_hair_r": "lock_r",
}  # fmt: skip

_FOLLOWS_GAZE = Binding(move={"gaze_x": (15.0, 0.0), "gaze_y": (0.0, -9.0)}, grow={"iris": (1.0, 1.0)}, clip="white")
GESTURED = ("arms", "arm_l", "arm_r", "hand_l", "hand_r", "prop", "sleeves")
"""Parts that may be drawn once more for a gesture: `arms.wave` is shown in place of `arms` while she waves."""
_FLAT = frozenset({"feet", "legs"})
_HUNG = frozenset({"hair_back", "hair_tail_l", "hair_tail_r"})


def leaning(name: str) -> tuple[float, float, float]:
    """How a part of the body follows her leaning and hopping: shear as a share, shift as a share, rise as a share."""
    if name in _FLAT:
        return 0.0, 0.0, 0.0
    if name in _HUNG:
        return 0.0, 1.0, 1.0
    if name.startswith("skirt"):
        return -0.3, 0.0, 0.9
    return 1.0, 1.0, 1.0


INNER: dict[str, Binding] = {
    "white": Binding(),
    "iris": _FOLLOWS_GAZE,
    "pupil": _FOLLOWS_GAZE,
    "glow": _FOLLOWS_GAZE,
    "lights": _FOLLOWS_GAZE,
    "lid_shadow": Binding(clip="white"),
    "heart": Binding(move=_FOLLOWS_GAZE.move, show={"heart": (0.0, 1.0)}, clip="white"),
    "star": Binding(move=_FOLLOWS_GAZE.move, show={"star": (0.0, 1.0)}, clip="white"),
    "pupil_plain": Binding(move=_FOLLOWS_GAZE.move, grow=_FOLLOWS_GAZE.grow, show={"heart": (1.0, 0.0)}, clip="white"),
}
"""Groups inside of an eye; their names end in _l or _r (iris_l, white_r, …)."""


def inner_of(name: str) -> tuple[str, str]:
    """("iris", "_l") for "iris_l"; ("", "") for what is not a group of an eye."""
    stem, mark, side = name.rpartition("_")
    if mark and side in ("l", "r") and stem in INNER:
        return stem, f"_{side}"
    return "", ""


def side_of(name: str) -> int:
    """-1 on the viewer's left, 1 on the right, 0 in the middle."""
    return {"_l": -1, "_r": 1}.get(name[-2:], 0)
