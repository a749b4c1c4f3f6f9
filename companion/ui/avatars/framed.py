"""What every renderer that paints whole frames shares: sizes, ratio, hit and region. UI thread."""

from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QRegion

from companion.errors import AvatarError
from companion.face.pose import FacePose
from companion.ui.avatars import outline
from companion.ui.avatars.figure.layers import show

MAX_SIDE = 8192


class Drawer(Protocol):
    """Makes frames at one size in device pixels."""

    @property
    def frame(self) -> QImage: ...

    def draw(self, pose: FacePose) -> QImage: ...


class Frame:
    """The size of a figure on a screen, and the drawer for it."""

    def __init__(self) -> None:
        self.size = QSize(0, 0)
        self.ratio = 1.0
        self.drawer: Drawer | None = None

    def changes(self, size: QSize, ratio: float) -> bool:
        """Take over a size; False when it is the one there is. Raises AvatarError for an empty or absurd one."""
        width, height = round(size.width() * ratio), round(size.height() * ratio)
        if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
            raise AvatarError(
                f"The avatar can't be drawn {width} x {height} pixels large.",
                code="avatar-size",
                hint="Choose window.scale so that she fits on the screen.",
            )
        if self.drawer is not None and size == self.size and ratio == self.ratio:
            return False
        self.size, self.ratio = QSize(size), ratio
        return True

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height in device pixels."""
        return round(self.size.width() * self.ratio), round(self.size.height() * self.ratio)

    def paint(self, painter: QPainter, pose: FacePose) -> None:
        frame = self._ready().draw(pose)
        if self.ratio == 1.0:
            show(painter, frame)
        else:
            painter.drawImage(QRectF(0, 0, self.size.width(), self.size.height()), frame)

    def hit(self, point: QPointF) -> bool:
        return outline.hit(self._ready().frame, point, self.ratio)

    def region(self) -> QRegion:
        return outline.region(self._ready().frame, self.size)

    def _ready(self) -> Drawer:
        if self.drawer is None:
            raise AvatarError("The avatar was painted before it had a size.", code="avatar-size")
        return self.drawer
