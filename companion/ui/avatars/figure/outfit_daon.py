"""The cardigan: a soft open cardigan over a blouse, a long pleated skirt with an apron, and a mug in both hands.

Drawing units. What moves as "flame" is the steam above the mug.
"""

from dataclasses import replace

from companion.ui.avatars.figure.arms import SHOULDER, ArmLook, Carried, Joints
from companion.ui.avatars.figure.body import draw_neck
from companion.ui.avatars.figure.curves import (
    Point,
    Side,
    along,
    chain,
    join,
    left,
    right,
    scallops,
    smooth,
    strand,
    taper,
)
from companion.ui.avatars.figure.hair_daon import draw_daisy
from companion.ui.avatars.figure.hands import draw_hand
from companion.ui.avatars.figure.ink import Ink, linear, radial, vertical
from companion.ui.avatars.figure.limbs import LEG_LEFT, LEG_RIGHT, draw_leg, draw_stocking
from companion.ui.avatars.figure.palette import LEAF, Family, Palette, family, mixed
from companion.ui.avatars.figure.pleats import draw_pleats, pleat_edges
from companion.ui.avatars.figure.sleeves import Limb, draw_tube

WAIST = 926.0
MUG: Point = (500.0, 866.0)  # the middle of the mug
STEAM: Point = (500.0, 822.0)
_WHITE = "#ffffff"


def wool(palette: Palette) -> Family:
    """The cardigan: the ribbon's colour, faded by the trim."""
    cloth = family(mixed(palette.ribbon.base, palette.second.base, 0.35))
    return replace(cloth, shade=mixed(cloth.shade, palette.ribbon.base, 0.45))


def _draw_feet(ink: Ink, palette: Palette) -> None:
    shoe = family(mixed(palette.hair.shade, palette.ribbon.shade, 0.25))
    for leg, flip in ((LEG_LEFT, False), (LEG_RIGHT, True)):
        draw_leg(ink, palette, leg, 1250)
        draw_stocking(ink, leg, palette.second, 1240)
        _draw_shoe(ink, shoe, leg.spine[-1][0], 1332, flip)


def _draw_shoe(ink: Ink, shoe: Family, x: float, y: float, flip: bool) -> None:
    """A round shoe with a strap and a button; the toe points to the viewer's left."""
    with ink.placed(x, y, 0.0, -1.0 if flip else 1.0, 1.0):
        body = smooth(
            [
                (-28, -54),
                (-50, -46),
                (-72, -28),
                (-76, -8),
                (-50, 2),
                (10, 2),
                (36, -2),
                (38, -30),
                (28, -56),
                (6, -38),
                (-14, -38),
            ],
            closed=True,
        )
        ink.shape(body, vertical(-56, 2, (0, shoe.light), (0.45, shoe.base), (1, shoe.shade)), shoe.line, 3.8)
        with ink.clipped(body):
            ink.shape(
                chain((-80, -6), ((40, -8), -0.02), ((40, 6), 0), ((-80, 6), 0), ((-80, -6), 0)), shoe.line, opacity=0.8
            )
            ink.shape(taper((-66, -28), (-36, -44), 8, 0.2), mixed(shoe.light, _WHITE, 0.4), opacity=0.9)
        strap = chain((-28, -58), ((28, -58), -0.12), ((28, -46), 0), ((-28, -46), 0.12), ((-28, -58), 0))
        ink.shape(strap, shoe.base, shoe.line, 3)
        ink.ellipse(-20, -50, 4, 4, mixed(shoe.light, _WHITE, 0.5), shoe.line, 2)


def _draw_skirt(ink: Ink, palette: Palette) -> None:
    """Long pleats with a lace edge below, and the apron in front."""
    cloth, second = palette.cloth, palette.second
    lace = along((296, 1232), (704, 1232), 20, sag=44)
    under = join(scallops(lace, 0.26), [(704, 1232), (600, 1190), (400, 1190), (296, 1232)])
    ink.shape(under, second.shade, second.line, 3)
    skirt = draw_pleats(ink, pleat_edges((WAIST, 66), (1262, 212), 11, sag=44), cloth, 22, 0.1)
    shadow = chain(
        (420, WAIST - 20),
        ((580, WAIST - 20), 0),
        ((664, 1016), 0),
        ((500, 1050), 0.08),
        ((336, 1016), 0.08),
        ((420, WAIST - 20), 0),
    )
    with ink.clipped(skirt):
        ink.shape(shadow, vertical(WAIST, 1050, (0, cloth.line, 0.55), (0.7, cloth.line, 0.3), (1, cloth.line, 0.0)))
    _draw_apron(ink, palette)


def _draw_apron(ink: Ink, palette: Palette) -> None:
    """A cream apron with a ruffled edge and a pocket that holds a daisy."""
    second = palette.second
    edge: list[Point] = [
        (436, 936),
        (420, 1010),
        (404, 1062),
        (396, 1110),
        (402, 1146),
        (430, 1164),
        (464, 1172),
        (500, 1175),
    ]
    half = scallops(edge, -0.26)
    panel = join(half, right(half)[::-1])
    ink.shape([(x, y + 8) for x, y in panel], palette.cloth.line, opacity=0.4)
    ink.shape(panel, vertical(920, 1180, (0, second.shade), (0.3, second.base), (1, second.light)), second.line, 3.4)
    with ink.clipped(panel):
        for a, b, width, bend in (((436, 1180), (462, 960), 26, 0.04), ((556, 1180), (530, 960), 30, -0.04)):
            ink.wedge(a, b, width, bend, second.shade, 0.8)
        inner = chain(
            (436, 950),
            ((412, 1110), 0.04),
            ((432, 1148), -0.2),
            ((568, 1148), -0.06),
            ((588, 1110), -0.2),
            ((564, 950), 0.04),
        )
        ink.line(inner, palette.ribbon.base, 3.4, 0.8)
    draw_daisy(ink, palette, 474, 1034, 17, 0)
    draw_daisy(ink, palette, 500, 1022, 21, 12)
    for dx in (-2, 10):
        ink.taper((512 + dx, 1062), (520 + 2 * dx, 1022), 9, -0.1, LEAF.base)
    pocket = chain(
        (452, 1052),
        ((500, 1058), -0.06),
        ((548, 1052), -0.06),
        ((540, 1112), 0.04),
        ((500, 1126), 0.1),
        ((460, 1112), 0.1),
        ((452, 1052), 0.04),
    )
    ink.shape(
        pocket, vertical(1050, 1126, (0, second.light), (1, mixed(second.base, second.shade, 0.5))), second.line, 3
    )
    ink.line(chain((456, 1064), ((500, 1070), -0.06), ((544, 1064), -0.06)), palette.ribbon.base, 3, 0.9)


def _draw_torso(ink: Ink, palette: Palette) -> None:
    second, ribbon = palette.second, palette.ribbon
    draw_neck(ink, palette)
    blouse = chain(
        (418, 714), ((398, 790), 0.1), ((418, 872), -0.06), ((430, WAIST + 10), 0.04), ((570, WAIST + 10), -0.04),
        ((582, 872), 0.04), ((602, 790), -0.06), ((582, 714), 0.1), ((540, 722), -0.04), ((500, 746), 0.06),
        ((460, 722), 0.06), ((418, 714), -0.04),
    )  # fmt: skip
    ink.shape(
        blouse,
        vertical(714, WAIST, (0, second.light), (0.6, second.base), (1, mixed(second.base, second.shade, 0.6))),
        second.line,
        4,
    )
    with ink.clipped(blouse):
        for x in (466, 534):
            ink.taper((x, 930), (500 + (x - 500) * 0.7, 770), 7, 0.0, second.shade)
        ink.wedge((500, 930), (500, 760), 4, 0.0, second.line, 0.6)
    sash = chain((428, 912), ((572, 912), -0.06), ((576, 944), 0), ((424, 944), 0.06), ((428, 912), 0))
    ink.shape(sash, vertical(910, 950, (0, second.light), (1, second.shade)), second.line, 3.4)
    for side in (left, right):
        _draw_front(ink, palette, side)
        collar = chain(
            (500, 744),
            ((452, 706), -0.08),
            ((408, 722), -0.12),
            ((412, 762), 0.2),
            ((462, 776), 0.18),
            ((500, 744), 0.16),
        )
        ink.shape(side([(x, y + 7) for x, y in collar]), second.line, opacity=0.35)
        ink.shape(side(collar), vertical(706, 776, (0, second.light), (1, second.base)), second.line, 3.4)
        ink.line(side(smooth([(421, 726), (424, 755), (458, 766), (488, 748)])), ribbon.base, 3, 0.9)
    _draw_bow(ink, palette, 500, 756)


def _draw_bow(ink: Ink, palette: Palette, x: float, y: float) -> None:
    ribbon = palette.ribbon
    for flip in (-1, 1):
        tail = chain((x, y), ((x + flip * 26, y + 62), 0.1 * flip), ((x + flip * 8, y + 56), 0), ((x, y), -0.08 * flip))
        ink.shape(tail, ribbon.base, ribbon.line, 3)
        loop = chain(
            (x, y), ((x + flip * 40, y - 22), 0.26 * flip), ((x + flip * 46, y + 18), 0.4 * flip), ((x, y), 0.22 * flip)
        )
        ink.shape(
            loop,
            linear((x, y - 24), (x, y + 22), (0, ribbon.light), (0.6, ribbon.base), (1, ribbon.shade)),
            ribbon.line,
            3.2,
        )
        ink.wedge((x + flip * 5, y), (x + flip * 32, y - 4), 7, 0.0, ribbon.shade, 0.9)
    ink.ellipse(x, y, 11, 12, ribbon.base, ribbon.line, 3)


def _ribs(ink: Ink, cloth: Family, a: tuple[Point, Point], b: tuple[Point, Point], count: int) -> None:
    """Lines of ribbed knitting between the edges a (outer) and b (inner), `count` of them."""
    for index in range(1, count):
        t = index / count
        start = (a[0][0] + (a[1][0] - a[0][0]) * t, a[0][1] + (a[1][1] - a[0][1]) * t)
        end = (b[0][0] + (b[1][0] - b[0][0]) * t, b[0][1] + (b[1][1] - b[0][1]) * t)
        ink.taper(start, end, 3.6, 0.0, cloth.line, 0.5)


def _draw_front(ink: Ink, palette: Palette, side: Side) -> None:
    """One front of the cardigan, with a ribbed border and buttons."""
    cloth = wool(palette)
    front = chain(
        (452, 722), ((396, 712), 0.05), ((366, 800), 0.1), ((358, 900), -0.03), ((338, 1000), 0.03),
        ((438, 1034), -0.1), ((434, 930), -0.02), ((430, 840), 0.03), ((452, 722), 0.02),
    )  # fmt: skip
    shape = side(front)
    ink.shape(shape, vertical(712, 1040, (0, cloth.light), (0.5, cloth.base), (1, cloth.shade)), cloth.line, 4)
    with ink.clipped(shape):
        for a, b, width, bend in (((366, 1050), (396, 820), 36, 0.05), ((410, 1050), (416, 880), 16, 0.0)):
            ink.shape(side(taper(a, b, width, bend)), cloth.shade, opacity=0.85)
        hem = side(chain((330, 972), ((446, 1004), -0.1), ((446, 1060), 0), ((320, 1060), 0), ((330, 972), 0)))
        ink.shape(hem, cloth.base, cloth.line, 3)
        for x in (354, 370, 386, 402):
            ink.shape(side(taper((x, 1040), (x + 3, 1000), 3.4, 0.0)), cloth.line, opacity=0.5)
        border = side(
            chain(
                (456, 722),
                ((434, 840), -0.02),
                ((438, 930), -0.03),
                ((442, 1040), 0.02),
                ((418, 1040), 0),
                ((412, 930), -0.02),
                ((410, 840), 0.03),
                ((430, 722), 0.02),
                ((456, 722), 0),
            )
        )
        ink.shape(border, cloth.light, cloth.line, 3)
    ink.shape(shape, None, cloth.line, 4)
    if side is right:
        for y in (976, 1022):
            bx, by = side([(429, y)])[0]
            ink.ellipse(
                bx,
                by,
                8,
                8,
                radial(bx - 2, by - 3, 10, 10, (0, palette.metal.light), (1, palette.metal.base)),
                palette.metal.line,
                2.6,
            )


def draw_arm(ink: Ink, palette: Palette, limb: Limb) -> None:
    """A wide knitted sleeve that narrows to a ribbed cuff."""
    cloth = wool(palette)

    def shoulder() -> None:
        with ink.placed(*limb.shoulder, 0.8 * (limb.upper_turn - _REST_TURN)), ink.placed(-SHOULDER[0], -SHOULDER[1]):
            _draw_shoulder(ink, cloth)

    draw_tube(ink, cloth, limb, (70, 84, 94), (94, 92, 78), begin=0.05, end=0.78, cover=shoulder)
    draw_hand(ink, palette, limb.wrist, limb.hand, limb.shares)
    with ink.placed(*limb.fore(0.78), limb.fore_turn):
        cuff = smooth([(-10, -39), (28, -33), (34, 0), (28, 33), (-10, 39), (-16, 0)], closed=True, tension=0.7)
        ink.shape(cuff, vertical(-38, 38, (0, cloth.light), (0.6, cloth.base), (1, cloth.shade)), cloth.line, 3.8)
        for y in (-22, -8, 8, 22):
            ink.taper((-8, y * 1.08), (28, y * 0.92), 3.4, 0.0, cloth.line, 0.5)


def _draw_shoulder(ink: Ink, cloth: Family) -> None:
    """The shoulder of the cardigan, drawn where it lies while the arm hangs."""
    cap = smooth([(424, 734), (396, 712), (362, 726), (336, 772), (326, 812), (362, 822), (412, 806)], closed=True)
    ink.shape(cap, vertical(708, 822, (0, cloth.light), (0.7, mixed(cloth.light, cloth.base, 0.7)), (1, cloth.base)))
    ink.line(smooth([(326, 812), (362, 822), (412, 806), (424, 734)]), cloth.line, 2.2, 0.55)  # the seam, soft
    ink.line(smooth([(424, 734), (396, 712), (362, 726), (336, 772), (326, 812)]), cloth.line, 3.8)
    ink.taper((340, 800), (372, 734), 10, 0.12, mixed(cloth.light, _WHITE, 0.5), 0.8)


def _draw_mug(ink: Ink, palette: Palette) -> None:
    gem = palette.gem
    x, y = MUG
    cup = chain(
        (x - 46, y - 42),
        ((x - 40, y + 44), -0.04),
        ((x + 40, y + 44), -0.16),
        ((x + 46, y - 42), -0.04),
        ((x - 46, y - 42), 0),
    )
    ink.shape(cup, linear((x - 46, 0), (x + 46, 0), (0, gem.light), (0.5, gem.base), (1, gem.shade)), gem.line, 4)
    ink.ellipse(x, y - 42, 46, 13, gem.light, gem.line, 3.6)
    ink.ellipse(x, y - 39, 37, 8.5, linear((x - 37, 0), (x + 37, 0), (0, "#d98a3c"), (1, "#a85a2a")), gem.line, 2)
    ink.taper((x - 22, y - 41), (x + 6, y - 43), 4, 0.1, "#ffe7b0", 0.8)


def _draw_steam(ink: Ink, palette: Palette) -> None:
    x, y = STEAM
    for dx, tall, swing in ((-16, 78, 11), (12, 104, -12), (30, 60, 8)):
        spine = [
            (x + dx + swing * wave, y - tall * share)
            for share, wave in ((0, 0), (0.25, 1), (0.5, 0), (0.75, -1), (1, 0))
        ]
        ink.shape(
            strand(spine, (3, 13, 15, 11, 0)),
            vertical(y - tall, y, (0, _WHITE, 0.0), (0.4, _WHITE, 0.75), (1, _WHITE, 0.25)),
        )


def _mug(elbow: Point, wrist: Point, hand: float = -4.0) -> Joints:
    """The hand that never lets go of the mug."""
    return Joints(elbow, wrist, hand, "flat")


_REST_TURN = 24.0  # degrees that the upper arm stands off at rest
_GRIP: Point = (426.0, 884.0)  # her wrists at rest
_HELD, _ASIDE = _mug((330, 872), _GRIP), _mug((326, 880), (402, 912))
ARMS = ArmLook(
    draw_arm,
    rest=(Joints((330, 872), _GRIP, -2, "flat"), _HELD),
    gestures={
        "cheer": (Joints((290, 712), (236, 590), -104, "open", swing=(4, -26, 8)), _mug((306, 846), (372, 800))),
        "pump": (Joints((314, 852), (404, 776), -66, "fist", swing=(2, -20, 4)), _ASIDE),
        "chest": (Joints((332, 858), (428, 806), -14, "flat", swing=(0, -3, 2)), _ASIDE),
        "droop": (None, _mug((340, 884), (424, 924))),
        "cross": (None, None),
        "gasp": (Joints((322, 838), (420, 694), -54, "cup", 0.8), _ASIDE),
        "fidget": (None, None),
        "cheeks": (Joints((302, 752), (362, 650), -64, "cup", 1.0, (3, -4, 2)), _ASIDE),
        "hip": (Joints((266, 846), (372, 916), 28, "flat"), _ASIDE),
        "rub": (Joints((300, 768), (360, 562), -42, "fist", 1.0, (7, 5, 5)), _ASIDE),
        "clasp": (None, _mug((332, 860), (426, 862))),
        "wave": (Joints((286, 764), (242, 654), -94, "open", swing=(20, 2, 20)), _ASIDE),
        "think": (Joints((336, 868), (424, 712), -60, "point", 0.8), _ASIDE),
        "tell": (Joints((316, 864), (254, 810), -148, "bowl", swing=(4, -12, 8)), _ASIDE),
        "hair": (Joints((302, 764), (322, 606), -72, "flat", 1.0, (0, -14, 8)), _ASIDE),
    },
    carried={
        "held": Carried(1, (1000 - _GRIP[0], _GRIP[1]), MUG),
        "flame": Carried(1, (1000 - _GRIP[0], _GRIP[1]), STEAM, shape="flat"),
    },
)


def draw_cardigan(ink: Ink, palette: Palette, layer: str) -> None:
    """One layer: "feet", "skirt", "torso", "held" (the mug) or "flame" (its steam); the arms are `draw_arm`."""
    draw = {
        "feet": _draw_feet,
        "skirt": _draw_skirt,
        "torso": _draw_torso,
        "held": _draw_mug,
        "flame": _draw_steam,
    }.get(layer)
    if draw is not None:
        draw(ink, palette)
