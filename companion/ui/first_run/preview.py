"""Her living picture: the real renderer, breathing, looking at the pointer, without a window of its own. Main thread.

Nothing runs while it is hidden.
"""

import time
from collections.abc import Callable
from random import Random

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer, Signal
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
from shiboken6 import isValid

from companion.face.director import FaceDirector
from companion.persona.emotion import Mood
from companion.ui.face_feed import FaceFeed
from companion.ui.pace import frames_per_second
from companion.ui.renderer import Renderer
from companion.ui.theme import Palette
from companion.voice.types import PlaybackPosition

ASPECT = 2 / 3  # width / height of a figure without one of her own
RADIUS = 18.0
_FPS = 30
_SILENT: Callable[[], PlaybackPosition | None] = lambda: None  # noqa: E731


Draw = Callable[[QSize, float, Callable[[Renderer, QSize], None]], None]
"""draw(room, ratio, answer): a figure made ready for its room; answer(renderer, size) comes soon, on this thread."""


def fitted(figure: object, room: QSize) -> QSize:
    """The largest size in her own proportions."""
    aspect = float(getattr(figure, "aspect", ASPECT))
    high = min(float(room.height()), room.width() / aspect)
    return QSize(max(1, round(high * aspect)), max(1, round(high)))


class LivePreview(QWidget):
    """One character at a time. position: what of her voice is audible now, so that her mouth goes with it.

    Figures are made elsewhere (`Draw`), because it takes longer than a frame; until hers is there the last one stays.
    """

    came = Signal()  # she is seen

    def __init__(
        self,
        palette: Palette,
        position: Callable[[], PlaybackPosition | None] = _SILENT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._palette, self._position, self._clock = palette, position, clock
        self._renderer: Renderer | None = None
        self._size = QSize()  # of the figure
        self._draw: Draw | None = None
        self._fresh = True
        self._asked = 0  # answers to earlier questions are dropped
        self._director = FaceDirector(rng=Random())
        self._feed = FaceFeed(self._director, position)
        self.setMinimumSize(200, 300)
        self.setMouseTracking(True)
        self._frames = QTimer(self)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames.timeout.connect(self._frame)
        self._settle = QTimer(self)  # one figure for all the sizes that a layout goes through
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self._ask)

    def show_character(self, draw: Draw, name: str, help_text: str = "") -> None:
        """She comes, and smiles."""
        self._draw = draw
        self.setAccessibleName(name)
        self.setAccessibleDescription(help_text)
        self._fresh = True
        if self.isVisible():
            self._ask()

    def _ask(self) -> None:
        if self._draw is None or not self.isVisible():
            return
        self._asked += 1
        asked = self._asked
        self._draw(self.size(), self.devicePixelRatioF(), lambda figure, size: self._take(asked, figure, size))

    def _take(self, asked: int, figure: Renderer, size: QSize) -> None:
        if asked != self._asked or not isValid(self):
            return
        self._renderer, self._size = figure, size
        if self._fresh:
            self._fresh = False
            self._director = FaceDirector(rng=Random())
            self._feed = FaceFeed(self._director, self._position)
            self.feel(Mood("smile", 0.7))
            self.came.emit()
        self._frame()
        self.update()
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
        figure = self._size if self._size.isValid() else self.size()
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
            figure = self._size
            painter.translate((self.width() - figure.width()) / 2, self.height() - figure.height())
            self._renderer.paint(painter, self._feed.pose)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._frames.stop()
        self._settle.stop()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        head = event.position().y() < self.height() - self._size.height() * 0.55
        self._feed.touch("head" if head else "body", self._clock())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._feed.touch(None, self._clock())
