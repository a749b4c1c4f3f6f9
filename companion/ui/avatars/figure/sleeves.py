"""Sleeves: cloth around an arm that bends anywhere. Drawing units; an arm is drawn as the viewer's left one.

An arm is two tapered pieces, shoulder to elbow and elbow to wrist, drawn contour first and fills over it, so that they
join to one silhouette at every bend without a seam.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath

from companion.ui.avatars.figure.curves import Curve, Point, strand, taper
from companion.ui.avatars.figure.ink import Fill, Ink, flat, path, vertical
from companion.ui.avatars.figure.palette import Family


@dataclass(frozen=True, slots=True)
class Limb:
    """One arm at one moment, in drawing units, as the viewer's left arm.

    hand: where the fingers point, degrees (0 = right, that is toward the middle; 90 = down). shares: how much of each
    of `hands.SHAPES` the hand is. side: -1 for the viewer's left arm, 1 for the right one (drawn mirrored): for light
    that must not be mirrored.
    """

    shoulder: Point
    elbow: Point
    wrist: Point
    hand: float
    shares: tuple[float, ...]
    side: int = -1

    def upper(self, share: float) -> Point:
        """A point between shoulder (0) and elbow (1)."""
        return between(self.shoulder, self.elbow, share)

    def fore(self, share: float) -> Point:
        """A point between elbow (0) and wrist (1)."""
        return between(self.elbow, self.wrist, share)

    @property
    def upper_turn(self) -> float:
        """Degrees clockwise from hanging straight down, -120 (across the body) .. 240."""
        turn = degrees(self.shoulder, self.elbow) - 90.0
        return turn + 360.0 if turn < -120.0 else turn

    @property
    def fore_turn(self) -> float:
        """Where the forearm points, degrees (0 = right, 90 = down)."""
        return degrees(self.elbow, self.wrist)


def between(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def degrees(a: Point, b: Point) -> float:
    return math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))


def piece(a: Point, b: Point, widths: Sequence[float]) -> Curve:
    """A straight tapered tube from a to b; widths are spread evenly along it."""
    count = len(widths)
    return strand([between(a, b, index / (count - 1)) for index in range(count)], widths)


def draw_tube(
    ink: Ink,
    cloth: Family,
    limb: Limb,
    upper: Sequence[float],
    fore: Sequence[float],
    *,
    begin: float = 0.0,
    end: float = 1.0,
    line: float = 3.8,
    cover: Callable[[], None] | None = None,
) -> None:
    """A sleeve from share `begin` of the upper arm to share `end` of the forearm, shaded below, folded at the bend.

    upper, fore: widths along the two pieces. cover: draws the shoulder piece, over the upper arm and behind the
    forearm, which lies before it when she lifts a hand to her chest or face.
    """
    top, tip, elbow = limb.upper(begin), limb.fore(end), limb.elbow
    heights = [limb.shoulder[1], elbow[1], limb.wrist[1]]
    fill = vertical(
        min(heights) - 30, max(heights) + 30, (0, cloth.light), (0.3, cloth.base), (0.75, cloth.base), (1, cloth.shade)
    )
    joint = (upper[-1] + fore[0]) / 4
    ink.shape(piece(top, elbow, upper), fill, cloth.line, line)
    ink.shape(_shaded(top, elbow, upper, limb.side, (0.7, 0.4)), flat(cloth.shade, 0.8))
    if cover is not None:
        cover()
    lower = path(piece(elbow, tip, fore))
    lower.addEllipse(QPointF(*elbow), joint, joint)
    lower.setFillRule(Qt.FillRule.WindingFill)
    ink.outlined(lower, fill, cloth.line, 2 * line)
    back = limb.upper(1.0 - (joint + 0.6 * line) / max(1.0, math.dist(limb.shoulder, elbow)))
    ink.shape(piece(back, elbow, (0.6 * upper[-1], 0.9 * upper[-1], upper[-1])), fill)  # no contour across the arm
    ink.shape(_shaded(elbow, tip, fore, limb.side, (0.25, 0.9)), flat(cloth.shade, 0.8))
    draw_elbow_folds(ink, cloth, limb, fore[0])


def _shaded(a: Point, b: Point, widths: Sequence[float], side: int, ends: tuple[float, float]) -> Curve:
    """A crisp strip along the edge that looks away from the light (upper left); `ends`: how wide it begins and ends."""
    length = max(1e-6, math.dist(a, b))
    nx, ny = -(b[1] - a[1]) / length, (b[0] - a[0]) / length
    if ny - side * 0.4 * nx < 0:  # mirrored arms get the light from the other side of their drawing
        nx, ny = -nx, -ny
    count = len(widths)
    spine = [between(a, b, index / (count - 1)) for index in range(count)]
    thick = [0.42 * width for width in widths]
    thick[0], thick[-1] = thick[0] * ends[0], thick[-1] * ends[1]
    spine = [
        (x + nx * (width - part) / 2, y + ny * (width - part) / 2)
        for (x, y), width, part in zip(spine, widths, thick, strict=True)
    ]
    return strand(spine, thick)


def draw_elbow_folds(ink: Ink, cloth: Family, limb: Limb, width: float) -> None:
    """Three creases that fan out from the inner side of the bend; fewer and shorter when the arm is straight."""
    ex, ey = limb.elbow
    ax, ay = between(limb.elbow, limb.shoulder, 30 / max(30.0, math.dist(limb.elbow, limb.shoulder)))
    bx, by = between(limb.elbow, limb.wrist, 30 / max(30.0, math.dist(limb.elbow, limb.wrist)))
    inner = ((ax + bx) / 2 - ex, (ay + by) / 2 - ey)
    reach = math.hypot(*inner)
    if reach < 3.0:
        return
    ux, uy = inner[0] / reach, inner[1] / reach
    strong = min(1.0, reach / 20.0)
    root = (ex + ux * width * 0.42, ey + uy * width * 0.42)
    folds = QPainterPath()
    for turn, length in ((-0.85, 0.62), (0.0, 0.5), (0.85, 0.62)):
        cos, sin = math.cos(turn), math.sin(turn)
        dx, dy = -(ux * cos - uy * sin), -(ux * sin + uy * cos)
        tip = (root[0] + dx * width * length, root[1] + dy * width * length)
        folds.addPath(path(taper(root, tip, 5.0 * strong, 0.12 * (1 if turn >= 0 else -1))))
    folds.setFillRule(Qt.FillRule.WindingFill)
    ink.filled(folds, flat(cloth.line, 0.6))


def draw_band(ink: Ink, a: Point, b: Point, width: float, fill: Fill, line: str, thick: float = 2.8) -> None:
    """A cuff, bracelet or hem: a short straight piece of even width."""
    ink.shape(strand((a, between(a, b, 0.5), b), (width, width * 1.02, width)), fill, line, thick)


def across(a: Point, b: Point, share: float, half: float) -> tuple[Point, Point]:
    """The two ends of a line across a limb's piece at `share`, `half` units to both sides."""
    length = max(1e-6, math.dist(a, b))
    nx, ny = -(b[1] - a[1]) / length * half, (b[0] - a[0]) / length * half
    x, y = between(a, b, share)
    return (x + nx, y + ny), (x - nx, y - ny)


def crease(ink: Ink, a: Point, b: Point, width: float, bend: float, cloth: Family, opacity: float = 0.6) -> None:
    """One fold line on a sleeve."""
    ink.shape(taper(a, b, width, bend), cloth.line, opacity=opacity)
