"""Eyes and brows, rebuilt from the pose. Drawing units; eye-local coordinates have +x toward the outer corner."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from companion.face.pose import FacePose
from companion.ui.avatars.figure import palette as colours
from companion.ui.avatars.figure.curves import MIDDLE, Curve, chain, mix, moved, turned, wedge
from companion.ui.avatars.figure.ink import Ink, linear, radial, vertical
from companion.ui.avatars.figure.palette import Palette

EYE_X, EYE_Y = 93.0, 466.0
BROW_X, BROW_Y = 100.0, 366.0


@dataclass(frozen=True, slots=True)
class Lids:
    """The curves of one state of the lids; all states have the same number of points, so they can be mixed.

    upper: lid edge, inner to outer corner. lower: back to the inner corner. lash: upper edge of the lash.
    """

    upper: Curve
    lower: Curve
    lash: Curve
    crease: Curve


_OPEN = Lids(
    [(-52, 18), (-50, -14), (-32, -46), (-2, -48), (32, -50), (54, -28), (59, 14)],
    [(59, 14), (57, 38), (40, 55), (8, 57), (-22, 58), (-46, 44), (-52, 18)],
    [
        (59, 14), (64, 8), (72, 3), (81, -11), (75, -12), (70, -18), (65, -30), (50, -62), (28, -73), (-2, -71),
        (-31, -69), (-48, -38), (-53, 12), (-53, 15), (-53, 17), (-52, 18),
    ],
    [(-40, -58), (-24, -84), (28, -92), (62, -54)],
)  # fmt: skip
_CLOSED = Lids(
    [(-54, 28), (-40, 44), (-22, 51), (2, 51), (28, 51), (48, 42), (60, 24)],
    [(60, 24), (48, 42), (28, 51), (2, 51), (-22, 51), (-40, 44), (-54, 28)],
    [
        (60, 24), (67, 22), (73, 18), (79, 9), (73, 12), (68, 12), (58, 16), (44, 34), (26, 39), (2, 38),
        (-24, 37), (-42, 34), (-58, 22), (-57, 24), (-56, 26), (-54, 28),
    ],
    [(-42, -2), (-22, 16), (28, 16), (58, -6)],
)  # fmt: skip
_SMILE = Lids(
    [(-56, 40), (-44, 8), (-22, -6), (2, -6), (30, -6), (50, 10), (60, 40)],
    [(60, 40), (50, 10), (30, -6), (2, -6), (-22, -6), (-44, 8), (-56, 40)],
    [
        (60, 40), (66, 43), (72, 42), (78, 36), (74, 30), (72, 22), (66, 10), (50, -16), (28, -24), (2, -24),
        (-28, -24), (-50, -2), (-64, 38), (-63, 41), (-60, 42), (-56, 40),
    ],
    [(-44, -34), (-24, -54), (30, -56), (62, -32)],
)  # fmt: skip


def _lids(pose: FacePose, opened: float) -> Lids:
    """closed = mix(blink, smile, eye_smile); lid = mix(open, closed, 1 - eye); then squint and slant."""

    def state(name: str) -> Curve:
        shut = mix(getattr(_CLOSED, name), getattr(_SMILE, name), pose.eye_smile)
        return mix(getattr(_OPEN, name), shut, 1.0 - min(opened, 1.25))

    upper, lower, lash, crease = (state(name) for name in ("upper", "lower", "lash", "crease"))
    if pose.eye_squint > 0:
        push = pose.eye_squint * 24 * min(1.0, max(0.0, opened))
        lower = [(x, y - push) if 0 < index < 6 else (x, y) for index, (x, y) in enumerate(lower)]
    if pose.eye_slant:
        upper, lower, lash, crease = (
            [(x, y - pose.eye_slant * 0.2 * x) for x, y in curve] for curve in (upper, lower, lash, crease)
        )
    return Lids(upper, lower, lash, crease)


Stamp = Callable[[Ink, float, float], None]
"""Draws the iris with its middle at (x, y)."""
IRIS_RADIUS = (44.0, 57.0)


def draw_eye(ink: Ink, palette: Palette, pose: FacePose, side: int, iris: Stamp) -> None:
    """One eye; side -1 is the viewer's left, +1 the right."""
    opened = max(0.0, pose.eye_open_l if side < 0 else pose.eye_open_r)
    lids = _lids(pose, opened)
    ox, oy = MIDDLE + side * EYE_X, EYE_Y

    def placed(curve: Curve) -> Curve:
        return [(ox + side * x, oy + y) for x, y in curve]

    ball = placed(lids.upper + lids.lower[1:])
    if opened > 0.04:
        white = vertical(oy - 64, oy + 60, (0, colours.EYE_SHADE), (0.3, colours.EYE_SOFT), (0.55, colours.WHITE))
        ink.shape(ball, white)
        with ink.clipped(ball):
            x, y, _, _ = _iris_place(pose, ox - side, oy)
            iris(ink, x, y)
            _draw_lash_shadow(ink, placed, lids.upper, opened)
            _draw_lights(ink, palette, pose, ox - side, oy)
    if opened > 0.12:
        _draw_lower_lash(ink, palette, placed, lids.lower, opened, pose.eye_squint)
    fold = placed(lids.crease)
    ink.shape(
        [*fold, (fold[2][0], fold[2][1] + 5), (fold[1][0], fold[1][1] + 6), fold[0]],
        colours.CREASE,
        opacity=0.75,
    )
    _draw_lash(ink, palette, placed, lids, ox, side, opened)


def _iris_place(pose: FacePose, x: float, y: float) -> tuple[float, float, float, float]:
    """Centre and radii of the iris."""
    size = pose.iris
    drop = 3 + 3 * min(1.0, max(0.0, 1 - size) * 12.5)
    return x + pose.gaze_x * 15, y + drop - pose.gaze_y * 9, IRIS_RADIUS[0] * size, IRIS_RADIUS[1] * size


def draw_iris(ink: Ink, palette: Palette, pose: FacePose, x: float, y: float) -> None:
    """Iris and pupil; it depends on `iris` and `heart` only, so a compositor may keep it as a bitmap."""
    tones = palette.iris
    rx, ry = IRIS_RADIUS[0] * pose.iris, IRIS_RADIUS[1] * pose.iris
    body = vertical(
        y - ry, y + ry, (0, tones.top), (0.28, tones.upper), (0.52, tones.middle), (0.84, tones.low), (1, tones.low)
    )
    ink.ellipse(x, y, rx, ry, body, tones.ring, 4.5)
    low = radial(x, y + ry * 0.72, rx * 0.7, ry * 0.4, (0, tones.glow, 0.85), (0.45, tones.low, 0.6), (1, tones.low, 0))
    ink.ellipse(x, y + ry * 0.6, rx * 0.72, ry * 0.36, low)
    _draw_fibres(ink, palette, x, y, rx, ry)
    edge = radial(x, y, rx, ry, (0, tones.ring, 0.0), (0.74, tones.ring, 0.0), (1, tones.ring, 0.6))
    ink.ellipse(x, y, rx - 1, ry - 1, edge)
    _draw_bounce(ink, palette, x, y, rx, ry)
    show = 1.0 - min(1.0, pose.heart)
    if show > 0.02:
        size = pose.iris
        ink.ellipse(x, y - 1, 23 * size, 31 * size, None, tones.low, 2.4, 0.4 * show)
        ink.ellipse(x, y - 1, 17 * size, 24 * size, tones.pupil, opacity=show)
        inside = vertical(y - 4 * size, y + 22 * size, (0, tones.middle, 0.0), (1, tones.middle, 0.9))
        ink.ellipse(x, y + 8 * size, 10 * size, 13 * size, inside, opacity=show)
    shade = vertical(y - ry, y + ry * 0.1, (0, tones.ring, 0.75), (1, tones.ring, 0.0))
    ink.ellipse(x, y - ry * 0.4, rx, ry * 0.6, shade)


def _draw_fibres(ink: Ink, palette: Palette, x: float, y: float, rx: float, ry: float) -> None:
    """Rays that fan out from the pupil: dark ones, and short bright ones between them below."""
    tones = palette.iris
    for index, angle in enumerate(range(-82, 83, 14)):
        reach = math.radians(90 + angle)
        long = index % 2 == 0
        near, far = (0.5, 0.88) if long else (0.6, 0.78)
        start = (x + rx * near * math.cos(reach), y + ry * near * math.sin(reach))
        end = (x + rx * far * math.cos(reach), y + ry * far * math.sin(reach))
        if long:
            ink.taper(start, end, 3.2, 0, colours.mixed(tones.middle, tones.upper, 0.4), 0.5)
        else:
            ink.taper(start, end, 3.0, 0, tones.glow, 0.75)


def _draw_bounce(ink: Ink, palette: Palette, x: float, y: float, rx: float, ry: float) -> None:
    """A crescent of light from below inside the lower rim."""
    crescent = chain(
        (x - rx * 0.82, y + ry * 0.4),
        ((x + rx * 0.82, y + ry * 0.4), -0.6),
        ((x - rx * 0.82, y + ry * 0.4), 0.4),
    )
    tone = colours.bounce(palette.iris)
    ink.shape(crescent, linear((x - rx, 0), (x + rx, 0), (0, tone, 0.9), (0.5, tone, 0.55), (1, tone, 0.75)))


def _draw_lash_shadow(ink: Ink, placed: Callable[[Curve], Curve], upper: Curve, opened: float) -> None:
    drop = 19 * min(1.0, opened)
    low = [(x, y + drop * (1.0 if 0 < index < 6 else 0.2)) for index, (x, y) in enumerate(upper)]
    back = low[::-1]
    band = [*upper, upper[-1], back[0], back[0], *back[1:], back[-1], upper[0], upper[0]]
    ink.shape(placed(band), colours.LASH_SHADOW, opacity=0.38)


def _draw_lights(ink: Ink, palette: Palette, pose: FacePose, ox: float, oy: float) -> None:
    """Heart or sparkle, and the lights, which lie on the same side in both eyes."""
    x, y, rx, ry = _iris_place(pose, ox, oy)
    if pose.heart > 0.02:
        ink.shape(heart(x, y + 5, 27 * pose.heart), "#ffe3ef", "#ff7fae", 2.5)
    shrink = 1.0 - 0.35 * pose.heart
    size = pose.iris * shrink
    lx, ly = x - rx * (0.36 + 0.12 * pose.heart), y - ry * (0.46 + 0.1 * pose.heart)
    with ink.placed(lx, ly, 14.0):
        ink.ellipse(0, 0, 14.0 * size, 18.5 * size, colours.WHITE)
    ink.ellipse(x + rx * 0.4, y - ry * 0.52, 4.2 * size, 5.4 * size, colours.WHITE, opacity=0.8)
    ink.ellipse(x + rx * 0.44, y + ry * 0.44, 7.5 * size, 9 * size, colours.WHITE, opacity=0.95)
    ink.ellipse(x + rx * 0.2, y + ry * 0.66, 3.2 * size, 3.8 * size, colours.WHITE, opacity=0.85)
    ink.ellipse(x - rx * 0.52, y + ry * 0.3, 4 * size, 5 * size, palette.iris.glow, opacity=0.9)
    if pose.star > 0.02:
        for dx, dy, reach in ((0.34, -0.5, 15), (-0.3, 0.52, 11), (0.08, 0.1, 9)):
            ink.shape(sparkle(x + rx * dx, y + ry * dy, reach * pose.star), colours.WHITE)


def _draw_lower_lash(
    ink: Ink, palette: Palette, placed: Callable[[Curve], Curve], lower: Curve, opened: float, squint: float
) -> None:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = lower[:4]
    outer = [
        (x0 - 1, y0 + 2), (x1 + 1, y1), (x2 + 4, y2 + 1), (x3, y3 + 1), (x2 - 2, y2 + 5.5), (x1 + 4, y1 + 8.5),
        (x0 + 5, y0 - 2), (x0 + 3, y0 - 2), (x0 + 1, y0), (x0 - 1, y0 + 2),
    ]  # fmt: skip
    ink.shape(placed(outer), palette.lash_warm, opacity=0.85)
    fx, fy = x0 - 5, y0 + 26 * min(1.0, opened) - 8 * squint
    flick = [
        (fx, fy), (fx + 5, fy + 3), (fx + 10, fy + 3), (fx + 16, fy - 1), (fx + 11, fy + 6), (fx + 4, fy + 8),
        (fx - 3, fy + 7), (fx - 3, fy + 5), (fx - 2, fy + 2), (fx, fy),
    ]  # fmt: skip
    ink.shape(placed(flick), palette.lash_warm, opacity=0.85)
    inner = [*lower[3:], (lower[5][0] + 1, lower[5][1] + 2.5), (lower[4][0], lower[4][1] + 3), lower[3]]
    ink.shape(placed(inner), colours.CREASE, opacity=0.7)


def _draw_lash(
    ink: Ink,
    palette: Palette,
    placed: Callable[[Curve], Curve],
    lids: Lids,
    ox: float,
    side: int,
    opened: float,
) -> None:
    lash = placed(lids.upper + lids.lash[1:])
    warm, dark = palette.lash_warm, palette.lash
    body = linear((ox - side * 60, 0), (ox + side * 90, 0), (0, warm), (0.22, dark), (0.72, dark), (1, warm))
    ink.shape(lash, body, dark, 2.6)
    ex, ey = lids.lash[6]
    wing = [
        (ex - 12, ey - 8), (ex, ey - 8), (ex + 8, ey - 9), (ex + 16, ey - 15), (ex + 13, ey - 5),
        (ex + 8, ey + 4), (ex + 2, ey + 12), (ex - 2, ey + 7), (ex - 6, ey), (ex - 12, ey - 8),
    ]  # fmt: skip
    ink.shape(placed(wing), dark)
    grow = min(1.0, 2.0 * opened - 1.0)
    if grow > 0.05:  # single lashes that stand off above the outer corner
        edge = lids.lash[6:10]
        for t, to_x, to_y in ((0.16, 15, -13), (0.38, 11, -17)):
            x, y = _on(edge, t)
            ink.shape(placed(wedge((x - 5, y + 6), (x + to_x * grow, y + to_y * grow), 9.0, 0.12)), dark)


def _on(cubic: Curve, t: float) -> tuple[float, float]:
    """A point of a cubic (de Casteljau)."""
    points = cubic
    while len(points) > 1:
        points = [(x + (u - x) * t, y + (v - y) * t) for (x, y), (u, v) in pairwise(points)]
    return points[0]


def draw_brow(ink: Ink, palette: Palette, pose: FacePose, side: int, width: float = 1.0) -> None:
    """One brow; it lies above the bangs. Positive angle: the inner end goes down. width: how thick, 1 = usual."""
    left = side < 0
    rise = pose.brow_y_l if left else pose.brow_y_r
    angle = pose.brow_angle_l if left else pose.brow_angle_r
    bend = pose.brow_bend_l if left else pose.brow_bend_r
    shape: Curve = [
        (-44, -6), (-24, -12 - 6 * bend), (10, -14 - 12 * bend), (54, 8), (14, -4 - 12 * bend), (-20, -2 - 6 * bend),
        (-42, 2), (-46, 3), (-48, -4), (-44, -6),
    ]  # fmt: skip
    shape = [(x, y if index < 4 or index == 9 else y + 8 * (width - 1.0)) for index, (x, y) in enumerate(shape)]
    frown = max(0.0, angle)
    tilted = turned(shape, -18 * angle)
    ox, oy = MIDDLE + side * (BROW_X - 6 * frown), BROW_Y - 22 * rise + 6 * frown
    ink.shape([(ox + side * x, oy + y) for x, y in tilted], palette.brow)


def heart(x: float, y: float, size: float) -> Curve:
    return [
        (x, y + size), (x - size * 1.5, y), (x - size, y - size * 1.25), (x, y - size * 0.4),
        (x + size, y - size * 1.25), (x + size * 1.5, y), (x, y + size),
    ]  # fmt: skip


def sparkle(x: float, y: float, size: float) -> Curve:
    """A star of four points."""
    k = size * 0.12
    return moved(
        [
            (0, -size), (k, -k * 2), (k * 2, -k), (size, 0), (k * 2, k), (k, k * 2), (0, size), (-k, k * 2),
            (-k * 2, k), (-size, 0), (-k * 2, -k), (-k, -k * 2), (0, -size),
        ],
        x,
        y,
    )  # fmt: skip
