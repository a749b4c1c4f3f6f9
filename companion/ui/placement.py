"""Where windows go: default corner, rescue from lost screens, and the bubble's place beside her. Pure; any thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPoint, QRect, QSize

MARGIN = 16  # pixels kept from the edge of the screen
TITLE, FRAME = 32, 16  # pixels of a window's title, by which it is moved, and of its frame at both sides
FOOT, HEAD = 110, 64  # … of its lower edge, where its buttons are, with the frame; of its upper edge, with its heading
_STEP, _FAR = 32, 4.0  # pixels between two places that are tried; what a pixel of the way costs, in covered pixels
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


def restored(window: QRect, screens: Sequence[QRect]) -> QRect:
    """Where a framed window that stood at `window` (corner of the frame, size inside it) comes back: there, while its
    title can be grasped, else inside the nearest screen. Larger than the screen it is not."""
    if not screens:
        return window
    screen = max(screens, key=lambda screen: (_area(window.intersected(screen)), -_distance(window, screen)))
    frame = QSize(FRAME, TITLE)
    rect = QRect(window.topLeft(), window.size().boundedTo(screen.size() - frame))
    title = QRect(rect.left(), rect.top(), rect.width(), TITLE)
    seen = sum(_area(title.intersected(each)) for each in screens)
    if 2 * seen >= _area(title) and rect.top() >= screen.top():
        return rect
    return QRect(inside(QRect(rect.topLeft(), rect.size() + frame), screen).topLeft(), rect.size())


def arrangement(screens: Sequence[QRect]) -> str:
    """A name for these screens, their order in the system left out: "1920x1080+0+0 1280x1024+1920+0"."""
    parts = sorted((rect.x(), rect.y(), rect.width(), rect.height()) for rect in screens)
    return " ".join(f"{width}x{height}{x:+d}{y:+d}" for x, y, width, height in parts)


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


def clear_of(wanted: QRect, screen: QRect, her: QRect, windows: Sequence[QRect]) -> QPoint:
    """Where a box that would like to be at `wanted` covers least of these windows: nothing where there is room; else
    rather their middle than their titles, hardly ever the buttons at their feet, and rather her dress than her face."""
    start = inside(wanted, screen)
    feet = [QRect(each.left(), each.bottom() + 1 - FOOT, each.width(), FOOT) for each in windows]
    heads = [QRect(each.left(), each.top(), each.width(), HEAD) for each in windows]
    body = her.adjusted(her.width() // 6, 0, -her.width() // 6, 0)
    face = QRect(body.left(), body.top(), body.width(), body.height() // 2)
    weights = [*((each, 1.0) for each in windows), *((each, 40.0) for each in feet), *((each, 4.0) for each in heads)]

    def cover(rect: QRect) -> float:
        return sum(weight * _area(rect.intersected(part)) for part, weight in weights)

    if not cover(start):
        return start.topLeft()

    def cost(place: QPoint) -> float:
        rect = QRect(place, start.size())
        hers = 0.5 * _area(rect.intersected(body)) + 4.0 * _area(rect.intersected(face))
        return cover(rect) + hers + (place - start.topLeft()).manhattanLength() * _FAR

    right, bottom = screen.right() + 1 - start.width(), screen.bottom() + 1 - start.height()
    columns = [*range(screen.left(), max(screen.left(), right) + 1, _STEP), max(screen.left(), right)]
    rows = [*range(screen.top(), max(screen.top(), bottom) + 1, _STEP), max(screen.top(), bottom)]
    return min([start.topLeft(), *(QPoint(x, y) for x in columns for y in rows)], key=cost)


def _clamp(value: int, length: int) -> int:
    return max(28, min(value, length - 28))


def _area(rect: QRect) -> int:
    return max(0, rect.width()) * max(0, rect.height())


def _distance(a: QRect, b: QRect) -> int:
    dx = max(b.left() - a.right(), a.left() - b.right(), 0)
    dy = max(b.top() - a.bottom(), a.top() - b.bottom(), 0)
    return dx * dx + dy * dy
