"""How loud the microphone is, as a row of rounded segments that falls softly. Main thread; painted by hand."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from companion.ui.theme import Palette

QUIETEST = -60.0  # dBFS: nothing lights up
_LOUD, _TOO_LOUD = 0.72, 0.92  # shares of the meter
_FALL = 0.06  # share of the meter by which it falls from one level to the next
_SEGMENT, _GAP, _HEIGHT = 7, 3, 12  # pixels


class LevelMeter(QWidget):
    """`set_level` some twenty times a second; it needs no timer of its own."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self.level = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(120)

    def sizeHint(self) -> QSize:
        return QSize(280, _HEIGHT)

    def set_level(self, dbfs: float) -> None:
        """RMS in dBFS; it rises at once and falls slowly, -100 empties it."""
        wanted = min(1.0, max(0.0, 1 - dbfs / QUIETEST))
        level = wanted if dbfs <= -100 else max(wanted, self.level - _FALL)
        if level != self.level:
            self.level = level
            self.setAccessibleDescription(f"{round(level * 100)} %")
            self.update()

    def set_palette(self, palette: Palette) -> None:
        self._palette = palette
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colours = self._palette
        count = max(1, (self.width() + _GAP) // (_SEGMENT + _GAP))
        step = (self.width() + _GAP) / count
        for index in range(count):
            share = (index + 0.5) / count
            colour = colours.danger if share > _TOO_LOUD else colours.warm if share > _LOUD else colours.good
            painter.setBrush(QColor(colour if share < self.level else colours.line))
            painter.drawRoundedRect(QRectF(index * step, 0, step - _GAP, self.height()), 2.5, 2.5)
