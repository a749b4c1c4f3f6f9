"""The chat window: what was said by both, a field to write in, and the buttons for microphone, voice and stop.

Main thread. It shows events and emits nothing by itself but what the person does, through `Controls` and `Actions`.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from companion.persona.emotion import Mood
from companion.ui import icons
from companion.ui.actions import Actions
from companion.ui.chat_log import ChatLog, PastTurn
from companion.ui.composer import Composer
from companion.ui.controls import Controls
from companion.ui.messages import FACE, Messages, Portrait
from companion.ui.status import Status
from companion.ui.texts import Texts
from companion.ui.theme import Palette
from companion.voice.types import State

ROUND = 36  # size of the round buttons


def _now() -> datetime:
    return datetime.now().astimezone()


class ChatPanel(QWidget):
    """One conversation. `load` at start and at every change of character; then `on_event` and `show_status`."""

    closed = Signal()

    def __init__(
        self,
        actions: Actions,
        controls: Controls,
        texts: Texts,
        palette: Palette,
        *,
        portrait: Portrait = lambda _mood: None,
        now: Callable[[], datetime] = _now,
        show_latency: bool = True,
    ) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("chat")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._actions, self._controls, self._texts, self._palette = actions, controls, texts, palette
        self._portrait, self._now, self._show_latency = portrait, now, show_latency
        self._log = ChatLog()
        self._name = ""
        self._status = Status()
        self._held = False
        self.messages = Messages(texts, palette, portrait)
        self.composer = Composer()
        self._build()
        self.composer.submitted.connect(actions.submit)
        self.composer.stop_wanted.connect(actions.stop)
        self.composer.filled.connect(lambda _filled: self._show_send())
        self.mic.clicked.connect(controls.toggle_listening)
        self.voice.clicked.connect(controls.voice.trigger)
        self.hold.pressed.connect(lambda: self._hold(True))
        self.hold.released.connect(lambda: self._hold(False))
        self.send.clicked.connect(self._send)
        controls.mode_changed.connect(lambda _mode: self._show_buttons())
        controls.voice_changed.connect(lambda _on: self._show_buttons())
        self.resize(440, 640)
        self.setMinimumSize(320, 360)
        self._show_buttons()

    # --- what the app tells it ---

    def load(self, name: str, past: Iterable[PastTurn] = (), footer: str = "") -> None:
        """Begin with the stored turns of the character called `name`. footer: the models, labelled honestly."""
        self._name = name
        self._log = ChatLog(past)
        self.setWindowTitle(self._texts("chat.title", name=name))
        self._who.setText(name)
        self.composer.setPlaceholderText(self._texts("chat.placeholder", name=name))
        self.set_footer(footer)
        self._show_face(Mood("neutral", 0.0))
        self.messages.load(self._log, name)

    def set_footer(self, text: str) -> None:
        """The models in use, labelled honestly."""
        self._footer.setText(text)
        self._footer.setVisible(bool(text))

    def set_show_latency(self, on: bool) -> None:
        self._show_latency = on
        self.show_status(self._status)

    def on_event(self, event: object) -> None:
        """Take any event; words and emotions change the list."""
        index = self._log.on_event(event, self._now())
        if index is None:
            return
        self.messages.changed(index)
        mood = self._log.lines[index].mood
        if mood is not None:
            self._show_face(mood)

    def show_status(self, status: Status) -> None:
        """What she is doing now, and how long the last answer took."""
        self._status = status
        words = [status.words(self._texts)]
        if self._show_latency and (latency := status.latency(self._texts)):
            words.append(latency)
        self._state.setText(" · ".join(words))
        self._state.setToolTip(self._texts("latency.tip") if len(words) > 1 else "")
        self.messages.set_thinking(status.state is State.THINKING)
        self._show_send()

    def set_look(self, palette: Palette) -> None:
        """Colours have changed."""
        self._palette = palette
        self.messages.set_look(palette)
        self._show_buttons()

    def open(self) -> None:
        """Show, raise and let the person write."""
        self.show()
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()
        self.composer.setFocus()

    # --- parts ---

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._head())
        box.addWidget(self.messages, 1)
        box.addWidget(self._foot())

    def _head(self) -> QFrame:
        head = QFrame()
        head.setObjectName("chatHead")
        row = QHBoxLayout(head)
        row.setContentsMargins(14, 10, 12, 10)
        row.setSpacing(10)
        self._face = QLabel()
        self._face.setFixedSize(FACE, FACE)
        row.addWidget(self._face)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._who = _label("name")
        self._state = _label("state")
        words.addWidget(self._who)
        words.addWidget(self._state)
        row.addLayout(words, 1)
        self.voice = _round()
        row.addWidget(self.voice)
        return head

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setObjectName("chatFoot")
        box = QVBoxLayout(foot)
        box.setContentsMargins(10, 10, 10, 8)
        box.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(6)
        self.mic, self.send = _round(), _round("send")
        self.hold = QPushButton(self._texts("chat.hold"))
        self.hold.setObjectName("hold")
        self.hold.setIconSize(QSize(18, 18))
        box.addWidget(self.hold)
        self.composer.setAccessibleName(self._texts("chat.input"))
        row.addWidget(self.mic, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.composer, 1)
        row.addWidget(self.send, 0, Qt.AlignmentFlag.AlignBottom)
        box.addLayout(row)
        self._footer = _label("small")
        self._footer.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._footer.setWordWrap(True)
        self._footer.hide()
        box.addWidget(self._footer)
        return foot

    # --- state ---

    @property
    def busy(self) -> bool:
        """She thinks or speaks, so that there is something to stop."""
        return self._status.state in (State.THINKING, State.SPEAKING, State.PAUSED)

    def _show_face(self, mood: Mood) -> None:
        picture = self._portrait(mood)
        if picture is not None:
            self._face.setPixmap(picture)
        emotion = self._texts.emotion(mood.emotion)
        self._face.setAccessibleName(self._texts("chat.portrait", name=self._name, emotion=emotion))

    def _show_buttons(self) -> None:
        colours, texts, mode = self._palette, self._texts, self._controls.mode
        listening = mode == "open"
        self._dress(
            self.mic,
            "mic" if listening else "mic-off",
            colours.accent if listening else colours.muted,
            texts("chat.mic_on" if listening else "chat.mic_off"),
        )
        self._dress(self.hold, "mic", colours.on_accent if self._held else colours.accent, texts("chat.hold"))
        self.hold.setVisible(mode == "push_to_talk")
        self.mic.setVisible(mode != "push_to_talk")
        voice = self._controls.voice.isChecked()
        self._dress(
            self.voice,
            "voice" if voice else "voice-off",
            colours.accent if voice else colours.muted,
            texts("chat.voice_on" if voice else "chat.voice_off"),
        )
        self._show_send()

    def _show_send(self) -> None:
        """One button: stops while there is something to stop and nothing to send, sends otherwise."""
        full = bool(self.composer.toPlainText().strip()) or self.composer.composing
        stops = self.busy and not full
        self.send.setEnabled(stops or full)
        colour = self._palette.on_accent if self.send.isEnabled() else self._palette.unheard
        self._dress(self.send, "stop" if stops else "send", colour, self._texts("chat.stop" if stops else "chat.send"))

    def _send(self) -> None:
        if self.busy and not self.composer.toPlainText().strip() and not self.composer.composing:
            self._actions.stop()
        else:
            self.composer.send()

    def _hold(self, down: bool) -> None:
        if down != self._held:
            self._held = down
            self._show_buttons()
            self._actions.push_to_talk(down)

    def _dress(self, button: QPushButton, name: str, colour: str, words: str) -> None:
        button.setIcon(icons.icon(name, colour, self._palette.unheard))
        button.setToolTip(words)
        button.setAccessibleName(words)

    # --- window events ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._actions.stop()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.composer.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.hold.setDown(False)
            self._hold(False)  # the release of a held button would never arrive

    def closeEvent(self, event: QCloseEvent) -> None:
        self._hold(False)
        super().closeEvent(event)
        self.closed.emit()


def _round(name: str = "round") -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    button.setFixedSize(ROUND, ROUND)
    button.setIconSize(QSize(20, 20))
    return button


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
