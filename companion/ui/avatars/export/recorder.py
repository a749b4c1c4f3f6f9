"""A painter that writes down what is drawn instead of painting it, for `Ink`. Main thread; needs no screen.

It has the part of QPainter that the drawing code of `figure` uses. Transforms are worked into the curves, so that what
comes out is a flat list of shapes with their fill, line, opacity and clip.
"""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen, QTransform

Mode = QPainter.CompositionMode


@dataclass(frozen=True, slots=True)
class Drawn:
    """One shape. width: of the line, 0 = none. clips: outlines that it is cut off by. mark: a name, for groups."""

    path: QPainterPath
    fill: QBrush | None
    line: QBrush | None
    width: float
    opacity: float
    clips: tuple[QPainterPath, ...] = ()
    erases: bool = False
    mark: str = ""
    closed: bool = True


@dataclass(slots=True)
class _State:
    transform: QTransform
    clips: tuple[QPainterPath, ...]
    opacity: float
    mode: Mode


class Recorder:
    """Stands in for a QPainter; `drawn` is what was drawn. `mark` names what is drawn from then on."""

    def __init__(self) -> None:
        self.drawn: list[Drawn] = []
        self.mark = ""
        self._state = _State(QTransform(), (), 1.0, Mode.CompositionMode_SourceOver)
        self._saved: list[_State] = []
        self._brush = QBrush(Qt.BrushStyle.NoBrush)
        self._pen = QPen(Qt.PenStyle.NoPen)

    # The names are QPainter's.

    def setRenderHint(self, *_: Any) -> None:
        """Curves have no pixels."""

    def setRenderHints(self, *_: Any) -> None:
        """Curves have no pixels."""

    def save(self) -> None:
        self._saved.append(replace(self._state))

    def restore(self) -> None:
        self._state = self._saved.pop()

    def transform(self) -> QTransform:
        return QTransform(self._state.transform)

    def setTransform(self, transform: QTransform) -> None:
        self._state.transform = QTransform(transform)

    def translate(self, *place: Any) -> None:
        self._state.transform = QTransform(self._state.transform).translate(*_pair(place))

    def rotate(self, degrees: float) -> None:
        self._state.transform = QTransform(self._state.transform).rotate(degrees)

    def scale(self, x: float, y: float) -> None:
        self._state.transform = QTransform(self._state.transform).scale(x, y)

    def shear(self, x: float, y: float) -> None:
        self._state.transform = QTransform(self._state.transform).shear(x, y)

    def opacity(self) -> float:
        return self._state.opacity

    def setOpacity(self, opacity: float) -> None:
        self._state.opacity = opacity

    def setCompositionMode(self, mode: Mode) -> None:
        self._state.mode = mode

    def setBrush(self, brush: Any) -> None:
        self._brush = QBrush(brush)

    def setPen(self, pen: Any) -> None:
        self._pen = QPen(pen)

    def setClipPath(self, path: QPainterPath, _operation: Any = None) -> None:
        self._state.clips = (*self._state.clips, self._state.transform.map(path))

    def drawEllipse(self, middle: QPointF, rx: float, ry: float) -> None:
        path = QPainterPath()
        path.addEllipse(middle, rx, ry)
        self.drawPath(path)

    def drawPath(self, path: QPainterPath) -> None:
        transform = self._state.transform
        size = abs(transform.determinant()) ** 0.5
        has_line = self._pen.style() != Qt.PenStyle.NoPen
        self.drawn.append(
            Drawn(
                transform.map(path),
                None if self._brush.style() == Qt.BrushStyle.NoBrush else self._placed(self._brush),
                self._placed(self._pen.brush()) if has_line else None,
                self._pen.widthF() * size if has_line else 0.0,
                self._state.opacity,
                self._state.clips,
                self._state.mode is Mode.CompositionMode_DestinationOut,
                self.mark,
            )
        )

    def _placed(self, brush: QBrush) -> QBrush:
        """The brush with the present transform worked in."""
        result = QBrush(brush)
        if brush.gradient() is not None:
            result.setTransform(brush.transform() * self._state.transform)
        return result


def _pair(place: tuple[Any, ...]) -> tuple[float, float]:
    return (place[0].x(), place[0].y()) if len(place) == 1 else (place[0], place[1])
