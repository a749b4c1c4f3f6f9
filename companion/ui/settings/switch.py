"""A switch: on or off at once, by click, Space or Enter. Main thread; painted by hand."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from companion.ui.theme import Palette

_SIZE = QSize(46, 26)


class Switch(QCheckBox):
    """A QCheckBox that looks like a switch; screen readers know it as one to check."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(_SIZE)

    def set_look(self, palette: Palette) -> None:
        self._palette = palette
        self.update()

    def sizeHint(self) -> QSize:
        return _SIZE

    def hitButton(self, pos: object) -> bool:
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours, on = self._palette, self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        painter.setPen(Qt.PenStyle.NoPen if on else QPen(QColor(colours.unheard), 1.4))
        painter.setBrush(QColor(colours.accent if on else colours.surface))
        painter.drawRoundedRect(body, body.height() / 2, body.height() / 2)
        radius = body.height() / 2 - 3.5
        x = body.right() - body.height() / 2 if on else body.left() + body.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.on_accent if on else colours.unheard))
        painter.drawEllipse(QPointF(x, body.center().y()), radius, radius)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(0.8, 0.8, -0.8, -0.8)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
