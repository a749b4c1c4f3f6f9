"""Where windows go: default corner, rescue from lost screens, and the bubble's place beside her. Pure; any thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPoint, QRect, QSize

MARGIN = 16  # pixels kept from the edge of the screen
ENOUGH = 0.35  # share of her that must be on a screen, or she counts as lost

Side = Literal["left", "right", "above"]


@dataclass(frozen=True)
class Beside:
    """A place beside her. side: where it lies as seen from her; tail: y (or x when above) that points at her head."""

    rect: QRect
    side: Side
    tail: int


def corner(screen: QRect, size: QSize) -> QPoint:
    """Upper left point of a window of `size` that stands in the lower right corner of `screen`.

    One higher than the screen shows its upper part, where the face is.
    """
    top = max(screen.top(), screen.bottom() + 1 - size.height())
    return QPoint(screen.right() + 1 - size.width() - MARGIN, top)


def rescue(window: QRect, screens: Sequence[QRect]) -> QPoint:
    """Where `window` must stand so that it is not lost: its own place, or the nearest one inside the nearest screen."""
    if not screens:
        return window.topLeft()
    area = max(1, window.width() * window.height())
    seen = sum(_area(window.intersected(screen)) for screen in screens)
    if seen >= ENOUGH * area:
        return window.topLeft()
    nearest = min(screens, key=lambda screen: _distance(window, screen))
    return inside(window, nearest).topLeft()


def inside(window: QRect, screen: QRect) -> QRect:
    """`window` moved, not resized, into `screen`; one too big keeps its upper left corner on it."""
    left = max(screen.left(), min(window.left(), screen.right() + 1 - window.width()))
    top = max(screen.top(), min(window.top(), screen.bottom() + 1 - window.height()))
    return QRect(QPoint(left, top), window.size())


def beside(her: QRect, head: int, size: QSize, screen: QRect, avoid: QRect | None = None) -> Beside:
    """A place for a box of `size` at the height of her head: left of her, else right, else above.

    Args:
        her: her window. head: screen y of her mouth, which the box should point at. screen: usable area.
        avoid: another box; a place that would cover it moves up.
    """
    top = head - size.height() // 2
    overlap = her.width() // 9  # her window is wider than her head; the box may reach over its empty edge
    left = QRect(QPoint(her.left() - size.width() + overlap, top), size)
    right = QRect(QPoint(her.right() + 1 - overlap, top), size)
    sides: tuple[tuple[Side, QRect], ...] = (("left", left), ("right", right))
    for side, rect in sides:
        if rect.left() >= screen.left() and rect.right() <= screen.right():
            placed = inside(rect, screen)
            if avoid is not None and placed.intersects(avoid):
                placed.moveBottom(avoid.top() - 1)
                placed = inside(placed, screen)
            return Beside(placed, side, _clamp(head - placed.top(), placed.height()))
    above = inside(QRect(QPoint(her.center().x() - size.width() // 2, her.top() - size.height()), size), screen)
    return Beside(above, "above", _clamp(her.center().x() - above.left(), above.width()))


def _clamp(value: int, length: int) -> int:
    return max(28, min(value, length - 28))


def _area(rect: QRect) -> int:
    return max(0, rect.width()) * max(0, rect.height())


def _distance(a: QRect, b: QRect) -> int:
    dx = max(b.left() - a.right(), a.left() - b.right(), 0)
    dy = max(b.top() - a.bottom(), a.top() - b.bottom(), 0)
    return dx * dx + dy * dy
