"""Her figure in a rounded frame, alive: she breathes, blinks and looks at the pointer. Main thread.

Draws 30 times a second while it is seen, and not at all when it is not.
"""

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QBuffer, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QCursor,
    QHideEvent,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QShowEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.face.pose import FacePose
from companion.persona.emotion import Mood
from companion.ui.character.kit import card, words
from companion.ui.renderer import Renderer

_FRAME_MS = 33
_TINT = (0.14, 0.3)  # how much of the accent is in the ground, above and below
_LOOKS = 30  # frames in which it is found out whether she has a ground: pictures are decoded in the background
_LEAST = 24  # pixels of a picture
_SWAY, _EDGE = 3.0, 0.04  # pixels, and a share of its width, by which a picture sways and its corners may be round
_CALM = Mood("smile", 0.35)


class Face(Protocol):
    """companion.face.director.FaceDirector."""

    def update(
        self, now: float, mood: Mood, speaking: None = None, cursor: tuple[float, float] | None = None
    ) -> FacePose: ...


class LivingPortrait(QWidget):
    """`show_figure` replaces her. renderer: an avatar that nothing else uses."""

    def __init__(self, face: Callable[[], Face], size: QSize) -> None:
        super().__init__()
        self._make_face = face
        self._face: Face | None = None
        self._renderer: Renderer | None = None
        self._figure = size
        self._solid: QRectF | None = None  # where a picture without transparent parts is; asked for when it is drawn
        self._frames = 0
        self.setFixedSize(size)
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self.update)

    def show_figure(self, renderer: Renderer | None, name: str) -> None:
        self._renderer, self._face = renderer, self._make_face() if renderer is not None else None
        self._solid, self._frames = None, 0
        if renderer is not None:
            renderer.resize(self._figure, self.devicePixelRatioF())
        self.setAccessibleName(name)
        self._run(self.isVisible())
        self.update()

    def _run(self, seen: bool) -> None:
        if seen and self._renderer is not None:
            self._timer.start()
        else:
            self._timer.stop()

    def showEvent(self, event: QShowEvent) -> None:
        self._run(True)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._run(False)
        super().hideEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()), 20, 20)
        painter.fillPath(frame, self._ground())
        painter.setClipPath(frame)
        if self._renderer is not None and self._face is not None:
            if self._solid is not None:  # it fills the frame
                painter.translate(self.width() / 2 - self._solid.center().x(), -self._solid.top())
            self._renderer.paint(painter, self._face.update(time.monotonic(), _CALM, None, self._pointer()))
        painter.end()
        if self._renderer is not None and self._solid is None and self._frames < _LOOKS:
            self._frames += 1
            self._fill(self._renderer, solid(self._renderer))

    def _fill(self, renderer: Renderer, ground: QRectF | None) -> None:
        """Draw a picture with a ground of its own from now on so large that it fills the frame."""
        if ground is not None:
            most = max(self.width() / ground.width(), self.height() / ground.height())
            renderer.resize(self._figure * most, self.devicePixelRatioF())
            self._solid = QRectF(ground.topLeft() * most, ground.size() * most)

    def _ground(self) -> QLinearGradient:
        """Light enough behind dark hair, also in the dark."""
        surface, accent = (
            self.palette().color(role) for role in (QPalette.ColorRole.AlternateBase, QPalette.ColorRole.Highlight)
        )
        made = QLinearGradient(0, 0, 0, self.height())
        for place, share in ((0.0, _TINT[0]), (1.0, _TINT[1])):
            mixed = [a + share * (b - a) for a, b in zip(surface.getRgb()[:3], accent.getRgb()[:3], strict=True)]
            made.setColorAt(place, QColor(*map(round, mixed)))
        return made

    def _pointer(self) -> tuple[float, float] | None:
        """Where the pointer is, seen from her face, in figure widths; None = far away."""
        place = QPointF(self.mapFromGlobal(QCursor.pos())) - QPointF(self.width() / 2, self.height() * 0.3)
        x, y = place.x() / self.width(), -place.y() / self.width()
        return (x, y) if abs(x) < 3 and abs(y) < 3 else None


def solid(renderer: Renderer) -> QRectF | None:
    """Where the figure is, if it is a picture with a ground of its own: solid up to its corners, even when it sways."""
    box = renderer.region().boundingRect()
    middle = box.center()
    across = [x for x in range(box.left(), box.right() + 1) if renderer.hit(QPointF(x, middle.y()))]
    down = [y for y in range(box.top(), box.bottom() + 1) if renderer.hit(QPointF(middle.x(), y))]
    if min(len(across), len(down)) < _LEAST:
        return None
    away = _SWAY + _EDGE * len(across)
    found = QRectF(across[0], down[0], across[-1] - across[0] + 1, down[-1] - down[0] + 1)
    inner = found.adjusted(away, away, -away, -away)
    corners = (inner.topLeft(), inner.topRight(), inner.bottomLeft(), inner.bottomRight())
    return inner if all(renderer.hit(corner) for corner in corners) else None


def picture(renderer: Renderer, pose: FacePose, size: QSize, colour: str) -> bytes:
    """A PNG of her on a plain ground, for a card. renderer: one that nothing else uses."""
    renderer.resize(size, 1.0)
    ground = QImage(size, QImage.Format.Format_RGB32)
    ground.fill(colour)
    painter = QPainter(ground)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.paint(painter, pose)
    painter.end()
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    ground.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def welcome(
    text: str, name: str, below: Sequence[QWidget], figure: Renderer | None, face: Callable[[], Face] | None
) -> QWidget:
    """Someone has arrived: her figure, alive, and what is said of it."""
    told = words(text, "sheetName")
    told.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    parts: list[QWidget] = [told, *below]
    made = card(*parts, gap=12)
    if figure is not None and face is not None:
        portrait = LivingPortrait(face, QSize(160, 240))
        portrait.show_figure(figure, name)
        layout = made.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, portrait, 0, Qt.AlignmentFlag.AlignHCenter)
    return made
