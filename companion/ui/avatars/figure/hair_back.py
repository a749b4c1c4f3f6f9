"""Hair behind the head: the back of the skull (turns with the head), the long mass, and tails that swing.

Drawing units. Everything is built from wavy strands; see `hair.draw_strands`.
"""

import math
from collections.abc import Sequence

from PySide6.QtGui import QBrush

from companion.ui.avatars.figure.curves import Curve, Point, Side, chain, left, right, smooth, strand
from companion.ui.avatars.figure.hair import Lock, draw_strands, hair_fill
from companion.ui.avatars.figure.ink import Ink, linear, radial, vertical
from companion.ui.avatars.figure.palette import Palette, mixed


def wave(
    a: Point, b: Point, *, swing: float, cycles: float, phase: float, hook: float, steps: int = 10
) -> tuple[Point, ...]:
    """A spine from a to b that swings `swing` units to both sides and bends `hook` units outward (left) at its end."""
    points = []
    for index in range(steps + 1):
        t = index / steps
        sway = swing * math.sin(math.tau * (cycles * t + phase)) * min(1.0, t * 2.2)
        curl = -hook * max(0.0, (t - 0.72) / 0.28) ** 2
        lift = -abs(hook) * 0.25 * max(0.0, (t - 0.8) / 0.2) ** 2
        points.append((a[0] + (b[0] - a[0]) * t + sway + curl, a[1] + (b[1] - a[1]) * t + lift))
    return tuple(points)


def swell(width: float, steps: int = 10, *, root: float = 0.2, peak: float = 0.5) -> tuple[float, ...]:
    """Widths of a strand: `root` x width at the start, widest at `peak`, pointed at the end."""
    result: list[float] = []
    for index in range(steps + 1):
        t = index / steps
        rise = root + (1 - root) * math.sin(0.5 * math.pi * min(1.0, t / peak))
        fall = 1.0 if t < peak else math.cos(0.5 * math.pi * (t - peak) / (1 - peak)) ** 0.8
        result.append(width * rise * fall)
    result[-1] = 0.0
    return tuple(result)


def _lock(a: Point, b: Point, width: float, swing: float, cycles: float, phase: float, hook: float) -> Lock:
    return Lock(wave(a, b, swing=swing, cycles=cycles, phase=phase, hook=hook), swell(width))


_WAVES_TAIL: dict[Side, tuple[Lock, ...]] = {
    left: (
        _lock((316, 440), (152, 940), 104, 20, 1.0, 0.05, 62),
        _lock((322, 450), (182, 1102), 132, 24, 1.2, 0.10, 84),
        _lock((330, 470), (222, 1222), 136, 24, 1.25, 0.22, 66),
    ),
    right: (
        _lock((316, 440), (170, 1000), 108, 20, 1.05, 0.12, 70),
        _lock((322, 450), (184, 1156), 130, 24, 1.25, 0.02, 92),
        _lock((330, 470), (240, 1262), 132, 22, 1.25, 0.18, 44),
    ),
}
_WAVES_MASS = (
    _lock((330, 470), (300, 1262), 140, 18, 1.2, 0.3, 40),
    _lock((380, 500), (372, 1180), 150, 14, 1.1, 0.15, 10),
    _lock((440, 500), (440, 1150), 150, 8, 1.0, 0.4, 0),
)
_TWIN_TAIL = (
    _lock((300, 226), (124, 780), 104, 20, 1.0, 0.55, 40),
    _lock((300, 222), (150, 1000), 150, 28, 1.2, 0.5, 70),
    _lock((300, 230), (220, 910), 116, 20, 1.2, 0.42, -30),
)


def _fill(palette: Palette, top: float, bottom: float) -> QBrush:
    back = palette.hair_back
    inner, outer = palette.tips or (
        mixed(back.base, palette.hair.light, 0.5),
        mixed(back.base, palette.hair.light, 0.8),
    )
    return vertical(
        top, bottom, (0, back.shade), (0.3, back.base), (0.72, mixed(back.base, inner, 0.35)), (0.86, inner), (1, outer)
    )


def _draw(ink: Ink, palette: Palette, locks: Sequence[Lock], side: Side, top: float, bottom: float) -> None:
    strands = [(side(strand(lock.spine, lock.widths)), lock, side) for lock in locks]
    draw_strands(ink, palette, strands, _fill(palette, top, bottom))


def draw_mass(ink: Ink, palette: Palette, hair_style: str) -> None:
    """What hangs straight down behind the body; it only moves sideways a little."""
    if hair_style != "long_waves":
        return
    for side in (left, right):
        _draw(ink, palette, _WAVES_MASS, side, 500, 1260)
    shade = palette.hair_back.line
    ink.shape(
        chain((330, 470), ((300, 1000), 0), ((700, 1000), 0), ((670, 470), 0), ((330, 470), 0)),
        vertical(470, 1000, (0, shade, 0.9), (0.55, shade, 0.7), (1, shade, 0)),
    )


def draw_tail(ink: Ink, palette: Palette, hair_style: str, side: Side) -> None:
    """What swings on one side."""
    if hair_style == "long_waves":
        _draw(ink, palette, _WAVES_TAIL[side][::-1], side, 430, 1240)
    elif hair_style == "twin_tails":
        strands = [(side(strand(lock.spine, lock.widths)), lock, side) for lock in _TWIN_TAIL]
        draw_strands(ink, palette, strands, hair_fill(palette, 180, 1010))
        ribbon = palette.ribbon
        knot = [(268, 208), (244, 220), (228, 250), (226, 288), (240, 300), (258, 274), (276, 238), (282, 216)]
        tie = side(smooth(knot, closed=True))
        ink.shape(tie, linear((220, 0), (280, 0), (0, ribbon.light), (1, ribbon.shade)), ribbon.line, 4)


def tail_root(hair_style: str) -> Point | None:
    """Where the left tail hangs from; None = this hair has no tails."""
    return {"long_waves": (290.0, 520.0), "twin_tails": (290.0, 240.0)}.get(hair_style)


_SKULL: Curve = [(500, 108), (384, 104), (270, 178), (256, 350), (244, 460), (240, 550), (258, 640)]


def _nape(hair_style: str) -> tuple[Lock, ...]:
    """Strands from the back of the skull, outer to inner, for the left side."""
    if hair_style == "bob":
        return (
            Lock(((330, 300), (282, 420), (270, 540), (274, 636), (322, 708)), (0, 84, 104, 90, 0)),
            Lock(((360, 340), (322, 460), (312, 570), (322, 640), (360, 698)), (0, 90, 110, 90, 0)),
        )
    if hair_style in ("buns", "twin_tails"):
        return (
            Lock(((330, 300), (284, 400), (274, 500), (274, 580), (256, 636), (214, 676)), (0, 62, 78, 74, 54, 0)),
            Lock(((350, 330), (312, 440), (304, 550), (312, 630), (290, 702)), (0, 74, 92, 74, 0)),
            Lock(((390, 360), (360, 460), (356, 570), (364, 644), (348, 712)), (0, 90, 100, 80, 0)),
        )
    return (
        Lock(((340, 280), (284, 400), (270, 520), (254, 640), (222, 736), (176, 796)), (0, 70, 88, 92, 66, 0)),
        Lock(((350, 320), (304, 440), (290, 570), (276, 690), (254, 784), (214, 862)), (0, 80, 100, 96, 70, 0)),
        Lock(((390, 360), (350, 480), (334, 610), (326, 730), (304, 826)), (0, 96, 110, 84, 0)),
    )


def draw_ball(ink: Ink, palette: Palette) -> Curve:
    """The round of the head under the strands; gives its outline."""
    back = palette.hair_back
    half = [*_SKULL, *chain((262, 640), ((400, 700), -0.08), ((500, 690), 0.02))[1:]]
    outline = half + right(half)[::-1][1:]
    body = vertical(106, 700, (0, palette.hair.base), (0.3, back.base), (0.7, back.shade), (1, back.shade))
    ink.shape(outline, body, palette.hair.line, 4.5)
    return outline


def shade_nape(ink: Ink, palette: Palette, outline: Curve) -> None:
    """The dark behind the neck, inside the round of the head."""
    dark = palette.hair_back.line
    with ink.clipped(outline):
        ink.shape(
            chain((322, 420), ((340, 700), 0), ((660, 700), 0), ((678, 420), 0), ((322, 420), 0)),
            vertical(420, 720, (0, dark, 0.0), (0.25, dark, 0.8), (0.7, dark, 0.62), (1, dark, 0)),
        )


def draw_skull(ink: Ink, palette: Palette, hair_style: str) -> None:
    """The back of the head; it turns with the head and hides where mass and tails begin."""
    back = palette.hair_back
    outline = draw_ball(ink, palette)
    for side in (left, right):
        if hair_style == "buns":
            draw_bun(ink, palette, side)
    for side in (left, right):
        strands = [(side(strand(lock.spine, lock.widths)), lock, side) for lock in _nape(hair_style)]
        fill = vertical(380, 850, (0, back.base), (0.5, mixed(back.base, back.shade, 0.5)), (1, back.base))
        draw_strands(ink, palette, strands[::-1], fill)
    shade_nape(ink, palette, outline)
    if hair_style != "buns":
        ink.shape(chain((696, 196), ((730, 420), 0.11), ((696, 196), -0.085)), palette.rim, opacity=0.28)


def draw_bun(ink: Ink, palette: Palette, side: Side) -> None:
    """A fluffy high bun whose ends stand out like flames."""
    hair = palette.hair
    inner, outer = palette.tips or (hair.base, hair.light)
    cx, cy = 302.0, 186.0
    flames: list[tuple[Curve, Lock, Side]] = []
    for angle, reach, width, curl in (
        (-172, 128, 70, 16), (-38, 116, 66, -10), (-144, 152, 84, 6), (-64, 146, 84, -6), (-116, 164, 92, 2),
        (-90, 150, 78, -6), (168, 106, 52, 12),
    ):  # fmt: skip
        spine = tuple(
            (
                cx + reach * far * math.cos(math.radians(angle + turn)),
                cy + reach * far * math.sin(math.radians(angle + turn)),
            )
            for far, turn in ((0.2, 0.0), (0.5, -0.5 * curl), (0.8, 0.2 * curl), (1.07, 1.2 * curl))
        )
        lock = Lock(spine, (width, width, width * 0.4, 0))
        flames.append((side(strand(spine, lock.widths)), lock, side))
    mx = side([(cx, cy)])[0][0]
    glow = radial(mx, cy, 172, 172, (0, hair.light), (0.46, hair.base), (0.64, inner), (0.95, outer))
    draw_strands(ink, palette, flames, glow, detail=0.25)
    ball = side(
        chain(
            (cx - 86, cy + 8),
            ((cx, cy - 86), 0.26),
            ((cx + 88, cy + 6), 0.26),
            ((cx, cy + 90), 0.26),
            ((cx - 86, cy + 8), 0.26),
        )
    )
    body = radial(mx - 26, cy - 34, 150, 150, (0, hair.light), (0.5, hair.base), (1, hair.shade))
    ink.shape(ball, body, hair.line, 4.5)
    with ink.clipped(ball):
        for a, b, width in (
            ((cx + 70, cy + 50), (cx - 60, cy - 40), 22), ((cx + 60, cy + 74), (cx - 78, cy + 20), 20),
            ((cx + 84, cy + 10), (cx - 20, cy - 78), 18),
        ):  # fmt: skip
            dark = Lock((a, ((a[0] + b[0]) / 2 - 14, (a[1] + b[1]) / 2 - 26), b), (0, width, 0))
            ink.shape(side(strand(dark.spine, dark.widths)), hair.shade, opacity=0.7)
            ink.shape(side(strand(dark.spine, (0, 5, 0))), hair.line, opacity=0.6)
        ink.shape(
            side(chain((cx - 62, cy - 22), ((cx - 4, cy - 66), 0.2), ((cx - 62, cy - 22), -0.06))),
            palette.shine.middle,
            opacity=0.8,
        )
    band = side(
        chain(
            (cx + 8, cy + 92),
            ((cx + 92, cy + 34), 0.16),
            ((cx + 106, cy + 54), 0.1),
            ((cx + 22, cy + 112), -0.16),
            ((cx + 8, cy + 92), 0.1),
        )
    )
    ink.shape(band, palette.ribbon.base, palette.ribbon.line, 3.5)
