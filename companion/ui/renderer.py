"""What the windows use of an avatar. `ui/avatars/<name>.py` makes them with `create`. Main thread."""

from typing import Protocol

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QRegion

from companion.face.pose import FacePose


class Renderer(Protocol):
    """One avatar. Sizes and points are logical pixels; `resize` comes before everything else.

    One that can tell what has moved also has `advance(pose) -> QRect`: it draws the pose ahead of `paint` and says what
    has to be painted anew.
    """

    def resize(self, size: QSize, ratio: float) -> None:
        """Prepare for this size on a screen with `ratio` device pixels a logical one."""

    def paint(self, painter: QPainter, pose: FacePose) -> None:
        """Draw the figure at (0, 0) .. size."""

    def hit(self, point: QPointF) -> bool:
        """Whether she, as last painted, is at `point`."""
        ...

    def region(self) -> QRegion:
        """Her outline as last painted; coarse."""
        ...
