"""A few buttons on her that come when the mouse rests on her: microphone, voice, stop, chat, menu. Main thread.

A child of the pet window, above the badge. The buttons are the same commands as those of the menu (`Controls`).
"""

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QEvent, QPropertyAnimation, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGraphicsOpacityEffect, QHBoxLayout, QPushButton, QWidget

from companion.ui import icons
from companion.ui.controls import Controls
from companion.ui.texts import Texts
from companion.ui.theme import Palette

SHOW_MS, HIDE_MS, FADE_MS = 450, 900, 140
_BUTTON = 32


class QuickBar(QWidget):
    """`hover` tells it whether the mouse is on her. appeared: it came or went, so the window's outline differs."""

    appeared = Signal(bool)

    def __init__(self, controls: Controls, texts: Texts, palette: Palette, menu: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("quickBar")
        self.setAccessibleName(texts("quick.bar"))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._controls, self._texts, self._palette = controls, texts, palette
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 6, 4)
        row.setSpacing(2)
        self.microphone = self._button(row, lambda: controls.toggle_listening())
        self.voice = self._button(row, lambda: controls.voice.trigger())
        self.stop = self._button(row, lambda: controls.stop.trigger())
        self.chat = self._button(row, lambda: controls.chat.trigger())
        self.menu = self._button(row, menu)
        self._fade = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(self._fade)
        self._motion = QPropertyAnimation(self._fade, b"opacity", self)
        self._motion.setDuration(FADE_MS)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.finished.connect(self._faded)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._decide)
        self._wanted = False
        controls.mode_changed.connect(self._relabel)
        controls.voice.toggled.connect(self._relabel)
        self._relabel()
        self.hide()
        self.resize(self.sizeHint())

    def hover(self, on: bool) -> None:
        """The mouse came onto her, or left her (the buttons count as her)."""
        if on != self._wanted:
            self._wanted = on
            self._wait.start(SHOW_MS if on else HIDE_MS)

    def speak(self, texts: Texts) -> None:
        """Another language."""
        self._texts = texts
        self.setAccessibleName(texts("quick.bar"))
        self._relabel()

    def set_palette(self, palette: Palette) -> None:
        self._palette = palette
        self._relabel()
        self.update()

    def close_now(self) -> None:
        """No timer runs after this."""
        self._wait.stop()
        self._motion.stop()
        self.hide()

    def _decide(self) -> None:
        if self._wanted and not self.isVisible():
            self._fade.setOpacity(0.0)
            self.show()
            self.raise_()
            self.appeared.emit(True)
        if self.isVisible():
            self._motion.stop()
            self._motion.setStartValue(self._fade.opacity())
            self._motion.setEndValue(1.0 if self._wanted else 0.0)
            self._motion.start()

    def _faded(self) -> None:
        if not self._wanted:
            self.hide()
            self.appeared.emit(False)

    def _button(self, row: QHBoxLayout, call: Callable[[], None]) -> QPushButton:
        button = QPushButton()
        button.setObjectName("round")
        button.setFixedSize(_BUTTON, _BUTTON)
        button.setIconSize(QSize(18, 18))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # by keyboard everything is in the menu (Shift+F10)
        button.clicked.connect(lambda: call())
        row.addWidget(button)
        return button

    def _relabel(self, *_changed: object) -> None:
        listening = self._controls.mode != "off"
        voice = self._controls.voice.isChecked()
        self._label(self.microphone, "mic" if listening else "mic-off", "chat.mic_on" if listening else "chat.mic_off")
        self._label(self.voice, "voice" if voice else "voice-off", "chat.voice_on" if voice else "chat.voice_off")
        self._label(self.stop, "stop", "chat.stop")
        self._label(self.chat, "chat", "menu.chat")
        self._label(self.menu, "dots", "quick.menu")

    def _label(self, button: QPushButton, picture: str, words: str) -> None:
        colour = self._palette.danger if picture.endswith("-off") else self._palette.accent_strong
        button.setIcon(icons.icon(picture, colour))
        button.setToolTip(self._texts(words))
        button.setAccessibleName(self._texts(words))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(self._palette.line), 1.0))
        background = QColor(self._palette.raised)
        background.setAlpha(240)
        painter.setBrush(background)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.Wheel):
            event.accept()  # between two buttons: not a poke
            return True
        return super().event(event)
