"""The flipped bob: chin-length, curled in on one side and flicked out on the other. Drawing units."""

from companion.ui.avatars.figure.curves import Side, left, right
from companion.ui.avatars.figure.hair import hair_fill
from companion.ui.avatars.figure.hair_back import draw_ball, shade_nape
from companion.ui.avatars.figure.ink import Ink, vertical
from companion.ui.avatars.figure.palette import Palette, mixed
from companion.ui.avatars.figure.tresses import Tress, draw_tresses

_LOCKS_IN = (
    Tress(((330, 236), (288, 340), (268, 450), (266, 550), (282, 634), (344, 690)), (10, 54, 76, 84, 66, 0), 1),
    Tress(((334, 250), (310, 350), (302, 450), (308, 550), (322, 620), (366, 664)), (10, 34, 46, 50, 40, 0), 1),
)
_LOCKS_OUT = (
    Tress(((330, 236), (288, 340), (270, 440), (266, 536), (246, 606), (212, 634), (180, 606)),
          (10, 54, 74, 80, 66, 44, 0)),
    Tress(((332, 246), (302, 350), (294, 450), (292, 548), (272, 622), (236, 656), (208, 650)),
          (10, 40, 54, 58, 46, 28, 0)),
    Tress(((334, 250), (312, 350), (306, 450), (316, 548), (320, 612), (346, 664)), (10, 32, 42, 44, 36, 0)),
)  # fmt: skip
_NAPE_IN = (
    Tress(((340, 280), (280, 400), (252, 520), (256, 620), (310, 706)), (0, 80, 108, 100, 0), 1),
    Tress(((350, 320), (300, 450), (286, 560), (300, 648), (356, 712)), (0, 90, 112, 96, 0), 1),
    Tress(((390, 360), (356, 480), (346, 590), (360, 660), (404, 706)), (0, 96, 110, 90, 0), 1),
)
_NAPE_OUT = (
    Tress(((390, 360), (356, 480), (344, 590), (352, 660), (396, 712)), (0, 96, 110, 90, 0)),
    Tress(((350, 320), (302, 450), (284, 560), (262, 640), (206, 694), (170, 688)), (0, 88, 108, 92, 44, 0)),
    Tress(((340, 280), (282, 390), (258, 490), (232, 580), (162, 626), (104, 582)), (0, 74, 98, 92, 58, 0)),
)


def draw_flip_skull(ink: Ink, palette: Palette) -> None:
    back = palette.hair_back
    outline = draw_ball(ink, palette)
    inner = (palette.tips or (back.base, back.light))[0]
    fill = vertical(380, 720, (0, back.base), (0.5, mixed(back.base, back.shade, 0.5)), (0.78, inner), (1, inner))
    for side, tresses in ((left, _NAPE_IN), (right, _NAPE_OUT)):
        draw_tresses(ink, palette, tresses, side, fill, strength=0.8)
    shade_nape(ink, palette, outline)


def draw_flip_lock(ink: Ink, palette: Palette, side: Side) -> None:
    """Round to the chin on the viewer's left, a flick that stands off on the right."""
    tresses = _LOCKS_IN if side is left else _LOCKS_OUT
    fill = hair_fill(palette, 240, 690, 0.86)
    draw_tresses(ink, palette, tresses[::-1], side, fill, light=palette.shine.middle)
