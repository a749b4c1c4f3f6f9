"""Signs beside the face: tears, sweat, the anger mark, the sleep bubble. Drawing units."""

from companion.face.pose import FacePose
from companion.ui.avatars.figure import palette as colours
from companion.ui.avatars.figure.curves import MIDDLE, SIDES, Curve, chain
from companion.ui.avatars.figure.eyes import EYE_X, EYE_Y
from companion.ui.avatars.figure.ink import Ink, radial, vertical


def drop(x: float, y: float, size: float) -> Curve:
    """A drop with its point up; `size` is its radius."""
    return [
        (x, y - size * 1.9), (x + size * 0.4, y - size), (x + size, y - size * 0.4), (x + size, y + size * 0.2),
        (x + size, y + size * 1.25), (x - size, y + size * 1.25), (x - size, y + size * 0.2),
        (x - size, y - size * 0.4), (x - size * 0.4, y - size), (x, y - size * 1.9),
    ]  # fmt: skip


def draw_effects(ink: Ink, pose: FacePose) -> None:
    if pose.tear > 0.02:
        for side in (-1, 1):
            x, y = MIDDLE + side * (EYE_X + 30), EYE_Y + 64
            size = 15 * pose.tear
            fill = vertical(y - 18, y + 14, (0, colours.TEAR_LIGHT, 0.85), (1, colours.TEAR, 0.93))
            ink.shape(drop(x, y, size), fill, colours.TEAR_LINE, 2)
            ink.ellipse(x - size * 0.35, y + size * 0.2, size * 0.2, size * 0.34, colours.WHITE)
    if pose.sweat > 0.02:
        x, y, size = 296.0, 322.0, 21 * pose.sweat
        ink.shape(
            drop(x, y, size), vertical(y - 34, y + 20, (0, colours.TEAR_LIGHT), (1, colours.TEAR)), colours.TEAR_LINE, 3
        )
        ink.ellipse(x - size * 0.35, y + size * 0.15, size * 0.22, size * 0.4, colours.WHITE)
    if pose.anger > 0.02:
        _draw_anger(ink, pose.anger)
    if pose.sleep > 0.02:
        x, y, size = 548.0, 566.0, 34 * pose.sleep
        fill = radial(x - size * 0.2, y - size * 0.2, size, size, (0, colours.TEAR_LIGHT, 0.35), (1, colours.TEAR, 0.6))
        ink.ellipse(x, y, size, size, fill, colours.TEAR_LINE, 2.5)
        ink.ellipse(x - size * 0.4, y - size * 0.42, size * 0.2, size * 0.26, colours.WHITE, opacity=0.95)


def _draw_anger(ink: Ink, share: float) -> None:
    """Four bows back to back, the cross-vein sign, at the temple."""
    with ink.placed(296, 262, 8, 0.95 * share):
        for side in SIDES:
            for flip in (1, -1):
                bow = chain((-30, -12 * flip), ((-10, -32 * flip), -0.34 * flip))
                shifted = [(500 + x, y) for x, y in bow]
                ink.line([(x - 500, y) for x, y in side(shifted)], colours.WHITE, 17)
        for side in SIDES:
            for flip in (1, -1):
                bow = chain((-30, -12 * flip), ((-10, -32 * flip), -0.34 * flip))
                shifted = [(500 + x, y) for x, y in bow]
                ink.line([(x - 500, y) for x, y in side(shifted)], colours.ANGER, 9)
