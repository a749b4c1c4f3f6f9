"""Hands: a palm, four fingers and a thumb as round strokes around spines, so that one hand becomes another.

Pure apart from drawing; drawing units. In the hand's own frame the wrist is (0, 0) and the fingers point along +x.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPen

from companion.ui.avatars.figure.curves import Point
from companion.ui.avatars.figure.ink import Ink, colour
from companion.ui.avatars.figure.palette import Palette, mixed

Finger = tuple[Point, Point, Point]

# index, middle, ring, little, thumb: root, bend, tip. The thumb lies at +y in the shapes that show the palm.
_SHAPES: dict[str, tuple[Finger, ...]] = {
    "flat": (
        ((20, -8), (36, -9), (50, -6)), ((21, -2.5), (38, -2.5), (55, 0)), ((20, 3.5), (37, 4), (51, 6)),
        ((18, 9), (32, 10.5), (43, 12)), ((5, -9), (16, -18), (30, -17)),
    ),
    "open": (
        ((20, 10), (37, 15), (52, 21)), ((22, 3.5), (41, 5), (59, 7)), ((21, -3.5), (39, -6.5), (55, -10)),
        ((17, -9.5), (31, -16), (43, -23)), ((6, 8), (18, 22), (27, 33)),
    ),
    "cup": (
        ((20, 8.5), (37, 9), (50, 14)), ((22, 2.5), (40, 2), (55, 7)), ((21, -3.5), (38, -5), (52, -1)),
        ((18, -9), (32, -11.5), (44, -9)), ((6, 8), (20, 19), (34, 22)),
    ),
    "fist": (
        ((12, -10), (25, -11), (29, -9)), ((12, -3.5), (28, -4), (33, -3)), ((12, 3.5), (28, 3.5), (33, 4)),
        ((12, 10), (24, 10.5), (28, 11)), ((4, -9), (14, -17), (24, -7)),
    ),
    "point": (
        ((18, -8), (36, -9), (54, -8)), ((17, -2), (29, -2), (32, 0)), ((17, 4), (28, 4.5), (30, 6)),
        ((15, 9.5), (25, 10), (27, 10.5)), ((6, -8), (18, -15), (30, -10)),
    ),
    "bowl": (
        ((20, 8), (37, 8), (49, 15)), ((22, 2.5), (40, 2), (54, 8)), ((21, -3.5), (38, -4.5), (52, 1)),
        ((18, -9), (34, -9.5), (46, -4)), ((6, 8), (20, 20), (31, 21)),
    ),
    "peace": (
        ((19, 7), (38, 14), (56, 21)), ((21, 1.5), (41, 1), (61, 0)), ((19, -4), (30, -3), (24, 1)),
        ((16, -9), (26, -8), (21, -3)), ((6, 8), (18, 12), (25, 2)),
    ),
}  # fmt: skip
SHAPES: tuple[str, ...] = tuple(_SHAPES)
SIZE = 1.2  # of the shapes above; a hand is as long as her eye is tall
_FINGER, _THUMB, _PALM, _WRIST = 12.0, 12.5, 27.0, 20.0
_LINE = 2.7


def shape_of(shares: Sequence[float]) -> tuple[Finger, ...]:
    """The spines of a hand that is `shares` of each of `SHAPES` (adding up to 1)."""
    parts = [(share, _SHAPES[name]) for share, name in zip(shares, SHAPES, strict=True) if share > 0.004]
    if len(parts) == 1:
        return parts[0][1]
    whole = sum(share for share, _ in parts) or 1.0

    def at(finger: int, joint: int) -> Point:
        return (
            sum(share * shape[finger][joint][0] for share, shape in parts) / whole,
            sum(share * shape[finger][joint][1] for share, shape in parts) / whole,
        )

    return tuple((at(finger, 0), at(finger, 1), at(finger, 2)) for finger in range(5))


def draw_hand(ink: Ink, palette: Palette, wrist: Point, degrees: float, shares: Sequence[float]) -> None:
    """A hand at `wrist` whose fingers point to `degrees` (0 = right, 90 = down)."""
    low = 10.0 if math.cos(math.radians(degrees)) >= 0 else -10.0
    steps = tuple(round(share * 16) for share in shares)
    fingers = shape_of([step / 16 for step in steps])
    with ink.placed(*wrist, degrees, SIZE):
        ink.stamp(("hand", steps, low), (-24, -40, 100, 84), lambda fresh: _draw_shape(fresh, palette, fingers, low))


def _draw_shape(ink: Ink, palette: Palette, fingers: tuple[Finger, ...], low: float) -> None:
    """A hand in its own frame; low: height of its palm's shaded edge."""
    skin = palette.skin
    palm, joint = _track(((8, 0), (11, 0), (14, 0))), _track(((0, 0), (3, 0), (6, 0)))
    digits, thumb = _track(*fingers[:4]), _track(fingers[4])
    pieces = ((joint, _WRIST), (palm, _PALM), (digits, _FINGER), (thumb, _THUMB))
    for path, width in pieces:
        _stroke(ink, path, skin.line, width + 2 * _LINE)
    for path, width in pieces:
        _stroke(ink, path, skin.base, width)
    _stroke(ink, _track(((4, low), (9, low * 1.05), (15, low))), skin.shade, 5.5)
    parting = mixed(skin.line, skin.shade, 0.25)
    for first, second in pairwise(fingers[:4]):
        _part(ink, first, second, parting)
    _crease(ink, fingers[4], parting)


@lru_cache(maxsize=64)
def _track(*spines: Finger) -> QPainterPath:
    """One path through all spines, each a bend of three points."""
    path = QPainterPath()
    for (ax, ay), (bx, by), (cx, cy) in spines:
        path.moveTo(ax, ay)
        path.quadTo(2 * bx - (ax + cx) / 2, 2 * by - (ay + cy) / 2, cx, cy)
    return path


def _stroke(ink: Ink, path: QPainterPath, name: str, width: float) -> None:
    pen = QPen(colour(name), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter = ink.painter
    painter.setOpacity(1.0)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def _part(ink: Ink, first: Finger, second: Finger, name: str) -> None:
    """The line between two fingers that lie side by side; none where they are spread."""
    ends = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in zip(first, second, strict=True)]
    apart = abs(first[2][0] - second[2][0]) + abs(first[2][1] - second[2][1])
    if apart > 1.35 * _FINGER:
        return
    root = (ends[0][0] + 0.3 * (ends[1][0] - ends[0][0]), ends[0][1] + 0.3 * (ends[1][1] - ends[0][1]))
    ink.wedge((ends[2][0] + 4, ends[2][1]), root, 3.2, 0.02, name, 0.85)


def _crease(ink: Ink, thumb: Finger, name: str) -> None:
    """The thumb's own edge where it lies on the palm or over the fingers."""
    (ax, ay), (bx, by), (cx, cy) = thumb
    side = -1.0 if by > 0 else 1.0
    half = _THUMB / 2
    pen = QPen(colour(name), 2.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    ink.painter.setPen(pen)
    path = QPainterPath(QPointF((ax + bx) / 2 + 2, (ay + by) / 2 + side * half))
    path.quadTo(bx + 1, by + side * half, cx, cy + side * half)
    ink.painter.drawPath(path)
