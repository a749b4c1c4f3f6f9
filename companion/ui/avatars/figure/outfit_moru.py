"""The odd clerk: a half-cape over one shoulder, a waistcoat with odd buttons, puffed shorts, stockings that do not
match, and a single sock in one hand. Drawing units.
"""

import math
from collections.abc import Callable

from companion.ui.avatars.figure.arms import SHOULDER, ArmLook, Carried, Joints
from companion.ui.avatars.figure.body import draw_neck
from companion.ui.avatars.figure.curves import Curve, Point, chain, left, right, samples, smooth, taper
from companion.ui.avatars.figure.eyes import sparkle
from companion.ui.avatars.figure.hands import draw_hand
from companion.ui.avatars.figure.ink import Ink, linear, radial, vertical
from companion.ui.avatars.figure.limbs import LEG_LEFT, LEG_RIGHT, Leg, band_across, draw_leg, draw_stocking
from companion.ui.avatars.figure.palette import Family, Palette, family, mixed
from companion.ui.avatars.figure.sleeves import Limb, draw_tube

WAIST = 930.0
_WHITE = "#ffffff"


def _draw_feet(ink: Ink, palette: Palette) -> None:
    """One striped stocking to the thigh, one short sock that has slipped, and boots of different height."""
    for leg in (LEG_LEFT, LEG_RIGHT):
        draw_leg(ink, palette, leg, 1108)
    _draw_striped(ink, palette, LEG_LEFT)
    _draw_slipped(ink, palette, LEG_RIGHT)
    boot = family(mixed(palette.cloth.shade, palette.hair.line, 0.4))
    _draw_boot(ink, boot, palette.metal, LEG_LEFT.spine[-1][0], 1332, False)
    _draw_boot(ink, boot, palette.gem, LEG_RIGHT.spine[-1][0], 1332, True)


def _draw_striped(ink: Ink, palette: Palette, leg: Leg) -> None:
    ribbon, second = palette.ribbon, palette.second
    shape = draw_stocking(ink, leg, second, 1102)
    with ink.clipped(shape):
        for index in range(6):
            y = 1122 + 36 * index
            stripe = chain((380, y), ((520, y), -0.06), ((520, y + 17), 0), ((380, y + 17), 0.06), ((380, y), 0))
            ink.shape(stripe, linear((410, 0), (490, 0), (0, ribbon.light), (0.4, ribbon.base), (1, ribbon.shade)))
    ink.shape(shape, None, second.line, 3.6)
    ink.shape(band_across(leg, 1098, 16), ribbon.base, ribbon.line, 3)


def _draw_slipped(ink: Ink, palette: Palette, leg: Leg) -> None:
    gem = palette.gem
    shape = draw_stocking(ink, leg, gem, 1204, wider=6)
    with ink.clipped(shape):
        for x, y in ((534, 1226), (562, 1238), (542, 1254), (572, 1264), (552, 1280)):
            ink.shape(sparkle(x, y, 9), mixed(gem.light, _WHITE, 0.6))
    roll = band_across(leg, 1196, 22, wider=14)
    ink.shape(roll, vertical(1196, 1220, (0, gem.light), (1, gem.base)), gem.line, 3.4)
    for a, b in (((528, 1214), (532, 1204)), ((548, 1217), (550, 1206)), ((568, 1214), (566, 1204))):
        ink.taper(a, b, 3.4, 0.1, gem.line, 0.6)


def _draw_boot(ink: Ink, cloth: Family, accent: Family, x: float, y: float, flip: bool) -> None:
    """An ankle boot with a round toe, its laces and heel in the accent; the toe points to the viewer's left."""
    with ink.placed(x, y, 0.0, -1.0 if flip else 1.0, 1.0):
        body = smooth(
            [(-28, -74), (-32, -50), (-58, -40), (-76, -20), (-72, -6), (-30, -4), (36, -6), (36, -40), (30, -76),
             (0, -70)],
            closed=True, tension=0.8,
        )  # fmt: skip
        ink.shape(body, vertical(-78, -4, (0, cloth.light), (0.45, cloth.base), (1, cloth.shade)), cloth.line, 3.8)
        with ink.clipped(body):
            ink.shape(chain((12, -80), ((18, 0), -0.06), ((44, 0), 0), ((44, -80), 0), ((12, -80), 0)), cloth.shade)
            ink.shape(taper((-66, -24), (-38, -40), 8, 0.2), mixed(cloth.light, _WHITE, 0.45), opacity=0.9)
        for step in range(3):
            low = -62 + 13 * step
            ink.taper((-30 - 4 * step, low + 3), (-2 - 3 * step, low - 2), 5, -0.05, accent.light)
        sole = chain((-78, -12), ((40, -11), 0.0), ((40, 3), 0.2), ((-76, 4), 0.0), ((-78, -12), 0.3))
        ink.shape(sole, vertical(-12, 4, (0, accent.light), (1, accent.shade)), accent.line, 3.4)


def _draw_shorts(ink: Ink, palette: Palette) -> None:
    """Puffed shorts gathered into bands above the knee, braces hanging from the waist."""
    cloth, metal = palette.cloth, palette.metal
    for side in (right, left):
        leg = chain(
            (500, WAIST - 8), ((432, WAIST - 8), 0.0), ((366, 990), -0.14), ((356, 1048), -0.06), ((392, 1094), -0.16),
            ((478, 1094), -0.05), ((508, 1040), 0.1), ((500, WAIST - 8), 0.0),
        )  # fmt: skip
        shape = side(leg)
        ink.shape(
            shape,
            vertical(WAIST, 1096, (0, cloth.shade), (0.35, cloth.base), (0.8, cloth.light), (1, cloth.base)),
            cloth.line,
            4,
        )
        with ink.clipped(shape):
            for a, b, width, bend in (
                ((396, 1096), (414, 980), 26, 0.1),
                ((432, 1098), (440, 990), 20, 0.02),
                ((466, 1098), (470, 1000), 22, -0.06),
            ):
                ink.shape(side(taper(a, b, width, bend)), cloth.shade, opacity=0.9)
            for a, b in (((408, 1096), (418, 1010)), ((444, 1098), (448, 1024))):
                ink.shape(side(taper(a, b, 4.5, 0.06)), cloth.line, opacity=0.7)
            ink.shape(side(taper((374, 1040), (410, 970), 12, 0.16)), mixed(cloth.light, _WHITE, 0.3), opacity=0.7)
        ink.shape(shape, None, cloth.line, 4)
        band = chain((390, 1084), ((482, 1086), -0.08), ((484, 1108), 0), ((388, 1106), 0.08), ((390, 1084), 0))
        ink.shape(side(band), linear((390, 0), (484, 0), (0, cloth.light), (1, cloth.shade)), cloth.line, 3.4)
        bx, by = side([(406, 1098)])[0]
        _draw_button(ink, metal, bx, by, 7)
    _draw_notebook(ink, palette)


def _draw_notebook(ink: Ink, palette: Palette) -> None:
    """The notebook of theories, on a cord at her hip."""
    gem, second = palette.gem, palette.second
    ink.line(smooth([(560, 934), (598, 966), (612, 1004)]), gem.line, 4)
    with ink.placed(618, 1044, 10):
        pages = chain((-26, -34), ((30, -34), 0), ((30, 40), 0), ((-26, 40), 0), ((-26, -34), 0))
        ink.shape(pages, second.light, second.line, 3)
        cover = chain((-32, -38), ((24, -38), 0), ((24, 36), 0), ((-32, 36), 0), ((-32, -38), 0))
        ink.shape(cover, linear((-32, -38), (24, 36), (0, gem.light), (0.6, gem.base), (1, gem.shade)), gem.line, 3.6)
        ink.shape(chain((-24, -38), ((-24, 36), 0), ((-32, 36), 0), ((-32, -38), 0), ((-24, -38), 0)), gem.shade)
        ink.line(smooth([(-8, -14), (-6, -24), (6, -25), (10, -14), (0, -4), (0, 6)]), palette.second.light, 5)
        ink.ellipse(0, 16, 3.6, 3.6, palette.second.light)


def _draw_button(ink: Ink, tones: Family, x: float, y: float, size: float) -> None:
    ink.ellipse(
        x,
        y,
        size,
        size,
        radial(x - 2, y - 3, size * 1.4, size * 1.4, (0, tones.light), (1, tones.base)),
        tones.line,
        2.6,
    )
    for dx in (-2.2, 2.2):
        ink.ellipse(x + dx, y, 1.3, 1.3, tones.line)


def _draw_torso(ink: Ink, palette: Palette) -> None:
    """A shirt with a tall collar and a loose tie, under a waistcoat whose buttons do not match."""
    cloth, second, ribbon = palette.cloth, palette.second, palette.ribbon
    draw_neck(ink, palette)
    shirt = chain(
        (416, 714), ((398, 780), 0.1), ((418, 872), -0.06), ((430, WAIST + 10), 0.04), ((570, WAIST + 10), 0.0),
        ((582, 872), 0.04), ((602, 780), -0.06), ((584, 714), 0.1), ((500, 742), -0.06), ((416, 714), -0.06),
    )  # fmt: skip
    ink.shape(shirt, vertical(714, WAIST, (0, second.light), (0.7, second.base), (1, second.shade)), second.line, 4)
    for side in (right, left):
        front = chain(
            (412, 722), ((396, 790), 0.08), ((414, 872), -0.06), ((424, 950), 0.03), ((462, 984), -0.04),
            ((504, 944), -0.02), ((504, 838), 0.0), ((452, 722), 0.06), ((412, 722), 0.0),
        )  # fmt: skip
        shape = side(front)
        ink.shape(
            shape, linear((396, 0), (604, 0), (0, cloth.light), (0.5, cloth.base), (1, cloth.shade)), cloth.line, 4
        )
        with ink.clipped(shape):
            ink.shape(
                side(chain((392, 830), ((504, 866), -0.1), ((504, 900), 0), ((404, 890), 0.1), ((392, 830), 0))),
                cloth.shade,
                opacity=0.6,
            )
            ink.shape(side(taper((444, 984), (432, 830), 6, 0.05)), cloth.line, opacity=0.7)
            ink.shape(side(taper((414, 770), (424, 870), 9, -0.08)), mixed(cloth.light, _WHITE, 0.3), opacity=0.7)
        ink.shape(shape, None, cloth.line, 4)
    for y, tones, size in ((858, palette.metal, 9.0), (890, ribbon, 11.0), (922, palette.gem, 8.0)):
        _draw_button(ink, tones, 489, y, size)
    tie = chain((492, 752), ((480, 806), -0.06), ((494, 832), 0), ((512, 808), 0), ((508, 752), -0.06), ((492, 752), 0))
    ink.shape(tie, vertical(750, 832, (0, ribbon.light), (0.5, ribbon.base), (1, ribbon.shade)), ribbon.line, 3.2)
    for y in (774, 794):
        ink.taper((486, y + 5), (508, y - 3), 6, 0.0, ribbon.light, 0.9)
    knot = chain((486, 734), ((514, 734), 0.1), ((509, 756), 0.1), ((491, 756), 0.1), ((486, 734), 0.1))
    ink.shape(knot, ribbon.base, ribbon.line, 3.2)
    for side in (left, right):
        collar = chain((496, 740), ((446, 690), -0.02), ((424, 712), 0.1), ((452, 768), 0.04), ((496, 740), 0.04))
        ink.shape(side(collar), vertical(690, 768, (0, second.light), (1, second.base)), second.line, 3.4)


_CAPE = smooth(
    samples(
        chain(
            (500, 742), ((444, 706), 0.0), ((396, 702), -0.04), ((330, 744), -0.14), ((278, 832), -0.03),
            ((256, 858), 0.0), ((310, 872), -0.16), ((346, 862), 0.0), ((396, 868), -0.14), ((432, 836), 0.0),
            ((470, 800), -0.12),
        ),
        4,
    )
)  # fmt: skip
_SPLIT = 446.0  # x: nearer to the middle the cape lies still, farther out the arm lifts it


def _box(x0: float, x1: float) -> Curve:
    return chain((x0, 560), ((x1, 560), 0), ((x1, 960), 0), ((x0, 960), 0), ((x0, 560), 0))


def _draw_cape_front(ink: Ink, palette: Palette, bent: Callable[[Curve], Curve]) -> None:
    """The half-cape over one shoulder, edged with a bright cord; `bent` moves it as the arm lifts it."""
    cloth, gem = palette.cloth, palette.gem
    cape = bent(_CAPE)
    ink.shape(cape, vertical(704, 870, (0, cloth.light), (0.45, cloth.base), (1, cloth.shade)), cloth.line, 4)
    with ink.clipped(cape):
        for a, b, width, bend in (((318, 884), (388, 730), 26, 0.08), ((384, 884), (424, 736), 26, 0.06)):
            ink.shape(bent(taper(a, b, width, bend)), cloth.shade, opacity=0.9)
        for a, b in (((302, 884), (376, 740)), ((370, 884), (414, 748))):
            ink.shape(bent(taper(a, b, 4.5, 0.08)), cloth.line, opacity=0.6)
        ink.shape(bent(taper((292, 826), (364, 732), 13, 0.14)), mixed(cloth.light, _WHITE, 0.35), opacity=0.65)
        hem = bent(smooth([(262, 846), (306, 858), (346, 848), (392, 854), (430, 822), (480, 784)]))
        ink.line(hem, gem.line, 12)
        ink.line(hem, gem.base, 7.5)
        ink.line(hem, gem.light, 2.4, 0.9)
    ink.shape(cape, None, cloth.line, 4)


def _lifted(limb: Limb) -> Callable[[Curve], Curve]:
    """Turns what lies on the shoulder with the upper arm, the more the farther out it lies."""
    px, py = limb.shoulder[0] + 14, limb.shoulder[1] - 10
    angle = math.radians(0.72 * max(-20.0, min(120.0, limb.upper_turn - _REST_TURN)))
    rise = limb.shoulder[1] - SHOULDER[1]

    def move(points: Curve) -> Curve:
        result = []
        for x, y in points:
            share = min(1.0, max(0.0, (_SPLIT - x) / 130.0))
            share = share * share * (3 - 2 * share)
            cos, sin = math.cos(angle * share), math.sin(angle * share)
            dx, dy = x - px, y - py
            result.append((px + dx * cos - dy * sin, py + dx * sin + dy * cos + rise * share))
        return result

    return move


def _draw_clasp(ink: Ink, palette: Palette) -> None:
    """What of the half-cape does not move with the arm: its edge at the neck and the big button that holds it."""
    metal = palette.metal
    with ink.clipped(_box(_SPLIT - 50, 520)):
        _draw_cape_front(ink, palette, left)
    ink.line(smooth([(498, 752), (540, 752), (574, 736), (594, 716)]), palette.gem.line, 8)
    ink.line(smooth([(498, 752), (540, 752), (574, 736), (594, 716)]), palette.gem.base, 4.5)
    ink.ellipse(494, 756, 21, 21, metal.line)
    ink.ellipse(494, 756, 18, 18, radial(489, 750, 26, 26, (0, metal.light), (0.6, metal.base), (1, metal.shade)))
    ink.ellipse(494, 756, 11, 11, None, metal.line, 2)
    for dx, dy in ((-4, -4), (4, -4), (-4, 4), (4, 4)):
        ink.ellipse(494 + dx, 756 + dy, 2, 2, metal.line)


def _draw_cape_back(ink: Ink, palette: Palette) -> None:
    """The part of the half-cape that hangs behind her."""
    lining = palette.gem
    outline = chain(
        (440, 716), ((340, 760), 0.1), ((274, 900), 0.03), ((190, 1092), 0.05), ((262, 1074), -0.1),
        ((316, 1120), -0.12), ((368, 1068), -0.12), ((430, 1084), -0.1), ((450, 900), 0.0), ((440, 716), 0.0),
    )  # fmt: skip
    deep = mixed(lining.base, palette.ribbon.shade, 0.6)
    fill = vertical(720, 1110, (0, palette.ribbon.shade), (0.45, deep), (1, lining.base))
    ink.shape(outline, fill, palette.cloth.line, 4)
    with ink.clipped(outline):
        for a, b, width, bend in (((262, 1104), (380, 780), 40, 0.05), ((350, 1116), (412, 800), 40, 0.04)):
            ink.taper(a, b, width, bend, deep, 0.8)
        edge = chain(
            (392, 716), ((340, 760), 0.1), ((274, 900), 0.03), ((186, 1100), 0.05), ((232, 1086), 0.0),
            ((304, 900), -0.05), ((392, 716), -0.08),
        )  # fmt: skip
        ink.shape(edge, vertical(720, 1100, (0, palette.cloth.base), (1, palette.cloth.light)), palette.cloth.line, 3)
    ink.shape(outline, None, palette.cloth.line, 4)


def draw_arm(ink: Ink, palette: Palette, limb: Limb) -> None:
    """A shirt sleeve gathered into a long cuff; on the viewer's left under the half-cape."""
    second, cloth = palette.second, palette.cloth
    caped = limb.side < 0

    def shoulder() -> None:
        if caped:
            with ink.clipped(_box(60, _SPLIT)):
                _draw_cape_front(ink, palette, _lifted(limb))
            return
        with ink.placed(*limb.shoulder, 0.8 * (limb.upper_turn - _REST_TURN)), ink.placed(-SHOULDER[0], -SHOULDER[1]):
            _draw_puff(ink, second)

    draw_tube(ink, second, limb, (58, 74, 84), (84, 80, 58), begin=0.1, end=0.74, cover=shoulder)
    draw_hand(ink, palette, limb.wrist, limb.hand, limb.shares)
    with ink.placed(*limb.fore(0.72), limb.fore_turn):
        cuff = smooth([(-6, -31), (30, -25), (34, 0), (30, 25), (-6, 31), (-11, 0)], closed=True, tension=0.7)
        ink.shape(cuff, vertical(-31, 31, (0, cloth.light), (0.5, cloth.base), (1, cloth.shade)), cloth.line, 3.8)
        ink.line(smooth([(20, -24), (23, 0), (20, 24)]), palette.gem.base, 3.6)
        _draw_button(ink, palette.metal if caped else palette.ribbon, 8, 2, 6.5)


def _draw_puff(ink: Ink, cloth: Family) -> None:
    """The gathered shoulder of the shirt, drawn where it lies while the arm hangs."""
    cap = smooth([(434, 726), (394, 711), (358, 728), (334, 776), (336, 812), (368, 818), (412, 804)], closed=True)
    ink.shape(cap, vertical(710, 818, (0, cloth.light), (0.6, cloth.base), (1, cloth.shade)), cloth.line, 3.8)
    with ink.clipped(cap):
        for a, b in (((352, 822), (360, 768)), ((374, 824), (380, 760)), ((396, 818), (396, 764))):
            ink.wedge(a, b, 6, 0.05, cloth.shade)
        ink.taper((344, 792), (374, 726), 9, 0.12, _WHITE, 0.8)


SOCK: Point = (214.0, 800.0)  # where the fist holds the sock


def _draw_sock(ink: Ink, palette: Palette) -> None:
    """A single sock that hangs from the fist and has a face: one of thirty-one."""
    ribbon, gem = palette.ribbon, palette.gem
    x, y = SOCK
    sock = smooth(
        [(x - 4, y - 8), (x - 17, y + 10), (x - 19, y + 44), (x - 24, y + 70), (x - 50, y + 84), (x - 62, y + 104),
         (x - 48, y + 120), (x - 18, y + 116), (x + 12, y + 100), (x + 20, y + 74), (x + 17, y + 40), (x + 16, y + 10)],
        closed=True,
    )  # fmt: skip
    ink.shape(
        sock,
        linear((x - 40, y), (x + 20, y + 100), (0, ribbon.light), (0.5, ribbon.base), (1, ribbon.shade)),
        ribbon.line,
        4,
    )
    with ink.clipped(sock):
        for dy in (14, 40):
            stripe = chain(
                (x - 30, y + dy),
                ((x + 30, y + dy), -0.08),
                ((x + 30, y + dy + 13), 0),
                ((x - 30, y + dy + 13), 0.08),
                ((x - 30, y + dy), 0),
            )
            ink.shape(stripe, palette.second.base)
        ink.ellipse(x - 60, y + 108, 24, 26, gem.base, gem.line, 3)
        ink.ellipse(x + 18, y + 98, 20, 18, gem.base, gem.line, 3)
    ink.shape(sock, None, ribbon.line, 4)
    for dx, dy in ((-26, 88), (-8, 82)):
        ink.ellipse(x + dx, y + dy, 3.4, 4.4, ribbon.line)
    ink.line(chain((x - 22, y + 97), ((x - 12, y + 94), -0.4)), ribbon.line, 2.6)


_REST_TURN = 22.0  # degrees that the upper arm stands off at rest
_FIST: Point = (256.0, 818.0)
ARMS = ArmLook(
    draw_arm,
    rest=(Joints((310, 868), _FIST, -160, "fist"), Joints((326, 876), (294, 960), 100, "flat")),
    gestures={
        "pump": (
            Joints((300, 850), (256, 768), -150, "fist", swing=(0, -20, 0)),
            Joints((314, 852), (404, 776), -66, "fist", swing=(2, -20, 4)),
        ),
        "cheer": (
            Joints((288, 716), (236, 600), -150, "fist", swing=(0, -24, 8)),
            Joints((314, 852), (404, 776), -66, "fist"),
        ),
        "wave": (Joints((286, 764), (242, 654), -94, "open", swing=(20, 2, 20)), None),
        "tell": (Joints((318, 860), (256, 806), -148, "bowl", swing=(4, -12, 8)), None),
        "hair": (Joints((302, 764), (322, 606), -72, "flat", 1.0, (0, -14, 8)), None),
        "cross": (None, Joints((330, 866), (470, 872), 4, "flat")),
        "rub": (None, Joints((300, 768), (360, 562), -42, "cup", 1.0, (7, 5, 5))),
        "hip": (None, Joints((266, 846), (372, 914), 28, "flat")),
        "think": (None, Joints((336, 868), (424, 712), -60, "point", 0.8)),
    },
    carried={"flame": Carried(0, _FIST, SOCK, shape="fist")},
)


def draw_half_cape(ink: Ink, palette: Palette, layer: str) -> None:
    """One layer: "cape", "feet", "skirt" (the shorts), "torso", "sleeves" or "flame" (the sock); the arms are
    `draw_arm`."""
    draw = {
        "cape": _draw_cape_back, "feet": _draw_feet, "skirt": _draw_shorts, "torso": _draw_torso,
        "sleeves": _draw_clasp, "flame": _draw_sock,
    }.get(layer)  # fmt: skip
    if draw is not None:
        draw(ink, palette)
