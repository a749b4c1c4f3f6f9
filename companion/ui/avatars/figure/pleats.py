"""Pleats: a skirt of box pleats, each lit on one side and dark in its fold. Drawing units."""

from collections.abc import Sequence
from itertools import pairwise

from companion.ui.avatars.figure.curves import MIDDLE, Curve, Point, chain
from companion.ui.avatars.figure.ink import Ink, vertical
from companion.ui.avatars.figure.palette import Family, mixed

Edge = tuple[Point, Point]
"""Where the edge of a pleat leaves the waist, and where it meets the hem."""


def pleat_edges(waist: tuple[float, float], hem: tuple[float, float], count: int, sag: float = 40.0) -> list[Edge]:
    """The edges of `count` pleats, closer together at the sides as the skirt turns away.

    waist, hem: (y, half of the width); the sides of the hem hang `sag` units higher than its middle.
    """
    edges = []
    for index in range(count + 1):
        t = 2 * index / count - 1
        far = t * (1.28 - 0.28 * t * t)
        top = (MIDDLE + waist[1] * t, waist[0] - 4 * t * t)
        edges.append((top, (MIDDLE + hem[1] * far, hem[0] - sag * far * far)))
    return edges


def draw_pleats(ink: Ink, edges: Sequence[Edge], cloth: Family, deep: float, bend: float = 0.06) -> Curve:
    """A skirt with these edges; gives its outline, for a shadow on it.

    deep: how wide the fold between two pleats is drawn; bend: how its sides are bent.
    """
    first, last = edges[0], edges[-1]
    hem = [point for _, point in edges]
    whole = chain(first[0], (first[1], -bend), *[(point, -0.03) for point in hem[1:]], (last[0], -bend), (first[0], 0))
    ink.shape(whole, cloth.shade, cloth.line, 8)
    count = len(edges) - 1
    for index, (a, b) in enumerate(pairwise(edges)):
        _draw_pleat(ink, a, b, cloth, deep, bend * (2 * index / count - 1), bend * (2 * (index + 1) / count - 1))
    return whole


def _draw_pleat(ink: Ink, a: Edge, b: Edge, cloth: Family, deep: float, bend_a: float, bend_b: float) -> None:
    (a0, a1), (b0, b1) = a, b
    lit = min(1.0, max(0.0, (MIDDLE - (a1[0] + b1[0]) / 2) / 400 + 0.7))
    fill = vertical(a0[1], a1[1], (0, cloth.shade), (0.3, cloth.base), (1, mixed(cloth.base, cloth.light, lit)))
    fold = deep * abs(b1[0] - a1[0]) / 60
    panel = chain(a0, (a1, bend_a), ((b1[0] - fold * 0.4, b1[1] + 4), -0.03), (b0, -bend_b), (a0, 0))
    ink.shape(panel, fill)
    with ink.clipped(panel):
        ink.wedge((b1[0] - fold * 0.2, b1[1] + 8), (b0[0] - 2, b0[1] + 20), fold * 1.5, -bend_b, cloth.shade, 0.9)
        start, end = (a1[0] + fold * 0.6, a1[1] - 8), (a0[0] + 4, a0[1] + 60)
        ink.taper(start, end, 4, -bend_a, mixed(cloth.light, "#ffffff", 0.25), 0.6)
    ink.wedge((b1[0], b1[1] + 2), (b0[0], b0[1] + 12), 4.4, -bend_b, cloth.line, 0.9)
