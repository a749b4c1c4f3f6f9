"""The speech bubble beside her: her words as she says them. Main thread; catches no mouse and takes no focus."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from companion.ui import placement
from companion.ui.floating import SHADOW, paint_box
from companion.ui.markup import to_html
from companion.ui.measure import text_size
from companion.ui.subtitle import Subtitle
from companion.ui.theme import Palette

WIDEST = 300  # logical pixels of text
FADE_MS = 220
_PAD = 14

FLOATING = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.NoDropShadowWindowHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
)


class Bubble(QWidget):
    """Shows a `Subtitle`. `follow` tells it where she stands; it fades by itself when her words are over."""

    def __init__(self, palette: Palette, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(None, FLOATING | Qt.WindowType.WindowTransparentForInput)
        for attribute in (
            Qt.WidgetAttribute.WA_TranslucentBackground,
            Qt.WidgetAttribute.WA_ShowWithoutActivating,
            Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow,
        ):
            self.setAttribute(attribute)
        self.subtitle = Subtitle()
        self._clock, self._palette = clock, palette
        self._her, self._head, self._avoid = QRect(), QPoint(), QRect()
        self._place = placement.Beside(QRect(), "left", 0)
        self._shown = ""
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setWordWrap(True)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.refresh)
        self._fade = QPropertyAnimation(self, b"windowOpacity", self)
        self._fade.setDuration(FADE_MS)
        self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._fade.finished.connect(self._faded)

    @property
    def words(self) -> str:
        """What stands in the bubble; "" when it fades or is hidden."""
        return self._shown

    def set_palette(self, palette: Palette) -> None:
        self._palette = palette
        if self._shown:
            self._label.setText(to_html(self._shown, palette.ink))
        self.update()

    def on_event(self, event: object) -> None:
        """Take any event; her words change what is shown."""
        if self.subtitle.on_event(event, self._clock()):
            self.refresh()

    def follow(self, her: QRect, head: QPoint, avoid: QRect) -> None:
        """She stands at `her` (screen), her mouth at `head`; `avoid` (empty = nothing) must stay readable."""
        self._her, self._head, self._avoid = her, head, avoid
        if self.isVisible():
            self._arrange()

    def clear(self) -> None:
        """Forget her words and hide at once."""
        self.subtitle.clear()
        self._later.stop()
        self._fade.stop()
        self._shown = ""
        self.hide()

    def refresh(self) -> None:
        """Show what the subtitle says now, and come back when it may change by itself."""
        now = self._clock()
        words = self.subtitle.text(now)
        if words != self._shown:
            self._show(words)
        wait = self.subtitle.next_change(now)
        if wait is None:
            self._later.stop()
        else:
            self._later.start(max(1, round(wait * 1000) + 5))

    def _show(self, words: str) -> None:
        self._shown = words
        self._fade.stop()
        if not words:
            self._fade.setStartValue(self.windowOpacity())
            self._fade.setEndValue(0.0)
            self._fade.start()
            return
        self._label.setText(to_html(words, self._palette.ink))
        self.setAccessibleName(words)
        self._arrange()
        if not self.isVisible():
            self.setWindowOpacity(0.0)
            self.show()
        if self.windowOpacity() < 1.0:
            self._fade.setStartValue(self.windowOpacity())
            self._fade.setEndValue(1.0)
            self._fade.start()

    def _faded(self) -> None:
        if not self._shown:
            self.hide()

    def _arrange(self) -> None:
        edge = SHADOW + _PAD
        text = text_size(self._label.text(), self._label.font(), WIDEST)
        size = QSize(text.width() + 2 * edge, text.height() + 2 * edge - 6)
        screen = QGuiApplication.screenAt(self._her.center()) or QGuiApplication.primaryScreen()
        avoid = self._avoid.adjusted(0, SHADOW - 6, 0, 0)
        self._place = placement.beside(self._her, self._head.y(), size, screen.availableGeometry(), avoid)
        self.setGeometry(self._place.rect)
        self._label.setGeometry(edge, edge - 3, text.width(), text.height())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_box(painter, QRectF(self.rect()), self._palette, self._place.side, self._place.tail)
