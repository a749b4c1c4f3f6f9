"""The pill at her feet: what she is doing, the microphone's level, and small signs for half duplex and offline."""

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QToolTip, QWidget

from companion.ui import icons
from companion.ui.status import Status
from companion.ui.texts import Texts
from companion.ui.theme import Palette
from companion.voice.types import State

_HEIGHT = 28
_DOT = 18
_SIGN = 15


class Badge(QWidget):
    """Painted by hand: it sits on a transparent window, over her dress. Clicks fall through to her."""

    def __init__(self, texts: Texts, palette: Palette, *, show_latency: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._texts = texts
        self._palette = palette
        self._show_latency = show_latency
        self.status = Status()
        self._picture: QPixmap | None = None
        self.resized: Callable[[], None] = lambda: None
        font = self.font()
        font.setPointSizeF(max(8.5, font.pointSizeF() * 0.9))
        self.setFont(font)
        self.resize(self.sizeHint())

    def show_status(self, status: Status) -> None:
        """Show `status`; repaints only when it differs."""
        if status == self.status:
            return
        self.status = status
        self.setAccessibleName(self.words())
        size = self.sizeHint()
        if size != self.size():
            self.resize(size)
            self.resized()
        self._repaint()

    def set_show_latency(self, on: bool) -> None:
        """Whether it says how long the last answer took."""
        self._show_latency = on
        self.resize(self.sizeHint())
        self.resized()
        self._repaint()

    def speak(self, texts: Texts) -> None:
        """Another language."""
        self._texts = texts
        self.setAccessibleName(self.words())
        self.resize(self.sizeHint())
        self.resized()
        self._repaint()

    def set_palette(self, palette: Palette) -> None:
        self._palette = palette
        self._repaint()

    def words(self) -> str:
        """All that the badge says, for screen readers and the tooltip."""
        status, texts = self.status, self._texts
        lines = [status.words(texts)]
        if status.half_duplex:
            lines.append(texts("badge.half_duplex"))
        if status.offline:
            lines.append(texts("badge.offline"))
        if not status.voice_on:
            lines.append(texts("badge.voice_off"))
        return "\n".join(lines)

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.font())
        width = 9 + _DOT + 6 + metrics.horizontalAdvance(self.status.words(self._texts)) + 13
        width += (_SIGN + 5) * len(self._signs())
        if latency := self._latency():
            width += 8 + metrics.horizontalAdvance(latency)
        return QSize(math.ceil(width), _HEIGHT)

    def help(self, event: QHelpEvent) -> None:
        """Show the tooltip for a QHelpEvent of the window under the badge."""
        QToolTip.showText(event.globalPos(), self.words(), self)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FontChange:
            self.resize(self.sizeHint())
            self._repaint()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.deviceIndependentSize().toSize() != self.size():
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._picture)
            self._paint(painter)
            painter.end()
        QPainter(self).drawPixmap(0, 0, self._picture)

    def _repaint(self) -> None:
        """Draw anew at the next paint; in between she moves behind it sixty times a second."""
        self._picture = None
        self.update()

    def _paint(self, painter: QPainter) -> None:
        colours, status = self._palette, self.status
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        back = QColor(colours.raised)
        back.setAlpha(238)
        painter.setBrush(back)
        painter.setPen(QPen(QColor(colours.line), 1.2))
        painter.drawRoundedRect(body, body.height() / 2, body.height() / 2)
        x = self._paint_dot(painter, body)
        painter.setFont(self.font())
        metrics = QFontMetricsF(self.font())
        words = status.words(self._texts)
        painter.setPen(QColor(colours.text))
        painter.drawText(QPointF(x, _baseline(body, metrics)), words)
        x += metrics.horizontalAdvance(words)
        if latency := self._latency():
            painter.setPen(QColor(colours.muted))
            painter.drawText(QPointF(x + 8, _baseline(body, metrics)), latency)
            x += 8 + metrics.horizontalAdvance(latency)
        for sign in self._signs():
            picture = icons.pixmap(sign, colours.muted, _SIGN, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(x + 5, body.center().y() - _SIGN / 2), picture)
            x += _SIGN + 5

    def _paint_dot(self, painter: QPainter, body: QRectF) -> float:
        """The coloured disc with the state's icon, ringed by the microphone's level; returns where the words begin."""
        centre = QPointF(body.left() + 8 + _DOT / 2, body.center().y())
        name, colour = self._sign_of_state()
        if self.status.level > 0.05:
            ring = QColor(colour)
            ring.setAlpha(90)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ring)
            radius = _DOT / 2 + 3.5 * self.status.level
            painter.drawEllipse(centre, radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawEllipse(centre, _DOT / 2, _DOT / 2)
        picture = icons.pixmap(name, self._palette.raised, 13, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(centre.x() - 6.5, centre.y() - 6.5), picture)
        return centre.x() + _DOT / 2 + 6

    def _sign_of_state(self) -> tuple[str, str]:
        colours, status = self._palette, self.status
        if status.stuck:
            return "alert", colours.danger
        if status.switching or status.state is State.OFF:
            return "star", colours.warm
        if status.state is State.IDLE:
            return ("hold", colours.accent) if status.mode == "push_to_talk" else ("mic-off", colours.muted)
        return {
            State.LISTENING: ("mic", colours.good),
            State.HEARING: ("mic", colours.accent),
            State.THINKING: ("chat", colours.warm),
            State.SPEAKING: ("voice", colours.accent),
            State.PAUSED: ("mic", colours.warm),
        }[status.state]

    def _signs(self) -> list[str]:
        status = self.status
        shown = (("half", status.half_duplex), ("voice-off", not status.voice_on), ("offline", status.offline))
        return [name for name, on in shown if on]

    def _latency(self) -> str:
        talking = self.status.state in (State.LISTENING, State.IDLE, State.SPEAKING)
        return self.status.latency(self._texts) if self._show_latency and talking else ""


def _baseline(body: QRectF, metrics: QFontMetricsF) -> float:
    return body.center().y() + (metrics.ascent() - metrics.descent()) / 2
