"""The archmage: cape with a high collar, short robe, boots, a staff and a flame above the palm. Drawing units."""

import math
from collections.abc import Callable

from companion.ui.avatars.figure.arms import SHOULDER, ArmLook, Carried, Joints
from companion.ui.avatars.figure.body import draw_legs, draw_neck
from companion.ui.avatars.figure.curves import (
    Curve,
    Point,
    chain,
    join,
    left,
    moved,
    right,
    samples,
    scallops,
    smooth,
    strand,
    taper,
    turned,
    wedge,
)
from companion.ui.avatars.figure.hands import draw_hand
from companion.ui.avatars.figure.ink import Ink, linear, radial, vertical
from companion.ui.avatars.figure.palette import Family, Palette, mixed
from companion.ui.avatars.figure.props import draw_flame, draw_staff
from companion.ui.avatars.figure.sleeves import Limb, draw_tube

WAIST = 926.0
_STAFF_X = 794.0


def draw_cape_back(ink: Ink, palette: Palette) -> None:
    """The cape behind the body, blown a little to one side, lined with the ribbon's colour."""
    cloth, lining = palette.cloth, palette.ribbon
    outline = chain(
        (396, 720), ((300, 860), 0.08), ((232, 1080), -0.05), ((170, 1246), 0.05), ((252, 1228), 0.1),
        ((300, 1278), 0.14),
        ((376, 1236), 0.16), ((470, 1270), 0.1), ((560, 1240), 0.1), ((640, 1284), 0.14), ((706, 1232), 0.16),
        ((800, 1258), 0.08),
        ((744, 1060), 0.05), ((692, 860), -0.03), ((604, 720), 0.08), ((396, 720), 0),
    )  # fmt: skip
    ink.shape(
        outline,
        vertical(720, 1280, (0, lining.shade), (0.5, mixed(lining.shade, lining.line, 0.4)), (1, lining.shade)),
        cloth.line,
        4.2,
    )
    with ink.clipped(outline):
        for a, b, width, bend in (
            ((240, 1270), (400, 800), 54, 0.06), ((330, 1290), (430, 820), 40, 0.05),
            ((650, 1290), (570, 820), 46, -0.05),
            ((760, 1270), (610, 800), 54, -0.06),
        ):  # fmt: skip
            ink.taper(a, b, width, bend, lining.line, 0.55)
        for side in (left, right):
            edge = side(
                chain(
                    (392, 716),
                    ((300, 860), 0.08),
                    ((228, 1080), -0.05),
                    ((168, 1250), 0.05),
                    ((232, 1240), 0),
                    ((276, 1060), -0.05),
                    ((336, 870), 0.05),
                    ((410, 730), -0.08),
                    ((392, 716), 0),
                )
            )
            ink.shape(edge, vertical(720, 1260, (0, cloth.base), (1, cloth.light)), cloth.line, 3)
            ink.shape(side(taper((206, 1220), (330, 850), 9, 0.07)), mixed(cloth.light, "#ffffff", 0.2), opacity=0.5)
    ink.shape(outline, None, cloth.line, 4.2)
    for x, y, width, turn in ((268, 1176, 13, 20), (742, 1140, 15, -24), (690, 1206, 9, 10)):
        _burn_hole(ink, palette, x, y, width, turn)


def _burn_hole(ink: Ink, palette: Palette, x: float, y: float, width: float, turn: float) -> None:
    """A real hole with a charred, glowing edge: what went wrong with a spell."""
    hole = smooth(
        [(width, 0), (width * 0.5, width * 0.7), (-width * 0.4, width * 0.6), (-width * 0.9, 0),
        (-width * 0.3, -width * 0.8),
         (width * 0.6, -width * 0.5)],
        closed=True,
    )  # fmt: skip
    hole = moved(turned(hole, turn), x, y)
    ink.shape(hole, palette.cloth.line, palette.cloth.line, 9)
    ink.shape(hole, palette.gem.base, palette.gem.base, 3.5, opacity=0.9)
    ink.erase(hole)


def draw_robe(ink: Ink, palette: Palette) -> None:
    """A short flared robe: cream pleats below, dark panels with a metal hem above."""
    cloth, second, metal = palette.cloth, palette.second, palette.metal
    hem = [
        (318, 1150),
        (350, 1172),
        (388, 1164),
        (424, 1184),
        (462, 1172),
        (500, 1190),
        (538, 1172),
        (576, 1184),
        (612, 1164),
        (650, 1172),
        (682, 1150),
    ]
    skirt = join(
        chain((436, WAIST), ((380, 1030), -0.04), ((318, 1150), 0.04)),
        scallops(hem, 0.12),
        chain((682, 1150), ((620, 1030), 0.04), ((564, WAIST), -0.04), ((436, WAIST), 0)),
    )
    ink.shape(skirt, vertical(WAIST, 1190, (0, second.shade), (0.35, second.base), (1, second.light)), second.line, 4)
    with ink.clipped(skirt):
        for a, b in (
            ((350, 1180), (446, 960)),
            ((424, 1190), (474, 960)),
            ((500, 1196), (500, 970)),
            ((576, 1190), (526, 960)),
            ((650, 1180), (554, 960)),
        ):
            ink.taper((a[0] + 14, a[1]), b, 26, 0.02, second.shade, 0.9)
            ink.wedge(a, b, 6, 0.02, second.line, 0.8)
    for side in (left, right):
        panel = side(
            chain(
                (432, WAIST),
                ((370, 1030), -0.05),
                ((296, 1136), 0.05),
                ((330, 1160), 0.02),
                ((376, 1152), 0.06),
                ((440, 1060), -0.04),
                ((482, WAIST), 0.02),
                ((432, WAIST), 0),
            )
        )
        ink.shape(panel, vertical(WAIST, 1160, (0, cloth.shade), (0.3, cloth.base), (1, cloth.light)), cloth.line, 4)
        with ink.clipped(panel):
            ink.shape(side(taper((352, 1160), (440, 960), 30, 0.05)), cloth.shade, opacity=0.8)
            ink.shape(side(taper((322, 1140), (410, 1000), 9, 0.05)), mixed(cloth.light, "#ffffff", 0.25), opacity=0.6)
            trim = side(
                chain((290, 1122), ((330, 1146), 0.02), ((374, 1138), 0.06), ((444, 1048), -0.04), ((486, WAIST), 0.02))
            )
            ink.line(trim, metal.line, 16)
            ink.line(trim, metal.base, 10)
            ink.line(trim, metal.light, 3, 0.8)
        ink.shape(panel, None, cloth.line, 4)


def draw_torso(ink: Ink, palette: Palette) -> None:
    """Cream tunic under a wide belt."""
    cloth, second, metal, gem = palette.cloth, palette.second, palette.metal, palette.gem
    draw_neck(ink, palette)
    body = chain(
        (404, 716),
        ((398, 800), 0.08),
        ((418, 872), -0.06),
        ((432, WAIST + 8), 0.04),
        ((568, WAIST + 8), 0),
        ((582, 872), 0.04),
        ((602, 800), -0.06),
        ((596, 716), 0.08),
        ((500, 742), -0.08),
        ((404, 716), -0.08),
    )
    ink.shape(
        body, linear((400, 0), (600, 0), (0, second.light), (0.5, second.base), (1, second.shade)), second.line, 4
    )
    with ink.clipped(body):
        ink.shape(
            chain(
                (396, 716),
                ((604, 716), 0),
                ((606, 862), 0),
                ((500, 806), 0.12),
                ((394, 862), 0.12),
                ((396, 716), 0),
            ),
            second.shade,
            opacity=0.75,
        )
        ink.wedge((500, WAIST), (500, 760), 5, 0.0, second.line, 0.6)
        for side in (left, right):
            ink.shape(side(wedge((440, WAIST), (430, 830), 6, 0.05)), second.line, opacity=0.5)
    belt = chain(
        (424, WAIST - 26),
        ((500, WAIST - 18), -0.06),
        ((576, WAIST - 26), -0.06),
        ((580, WAIST + 16), 0),
        ((500, WAIST + 26), 0.06),
        ((420, WAIST + 16), 0.06),
        ((424, WAIST - 26), 0),
    )
    ink.shape(
        belt, vertical(WAIST - 26, WAIST + 26, (0, cloth.light), (0.4, cloth.base), (1, cloth.shade)), cloth.line, 3.8
    )
    buckle = chain(
        (500, WAIST - 34), ((532, WAIST), 0), ((500, WAIST + 38), 0), ((468, WAIST), 0), ((500, WAIST - 34), 0)
    )
    ink.shape(
        buckle, linear((470, 900), (530, 960), (0, metal.light), (0.5, metal.base), (1, metal.shade)), metal.line, 3
    )
    ink.ellipse(
        500,
        WAIST + 1,
        13,
        16,
        radial(496, WAIST - 6, 18, 20, (0, gem.light), (0.5, gem.base), (1, gem.shade)),
        gem.line,
        2,
    )


def draw_collar(ink: Ink, palette: Palette) -> None:
    """What of the shoulder cape does not move with the arms: standing collar, front, clasp and chain."""
    cloth, metal, gem, lining = palette.cloth, palette.metal, palette.gem, palette.ribbon
    for side in (left, right):
        collar = side(
            chain(
                (470, 742),
                ((402, 716), 0.02),
                ((352, 628), -0.12),
                ((404, 662), 0.06),
                ((452, 690), 0.06),
                ((488, 748), -0.08),
                ((470, 742), 0),
            )
        )
        inner = side(chain((440, 700), ((352, 628), -0.06), ((404, 642), 0.1), ((458, 672), 0.06), ((440, 700), 0)))
        ink.shape(inner, lining.base, cloth.line, 3.5)
        ink.shape(collar, vertical(626, 750, (0, cloth.light), (1, cloth.base)), cloth.line, 4)
        ink.line(side(chain((404, 718), ((354, 632), -0.12))), metal.base, 4)
        with ink.clipped(side(_box(_SPLIT - 34, 500))):
            _draw_cape_half(ink, palette, side)
    ink.line(chain((456, 764), ((544, 764), -0.2)), metal.line, 7)
    ink.line(chain((456, 764), ((544, 764), -0.2)), metal.base, 4)
    ink.ellipse(
        500,
        756,
        26,
        26,
        linear((478, 734), (522, 780), (0, metal.light), (0.5, metal.base), (1, metal.shade)),
        metal.line,
        3,
    )
    ink.ellipse(
        500, 756, 17, 17, radial(495, 750, 22, 22, (0, gem.light), (0.45, gem.base), (1, gem.shade)), gem.line, 2
    )
    ink.ellipse(494, 749, 4.5, 5.5, "#ffffff", opacity=0.9)


_SPLIT = 448.0  # x: nearer to the middle the shoulder cape lies still, farther out it is lifted by the arm


def _box(x0: float, x1: float) -> Curve:
    return chain((x0, 560), ((x1, 560), 0), ((x1, 960), 0), ((x0, 960), 0), ((x0, 560), 0))


_CAPE_HALF = smooth(
    samples(
        chain(
            (486, 740), ((396, 708), 0.02), ((326, 758), -0.13), ((296, 852), -0.04), ((352, 872), 0.1),
            ((420, 838), 0.12), ((486, 782), 0.02),
        ),
        4,
    )
)  # fmt: skip


def _draw_cape_half(ink: Ink, palette: Palette, bent: Callable[[Curve], Curve]) -> None:
    """One half of the shoulder cape, drawn for the viewer's left; `bent` mirrors it or lifts it with the arm."""
    cloth, metal = palette.cloth, palette.metal
    cape = bent(_CAPE_HALF)
    ink.shape(cape, vertical(710, 870, (0, cloth.light), (0.5, cloth.base), (1, cloth.shade)), cloth.line, 4)
    with ink.clipped(cape):
        for a, b, width, bend in (((330, 880), (384, 740), 28, 0.06), ((396, 862), (430, 750), 24, 0.05)):
            ink.shape(bent(taper(a, b, width, bend)), cloth.shade, opacity=0.9)
        ink.shape(bent(taper((316, 830), (352, 756), 10, 0.1)), mixed(cloth.light, "#ffffff", 0.3), opacity=0.6)
        trim = bent(chain((292, 838), ((352, 858), 0.1), ((418, 824), 0.12), ((490, 766), 0.02)))
        ink.line(trim, metal.line, 14)
        ink.line(trim, metal.base, 9)
        ink.line(trim, metal.light, 2.6, 0.8)
    ink.shape(cape, None, cloth.line, 4)


_REST_TURN = 14.0  # degrees the upper arm stands off at rest


def _lifted(turn: float, rise: float) -> Callable[[Curve], Curve]:
    """Moves the shoulder cape as the arm lifts it: turned about the shoulder, the more the farther out it lies.

    turn: degrees of the upper arm; rise: how much lower than usual the shoulder is.
    """
    px, py = SHOULDER[0] + 14, SHOULDER[1] + rise - 10
    angle = math.radians(0.72 * max(-20.0, min(120.0, turn - _REST_TURN)))

    def move(points: Curve) -> Curve:
        result = []
        for x, y in points:
            share = min(1.0, max(0.0, (_SPLIT - x) / 130.0))
            share = share * share * (3 - 2 * share)
            cos, sin = math.cos(angle * share), math.sin(angle * share)
            near = 1.0 - 0.3 * share * max(0.0, angle)  # the corner slides up along the arm instead of standing off
            dx, dy = near * (x - px), near * (y - py)
            result.append((px + dx * cos - dy * sin, py + dx * sin + dy * cos + rise * share))
        return result

    return move


def draw_arm(ink: Ink, palette: Palette, limb: Limb) -> None:
    """A wide bell sleeve under the lifted half of the shoulder cape, and the hand."""
    second, skin = palette.second, palette.skin

    turn = round(limb.upper_turn / 2) * 2
    rise = round(limb.shoulder[1] - SHOULDER[1])

    def cape() -> None:
        def draw(fresh: Ink) -> None:
            with fresh.clipped(_box(60, _SPLIT)):
                _draw_cape_half(fresh, palette, _lifted(turn, rise))

        ink.stamp(("cape", turn, rise), (220, 600, 230, 310), draw)

    draw_tube(ink, second, limb, (58, 62, 60), (60, 80, 96), end=0.84, begin=0.2, cover=cape)
    with ink.placed(*limb.fore(0.84), limb.fore_turn):
        ink.ellipse(0, 0, 15, 49, mixed(second.shade, second.line, 0.55), second.line, 3.8)
    ink.shape(strand((limb.fore(0.78), limb.fore(0.9), limb.wrist), (28, 28, 27)), skin.shade, skin.line, 3)
    draw_hand(ink, palette, limb.wrist, limb.hand, limb.shares)
    with ink.placed(*limb.fore(0.84), limb.fore_turn):
        ink.stamp(("trim",), (-34, -56, 40, 112), lambda fresh: _draw_trim(fresh, palette))


def _draw_trim(ink: Ink, palette: Palette) -> None:
    """The metal hem of a bell sleeve, seen from the side; the arm points to +x."""
    metal = palette.metal
    trim = smooth(
        [(-1, -50), (-9, -20), (-9, 20), (-1, 50), (-16, 48), (-25, 20), (-25, -20), (-16, -48)],
        closed=True,
        tension=0.8,
    )
    ink.shape(trim, linear((0, -50), (0, 50), (0, metal.light), (0.5, metal.base), (1, metal.shade)), metal.line, 3)


_FLAME_HAND = (262.0, 898.0)  # her wrists at rest
_STAFF_HAND = (230.0, 874.0)
FLAME = (230.0, 888.0)  # foot of the flame


def _staff(elbow: Point, wrist: Point, hand: float = 180.0, swing: tuple[float, float, float] = (0, 0, 0)) -> Joints:
    """The hand that never lets go of the staff; the staff tilts with the hand."""
    return Joints(elbow, wrist, hand, "fist", swing=swing)


_CLOSE = _staff((352, 876), (262, 862), 184)
ARMS = ArmLook(
    draw_arm,
    rest=(Joints((350, 882), _FLAME_HAND, -176, "bowl"), _staff((346, 884), _STAFF_HAND)),
    gestures={
        "cheer": (
            Joints((284, 732), (238, 606), -164, "bowl", swing=(0, -22, 4)),
            _staff((304, 806), (222, 752), 186, (0, -22, 0)),
        ),
        "pump": (Joints((312, 858), (398, 782), -66, "fist", swing=(2, -20, 4)), _staff((324, 850), (226, 818))),
        "chest": (Joints((330, 866), (430, 812), -14, "flat"), None),
        "droop": (Joints((346, 866), (326, 950), 84, "flat"), _staff((350, 886), (238, 880), 174)),
        "cross": (Joints((330, 872), (506, 846), -6, "flat"), _staff((330, 872), (222, 846), 180, (0, -8, 0))),
        "gasp": (Joints((314, 842), (420, 696), -54, "cup", 0.8), _CLOSE),
        "fidget": (Joints((332, 864), (452, 840), -16, "point", swing=(6, -3, 5)), _CLOSE),
        "cheeks": (Joints((298, 762), (362, 652), -64, "cup", 1.0, (3, -4, 2)), _CLOSE),
        "hip": (Joints((258, 848), (372, 922), 26, "flat"), _staff((322, 872), (212, 862), 174)),
        "rub": (Joints((296, 774), (360, 562), -42, "fist", 1.0, (7, 5, 5)), None),
        "clasp": (Joints((326, 862), (456, 822), -48, "fist", swing=(0, -5, 2)), _CLOSE),
        "wave": (Joints((282, 772), (238, 660), -98, "open", swing=(20, 2, 20)), None),
        "think": (Joints((326, 868), (426, 716), -60, "point", 0.8), None),
        "tell": (Joints((314, 862), (240, 804), -164, "bowl", swing=(0, -14, 6)), None),
        "hair": (Joints((298, 770), (322, 608), -72, "flat", 1.0, (0, -14, 8)), None),
    },
    carried={
        "held": Carried(1, (1000 - _STAFF_HAND[0], _STAFF_HAND[1]), (_STAFF_X, _STAFF_HAND[1]), turn=0.5),
        "flame": Carried(0, _FLAME_HAND, FLAME, shape="bowl", behind=False),
    },
)


def draw_archmage(ink: Ink, palette: Palette, layer: str) -> None:
    """One layer: "cape", "feet", "skirt", "torso", "sleeves", "held" (the staff) or "flame"; arms are `draw_arm`."""
    if layer == "cape":
        draw_cape_back(ink, palette)
    elif layer == "feet":
        draw_legs(ink, palette, 1100, Family("#5a4a58", "#3a2c3a", "#271c2a", "#150e18"), palette.cloth, 1216)
    elif layer == "skirt":
        draw_robe(ink, palette)
    elif layer == "torso":
        draw_torso(ink, palette)
    elif layer == "sleeves":
        draw_collar(ink, palette)
    elif layer == "held":
        draw_staff(ink, palette, _STAFF_X)
    elif layer == "flame":
        draw_flame(ink, palette, *FLAME)
