"""The mouth: two curves with common corners, rebuilt from the pose. Drawing units."""

from companion.face.pose import FacePose
from companion.ui.avatars.figure import palette as colours
from companion.ui.avatars.figure.curves import MIDDLE, Curve
from companion.ui.avatars.figure.ink import Ink, vertical
from companion.ui.avatars.figure.palette import Palette

MOUTH_Y = 588.0
SIZE = 1.14  # of the drawn mouth to its parameters: it must read when she is 200 pixels wide
LINE_BELOW = 3.0  # openings below this are drawn as a line


def lips(pose: FacePose) -> tuple[Curve, Curve]:
    """(upper, lower): upper from left to right corner, lower back; two cubics each."""
    width, opened, form = pose.mouth_width, pose.mouth_open, pose.mouth_form
    rnd, cat = pose.mouth_round, pose.mouth_cat
    corner = -form * 9
    top, bottom = -opened * 0.22, opened * 0.78
    shut = opened < 6

    def toward(flat: float, full: float) -> float:
        return flat + (full - flat) * rnd

    shoulder = toward(corner + form * (10 if shut else 6) + cat * 10, corner + (top - corner) * 0.55)
    middle = top + toward(form * 3, 0)
    outer, inner = width * toward(0.6, 1.0), width * toward(0.4, 0.55)
    upper = [
        (-width, corner), (-outer, shoulder), (-inner, middle + cat * 10), (0.0, middle - cat * 4),
        (inner, middle + cat * 10), (outer, shoulder), (width, corner),
    ]  # fmt: skip
    drop = bottom + form * 3
    sag = drop + cat * (10 if shut else 2)
    side_y = corner + (bottom - corner) * 0.55 + (2 * form if shut else 0)
    side_x, low_x = width * (1 + 0.05 * rnd), width * (0.55 + 0.1 * rnd)
    lower = [
        (width, corner), (side_x, side_y), (low_x, sag), (0.0, drop - (cat * 4 if shut else 0)),
        (-low_x, sag), (-side_x, side_y), (-width, corner),
    ]  # fmt: skip

    def place(curve: Curve) -> Curve:
        return [(MIDDLE + SIZE * x, MOUTH_Y + SIZE * (y + pose.mouth_skew * x * 0.12)) for x, y in curve]

    return place(upper), place(lower)


def draw_mouth(ink: Ink, palette: Palette, pose: FacePose) -> None:
    upper, lower = lips(pose)
    if pose.mouth_open < LINE_BELOW:
        _draw_line(ink, palette, pose, upper)
    else:
        _draw_open(ink, pose, upper, lower)
    if pose.mouth_fang > 0.02:
        _draw_fang(ink, pose, upper)


def _draw_line(ink: Ink, palette: Palette, pose: FacePose, upper: Curve) -> None:
    half = 3.0
    over = [(x, y - (half if 0 < index < 6 else 0)) for index, (x, y) in enumerate(upper)]
    under = [(x, y + (half if 0 < index < 6 else 0)) for index, (x, y) in enumerate(upper)]
    ink.shape(over + under[::-1][1:], colours.MOUTH_LINE, colours.MOUTH_LINE, 1.5)
    if pose.mouth_form > -0.2 and pose.mouth_cat < 0.5:
        lip: Curve = [(489, 608), (495, 611.5), (505, 611.5), (511, 608), (505, 614), (495, 614), (489, 608)]
        ink.shape(lip, palette.skin_deep, opacity=0.6)


def _draw_open(ink: Ink, pose: FacePose, upper: Curve, lower: Curve) -> None:
    shape = upper + lower[1:]
    top, bottom = upper[3][1], lower[3][1]
    ink.shape(shape, vertical(top, bottom + 1, (0, colours.MOUTH_TOP), (1, colours.MOUTH_LOW)))
    with ink.clipped(shape):
        height = max(4.0, pose.mouth_open * 0.42)
        y = bottom + max(2.0, 8 - pose.mouth_open * 0.1)
        ink.ellipse(MIDDLE, y, pose.mouth_width * 0.72, height, colours.TONGUE)
        ink.ellipse(MIDDLE, y - height * 0.35, pose.mouth_width * 0.3, height * 0.3, colours.TONGUE_LIGHT, opacity=0.7)
        if pose.mouth_teeth > 0.02:
            drop = pose.mouth_teeth * 9
            edge = [
                (MIDDLE + (x - MIDDLE) * 0.96, y + drop * (0.2 if index in (0, 6) else 1.0))
                for index, (x, y) in enumerate(upper)
            ][::-1]
            ink.shape([*upper, upper[-1], edge[0], edge[0], *edge[1:]], colours.WHITE)
    ink.shape(shape, None, colours.MOUTH_EDGE, 3.6)


def _draw_fang(ink: Ink, pose: FacePose, upper: Curve) -> None:
    x = MIDDLE + SIZE * pose.mouth_width * 0.48
    y = upper[4][1] + (upper[5][1] - upper[4][1]) * 0.35
    tall = 13 * pose.mouth_fang
    tooth = [
        (x - 7, y - 1), (x - 5, y + tall * 0.5), (x - 2, y + tall * 0.9), (x + 1, y + tall), (x + 4, y + tall * 0.7),
        (x + 6, y + tall * 0.4), (x + 7, y - 2), (x + 2, y - 2), (x - 3, y - 2), (x - 7, y - 1),
    ]  # fmt: skip
    ink.shape(tooth, colours.WHITE, colours.MOUTH_LINE, 2)
