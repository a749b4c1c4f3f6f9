"""The side braid: hair gathered over one shoulder in a loose plait with small flowers in it. Drawing units."""

import math

from companion.ui.avatars.figure.curves import Curve, Point, Side, chain, left, moved, right, smooth, taper, turned
from companion.ui.avatars.figure.hair import hair_fill
from companion.ui.avatars.figure.hair_back import draw_ball, shade_nape
from companion.ui.avatars.figure.ink import Fill, Ink, linear, radial, vertical
from companion.ui.avatars.figure.palette import LEAF, Palette, inner_line, mixed
from companion.ui.avatars.figure.tresses import Tress, draw_tresses, fine

_PLAITS = 6
_BRAID: tuple[Point, ...] = ((306, 606), (288, 664), (280, 732), (292, 806), (302, 884), (296, 932))
_TUFT = (
    Tress(((300, 916), (312, 950), (300, 984), (318, 1004)), (26, 40, 26, 0)),
    Tress(((296, 916), (296, 956), (278, 986), (262, 996)), (28, 42, 24, 0)),
    Tress(((298, 916), (304, 954), (292, 990), (296, 1008)), (26, 36, 24, 0), 1),
)
_GATHERED = (
    Tress(((300, 430), (288, 510), (292, 590), (300, 640)), (0, 40, 60, 20)),
    Tress(((314, 420), (318, 510), (312, 590), (306, 640)), (0, 34, 56, 20), 1),
)
_FRONT = (
    Tress(((330, 240), (298, 340), (286, 440), (292, 540), (276, 620), (236, 672)), (10, 46, 56, 52, 36, 0)),
    Tress(((334, 250), (314, 350), (310, 450), (320, 550), (316, 626), (340, 684)), (10, 32, 40, 40, 32, 0)),
)
_NAPE_LOOSE = (
    Tress(((390, 360), (356, 480), (344, 590), (354, 660), (400, 724)), (0, 96, 110, 90, 0)),
    Tress(((350, 320), (304, 450), (286, 560), (290, 640), (330, 712)), (0, 86, 104, 92, 0)),
    Tress(((340, 280), (286, 400), (262, 510), (258, 600), (222, 668)), (0, 70, 92, 82, 0)),
    Tress(((320, 330), (272, 440), (254, 530), (244, 600), (202, 634)), (0, 40, 46, 36, 0)),
)
_NAPE_GATHERED = (
    Tress(((390, 360), (356, 480), (338, 590), (322, 660), (300, 728)), (0, 96, 112, 96, 0)),
    Tress(((350, 320), (304, 450), (282, 560), (284, 640), (296, 716)), (0, 86, 104, 92, 0)),
    Tress(((340, 280), (286, 400), (262, 500), (262, 590), (288, 676)), (0, 70, 92, 82, 0)),
)


def draw_braid_skull(ink: Ink, palette: Palette) -> None:
    back = palette.hair_back
    outline = draw_ball(ink, palette)
    fill = vertical(380, 740, (0, back.base), (0.6, mixed(back.base, back.shade, 0.6)), (1, back.base))
    for side, tresses in ((left, _NAPE_LOOSE), (right, _NAPE_GATHERED)):
        draw_tresses(ink, palette, tresses, side, fill, strength=0.8)
    shade_nape(ink, palette, outline)


def draw_braid_lock(ink: Ink, palette: Palette, side: Side) -> None:
    """A soft strand beside each cheek."""
    draw_tresses(ink, palette, _FRONT[::-1], side, hair_fill(palette, 240, 720), light=palette.shine.middle)


def draw_braid(ink: Ink, palette: Palette) -> None:
    """The plait that hangs over her shoulder, on the viewer's right."""
    side = right
    fill = hair_fill(palette, 480, 1010)
    draw_tresses(ink, palette, _TUFT, side, fill)
    draw_tresses(ink, palette, _GATHERED, side, fill, light=palette.shine.middle)
    path = fine(_BRAID)
    for index in range(_PLAITS - 1, -1, -1):
        for half in (0.5, 0.0):  # the right lobe lies half a plait lower, under the left one
            share = (index + half) / _PLAITS
            at = share * (len(path) - 1)
            before, after = path[max(0, int(at) - 1)], path[min(len(path) - 1, int(at) + 2)]
            x, y = path[int(at)]
            turn = math.degrees(math.atan2(before[0] - after[0], after[1] - before[1]))
            width = 92 - 34 * share
            _draw_lobe(ink, palette, side, (x, y), turn, width, 1 if half else -1, fill)
    for share, size in ((0.3, 13.0), (0.62, 11.0)):
        x, y = path[round(share * (len(path) - 1))]
        for fx, fy in side([(x + (10 if share < 0.5 else -12), y)]):
            draw_daisy(ink, palette, fx, fy, size, 20 * share)
    _draw_tie(ink, palette, side)


def _draw_lobe(
    ink: Ink, palette: Palette, side: Side, at: Point, turn: float, width: float, way: int, fill: Fill
) -> None:
    """One strand of the plait where it comes over the middle: way -1 from the left, 1 from the right."""
    hair, tall = palette.hair, 78.0

    def place(points: Curve) -> Curve:
        return side(moved(turned([(x * way * width, y * tall) for x, y in points], turn), *at))

    lobe = place(
        smooth(
            [(-0.06, -0.46), (0.34, -0.44), (0.56, -0.1), (0.44, 0.26), (0.08, 0.54), (-0.16, 0.5), (-0.1, 0.06)],
            closed=True,
        )
    )
    ink.shape(lobe, fill, hair.line, 4.2)
    with ink.clipped(lobe):
        ink.shape(
            place(smooth([(0.6, 0.0), (0.36, 0.3), (-0.02, 0.6), (0.3, 0.62), (0.7, 0.3)], closed=True)),
            hair.shade,
            opacity=0.75,
        )
        for a, b, thick in (((0.3, -0.3), (-0.02, 0.42), 4.0), ((0.44, -0.16), (0.1, 0.46), 3.0)):
            (ax, ay), (bx, by) = place([a, b])
            ink.taper((ax, ay), (bx, by), thick, 0.14 * -way, inner_line(hair), 0.6)
        (ax, ay), (bx, by) = place([(0.16, -0.3), (-0.04, 0.16)])
        ink.taper((ax, ay), (bx, by), 7, 0.16 * -way, palette.shine.middle, 0.6)


def _draw_tie(ink: Ink, palette: Palette, side: Side) -> None:
    """A small bow around the end of the braid."""
    ribbon = palette.ribbon
    x, y = side([(297, 926)])[0]
    for flip in (-1, 1):
        tail = chain((x, y), ((x + flip * 22, y + 46), 0.1 * flip), ((x + flip * 8, y + 40), 0), ((x, y), -0.1 * flip))
        ink.shape(tail, ribbon.shade, ribbon.line, 3)
        loop = chain(
            (x, y), ((x + flip * 30, y - 22), 0.3 * flip), ((x + flip * 38, y + 10), 0.4 * flip), ((x, y), 0.25 * flip)
        )
        ink.shape(loop, linear((x, y - 24), (x, y + 16), (0, ribbon.light), (1, ribbon.base)), ribbon.line, 3.2)
        ink.wedge((x + flip * 4, y), (x + flip * 24, y - 6), 6, 0.0, ribbon.shade, 0.9)
    ink.ellipse(x, y - 2, 10, 11, ribbon.base, ribbon.line, 3)


def draw_daisy(ink: Ink, palette: Palette, x: float, y: float, size: float, turn: float) -> None:
    """A wild flower with nine thin petals; `size` is its radius."""
    second, metal = palette.second, palette.metal
    petals = []
    for index in range(9):
        petal = chain((0, 0), ((-size * 0.24, -size * 0.8), 0.1), ((size * 0.24, -size * 0.8), 0.6), ((0, 0), 0.1))
        petals.append(moved(turned(petal, turn + 40 * index), x, y))
    for petal in petals:
        ink.shape(petal, None, second.line, max(2.4, size * 0.2))
    for petal in petals:
        ink.shape(
            petal,
            radial(
                x,
                y,
                size,
                size,
                (0, mixed(second.base, palette.ribbon.light, 0.5)),
                (0.6, second.light),
                (1, second.light),
            ),
        )
    for index in range(9):
        angle = math.radians(turn + 40 * index + 20)
        end = (x + size * 0.7 * math.sin(angle), y - size * 0.7 * math.cos(angle))
        ink.shape(taper((x, y), end, max(1.2, size * 0.09)), second.line, opacity=0.6)
    ink.ellipse(
        x,
        y,
        size * 0.32,
        size * 0.32,
        radial(x - 1, y - 2, size * 0.4, size * 0.4, (0, metal.light), (1, metal.base)),
        metal.line,
        max(1.6, size * 0.09),
    )


def draw_wild_flowers(ink: Ink, palette: Palette) -> None:
    """Two daisies and leaves above her ear on the viewer's left."""
    leaf = LEAF
    for a, b, width, bend in (
        ((286, 330), (236, 372), 26, 0.1),
        ((278, 300), (226, 276), 22, -0.1),
        ((316, 300), (340, 260), 20, 0.1),
    ):
        shape = taper(a, b, width, bend)
        ink.shape(shape, linear(a, b, (0, leaf.shade), (1, leaf.base)), leaf.line, 3)
        ink.taper(a, b, 2.4, bend, leaf.line, 0.6)
    draw_daisy(ink, palette, 318, 338, 22, 8)
    draw_daisy(ink, palette, 281, 312, 36, 16)
