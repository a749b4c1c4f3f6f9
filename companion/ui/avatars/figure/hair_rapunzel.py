"""The tower hair: so long that it sweeps to one side and lies on the ground, with flowers along it. Drawing units."""

from PySide6.QtGui import QBrush

from companion.ui.avatars.figure.curves import Side, left, right
from companion.ui.avatars.figure.hair import hair_fill
from companion.ui.avatars.figure.hair_back import draw_ball, shade_nape
from companion.ui.avatars.figure.hair_daon import draw_daisy
from companion.ui.avatars.figure.ink import Ink, vertical
from companion.ui.avatars.figure.palette import LEAF, Palette, mixed
from companion.ui.avatars.figure.tresses import Tress, draw_tresses

ROOTS = ((330.0, 560.0), (670.0, 560.0))

_LOCKS = (
    Tress(
        ((330, 236), (294, 340), (278, 450), (286, 560), (264, 660), (228, 750), (222, 840), (180, 920)),
        (10, 48, 62, 64, 66, 60, 42, 0),
    ),
    Tress(
        ((332, 250), (310, 350), (306, 450), (316, 560), (308, 660), (286, 760), (300, 850)),
        (10, 34, 44, 46, 50, 38, 0),
    ),
)
_NAPE = (
    Tress(((390, 360), (354, 480), (338, 610), (330, 730), (306, 826)), (0, 96, 112, 86, 0)),
    Tress(((350, 320), (302, 450), (278, 590), (256, 710), (214, 810)), (0, 84, 106, 92, 0)),
    Tress(((340, 280), (284, 400), (258, 520), (234, 640), (196, 740)), (0, 70, 92, 88, 0)),
)
_MASS = (
    Tress(((440, 520), (440, 760), (430, 1000), (446, 1180), (420, 1310)), (150, 170, 160, 120, 0)),
    Tress(((370, 520), (350, 760), (330, 1000), (350, 1180), (310, 1316)), (150, 170, 160, 120, 0)),
)
_SWEEP: dict[Side, tuple[Tress, ...]] = {
    left: (
        Tress(
            ((389, 540), (343, 760), (294, 960), (284, 1112), (323, 1223), (401, 1279), (474, 1268)),
            (90, 150, 164, 150, 112, 64, 0),
        ),
        Tress(
            ((365, 520), (298, 720), (232, 920), (206, 1093), (237, 1219), (315, 1296), (389, 1301)),
            (80, 140, 156, 150, 118, 70, 0),
        ),
        Tress(
            ((353, 520), (272, 700), (194, 880), (158, 1056), (170, 1195), (214, 1283), (148, 1294)),
            (60, 104, 120, 114, 90, 54, 0),
        ),
        Tress(
            ((344, 540), (268, 680), (197, 800), (163, 920), (130, 1000)),
            (50, 80, 78, 56, 0),
        ),
    ),
    right: (
        Tress(((372, 540), (334, 700), (318, 840), (330, 960), (296, 1050)), (90, 130, 120, 84, 0)),
        Tress(((344, 520), (284, 680), (258, 820), (262, 920), (214, 1000)), (80, 116, 112, 80, 0)),
        Tress(((330, 520), (256, 660), (216, 770), (206, 860), (150, 916)), (60, 90, 88, 60, 0)),
    ),
}  # fmt: skip


def _fill(palette: Palette) -> QBrush:
    back, hair = palette.hair_back, palette.hair
    inner, outer = palette.tips or (hair.base, hair.light)
    return vertical(
        500, 1320, (0, back.shade), (0.18, back.base), (0.42, hair.base), (0.66, mixed(hair.light, inner, 0.3)),
        (0.84, inner), (1, outer),
    )  # fmt: skip


def draw_tower_mass(ink: Ink, palette: Palette) -> None:
    hair = palette.hair
    for side, tresses in ((right, _MASS[:1]), (left, _MASS)):
        draw_tresses(
            ink, palette, tresses, side, vertical(500, 1310, (0, hair.line), (0.5, hair.shade), (1, hair.base))
        )


def draw_tower_tail(ink: Ink, palette: Palette, side: Side) -> None:
    hair = palette.hair
    shade = vertical(500, 1320, (0, hair.shade), (0.6, hair.shade), (1, mixed(hair.shade, hair.base, 0.4)))
    draw_tresses(ink, palette, _SWEEP[side], side, _fill(palette), shade=shade, light=palette.shine.middle)
    flowers = ((213, 866, 22), (156, 1028, 17), (207, 1140, 25), (281, 1009, 16), (266, 1244, 19))
    for index, (x, y, size) in enumerate(flowers if side is left else ((262, 850, 17),)):
        fx, fy = side([(x, y)])[0]
        for dx in (-1, 1):
            ink.taper(
                (fx + dx * size * 0.5, fy), (fx + dx * size * 1.7, fy + size * 0.7), size * 0.6, 0.1 * dx, LEAF.base
            )
        draw_daisy(ink, palette, fx, fy, size, 23 * index)


def draw_tower_skull(ink: Ink, palette: Palette) -> None:
    back = palette.hair_back
    outline = draw_ball(ink, palette)
    fill = vertical(380, 830, (0, back.base), (0.5, mixed(back.base, back.shade, 0.5)), (1, palette.hair.base))
    for side in (left, right):
        draw_tresses(ink, palette, _NAPE, side, fill, strength=0.8)
    shade_nape(ink, palette, outline)


def draw_tower_lock(ink: Ink, palette: Palette, side: Side) -> None:
    draw_tresses(ink, palette, _LOCKS[::-1], side, hair_fill(palette, 240, 920), light=palette.shine.middle)
