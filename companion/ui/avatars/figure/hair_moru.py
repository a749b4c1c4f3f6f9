"""The lopsided cut: short and tousled on one side, one long lock on the other. Drawing units."""

from companion.ui.avatars.figure.curves import Side, left, right, strand
from companion.ui.avatars.figure.hair import hair_fill
from companion.ui.avatars.figure.hair_back import draw_ball, shade_nape
from companion.ui.avatars.figure.ink import Ink, linear, vertical
from companion.ui.avatars.figure.palette import Palette, mixed
from companion.ui.avatars.figure.tresses import Tress, draw_tresses

_SHORT_LOCK = (
    Tress(((330, 236), (294, 330), (280, 430), (284, 520), (262, 590), (206, 622)), (10, 52, 68, 66, 46, 0)),
    Tress(((330, 240), (302, 340), (292, 440), (300, 540), (296, 612), (250, 676)), (10, 44, 58, 58, 44, 0)),
    Tress(((334, 250), (314, 350), (310, 450), (320, 548), (322, 610), (348, 660)), (10, 32, 42, 44, 34, 0)),
)
_LONG_LOCK = (
    Tress(((330, 236), (292, 340), (276, 450), (284, 560), (270, 640), (236, 700)), (10, 52, 70, 70, 54, 0)),
    Tress(((334, 250), (312, 350), (306, 450), (316, 550), (318, 620), (344, 690)), (10, 34, 44, 46, 36, 0)),
)
_DRAPE = (
    Tress(
        ((306, 400), (276, 520), (250, 640), (216, 760), (206, 870), (176, 950), (120, 990)), (0, 40, 60, 66, 58, 44, 0)
    ),
    Tress(
        ((308, 420), (300, 530), (286, 640), (280, 760), (294, 870), (290, 950), (318, 1010)),
        (0, 44, 66, 72, 62, 44, 0),
        1,
    ),
    Tress(
        ((300, 370), (288, 500), (264, 640), (244, 760), (248, 880), (224, 980), (196, 1070)),
        (0, 54, 84, 100, 94, 66, 0),
    ),
)
_NAPE_SHORT = (
    Tress(((390, 360), (356, 480), (344, 580), (350, 640), (390, 700)), (0, 96, 110, 90, 0)),
    Tress(((350, 320), (304, 440), (288, 540), (276, 620), (226, 680)), (0, 86, 104, 86, 0)),
    Tress(((340, 280), (282, 390), (262, 490), (232, 560), (170, 590)), (0, 70, 90, 76, 0)),
    Tress(((330, 260), (272, 350), (244, 430), (208, 490), (158, 506)), (0, 46, 58, 46, 0)),
)
_NAPE_LONG = (
    Tress(((390, 360), (356, 480), (340, 600), (336, 700), (312, 790)), (0, 96, 112, 88, 0)),
    Tress(((350, 320), (302, 450), (280, 580), (262, 690), (226, 780)), (0, 86, 108, 92, 0)),
    Tress(((340, 280), (284, 400), (258, 520), (240, 620), (190, 700)), (0, 70, 94, 86, 0)),
)


def draw_lopsided_skull(ink: Ink, palette: Palette) -> None:
    back = palette.hair_back
    outline = draw_ball(ink, palette)
    inner = (palette.tips or (back.base, back.light))[0]
    fill = vertical(380, 790, (0, back.base), (0.55, back.shade), (0.9, mixed(back.base, inner, 0.6)), (1, inner))
    for side, tresses in ((left, _NAPE_SHORT), (right, _NAPE_LONG)):
        draw_tresses(ink, palette, tresses, side, fill, strength=0.8)
    shade_nape(ink, palette, outline)


def draw_lopsided_lock(ink: Ink, palette: Palette, side: Side) -> None:
    """Tousled and short on the viewer's left; on the right the beginning of the long lock."""
    tresses = _SHORT_LOCK if side is left else _LONG_LOCK
    light = palette.shine.middle
    draw_tresses(ink, palette, tresses[::-1], side, hair_fill(palette, 240, 720, 0.9), light=light)


def draw_long_lock(ink: Ink, palette: Palette) -> None:
    """The one long lock over her shoulder on the viewer's right, with a ring and three colours toward its tip."""
    hair = palette.hair
    inner, outer = palette.tips or (hair.shade, hair.light)
    fill = vertical(
        380, 1070, (0, hair.base), (0.3, hair.light), (0.5, hair.base), (0.64, inner), (0.85, outer),
        (1, mixed(outer, "#ffffff", 0.35)),
    )  # fmt: skip
    shade = vertical(380, 1070, (0, hair.shade), (0.5, hair.shade), (1, mixed(outer, hair.line, 0.35)))
    draw_tresses(ink, palette, _DRAPE, right, fill, shade=shade, light=palette.shine.middle)
    metal = palette.metal
    ring = right(strand(((198, 812), (246, 826), (300, 812)), (26, 28, 26)))
    ink.shape(ring, linear((700, 0), (800, 0), (0, metal.light), (0.5, metal.base), (1, metal.shade)), metal.line, 3.6)
    ink.shape(right(strand(((206, 806), (246, 818), (288, 808)), (0, 5, 0))), "#ffffff", opacity=0.8)


def draw_sprouts(ink: Ink, palette: Palette) -> None:
    """Two strands that stand up like antennas, one longer than the other."""
    hair = palette.hair
    tip = (palette.tips or (hair.base, hair.light))[1]
    for spine, widths in (
        (((474, 150), (446, 92), (400, 58), (352, 66), (330, 96)), (30, 27, 22, 16, 0)),
        (((506, 150), (516, 78), (556, 26), (610, 20), (640, 52)), (32, 30, 25, 18, 0)),
    ):
        lock = strand(spine, widths)
        ink.shape(lock, linear(spine[0], spine[-1], (0, hair.base), (0.6, hair.light), (1, tip)), hair.line, 4.5)
        with ink.clipped(lock):
            low = [(x + 4, y + 8) for x, y in spine]
            ink.shape(strand(low, [width * 0.6 for width in widths]), hair.shade, opacity=0.6)
        ink.shape(strand([(x, y - 5) for x, y in spine[1:4]], (0, 6, 0)), palette.shine.middle, opacity=0.9)
