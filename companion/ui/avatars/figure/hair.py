"""Front hair: bangs with their shine, and the locks that hang beside the face. Drawing units.

The bangs are one silhouette (a cap and a row of tips); strands, shade and shine lie inside it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from PySide6.QtGui import QBrush, QColor

from companion.ui.avatars.figure.curves import (
    Curve,
    Point,
    Side,
    bow,
    chain,
    fading,
    left,
    right,
    smooth,
    strand,
    taper,
)
from companion.ui.avatars.figure.ink import Ink, vertical
from companion.ui.avatars.figure.palette import Palette, inner_line, mixed
from companion.ui.avatars.figure.tresses import Tress, beside

_CAP: Curve = [(500, 106), (398, 104), (296, 168), (272, 292), (262, 352), (262, 430), (284, 512)]
Segment = tuple[Point, float] | tuple[Point, float, float, float]


@dataclass(frozen=True, slots=True)
class Bangs:
    """A cut. edge: bows from (284, 512) to (716, 512). notches: where strands part, and toward which root."""

    edge: tuple[Segment, ...]
    notches: tuple[tuple[Point, Point, float, float], ...]
    parting: Point


_PRINCESS = Bangs(
    (
        ((302, 418), -0.02), ((311, 464), 0.05), ((394, 290), -0.17, 0.45, 0.3), ((414, 322), 0.05),
        ((432, 352), 0.06), ((441, 312), -0.06), ((472, 400), 0.08), ((481, 340), -0.04), ((504, 440), 0.10),
        ((515, 338), -0.05), ((543, 394), -0.06), ((563, 312), -0.06), ((572, 354), -0.06), ((588, 320), -0.05),
        ((607, 289), -0.05), ((689, 464), -0.17, 0.3, 0.45), ((698, 418), 0.05), ((716, 512), -0.02),
    ),
    (
        ((302, 420), (314, 240), -0.10, 34), ((441, 313), (464, 165), 0.06, 28), ((481, 342), (485, 172), 0.03, 18),
        ((515, 340), (497, 172), -0.04, 20), ((563, 315), (522, 160), -0.07, 28), ((698, 420), (686, 240), 0.10, 34),
        ((394, 291), (456, 150), 0.13, 20), ((607, 290), (544, 150), -0.13, 20),
    ),
    (480, 130),
)  # fmt: skip
_FLUFFY = Bangs(
    (
        ((300, 424), 0.02), ((318, 480), 0.10), ((338, 400), -0.06), ((392, 294), -0.14), ((410, 334), 0.08),
        ((444, 374), 0.12), ((448, 316), -0.08), ((468, 372), 0.10), ((504, 412), 0.14), ((506, 330), -0.06),
        ((528, 370), 0.10), ((566, 386), 0.14), ((580, 322), -0.10), ((594, 304), -0.02), ((608, 292), -0.02),
        ((662, 400), -0.14), ((684, 476), -0.04), ((700, 424), 0.10), ((716, 512), 0.02),
    ),
    (
        ((300, 424), (316, 240), -0.10, 30), ((338, 400), (424, 170), -0.18, 20), ((448, 318), (474, 160), 0.06, 24),
        ((506, 332), (494, 165), 0.02, 22), ((578, 324), (522, 160), -0.08, 24), ((662, 400), (576, 170), 0.18, 20),
        ((700, 424), (684, 240), 0.10, 30), ((392, 295), (456, 150), 0.10, 16), ((608, 295), (544, 150), -0.10, 16),
    ),
    (492, 128),
)  # fmt: skip
_SWEPT = Bangs(
    (
        ((304, 424), -0.02), ((318, 476), 0.08), ((372, 322), -0.16), ((420, 292), -0.08), ((432, 330), 0.04),
        ((448, 372), 0.05), ((462, 318), -0.08), ((488, 416), 0.10), ((504, 334), -0.05), ((544, 428), 0.12),
        ((550, 344), -0.06), ((604, 420), 0.12), ((606, 340), -0.06), ((662, 470), 0.10), ((676, 398), -0.06),
        ((694, 480), 0.06), ((716, 512), 0.0),
    ),
    (
        ((304, 424), (316, 240), -0.10, 34), ((462, 318), (430, 150), -0.05, 28), ((504, 334), (440, 150), -0.10, 26),
        ((550, 344), (452, 150), -0.16, 26), ((606, 340), (466, 150), -0.20, 26), ((676, 398), (520, 140), -0.24, 28),
        ((420, 293), (420, 150), 0.05, 16),
    ),
    (428, 126),
)  # fmt: skip
_CURTAIN = Bangs(
    (
        ((304, 424), -0.02), ((322, 492), 0.09), ((344, 396), -0.08), ((392, 316), -0.12), ((450, 276), -0.08),
        ((464, 316), 0.05), ((489, 380), 0.09), ((494, 316), -0.06), ((522, 354), 0.08), ((528, 280), -0.08),
        ((596, 304), -0.08), ((650, 392), -0.12), ((677, 498), -0.05), ((698, 424), 0.09), ((716, 512), 0.0),
    ),
    (
        ((304, 424), (316, 240), -0.10, 34), ((344, 396), (436, 160), -0.22, 26), ((450, 277), (470, 150), 0.08, 20),
        ((494, 317), (480, 150), -0.02, 16), ((528, 281), (492, 150), -0.10, 20), ((650, 392), (540, 150), 0.22, 26),
        ((698, 424), (684, 240), 0.10, 30), ((392, 317), (450, 150), -0.12, 16),
    ),
    (476, 126),
)  # fmt: skip
_LOPSIDED = Bangs(
    (
        ((300, 410), 0.0), ((322, 470), 0.10), ((334, 372), -0.06), ((378, 300), -0.10), ((398, 352), 0.06),
        ((420, 306), -0.06), ((456, 392), 0.06), ((470, 320), -0.06), ((520, 424), 0.10), ((528, 336), -0.06),
        ((592, 438), 0.12), ((600, 352), -0.06), ((664, 478), 0.10), ((674, 404), -0.05), ((700, 520), 0.08),
        ((706, 440), -0.02), ((716, 512), 0.0),
    ),
    (
        ((300, 411), (318, 240), -0.10, 34), ((334, 373), (384, 160), -0.12, 22), ((420, 307), (396, 150), -0.02, 22),
        ((470, 321), (406, 150), -0.08, 26), ((528, 337), (420, 150), -0.14, 26), ((600, 353), (440, 150), -0.19, 28),
        ((674, 405), (500, 146), -0.23, 28), ((378, 301), (376, 160), 0.04, 14),
    ),
    (396, 130),
)  # fmt: skip
CUTS = {"princess": _PRINCESS, "fluffy": _FLUFFY, "swept": _SWEPT, "curtain": _CURTAIN, "lopsided": _LOPSIDED}


def bangs_outline(cut: str) -> Curve:
    """The silhouette of the bangs with the cap of the head."""
    points = list(_CAP)
    for segment in CUTS[cut].edge:
        points += bow(points[-1], *segment)
    return points + right(_CAP)[::-1][1:]


def hair_fill(palette: Palette, top: float, bottom: float, tip: float = 0.82) -> QBrush:
    """Light at the crown, base, shade toward the ends; coloured ends where the character has them."""
    hair = palette.hair
    if palette.tips is None:
        return vertical(
            top, bottom, (0, hair.light), (0.4, hair.base), (0.85, hair.shade), (1, mixed(hair.shade, hair.light, 0.3))
        )
    inner, outer = palette.tips
    return vertical(
        top,
        bottom,
        (0, hair.light),
        (0.35, hair.base),
        (tip * 0.86, mixed(hair.base, hair.shade, 0.55)),
        (tip, inner),
        (1, outer),
    )


def draw_bangs(ink: Ink, palette: Palette, cut: str) -> None:
    hair, style = palette.hair, CUTS[cut]
    outline = bangs_outline(cut)
    dark, inner = mixed(hair.shade, hair.base, 0.25), inner_line(hair)
    ends = mixed(hair.base, hair.light if palette.tips is None else palette.tips[0], 0.5)
    fill = vertical(
        104,
        500,
        (0, hair.base),
        (0.16, hair.light),
        (0.45, hair.base),
        (0.8, mixed(hair.base, hair.shade, 0.6)),
        (1, ends),
    )
    ink.shape(outline, fill, hair.line, 4.5)
    with ink.clipped(outline):
        for notch, root, bend, width in style.notches:
            ink.taper(notch, root, width, bend, dark, 0.75)
        for side in (left, right):
            edge = side(chain((268, 300), ((286, 512), 0.06), ((330, 330), -0.08), ((268, 300), -0.2)))
            ink.shape(edge, dark, opacity=0.5)
            for a, b, bend, width in (
                ((286, 440), (334, 196), 0.16, 6.0), ((330, 400), (426, 168), 0.22, 6.0),
                ((366, 330), (442, 158), 0.17, 5.0), ((276, 380), (300, 240), 0.06, 4.5),
            ):  # fmt: skip
                near = style.parting[0] - 14 if side is left else 986 - style.parting[0]  # none crosses the parting
                ink.shape(side(taper(a, (min(b[0], near), b[1]), width, bend)), inner, opacity=0.45)
        _draw_shine(ink, palette, style.parting)
        for notch, root, bend, width in style.notches:
            ink.taper(notch, root, 5.5 if width > 20 else 4.5, bend, inner, 0.6)
            ink.shape(fading(notch, root, 6.0, bend, 0.5), hair.line, opacity=0.9)
        ink.shape(fading((style.parting[0] - 2, 106), (style.parting[0] + 4, 214), 6.0, 0.06), hair.line, opacity=0.8)
        ink.shape(chain((628, 136), ((719, 300), 0.215), ((628, 136), -0.165)), palette.rim, opacity=0.5)
        ink.shape(chain((722, 330), ((719, 480), 0.0), ((722, 330), 0.07)), palette.rim, opacity=0.36)
    ink.shape(outline, None, hair.line, 4.5)


def _band(x: float) -> float:
    """Height of the shine at x: a ring around the head, seen from a little above."""
    return 240.0 + 58.0 * math.pow(abs(x - 490) / 200.0, 2.3)


def _draw_shine(ink: Ink, palette: Palette, parting: Point) -> None:
    """A soft band, and over it thin tapers that run along the hair (fixed seed: the same picture every time)."""
    for x0, x1 in ((312.0, parting[0] - 4), (parting[0] + 14, 694.0)):
        xs = [x0 + (x1 - x0) * step / 6 for step in range(7)]
        ends = (0, 6)
        upper = [(x, _band(x) - (5 if step in ends else 15)) for step, x in enumerate(xs)]
        lower = [(x, _band(x) + (5 if step in ends else 19)) for step, x in enumerate(xs)][::-1]
        ink.shape(smooth([*upper, *lower], closed=True), palette.shine.low, opacity=0.45)
    rows: Sequence[tuple[float, float, float, float, float, float, str, float, int]] = (
        (316, 692, 7, 40, 120, 9, palette.shine.low, 0.6, 3),
        (332, 668, 9, 26, 84, 7, palette.shine.middle, 0.85, 9),
        (350, 452, 11, 18, 46, 4.5, palette.shine.high, 0.9, 5),
        (540, 622, 13, 16, 36, 4, palette.shine.high, 0.7, 15),
    )
    for start, end, step, short, long, width, name, opacity, seed in rows:
        rng, x = Random(seed), start
        while x < end:
            if abs(x - parting[0] - 5) > 12:
                _draw_tick(ink, x, rng.uniform(-5, 5), rng.uniform(short, long), width, name, opacity)
            x += step * rng.uniform(0.85, 1.15)


def _draw_tick(ink: Ink, x: float, dy: float, length: float, width: float, name: str, opacity: float) -> None:
    side = (x - 490) / 200
    y = _band(x) + dy
    vx, vy = (x - 490) * 0.62, y - 70
    norm = math.hypot(vx, vy)
    vx, vy = vx / norm, vy / norm
    length *= 1 - 0.45 * abs(side)
    a, b = (x - vx * length * 0.45, y - vy * length * 0.45), (x + vx * length * 0.55, y + vy * length * 0.55)
    ink.taper(a, b, width * (1 - 0.3 * abs(side)), -0.06 if side > 0 else 0.06, name, opacity)


@dataclass(frozen=True, slots=True)
class Lock:
    """A strand beside the face, drawn for the viewer's left."""

    spine: tuple[Point, ...]
    widths: tuple[float, ...]


_LONG = (
    Lock(
        ((330, 230), (294, 330), (282, 440), (292, 550), (276, 650), (250, 740), (258, 836), (236, 936)),
        (10, 46, 60, 58, 66, 66, 46, 0),
    ),
    Lock(
        ((330, 250), (310, 340), (306, 450), (314, 560), (302, 670), (284, 770), (300, 870), (272, 968)),
        (10, 34, 44, 44, 56, 60, 42, 0),
    ),
)
_SHORT = (
    Lock(
        ((330, 230), (292, 330), (280, 420), (290, 510), (282, 590), (262, 650), (238, 704)),
        (10, 54, 72, 72, 60, 42, 0),
    ),
    Lock(
        ((330, 250), (308, 340), (302, 430), (314, 524), (310, 604), (294, 668), (314, 724)),
        (10, 34, 44, 46, 48, 40, 0),
    ),
)
_BOB = (
    Lock(((330, 230), (290, 330), (278, 440), (286, 550), (298, 626), (334, 684)), (10, 46, 68, 70, 58, 0)),
    Lock(((330, 250), (306, 340), (300, 440), (308, 530), (316, 596), (344, 644)), (10, 34, 48, 50, 44, 0)),
)
LOCKS = {"long_waves": _LONG, "buns": _SHORT, "bob": _BOB, "twin_tails": _SHORT}


def draw_lock(ink: Ink, palette: Palette, hair_style: str, side: Side) -> None:
    """All strands beside one cheek: contour first, fills over it, so that they join to one silhouette."""
    locks = LOCKS[hair_style]
    bottom = max(lock.spine[-1][1] for lock in locks)
    strands = [(side(strand(lock.spine, lock.widths)), lock, side) for lock in locks]
    draw_strands(ink, palette, strands, hair_fill(palette, 250, bottom))


def draw_strands(
    ink: Ink,
    palette: Palette,
    strands: Sequence[tuple[Curve, Lock, Side]],
    fill: QBrush,
    *,
    detail: float = 1.0,
) -> None:
    """Overlapping strands with one contour; inside each a shaded edge and a light ridge, `detail` strong (0..1)."""
    hair = palette.hair
    for outline, _, _ in strands:
        ink.shape(outline, None, hair.line, 8.5)
    for outline, lock, side in strands:
        ink.shape(outline, fill)
        with ink.clipped(outline):
            _draw_strand_shade(ink, palette, lock, side, detail)
        for way, first, thick in ((1, 0.1, 3.8), (-1, 0.3, 3.2)):
            edge = Tress(lock.spine, lock.widths)
            ink.shape(side(beside(edge, 0.5 * way, first, 1.0, thick)), inner_line(hair), opacity=0.9)


def _draw_strand_shade(ink: Ink, palette: Palette, lock: Lock, side: Side, detail: float) -> None:
    """Inside one strand: a hard shade along the edge away from the light, and a light along the other."""
    hair = palette.hair
    bright = QColor(hair.base).valueF() > 0.6
    wide, dark, body = max(lock.widths), 1 if side is left else -1, Tress(lock.spine, lock.widths)

    def lens(share: float, first: float, last: float, thick: float) -> Curve:
        return side(beside(body, share, first, last, thick))

    ink.shape(lens(0.34 * dark, 0.0, 1.0, wide * 0.5), hair.shade, opacity=(0.7 if bright else 0.6) * detail)
    ink.shape(lens(0.04 * dark, 0.3, 1.0, wide * 0.1), hair.shade, opacity=0.5 * detail)
    light = palette.shine.low
    ink.shape(lens(-0.24 * dark, 0.15, 0.8, wide * 0.16), light, opacity=(0.6 if bright else 0.4) * detail)
    ink.shape(
        lens(-0.28 * dark, 0.3, 0.62, wide * 0.07), palette.shine.middle, opacity=(0.7 if bright else 0.5) * detail
    )
