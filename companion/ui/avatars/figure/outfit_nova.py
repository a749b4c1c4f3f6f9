"""The glow jacket: a wide jacket with shining seams over a short pleated dress, stockings and sneakers. Drawing units.

What floats beside her is Blinky, the text cursor.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from companion.ui.avatars.figure.arms import SHOULDER, ArmLook, Joints
from companion.ui.avatars.figure.body import draw_neck
from companion.ui.avatars.figure.curves import Curve, Point, Side, chain, left, right, smooth, taper
from companion.ui.avatars.figure.hands import draw_hand
from companion.ui.avatars.figure.ink import Ink, linear, radial, vertical
from companion.ui.avatars.figure.limbs import (
    LEG_LEFT,
    LEG_RIGHT,
    band_across,
    draw_leg,
    draw_sneaker,
    draw_stocking,
)
from companion.ui.avatars.figure.palette import Family, Palette, mixed
from companion.ui.avatars.figure.pleats import draw_pleats, pleat_edges
from companion.ui.avatars.figure.sleeves import Limb, draw_tube

WAIST = 930.0
BLINKY: Point = (876.0, 786.0)
_WHITE = "#ffffff"


def glow(ink: Ink, palette: Palette, way: Curve, width: float) -> None:
    """A seam of light along an open curve: a soft halo, the colour, and a white core."""
    gem = palette.gem
    ink.line(way, gem.base, width * 2.6, 0.22)
    ink.line(way, gem.shade, width * 1.5)
    ink.line(way, gem.light, width)
    ink.line(way, _WHITE, width * 0.36, 0.9)


def _draw_feet(ink: Ink, palette: Palette) -> None:
    cloth = palette.cloth
    for leg, flip in ((LEG_LEFT, False), (LEG_RIGHT, True)):
        draw_leg(ink, palette, leg, 1128)
        draw_stocking(ink, leg, cloth, 1150)
        band = band_across(leg, 1146, 18)
        ink.shape(band, palette.second.base, cloth.line, 3)
        x = leg.spine[2][0]
        glow(ink, palette, chain((x - 33, 1158), ((x + 33, 1158), -0.08)), 4)
        draw_sneaker(ink, leg.spine[-1][0], 1332, palette.second, palette.ribbon, palette.gem, flip=flip)


def _draw_skirt(ink: Ink, palette: Palette) -> None:
    """Box pleats, each lit on one side and dark in its fold, with a seam of light above the hem."""
    cloth = palette.cloth
    under = pleat_edges((WAIST, 66), (1122, 204), 9)
    draw_pleats(
        ink, under, Family(palette.second.base, palette.second.shade, palette.second.line, palette.second.line), 12
    )
    edges = pleat_edges((WAIST, 66), (1100, 200), 9)
    draw_pleats(ink, edges, cloth, 18)
    for (_, a), (_, b) in pairwise(edges):
        way = chain((a[0] + 3, a[1] - 16), ((b[0] - 5, b[1] - 16), -0.03))
        glow(ink, palette, way, 3.6)
    shadow = chain(
        (430, WAIST - 10),
        ((570, WAIST - 10), 0),
        ((612, WAIST + 34), 0),
        ((500, WAIST + 52), 0.08),
        ((388, WAIST + 34), 0.08),
        ((430, WAIST - 10), 0),
    )
    ink.shape(shadow, vertical(WAIST, WAIST + 50, (0, cloth.line, 0.7), (1, cloth.line, 0.0)))


def _draw_torso(ink: Ink, palette: Palette) -> None:
    cloth, second, gem = palette.cloth, palette.second, palette.gem
    draw_neck(ink, palette)
    top = chain(
        (428, 716), ((398, 770), 0.1), ((416, 860), -0.05), ((432, WAIST + 8), 0.04), ((568, WAIST + 8), -0.04),
        ((584, 860), 0.04), ((602, 770), -0.05), ((572, 716), 0.1), ((540, 742), -0.1), ((500, 752), 0.1),
        ((460, 742), 0.1), ((428, 716), -0.1),
    )  # fmt: skip
    ink.shape(top, linear((400, 0), (600, 0), (0, cloth.light), (0.45, cloth.base), (1, cloth.shade)), cloth.line, 4)
    with ink.clipped(top):
        ink.shape(
            chain(
                (398, 830),
                ((500, 858), -0.12),
                ((602, 830), -0.12),
                ((590, 890), 0),
                ((500, 884), 0.12),
                ((410, 890), 0.12),
                ((398, 830), 0),
            ),
            cloth.shade,
            opacity=0.75,
        )
        for side in (left, right):
            ink.shape(side(taper((446, WAIST), (428, 810), 5, 0.05)), cloth.line, opacity=0.7)
            ink.shape(side(taper((416, 770), (428, 850), 8, -0.1)), mixed(cloth.light, _WHITE, 0.3), opacity=0.6)
    glow(ink, palette, chain((500, 824), ((500, WAIST), 0)), 4)
    choker = chain((457, 664), ((543, 664), -0.16), ((544, 682), 0), ((456, 682), 0.16), ((457, 664), 0))
    ink.shape(choker, cloth.base, cloth.line, 3)
    ink.ellipse(
        500, 688, 11, 11, radial(497, 684, 13, 13, (0, _WHITE), (0.5, gem.light), (1, gem.shade)), cloth.line, 3
    )
    ink.ellipse(500, 800, 30, 30, cloth.shade, second.base, 4)
    ink.ellipse(500, 800, 19, 19, radial(500, 800, 22, 22, (0, _WHITE), (0.4, gem.light), (1, gem.base)), gem.shade, 2)
    for side in (left, right):
        _draw_front(ink, palette, side)


def _draw_front(ink: Ink, palette: Palette, side: Side) -> None:
    """One front of the open jacket, which stands away from her below."""
    second, cloth = palette.second, palette.cloth
    front = chain(
        (452, 736), ((392, 716), 0.05), ((368, 800), 0.1), ((352, 900), -0.03), ((322, 1000), 0.03),
        ((440, 1030), -0.1), ((436, 930), -0.03), ((448, 820), 0.04), ((452, 736), 0.0),
    )  # fmt: skip
    lining = chain(
        (452, 744),
        ((458, 830), 0.0),
        ((450, 930), 0.02),
        ((458, 1018), 0.0),
        ((436, 1026), 0),
        ((430, 900), 0),
        ((452, 744), 0),
    )
    ink.shape(side(lining), palette.ribbon.base, cloth.line, 3)
    shape = side(front)
    ink.shape(shape, vertical(710, 1030, (0, second.light), (0.6, second.base), (1, second.shade)), second.line, 4)
    with ink.clipped(shape):
        for a, b, width, bend in (((352, 1040), (396, 800), 44, 0.06), ((414, 1040), (430, 860), 22, -0.02)):
            ink.shape(side(taper(a, b, width, bend)), second.shade, opacity=0.9)
        hem = side(chain((318, 974), ((446, 1004), -0.1), ((446, 1060), 0), ((300, 1060), 0), ((318, 974), 0)))
        ink.shape(hem, cloth.base, cloth.line, 3)
    glow(ink, palette, side(smooth([(330, 994), (380, 1014), (434, 1019)])), 4)
    ink.shape(shape, None, second.line, 4)
    glow(ink, palette, side(smooth([(447, 776), (441, 850), (430, 930), (430, 992)])), 4)


def draw_arm(ink: Ink, palette: Palette, limb: Limb) -> None:
    """A wide sleeve with a seam of light, a dark cuff, and the dark shoulder of the jacket over it."""
    second, cloth = palette.second, palette.cloth

    def shoulder() -> None:
        with ink.placed(*limb.shoulder, 0.8 * (limb.upper_turn - _REST_TURN)), ink.placed(-SHOULDER[0], -SHOULDER[1]):
            _draw_shoulder(ink, palette)

    draw_tube(ink, second, limb, (74, 96, 106), (106, 108, 98), begin=0.06, end=0.8, cover=shoulder)
    way = [limb.upper(0.5), limb.upper(0.8), limb.elbow, limb.fore(0.3), limb.fore(0.72)]
    (ux, uy), (fx, fy) = _along(limb.shoulder, limb.elbow), _along(limb.elbow, limb.wrist)
    out = 30.0 * max(-1.0, min(1.0, -3.0 * (ux * fy - uy * fx)))  # the outer side of the bend
    glow(ink, palette, smooth(_beside(way, out)), 3.6)
    mouth = limb.fore(0.84)
    with ink.placed(*mouth, limb.fore_turn):
        ink.ellipse(4, 0, 12, 50, mixed(cloth.shade, cloth.line, 0.5), cloth.line, 3.8)
    draw_hand(ink, palette, limb.wrist, limb.hand, limb.shares)
    with ink.placed(*mouth, limb.fore_turn):
        cuff = smooth([(6, -50), (-2, -26), (-4, 0), (-2, 26), (6, 50), (-26, 50), (-36, 0), (-26, -50)], closed=True)
        ink.shape(cuff, vertical(-50, 50, (0, cloth.light), (0.5, cloth.base), (1, cloth.shade)), cloth.line, 4)
        glow(ink, palette, smooth([(-9, -40), (-19, 0), (-9, 40)]), 3.6)


def _along(a: Point, b: Point) -> Point:
    """The direction from a to b, of length 1."""
    length = max(1e-6, math.dist(a, b))
    return (b[0] - a[0]) / length, (b[1] - a[1]) / length


def _beside(way: Sequence[Point], far: float) -> list[Point]:
    """The same way, `far` units to the right of where it goes."""
    result = []
    for index, (x, y) in enumerate(way):
        dx, dy = _along(way[max(0, index - 1)], way[min(len(way) - 1, index + 1)])
        result.append((x - dy * far, y + dx * far))
    return result


def _draw_shoulder(ink: Ink, palette: Palette) -> None:
    """The dark cap over the shoulder, drawn where it lies while the arm hangs."""
    cloth = palette.cloth
    cap = smooth([(424, 738), (396, 716), (360, 732), (336, 776), (330, 812), (370, 826), (414, 812)], closed=True)
    ink.shape(cap, vertical(706, 826, (0, cloth.light), (0.5, cloth.base), (1, cloth.shade)), cloth.line, 4)
    with ink.clipped(cap):
        ink.shape(taper((346, 790), (376, 732), 10, 0.14), mixed(cloth.light, _WHITE, 0.35), opacity=0.7)
        ink.shape(taper((396, 834), (414, 726), 24, 0.0), cloth.shade, opacity=0.8)
    glow(ink, palette, smooth([(339, 804), (372, 815), (408, 803)]), 3.6)


def _draw_collar(ink: Ink, palette: Palette) -> None:
    """A round standing collar with a bright lining, and what of the shoulders does not move."""
    second, cloth, ribbon = palette.second, palette.cloth, palette.ribbon
    for side in (left, right):
        yoke = chain(
            (478, 746), ((448, 712), 0.0), ((392, 709), 0.06), ((352, 752), 0.14), ((352, 806), 0.04),
            ((446, 800), 0.05), ((478, 746), 0.02),
        )  # fmt: skip
        ink.shape(side(yoke), vertical(706, 824, (0, cloth.light), (0.5, cloth.base), (1, cloth.shade)), cloth.line, 4)
        glow(ink, palette, side(smooth([(390, 800), (442, 790)])), 3.6)
        inner = chain((446, 708), ((396, 648), -0.06), ((372, 664), -0.1), ((440, 730), 0.0), ((446, 708), 0))
        ink.shape(side(inner), ribbon.base, cloth.line, 3.5)
        collar = chain(
            (478, 752), ((408, 724), 0.04), ((362, 668), -0.1), ((376, 640), 0.3), ((408, 674), 0.04),
            ((452, 706), 0.04), ((488, 748), -0.04), ((478, 752), 0.0),
        )  # fmt: skip
        body = vertical(640, 752, (0, second.light), (0.6, second.base), (1, second.shade))
        ink.shape(side(collar), body, second.line, 4)
        glow(ink, palette, side(smooth([(377, 664), (420, 706), (474, 738)])), 3.6)


_REST_TURN = 22.0  # degrees that the upper arm stands off at rest
ARMS = ArmLook(
    draw_arm,
    rest=(Joints((330, 884), (300, 984), 98, "flat"), Joints((316, 872), (250, 846), -138, "open")),
)


def draw_blinky(ink: Ink, palette: Palette) -> None:
    """The text cursor with its shy face, in a halo, with loose pixels around it."""
    gem, cloth = palette.gem, palette.cloth
    x, y = BLINKY
    ink.ellipse(x, y, 72, 98, radial(x, y, 72, 98, (0, gem.light, 0.6), (0.5, gem.base, 0.24), (1, gem.base, 0.0)))
    bars = [(chain((x - 27, y_bar), ((x + 27, y_bar), 0)), 10.0) for y_bar in (y - 60, y + 60)]
    strokes = [(chain((x, y - 56), ((x, y + 56), 0)), 28.0), *bars]
    for way, width in strokes:
        ink.line(way, cloth.base, width + 8)
    for (way, width), fill in zip(strokes, (gem.light, mixed(gem.light, _WHITE, 0.6), gem.base), strict=True):
        ink.line(way, fill, width)
    ink.line(chain((x - 8, y - 46), ((x - 8, y + 40), 0)), _WHITE, 5, 0.7)
    for side in (-1, 1):
        ink.ellipse(x + 7 * side, y - 14, 3, 4.4, cloth.line)
        ink.ellipse(x + 9 * side, y - 5, 4, 2.4, palette.ribbon.base, opacity=0.7)
    ink.line(chain((x - 3, y - 5), ((x + 3, y - 5), -0.4)), cloth.line, 2)
    for dx, dy, size in ((-54, -40, 9), (52, -58, 7), (58, 34, 10), (-46, 48, 6), (44, 78, 5)):
        square = chain(
            (x + dx, y + dy),
            ((x + dx + size, y + dy), 0),
            ((x + dx + size, y + dy + size), 0),
            ((x + dx, y + dy + size), 0),
            ((x + dx, y + dy), 0),
        )
        ink.shape(square, gem.light, gem.shade, 1.5)


def draw_glow_jacket(ink: Ink, palette: Palette, layer: str) -> None:
    """One layer: "feet", "skirt", "torso", "sleeves" or "flame" (Blinky); the arms are `draw_arm`."""
    draw = {
        "feet": _draw_feet, "skirt": _draw_skirt, "torso": _draw_torso, "sleeves": _draw_collar,
        "flame": draw_blinky,
    }.get(layer)  # fmt: skip
    if draw is not None:
        draw(ink, palette)
