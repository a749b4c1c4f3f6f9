"""Windows come back where they were: watches the chat and the pages, and tells where each stands. Main thread."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from companion.ui import placement
from companion.window_state import Place

_SETTLE = 400  # ms after the last step of a move until it is told
_SEEN = (QEvent.Type.Show, QEvent.Type.Hide)
_STEPS = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowStateChange)


class Keeper(QObject):
    """`restore` a window before it is shown; from then on its place is told to `keep` when it has settled or closes.

    A page is another window each time it is opened: its name stays. rearranged: windows have come, gone or moved.
    """

    rearranged = Signal()

    def __init__(self, places: Mapping[str, Place], keep: Callable[[str, Place], None]) -> None:
        super().__init__()
        self._places, self._keep = dict(places), keep
        self._names: dict[QWidget, str] = {}
        self._moved: set[QWidget] = set()
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLE)
        self._settled.timeout.connect(self._tell_all)

    def restore(self, window: QWidget, name: str) -> bool:
        """Put it where the last one of this name was, rescued from screens that are gone; whether there was one."""
        self.watch(window, name)
        place = self._places.get(name)
        if place is None:
            return False
        rect = placement.restored(QRect(place.x, place.y, place.width, place.height), _screens())
        window.resize(rect.size().expandedTo(window.minimumSize()))
        window.move(rect.topLeft())
        if place.maximized:
            window.setWindowState(window.windowState() | window.windowState().WindowMaximized)
        return True

    def watch(self, window: QWidget, name: str = "") -> None:
        """Look after a window that has its place; without a name it is not remembered."""
        if window not in self._names:
            self._names[window] = name
            window.installEventFilter(self)
            window.destroyed.connect(lambda _gone=None, key=window: self._forget(key))

    def shown(self) -> list[QRect]:
        """Where the windows are that can be seen, frames and all."""
        return [
            window.frameGeometry()
            for window in self._names
            if isValid(window) and window.isVisible() and not window.isMinimized()
        ]

    def rescue(self) -> None:
        """Screens have changed: no window stays where nobody can grasp it."""
        for window in self._names:
            if window.isVisible() and not window.isMaximized():
                rect = placement.restored(QRect(window.pos(), window.size()), _screens())
                if rect.topLeft() != window.pos():
                    window.move(rect.topLeft())
                if rect.size() != window.size():
                    window.resize(rect.size())

    def close(self) -> None:
        """Tell what is not told yet, and watch no longer."""
        self.blockSignals(True)
        self._tell_all()
        for window in list(self._names):
            if isValid(window):
                window.removeEventFilter(self)
        self._names.clear()

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        if isinstance(window, QWidget) and window in self._names:
            if event.type() in _STEPS and window.isVisible():
                self._moved.add(window)
                self._settled.start()
            elif event.type() == QEvent.Type.Close:
                self._tell_all()
            elif event.type() in _SEEN:
                self._settled.start()
        return False

    def _tell_all(self) -> None:
        self._settled.stop()
        moved, self._moved = self._moved, set()
        for window in moved:
            if isValid(window) and window.isVisible() and not window.isMinimized() and self._names[window]:
                self._tell(window)
        self.rearranged.emit()

    def _tell(self, window: QWidget) -> None:
        name, before = self._names[window], self._places.get(self._names[window])
        if window.isMaximized():  # what it comes back to is what it was before
            usual = QRect(QPoint(before.x, before.y), QSize(before.width, before.height)) if before else QRect()
            usual = usual if before else window.normalGeometry()
            place = Place(usual.x(), usual.y(), usual.width(), usual.height(), maximized=True)
        else:
            place = Place(window.x(), window.y(), window.width(), window.height())
        if place != before and place.width > 0 and place.height > 0:
            self._places[name] = place
            self._keep(name, place)

    def _forget(self, window: QWidget) -> None:
        self._names.pop(window, None)
        self._moved.discard(window)


def _screens() -> list[QRect]:
    return [screen.availableGeometry() for screen in QGuiApplication.screens()]
