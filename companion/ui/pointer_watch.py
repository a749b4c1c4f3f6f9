"""Where the mouse pointer is, for her eyes: each look at it is a question to the window system. Main thread."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor

PERIOD = 0.045  # seconds between two looks; her eyes follow it more slowly than that


class PointerWatch:
    """Remembers the pointer's place for `PERIOD`."""

    def __init__(self) -> None:
        self._place = QPoint()
        self._at = float("-inf")

    def place(self, now: float) -> QPoint:
        """On the screen, at `now` (seconds of any clock) or shortly before."""
        if now - self._at >= PERIOD:
            self._place, self._at = QCursor.pos(), now
        return self._place
