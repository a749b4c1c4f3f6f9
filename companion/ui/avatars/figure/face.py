"""Face contour, the shadow of the bangs on it, ears, nose and blush. Drawing units; see `ink.Ink`."""

from companion.face.pose import FacePose
from companion.ui.avatars.figure import palette as colours
from companion.ui.avatars.figure.curves import MIDDLE, SIDES, Curve, chain, moved, scaled, taper
from companion.ui.avatars.figure.ink import Ink, linear, radial, vertical
from companion.ui.avatars.figure.palette import Palette

CHIN = 652.0


def contour(turn: float, nod: float) -> Curve:
    """The face outline for head_x, head_y: the far cheek tucks in, jaw and chin shift more than the cheeks."""
    chin, low = MIDDLE + 22 * turn, 642 - 10 * nod
    cheek_l, cheek_r = (12 * turn, 4 * turn) if turn > 0 else (4 * turn, 12 * turn)
    jaw_l, jaw_r = (14 * turn, 18 * turn) if turn > 0 else (18 * turn, 14 * turn)
    rise = 4 * nod
    return [
        (315 + cheek_l, 400), (312 + cheek_l, 450), (314 + cheek_l, 492), (327 + cheek_l, 526),
        (338 + jaw_l, 556), (366 + jaw_l, 590), (404 + jaw_l, 614),
        (440 + jaw_l, 637 - rise), (470 + 22 * turn, low + 10), (chin, low + 10),
        (530 + 22 * turn, low + 10), (560 + jaw_r, 637 - rise), (596 + jaw_r, 614),
        (634 + jaw_r, 590), (662 + jaw_r, 556), (673 + cheek_r, 526),
        (686 + cheek_r, 492), (688 + cheek_r, 450), (685 + cheek_r, 400),
        (684 + cheek_r, 250), (604, 180), (500, 180),
        (396, 180), (316 + cheek_l, 250), (315 + cheek_l, 400),
    ]  # fmt: skip


def draw_face(ink: Ink, palette: Palette, turn: float, nod: float, bangs: Curve) -> None:
    """Skin, the cast shadow of the bangs, the shade of both cheeks and a lit chin; one outline over all."""
    skin = palette.skin
    outline = contour(turn, nod)
    low = colours.mixed(skin.base, skin.shade, 0.42)
    ink.shape(outline, vertical(200, 650, (0, skin.base), (0.74, skin.base), (1, low)))
    with ink.clipped(outline):
        for side in (-1, 1):
            edge = MIDDLE + side * 192 + 8 * turn
            fade = linear(
                (edge, 0), (edge - side * 52, 0), (0, skin.shade, 0.85), (0.4, skin.shade, 0.5), (1, skin.shade, 0.0)
            )
            cheek = chain(
                (edge, 300),
                ((edge, 620), 0),
                ((edge - side * 90, 640), 0),
                ((edge - side * 52, 300), 0),
                ((edge, 300), 0),
            )
            ink.shape(cheek, fade)
        cast = moved(scaled(bangs, 0.985, 1.0, (MIDDLE, 300)), 8 * turn, 21 - 10 * nod)
        ink.shape(
            cast, vertical(260, 500, (0, skin.shade), (0.6, skin.shade), (1, colours.mixed(skin.shade, skin.base, 0.3)))
        )
        rim = radial(500 + 22 * turn, 650, 120, 26, (0, skin.light, 0.55), (1, skin.light, 0.0))
        ink.ellipse(500 + 22 * turn, 646, 110, 16, rim)
    ink.shape(outline, None, skin.line, 4)


def draw_ears(ink: Ink, palette: Palette) -> None:
    skin = palette.skin
    for side in SIDES:
        ear = chain((322, 440), ((294, 432), 0.3), ((299, 496), 0.25), ((330, 530), 0.2), ((322, 440), 0))
        ink.shape(side(ear), skin.base, skin.line, 3.5)
        ink.shape(side(chain((322, 452), ((304, 452), 0.3), ((312, 506), 0.25), ((322, 452), -0.2))), skin.shade)
        ink.shape(side(taper((304, 450), (317, 504), 4, 0.22)), palette.skin_deep)


def draw_nose(ink: Ink, palette: Palette) -> None:
    arc: Curve = [(494, 545), (498, 549.5), (503, 549.5), (507, 544), (504, 553), (498, 554), (494, 545)]
    ink.shape(arc, colours.mixed(palette.skin_deep, palette.skin.line, 0.25), opacity=0.9)
    ink.ellipse(498, 535, 2.6, 3.6, colours.WHITE, opacity=0.85)


MARKS = frozenset({"freckles", "mole"})
"""What may lie on the skin, by the names of accessories."""


def draw_blush(ink: Ink, palette: Palette, pose: FacePose, marks: frozenset[str] = frozenset()) -> None:
    """Two soft ovals, and hatch strokes when she is deeply embarrassed; clipped by the turned contour.

    marks: some of `MARKS`, which turn with the cheeks.
    """
    share = 0.25 + 0.75 * pose.blush
    red = palette.blush
    with ink.clipped(moved(contour(pose.head_x, pose.head_y), -22 * pose.head_x, 16 * pose.head_y)):
        for side in (-1, 1):
            x, y = MIDDLE + side * 128, 540.0
            glow = radial(x, y, 56, 28, (0, red), (0.4, red, 0.72), (1, red, 0.0))
            ink.ellipse(x, y, 56, 28, glow, opacity=0.6 * share)
            if pose.hatch > 0.02:
                for step in (-1, 0, 1):
                    start, end = (x + step * 15 + 6, y - 9), (x + step * 15 - 5, y + 9)
                    ink.taper(start, end, 5.0, 0, colours.HATCH, 0.7 * min(1.0, pose.hatch))
        _draw_marks(ink, palette, marks)


def _draw_marks(ink: Ink, palette: Palette, marks: frozenset[str]) -> None:
    if "freckles" in marks:
        for side in (-1, 1):
            for dx, dy, size in ((-26, -6, 2.6), (-8, 4, 3.0), (10, -7, 2.4), (24, 6, 2.8), (2, -16, 2.2)):
                ink.ellipse(MIDDLE + side * (116 + dx), 538 + dy, size, size * 0.85, palette.skin_deep, opacity=0.85)
    if "mole" in marks:
        ink.ellipse(MIDDLE - 66, 536, 3.6, 3.8, palette.skin.line, opacity=0.9)
