"""A soft rounded box with a shadow and a tail, for what floats beside her. Main thread; painting only."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from companion.ui.placement import Side
from companion.ui.theme import Palette

SHADOW = 14  # pixels around the box that the shadow needs
TAIL = 11  # length of the tail beyond the box
RADIUS = 17.0


def paint_box(painter: QPainter, area: QRectF, palette: Palette, side: Side | None, tail: float) -> None:
    """Paint the box inside `area` (which includes `SHADOW`). side: where it lies from her; None = no tail.

    tail: y of the tail (x when the box is above her), in the painter's coordinates.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = area.adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
    path = QPainterPath()
    path.addRoundedRect(box, RADIUS, RADIUS)
    if side is not None:
        path = path.united(_tail(box, side, tail))
    _paint_shadow(painter, box, QColor(palette.shadow))
    painter.setBrush(QColor(palette.raised))
    painter.setPen(QPen(QColor(palette.line), 1.2))
    painter.drawPath(path)


def _paint_shadow(painter: QPainter, box: QRectF, colour: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for step in range(1, SHADOW):
        colour.setAlphaF(0.11 * (1 - step / SHADOW) ** 2)
        painter.setPen(QPen(colour, 1.6))
        ring = box.adjusted(-step, -step, step, step).translated(0, 2.5)
        painter.drawRoundedRect(ring, RADIUS + step, RADIUS + step)


def _tail(box: QRectF, side: Side, at: float) -> QPainterPath:
    path = QPainterPath()
    if side == "above":
        at = max(box.left() + RADIUS + 9, min(at, box.right() - RADIUS - 9))
        base, tip = box.bottom() - 1, QPointF(at + 5, box.bottom() + TAIL)
        path.moveTo(at - 9, base)
        path.quadTo(QPointF(at - 2, base + 3), tip)
        path.quadTo(QPointF(at + 9, base + 4), QPointF(at + 9, base))
    else:
        at = max(box.top() + RADIUS + 9, min(at, box.bottom() - RADIUS - 9))
        out = 1.0 if side == "left" else -1.0
        base = box.right() - 1 if side == "left" else box.left() + 1
        path.moveTo(base, at - 9)
        path.quadTo(QPointF(base + 3 * out, at - 1), QPointF(base + out * TAIL, at + 5))
        path.quadTo(QPointF(base + 4 * out, at + 9), QPointF(base, at + 9))
    path.closeSubpath()
    return path
