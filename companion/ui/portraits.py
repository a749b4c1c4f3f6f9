"""Small round pictures of her face for the chat, one an emotion, drawn once by an avatar of their own. Main thread."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap

from companion.face.pose import FacePose
from companion.persona.emotion import Mood
from companion.ui.renderer import Renderer
from companion.ui.theme import Palette

FACE_AT = (0.5, 0.30)  # centre of her face in the figure's window, as shares
FACE_HIGH = 0.37  # height of the head, hair included, as a share of the window


class Portraits:
    """`portraits(mood)` is a picture of `size` logical pixels.

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
        self._measure()

    def __call__(self, mood: Mood) -> QPixmap:
        if mood.emotion in self._made:
            return self._made[mood.emotion]
        if not self._made:  # drawing her takes time, and the chat may never be opened
            if not self._spotted:
                self._measure()
            self._renderer.resize(self._figure, self._ratio)
        picture = self._draw(mood.emotion)
        if getattr(self._renderer, "loaded", True):  # one that is still being loaded is drawn anew when it is there
            self._made[mood.emotion] = picture
        return picture

    def _measure(self) -> None:
        spot = getattr(self._renderer, "face_spot", None)
        self._spotted = spot is not None
        self._at, high = (FACE_AT, FACE_HIGH) if spot is None else ((spot.x, spot.y), spot.high)
        height = self._size / high
        self._figure = QSize(round(height * 2 / 3), round(height))

    def _draw(self, emotion: str) -> QPixmap:
        pixels = round(self._size * self._ratio)
        picture = QPixmap(pixels, pixels)
        picture.fill(Qt.GlobalColor.transparent)
        picture.setDevicePixelRatio(self._ratio)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        disc = QRectF(0, 0, self._size, self._size)
        clip = QPainterPath()
        clip.addEllipse(disc)
        painter.setClipPath(clip)
        painter.fillRect(disc, QColor(self._palette.soft))
        middle = QPointF(self._figure.width() * self._at[0], self._figure.height() * self._at[1])
        painter.translate(disc.center() - middle)
        self._renderer.paint(painter, self._face(Mood(emotion, 1.0 if emotion != "neutral" else 0.0)))
        painter.end()
        return picture
