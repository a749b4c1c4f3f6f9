"""The jelly cut: a bouncy bob that flips out, and under it long thin streams that fade into the tips. Drawing units."""

from PySide6.QtGui import QBrush

from companion.ui.avatars.figure.curves import Side, left, right
from companion.ui.avatars.figure.hair import hair_fill
from companion.ui.avatars.figure.hair_back import draw_ball, shade_nape
from companion.ui.avatars.figure.ink import Ink, vertical
from companion.ui.avatars.figure.palette import Palette, mixed
from companion.ui.avatars.figure.tresses import Tress, draw_tresses

ROOTS = ((345.0, 600.0), (655.0, 600.0))

_LOCKS = (
    Tress(
        ((326, 236), (292, 340), (276, 450), (280, 560), (262, 640), (214, 690), (166, 690)),
        (10, 50, 66, 70, 62, 34, 0),
    ),
    Tress(((330, 250), (308, 350), (304, 450), (316, 556), (318, 634), (348, 700)), (10, 36, 46, 50, 44, 0)),
)
_NAPE = (
    Tress(((390, 360), (356, 480), (346, 590), (352, 668), (386, 734)), (0, 96, 110, 92, 0)),
    Tress(((350, 320), (304, 450), (286, 570), (274, 660), (226, 748)), (0, 86, 106, 88, 0)),
    Tress(((340, 280), (286, 400), (264, 520), (242, 620), (188, 676), (130, 684)), (0, 70, 92, 88, 48, 0)),
)
_STREAMS: dict[Side, tuple[Tress, ...]] = {
    left: (
        Tress(((420, 600), (394, 780), (384, 960), (392, 1090), (360, 1190)), (70, 84, 70, 50, 0)),
        Tress(((384, 590), (346, 760), (296, 920), (276, 1060), (292, 1170), (246, 1262)), (70, 86, 84, 68, 46, 0)),
        Tress(((360, 570), (308, 700), (238, 850), (204, 980), (212, 1090), (150, 1170)), (60, 80, 80, 66, 48, 0)),
        Tress(((344, 570), (284, 680), (206, 780), (166, 870), (104, 918)), (50, 64, 58, 40, 0)),
    ),
    right: (
        Tress(((420, 600), (398, 780), (390, 960), (402, 1100), (378, 1206)), (70, 84, 70, 50, 0)),
        Tress(((384, 590), (350, 760), (304, 930), (282, 1080), (300, 1200), (262, 1290)), (70, 86, 84, 66, 46, 0)),
        Tress(((360, 570), (306, 700), (232, 860), (196, 1010), (206, 1120), (140, 1208)), (60, 80, 80, 66, 48, 0)),
        Tress(((344, 570), (280, 690), (206, 800), (174, 900), (120, 962)), (50, 64, 58, 42, 0)),
    ),
}  # fmt: skip


def _stream_fill(palette: Palette) -> QBrush:
    """From the dark behind the neck over the hair's own colour and a breath of the ribbon's to the tips."""
    back, hair = palette.hair_back, palette.hair
    inner, outer = palette.tips or (hair.base, hair.light)
    return vertical(
        560, 1250, (0, back.shade), (0.22, hair.base), (0.42, mixed(hair.light, palette.ribbon.light, 0.35)),
        (0.62, mixed(inner, hair.light, 0.35)), (0.82, outer), (1, mixed(outer, "#ffffff", 0.25)),
    )  # fmt: skip


def _stream_shade(palette: Palette) -> QBrush:
    hair = palette.hair
    outer = (palette.tips or (hair.base, hair.shade))[1]
    return vertical(
        560,
        1250,
        (0, hair.line),
        (0.3, hair.shade),
        (0.6, mixed(hair.shade, outer, 0.4)),
        (1, mixed(outer, hair.line, 0.3)),
    )


def draw_jelly_tail(ink: Ink, palette: Palette, side: Side) -> None:
    draw_tresses(ink, palette, _STREAMS[side], side, _stream_fill(palette), shade=_stream_shade(palette))


def draw_jelly_skull(ink: Ink, palette: Palette) -> None:
    back = palette.hair_back
    outline = draw_ball(ink, palette)
    inner = (palette.tips or (back.base, back.light))[0]
    fill = vertical(380, 760, (0, back.base), (0.6, back.shade), (0.86, mixed(back.base, inner, 0.5)), (1, inner))
    for side in (left, right):
        draw_tresses(ink, palette, _NAPE, side, fill, strength=0.8)
    shade_nape(ink, palette, outline)


def draw_jelly_lock(ink: Ink, palette: Palette, side: Side) -> None:
    draw_tresses(ink, palette, _LOCKS[::-1], side, hair_fill(palette, 240, 720, 0.84), light=palette.shine.middle)
