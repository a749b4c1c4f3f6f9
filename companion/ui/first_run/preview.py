"""Her living picture: the real renderer, breathing, looking at the pointer, without a window of its own. Main thread.

Nothing runs while it is hidden.
"""

import time
from collections.abc import Callable
from random import Random

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QCursor,
    QHideEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from companion.face.director import FaceDirector
from companion.persona.emotion import Mood
from companion.ui.face_feed import FaceFeed
from companion.ui.pace import frames_per_second
from companion.ui.renderer import Renderer
from companion.ui.theme import Palette
from companion.voice.types import PlaybackPosition

ASPECT = 2 / 3  # of a figure without one of her own
RADIUS = 18.0
_FPS = 30
_SILENT: Callable[[], PlaybackPosition | None] = lambda: None  # noqa: E731


class LivePreview(QWidget):
    """One character at a time. position: what of her voice is audible now, so that her mouth goes with it."""

    def __init__(
        self,
        palette: Palette,
        position: Callable[[], PlaybackPosition | None] = _SILENT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._palette, self._position, self._clock = palette, position, clock
        self._renderer: Renderer | None = None
        self._feed = FaceFeed(FaceDirector(rng=Random()), position)
        self._director = FaceDirector(rng=Random())
        self.setMinimumSize(200, 300)
        self.setMouseTracking(True)
        self._frames = QTimer(self)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames.timeout.connect(self._frame)

    def show_character(self, renderer: Renderer, name: str, help_text: str = "") -> None:
        """She comes, and smiles."""
        self._renderer = renderer
        self._director = FaceDirector(rng=Random())
        self._feed = FaceFeed(self._director, self._position)
        self.setAccessibleName(name)
        self.setAccessibleDescription(help_text)
        self._fit()
        self.feel(Mood("smile", 0.7))
        self._frame()
        if self.isVisible():
            self._frames.start(1000 // _FPS)

    def feel(self, mood: Mood) -> None:
        """Show an emotion from the next frame on."""
        now = self._clock()
        self._director.react(mood, now)
        self._feed.stir(now)

    def set_palette(self, palette: Palette) -> None:
        self._palette = palette
        self.update()

    # ---

    def _figure(self) -> QSize:
        """The largest that fits, in her own proportions."""
        aspect = float(getattr(self._renderer, "aspect", ASPECT))
        high = min(float(self.height()), self.width() / aspect)
        return QSize(max(1, round(high * aspect)), max(1, round(high)))

    def _fit(self) -> None:
        if self._renderer is not None and self.width() > 1:
            self._renderer.resize(self._figure(), self.devicePixelRatioF())

    def _frame(self) -> None:
        if self._renderer is None:
            return
        now = self._clock()
        if self._feed.frame(now, self._cursor()):
            self.update()
        rate = frames_per_second(self._feed.activity(now, visible=True), _FPS)
        wanted = 1000 // max(1, rate)
        if self._frames.isActive() and self._frames.interval() != wanted:
            self._frames.setInterval(wanted)

    def _cursor(self) -> tuple[float, float]:
        """The pointer as seen from her eyes, in figure widths; y up."""
        figure = self._figure()
        top = self.height() - figure.height()
        eyes = self.mapToGlobal(QPoint(self.width() // 2, round(top + figure.height() * 0.33)))
        away = QCursor.pos() - eyes
        return away.x() / figure.width(), -away.y() / figure.width()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = QPainterPath()
        area.addRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        light = QLinearGradient(0, 0, 0, self.height())
        light.setColorAt(0.0, QColor(self._palette.soft))
        light.setColorAt(1.0, QColor(self._palette.line))
        painter.fillPath(area, light)
        if self._renderer is not None and self._feed.pose is not None:
            painter.setClipPath(area)
            figure = self._figure()
            painter.translate((self.width() - figure.width()) / 2, self.height() - figure.height())
            self._renderer.paint(painter, self._feed.pose)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._renderer is not None:
            self._frames.start(1000 // _FPS)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._frames.stop()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        head = event.position().y() < self.height() - self._figure().height() * 0.55
        self._feed.touch("head" if head else "body", self._clock())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._feed.touch(None, self._clock())
