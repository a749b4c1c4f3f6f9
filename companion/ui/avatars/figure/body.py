"""What all outfits share: neck, hands, forearms, legs. Drawing units; see `ink.Ink`."""

from companion.ui.avatars.figure.curves import Curve, Side, chain, left, right, smooth, strand, taper
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


def draw_folded_hands(ink: Ink, palette: Palette, y: float) -> None:
    """One hand laid over the other in front of the waist; the middle of both is at (500, y)."""
    skin = palette.skin
    under = chain(
        (556, y - 20),
        ((500, y - 14), -0.1),
        ((470, y + 8), -0.1),
        ((486, y + 26), -0.3),
        ((540, y + 24), -0.12),
        ((562, y + 12), -0.1),
        ((556, y - 20), 0),
    )
    ink.shape(under, vertical(y - 20, y + 30, (0, skin.base), (1, skin.shade)), skin.line, 3.2)
    over = chain(
        (444, y - 21), ((482, y - 25), 0.12), ((524, y - 8), 0.10), ((536, y + 8), 0.3), ((522, y + 14), 0.35),
        ((516, y + 22), 0.4), ((500, y + 26), 0.35), ((478, y + 26), 0.2), ((446, y + 13), 0.06), ((444, y - 21), 0),
    )  # fmt: skip
    ink.shape(over, vertical(y - 24, y + 28, (0, skin.base), (0.7, skin.base), (1, skin.shade)), skin.line, 3.2)
    ink.wedge((523, y + 13), (496, y + 2), 3.4, 0.06, skin.line, 0.8)
    ink.wedge((514, y + 21), (490, y + 11), 3.2, 0.06, skin.line, 0.75)
    ink.wedge((498, y + 26), (482, y + 18), 3.0, 0.06, skin.line, 0.6)
    thumb = chain((466, y - 22), ((500, y - 30), 0.16), ((512, y - 20), 0.5), ((486, y - 10), 0.12))
    ink.shape(thumb, skin.base, skin.line, 3.0, closed=False)


def draw_fist(ink: Ink, palette: Palette, x: float, y: float, side: Side) -> None:
    """A hand closed around an upright rod at (x, y), drawn for the left hand."""
    skin = palette.skin
    dx = x - 500

    def at(points: Curve) -> Curve:
        return [(px + dx, py) for px, py in side(points)]

    ball = chain(
        (474, y - 26),
        ((506, y - 34), 0.2),
        ((528, y - 22), 0.3),
        ((530, y + 22), 0.08),
        ((508, y + 34), 0.3),
        ((476, y + 26), 0.16),
        ((474, y - 26), 0.1),
    )
    ink.shape(at(ball), vertical(y - 32, y + 34, (0, skin.base), (0.65, skin.base), (1, skin.shade)), skin.line, 3.2)
    for dy in (-15, 0, 15):
        ink.shape(at(taper((531, y + dy), (502, y + dy + 2), 3.4, 0.05)), skin.line, opacity=0.75)
    thumb = chain((486, y - 26), ((512, y - 40), 0.2), ((526, y - 28), 0.5), ((500, y - 14), 0.12))
    ink.shape(at(thumb), skin.base, skin.line, 3.0, closed=False)


def draw_open_hand(ink: Ink, palette: Palette, x: float, y: float) -> None:
    """A palm held up like a bowl, fingers to the left."""
    skin = palette.skin
    bowl = chain(
        (x + 34, y - 6), ((x + 20, y - 18), 0.2), ((x - 6, y - 10), -0.1), ((x - 34, y - 20), -0.06),
        ((x - 42, y - 12), 0.5),
        ((x - 26, y + 10), -0.1), ((x + 8, y + 24), -0.16), ((x + 36, y + 16), -0.12), ((x + 34, y - 6), 0),
    )  # fmt: skip
    ink.shape(bowl, vertical(y - 20, y + 24, (0, skin.base), (0.5, skin.base), (1, skin.shade)), skin.line, 3.2)
    ink.taper((x - 38, y - 8), (x - 8, y + 2), 3.0, 0.1, skin.line, 0.6)
    ink.taper((x - 30, y + 4), (x - 2, y + 10), 3.0, 0.1, skin.line, 0.5)


def draw_forearm(
    ink: Ink, cloth: Family, side: Side, spine: tuple[tuple[float, float], ...], widths: tuple[float, ...]
) -> None:
    """A sleeve around a spine from the elbow to the wrist, shaded below, with folds at the bend."""
    outline = side(strand(spine, widths))
    top, bottom = min(y for _, y in spine) - 20, max(y for _, y in spine) + 30
    ink.shape(outline, vertical(top, bottom, (0, cloth.base), (0.6, cloth.base), (1, cloth.shade)), cloth.line, 3.8)
    with ink.clipped(outline):
        low = [(x, y + widths[index] * 0.34) for index, (x, y) in enumerate(spine)]
        ink.shape(side(strand(low, [width * 0.5 for width in widths])), cloth.shade, opacity=0.85)
        bend = spine[len(spine) // 2]
        for dx, dy, reach in ((-22, 12, 46), (-10, 24, 40), (6, 26, 34)):
            a = (bend[0] + dx, bend[1] + dy)
            ink.shape(side(taper(a, (a[0] + reach * 0.7, a[1] - reach), 4.5, -0.12)), cloth.line, opacity=0.6)
    ink.shape(outline, None, cloth.line, 3.8)


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
