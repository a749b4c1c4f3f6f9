"""Limbs: legs, stockings and shoes, for outfits that show them. Drawing units."""

from dataclasses import dataclass

from companion.ui.avatars.figure.curves import Curve, Point, chain, smooth, strand, taper
from companion.ui.avatars.figure.ink import Fill, Ink, linear, vertical
from companion.ui.avatars.figure.palette import Family, Palette, mixed


@dataclass(frozen=True, slots=True)
class Leg:
    """A leg from under the hem to the ankle: its way and widths; the foot's middle is below the last point."""

    spine: tuple[Point, ...]
    widths: tuple[float, ...]


LEG_LEFT = Leg(((454, 1030), (452, 1110), (454, 1176), (448, 1222), (442, 1268), (438, 1304)), (92, 82, 64, 65, 54, 46))
LEG_RIGHT = Leg(
    ((546, 1030), (548, 1110), (546, 1176), (552, 1222), (558, 1268), (562, 1304)), (92, 82, 64, 65, 54, 46)
)


def draw_leg(ink: Ink, palette: Palette, leg: Leg, shade_top: float) -> None:
    """A bare leg with the shadow of the hem on it (down to `shade_top`) and a knee."""
    skin = palette.skin
    shape = strand(leg.spine, leg.widths)
    ink.shape(shape, skin.base, skin.line, 3.6)
    with ink.clipped(shape):
        right_half = strand(
            [(x + width * 0.36, y) for (x, y), width in zip(leg.spine, leg.widths, strict=True)],
            [w * 0.4 for w in leg.widths],
        )
        ink.shape(right_half, skin.shade, opacity=0.7)
        x = leg.spine[1][0]
        ink.shape(
            chain(
                (x - 70, 1000),
                ((x + 70, 1000), 0),
                ((x + 70, shade_top - 6), 0),
                ((x, shade_top + 8), 0.08),
                ((x - 70, shade_top - 6), 0.08),
                ((x - 70, 1000), 0),
            ),
            mixed(skin.shade, palette.skin_deep, 0.35),
            opacity=0.9,
        )


def draw_stocking(
    ink: Ink, leg: Leg, cloth: Family, top: float, *, wider: float = 3.0, fill: Fill | None = None
) -> Curve:
    """A stocking from `top` down to the shoe; gives its outline, to draw a pattern inside."""
    points = [(point, width) for point, width in zip(leg.spine, leg.widths, strict=True) if point[1] > top + 4]
    before = [(point, width) for point, width in zip(leg.spine, leg.widths, strict=True) if point[1] <= top + 4][-1]
    share = (top - before[0][1]) / (points[0][0][1] - before[0][1])
    first = (
        (before[0][0] + (points[0][0][0] - before[0][0]) * share, top),
        before[1] + (points[0][1] - before[1]) * share,
    )
    way = [first[0], *(point for point, _ in points)]
    widths = [first[1] + wider, *(width + wider for _, width in points)]
    shape = strand(way, widths)
    x, half = way[0][0], widths[0] / 2
    ink.shape(
        shape,
        fill or linear((x - half, 0), (x + half, 0), (0, cloth.light), (0.45, cloth.base), (1, cloth.shade)),
        cloth.line,
        3.6,
    )
    with ink.clipped(shape):
        side = strand([(x + w * 0.38, y) for (x, y), w in zip(way, widths, strict=True)], [w * 0.36 for w in widths])
        ink.shape(side, cloth.shade, opacity=0.65)
        ink.shape(
            strand(
                [(x - w * 0.3, y) for (x, y), w in zip(way, widths, strict=True)][:-1],
                [0, *([5] * (len(way) - 3)), 0] if len(way) > 3 else [0] * (len(way) - 1),
            ),
            mixed(cloth.light, "#ffffff", 0.4),
            opacity=0.5,
        )
    return shape


def band_across(leg: Leg, y: float, tall: float, *, wider: float = 6.0) -> Curve:
    """A band around a leg at height y, bent as seen from a little above."""
    below = next(index for index, point in enumerate(leg.spine) if point[1] > y)
    (ax, ay), (bx, by) = leg.spine[below - 1], leg.spine[below]
    share = (y - ay) / (by - ay)
    x = ax + (bx - ax) * share
    half = (leg.widths[below - 1] + (leg.widths[below] - leg.widths[below - 1]) * share + wider) / 2
    return chain(
        (x - half, y),
        ((x + half, y), -0.08),
        ((x + half, y + tall), 0),
        ((x - half, y + tall), 0.08),
        ((x - half, y), 0),
    )


def draw_sneaker(
    ink: Ink,
    x: float,
    y: float,
    upper: Family,
    accent: Family,
    sole: Family,
    *,
    flip: bool = False,
    laces: str = "#ffffff",
) -> None:
    """A high sneaker with a thick sole, its ankle above (x, y) on the ground; the toe points to the viewer's left."""
    with ink.placed(x, y, 0.0, -1.0 if flip else 1.0, 1.0):
        ground = smooth(
            [(-72, -30), (-84, -16), (-76, 1), (-40, 5), (20, 4), (42, 1), (44, -14), (36, -26), (-20, -28)],
            closed=True,
        )
        ink.shape(ground, vertical(-28, 5, (0, sole.light), (0.5, sole.base), (1, sole.shade)), sole.line, 3.8)
        boot = chain(
            (-27, -94), ((-31, -66), 0.02), ((-48, -54), -0.14, 0.5, 0.3), ((-76, -24), 0.2, 0.5, 0.4),
            ((-20, -19), -0.06), ((38, -21), 0.0), ((36, -56), 0.06), ((27, -95), -0.04), ((-27, -94), -0.1),
        )  # fmt: skip
        ink.shape(boot, vertical(-96, -18, (0, upper.light), (0.55, upper.base), (1, upper.shade)), upper.line, 3.8)
        with ink.clipped(boot):
            dark = chain((12, -98), ((20, -10), -0.08), ((46, -10), 0), ((46, -98), 0), ((12, -98), 0))
            ink.shape(dark, upper.shade, opacity=0.7)
            cap = chain((-80, -10), ((-62, -50), 0.16), ((-28, -46), 0.16), ((-18, -10), 0.2), ((-80, -10), 0))
            ink.shape(cap, vertical(-50, -18, (0, accent.light), (1, accent.base)), accent.line, 3)
            ink.shape(chain((-66, -30), ((-44, -45), 0.2), ((-66, -30), -0.02)), "#ffffff", opacity=0.85)
            heel = chain((42, -62), ((18, -54), 0.05), ((24, -12), 0.05), ((44, -12), 0), ((42, -62), 0))
            ink.shape(heel, accent.base, accent.line, 2.6)
        tongue = chain((-22, -106), ((9, -107), 0.12), ((2, -58), 0.03), ((-30, -52), 0.1), ((-22, -106), 0.03))
        ink.shape(tongue, vertical(-108, -52, (0, upper.light), (1, upper.base)), upper.line, 3.2)
        for step in range(3):
            low = -90 + 14 * step
            ink.taper((-31 - 3 * step, low + 4), (9 - step, low - 1), 7.5, -0.05, upper.line)
            ink.taper((-30 - 3 * step, low + 3), (8 - step, low - 1), 4.2, -0.05, laces)
        ink.taper((-70, -15), (36, -11), 3.6, 0.02, "#ffffff", 0.7)


def draw_fold(ink: Ink, cloth: Family, a: Point, b: Point, width: float, bend: float) -> None:
    """A fold that widens from b to a: hard shade, and a line on its dark side that runs out."""
    ink.wedge(a, b, width, bend, cloth.shade, 0.85)
    ink.shape(
        taper(a, b, 4.5, bend + 0.5 * width / max(1.0, abs(a[1] - b[1]) + abs(a[0] - b[0]))), cloth.line, opacity=0.7
    )
