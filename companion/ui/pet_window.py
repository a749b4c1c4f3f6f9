"""The character on the desktop: frameless, transparent, on top; drag, wheel, touch; only her body catches the mouse.

Main thread. It owns one timer, whose rate `pace.frames_per_second` chooses frame by frame, and stops it when she is
hidden. A frame in which nothing visible moved is not painted.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QContextMenuEvent,
    QCursor,
    QDragEnterEvent,
    QDropEvent,
    QEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from companion.ui import gestures, placement
from companion.ui.badge import Badge
from companion.ui.dropped import local_files
from companion.ui.face_feed import FaceFeed
from companion.ui.input_region import InputRegion, grown
from companion.ui.pace import BREATHING, VISIBLE_SPEED, frames_per_second
from companion.ui.pointer_watch import PointerWatch
from companion.ui.renderer import Renderer
from companion.ui.windowing import FRAMELESS, can_place, make_timer

SIZE = QSize(400, 600)  # logical pixels at scale 1
SMALLEST, LARGEST = 0.5, 2.0
HEAD = 0.42  # height of her mouth, as a share of the window
INSIST_MS = (150, 600)  # after showing: when her place is checked
MASK_MARGIN = 4  # pixels around the outline: hair swings until the next look, and a mask cuts what is painted


class PetWindow(QWidget):
    """Signals say what the person did; the window itself decides only where it stands and how large it is."""

    chat_wanted = Signal()
    menu_wanted = Signal(QPoint)
    touched = Signal(str)  # "pat" | "poke"
    talk_held = Signal(bool)  # the space bar is held on her
    stop_wanted = Signal()
    files_dropped = Signal(object)  # a tuple of paths
    placed = Signal()  # moved or resized, on every step; followers move with her
    moved_to = Signal(int, int)  # at the end of a move
    scaled_to = Signal(float)  # at the end of a resize
    hovered = Signal(bool)  # the mouse came onto her or left her
    painted = Signal(float, float)  # a frame is drawn: when (clock), and the seconds it took

    def __init__(
        self,
        feed: FaceFeed,
        badge: Badge,
        *,
        scale: float = 1.0,
        fps: int = 60,
        click_through: bool = True,
        on_top: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(None, FRAMELESS | Qt.WindowType.WindowStaysOnTopHint if on_top else FRAMELESS)
        for attribute in (
            Qt.WidgetAttribute.WA_TranslucentBackground,
            Qt.WidgetAttribute.WA_ShowWithoutActivating,
            Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow,
            Qt.WidgetAttribute.WA_NoSystemBackground,
        ):
            self.setAttribute(attribute)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._feed, self._fps, self._clock = feed, fps, clock
        self._click_through = click_through
        self._sparing = False
        self._on_her: list[QWidget] = []
        self._renderer: Renderer | None = None
        self._pointer = gestures.Pointer()
        self._grip = QPoint()
        self._mask_at = float("-inf")
        self._watch = PointerWatch()
        self._ahead = 0.0  # seconds that the next frame has taken before it is painted
        self._scale = 1.0
        self._painted = False
        self._input = InputRegion(self)
        self._outline = QRegion()
        self.badge = badge
        badge.setParent(self)
        badge.resized = self._place_badge
        self._frames = make_timer(self, self.tick, single=False)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._poke = make_timer(self, self._poked)
        self._wanted: QPoint | None = None
        self._insist = make_timer(self, self._insist_on_place)
        self._settled = make_timer(self, lambda: self.scaled_to.emit(self._scale))
        self.set_scale(scale)

    # --- what the app tells her ---

    @property
    def figure_scale(self) -> float:
        """Her size factor, 0.5 to 2."""
        return self._scale

    @property
    def frame_interval(self) -> int:
        """Milliseconds between frames; 0 while nothing is painted."""
        return self._frames.interval() if self._frames.isActive() else 0

    def set_renderer(self, renderer: Renderer) -> None:
        """Show this avatar from the next frame on."""
        self._renderer = renderer
        self._resize_renderer()
        self._feed.stir(self._clock())
        self.wake()

    def set_scale(self, scale: float) -> None:
        """Resize around her feet; clamped to 0.5 … 2."""
        self._scale = max(SMALLEST, min(LARGEST, scale))
        feet = QPoint(self.x() + self.width() // 2, self.y() + self.height())
        size = QSize(round(SIZE.width() * self._scale), round(SIZE.height() * self._scale))
        self.resize(size)
        if self.isVisible():
            screen = self.screen().availableGeometry()
            low = min(feet.y(), screen.bottom() + 1)
            top = max(screen.top(), low - size.height())  # where she is too large, her face stays on the screen
            self._go(QPoint(feet.x() - size.width() // 2, top))
        self._place_badge()
        self._resize_renderer()
        self._feed.stir(self._clock())
        self.placed.emit()
        self.wake()

    def set_on_top(self, on: bool) -> None:
        """Keep her above other windows, or let her be covered."""
        shown = self.isVisible()
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, on)
        if shown:  # changing flags hides the window
            self.show()

    def set_fps(self, fps: int) -> None:
        """Frames a second while she talks."""
        self._fps = fps
        self.wake()

    def set_click_through(self, on: bool) -> None:
        """Whether only her body catches the mouse, or the whole window."""
        self._click_through = on
        self._outline = QRegion()
        self._mask_at = float("-inf")
        if not on:
            self._input.set(QRegion(self.rect()))
        self.wake()

    def place(self, position: QPoint) -> None:
        """Move her there, wholly onto a screen."""
        self._go(position)
        self.rescue()

    def put_on(self, part: QWidget) -> None:
        """A small widget that lies on her, above the badge; it catches the mouse while it is visible."""
        part.setParent(self)
        part.hide()
        self._on_her.append(part)
        self._place_badge()

    def set_sparing(self, on: bool) -> None:
        """Paint less, or as often as wanted again."""
        self._sparing = on
        self.wake()

    def wake(self) -> None:
        """Something happened: make the next frame now, at the rate that it deserves."""
        if self.isVisible():
            self.tick()

    def to_corner(self) -> None:
        """Back to the lower right corner of the screen that the pointer is on."""
        screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        self._go(placement.corner(screen.availableGeometry(), self.size()))
        self.moved_to.emit(self.x(), self.y())

    def rescue(self) -> None:
        """Come back onto a screen when the one she stood on has gone or shrunk."""
        place = placement.rescue(self.geometry(), [screen.availableGeometry() for screen in QGuiApplication.screens()])
        if place != self.pos():
            self._go(place)
            self.moved_to.emit(place.x(), place.y())

    def head(self) -> QPoint:
        """Screen position of her mouth."""
        return self.mapToGlobal(QPoint(self.width() // 2, round(self.height() * HEAD)))

    def outline(self) -> QRegion:
        """The part of the window that catches the mouse."""
        if self._renderer is None:
            return QRegion(self.rect())
        hers = grown(self._renderer.region(), MASK_MARGIN).united(self.badge.geometry())
        for part in self._on_her:
            if part.isVisible():
                hers = hers.united(part.geometry())
        return hers.intersected(self.rect())

    # --- frames ---

    def tick(self) -> None:
        """One frame: pose, paint if it moved, outline a few times a second, next interval."""
        now = self._clock()
        if self._feed.frame(now, self._cursor(now)):
            self._renew()
        activity = self._feed.activity(now, visible=self._exposed())
        rate = frames_per_second(activity, self._fps, sparing=self._sparing)
        wait = self._input.period(quick=activity.speed > VISIBLE_SPEED, calm=rate <= BREATHING)
        if self._painted and now - self._mask_at >= wait:
            self._mask_at = now
            self._update_mask()
        if rate == 0:
            self._frames.stop()
        elif not self._frames.isActive() or self._frames.interval() != 1000 // rate:
            self._frames.start(1000 // rate)

    def _renew(self) -> None:
        """Paint what has moved; where the avatar can tell what that is, nothing else."""
        advance = getattr(self._renderer, "advance", None)
        if advance is None or self._feed.pose is None or not self._painted:
            self.update()
            return
        began = self._clock()
        area: QRect = advance(self._feed.pose)
        self._ahead += self._clock() - began
        self.update(area.translated(self._corner()))

    def _corner(self) -> QPoint:
        """Where her picture begins in the window."""
        return QPoint()

    def _exposed(self) -> bool:
        handle = self.windowHandle()
        return self.isVisible() and (handle is None or handle.isExposed())

    def _update_mask(self) -> None:
        if self._click_through:
            outline = self.outline()
            if outline != self._outline and not outline.isEmpty():
                self._outline = outline
                self._input.set(outline)

    def _cursor(self, now: float) -> tuple[float, float]:
        """The pointer as seen from her eyes, in figure widths; y up."""
        away = self._watch.place(now) - self.mapToGlobal(QPoint(self.width() // 2, round(self.height() * 0.33)))
        return away.x() / self.width(), -away.y() / self.width()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._renderer is None or self._feed.pose is None:
            return
        if not self._frames.isActive():  # Qt paints what has become visible again: go on
            self._frames.start(0)
        began = self._clock()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._draw(painter)
        self._painted = True
        ahead, self._ahead = self._ahead, 0.0
        self.painted.emit(began - ahead, self._clock() - began + ahead)

    def _draw(self, painter: QPainter) -> None:
        if self._renderer is not None and self._feed.pose is not None:
            self._renderer.paint(painter, self._feed.pose)

    def _hit(self, place: QPointF) -> bool:
        return self._renderer is None or self._renderer.hit(place)

    def _resize_renderer(self) -> None:
        if self._renderer is not None:
            self._renderer.resize(self.size(), self.devicePixelRatioF())
            self._mask_at, self._painted = float("-inf"), False  # an outline is known after the first paint
            self.update()

    def _place_badge(self) -> None:
        self.badge.move((self.width() - self.badge.width()) // 2, self.height() - self.badge.height() - 8)
        for part in self._on_her:
            part.move((self.width() - part.width()) // 2, self.badge.y() - part.height() - 8)
        self._mask_at = float("-inf")

    # --- window events ---

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._resize_renderer()
        elif isinstance(event, QHelpEvent) and self.badge.geometry().contains(event.pos()):
            self.badge.help(event)
            return True
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._outline = QRegion()  # changed flags make a new native window
        self._wanted = self.pos()
        self._insist.start(INSIST_MS[0])
        self._feed.stir(self._clock())
        self.tick()
        self.placed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._frames.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        for timer in (self._frames, self._poke, self._settled, self._insist):
            timer.stop()
        self._input.close()
        super().closeEvent(event)

    def _go(self, place: QPoint) -> None:
        if self._wanted is not None:
            self._wanted = place
        self.move(place)

    def _insist_on_place(self) -> None:
        """Ask again for the place that she was shown at, in case Qt or the window manager has forgotten it.

        # WORKAROUND: under X11, while a window manager reparents a new window, Qt may take over a position relative to
        # the frame (0, 0) although the window stands where it should (seen with openbox, in one start of three).
        """
        if self._wanted is not None and self.pos() != self._wanted and can_place():
            self.move(self._wanted)
            self._insist.start(INSIST_MS[1])

    def moveEvent(self, _event: QEvent) -> None:
        self.placed.emit()

    # --- pointer and keys ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._wanted = None
            self._pointer.press(event.globalPosition().toTuple())
            self._grip = event.globalPosition().toPoint() - self.pos()
            if not can_place():  # Wayland: only the compositor may move her, and it wants to know at the press
                self.windowHandle().startSystemMove()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            if self._pointer.move(event.globalPosition().toTuple()) == "drag" and can_place():
                self._feed.stir(self._clock())
                self.move(event.globalPosition().toPoint() - self._grip)
            return
        if not self._is_head(event.position()):
            self._end_pat()
        elif self._pointer.hover(event.position().x(), self._clock()) == "pat" and self._feed.touched is None:
            self._feed.touch("head", self._clock())
            self.touched.emit("pat")
            self.wake()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        gesture = self._pointer.release()
        if gesture == "drag":
            self.rescue()
            self.moved_to.emit(self.x(), self.y())
        elif gesture == "poke" and self._hit(event.position()):
            self._feed.touch("head" if self._is_head(event.position()) else "body", self._clock())
            self.wake()
            self._poke.start(round(gestures.DOUBLE_S * 1000))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._poke.stop()
            self._end_pat()
            self.chat_wanted.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.hovered.emit(True)

    def leaveEvent(self, _event: QEvent) -> None:
        self._end_pat()
        self.hovered.emit(False)

    def look_again(self) -> None:
        """What lies on her has come or gone: her outline is taken anew with the next frame."""
        self._mask_at = float("-inf")
        self.wake()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = local_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.files_dropped.emit(files)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.set_scale(self._scale * 1.06 ** (event.angleDelta().y() / 120))
        self._settled.start(300)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        self.menu_wanted.emit(self.head() if keyboard else event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.talk_held.emit(True)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chat_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.stop_wanted.emit()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.talk_held.emit(False)
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.talk_held.emit(False)  # the release of a held key would never arrive
        super().focusOutEvent(event)

    def _is_head(self, place: QPointF) -> bool:
        return self._hit(place) and place.y() < self.height() * gestures.HEAD_SHARE

    def _poked(self) -> None:
        kind = "pat" if self._feed.touched == "head" else "poke"
        self._feed.touch(None, self._clock())
        self.touched.emit(kind)

    def _end_pat(self) -> None:
        self._pointer.leave()
        if not self._poke.isActive():
            self._feed.touch(None, self._clock())
