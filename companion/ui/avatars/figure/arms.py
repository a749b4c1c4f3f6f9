"""Arms: joints for every gesture, and how an outfit says what its arms look like. Pure; any thread.

How an outfit gets moving arms
------------------------------
Put an `ArmLook` into its line of the wardrobe, and stop drawing the layer "arms" (an outfit without an `ArmLook` keeps
that layer as a still picture):

    ARMS = ArmLook(draw=draw_arm, rest=(Joints((346, 862), (438, 910), 8, "flat"),) * 2)

`draw(ink, palette, limb)` draws one whole arm from a `sleeves.Limb` as the viewer's left one; the right is mirrored.
Draw `sleeves.draw_tube(..., cover=...)`, `hands.draw_hand(ink, palette, limb.wrist, limb.hand, limb.shares)` and the
cuff. `cover` draws the shoulder (a puff or cap, turned with `ink.placed(*limb.shoulder, k * limb.upper_turn)`); it must
hide where the arm leaves the torso at every turn, from hanging (`upper_turn` 0) to raised (~130). `gown.draw_arm` is a
short example.

`rest` are the joints when no gesture shows. Every gesture of `companion.face.pose.GESTURES` has joints in `GESTURES`
below; `gestures` of the look replaces single ones, or says None for an arm that stays at rest. All joints, of both
arms, are written for the viewer's left arm: x grows toward the middle of the body at 500.

Poses blend by their joints: the arm drawn is rest + the sum of share x (gesture - rest), so nothing jumps. Arms lie in
front of head and hair. `carried` ties further layers of the outfit ("flame", "held") to a hand.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from companion.face.pose import GESTURES as NAMES
from companion.face.pose import FacePose
from companion.ui.avatars.figure.curves import Point
from companion.ui.avatars.figure.hands import SHAPES
from companion.ui.avatars.figure.ink import Ink
from companion.ui.avatars.figure.palette import Palette
from companion.ui.avatars.figure.sleeves import Limb

SHOULDER: Point = (382.0, 764.0)


@dataclass(frozen=True, slots=True)
class Joints:
    """One arm. hand: where the fingers point, degrees (0 = right, 90 = down). shape: one of `hands.SHAPES`.

    face: 0..1, how much the hand goes with the head. swing: what `arm_swing` = 1 adds to (wrist x, wrist y, hand).
    """

    elbow: Point
    wrist: Point
    hand: float
    shape: str
    face: float = 0.0
    swing: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def vector(self) -> tuple[float, ...]:
        """All of it as numbers that may be mixed."""
        shares = [1.0 if name == self.shape else 0.0 for name in SHAPES]
        return (*self.elbow, *self.wrist, self.hand, self.face, *self.swing, *shares)


Pair = tuple[Joints | None, Joints | None]


@dataclass(frozen=True, slots=True)
class Carried:
    """A layer that goes with a hand. side: 0 = viewer's left, 1 = right. grip: where the wrist is when it is drawn.

    shape: it is only as large as the hand has this shape (a flame over an open palm); None = always there.
    root: what stays in place when it grows and swings. turn: degrees it tilts for a degree of the hand.
    behind: drawn behind the hand that holds it.
    """

    side: int
    grip: Point
    root: Point
    shape: str | None = None
    turn: float = 0.0
    behind: bool = True


@dataclass(frozen=True, slots=True)
class ArmLook:
    """How the arms of an outfit are drawn; see the module."""

    draw: Callable[[Ink, Palette, Limb], None]
    rest: tuple[Joints, Joints]
    shoulder: Point = SHOULDER
    gestures: Mapping[str, Pair] = field(default_factory=dict)
    carried: Mapping[str, Carried] = field(default_factory=dict)


def _both(joints: Joints) -> Pair:
    return joints, joints


_FOLDED = Joints((330, 864), (508, 878), 4, "flat")
GESTURES: dict[str, Pair] = {
    "cheer": (
        Joints((276, 706), (226, 582), -106, "open", swing=(4, -26, 8)),
        Joints((280, 700), (234, 572), -102, "open", swing=(4, -26, 8)),
    ),
    "pump": _both(Joints((314, 852), (410, 776), -66, "fist", swing=(2, -20, 4))),
    "chest": (Joints((332, 858), (432, 806), -14, "flat", swing=(0, -3, 2)), None),
    "droop": _both(Joints((350, 856), (338, 944), 82, "flat")),
    "cross": (Joints((330, 868), (512, 834), -8, "flat"), _FOLDED),
    "gasp": (Joints((322, 838), (424, 694), -54, "cup", 0.8), Joints((316, 850), (378, 786), -80, "open")),
    "fidget": _both(Joints((334, 858), (450, 836), -12, "point", swing=(6, -3, 5))),
    "cheeks": _both(Joints((302, 752), (366, 650), -64, "cup", 1.0, (3, -4, 2))),
    "hip": (Joints((266, 842), (378, 912), 28, "flat"), Joints((332, 858), (436, 804), -16, "flat")),
    "rub": (Joints((300, 768), (362, 560), -42, "fist", 1.0, (7, 5, 5)), None),
    "clasp": _both(Joints((332, 852), (460, 822), -52, "flat", swing=(0, -5, 2))),
    "wave": (None, Joints((286, 764), (246, 654), -94, "open", swing=(20, 2, 20))),
    "think": (Joints((340, 868), (428, 712), -60, "point", 0.8), _FOLDED),
    "tell": (None, Joints((318, 860), (262, 806), -148, "bowl", swing=(4, -12, 8))),
    "hair": (None, Joints((302, 764), (326, 606), -72, "flat", 1.0, (0, -14, 8))),
}

_COUNT = 9 + len(SHAPES)
_TILT = math.radians(9.0)
_NECK = (500.0, 640.0)


class ArmSolver:
    """Turns a pose into the joints of both arms, for one outfit."""

    def __init__(self, look: ArmLook) -> None:
        self.look = look
        self._rest = tuple(joints.vector() for joints in look.rest)
        table = {**GESTURES, **look.gestures}
        self._ways: tuple[tuple[str, tuple[tuple[float, ...] | None, ...]], ...] = tuple(
            (f"arms_{name}", tuple(self._way(side, joints) for side, joints in enumerate(table[name])))
            for name in NAMES
        )

    def _way(self, side: int, joints: Joints | None) -> tuple[float, ...] | None:
        """From the rest to a gesture."""
        if joints is None:
            return None
        return tuple(b - a for a, b in zip(self._rest[side], joints.vector(), strict=True))

    def solve(self, pose: FacePose) -> tuple[Limb, Limb]:
        """The viewer's left and right arm, the latter also in the left one's coordinates."""
        shown = [(share, ways) for name, ways in self._ways if (share := getattr(pose, name)) > 0.001]
        whole = max(1.0, sum(share for share, _ in shown))
        return self._limb(pose, 0, shown, whole), self._limb(pose, 1, shown, whole)

    def ways(self, pose: FacePose) -> tuple[list[Limb], list[Limb]]:
        """The ends of what each arm is doing: its rest and its gestures, while one is neither begun nor done."""
        moving = [name for name, _ in self._ways if 0.001 < getattr(pose, name) < 0.98]
        if not moving:
            return [], []
        calm = {name: 0.0 for name, _ in self._ways}
        ends = [self.solve(replace(pose, **{**calm, name: 1.0})) for name in moving]
        ends.append(self.solve(replace(pose, **calm)))
        return [left for left, _ in ends], [right for _, right in ends]

    def _limb(
        self,
        pose: FacePose,
        side: int,
        shown: Sequence[tuple[float, tuple[tuple[float, ...] | None, ...]]],
        whole: float,
    ) -> Limb:
        numbers = list(self._rest[side])
        for share, ways in shown:
            way = ways[side]
            if way is not None:
                numbers = [a + share / whole * b for a, b in zip(numbers, way, strict=True)]
        ex, ey, wx, wy, hand, face, sx, sy, turn = numbers[:9]
        swing = pose.arm_swing
        wx, wy, hand = wx + swing * sx, wy + swing * sy, hand + swing * turn
        if face > 0.01:
            dx, dy, tilt = _with_head(pose, side, wx, wy)
            wx, wy, hand = wx + face * dx, wy + face * dy, hand + face * tilt
            ex, ey = ex + 0.35 * face * dx, ey + 0.35 * face * dy
        lift = 9.0 * pose.arm * max(0.0, 1.0 - sum(share for share, _ in shown))
        shoulder = self.look.shoulder
        return Limb(
            (shoulder[0] + 3.0 * pose.shoulders, shoulder[1] - 14.0 * pose.shoulders),
            (ex, ey - 0.4 * lift - 7.0 * pose.shoulders),
            (wx, wy - lift),
            hand,
            tuple(numbers[9:_COUNT]),
            1 if side else -1,
        )


def _with_head(pose: FacePose, side: int, x: float, y: float) -> tuple[float, float, float]:
    """How far the head has taken a point that lies on the face, seen from the body: dx, dy, degrees."""
    mirror = -1.0 if side else 1.0
    px, py = mirror * (x - _NECK[0]), y - _NECK[1]
    angle = _TILT * pose.head_z
    cos, sin = math.cos(angle), math.sin(angle)
    dx = px * cos - py * sin - px + 22.0 * pose.head_x - pose.body_x + 9.0 * pose.lean
    dy = px * sin + py * cos - py - 15.0 * pose.head_y
    return mirror * round(dx / 3) * 3, round(dy / 3) * 3, mirror * math.degrees(angle)
