"""The vector avatar: a character drawn from curves, posed by FacePose. UI thread; needs a QGuiApplication.

`create` reads `character.avatar.style` (see `figure.style`); nothing is loaded from disk.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBitmap, QImage, QPainter, QRegion, QTransform

from companion.errors import AvatarError
from companion.face.expression import face
from companion.face.pose import NEUTRAL, FacePose
from companion.persona.emotion import Mood
from companion.ui.avatars.figure.compositor import Compositor
from companion.ui.avatars.figure.layers import VIEW_HEIGHT, VIEW_WIDTH, VIEW_X, VIEW_Y, alpha, blank, show
from companion.ui.avatars.figure.style import Style, style_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MASK_STEP = 8  # logical pixels of one cell of the coarse region
_MAX_SIDE = 8192
_FACE_BOX = (190.0, 30.0, 620.0, 660.0)  # of the canvas, for portraits


class _Avatar(Protocol):
    @property
    def style(self) -> Mapping[str, object]: ...


class Drawn(Protocol):
    """What is needed of a character; companion.persona.character.Character has it."""

    @property
    def id(self) -> str: ...
    @property
    def avatar(self) -> _Avatar: ...


class VectorAvatar:
    """An AvatarRenderer. Call `resize` once before `paint`; sizes and points are logical pixels."""

    aspect = VIEW_WIDTH / VIEW_HEIGHT
    """Natural width / height; in other sizes the figure is centred."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._size = QSize(0, 0)
        self._ratio = 1.0
        self._compositor: Compositor | None = None
        self._pose = NEUTRAL

    def resize(self, size: QSize, ratio: float = 1.0) -> None:
        """Prepare for a size in logical pixels on a screen with `ratio` device pixels a logical one (~60 ms).

        Raises AvatarError for an empty or absurd size.
        """
        width, height = round(size.width() * ratio), round(size.height() * ratio)
        if not (0 < width <= _MAX_SIDE and 0 < height <= _MAX_SIDE):
            raise AvatarError(
                f"The avatar can't be drawn {width} x {height} pixels large.",
                code="avatar-size",
                hint="Choose window.scale so that she fits on the screen.",
            )
        if self._compositor is not None and size == self._size and ratio == self._ratio:
            return
        self._size, self._ratio = QSize(size), ratio
        self._compositor = Compositor(self._style, width, height)

    def paint(self, painter: QPainter, pose: FacePose) -> None:
        """Draw the figure at (0, 0) .. size. Allocates nothing large."""
        frame = self._ready().draw(pose)
        self._pose = pose
        if self._ratio == 1.0:
            show(painter, frame)
        else:
            painter.drawImage(QRectF(0, 0, self._size.width(), self._size.height()), frame)

    def advance(self, pose: FacePose) -> QRect:
        """Draw what has moved since the last pose, ahead of `paint`; returns where, in logical pixels."""
        area = self._ready().advance(pose)
        self._pose = pose
        return QTransform.fromScale(1 / self._ratio, 1 / self._ratio).mapRect(QRectF(area)).toAlignedRect()

    def hit(self, point: QPointF) -> bool:
        """Whether the last painted frame has something at a logical point (alpha over 1/8)."""
        frame = self._ready().frame
        x, y = int(point.x() * self._ratio), int(point.y() * self._ratio)
        return frame.rect().contains(x, y) and frame.pixelColor(x, y).alpha() > 32

    def region(self) -> QRegion:
        """The coarse outline of the last painted frame for QWindow.setMask: cells of 8 logical pixels, one cell wider
        than the figure so that hair may move until the next update, with the way of an arm that moves. ~0.3 ms."""
        import numpy as np

        frame = self._ready().frame
        columns, rows = -(-self._size.width() // _MASK_STEP), -(-self._size.height() // _MASK_STEP)
        small = frame.scaled(
            columns, rows, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        cells = alpha(small) > 6
        wide = np.pad(cells, 1)
        wide = wide[1:-1, :-2] | wide[1:-1, 1:-1] | wide[1:-1, 2:]
        wide = np.pad(wide, ((1, 1), (0, 0)))
        wide = wide[:-2] | wide[1:-1] | wide[2:]
        whole = QRegion(0, 0, self._size.width(), self._size.height())
        outline = QTransform.fromScale(_MASK_STEP, _MASK_STEP).map(_region_of(wide))
        for box in self._ready().reach(self._pose):
            near = QTransform.fromScale(1 / self._ratio, 1 / self._ratio).mapRect(box).toAlignedRect()
            outline = outline.united(QRegion(near))
        return outline.intersected(whole)

    def _ready(self) -> Compositor:
        if self._compositor is None:
            raise AvatarError("The avatar was painted before it had a size.", code="avatar-size")
        return self._compositor


def _region_of(cells: "NDArray[np.bool_]") -> QRegion:
    """The set cells as a region."""
    import numpy as np

    height, width = cells.shape
    rows = np.packbits(np.pad(cells, ((0, 0), (0, -width % 32))), axis=1)
    image = QImage(rows.tobytes(), width, height, rows.shape[1], QImage.Format.Format_Mono)
    image.setColorTable([0xFFFFFFFF, 0xFF000000])  # set = black = inside
    return QRegion(QBitmap.fromImage(image))


def create(character: Drawn, options: Mapping[str, object] | None = None) -> VectorAvatar:
    """The renderer of a character. options: further style keys that win over the character's own.

    Raises AvatarError that names a wrong key of the style.
    """
    return VectorAvatar(style_of(character.id, {**character.avatar.style, **(options or {})}))


def portrait(character: Drawn, mood: Mood, size: QSize, ratio: float = 1.0) -> QImage:
    """Her face with an expression, transparent around it, for menus and the chat panel."""
    width, height = round(size.width() * ratio), round(size.height() * ratio)
    result = blank(width, height)
    left, top, box_width, box_height = _FACE_BOX
    scale = min(width / box_width, height / box_height)
    compositor = Compositor(
        style_of(character.id, character.avatar.style),
        round(VIEW_WIDTH * scale),
        round(VIEW_HEIGHT * scale),
        without=("arms", "flame", "cape", "feet", "skirt"),
    )
    pose = face(mood) if mood.intensity > 0 else NEUTRAL
    frame = compositor.draw(pose)
    with QPainter(result) as painter:
        painter.drawImage(
            QPointF(
                (width - box_width * scale) / 2 - (left - VIEW_X) * scale,
                (height - box_height * scale) / 2 - (top - VIEW_Y) * scale,
            ),
            frame,
        )
    result.setDevicePixelRatio(ratio)
    return result
