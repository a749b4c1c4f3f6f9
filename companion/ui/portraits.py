"""Small round pictures of a face: for the chat, one an emotion, drawn once by an avatar of their own; for lists."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from companion.face.pose import FacePose
from companion.persona.emotion import Mood
from companion.ui.renderer import Renderer
from companion.ui.theme import Palette

FACE_AT = (0.5, 0.30)  # centre of her face in the figure's window, as shares
FACE_HIGH = 0.37  # height of the head, hair included, as a share of the window


class Portraits:
    """`portraits(mood)` is a picture of `size` logical pixels. Main thread.

    Args:
        renderer: an avatar that nothing else uses (it is resized). Its `face_spot`, if it has one, says where her
            face is.
        face: the pose of a mood at rest.
    """

    def __init__(
        self, renderer: Renderer, face: Callable[[Mood], FacePose], palette: Palette, size: int = 38, ratio: float = 2.0
    ) -> None:
        self._renderer, self._face, self._palette = renderer, face, palette
        self._size, self._ratio = size, ratio
        self._made: dict[str, QPixmap] = {}
        self._head = Head(renderer, size)

    def __call__(self, mood: Mood) -> QPixmap:
        if mood.emotion in self._made:
            return self._made[mood.emotion]
        if not self._made:  # drawing her takes time, and the chat may never be opened
            self._head.prepare(self._ratio)
        pose = self._face(Mood(mood.emotion, 1.0 if mood.emotion != "neutral" else 0.0))
        picture = QPixmap.fromImage(self._head.draw(pose, self._palette.soft, self._ratio))
        if getattr(self._renderer, "loaded", True):  # one that is still being loaded is drawn anew when it is there
            self._made[mood.emotion] = picture
        return picture


class Head:
    """Her head in a disc of `size` logical pixels. Any thread, if the renderer is used on no other."""

    def __init__(self, renderer: Renderer, size: int) -> None:
        self._renderer, self._size = renderer, size
        self._measure()

    def prepare(self, ratio: float) -> None:
        """Once before `draw`."""
        if not self._spotted:
            self._measure()
        self._renderer.resize(self._figure, ratio)

    def draw(self, pose: FacePose, ground: str, ratio: float) -> QImage:
        pixels = round(self._size * ratio)
        picture = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
        picture.fill(Qt.GlobalColor.transparent)
        picture.setDevicePixelRatio(ratio)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        disc = QRectF(0, 0, self._size, self._size)
        clip = QPainterPath()
        clip.addEllipse(disc)
        painter.setClipPath(clip)
        painter.fillRect(disc, QColor(ground))
        middle = QPointF(self._figure.width() * self._at[0], self._figure.height() * self._at[1])
        painter.translate(disc.center() - middle)
        self._renderer.paint(painter, pose)
        painter.end()
        return picture

    def _measure(self) -> None:
        spot = getattr(self._renderer, "face_spot", None)
        self._spotted = spot is not None
        self._at, high = (FACE_AT, FACE_HIGH) if spot is None else ((spot.x, spot.y), spot.high)
        height = self._size / high
        self._figure = QSize(round(height * 2 / 3), round(height))


def ringed(head: QPixmap, colour: str) -> QPixmap:
    """The same with a ring around it: she is the one. Main thread."""
    made = QPixmap(head)
    ratio = made.devicePixelRatio()
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), 4))
    painter.drawEllipse(QRectF(2, 2, made.width() / ratio - 4, made.height() / ratio - 4))
    painter.end()
    return made
