"""Her window in both of its forms: free on the desktop, or an ordinary window with a frame, a ground and a title.

Main thread. In the frame she is as large as the window allows and stands on its lower edge. All of it catches the
mouse, it has its place in the task bar, and other programs can record it.
"""

from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QLinearGradient, QPainter, QRegion, QResizeEvent, QShowEvent

from companion.ui import gestures, placement
from companion.ui.pet_window import LARGEST, SIZE, SMALLEST, PetWindow
from companion.ui.theme import Palette
from companion.ui.windowing import FRAMELESS

_FRAMED = Qt.WindowType.Window
_FRAME_KNOWN = 200  # ms after she is shown until the window manager has given her a frame
_SETTLE = 400  # ms after the last step of a move by the frame until it is told


class HerWindow(PetWindow):
    """`set_framed` changes the form while she stands; `leave_wanted` when the frame's own button closes it."""

    leave_wanted = Signal()

    def __init__(self, *arguments: Any, palette: Palette, framed: bool = False, ground: str = "", **more: Any) -> None:
        self._framed, self._ground, self._palette = False, ground, palette
        super().__init__(*arguments, **more)
        self._wanted_through = self._click_through
        self._came_from = self._put_at = QPoint()  # where she was free, and where the frame was put for that
        self._inside = QTimer(self)
        self._inside.setSingleShot(True)
        self._inside.setInterval(_FRAME_KNOWN)
        self._inside.timeout.connect(self._come_inside)
        self._stands = QTimer(self)
        self._stands.setSingleShot(True)
        self._stands.setInterval(_SETTLE)
        self._stands.timeout.connect(lambda: self.moved_to.emit(self.x(), self.y()))
        self.set_framed(framed)

    @property
    def framed(self) -> bool:
        return self._framed

    def set_framed(self, on: bool) -> None:
        """An ordinary window, or free on the desktop; her size and the middle of her feet stay."""
        if on == self._framed:
            return
        before, shown = self.pos(), self.isVisible()
        feet = before + QPoint(self.width() // 2, self.height())
        self._framed = on
        top = self.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
        self.setWindowFlags((_FRAMED if on else FRAMELESS) | top)
        self.setMinimumSize(self._sized(SMALLEST) if on else QSize(0, 0))
        self.resize(self._sized(self.figure_scale))
        self.set_click_through(self._wanted_through)
        self._resize_renderer()
        self._place_badge()
        if shown:  # changed flags hide the window
            back = (
                self._came_from
                if not on and before == self._put_at
                else feet - QPoint(self.width() // 2, self.height())
            )
            self._came_from, self._put_at = before, back
            self.place(back)
            self.show()
            self.moved_to.emit(self.x(), self.y())

    def set_click_through(self, on: bool) -> None:
        """A window with a frame catches the mouse wherever it is."""
        self._wanted_through = on
        super().set_click_through(on and not self._framed)

    def set_ground(self, palette: Palette, colour: str | None = None) -> None:
        """What is behind her in the frame: a colour ("#rrggbb"), "" for the house's, None as before."""
        self._palette, self._ground = palette, self._ground if colour is None else colour
        self.update()

    def outline(self) -> QRegion:
        return QRegion(self.rect()) if self._framed else super().outline()

    def _figure(self) -> QRect:
        """Where she is in the window."""
        if not self._framed:
            return self.rect()
        size = SIZE.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio).boundedTo(self._sized(LARGEST))
        return QRect(QPoint((self.width() - size.width()) // 2, self.height() - size.height()), size)

    def _corner(self) -> QPoint:
        return self._figure().topLeft()

    @staticmethod
    def _sized(scale: float) -> QSize:
        return QSize(round(SIZE.width() * scale), round(SIZE.height() * scale))

    # --- what changes in the frame ---

    def _draw(self, painter: QPainter) -> None:
        if self._framed:
            ground = QLinearGradient(0, 0, 0, self.height())
            ground.setColorAt(0, QColor(self._ground or self._palette.soft))
            ground.setColorAt(1, QColor(self._ground or self._palette.window))
            painter.fillRect(self.rect(), ground)
            painter.translate(self._figure().topLeft())
        super()._draw(painter)

    def _resize_renderer(self) -> None:
        if self._renderer is not None:
            self._renderer.resize(self._figure().size(), self.devicePixelRatioF())
            self._mask_at, self._painted = float("-inf"), False
            self.update()

    def _hit(self, place: QPointF) -> bool:
        return super()._hit(place - QPointF(self._figure().topLeft()))

    def _is_head(self, place: QPointF) -> bool:
        figure = self._figure()
        return self._hit(place) and place.y() - figure.top() < figure.height() * gestures.HEAD_SHARE

    def _insist_on_place(self) -> None:
        if not self._framed:
            super()._insist_on_place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._framed:
            self._inside.start()

    def _come_inside(self) -> None:
        """Where there is room, the whole frame is on the screen; how wide it is, is known only now."""
        if self._framed and not self.isMaximized():
            place = placement.inside(self.frameGeometry(), self.screen().availableGeometry()).topLeft()
            if place != self.pos():
                self.move(place)
            self._put_at = place

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._framed:
            scale = max(SMALLEST, self._figure().height() / SIZE.height())
            if abs(scale - self._scale) > 0.002:
                self._scale = scale
                self._settled.start(300)
            self._resize_renderer()
            self._place_badge()
            self.look_again()
            self.placed.emit()

    def moveEvent(self, event: QEvent) -> None:
        super().moveEvent(event)
        if self._framed and self.isVisible():
            self._stands.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._framed and event.spontaneous():
            event.ignore()
            self.leave_wanted.emit()
        else:
            self._stands.stop()
            self._inside.stop()
            super().closeEvent(event)
