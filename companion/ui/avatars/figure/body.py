"""What outfits share: neck, shoe tips, legs in boots. Drawing units; see `ink.Ink`."""

from companion.ui.avatars.figure.curves import Side, chain, left, right, smooth, taper
from companion.ui.avatars.figure.ink import Ink, linear, vertical
from companion.ui.avatars.figure.palette import Family, Palette, mixed


def draw_neck(ink: Ink, palette: Palette) -> None:
    """Neck, shoulders and collar bones, with the shadow of the chin."""
    skin = palette.skin
    outline = chain(
        (460, 580), ((458, 668), 0.02), ((384, 722), 0.10), ((500, 806), 0.2), ((616, 722), 0.2), ((542, 668), 0.10),
        ((540, 580), 0.02), ((460, 580), 0),
    )  # fmt: skip
    ink.shape(outline, skin.base, skin.line, 3.5)
    for low, fill, opacity in ((706, skin.shade, 1.0), (672, palette.skin_deep, 0.6)):
        ends = low - 36 if low > 700 else low - 18
        shadow = chain(
            (461, 590), ((460, ends), 0), ((500, low), 0.10), ((540, ends), 0.10), ((539, 590), 0), ((461, 590), 0)
        )
        ink.shape(shadow, fill, opacity=opacity)
    ink.taper((478, 728), (432, 717), 5, -0.06, palette.skin_deep)
    ink.taper((522, 728), (568, 717), 5, 0.06, palette.skin_deep)


def draw_shoe_tips(ink: Ink, palette: Palette, y: float) -> None:
    """Two toes that peep out below a floor-length hem."""
    cloth = palette.cloth
    for side in (left, right):
        toe = side(
            chain(
                (428, y),
                ((446, y - 26), 0.2),
                ((480, y - 20), 0.2),
                ((490, y + 4), 0.2),
                ((456, y + 10), 0.2),
                ((428, y), 0.2),
            )
        )
        ink.shape(toe, vertical(y - 26, y + 10, (0, cloth.light), (1, cloth.shade)), cloth.line, 3.5)
        ink.shape(
            side(chain((442, y - 12), ((462, y - 20), 0.25), ((442, y - 12), -0.1))),
            mixed(cloth.light, "#ffffff", 0.5),
            opacity=0.8,
        )


def draw_legs(ink: Ink, palette: Palette, top: float, stocking: Family, boot: Family, boot_top: float) -> None:
    """Two legs from under a short hem to the ground at y 1334, in stockings and boots with a metal cuff."""
    metal = palette.metal
    for side in (left, right):
        leg = side(
            smooth(
                [(424, top), (430, top + 50), (436, 1230), (440, 1300), (486, 1300), (490, 1230), (493, top)],
                tension=0.8,
            )
        )
        ink.shape(leg, linear(*_across(side), (0, stocking.base), (0.6, stocking.base), (1, stocking.shade)), None)
        ink.shape(leg, None, stocking.line, 3.5, closed=False)
        _draw_boot(ink, boot, side, boot_top)
        low = boot_top
        cuff = chain(
            (421, low - 9), ((496, low - 9), -0.1), ((497, low + 11), 0), ((420, low + 11), 0.1), ((421, low - 9), 0)
        )
        fill = linear(*_across(side), (0, metal.light), (0.4, metal.base), (1, metal.shade))
        ink.shape(side(cuff), fill, metal.line, 3)


def _across(side: Side) -> tuple[tuple[float, float], tuple[float, float]]:
    """From the light to the shade side of a leg; the light comes from the viewer's left for both."""
    return ((420.0, 0.0), (500.0, 0.0)) if side is left else ((500.0, 0.0), (580.0, 0.0))


def _draw_boot(ink: Ink, boot: Family, side: Side, top: float) -> None:
    """A boot with a round toe, a fold at the ankle and a dark sole; drawn for the viewer's left."""
    shape = side(
        smooth(
            [(424, top), (429, top + 32), (434, 1276), (414, 1294), (394, 1314), (398, 1334), (446, 1337), (488, 1335),
             (494, 1322), (490, 1276), (493, top + 32), (495, top), (459, top + 7)],
            closed=True,
            tension=0.85,
        )
    )  # fmt: skip
    ink.shape(shape, vertical(top, 1338, (0, boot.light), (0.35, boot.base), (1, boot.shade)), boot.line, 3.8)
    near, far = (476.0, 510.0) if side is left else (552.0, 640.0)  # the light comes from the viewer's left for both
    with ink.clipped(shape):
        shade = chain((near, top), ((near - 6, 1340), -0.03), ((far, 1340), 0), ((far, top), 0), ((near, top), 0))
        ink.shape(shade, boot.shade, opacity=0.75)
        ink.shape(side(taper((404, 1312), (426, 1296), 8, 0.2)), mixed(boot.light, "#ffffff", 0.4), opacity=0.9)
        ink.shape(side(taper((438, 1282), (484, 1286), 5, -0.12)), boot.line, opacity=0.6)
        ink.shape(side(taper((442, top + 20), (444, 1262), 8, 0.03)), mixed(boot.light, "#ffffff", 0.25), opacity=0.6)
        sole = chain((388, 1326), ((500, 1327), 0.02), ((500, 1344), 0), ((388, 1344), 0), ((388, 1326), 0))
        ink.shape(side(sole), boot.line, opacity=0.9)
    ink.shape(shape, None, boot.line, 3.8)
