"""The glow jacket: a wide jacket with shining seams over a short pleated dress, stockings and sneakers. Drawing units.

What floats beside her is Blinky, the text cursor.
"""

from collections.abc import Sequence
from itertools import pairwise

from companion.ui.avatars.figure.body import draw_neck
from companion.ui.avatars.figure.curves import MIDDLE, Curve, Point, Side, chain, left, right, smooth, strand, taper
from companion.ui.avatars.figure.ink import Ink, linear, radial, vertical
from companion.ui.avatars.figure.limbs import (
    LEG_LEFT,
    LEG_RIGHT,
    OFFERING,
    RELAXED,
    band_across,
    draw_hand,
    draw_leg,
    draw_sneaker,
    draw_stocking,
)
from companion.ui.avatars.figure.palette import Family, Palette, mixed

WAIST = 930.0
BLINKY: Point = (872.0, 780.0)
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


def _pleats(half: float, hem: float, count: int) -> list[tuple[Point, Point]]:
    """(waist, hem) of every pleat's edge, closer together at the sides as the skirt turns away."""
    edges = []
    for index in range(count + 1):
        t = 2 * index / count - 1
        far = t * (1.28 - 0.28 * t * t)
        edges.append(((MIDDLE + 66 * t, WAIST - 4 * t * t), (MIDDLE + half * far, hem - 40 * far * far)))
    return edges


def _draw_skirt(ink: Ink, palette: Palette) -> None:
    """Box pleats, each lit on one side and dark in its fold, with a seam of light above the hem."""
    cloth = palette.cloth
    under = _pleats(204, 1122, 9)
    _draw_pleats(
        ink, under, Family(palette.second.base, palette.second.shade, palette.second.line, palette.second.line), 12
    )
    edges = _pleats(200, 1100, 9)
    _draw_pleats(ink, edges, cloth, 18)
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


def _draw_pleats(ink: Ink, edges: Sequence[tuple[Point, Point]], cloth: Family, deep: float) -> None:
    first, last = edges[0], edges[-1]
    hem: list[Point] = [point for _, point in edges]
    whole = chain(first[0], (first[1], -0.06), *[(point, -0.03) for point in hem[1:]], (last[0], -0.06), (first[0], 0))
    ink.shape(whole, cloth.shade, cloth.line, 8)
    for (a0, a1), (b0, b1) in pairwise(edges):
        middle = (a1[0] + b1[0]) / 2
        lit = (MIDDLE - middle) / 400 + 0.5
        fill = vertical(
            WAIST,
            a1[1],
            (0, cloth.shade),
            (0.3, cloth.base),
            (1, mixed(cloth.base, cloth.light, min(1.0, max(0.0, lit + 0.2)))),
        )
        fold = deep * abs(b1[0] - a1[0]) / 60
        panel = chain(a0, (a1, -0.02), ((b1[0] - fold * 0.4, b1[1] + 4), -0.03), (b0, 0.02), (a0, 0))
        ink.shape(panel, fill)
        with ink.clipped(panel):
            ink.wedge((b1[0] - fold * 0.2, b1[1] + 8), (b0[0] - 2, b0[1] + 20), fold * 1.5, 0.0, cloth.shade, 0.9)
            ink.taper(
                (a1[0] + fold * 0.6, a1[1] - 8), (a0[0] + 4, a0[1] + 60), 4, 0.0, mixed(cloth.light, _WHITE, 0.25), 0.6
            )
        ink.wedge((b1[0], b1[1] + 2), (b0[0], b0[1] + 12), 4.4, 0.0, cloth.line, 0.9)


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
        ((376, 1030), 0.08), ((440, 1028), 0.06), ((436, 930), -0.03), ((448, 820), 0.04), ((452, 736), 0.0),
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
        hem = side(
            chain(
                (318, 978),
                ((374, 1008), 0.08),
                ((446, 1004), 0.06),
                ((446, 1040), 0),
                ((310, 1040), 0),
                ((318, 978), 0),
            )
        )
        ink.shape(hem, cloth.base, cloth.line, 3)
    glow(ink, palette, side(smooth([(328, 996), (376, 1018), (434, 1017)])), 4)
    ink.shape(shape, None, second.line, 4)
    glow(ink, palette, side(smooth([(447, 776), (441, 850), (430, 930), (430, 992)])), 4)


def _draw_sleeve(ink: Ink, palette: Palette, spine: Sequence[Point], widths: Sequence[float], stripe: float) -> None:
    """A wide sleeve with a seam of light along it and a dark cuff; the last two points are the cuff."""
    second, cloth = palette.second, palette.cloth
    shape = strand(spine, widths)
    low, high = max(y for _, y in spine), min(y for _, y in spine)
    ink.shape(
        shape, vertical(high - 40, low + 50, (0, second.light), (0.55, second.base), (1, second.shade)), second.line, 4
    )
    with ink.clipped(shape):
        shade = [(x + stripe * width * 0.3, y + width * 0.16) for (x, y), width in zip(spine, widths, strict=True)]
        ink.shape(strand(shade, [width * 0.56 for width in widths]), second.shade, opacity=0.75)
    cuff = strand(spine[-2:], [widths[-2] + 8, widths[-1] + 8])
    ink.shape(shape, None, second.line, 4)
    ink.shape(cuff, linear(spine[-2], spine[-1], (0, cloth.light), (0.5, cloth.base), (1, cloth.shade)), cloth.line, 4)


def _draw_arms(ink: Ink, palette: Palette) -> None:
    second = palette.second
    draw_hand(ink, palette, RELAXED, 293, 1000, 8)
    down = ((398, 756), (356, 830), (318, 910), (300, 972), (294, 1004))
    _draw_sleeve(ink, palette, down, (84, 104, 112, 104, 100), 1.0)
    for a, b, width, bend in (
        ((352, 950), (330, 880), 9, 0.1),
        ((282, 930), (318, 868), 9, -0.1),
        ((360, 880), (370, 810), 8, 0.1),
    ):
        ink.taper(a, b, width, bend, second.line, 0.55)
    glow(ink, palette, smooth([(372, 756), (340, 800), (306, 866), (270, 962)]), 4)
    glow(ink, palette, chain((252, 984), ((338, 996), -0.06)), 4)
    draw_hand(ink, palette, OFFERING, 748, 874, -132)
    up = ((602, 756), (640, 834), (674, 892), (726, 890), (756, 870))
    _draw_sleeve(ink, palette, up, (84, 104, 116, 104, 98), -0.2)
    for a, b, width, bend in (
        ((690, 944), (664, 880), 9, -0.1),
        ((722, 930), (694, 884), 8, -0.1),
        ((636, 892), (650, 838), 8, -0.1),
    ):
        ink.taper(a, b, width, bend, second.line, 0.55)
    glow(ink, palette, smooth([(630, 758), (654, 796), (684, 822), (712, 826)]), 4)
    glow(ink, palette, chain((712, 836), ((770, 922), -0.06)), 4)


def _draw_collar(ink: Ink, palette: Palette) -> None:
    """A round standing collar with a bright lining, and the shoulders of the jacket."""
    second, cloth, ribbon = palette.second, palette.cloth, palette.ribbon
    for side in (left, right):
        yoke = chain(
            (478, 746), ((448, 712), 0.0), ((392, 709), 0.06), ((350, 746), 0.14), ((322, 802), 0.06),
            ((378, 824), 0.1), ((446, 792), 0.1), ((478, 746), 0.02),
        )  # fmt: skip
        ink.shape(side(yoke), vertical(706, 824, (0, cloth.light), (0.5, cloth.base), (1, cloth.shade)), cloth.line, 4)
        with ink.clipped(side(yoke)):
            ink.shape(side(taper((340, 782), (372, 730), 10, 0.14)), mixed(cloth.light, _WHITE, 0.35), opacity=0.7)
            ink.shape(side(taper((392, 830), (420, 720), 26, 0.0)), cloth.shade, opacity=0.8)
        glow(ink, palette, side(smooth([(334, 798), (380, 812), (442, 784)])), 3.6)
        inner = chain((446, 708), ((396, 648), -0.06), ((372, 664), -0.1), ((440, 730), 0.0), ((446, 708), 0))
        ink.shape(side(inner), ribbon.base, cloth.line, 3.5)
        collar = chain(
            (478, 752),
            ((408, 724), 0.04),
            ((362, 668), -0.1),
            ((376, 640), 0.3),
            ((408, 674), 0.04),
            ((452, 706), 0.04),
            ((488, 748), -0.04),
            ((478, 752), 0.0),
        )
        ink.shape(
            side(collar), vertical(640, 752, (0, second.light), (0.6, second.base), (1, second.shade)), second.line, 4
        )
        glow(ink, palette, side(smooth([(377, 664), (420, 706), (474, 738)])), 3.6)


def draw_blinky(ink: Ink, palette: Palette) -> None:
    """The text cursor with its shy face, in a halo, with loose pixels around it."""
    gem, cloth = palette.gem, palette.cloth
    x, y = BLINKY
    ink.ellipse(x, y, 92, 104, radial(x, y, 92, 104, (0, gem.light, 0.6), (0.5, gem.base, 0.24), (1, gem.base, 0.0)))
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
    """One layer: "feet", "skirt", "torso", "arms", "sleeves" or "flame"."""
    draw = {
        "feet": _draw_feet, "skirt": _draw_skirt, "torso": _draw_torso, "arms": _draw_arms, "sleeves": _draw_collar,
        "flame": draw_blinky,
    }.get(layer)  # fmt: skip
    if draw is not None:
        draw(ink, palette)
