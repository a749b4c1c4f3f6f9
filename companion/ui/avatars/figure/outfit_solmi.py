"""The mechanic's hoodie: wide, with a big pocket and a spanner in it, headphones round the neck, shorts, high-top
sneakers. Drawing units.
"""

import math

from companion.ui.avatars.figure.arms import SHOULDER, ArmLook, Joints
from companion.ui.avatars.figure.body import draw_neck
from companion.ui.avatars.figure.curves import Side, chain, left, moved, right, smooth, strand, taper, turned
from companion.ui.avatars.figure.hands import draw_hand
from companion.ui.avatars.figure.ink import Ink, linear, radial, vertical
from companion.ui.avatars.figure.limbs import (
    LEG_LEFT,
    LEG_RIGHT,
    band_across,
    draw_leg,
    draw_sneaker,
    draw_stocking,
)
from companion.ui.avatars.figure.palette import Family, Palette, mixed
from companion.ui.avatars.figure.sleeves import Limb, draw_tube

_WHITE = "#ffffff"
_PALE = Family("#ffffff", "#fff7ee", "#d9cede", "#6d5a70")
_HEM = 1010.0  # where the ribbed hem begins


def _draw_feet(ink: Ink, palette: Palette) -> None:
    second, ribbon = palette.second, palette.ribbon
    for leg, flip in ((LEG_LEFT, False), (LEG_RIGHT, True)):
        draw_leg(ink, palette, leg, 1142)
        draw_stocking(ink, leg, _PALE, 1216)
        for y in (1216, 1232):
            ink.shape(band_across(leg, y, 8, wider=4), ribbon.base, ribbon.line, 2)
        draw_sneaker(ink, leg.spine[-1][0], 1332, ribbon, second, _PALE, flip=flip)
    # A plaster on her knee: she has been under a bicycle again.
    with ink.placed(548, 1180, -24):
        plaster = smooth([(-26, -9), (22, -10), (30, 0), (24, 10), (-24, 9), (-30, 0)], closed=True)
        ink.shape(plaster, mixed(palette.skin.shade, palette.cloth.light, 0.5), palette.skin.line, 2.6)
        ink.ellipse(0, 0, 8, 7, mixed(palette.skin.base, _WHITE, 0.5), palette.skin.line, 1.4, 0.8)


def _draw_shorts(ink: Ink, palette: Palette) -> None:
    """Wide shorts with turned-up legs."""
    cloth = palette.second
    for side in (right, left):
        leg = chain(
            (500, 960), ((410, 960), 0.0), ((388, 1060), -0.04), ((374, 1112), -0.02), ((490, 1120), -0.04),
            ((506, 1060), 0.06), ((500, 960), 0.0),
        )  # fmt: skip
        shape = side(leg)
        ink.shape(shape, vertical(1000, 1112, (0, cloth.shade), (0.4, cloth.base), (1, cloth.light)), cloth.line, 4)
        with ink.clipped(shape):
            dark = chain((380, 1040), ((510, 1052), 0), ((510, 1080), 0), ((380, 1052), 0.1), ((380, 1040), 0))
            ink.shape(side(dark), cloth.line, opacity=0.5)
            ink.shape(side(taper((410, 1110), (430, 1030), 14, 0.06)), cloth.shade, opacity=0.9)
            ink.shape(side(taper((470, 1114), (476, 1040), 18, -0.04)), cloth.shade, opacity=0.9)
        cuff = side(chain((370, 1104), ((492, 1114), -0.06), ((494, 1140), 0), ((367, 1130), 0.06), ((370, 1104), 0)))
        ink.shape(
            cuff, linear((380, 0), (620, 0), (0, cloth.light), (0.5, cloth.base), (1, cloth.shade)), cloth.line, 3.6
        )
        ink.line(side(chain((375, 1112), ((489, 1122), -0.06))), mixed(cloth.light, _WHITE, 0.4), 2.2, 0.6)


def _draw_hood_back(ink: Ink, palette: Palette) -> None:
    """The hood that lies behind her neck: a soft roll with its lining."""
    cloth, ribbon = palette.cloth, palette.ribbon
    hood = smooth([(356, 742), (348, 690), (384, 652), (440, 650), (500, 660), (560, 650), (616, 652), (652, 690),
                   (644, 742), (500, 780)], closed=True)  # fmt: skip
    ink.shape(hood, vertical(645, 770, (0, cloth.light), (0.4, cloth.base), (1, cloth.shade)), cloth.line, 4)
    lining = smooth([(392, 732), (392, 692), (440, 676), (500, 684), (560, 676), (608, 692), (608, 732), (500, 800)],
                    closed=True)  # fmt: skip
    ink.shape(lining, vertical(676, 780, (0, ribbon.shade), (0.5, ribbon.line), (1, ribbon.shade)), cloth.line, 3)


def _draw_body(ink: Ink, palette: Palette) -> None:
    cloth = palette.cloth
    _draw_hood_back(ink, palette)
    draw_neck(ink, palette)
    body = chain(
        (452, 738), ((398, 714), 0.04), ((374, 800), 0.06), ((354, 920), -0.02), ((348, 984), 0.03),
        ((372, 1032), -0.14), ((628, 1032), 0.03), ((652, 984), -0.14), ((646, 920), 0.03), ((626, 800), -0.02),
        ((602, 714), 0.06), ((548, 738), 0.04), ((500, 792), -0.1), ((452, 738), -0.1),
    )  # fmt: skip
    ink.shape(
        body,
        linear((350, 0), (650, 0), (0, cloth.light), (0.35, cloth.base), (0.75, cloth.base), (1, cloth.shade)),
        cloth.line,
        4,
    )
    with ink.clipped(body):
        # What the head and the arms shade, and the slack above the hem.
        ink.shape(
            chain((360, 820), ((500, 846), -0.14), ((640, 820), -0.14), ((640, 850), 0), ((500, 868), 0.14),
                  ((360, 850), 0.14), ((360, 820), 0)),
            cloth.shade, opacity=0.55,
        )  # fmt: skip
        ink.shape(
            chain((656, 780), ((632, 900), 0.04), ((648, 1060), 0.0), ((604, 1060), 0), ((606, 930), -0.05),
                  ((598, 800), 0), ((656, 780), 0)),
            cloth.shade, opacity=0.75,
        )  # fmt: skip
        for a, b, width, bend in (
            ((352, 1016), (420, 976), 22, 0.2), ((372, 1030), (470, 1004), 16, 0.1),
            ((648, 1016), (580, 974), 24, -0.2), ((620, 1030), (530, 1004), 14, -0.1),
            ((372, 880), (416, 846), 16, 0.16), ((628, 884), (590, 846), 16, -0.16),
        ):  # fmt: skip
            ink.taper(a, b, width, bend, cloth.shade, 0.85)
        for a, b, bend in (
            ((360, 1010), (408, 982), 0.2),
            ((640, 1010), (594, 980), -0.2),
            ((380, 872), (414, 850), 0.1),
        ):
            ink.taper(a, b, 4.2, bend, cloth.line, 0.65)
        ink.taper((372, 950), (388, 812), 12, -0.04, mixed(cloth.light, _WHITE, 0.35), 0.6)
    _draw_hem(ink, palette)
    _draw_pocket(ink, palette)
    _draw_gear(ink, palette)


def _draw_hem(ink: Ink, palette: Palette) -> None:
    """Ribbed, narrower than the cloth that falls over it."""
    cloth = palette.cloth
    hem = chain(
        (366, _HEM + 6), ((500, _HEM + 24), -0.06), ((634, _HEM + 6), -0.06), ((622, _HEM + 52), -0.06),
        ((500, _HEM + 72), 0.06), ((378, _HEM + 52), 0.06), ((366, _HEM + 6), -0.06),
    )  # fmt: skip
    ink.shape(hem, linear((366, 0), (634, 0), (0, cloth.base), (0.4, cloth.base), (1, cloth.shade)), cloth.line, 4)
    with ink.clipped(hem):
        for index in range(17):
            t = index / 8 - 1
            x = 500 + 128 * t * (1.15 - 0.15 * t * t)
            ink.taper((x, _HEM + 10), (x - 6 * t, _HEM + 74), 3.6, 0.0, cloth.shade if index % 2 else cloth.line, 0.6)
    ink.shape(hem, None, cloth.line, 4)


def _draw_pocket(ink: Ink, palette: Palette) -> None:
    """The big pocket, with the head of a spanner sticking out of it."""
    cloth = palette.cloth
    _draw_spanner(ink, palette)
    pocket = chain(
        (436, 892), ((564, 892), -0.03), ((608, 958), 0.05), ((602, 1012), 0.02), ((500, 1024), 0.04),
        ((398, 1012), 0.04), ((392, 958), 0.02), ((436, 892), 0.05),
    )  # fmt: skip
    ink.shape(moved(pocket, 3, 7), cloth.line, opacity=0.28)
    ink.shape(
        pocket, linear((392, 890), (608, 1040), (0, cloth.light), (0.5, cloth.base), (1, cloth.shade)), cloth.line, 3.8
    )
    with ink.clipped(pocket):
        for side in (left, right):
            ink.shape(side(taper((404, 1030), (424, 930), 16, 0.08)), cloth.shade, opacity=0.7)
            ink.line(side(chain((446, 896), ((403, 962), 0.05))), mixed(cloth.light, _WHITE, 0.4), 2.4, 0.8)
        ink.taper((470, 1034), (486, 930), 12, 0.05, cloth.shade, 0.6)
    ink.line(chain((444, 902), ((556, 902), -0.03)), cloth.line, 2.2, 0.55)
    for x in (436, 564):
        ink.ellipse(x, 893, 5, 5, palette.metal.base, palette.metal.line, 2)


def _draw_spanner(ink: Ink, palette: Palette) -> None:
    metal = palette.metal
    with ink.placed(606, 900, 24):
        body = vertical(-80, 80, (0, metal.light), (0.5, metal.base), (1, metal.shade))
        ink.shape(strand(((0, 90), (0, 20), (0, -40)), (20, 18, 20)), body, metal.line, 3.6)
        jaw = chain(
            (-11, -36), ((-30, -62), 0.2), ((-20, -94), 0.2), ((-10, -98), 0.2), ((-9, -70), 0.0), ((9, -70), 0.0),
            ((10, -98), 0.0), ((20, -94), 0.2), ((30, -62), 0.2), ((11, -36), 0.2), ((-11, -36), 0.0),
        )  # fmt: skip
        ink.shape(jaw, body, metal.line, 3.6)
        ink.taper((-4, 30), (-4, -34), 4, 0.0, _WHITE, 0.8)
        ink.taper((-22, -62), (-16, -86), 4.5, 0.12, _WHITE, 0.8)


def _draw_gear(ink: Ink, palette: Palette) -> None:
    """A chainring as a print on the chest."""
    ribbon, cloth = palette.ribbon, palette.cloth
    x, y = 500.0, 860.0
    teeth = []
    for index in range(24):
        angle, far = math.tau * index / 24, 25.0 if index % 2 else 19.0
        teeth.append((x + far * math.cos(angle), y + far * math.sin(angle)))
    ink.shape(smooth(teeth, closed=True, tension=0.6), ribbon.base, ribbon.line, 2)
    ink.ellipse(x, y, 11, 11, cloth.base, ribbon.line, 2)
    for index in range(4):
        spoke = moved(turned(strand(((0, -12), (0, 0), (0, 12)), (4, 4, 4)), 45 * index), x, y)
        ink.shape(spoke, ribbon.base)


def _draw_front(ink: Ink, palette: Palette) -> None:
    """Over the body: the edges of the hood, the cords, and the headphones."""
    cloth, ribbon = palette.cloth, palette.ribbon
    for side in (left, right):
        edge = chain(
            (398, 722), ((384, 684), 0.14), ((414, 664), 0.2), ((438, 706), -0.04), ((478, 764), -0.02),
            ((500, 800), 0.02), ((480, 806), 0.1), ((430, 770), 0.06), ((398, 722), 0.1),
        )  # fmt: skip
        shape = side(edge)
        ink.shape(shape, vertical(664, 806, (0, cloth.light), (0.6, cloth.base), (1, cloth.shade)), cloth.line, 4)
        with ink.clipped(shape):
            ink.shape(side(taper((402, 706), (488, 800), 12, -0.12)), cloth.shade, opacity=0.8)
            ink.shape(side(taper((412, 676), (436, 716), 7, 0.08)), mixed(cloth.light, _WHITE, 0.4), opacity=0.8)
        cord = side(strand(((474, 780), (466, 830), (474, 868 if side is left else 846)), (6, 6, 6)))
        ink.shape(cord, _PALE.base, _PALE.line, 2.4)
        x, y = side([(474, 872 if side is left else 850)])[0]
        ink.shape(strand(((x, y - 4), (x, y + 6), (x, y + 16)), (9, 10, 9)), ribbon.base, ribbon.line, 2.6)
        ink.ellipse(*side([(474, 780)])[0], 6, 6, palette.metal.base, palette.metal.line, 2.2)
    for side in (left, right):
        _draw_cup(ink, palette, side)


def _draw_cup(ink: Ink, palette: Palette, side: Side) -> None:
    """One shell of the headphones on her collar, the band going up behind the neck."""
    second, ribbon, metal = palette.second, palette.ribbon, palette.metal
    band = side(strand(((456, 668), (438, 694), (446, 730)), (15, 17, 17)))
    ink.shape(band, linear((400, 0), (600, 0), (0, second.light), (1, second.base)), second.line, 3.4)
    x, y = side([(456, 760)])[0]
    turn = 16 if side is left else -16
    inward = 1 if side is left else -1
    with ink.placed(x, y, turn, 0.92):
        edge = [(14, -36), (30, -20), (32, 14), (16, 36), (0, 30), (0, -30)]
        cushion = smooth([(inward * dx, dy) for dx, dy in edge], closed=True)
        ink.shape(
            cushion, vertical(-36, 36, (0, ribbon.light), (0.5, ribbon.base), (1, ribbon.shade)), ribbon.line, 3.4
        )
        ink.ellipse(
            0, 0, 26, 38, vertical(-38, 38, (0, second.light), (0.5, second.base), (1, second.shade)), second.line, 3.8
        )
        ink.ellipse(-2 * inward, 0, 15, 24, second.shade, metal.base, 3.2)
        ink.ellipse(-2 * inward, 0, 6, 10, radial(-3, -4, 9, 12, (0, ribbon.light), (1, ribbon.base)), ribbon.line, 1.6)
        ink.shape(taper((-14, -22), (6, -31), 6, 0.14), mixed(second.light, _WHITE, 0.6), opacity=0.9)


def draw_arm(ink: Ink, palette: Palette, limb: Limb) -> None:
    """A slack sleeve with a dropped shoulder, pushed into folds over a ribbed cuff that hides half of the hand."""
    cloth = palette.cloth

    def shoulder() -> None:
        with ink.placed(*limb.shoulder, 0.8 * (limb.upper_turn - _REST_TURN)), ink.placed(-SHOULDER[0], -SHOULDER[1]):
            ink.stamp(("cap",), (300, 690, 150, 160), lambda fresh: _draw_shoulder(fresh, palette))

    draw_tube(ink, cloth, limb, (84, 98, 104), (104, 106, 90), begin=0.04, end=0.84, cover=shoulder)
    with ink.placed(*limb.fore(0.84), limb.fore_turn):
        ink.stamp(("slack",), (-64, -60, 80, 120), lambda fresh: _draw_slack(fresh, palette))
    draw_hand(ink, palette, limb.wrist, limb.hand, limb.shares)
    with ink.placed(*limb.fore(0.84), limb.fore_turn):
        ink.stamp(("ribs",), (-16, -48, 60, 96), lambda fresh: _draw_cuff(fresh, palette))


def _draw_shoulder(ink: Ink, palette: Palette) -> None:
    cloth = palette.cloth
    cap = smooth([(428, 742), (398, 714), (358, 730), (330, 778), (328, 812), (374, 826), (420, 816)], closed=True)
    ink.shape(cap, vertical(706, 830, (0, cloth.light), (0.4, cloth.base), (1, cloth.base)), cloth.line, 4)
    with ink.clipped(cap):
        ink.shape(taper((392, 836), (424, 730), 26, 0.0), cloth.shade, opacity=0.7)
        ink.shape(taper((340, 796), (374, 732), 10, 0.14), mixed(cloth.light, _WHITE, 0.4), opacity=0.7)
    ink.line(smooth([(334, 800), (374, 814), (416, 804)]), cloth.line, 2.2, 0.5)


def _draw_slack(ink: Ink, palette: Palette) -> None:
    """Folds where the sleeve is pushed up above the cuff; the arm points to +x."""
    cloth = palette.cloth
    for x, width in ((-14, 11), (-34, 9), (-52, 6)):
        ink.taper((x - 6, -42), (x + 8, 40), width, 0.12, cloth.shade, 0.85)
        ink.taper((x + 2, 42), (x + 6, -8), 4.4, -0.1, cloth.line, 0.6)


def _draw_cuff(ink: Ink, palette: Palette) -> None:
    cloth = palette.cloth
    cuff = smooth([(-8, -42), (14, -36), (32, -33), (37, 0), (32, 33), (14, 36), (-8, 42), (-4, 0)], closed=True)
    ink.shape(cuff, vertical(-40, 40, (0, cloth.light), (0.4, cloth.base), (1, cloth.shade)), cloth.line, 3.8)
    with ink.clipped(cuff):
        for index in range(7):
            y = -30 + 10 * index
            ink.taper((-6, y * 1.14), (36, y * 0.94), 3.2, 0.0, cloth.line, 0.5)
        ink.shape(taper((30, -34), (30, 34), 8, 0.06), cloth.shade, opacity=0.7)


_REST_TURN = 18.0  # degrees that the upper arm stands off at rest
_HANGING = Joints((332, 884), (312, 976), 96, "flat")
ARMS = ArmLook(
    draw_arm,
    rest=(_HANGING, Joints((276, 862), (372, 936), 34, "fist")),
    gestures={
        "pump": (
            Joints((304, 872), (394, 812), -58, "fist", swing=(2, -18, 4)),
            Joints((296, 760), (262, 660), -94, "fist", swing=(2, -24, 4)),
        ),
        "hip": (
            Joints((268, 858), (370, 934), 34, "fist"),
            Joints((304, 838), (258, 740), -98, "peace", 0.0, (6, -4, 8)),
        ),
        "chest": (Joints((316, 872), (430, 826), -14, "fist", swing=(0, -4, 2)), None),
        "droop": (_HANGING, _HANGING),
        "tell": (None, Joints((306, 866), (246, 806), -140, "bowl", swing=(4, -12, 8))),
        "cross": (
            Joints((318, 872), (512, 846), -6, "flat", swing=(0, -3, 1)),
            Joints((318, 868), (506, 884), 4, "flat", swing=(0, -3, 1)),
        ),
    },
)


def draw_hoodie(ink: Ink, palette: Palette, layer: str) -> None:
    """One layer: "feet", "skirt" (the shorts), "torso" or "sleeves" (hood, cords, headphones); arms are `draw_arm`."""
    draw = {"feet": _draw_feet, "skirt": _draw_shorts, "torso": _draw_body, "sleeves": _draw_front}.get(layer)
    if draw is not None:
        draw(ink, palette)
