"""What she wears in her hair and on her face: tiara, blossom, bow, pins, antenna strand, glasses. Drawing units."""

from companion.ui.avatars.figure.curves import MIDDLE, chain, smooth, strand
from companion.ui.avatars.figure.eyes import EYE_X, EYE_Y, sparkle
from companion.ui.avatars.figure.hair_daon import draw_wild_flowers
from companion.ui.avatars.figure.hair_moru import draw_sprouts
from companion.ui.avatars.figure.ink import Ink, linear, radial, vertical
from companion.ui.avatars.figure.palette import Palette, mixed


def draw_tiara(ink: Ink, palette: Palette) -> None:
    """Five points with pearls over a double band, a gem in the middle."""
    metal, gem, pearl = palette.metal, palette.gem, palette.second
    with ink.placed(500, 162, 0, 0.72, 0.78), ink.placed(-500, -190):
        crown = chain(
            (404, 190), ((394, 130), 0.03), ((438, 162), -0.04), ((452, 98), -0.08), ((484, 148), -0.06),
            ((500, 68), -0.05),
            ((516, 148), -0.05), ((548, 98), -0.06), ((562, 162), -0.08), ((606, 130), -0.04), ((596, 190), 0.03),
            ((404, 190), -0.11),
        )  # fmt: skip
        ink.shape(crown, vertical(90, 200, (0, metal.light), (0.55, metal.base), (1, metal.shade)), metal.line, 3.6)
        for a, b, c in (
            ((424, 178), (412, 148), (440, 172)),
            ((464, 170), (454, 120), (484, 164)),
            ((520, 164), (546, 122), (532, 172)),
        ):
            ink.shape(chain(a, (b, 0), (c, 0.05), (a, 0)), mixed(metal.light, "#ffffff", 0.5), opacity=0.75)
        band = chain((402, 188), ((598, 188), 0.115), ((598, 206), 0), ((402, 206), -0.115), ((402, 188), 0))
        ink.shape(
            band,
            linear((402, 0), (598, 0), (0, metal.base), (0.3, metal.light), (0.7, metal.base), (1, metal.shade)),
            metal.line,
            3.2,
        )
        for x, y, r in ((393, 127, 9), (452, 94, 9), (500, 62, 12), (548, 94, 9), (607, 127, 9)):
            ink.ellipse(
                x,
                y,
                r,
                r,
                radial(x - r * 0.3, y - r * 0.3, r * 1.3, r * 1.3, (0, "#ffffff"), (0.5, pearl.base), (1, pearl.shade)),
                metal.line,
                3,
            )
        jewel = chain((500, 114), ((515, 140), 0), ((500, 168), 0), ((485, 140), 0), ((500, 114), 0))
        ink.shape(jewel, vertical(114, 168, (0, gem.light), (0.5, gem.base), (1, gem.shade)), gem.line, 3)
        ink.shape(chain((500, 120), ((508, 139), 0), ((492, 139), 0), ((500, 120), 0)), "#ffffff", opacity=0.75)


def draw_blossom(ink: Ink, palette: Palette) -> None:
    """A five-petalled flower at her temple with a small one beside it."""
    second, metal, tint = palette.second, palette.metal, mixed(palette.ribbon.light, "#ffffff", 0.6)
    for x, y, turn, size in ((748, 262, 40, 0.62), (708, 308, 14, 1.16)):
        for index in range(5):
            with ink.placed(x, y, turn + 72 * index, size):
                petal = chain(
                    (0, 0),
                    ((-27, -38), 0.2),
                    ((-4, -56), 0.24),
                    ((0, -50), 0),
                    ((4, -56), 0),
                    ((27, -38), 0.24),
                    ((0, 0), 0.2),
                )
                ink.shape(
                    petal, radial(0, -6, 60, 60, (0, tint), (0.55, second.base), (1, second.light)), second.line, 3
                )
                ink.shape(chain((0, -8), ((0, -38), 0.14), ((0, -8), 0.14)), tint, opacity=0.9)
        with ink.placed(x, y, 0, size):
            ink.ellipse(
                0,
                0,
                12,
                12,
                radial(-3, -4, 15, 15, (0, metal.light), (0.6, metal.base), (1, metal.shade)),
                metal.line,
                3,
            )


def draw_ribbon_tails(ink: Ink, palette: Palette) -> None:
    """Two ribbon ends that hang from the blossom and swing."""
    ribbon = palette.ribbon
    for spine, widths, fill in (
        (((700, 330), (716, 400), (704, 470), (730, 540)), (16, 24, 26, 30), ribbon.base),
        (((686, 334), (678, 400), (692, 460), (676, 530)), (14, 22, 24, 28), ribbon.shade),
    ):
        tail = strand(spine, widths)
        ink.shape(tail, fill, ribbon.line, 3)
        with ink.clipped(tail):
            ink.shape(strand(spine, [width * 0.25 for width in widths]), ribbon.light, opacity=0.6)


def draw_bow(ink: Ink, palette: Palette) -> None:
    """A big bow on top of the head, a little to one side."""
    ribbon = palette.ribbon
    with ink.placed(590, 138, 14):
        for flip in (-1, 1):
            loop = chain(
                (0, 4),
                ((flip * 66, -58), 0.22 * flip),
                ((flip * 112, -30), 0.3 * flip),
                ((flip * 100, 44), 0.2 * flip),
                ((flip * 58, 48), 0.2 * flip),
                ((0, 4), 0.1 * flip),
            )
            ink.shape(
                loop,
                linear((0, -60), (0, 60), (0, ribbon.light), (0.5, ribbon.base), (1, ribbon.shade)),
                ribbon.line,
                4,
            )
            with ink.clipped(loop):
                ink.wedge((flip * 14, 4), (flip * 78, -6), 16, 0.06 * flip, ribbon.shade, 0.9)
                ink.wedge((flip * 14, 8), (flip * 66, 22), 5, 0.06 * flip, ribbon.line, 0.8)
                ink.taper((flip * 56, -38), (flip * 96, -22), 9, 0.1 * flip, mixed(ribbon.light, "#ffffff", 0.5), 0.8)
        ink.shape(
            chain((-20, -16), ((20, -16), 0.2), ((18, 22), 0.2), ((-18, 22), 0.2), ((-20, -16), 0.2)),
            ribbon.base,
            ribbon.line,
            3.6,
        )


def draw_star_pins(ink: Ink, palette: Palette) -> None:
    """Two metal stars at the temple and an ember drop."""
    metal, gem = palette.metal, palette.gem
    for x, y, size in ((690, 318, 30), (718, 366, 19)):
        star = sparkle(x, y, size)
        ink.shape(star, metal.line, metal.line, 8)
        ink.shape(star, metal.base, metal.light, 3)
        ink.ellipse(x, y, size * 0.2, size * 0.2, gem.base)


def draw_antenna(ink: Ink, palette: Palette) -> None:
    """One strand that will not lie down."""
    hair = palette.hair
    spine, widths = ((490, 170), (476, 100), (490, 44), (540, 22), (592, 40)), (34, 32, 26, 20, 0)
    lock, tip = strand(spine, widths), (palette.tips or (hair.base, hair.light))[1]
    ink.shape(lock, linear((484, 120), (594, 34), (0, hair.base), (0.5, hair.light), (1, tip)), hair.line, 4.5)
    with ink.clipped(lock):
        ink.shape(
            strand([(x + 7, y + 5) for x, y in spine], [0.6 * width for width in widths]), hair.shade, opacity=0.6
        )
    ink.shape(strand(((480, 120), (476, 88), (494, 50), (544, 30)), (0, 8, 7, 0)), palette.shine.middle, opacity=0.8)


def draw_glasses(ink: Ink, palette: Palette) -> None:
    """Round glasses; the bridge lies only between the rims."""
    frame = palette.hair.line
    for side in (-1, 1):
        x, y = MIDDLE + side * (EYE_X + 1), EYE_Y + 8
        ink.ellipse(x, y, 84, 84, radial(x, y, 84, 84, (0, "#ffffff", 0.02), (1, "#dff6ff", 0.16)), frame, 7)
        ink.line(chain((x - 58, y - 34), ((x - 10, y - 64), 0.14)), "#ffffff", 6, 0.8)
    ink.line(chain((489, 466), ((511, 466), 0.4)), frame, 7)


def draw_square_glasses(ink: Ink, palette: Palette) -> None:
    """Wide glasses with a strong upper rim in the ribbon's colour."""
    ribbon = palette.ribbon
    for side in (-1, 1):
        x, y = MIDDLE + side * (EYE_X + 1), EYE_Y + 4
        lens = smooth(
            [(x - 84, y - 38), (x - 70, y - 60), (x, y - 66), (x + 70, y - 60), (x + 84, y - 38), (x + 76, y + 36),
             (x + 48, y + 62), (x - 48, y + 62), (x - 76, y + 36)],
            closed=True,
        )  # fmt: skip
        glass = linear(
            (x - 60, y - 60), (x + 60, y + 60), (0, "#ffffff", 0.1), (0.5, "#ffffff", 0.0), (1, "#dff6ff", 0.16)
        )
        ink.shape(lens, glass, ribbon.line, 6)
        ink.shape(lens, None, ribbon.base, 2.6)
        rim = smooth([(x - 85, y - 30), (x - 74, y - 58), (x, y - 66), (x + 74, y - 58), (x + 85, y - 30)])
        ink.line(rim, ribbon.line, 13)
        ink.line(rim, ribbon.base, 8.5)
        ink.line(smooth([(x - 66, y - 60), (x - 20, y - 67), (x + 10, y - 67)]), ribbon.light, 2.6, 0.9)
        ink.line(chain((x - 58, y + 30), ((x - 40, y - 16), 0.0)), "#ffffff", 5, 0.6)
    ink.line(chain((490, 450), ((510, 450), 0.4)), ribbon.line, 10)
    ink.line(chain((490, 450), ((510, 450), 0.4)), ribbon.base, 5.5)


def draw_eyewear(ink: Ink, palette: Palette, accessories: frozenset[str]) -> None:
    """What she wears before her eyes."""
    if "glasses" in accessories:
        draw_glasses(ink, palette)
    if "square_glasses" in accessories:
        draw_square_glasses(ink, palette)


def draw_strays(ink: Ink, palette: Palette, accessories: frozenset[str]) -> None:
    """The strands on top of her head that swing."""
    if "antenna" in accessories:
        draw_antenna(ink, palette)
    if "sprouts" in accessories:
        draw_sprouts(ink, palette)


def draw_front(ink: Ink, palette: Palette, accessories: frozenset[str]) -> None:
    """Everything that sits on the bangs and does not swing."""
    if "tiara" in accessories:
        draw_tiara(ink, palette)
    if "bow" in accessories:
        draw_bow(ink, palette)
    if "star_pins" in accessories:
        draw_star_pins(ink, palette)
    if "blossom" in accessories:
        draw_blossom(ink, palette)
    if "wild_flowers" in accessories:
        draw_wild_flowers(ink, palette)
