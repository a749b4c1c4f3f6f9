"""The kirtle: a laced bodice over a wide-sleeved shift, a skirt with lanterns along its hem, bare feet, and a paper
lantern in one hand. Drawing units.
"""

from companion.ui.avatars.figure.arms import SHOULDER, ArmLook, Carried, Joints
from companion.ui.avatars.figure.body import draw_neck
from companion.ui.avatars.figure.curves import Point, along, chain, join, left, right, scallops, smooth, taper
from companion.ui.avatars.figure.hands import draw_hand
from companion.ui.avatars.figure.ink import Ink, linear, radial, vertical
from companion.ui.avatars.figure.limbs import LEG_LEFT, LEG_RIGHT, draw_leg
from companion.ui.avatars.figure.palette import Family, Palette, mixed
from companion.ui.avatars.figure.pleats import draw_pleats, pleat_edges
from companion.ui.avatars.figure.sleeves import Limb, draw_tube

WAIST = 936.0
LANTERN: Point = (212.0, 812.0)  # where the cord of the lantern is held
_WHITE = "#ffffff"


def _draw_feet(ink: Ink, palette: Palette) -> None:
    for leg, flip in ((LEG_LEFT, False), (LEG_RIGHT, True)):
        _draw_foot(ink, palette, leg.spine[-1][0], 1332, flip)
        draw_leg(ink, palette, leg, 1206)
    ribbon = palette.ribbon
    for y in (1262, 1278):
        ink.line(smooth([(536, y), (556, y + 8), (580, y - 2)]), ribbon.line, 8)
        ink.line(smooth([(536, y), (556, y + 8), (580, y - 2)]), ribbon.base, 5)


def _draw_foot(ink: Ink, palette: Palette, x: float, y: float, flip: bool) -> None:
    """A bare foot whose toes point to the viewer's left."""
    skin = palette.skin
    with ink.placed(x, y, 0.0, -1.0 if flip else 1.0, 1.0):
        foot = smooth(
            [(-24, -40), (-34, -30), (-60, -18), (-66, -6), (-54, 1), (-20, 1), (22, 0), (28, -12), (23, -40)],
            closed=True, tension=0.85,
        )  # fmt: skip
        ink.shape(foot, vertical(-40, 2, (0, skin.base), (0.6, skin.base), (1, skin.shade)), skin.line, 3.6)
        for dx in (-55, -45, -35):
            ink.taper((dx, 0), (dx + 4, -10), 3.2, 0.1, skin.line, 0.7)


def _draw_skirt(ink: Ink, palette: Palette) -> None:
    cloth, second, metal = palette.cloth, palette.second, palette.metal
    lace = along((296, 1178), (704, 1178), 18, sag=46)
    under = join(scallops(lace, 0.28), [(704, 1178), (600, 1130), (400, 1130), (296, 1178)])
    ink.shape([(x, y + 10) for x, y in under], second.base, second.line, 3)
    ink.shape(under, second.light, second.line, 3)
    skirt = draw_pleats(ink, pleat_edges((WAIST, 66), (1206, 216), 7, sag=46), cloth, 30, 0.12)
    with ink.clipped(skirt):
        band = smooth([(280, 1112), (390, 1150), (500, 1162), (610, 1150), (720, 1112)])
        ink.line(band, metal.line, 9)
        ink.line(band, metal.base, 5)
        for x, y in ((332, 1108), (388, 1122), (444, 1131), (500, 1134), (556, 1131), (612, 1122), (668, 1108)):
            _draw_stitched_lantern(ink, palette, x, y)
        shadow = smooth([(420, 920), (580, 920), (640, 990), (500, 1022), (360, 990)], closed=True)
        ink.shape(shadow, vertical(930, 1010, (0, cloth.line, 0.6), (1, cloth.line, 0.0)))


def _draw_stitched_lantern(ink: Ink, palette: Palette, x: float, y: float) -> None:
    """A little lantern in the embroidery of the hem."""
    gem, metal = palette.gem, palette.metal
    ink.ellipse(x, y, 10, 12, radial(x, y, 12, 14, (0, _WHITE), (0.4, gem.light), (1, gem.base)), metal.line, 2.4)
    for dy in (-13, 13):
        ink.line(chain((x - 5, y + dy), ((x + 5, y + dy), 0)), metal.base, 4)


def _draw_torso(ink: Ink, palette: Palette) -> None:
    cloth, second, ribbon = palette.cloth, palette.second, palette.ribbon
    draw_neck(ink, palette)
    shift = chain(
        (396, 730), ((392, 800), 0.06), ((430, WAIST), 0.0), ((570, WAIST), 0.0), ((608, 800), 0.0), ((604, 730), 0.06),
        ((560, 756), 0.06), ((500, 768), 0.08), ((440, 756), 0.08), ((396, 730), 0.06),
    )  # fmt: skip
    ink.shape(shift, vertical(724, 860, (0, second.light), (1, second.base)), second.line, 3.8)
    frill = [(392, 724), (412, 748), (440, 764), (470, 774), (500, 777), (530, 774), (560, 764), (588, 748), (608, 724)]
    edge = join(scallops(frill, -0.34), smooth([(608, 724), (560, 742), (500, 752), (440, 742), (392, 724)]))
    ink.shape(edge, vertical(720, 790, (0, second.light), (1, second.base)), second.line, 3.2)
    for x, y in frill[1:-1]:
        ink.wedge((x, y), (500 + (x - 500) * 0.96, y - 16), 4.4, 0.0, second.line, 0.55)
    bodice = chain(
        (414, 800), ((404, 850), -0.08), ((420, 900), 0.06), ((432, 946), -0.02), ((500, 976), -0.06),
        ((568, 946), -0.06), ((580, 900), -0.02), ((596, 850), 0.06), ((586, 800), -0.08), ((548, 818), -0.12),
        ((500, 806), -0.14), ((452, 818), -0.14), ((414, 800), -0.12),
    )  # fmt: skip
    body = linear((404, 0), (596, 0), (0, cloth.light), (0.45, cloth.base), (1, cloth.shade))
    ink.shape(bodice, body, cloth.line, 4)
    with ink.clipped(bodice):
        ink.shape(chain((566, 790), ((560, 980), 0.04), ((620, 980), 0), ((620, 790), 0), ((566, 790), 0)), cloth.shade)
        ink.taper((424, 820), (434, 930), 10, -0.05, mixed(cloth.light, _WHITE, 0.35), 0.6)
        panel = chain((474, 800), ((484, 980), 0.0), ((516, 980), 0.0), ((526, 800), 0.0), ((474, 800), 0.0))
        ink.shape(panel, second.base, second.line, 3)
        for side in (left, right):
            ink.shape(side(taper((446, 962), (440, 830), 5, 0.03)), cloth.line, opacity=0.6)
    ink.shape(bodice, None, cloth.line, 4)
    for y in (830, 862, 894, 926):
        for flip in (-1, 1):
            a, b = (500 - 27 * flip, y - 10), (500 + 25 * flip, y + 12)
            ink.line(chain(a, (b, 0)), ribbon.line, 6)
            ink.line(chain(a, (b, 0)), ribbon.base, 3.4)
    for side in (left, right):
        strap = chain((420, 806), ((408, 716), 0.05), ((428, 712), 0), ((440, 812), -0.05), ((420, 806), 0))
        ink.shape(side(strap), cloth.base, cloth.line, 3.4)
    _draw_bow(ink, ribbon, 500, 822)


def _draw_bow(ink: Ink, ribbon: Family, x: float, y: float) -> None:
    """The bow that ends the lacing at the top."""
    for flip in (-1, 1):
        tail = chain((x, y), ((x + flip * 22, y + 44), 0.1 * flip), ((x + flip * 7, y + 40), 0), ((x, y), -0.08 * flip))
        ink.shape(tail, ribbon.shade, ribbon.line, 2.8)
        loop = chain(
            (x, y), ((x + flip * 30, y - 16), 0.26 * flip), ((x + flip * 34, y + 12), 0.4 * flip), ((x, y), 0.22 * flip)
        )
        ink.shape(loop, linear((x, y - 18), (x, y + 16), (0, ribbon.light), (1, ribbon.base)), ribbon.line, 3)
    ink.ellipse(x, y, 8, 9, ribbon.base, ribbon.line, 2.8)


def draw_arm(ink: Ink, palette: Palette, limb: Limb) -> None:
    """A wide sleeve of the shift, tied above the elbow, its end open like a bell with a frill."""
    second, ribbon = palette.second, palette.ribbon

    def shoulder() -> None:
        with ink.placed(*limb.shoulder, 0.8 * (limb.upper_turn - _REST_TURN)), ink.placed(-SHOULDER[0], -SHOULDER[1]):
            _draw_puff(ink, second, ribbon)

    draw_tube(ink, second, limb, (56, 66, 72), (72, 80, 92), begin=0.2, end=0.72, cover=shoulder)
    mouth = limb.fore(0.72)
    with ink.placed(*mouth, limb.fore_turn):
        frill = join(
            scallops([(0, -50), (14, -36), (20, -18), (22, 0), (20, 18), (14, 36), (0, 50)], 0.3),
            [(0, 50), (-8, 46), (-8, -46), (0, -50)],
        )
        ink.shape(frill, vertical(-50, 50, (0, second.light), (0.6, second.base), (1, second.shade)), second.line, 3.2)
        ink.ellipse(6, 0, 11, 34, mixed(second.shade, second.line, 0.4), second.line, 2.6)
    draw_hand(ink, palette, limb.wrist, limb.hand, limb.shares)
    with ink.placed(*mouth, limb.fore_turn):
        trim = smooth([(-4, -45), (2, -20), (2, 20), (-4, 45), (-14, 44), (-9, 20), (-9, -20), (-14, -44)], closed=True)
        ink.shape(trim, palette.cloth.base, palette.cloth.line, 3)


def _draw_puff(ink: Ink, cloth: Family, ribbon: Family) -> None:
    """The gathered top of the sleeve down to the ribbon that ties it, drawn where it lies while the arm hangs."""
    puff = smooth([(416, 732), (384, 716), (346, 736), (322, 784), (338, 822), (376, 830), (408, 810)], closed=True)
    ink.shape(puff, vertical(712, 830, (0, cloth.light), (0.6, cloth.base), (1, cloth.shade)), cloth.line, 3.8)
    with ink.clipped(puff):
        for a, b in (((348, 828), (356, 768)), ((370, 832), (376, 764)), ((392, 826), (394, 770))):
            ink.wedge(a, b, 7, 0.05, cloth.shade)
            ink.wedge(a, b, 3, 0.05, cloth.line, 0.6)
        ink.taper((334, 790), (364, 732), 10, 0.14, _WHITE, 0.9)
    band = smooth([(332, 818), (366, 832), (404, 816), (408, 828), (368, 846), (330, 830)], closed=True, tension=0.8)
    ink.shape(band, ribbon.base, ribbon.line, 3)


def _draw_lantern(ink: Ink, palette: Palette) -> None:
    """A paper lantern on a cord, with its light around it."""
    gem, metal = palette.gem, palette.metal
    x, y = LANTERN[0], LANTERN[1] + 74
    ink.ellipse(x, y, 104, 104, radial(x, y, 104, 104, (0, gem.light, 0.65), (0.4, gem.base, 0.28), (1, gem.base, 0.0)))
    ink.line(smooth([(x, y - 78), (x + 3, y - 60), (x, y - 44)]), metal.line, 4)
    paper = smooth(
        [
            (x - 22, y - 40),
            (x - 42, y - 14),
            (x - 42, y + 16),
            (x - 22, y + 42),
            (x + 22, y + 42),
            (x + 42, y + 16),
            (x + 42, y - 14),
            (x + 22, y - 40),
        ],
        closed=True,
    )
    ink.shape(
        paper,
        radial(x, y + 6, 50, 54, (0, _WHITE), (0.35, gem.light), (0.8, gem.base), (1, metal.base)),
        metal.line,
        3.6,
    )
    with ink.clipped(paper):
        for dx in (-20, 20):
            ink.taper((x + dx * 0.9, y - 44), (x + dx * 0.9, y + 46), 4, -0.18 if dx > 0 else 0.18, metal.base, 0.6)
        for dy in (-14, 12):
            ink.line(chain((x - 46, y + dy), ((x + 46, y + dy), -0.08)), metal.base, 2.4, 0.55)
    for dy in (-42, 42):
        cap = chain(
            (x - 24, y + dy - 6),
            ((x + 24, y + dy - 6), 0.06),
            ((x + 24, y + dy + 6), 0),
            ((x - 24, y + dy + 6), 0.06),
            ((x - 24, y + dy - 6), 0),
        )
        ink.shape(cap, linear((x - 24, 0), (x + 24, 0), (0, metal.light), (1, metal.shade)), metal.line, 3)
    ink.line(smooth([(x, y + 50), (x + 2, y + 64), (x, y + 78)]), palette.ribbon.base, 5)
    for dx, dy, size in ((-60, -50, 4.5), (54, -66, 3.6), (64, 28, 4.0), (-54, 60, 3.2)):
        ink.ellipse(x + dx, y + dy, size, size, gem.light)


_REST_TURN = 22.0  # degrees that the upper arm stands off at rest
_FIST: Point = (254.0, 824.0)
ARMS = ArmLook(
    draw_arm,
    rest=(Joints((312, 870), _FIST, -162, "fist"), Joints((336, 872), (434, 900), 4, "flat")),
    gestures={
        "cheer": (
            Joints((288, 716), (240, 608), -150, "fist", swing=(0, -24, 8)),
            Joints((292, 708), (242, 578), -100, "open", swing=(4, -26, 8)),
        ),
        "pump": (None, Joints((314, 852), (410, 776), -66, "fist", swing=(2, -20, 4))),
        "rub": (None, Joints((300, 768), (362, 560), -42, "cup", 1.0, (7, 5, 5))),
        "hip": (None, Joints((266, 846), (374, 914), 28, "flat")),
        "cross": (None, Joints((330, 866), (480, 866), 2, "flat")),
        "think": (None, Joints((340, 868), (428, 712), -60, "point", 0.8)),
        "tell": (None, Joints((318, 860), (262, 806), -148, "bowl", swing=(4, -12, 8))),
        "wave": (None, Joints((286, 764), (246, 654), -94, "open", swing=(20, 2, 20))),
    },
    carried={"flame": Carried(0, _FIST, LANTERN, shape="fist")},
)


def draw_kirtle(ink: Ink, palette: Palette, layer: str) -> None:
    """One layer: "feet", "skirt", "torso" or "flame" (the lantern); the arms are `draw_arm`."""
    draw = {"feet": _draw_feet, "skirt": _draw_skirt, "torso": _draw_torso, "flame": _draw_lantern}.get(layer)
    if draw is not None:
        draw(ink, palette)
