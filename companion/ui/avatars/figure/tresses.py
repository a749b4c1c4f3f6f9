"""Tresses: hair as one silhouette of tapering locks with cel shading, for hairdos of their own. Drawing units.

The contour is drawn once around all locks. Inside, locks are parted by lines that begin at the tips and run out
towards the root, a hard shade on the side away from the light, and a thin light: no line of even width.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from companion.ui.avatars.figure.curves import Curve, Point, Side, right, strand
from companion.ui.avatars.figure.ink import Fill, Ink
from companion.ui.avatars.figure.palette import Palette, inner_line

_FINE = 6  # points that a lock gets between two of its own


@dataclass(frozen=True, slots=True)
class Tress:
    """A lock drawn for the viewer's left. widths: full widths at the points; 0 at the end = pointed.

    shade: -1 where the side away from the light (which comes from the upper left) is dark, as usual; 1 the other one.
    """

    spine: tuple[Point, ...]
    widths: tuple[float, ...]
    shade: int = -1


def fine(points: Sequence[Point]) -> list[Point]:
    """The same way with more points (a Catmull-Rom curve through them)."""
    result: list[Point] = []
    for index in range(len(points) - 1):
        p1, p2 = points[index], points[index + 1]
        p0 = points[index - 1] if index else p1
        p3 = points[index + 2] if index + 2 < len(points) else p2
        for step in range(_FINE):
            t = step / _FINE
            result.append((_spline(p0[0], p1[0], p2[0], p3[0], t), _spline(p0[1], p1[1], p2[1], p3[1], t)))
    return [*result, points[-1]]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def outline(tress: Tress) -> Curve:
    """The closed outline of a lock."""
    return strand(tress.spine, tress.widths)


def beside(tress: Tress, share: float, first: float, last: float, thick: float) -> Curve:
    """A lens along a lock: `share` (-0.5..0.5 of its width) beside the middle, from `first` to `last` of its length,
    `thick` wide and pointed at both ends."""
    spine = fine(tress.spine)
    widths = [point[1] for point in fine([(float(index), width) for index, width in enumerate(tress.widths)])]
    begin, end = round(first * (len(spine) - 1)), round(last * (len(spine) - 1)) + 1
    shifted: list[Point] = []
    for index in range(begin, end):
        before, after = spine[max(0, index - 1)], spine[min(len(spine) - 1, index + 1)]
        length = max(1e-6, math.dist(before, after))
        nx, ny = (after[1] - before[1]) / length, -(after[0] - before[0]) / length
        shifted.append((spine[index][0] + nx * widths[index] * share, spine[index][1] + ny * widths[index] * share))
    count = len(shifted) - 1
    return strand(shifted[::2] if count % 2 == 0 else shifted, _lens(count, thick, count % 2 == 0))


def _lens(count: int, thick: float, halved: bool) -> list[float]:
    steps = range(0, count + 1, 2) if halved else range(count + 1)
    return [thick * math.sin(math.pi * step / count) for step in steps]


def draw_tresses(
    ink: Ink,
    palette: Palette,
    tresses: Sequence[Tress],
    side: Side,
    fill: Fill,
    *,
    shade: Fill | None = None,
    light: str | None = None,
    strength: float = 1.0,
    width: float = 4.5,
) -> None:
    """Locks over one another, the first at the back, as one silhouette.

    shade, light: colours of the hard shade and of the thin light; strength: how strong the shade is, 0..1.
    """
    hair = palette.hair
    for tress in tresses:
        ink.shape(side(outline(tress)), None, hair.line, 2 * width)
    for tress in tresses:
        shape = side(outline(tress))
        ink.shape(side([(x, y) for x, y in outline(tress)]), fill)
        with ink.clipped(shape):
            _shade(ink, palette, tress, side, shade or hair.shade, light or palette.shine.low, strength)
        dark = _dark(tress, side)
        for way, last, thick in ((dark, 0.22, 3.6), (-dark, 0.45, 3.0)):
            # From the tip upward: the lens ends outside of the lock, so that the line is strong at the tip.
            part = beside(tress, 0.5 * way, last, 1.0, thick)
            ink.shape(side(part), inner_line(hair), opacity=0.85)


def _dark(tress: Tress, side: Side) -> int:
    """The dark side as `beside` counts: 1 to the right of the drawing, -1 to its left."""
    return tress.shade if side is right else -tress.shade


def _shade(ink: Ink, palette: Palette, tress: Tress, side: Side, shade: Fill, light: str, strength: float) -> None:
    wide, dark = max(tress.widths), _dark(tress, side)
    ink.shape(side(beside(tress, 0.36 * dark, 0.04, 1.0, wide * 0.46)), shade, opacity=0.75 * strength)
    ink.shape(side(beside(tress, 0.06 * dark, 0.35, 1.0, wide * 0.10)), shade, opacity=0.6 * strength)
    ink.shape(side(beside(tress, -0.27 * dark, 0.16, 0.62, wide * 0.13)), light, opacity=0.75)
    ink.shape(side(beside(tress, -0.12 * dark, 0.3, 0.52, wide * 0.05)), light, opacity=0.6)
