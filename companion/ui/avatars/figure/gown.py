"""The gown of a princess (to the floor) and a dress (to the knee): bodice, puff sleeves, apron, ruffles."""

from companion.ui.avatars.figure.arms import ArmLook, Joints
from companion.ui.avatars.figure.body import draw_legs, draw_neck, draw_shoe_tips
from companion.ui.avatars.figure.curves import (
    Curve,
    Point,
    along,
    chain,
    join,
    left,
    right,
    scallops,
    strand,
    taper,
    wedge,
)
from companion.ui.avatars.figure.hands import draw_hand
from companion.ui.avatars.figure.ink import Ink, linear, radial, vertical
from companion.ui.avatars.figure.palette import Palette, mixed
from companion.ui.avatars.figure.sleeves import Limb, draw_tube

WAIST = 930.0
_PUFF_TURN = 0.95  # of the upper arm's turn; a ball of cloth lags behind


def _skirt_outline(hem: float, half: float) -> Curve:
    edge = [
        (434, WAIST - 6), (414, WAIST + 52), (500 - half * 0.82, WAIST + 0.30 * (hem - WAIST)),
        (500 - half * 0.93, WAIST + 0.66 * (hem - WAIST)),
        (500 - half * 0.97, hem - 50), (500 - half, hem - 26), (500 - half, hem - 22),
    ]  # fmt: skip
    other = right(edge)[::-1]
    below = along(edge[-1], other[0], 14, sag=36)
    return join(
        edge, scallops(below, 0.10), other, [(566, WAIST - 6), (540, WAIST - 2), (460, WAIST - 2), (434, WAIST - 6)]
    )


def draw_skirt(ink: Ink, palette: Palette, *, hem: float, half: float) -> None:
    """A bell of cloth with folds from the waist, an apron with a metal braid, and two rows of ruffles at the hem."""
    cloth, second = palette.cloth, palette.second
    lace = along((500 - half + 4, hem - 20), (500 + half - 4, hem - 20), 22, sag=40)
    under = join(
        scallops(lace, 0.26), [(500 + half - 4, hem - 20), (600, hem - 60), (400, hem - 60), (500 - half + 4, hem - 20)]
    )
    ink.shape([(x, y + 12) for x, y in under], second.shade, second.line, 3)
    outline = _skirt_outline(hem, half)
    fill = vertical(WAIST, hem, (0, cloth.shade), (0.25, cloth.base), (0.8, cloth.light), (1, cloth.base))
    ink.shape(outline, fill, cloth.line, 4.2)
    with ink.clipped(outline):
        _draw_folds(ink, palette, hem, half)
        _draw_apron(ink, palette, hem)
        for side in (left, right):
            ink.shape(
                side(
                    chain(
                        (500 - half, hem - 20),
                        ((500 - half * 0.74, WAIST + 90), 0.1),
                        ((500 - half * 0.86, hem), -0.04),
                        ((500 - half, hem - 20), 0),
                    )
                ),
                cloth.shade,
                opacity=0.35,
            )
        band = chain(
            (500 - half - 4, hem - 62),
            ((500 + half + 4, hem - 62), -0.095),
            ((500 + half + 4, hem - 52), 0),
            ((500 - half - 4, hem - 52), 0.095),
            ((500 - half - 4, hem - 62), 0),
        )
        ink.shape(band, palette.metal.base, palette.metal.line, 2.5)
        ink.shape(
            chain(
                (430, WAIST - 8),
                ((570, WAIST - 8), 0),
                ((592, WAIST + 24), 0),
                ((500, WAIST + 40), 0.06),
                ((408, WAIST + 24), 0.06),
                ((430, WAIST - 8), 0),
            ),
            cloth.shade,
            opacity=0.7,
        )
        rim = side_rim(half, hem)
        ink.shape(rim, palette.rim, opacity=0.4)
    ink.shape(outline, None, cloth.line, 4.2)


def side_rim(half: float, hem: float) -> Curve:
    """The thin light just inside the right edge of a skirt."""
    top = (500 + 0.82 * half - 12, WAIST + 0.32 * (hem - WAIST))
    foot = (500 + 0.965 * half - 12, hem - 72)
    return chain(top, (foot, 0.045), (top, -0.01))


def _draw_folds(ink: Ink, palette: Palette, hem: float, half: float) -> None:
    cloth = palette.cloth
    tall = hem - WAIST
    folds = ((-0.78, -0.9, 60, 0.10), (-0.48, -0.62, 58, 0.06), (0.42, 0.60, 62, -0.06), (0.74, 0.92, 58, -0.10))
    for low, _, width, bend in folds:
        foot = (500 + half * low, hem + 26)
        top = (500 + 64 * low, WAIST + 26)
        ink.taper(foot, top, width, bend, cloth.shade, 0.85)
        ink.wedge((foot[0] + 20 * (1 if low < 0 else -1), hem + 20), (top[0], top[1] + 18), 7, bend, cloth.line, 0.9)
    for low, width, bend in ((-0.64, 20, 0.08), (-0.9, 13, 0.12), (0.58, 14, -0.08)):
        ink.taper(
            (500 + half * low, hem + 6),
            (500 + low * (64 + 0.3 * (half - 64)), WAIST + 0.3 * tall),
            width,
            bend,
            mixed(cloth.light, "#ffffff", 0.16),
            0.6,
        )


def _draw_apron(ink: Ink, palette: Palette, hem: float) -> None:
    second, metal = palette.second, palette.metal
    panel = chain(
        (464, WAIST),
        ((404, hem + 30), 0.05),
        ((596, hem + 30), 0),
        ((536, WAIST), 0.05),
        ((464, WAIST), 0),
    )
    ink.shape(panel, vertical(WAIST, hem, (0, second.shade), (0.2, second.base), (1, second.light)), second.line, 3)
    with ink.clipped(panel):
        for a, b, width, bend in (
            ((546, hem + 20), (520, WAIST + 8), 44, -0.03),
            ((452, hem + 20), (480, WAIST + 8), 30, 0.03),
        ):
            ink.taper(a, b, width, bend, second.shade, 0.9)
        ink.wedge((470, hem + 20), (486, WAIST + 50), 5, 0.03, second.line, 0.5)
    for side in (left, right):
        braid = side(chain((464, WAIST), ((404, hem + 30), 0.05)))
        ink.line(braid, metal.line, 12)
        ink.line(braid, metal.base, 7)
        ink.line(braid, metal.light, 2.4, 0.8)
    count = 4 if hem > 1250 else 2
    for index in range(count):
        y = WAIST + 92 + index * 74
        ink.shape(
            chain((500, y - 17), ((511, y), 0), ((500, y + 17), 0), ((489, y), 0), ((500, y - 17), 0)),
            metal.base,
            metal.shade,
            2.4,
        )
        ink.shape(chain((500, y - 12), ((506, y), 0), ((500, y), 0), ((494, y), 0), ((500, y - 12), 0)), metal.light)


def draw_bodice(ink: Ink, palette: Palette) -> None:
    """Fitted top with a laced ivory panel, a ruffled neckline, belt and brooch."""
    cloth, second, metal = palette.cloth, palette.second, palette.metal
    outline = chain(
        (404, 714), ((396, 794), 0.10), ((416, 872), -0.07), ((432, WAIST + 6), 0.05), ((568, WAIST + 6), 0),
        ((584, 872), 0.05),
        ((604, 794), -0.07), ((596, 714), 0.10), ((556, 754), -0.05), ((500, 806), 0.02), ((444, 754), 0.02),
        ((404, 714), -0.05),
    )  # fmt: skip
    body = linear((396, 0), (604, 0), (0, cloth.light), (0.4, cloth.base), (1, cloth.shade))
    ink.shape(outline, body, cloth.line, 4)
    with ink.clipped(outline):
        ink.shape(
            chain(
                (396, 808),
                ((500, 846), -0.14),
                ((604, 808), -0.14),
                ((596, 872), -0.04),
                ((500, 868), 0.10),
                ((404, 872), 0.10),
                ((396, 808), 0),
            ),
            cloth.shade,
            opacity=0.6,
        )
        ink.shape(
            chain(
                (608, 730),
                ((606, 800), -0.1),
                ((590, 880), 0.06),
                ((572, 940), -0.05),
                ((548, 940), 0),
                ((562, 880), 0.02),
                ((566, 830), 0),
                ((608, 730), 0.1),
            ),
            cloth.shade,
            opacity=0.7,
        )
        ink.taper((416, 760), (430, 900), 11, -0.06, mixed(cloth.light, "#ffffff", 0.25), 0.6)
        for side in (left, right):
            ink.shape(side(wedge((446, WAIST), (428, 820), 6, 0.06)), cloth.line, opacity=0.6)
    panel = chain(
        (460, 752),
        ((474, WAIST + 4), 0.02),
        ((526, WAIST + 4), 0),
        ((540, 752), 0.02),
        ((500, 800), 0.02),
        ((460, 752), 0.02),
    )
    ink.shape(panel, second.base, second.line, 3)
    with ink.clipped(panel):
        ink.shape(
            chain((524, 760), ((516, WAIST + 4), 0.02), ((530, WAIST + 4), 0), ((544, 750), 0), ((524, 760), 0)),
            second.shade,
        )
        ink.shape(
            chain(
                (456, 750),
                ((500, 812), 0),
                ((544, 750), 0),
                ((544, 790), 0),
                ((500, 846), 0.06),
                ((456, 790), 0.06),
                ((456, 750), 0),
            ),
            second.shade,
            opacity=0.8,
        )
    for y in (838, 872, 906):
        ink.taper((466, y - 9), (534, y + 11), 5, 0.02, metal.shade)
        ink.taper((534, y - 9), (466, y + 11), 5, -0.02, metal.base)
    ink.shape(outline, None, cloth.line, 4)
    _draw_collar(ink, palette)


def _draw_collar(ink: Ink, palette: Palette) -> None:
    second, metal, gem = palette.second, palette.metal, palette.gem
    for side in (left, right):
        edge: list[Point] = [
            (402, 706),
            (396, 732),
            (402, 752),
            (410, 774),
            (432, 782),
            (448, 804),
            (474, 808),
            (500, 822),
        ]
        collar = join(
            chain((500, 786), ((446, 736), -0.07), ((402, 706), 0.04)),
            scallops(edge, 0.22),
            [(500, 822), (500, 810), (500, 800), (500, 786)],
        )
        ink.shape(side([(x, y + 9) for x, y in collar]), palette.cloth.line, opacity=0.35)
        ink.shape(
            side(collar), vertical(700, 822, (0, second.light), (0.6, second.base), (1, second.shade)), second.line, 3
        )
        for a, b in (
            ((402, 752), (418, 730)),
            ((410, 774), (432, 744)),
            ((432, 782), (450, 756)),
            ((448, 804), (468, 774)),
            ((474, 808), (486, 788)),
        ):
            ink.shape(side(wedge(a, b, 5, 0.04)), second.line, opacity=0.7)
    ink.ellipse(
        500,
        808,
        24,
        27,
        linear((480, 784), (520, 834), (0, metal.light), (0.5, metal.base), (1, metal.shade)),
        metal.line,
        3,
    )
    ink.ellipse(
        500, 808, 16, 19, radial(495, 800, 20, 24, (0, gem.light), (0.4, gem.base), (1, gem.shade)), gem.line, 2
    )
    ink.ellipse(494, 800, 4.5, 6, "#ffffff", opacity=0.9)


def draw_belt(ink: Ink, palette: Palette) -> None:
    metal = palette.metal
    belt = chain(
        (428, WAIST - 12),
        ((500, WAIST - 4), -0.06),
        ((572, WAIST - 12), -0.06),
        ((576, WAIST + 14), 0),
        ((500, WAIST + 24), 0.06),
        ((424, WAIST + 14), 0.06),
        ((428, WAIST - 12), 0),
    )
    ink.shape(
        belt, vertical(WAIST - 12, WAIST + 24, (0, metal.light), (0.4, metal.base), (1, metal.shade)), metal.line, 3.5
    )


def draw_puff(ink: Ink, palette: Palette) -> None:
    """A puff sleeve with gathers, a metal band and lace below it, on the viewer's left, as the arm hangs."""
    cloth, second, metal = palette.cloth, palette.second, palette.metal
    lace = join(
        scallops([(330, 826), (346, 842), (366, 846), (386, 842), (402, 830)], 0.3),
        [(402, 830), (402, 814), (330, 812), (330, 826)],
    )
    ink.shape(lace, second.base, second.line, 2.8)
    puff = chain(
        (414, 712),
        ((346, 722), -0.28),
        ((312, 806), -0.24),
        ((346, 834), -0.12),
        ((408, 816), -0.12),
        ((414, 712), -0.10),
    )
    ink.shape(puff, vertical(706, 836, (0, cloth.light), (0.5, cloth.base), (1, cloth.shade)), cloth.line, 4)
    with ink.clipped(puff):
        ink.shape(
            chain(
                (312, 800),
                ((348, 842), -0.14),
                ((412, 816), -0.12),
                ((406, 784), 0),
                ((362, 806), 0.10),
                ((312, 800), 0.1),
            ),
            cloth.shade,
            opacity=0.8,
        )
        for a, b, width in (
            ((346, 834), (360, 758), 7),
            ((372, 832), (380, 764), 7),
            ((328, 822), (336, 770), 6),
            ((394, 824), (398, 772), 5),
        ):
            ink.shape(wedge(a, b, width, 0.06), cloth.line)
        ink.shape(
            chain((340, 738), ((322, 790), -0.18), ((340, 738), 0.05)),
            mixed(cloth.light, "#ffffff", 0.3),
            opacity=0.8,
        )
        ink.shape(taper((384, 728), (392, 760), 8, -0.1), cloth.light, opacity=0.8)
    ink.shape(puff, None, cloth.line, 4)
    band = chain((328, 822), ((406, 808), -0.12), ((410, 826), 0), ((332, 842), 0.12), ((328, 822), 0))
    ink.shape(band, linear((328, 0), (410, 0), (0, metal.light), (0.5, metal.base), (1, metal.shade)), metal.line, 3)


def draw_arm(ink: Ink, palette: Palette, limb: Limb) -> None:
    """Hand, ruffled cuff, fitted sleeve, and the puff over the shoulder."""
    pivot = (limb.shoulder[0] - 8, limb.shoulder[1] - 2)

    def puff() -> None:
        with ink.placed(*pivot, _PUFF_TURN * (limb.upper_turn - 20), 0.92), ink.placed(-374, -764):
            ink.stamp(("puff",), (300, 700, 130, 160), lambda fresh: draw_puff(fresh, palette))

    draw_tube(ink, palette.second, limb, (54, 58, 56), (56, 52, 44), begin=0.3, end=0.94, cover=puff)
    draw_hand(ink, palette, limb.wrist, limb.hand, limb.shares)
    _draw_cuff(ink, palette, limb)


def _draw_cuff(ink: Ink, palette: Palette, limb: Limb) -> None:
    with ink.placed(*limb.fore(0.94), limb.fore_turn):
        ink.stamp(("cuff",), (-18, -34, 46, 68), lambda fresh: _draw_frill(fresh, palette))


def _draw_frill(ink: Ink, palette: Palette) -> None:
    """Lace and a metal band around the wrist, which lies at (0, 0) and points to +x."""
    second, metal = palette.second, palette.metal
    frill = join(
        scallops([(-2, -24), (11, -20), (16, -7), (16, 7), (11, 20), (-2, 24)], 0.28),
        [(-2, 24), (-8, 20), (-8, -20), (-2, -24)],
    )
    ink.shape(frill, second.light, second.line, 2.8)
    for y in (-13, 0, 13):
        ink.wedge((11, y), (0, y * 0.8), 3.2, 0.0, second.line, 0.6)
    ink.shape(strand(((-7, -23), (-5, 0), (-7, 23)), (8, 9, 8)), metal.base, metal.line, 2)


ARMS = ArmLook(
    draw_arm,
    rest=(Joints((336, 870), (432, 908), 6, "flat"), Joints((336, 870), (434, 912), 4, "flat")),
)


def draw_gown(ink: Ink, palette: Palette, layer: str) -> None:
    """One layer of the gown: "feet", "skirt" or "torso"; the arms are `draw_arm`."""
    if layer == "feet":
        draw_shoe_tips(ink, palette, 1334)
    elif layer == "skirt":
        draw_skirt(ink, palette, hem=1300, half=282)
    else:
        _draw_top(ink, palette, layer)


def draw_dress(ink: Ink, palette: Palette, layer: str) -> None:
    """The same layers for a knee-length dress with stockings and boots."""
    if layer == "feet":
        draw_legs(ink, palette, 1120, palette.second, palette.cloth, 1236)
    elif layer == "skirt":
        draw_skirt(ink, palette, hem=1180, half=226)
    else:
        _draw_top(ink, palette, layer)


def _draw_top(ink: Ink, palette: Palette, layer: str) -> None:
    if layer == "torso":
        draw_neck(ink, palette)
        draw_bodice(ink, palette)
        draw_belt(ink, palette)
