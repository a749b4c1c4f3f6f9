"""What is written and not sent yet is told a moment after the last key: a new start brings it back. Main thread."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

PAUSE_MS = 800


class Draft(QObject):
    """`told` carries the text when it has changed. text: what is written now."""

    told = Signal(str)

    def __init__(self, text: Callable[[], str]) -> None:
        super().__init__()
        self._text, self._known = text, ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.tell)

    def knows(self, text: str) -> None:
        """This is what was left; nothing is told of it."""
        self._known = text

    def changed(self) -> None:
        """A key was pressed."""
        self._timer.start()

    def tell(self) -> None:
        """Now, if there is something new: the window is closed."""
        self._timer.stop()
        if (text := self._text()) != self._known:
            self._known = text
            self.told.emit(text)
