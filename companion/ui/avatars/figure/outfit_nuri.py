"""The coach's clothes: a varsity jacket, a pleated skirt, striped stockings, sneakers and a whistle. Drawing units."""

import math
from itertools import pairwise

from companion.ui.avatars.figure.arms import SHOULDER, ArmLook, Joints
from companion.ui.avatars.figure.body import draw_neck
from companion.ui.avatars.figure.curves import Side, chain, left, right, smooth, taper
from companion.ui.avatars.figure.hands import draw_hand
from companion.ui.avatars.figure.ink import Ink, linear, radial, vertical
from companion.ui.avatars.figure.limbs import LEG_LEFT, LEG_RIGHT, band_across, draw_leg, draw_sneaker, draw_stocking
from companion.ui.avatars.figure.palette import Palette, mixed
from companion.ui.avatars.figure.pleats import draw_pleats, pleat_edges
from companion.ui.avatars.figure.sleeves import Limb, draw_tube

WAIST = 930.0
_WHITE = "#ffffff"


def _draw_feet(ink: Ink, palette: Palette) -> None:
    gem, second = palette.gem, palette.second
    for leg, flip in ((LEG_LEFT, False), (LEG_RIGHT, True)):
        draw_leg(ink, palette, leg, 1128)
        shape = draw_stocking(ink, leg, second, 1150)
        with ink.clipped(shape):
            for index in range(4):
                y = 1178 + 30 * index
                stripe = chain((380, y), ((620, y), -0.04), ((620, y + 14), 0), ((380, y + 14), 0.04), ((380, y), 0))
                x = leg.spine[3][0]
                fill = linear((x - 34, 0), (x + 34, 0), (0, gem.light), (0.45, gem.base), (1, gem.shade))
                ink.shape(stripe, fill)
        ink.shape(shape, None, second.line, 3.6)
        ink.shape(band_across(leg, 1146, 16), gem.base, gem.line, 3)
        draw_sneaker(ink, leg.spine[-1][0], 1332, second, palette.cloth, palette.metal, flip=flip, laces=gem.base)


def _draw_skirt(ink: Ink, palette: Palette) -> None:
    """A short skirt of box pleats with a stripe above the hem."""
    cloth, second = palette.metal, palette.second
    edges = pleat_edges((WAIST, 70), (1108, 202), 9)
    whole = draw_pleats(ink, edges, cloth, 20)
    with ink.clipped(whole):
        for low, wide in ((34, 9.0), (18, 4.0)):
            for (_, a), (_, b) in pairwise(edges):
                way = chain((a[0] + 2, a[1] - low), ((b[0] - 4, b[1] - low), -0.03))
                ink.line(way, second.line, wide + 3.5, 0.55)
                ink.line(way, second.light, wide)
        shadow = chain((420, WAIST - 10), ((580, WAIST - 10), 0), ((640, WAIST + 56), 0), ((500, WAIST + 78), 0.08),
                       ((360, WAIST + 56), 0.08), ((420, WAIST - 10), 0))  # fmt: skip
        ink.shape(shadow, vertical(WAIST, WAIST + 76, (0, cloth.line, 0.75), (1, cloth.line, 0.0)))
    ink.shape(whole, None, cloth.line, 4)


def _draw_torso(ink: Ink, palette: Palette) -> None:
    """A white shirt, and the open jacket with ribbed waist over it."""
    second, gem = palette.second, palette.gem
    draw_neck(ink, palette)
    shirt = chain(
        (440, 720), ((420, 800), 0.06), ((432, WAIST + 14), 0.03), ((568, WAIST + 14), 0.0), ((580, 800), 0.03),
        ((560, 720), 0.06), ((536, 742), -0.1), ((500, 752), 0.1), ((464, 742), 0.1), ((440, 720), -0.1),
    )  # fmt: skip
    ink.shape(
        shirt, linear((420, 0), (580, 0), (0, second.light), (0.5, second.base), (1, second.shade)), second.line, 3.8
    )
    with ink.clipped(shirt):
        ink.shape(
            chain((400, 770), ((500, 812), -0.1), ((600, 770), -0.1), ((600, 700), 0), ((400, 700), 0),
                  ((400, 770), 0)),
            second.shade, opacity=0.6,
        )  # fmt: skip
        for y, wide in ((862, 12.0), (884, 5.0)):
            ink.line(chain((410, y), ((590, y), 0.06)), gem.base, wide)
        ink.taper((460, WAIST + 10), (474, 840), 10, 0.04, second.shade, 0.8)
        ink.taper((540, WAIST + 10), (530, 850), 12, -0.04, second.shade, 0.8)
    collar = chain(
        (462, 738), ((500, 752), 0.1), ((538, 738), 0.1), ((541, 752), 0), ((500, 768), -0.1),
        ((459, 752), -0.1), ((462, 738), 0),
    )  # fmt: skip
    ink.shape(collar, gem.base, gem.line, 3)
    for side in (right, left):
        _draw_front(ink, palette, side)


def _draw_front(ink: Ink, palette: Palette, side: Side) -> None:
    cloth, metal, second = palette.cloth, palette.metal, palette.second
    front = chain(
        (452, 722), ((394, 712), 0.04), ((376, 800), 0.08), ((366, 900), -0.02), ((356, 956), 0.03),
        ((384, 986), -0.16), ((462, 992), 0.0), ((468, 930), 0.03), ((452, 840), -0.03), ((462, 780), -0.02),
        ((452, 722), 0.03),
    )  # fmt: skip
    shape = side(front)
    ink.shape(shape, vertical(712, 990, (0, cloth.light), (0.45, cloth.base), (1, cloth.shade)), cloth.line, 4)
    with ink.clipped(shape):
        for a, b, width, bend in (((360, 960), (424, 900), 20, 0.2), ((380, 985), (440, 950), 14, 0.12),
                                  ((384, 880), (420, 836), 15, 0.16)):  # fmt: skip
            ink.shape(side(taper(a, b, width, bend)), cloth.shade, opacity=0.85)
        ink.shape(side(taper((366, 950), (412, 916), 4.2, 0.2)), cloth.line, opacity=0.6)
        if side is right:
            ink.shape(side(chain((352, 760), ((398, 860), 0.0), ((384, 990), 0.0), ((340, 990), 0), ((352, 760), 0))),
                      cloth.shade, opacity=0.7)  # fmt: skip
        else:
            ink.shape(taper((382, 900), (398, 780), 11, -0.06), mixed(cloth.light, _WHITE, 0.35), opacity=0.6)
        pocket = side(chain((398, 906), ((424, 948), 0.02)))
        ink.line(pocket, cloth.line, 9)
        ink.line(pocket, second.base, 4.6)
    ink.shape(shape, None, cloth.line, 4)
    rib = side(chain((372, 968), ((466, 976), -0.04), ((466, 1010), 0), ((380, 1004), 0.06), ((372, 968), -0.1)))
    ink.shape(rib, linear((372, 0), (628, 0), (0, second.light), (1, second.base)), second.line, 3.8)
    with ink.clipped(rib):
        ink.line(side(chain((366, 986), ((470, 992), -0.04))), metal.base, 8)
        for index in range(8):
            x = 382 + 12 * index
            ink.shape(side(taper((x, 968), (x + 2, 1012), 2.6, 0.0)), second.line, opacity=0.5)
    placket = side(chain((462, 770), ((452, 840), 0.02), ((467, 930), 0.03), ((462, 990), 0)))
    ink.line(placket, second.line, 8)
    ink.line(placket, second.base, 4)
    if side is left:
        for y, x in ((822, 442), (872, 445), (922, 454)):
            ink.ellipse(x, y, 7, 7, radial(x - 2, y - 3, 9, 9, (0, metal.light), (1, metal.base)), metal.line, 2.4)
    else:
        _draw_letter(ink, palette)


def _draw_letter(ink: Ink, palette: Palette) -> None:
    """The chenille letter on her chest: a round O."""
    second, metal = palette.second, palette.metal
    x, y = 583.0, 846.0
    ink.ellipse(x, y, 27, 31, second.base, second.line, 3)
    ink.ellipse(x, y, 18.5, 22.5, None, metal.line, 13)
    ink.ellipse(x, y, 18.5, 22.5, None, metal.base, 8.5)
    for index in range(14):
        angle = math.tau * index / 14
        ink.ellipse(x + 18.5 * math.cos(angle), y + 22.5 * math.sin(angle), 1.3, 1.3, metal.shade)


def _draw_collar(ink: Ink, palette: Palette) -> None:
    """The ribbed collar, and the whistle on its cord."""
    second, metal, ribbon = palette.second, palette.metal, palette.ribbon
    for side in (left, right):
        collar = chain(
            (484, 766), ((438, 738), 0.06), ((396, 720), 0.0), ((402, 694), 0.3), ((446, 704), 0.02),
            ((482, 740), 0.08), ((484, 766), 0.05),
        )  # fmt: skip
        shape = side(collar)
        ink.shape(shape, vertical(694, 768, (0, second.light), (0.6, second.base), (1, second.shade)), second.line, 3.8)
        with ink.clipped(shape):
            ink.line(side(smooth([(398, 708), (440, 724), (486, 756)])), metal.base, 7)
            for a, b in (
                ((410, 694), (408, 724)),
                ((428, 698), (424, 732)),
                ((446, 704), (438, 740)),
                ((462, 716), (454, 750)),
            ):
                ink.shape(side(taper(a, b, 2.6, 0.0)), second.line, opacity=0.5)
        ink.line(side(smooth([(462, 716), (470, 770), (498, 812)])), ribbon.line, 6)
        ink.line(side(smooth([(462, 716), (470, 770), (498, 812)])), ribbon.base, 3.2)
    with ink.placed(500, 828, -14):
        body = vertical(-16, 20, (0, metal.light), (0.5, metal.base), (1, metal.shade))
        pipe = chain((-30, -13), ((8, -15), 0.0), ((8, 2), 0), ((-30, 0), 0.0), ((-30, -13), 0))
        ink.shape(pipe, body, metal.line, 3.2)
        ink.ellipse(10, 3, 18, 17, body, metal.line, 3.4)
        ink.ellipse(10, 4, 7, 6.5, metal.shade, metal.line, 1.6)
        ink.ellipse(4, -6, 4.4, 3, _WHITE, opacity=0.9)
        ink.ellipse(12, -18, 5, 5, None, metal.line, 3)


def draw_arm(ink: Ink, palette: Palette, limb: Limb) -> None:
    """A white sleeve under the coloured shoulder of the jacket, with a striped ribbed cuff."""
    second = palette.second

    def shoulder() -> None:
        with ink.placed(*limb.shoulder, 0.8 * (limb.upper_turn - _REST_TURN)), ink.placed(-SHOULDER[0], -SHOULDER[1]):
            ink.stamp(("cap",), (300, 690, 150, 160), lambda fresh: _draw_shoulder(fresh, palette))

    draw_tube(ink, second, limb, (72, 84, 88), (88, 90, 76), begin=0.06, end=0.84, cover=shoulder)
    draw_hand(ink, palette, limb.wrist, limb.hand, limb.shares)
    with ink.placed(*limb.fore(0.84), limb.fore_turn):
        ink.stamp(("ribs",), (-20, -46, 56, 92), lambda fresh: _draw_cuff(fresh, palette))


def _draw_shoulder(ink: Ink, palette: Palette) -> None:
    cloth, second = palette.cloth, palette.second
    cap = smooth([(428, 740), (398, 713), (360, 728), (334, 772), (332, 800), (372, 816), (418, 806)], closed=True)
    ink.shape(cap, vertical(706, 820, (0, cloth.light), (0.4, cloth.base), (1, cloth.shade)), cloth.line, 4)
    with ink.clipped(cap):
        ink.shape(taper((396, 830), (424, 728), 26, 0.0), cloth.shade, opacity=0.7)
        ink.shape(taper((344, 786), (374, 730), 10, 0.14), mixed(cloth.light, _WHITE, 0.4), opacity=0.7)
        ink.line(smooth([(330, 788), (372, 804), (420, 794)]), second.line, 8)
        ink.line(smooth([(330, 788), (372, 804), (420, 794)]), second.base, 4)
    ink.shape(cap, None, cloth.line, 4)


def _draw_cuff(ink: Ink, palette: Palette) -> None:
    second, metal = palette.second, palette.metal
    cuff = smooth([(-8, -39), (12, -33), (28, -31), (32, 0), (28, 31), (12, 33), (-8, 39), (-4, 0)], closed=True)
    ink.shape(cuff, vertical(-38, 38, (0, second.light), (0.5, second.base), (1, second.shade)), second.line, 3.8)
    with ink.clipped(cuff):
        ink.line(smooth([(10, -36), (15, 0), (10, 36)]), metal.base, 9)
        for index in range(7):
            y = -27 + 9 * index
            ink.taper((-6, y * 1.14), (32, y * 0.94), 2.6, 0.0, second.line, 0.5)
    ink.shape(cuff, None, second.line, 3.8)


_REST_TURN = 20.0  # degrees that the upper arm stands off at rest
ARMS = ArmLook(
    draw_arm,
    rest=(Joints((300, 866), (374, 928), 36, "fist"), Joints((304, 862), (370, 924), 36, "fist")),
    gestures={
        "pump": (
            Joints((314, 852), (404, 778), -66, "fist", swing=(2, -22, 4)),
            Joints((288, 720), (246, 594), -92, "fist", swing=(2, -26, 4)),
        ),
        "chest": (Joints((326, 862), (430, 812), -14, "flat", swing=(0, -4, 2)), None),
        "hip": (None, Joints((302, 812), (268, 700), -96, "peace", 0.0, (8, -4, 10))),
        "droop": (Joints((342, 862), (326, 952), 84, "flat"), Joints((342, 862), (326, 952), 84, "flat")),
    },
)


def draw_varsity(ink: Ink, palette: Palette, layer: str) -> None:
    """One layer: "feet", "skirt", "torso" or "sleeves" (the collar with the whistle); the arms are `draw_arm`."""
    draw = {"feet": _draw_feet, "skirt": _draw_skirt, "torso": _draw_torso, "sleeves": _draw_collar}.get(layer)
    if draw is not None:
        draw(ink, palette)
