"""Ink: draws curves with fills, lines and gradients on a QPainter. UI thread, or any thread on an own QImage."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QRadialGradient,
    QTransform,
)

from companion.ui.avatars.figure.curves import Curve, Point, taper, wedge

Stop = tuple[float, str] | tuple[float, str, float]
"""(offset 0..1, "#rrggbb"[, opacity 0..1])."""
Fill = str | QBrush
_FINER = 1.5  # pixels of a stamp for one on the screen


@lru_cache(maxsize=512)
def colour(name: str, opacity: float = 1.0) -> QColor:
    """A "#rrggbb" colour."""
    result = QColor(name)
    result.setAlphaF(opacity)
    return result


def _with_stops(gradient: QLinearGradient | QRadialGradient, stops: Sequence[Stop]) -> QBrush:
    for stop in stops:
        gradient.setColorAt(stop[0], colour(stop[1], stop[2] if len(stop) == 3 else 1.0))
    return QBrush(gradient)


def vertical(y0: float, y1: float, *stops: Stop) -> QBrush:
    """A gradient down the canvas."""
    return _with_stops(QLinearGradient(0, y0, 0, y1), stops)


@lru_cache(maxsize=128)
def flat(name: str, opacity: float = 1.0) -> QBrush:
    """One colour, for shapes that are drawn in a frame: Qt divides a plain colour among threads from some 96 spans on,
    and waking them costs more than the fill; a gradient is never divided."""
    return vertical(0, 1000, (0, name, opacity), (1, name, opacity))


def linear(a: Point, b: Point, *stops: Stop) -> QBrush:
    return _with_stops(QLinearGradient(QPointF(*a), QPointF(*b)), stops)


def radial(x: float, y: float, rx: float, ry: float, *stops: Stop) -> QBrush:
    """A gradient from the centre to an ellipse."""
    brush = _with_stops(QRadialGradient(0, 0, 1), stops)
    brush.setTransform(QTransform(rx, 0, 0, ry, x, y))
    return brush


def path(points: Curve, *, closed: bool = True) -> QPainterPath:
    """A painter path of cubics."""
    result = QPainterPath(QPointF(*points[0]))
    for index in range(1, len(points) - 2, 3):
        (ax, ay), (bx, by), (cx, cy) = points[index : index + 3]
        result.cubicTo(ax, ay, bx, by, cx, cy)
    if closed:
        result.closeSubpath()
    return result


class Stamps(Protocol):
    """Keeps bitmaps; `layers.PartCache` is one."""

    def get(self, key: tuple[object, ...], draw: Callable[[], QImage]) -> QImage: ...


class Ink:
    """Draws in canvas units; the painter's transform brings them to pixels."""

    def __init__(self, painter: QPainter, stamps: "Stamps | None" = None) -> None:
        """stamps: keeps what `stamp` draws; without it everything is drawn from curves."""
        self.painter = painter
        self._stamps = stamps
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)

    def shape(
        self,
        points: Curve,
        fill: Fill | None,
        line: str | None = None,
        width: float = 0.0,
        opacity: float = 1.0,
        *,
        closed: bool = True,
    ) -> None:
        """Fill and outline a curve."""
        self._pens(fill, line, width, opacity)
        self.painter.drawPath(path(points, closed=closed))

    def outlined(self, shape: QPainterPath, fill: Fill, line: str, width: float) -> None:
        """A shape of several overlapping pieces as one silhouette: the contour first, the fill over its inner half."""
        self._pens(None, line, width, 1.0)
        self.painter.drawPath(shape)
        self.filled(shape, fill)

    def filled(self, shape: QPainterPath, fill: Fill, opacity: float = 1.0) -> None:
        self._pens(fill, None, 0.0, opacity)
        self.painter.drawPath(shape)

    def ellipse(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        fill: Fill | None,
        line: str | None = None,
        width: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        self._pens(fill, line, width, opacity)
        self.painter.drawEllipse(QPointF(x, y), rx, ry)

    def line(self, points: Curve, name: str, width: float, opacity: float = 1.0) -> None:
        """An open line of even width with round ends."""
        self.shape(points, None, name, width, opacity, closed=False)

    def taper(self, a: Point, b: Point, width: float, bend: float, fill: Fill, opacity: float = 1.0) -> None:
        """A line pointed at both ends."""
        self.shape(taper(a, b, width, bend), fill, opacity=opacity)

    def wedge(self, a: Point, b: Point, width: float, bend: float, fill: Fill, opacity: float = 1.0) -> None:
        """A line thick at a, pointed at b."""
        self.shape(wedge(a, b, width, bend), fill, opacity=opacity)

    def erase(self, points: Curve) -> None:
        """Make a real hole in what has been drawn on this layer."""
        painter = self.painter
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
        self.shape(points, "#000000")
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    @contextmanager
    def clipped(self, points: Curve) -> Iterator[None]:
        """Draw only inside the curve."""
        self.painter.save()
        self.painter.setClipPath(path(points), Qt.ClipOperation.IntersectClip)
        try:
            yield
        finally:
            self.painter.restore()

    @contextmanager
    def placed(
        self, x: float, y: float, degrees: float = 0.0, sx: float = 1.0, sy: float | None = None
    ) -> Iterator[None]:
        """Draw around a new origin, turned and scaled."""
        self.painter.save()
        self.painter.translate(x, y)
        self.painter.rotate(degrees)
        self.painter.scale(sx, sx if sy is None else sy)
        try:
            yield
        finally:
            self.painter.restore()

    def stamp(
        self, key: tuple[object, ...], box: tuple[float, float, float, float], draw: Callable[["Ink"], None]
    ) -> None:
        """Draw something rigid that often comes in another place or turn, from a bitmap that is made once for `key`.

        box: x, y, width, height of what `draw` covers, in units of the present frame. A turned bitmap costs a tenth of
        its curves; it is made finer than it is shown, so that it stays crisp.
        """
        if self._stamps is None:
            draw(self)
            return
        x, y, width, height = box
        transform = self.painter.transform()
        fine = _FINER * math.hypot(transform.m11(), transform.m12())

        def make() -> QImage:
            image = QImage(math.ceil(width * fine), math.ceil(height * fine), QImage.Format.Format_ARGB32_Premultiplied)
            image.fill(Qt.GlobalColor.transparent)
            with QPainter(image) as painter:
                painter.scale(image.width() / width, image.height() / height)
                painter.translate(-x, -y)
                draw(Ink(painter))
            return image

        image = self._stamps.get(("stamp", *key, round(fine * 64)), make)
        self.painter.setOpacity(1.0)
        self.painter.drawImage(QRectF(x, y, width, height), image)

    def _pens(self, fill: Fill | None, line: str | None, width: float, opacity: float) -> None:
        painter = self.painter
        painter.setOpacity(opacity)
        if fill is None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            if isinstance(fill, str):
                fill = flat(fill) if opacity < 1.0 else QBrush(colour(fill))
            painter.setBrush(fill)
        if line is None:
            painter.setPen(Qt.PenStyle.NoPen)
        else:
            pen = QPen(colour(line), width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
