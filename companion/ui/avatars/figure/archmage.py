"""The archmage: cape with a high collar, short robe, boots, a staff and a flame above the palm. Drawing units."""

from companion.ui.avatars.figure.body import draw_fist, draw_forearm, draw_legs, draw_neck, draw_open_hand
from companion.ui.avatars.figure.curves import chain, join, left, right, scallops, taper, wedge
from companion.ui.avatars.figure.ink import Ink, linear, radial, vertical
from companion.ui.avatars.figure.palette import Family, Palette, mixed

WAIST = 926.0
_STAFF_X = 792.0


def draw_cape_back(ink: Ink, palette: Palette) -> None:
    """The cape behind the body, blown a little to one side, lined with the ribbon's colour."""
    cloth, lining = palette.cloth, palette.ribbon
    outline = chain(
        (396, 720), ((300, 860), 0.08), ((232, 1080), -0.05), ((170, 1246), 0.05), ((252, 1228), 0.1), ((300, 1278), 0.14),
        ((376, 1236), 0.16), ((470, 1270), 0.1), ((560, 1240), 0.1), ((640, 1284), 0.14), ((706, 1232), 0.16), ((800, 1258), 0.08),
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
            ((240, 1270), (400, 800), 54, 0.06), ((330, 1290), (430, 820), 40, 0.05), ((650, 1290), (570, 820), 46, -0.05),
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
                (396, 780),
                ((500, 850), -0.1),
                ((604, 780), -0.1),
                ((604, 860), 0),
                ((500, 888), 0.1),
                ((396, 860), 0.1),
                ((396, 780), 0),
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


def draw_capelet(ink: Ink, palette: Palette) -> None:
    """The shoulder cape with a standing collar, metal hem and a clasp with a chain."""
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
        cape = side(
            chain(
                (486, 740),
                ((396, 710), 0.06),
                ((322, 760), 0.16),
                ((296, 852), 0.08),
                ((352, 872), 0.1),
                ((420, 838), 0.12),
                ((486, 782), 0.02),
                ((486, 740), 0),
            )
        )
        ink.shape(cape, vertical(710, 870, (0, cloth.light), (0.5, cloth.base), (1, cloth.shade)), cloth.line, 4)
        with ink.clipped(cape):
            for a, b, width, bend in (((330, 880), (384, 740), 28, 0.06), ((396, 862), (430, 750), 24, 0.05)):
                ink.shape(side(taper(a, b, width, bend)), cloth.shade, opacity=0.9)
            ink.shape(side(taper((316, 830), (352, 756), 10, 0.1)), mixed(cloth.light, "#ffffff", 0.3), opacity=0.6)
            trim = side(chain((292, 838), ((352, 858), 0.1), ((418, 824), 0.12), ((490, 766), 0.02)))
            ink.line(trim, metal.line, 14)
            ink.line(trim, metal.base, 9)
            ink.line(trim, metal.light, 2.6, 0.8)
        ink.shape(cape, None, cloth.line, 4)
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


def _bell_sleeve(
    ink: Ink,
    palette: Palette,
    points: list[tuple[float, float]],
    folds: list[tuple[tuple[float, float], tuple[float, float]]],
) -> None:
    second = palette.second
    sleeve = chain(points[0], *[(point, 0.05) for point in points[1:]])
    ink.shape(sleeve, vertical(800, 970, (0, second.base), (0.5, second.base), (1, second.shade)), second.line, 4)
    with ink.clipped(sleeve):
        for a, b in folds:
            ink.taper(a, b, 20, 0.06, second.shade, 0.9)
            ink.wedge(a, b, 5, 0.08, second.line, 0.6)
    ink.shape(sleeve, None, second.line, 4)


def draw_arms(ink: Ink, palette: Palette) -> None:
    """Her right hand (viewer's left) holds a flame, the other the staff."""
    metal = palette.metal
    _bell_sleeve(
        ink, palette,
        [(322, 800), (300, 858), (306, 922), (330, 962), (380, 958), (414, 934), (408, 900), (400, 850), (398, 800), (322, 800)],
        [((330, 960), (352, 860)), ((372, 958), (378, 870))],
    )  # fmt: skip
    draw_forearm(
        ink,
        Family("#ffffff", palette.cloth.light, palette.cloth.base, palette.cloth.line),
        left,
        ((352, 930), (372, 926), (396, 908)),
        (34, 36, 32),
    )
    draw_open_hand(ink, palette, 412, 890)
    cuff = chain(
        (326, 950),
        ((382, 946), -0.1),
        ((416, 922), -0.05),
        ((420, 940), 0),
        ((384, 966), 0.08),
        ((330, 970), 0.1),
        ((326, 950), 0),
    )
    ink.shape(cuff, metal.base, metal.line, 3)
    draw_flame(ink, palette, 404, 866)
    draw_staff(ink, palette)
    _bell_sleeve(
        ink, palette,
        [(602, 800), (604, 860), (640, 918), (694, 938), (752, 930), (770, 880), (758, 830), (716, 820), (678, 800), (602, 800)],
        [((650, 920), (640, 830)), ((706, 936), (680, 836)), ((748, 926), (716, 850))],
    )  # fmt: skip
    trim = chain(
        (772, 878),
        ((756, 826), -0.1),
        ((742, 834), 0),
        ((754, 884), 0.1),
        ((738, 934), 0.08),
        ((756, 932), 0),
        ((772, 878), 0.08),
    )
    ink.shape(trim, metal.base, metal.line, 3)
    draw_fist(ink, palette, _STAFF_X - 4, 872, left)


def draw_flame(ink: Ink, palette: Palette, x: float, y: float) -> None:
    """A small flame whose foot is at (x, y), with a glow and sparks."""
    gem = palette.gem
    ink.ellipse(
        x, y - 34, 62, 66, radial(x, y - 34, 62, 66, (0, gem.light, 0.75), (0.5, gem.base, 0.28), (1, gem.base, 0.0))
    )
    for scale, fill in ((1.0, gem.shade), (0.78, gem.base), (0.5, gem.light), (0.26, "#ffffff")):
        w, h = 30 * scale, 82 * scale
        ink.shape(
            chain(
                (x, y),
                ((x - w, y - h * 0.36), 0.26),
                ((x - w * 0.2, y - h * 0.74), -0.14),
                ((x + w * 0.16, y - h), -0.1),
                ((x + w * 0.5, y - h * 0.62), -0.1),
                ((x + w, y - h * 0.34), 0.1),
                ((x, y), 0.26),
            ),
            fill,
        )
    for dx, dy, size in ((-34, -62, 4.5), (30, -84, 4), (-14, -104, 3.2), (40, -44, 3)):
        ink.ellipse(x + dx, y + dy, size, size, gem.light)


def draw_staff(ink: Ink, palette: Palette) -> None:
    """A wooden staff whose crown of metal holds an ember crystal."""
    metal, gem, x = palette.metal, palette.gem, _STAFF_X
    wood = Family("#9a6a4a", "#6e4430", "#4a2a26", "#2a1418")
    rod = chain((x - 11, 690), ((x - 9, 1326), 0.004), ((x + 9, 1326), 0), ((x + 11, 690), 0.004), ((x - 11, 690), 0))
    ink.shape(
        rod, linear((x - 11, 0), (x + 11, 0), (0, wood.light), (0.45, wood.base), (1, wood.shade)), wood.line, 3.6
    )
    for y in (742, 1010, 1296):
        ink.shape(
            chain((x - 15, y), ((x + 15, y), -0.12), ((x + 15, y + 20), 0), ((x - 15, y + 20), 0.12), ((x - 15, y), 0)),
            linear((x - 15, 0), (x + 15, 0), (0, metal.light), (0.5, metal.base), (1, metal.shade)),
            metal.line,
            3,
        )
    ink.ellipse(
        x, 604, 116, 116, radial(x, 604, 116, 116, (0, gem.light, 0.6), (0.45, gem.base, 0.24), (1, gem.base, 0.0))
    )
    for side in (left, right):
        horn = [
            (px + x - 500, py)
            for px, py in side(
                chain(
                    (488, 706),
                    ((440, 636), -0.28),
                    ((458, 528), -0.2),
                    ((462, 600), 0.1),
                    ((500, 678), 0.2),
                    ((512, 704), 0),
                    ((488, 706), 0),
                )
            )
        ]
        ink.shape(
            horn,
            linear((x - 60, 0), (x + 60, 0), (0, metal.light), (0.5, metal.base), (1, metal.shade)),
            metal.line,
            3.5,
        )
    crystal = chain((x, 530), ((x + 30, 592), 0), ((x, 676), 0), ((x - 30, 592), 0), ((x, 530), 0))
    ink.shape(crystal, vertical(530, 676, (0, gem.light), (0.5, gem.base), (1, gem.shade)), gem.line, 3.5)
    ink.shape(chain((x, 536), ((x - 24, 592), 0), ((x - 4, 600), 0), ((x, 536), 0)), "#ffffff", opacity=0.7)
    ink.shape(chain((x, 670), ((x + 26, 594), 0), ((x + 2, 604), 0), ((x, 670), 0)), gem.shade, opacity=0.55)


def draw_archmage(ink: Ink, palette: Palette, layer: str) -> None:
    """One layer: "cape", "feet", "skirt", "torso", "arms" or "sleeves"."""
    if layer == "cape":
        draw_cape_back(ink, palette)
    elif layer == "feet":
        draw_legs(ink, palette, 1100, Family("#5a4a58", "#3a2c3a", "#271c2a", "#150e18"), palette.cloth, 1216)
    elif layer == "skirt":
        draw_robe(ink, palette)
    elif layer == "torso":
        draw_torso(ink, palette)
    elif layer == "arms":
        draw_arms(ink, palette)
    elif layer == "sleeves":
        draw_capelet(ink, palette)
