"""How the training goes: the loss of each step as a line, smoothed, drawn in the house colours. Main thread."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from companion.ui.make.progress import Point

_SMOOTH = 0.8  # of the value before, in the running mean


class LossCurve(QWidget):
    """`show_points` replaces them. label: what a screen reader says of it."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self._label = label
        self.points: Sequence[Point] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(label)

    def sizeHint(self) -> QSize:
        return QSize(400, 132)

    def show_points(self, points: Sequence[Point]) -> None:
        if tuple(points) == tuple(self.points):
            return
        self.points = tuple(points)
        self.setAccessibleDescription(f"{points[-1].loss:.2f}" if points else "")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        room = QRectF(self.rect()).adjusted(42, 10, -12, -12)
        muted = palette.color(QPalette.ColorRole.PlaceholderText)
        accent = palette.color(QPalette.ColorRole.Highlight)
        line = QColor(muted)
        line.setAlphaF(0.25)
        low, high = self._range()
        painter.setFont(self.font())
        for share in (0.0, 0.5, 1.0):
            y = room.bottom() - room.height() * share
            painter.setPen(QPen(line, 1))
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            painter.setPen(muted)
            place = QRectF(0, y - 9, room.left() - 8, 18)
            text = f"{low + (high - low) * share:.1f}" if self.points else ""
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        trained = [point.loss for point in self.points if not point.validation]
        faint = QColor(accent)
        faint.setAlphaF(0.3)
        self._draw(painter, room, trained, QPen(faint, 1.2))
        self._draw(painter, room, _smoothed(trained), QPen(accent, 2.4))
        self._dots(painter, room, palette.color(QPalette.ColorRole.Text))
        painter.end()

    def _range(self) -> tuple[float, float]:
        losses = [point.loss for point in self.points] or [0.0, 1.0]
        low, high = min(losses), max(losses)
        gap = max(0.1, (high - low) * 0.08)
        return max(0.0, low - gap), high + gap

    def _draw(self, painter: QPainter, room: QRectF, losses: Sequence[float], pen: QPen) -> None:
        if len(losses) < 2:
            return
        path = QPainterPath(self._place(room, 0, len(losses), losses[0]))
        for number, loss in enumerate(losses[1:], 1):
            path.lineTo(self._place(room, number, len(losses), loss))
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def _dots(self, painter: QPainter, room: QRectF, colour: QColor) -> None:
        """Losses on rows that are not learned, where they were measured."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        count = sum(not point.validation for point in self.points)
        seen = 0
        for point in self.points:
            if point.validation:
                painter.drawEllipse(self._place(room, max(0, seen - 1), max(2, count), point.loss), 3.5, 3.5)
            else:
                seen += 1

    def _place(self, room: QRectF, number: int, count: int, loss: float) -> QPointF:
        low, high = self._range()
        across = number / max(1, count - 1)
        return QPointF(room.left() + room.width() * across, room.bottom() - room.height() * (loss - low) / (high - low))


def _smoothed(losses: Sequence[float]) -> list[float]:
    found: list[float] = []
    for loss in losses:
        found.append(loss if not found else _SMOOTH * found[-1] + (1 - _SMOOTH) * loss)
    return found
