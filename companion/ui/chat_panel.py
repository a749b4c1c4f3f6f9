"""The chat window: what was said by both, a field to write in, the buttons for microphone, voice and stop, and beside
them the list of all conversations.

Main thread. It shows events and emits nothing by itself but what the person does, through `Controls` and `Actions`.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from companion.persona.emotion import Mood
from companion.ui import icons
from companion.ui.actions import Actions
from companion.ui.chat.draft import Draft
from companion.ui.chat.drawer import WIDTH as DRAWER
from companion.ui.chat.drawer import Drawer
from companion.ui.chat.items import Opening
from companion.ui.chat.parts import Foot, Head
from companion.ui.chat_log import ChatLog, Line
from companion.ui.composer import Composer
from companion.ui.controls import Controls
from companion.ui.messages import Messages, Portrait
from companion.ui.status import Status
from companion.ui.texts import Texts
from companion.ui.theme import Palette
from companion.voice.types import State, Transcript

LEAST = 320  # width of the window without the drawer, pixels
ROOM = 440  # pixels that the messages should have beside the drawer
LARGER = 1.1  # of the letters, with each Ctrl and +


def _now() -> datetime:
    return datetime.now().astimezone()


class ChatPanel(QWidget):
    """One conversation. `load` at start and at every change of character or conversation; then `on_event` and
    `show_status`."""

    closed = Signal()
    drafted = Signal(str)  # what is written and not sent yet
    left = Signal(bool, object)  # whether it is open; by how much its list has widened it, None = the list is closed

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
        self._name = self._title = ""
        self._mood = Mood("neutral", 0.0)  # of her face in the head
        self._status = Status()
        self._held = False
        self._editing: Line | None = None  # the message that is being written anew
        self._draft = ""  # what stood in the field before
        self._unsent = Draft(lambda: self.composer.toPlainText() if self._editing is None else self._draft)
        self._widened = 0  # by the drawer, pixels
        self.messages = Messages(texts, palette, portrait, actions.chat)
        self.composer = Composer()
        self.drawer = Drawer(actions.chat, texts, palette)
        self._build()
        self._connect()
        self._name_parts()
        self.resize(440, 640)
        self.setMinimumSize(LEAST, 360)
        self._show_buttons()

    def _connect(self) -> None:
        actions, controls = self._actions, self._controls
        self.composer.submitted.connect(self._submitted)
        self.composer.stop_wanted.connect(self._escape)
        self.composer.edit_wanted.connect(self.edit_last)
        self.composer.textChanged.connect(self._unsent.changed)
        self._unsent.told.connect(self.drafted)
        self.composer.filled.connect(lambda _filled: self._show_send())
        self.messages.edit_wanted.connect(self.edit)
        self.messages.said.connect(self._submitted)
        self.mic.clicked.connect(controls.toggle_listening)
        self.voice.clicked.connect(controls.voice.trigger)
        self.hold.pressed.connect(lambda: self._hold(True))
        self.hold.released.connect(lambda: self._hold(False))
        self.send.clicked.connect(self._send)
        self.talks.clicked.connect(lambda: self.show_drawer(not self.drawer.isVisible()))
        self.drawer.closed.connect(lambda: self.show_drawer(False))
        controls.mode_changed.connect(lambda _mode: self._show_buttons())
        controls.voice_changed.connect(lambda _on: self._show_buttons())
        scale = self.messages.scale_text
        for keys, call in (
            ("Ctrl+F", self.find),
            ("Ctrl+N", actions.chat.begin),
            ("Ctrl+R", self.again),
            ("Ctrl+B", lambda: self.show_drawer(not self.drawer.isVisible())),
            ("Ctrl++", partial(scale, LARGER)),
            ("Ctrl+=", partial(scale, LARGER)),
            ("Ctrl+-", partial(scale, 1 / LARGER)),
            ("Ctrl+0", partial(scale, 0)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(call)

    # --- what the app tells it ---

    def load(self, name: str, opening: Opening | None = None, footer: str = "") -> None:
        """Begin with a conversation of the character called `name`. footer: the models, labelled honestly."""
        self._name = name
        self._name_parts()
        self.set_footer(footer)
        self._show_face(Mood("neutral", 0.0))
        self.show_conversation(opening or Opening())

    def speak(self, texts: Texts, name: str) -> None:
        """Another language, and her name in it; what is written and shown stays."""
        self._texts, self._name = texts, name
        self._name_parts()
        self.messages.speak(texts, name)
        self.drawer.speak(texts)
        self.set_title(self._title)
        self._show_face(self._mood)
        self.show_status(self._status)
        self._show_buttons()

    def _name_parts(self) -> None:
        texts, name = self._texts, self._name
        self._who.setText(name)
        self.composer.setPlaceholderText(texts("chat.placeholder", name=name))
        self.composer.setAccessibleName(texts("chat.input"))
        self.hold.setText(texts("chat.hold"))
        self.edit_bar.said.setText(texts("chat.editing"))

    def show_conversation(self, opening: Opening) -> None:
        """Another conversation with her, or this one after a change; at one of its turns, or at its end."""
        self.stop_editing()
        self._log = ChatLog(opening)
        self.set_title(opening.title)
        self.messages.load(self._log, self._name, opening.at)
        self.refresh_drawer()

    def set_title(self, title: str) -> None:
        """The name of the conversation, "" for none."""
        self._title = title
        words = self._texts("chat.title", name=self._name)
        self.setWindowTitle(f"{words} · {title}" if title else words)

    def refresh_drawer(self) -> None:
        """The list of conversations has changed."""
        if self.drawer.isVisible():
            self.drawer.refresh()

    def on_event(self, event: object) -> None:
        """Take any event; words and emotions change the list."""
        change = self._log.on_event(event, self._now())
        if change is None:
            return
        self.messages.changed(change.index, cut=change.cut)
        exchange = self._log.get(change.index)
        if exchange is not None and exchange.reply is not None and exchange.reply.mood is not None:
            self._show_face(exchange.reply.mood)
        if isinstance(event, Transcript) and self._log.count == 1:
            self.refresh_drawer()  # it has a name now

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

    def set_show_latency(self, on: bool) -> None:
        """Whether the time that the last answer took is shown."""
        self._show_latency = on
        self.show_status(self._status)

    def set_footer(self, models: str) -> None:
        """The models in use, labelled honestly; "" for none."""
        self._footer.setText(models)
        self._footer.setVisible(bool(models))

    def restore_draft(self, text: str) -> None:
        """What was written and not sent when the program ended."""
        self._unsent.knows(text)
        self.composer.setPlainText(text)
        self.composer.moveCursor(self.composer.textCursor().MoveOperation.End)

    def set_look(self, palette: Palette) -> None:
        """Colours have changed."""
        self._palette = palette
        self.messages.set_look(palette)
        self.drawer.set_look(palette)
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
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.drawer)
        self.drawer.hide()
        box = QVBoxLayout()
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        head = Head()
        self.talks, self.voice = head.talks, head.voice
        self._face, self._who, self._state = head.face, head.who, head.state
        box.addWidget(head)
        box.addWidget(self.messages, 1)
        foot = Foot(self.composer)
        self.mic, self.send, self.hold, self.edit_bar = foot.mic, foot.send, foot.hold, foot.edit_bar
        self.edit_end, self._footer = foot.edit_bar.end, foot.models
        self.edit_end.clicked.connect(self.stop_editing)
        box.addWidget(foot)
        row.addLayout(box, 1)

    # --- the list of conversations ---

    def show_drawer(self, on: bool) -> None:
        """Open or close the list; the window makes room for it and takes it back."""
        if on == self.drawer.isVisibleTo(self):
            return
        if on:
            room = self.screen().availableGeometry()
            self._widened = max(0, min(DRAWER + ROOM, room.width()) - self.width())
            self.drawer.show()
            if self._widened and not self.isMaximized():  # to the left, so that the messages stay where they are
                self.resize(self.width() + self._widened, self.height())
                self.move(max(room.left(), self.x() - self._widened), self.y())
            self.drawer.refresh()
            self.drawer.search.setFocus()
        else:
            self.drawer.hide()
            if self._widened and not self.isMaximized():
                right = self.x() + self._widened
                self.setMinimumWidth(LEAST)
                self.resize(max(LEAST, self.width() - self._widened), self.height())
                self.move(right, self.y())
            self._widened = 0
            self.composer.setFocus()
        self.setMinimumWidth(LEAST + (DRAWER if on else 0))
        self._show_buttons()
        self._tell_left()

    def widen(self, by: int | None) -> None:
        """Before it is shown: the list as it was left, having widened the window by so many pixels; None: closed."""
        if by is not None:
            self.drawer.show()
            self._widened = by
            self.setMinimumWidth(LEAST + DRAWER)
            self.resize(max(self.width() + by, LEAST + DRAWER), self.height())
            self._show_buttons()

    def _tell_left(self) -> None:
        self.left.emit(self.isVisible(), self._widened if self.drawer.isVisibleTo(self) else None)

    def find(self) -> None:
        """Search in all conversations."""
        self.show_drawer(True)
        self.drawer.search.setFocus()
        self.drawer.search.selectAll()

    # --- writing anew ---

    def edit(self, line: Line) -> None:
        """The person's message `line` goes back into the field; what is sent takes its place."""
        if self._editing is None:
            self._draft = self.composer.toPlainText()
        self._editing = line
        self.edit_bar.show()
        self.composer.setPlainText(line.text)
        self.composer.moveCursor(self.composer.textCursor().MoveOperation.End)
        self.composer.setFocus()

    def edit_last(self) -> None:
        """The last of the person's messages."""
        for exchange in reversed(list(self._log.exchanges())):
            if exchange.said is not None and exchange.said.text and exchange.turn:
                self.edit(exchange.lines[0])
                return

    def stop_editing(self) -> None:
        """Leave the message as it is; the field gets back what stood in it."""
        if self._editing is not None:
            self._editing = None
            self.edit_bar.hide()
            self.composer.setPlainText(self._draft)
            self.composer.moveCursor(self.composer.textCursor().MoveOperation.End)
            self.composer.setFocus()

    def again(self) -> None:
        """Another answer to the last words."""
        for exchange in reversed(list(self._log.exchanges())):
            if exchange.said is not None and exchange.said.text and exchange.turn:
                self._actions.chat.again(exchange.turn, "")
                return

    def _submitted(self, text: str) -> None:
        line = self._editing
        if line is None:
            self.messages.to_end()
            self._actions.submit(text)
        else:
            self.stop_editing()
            self._actions.chat.again(line.turn, text)

    def _escape(self) -> None:
        if self._editing is not None:
            self.stop_editing()
        else:
            self._actions.stop()

    # --- state ---

    @property
    def busy(self) -> bool:
        """She thinks or speaks, so that there is something to stop."""
        return self._status.state in (State.THINKING, State.SPEAKING, State.PAUSED)

    def _show_face(self, mood: Mood) -> None:
        self._mood = mood
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
        drawer = self.drawer.isVisibleTo(self)
        self._dress(self.talks, "list", colours.accent if drawer else colours.muted, texts("talks.toggle"))
        self._dress(self.edit_end, "close", colours.muted, texts("chat.editing.end"))
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
            self._escape()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self.messages.scale_text(LARGER if event.angleDelta().y() > 0 else 1 / LARGER)
            event.accept()
        else:
            super().wheelEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._show_face(self._mood)
            self.messages.draw_faces()
        if not self.drawer.isVisibleTo(self):
            self.composer.setFocus()
        else:
            self.drawer.refresh()
        if not event.spontaneous():
            self._tell_left()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.hold.setDown(False)
            self._hold(False)  # the release of a held button would never arrive

    def closeEvent(self, event: QCloseEvent) -> None:
        self._hold(False)
        self._unsent.tell()
        super().closeEvent(event)
        self.closed.emit()
        self.left.emit(False, self._widened if self.drawer.isVisibleTo(self) else None)
