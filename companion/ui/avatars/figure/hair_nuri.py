"""High twin tails: hair pulled up into two bouncing tails with big bows. Drawing units."""

from companion.ui.avatars.figure.curves import Side, chain, left, right, taper
from companion.ui.avatars.figure.hair import hair_fill
from companion.ui.avatars.figure.hair_back import draw_ball, shade_nape
from companion.ui.avatars.figure.ink import Ink, linear, vertical
from companion.ui.avatars.figure.palette import Palette, mixed
from companion.ui.avatars.figure.tresses import Tress, draw_tresses

ROOTS = ((286.0, 196.0), (714.0, 196.0))

_TAILS: dict[Side, tuple[Tress, ...]] = {
    left: (
        Tress(((292, 196), (232, 170), (194, 260), (190, 400), (230, 530), (216, 640), (256, 716)),
              (44, 74, 86, 92, 80, 56, 0), 1),
        Tress(((292, 190), (223, 132), (165, 236), (150, 390), (192, 540), (170, 668), (112, 726)),
              (44, 84, 106, 120, 108, 74, 0)),
        Tress(((288, 186), (217, 108), (151, 190), (126, 330), (154, 464), (138, 560), (94, 588)),
              (40, 69, 79, 82, 66, 42, 0)),
    ),
    right: (
        Tress(((292, 196), (232, 170), (194, 260), (192, 396), (232, 516), (222, 616), (262, 684)),
              (44, 74, 86, 92, 80, 56, 0), 1),
        Tress(((292, 190), (223, 132), (165, 236), (152, 384), (196, 530), (180, 660), (122, 736)),
              (44, 84, 106, 120, 108, 74, 0)),
        Tress(((288, 186), (217, 108), (151, 190), (128, 324), (156, 446), (140, 536), (96, 556)),
              (40, 69, 79, 82, 66, 42, 0)),
    ),
}  # fmt: skip
_LOCKS = (
    Tress(((330, 236), (294, 330), (282, 420), (290, 510), (276, 580), (238, 622)), (10, 46, 58, 52, 38, 0)),
    Tress(((334, 250), (314, 350), (310, 440), (320, 520), (316, 590), (342, 640)), (10, 30, 38, 38, 30, 0)),
)
_NAPE = (
    Tress(((390, 360), (360, 470), (352, 570), (362, 630), (408, 676)), (0, 96, 106, 82, 0)),
    Tress(((350, 320), (306, 430), (294, 540), (304, 610), (352, 660)), (0, 84, 98, 80, 0)),
    Tress(((336, 300), (290, 400), (274, 490), (272, 560), (236, 606)), (0, 62, 74, 58, 0)),
)


def draw_high_tail(ink: Ink, palette: Palette, side: Side) -> None:
    """A tail that rises before it falls, and its bow."""
    draw_tresses(ink, palette, _TAILS[side], side, hair_fill(palette, 110, 770, 0.84), light=palette.shine.middle)
    _draw_big_bow(ink, palette, side)


def _draw_big_bow(ink: Ink, palette: Palette, side: Side) -> None:
    ribbon = palette.ribbon
    x, y = side([(250, 158)])[0]
    tilt = -28 if side is left else 28
    with ink.placed(x, y, tilt, 1.02):
        for flip in (-1, 1):
            tail = chain((0, 6), ((flip * 30, 74), 0.1 * flip), ((flip * 52, 62), 0), ((flip * 66, 78), 0),
                         ((flip * 14, 0), -0.1 * flip), ((0, 6), 0))  # fmt: skip
            ink.shape(tail, linear((0, 0), (0, 80), (0, ribbon.shade), (1, ribbon.base)), ribbon.line, 4)
        for flip in (-1, 1):
            loop = chain(
                (0, 4), ((flip * 58, -54), 0.22 * flip), ((flip * 100, -28), 0.32 * flip),
                ((flip * 88, 40), 0.2 * flip), ((flip * 50, 42), 0.2 * flip), ((0, 4), 0.1 * flip),
            )  # fmt: skip
            fill = linear((0, -56), (0, 52), (0, ribbon.light), (0.5, ribbon.base), (1, ribbon.shade))
            ink.shape(loop, fill, ribbon.line, 4)
            with ink.clipped(loop):
                ink.wedge((flip * 12, 4), (flip * 70, -6), 15, 0.06 * flip, ribbon.shade, 0.9)
                ink.wedge((flip * 12, 8), (flip * 58, 20), 5, 0.06 * flip, ribbon.line, 0.7)
                ink.taper((flip * 50, -36), (flip * 86, -20), 9, 0.1 * flip, mixed(ribbon.light, "#ffffff", 0.6), 0.9)
        knot = chain((-19, -16), ((19, -16), 0.2), ((17, 20), 0.2), ((-17, 20), 0.2), ((-19, -16), 0.2))
        ink.shape(knot, ribbon.base, ribbon.line, 3.8)
        ink.taper((-8, -8), (-6, 12), 4, 0.0, ribbon.line, 0.6)


def draw_high_skull(ink: Ink, palette: Palette) -> None:
    """The back of the head, combed up toward both bows, with short hair left at the nape."""
    back = palette.hair_back
    outline = draw_ball(ink, palette)
    inner = (palette.tips or (back.base, back.light))[0]
    fill = vertical(
        380, 690, (0, back.base), (0.6, mixed(back.base, back.shade, 0.6)), (1, mixed(back.base, inner, 0.5))
    )
    for side in (left, right):
        draw_tresses(ink, palette, _NAPE, side, fill, strength=0.8)
        with ink.clipped(outline):
            for a, b, bend in (((262, 470), (286, 236), 0.06), ((252, 390), (276, 226), 0.05)):
                ink.shape(side(taper(a, b, 7, bend)), back.line, opacity=0.5)
    shade_nape(ink, palette, outline)


def draw_high_lock(ink: Ink, palette: Palette, side: Side) -> None:
    draw_tresses(ink, palette, _LOCKS[::-1], side, hair_fill(palette, 240, 640, 0.86), light=palette.shine.middle)
