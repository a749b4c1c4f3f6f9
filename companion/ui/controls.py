"""Every command as one QAction, shared by the menu, the tray and the chat panel, so that they always agree.

Main thread. It keeps what the person has chosen (microphone mode, voice, character) and calls `Actions`.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence

from companion.persona.emotion import CANONICAL, NEUTRAL, Mood
from companion.ui.actions import Actions, MenuCharacter, MicrophoneMode, WindowSettings
from companion.ui.texts import Texts

WISHED = 0.8  # how strongly she feels what is chosen in the menu


class Controls(QObject):
    """The commands. Setting a mode from outside (`set_mode`) calls nothing; the person's click does."""

    chat_wanted = Signal()
    corner_wanted = Signal()
    about_wanted = Signal()
    on_top_changed = Signal(bool)
    framed_changed = Signal(bool)
    mode_changed = Signal(str)
    voice_changed = Signal(bool)
    characters_changed = Signal()
    quiet_changed = Signal(bool)  # do not disturb
    mood_wished = Signal(object)  # a Mood
    opening_changed = Signal(str)  # id of the character that is being opened, "" when none

    def __init__(self, actions: Actions, texts: Texts, settings: WindowSettings) -> None:
        super().__init__()
        self._actions, self._texts = actions, texts
        self.mode: MicrophoneMode = "off" if settings.quiet else settings.microphone_mode
        self._words: dict[QAction, str] = {}  # key of what stands on each command
        self._before_quiet = (settings.microphone_mode, settings.voice_on)
        self.opening = ""
        self.current = ""
        self.listen = self._toggle("menu.listen", self.mode == "open", self._listen)
        self.push_to_talk = self._toggle("menu.push_to_talk", self.mode == "push_to_talk", self._ptt)
        self.stop = self._command("menu.stop", actions.stop)
        self.stop.setShortcut(QKeySequence("Escape"))
        self.voice = self._toggle("menu.voice", settings.voice_on and not settings.quiet, self._voice)
        self.quiet = self._toggle("menu.quiet", settings.quiet, self._quiet)
        self.chat = self._command("menu.chat", self.chat_wanted.emit)
        self.on_top = self._toggle("menu.on_top", settings.always_on_top, self._on_top)
        self.framed = self._toggle("menu.framed", settings.framed, self._frame)
        self.take_in = self._command("menu.take_in", lambda: actions.take_in(()))
        self.corner = self._command("menu.reset", self.corner_wanted.emit)
        self.about = self._command("menu.about", self.about_wanted.emit)
        self.quit = self._command("menu.quit", actions.quit)
        self.pages = {name: self._command(f"page.{name}", partial(actions.open_page, name)) for name in actions.pages}
        self.moods = self._mood_group()
        self._name_moods()
        self._group = QActionGroup(self)
        self._characters: Sequence[MenuCharacter] = ()
        self._heads: dict[str, QIcon] = {}

    @property
    def character_actions(self) -> list[QAction]:
        """One action for each character, in the order given."""
        return self._group.actions()

    def speak(self, texts: Texts) -> None:
        """Another language; the characters' names are asked for anew."""
        self._texts = texts
        for action, key in self._words.items():
            action.setText(texts(key))
        self._name_moods()
        self.refresh_characters()
        self._show_choice()

    def name(self, character_id: str) -> str:
        """What the person calls this character; its id when it is not in the list."""
        return next((item.name for item in self._characters if item.id == character_id), character_id)

    def set_characters(self, characters: Sequence[MenuCharacter], current: str) -> None:
        """Fill the character menu; `current` is the one that stands on the desktop."""
        self._characters, self.current, self.opening = tuple(characters), current, ""
        for action in self._group.actions():
            self._group.removeAction(action)
            action.deleteLater()
        for item in self._characters:
            action = QAction(_literal(item.name), self)
            action.setCheckable(True)
            action.setData(item.id)
            action.setIcon(self._heads.get(item.id, QIcon()))
            action.setIconVisibleInMenu(True)
            action.setToolTip(item.problem or item.name)
            action.setStatusTip(item.problem)
            action.triggered.connect(lambda _on=False, chosen=item.id: self._choose(chosen))
            self._group.addAction(action)
        self._show_choice()
        self.characters_changed.emit()

    def refresh_characters(self) -> None:
        """The menu opens: take in who has come, gone or changed since."""
        found = tuple(self._actions.list_characters())
        if found != self._characters:
            opening = self.opening
            self.set_characters(found, self.current)
            self.opening = opening
            self._show_choice()

    def want_heads(self) -> None:
        """The list of characters opens: a picture stands beside each name as soon as it is drawn."""
        self._actions.heads(self._show_head)

    def _show_head(self, character_id: str, head: QIcon) -> None:
        self._heads[character_id] = head
        for action in self._group.actions():
            if action.data() == character_id:
                action.setIcon(head)

    def set_opening(self, character_id: str) -> None:
        """A switch is under way; nobody else can be chosen until `set_current`."""
        self.opening = character_id
        self._show_choice()
        self.opening_changed.emit(character_id)

    def set_current(self, character_id: str) -> None:
        """The switch has ended: this one stands on the desktop (after a failure, the old one)."""
        self.current, self.opening = character_id, ""
        self._show_choice()
        self.opening_changed.emit("")

    def set_mode(self, mode: MicrophoneMode) -> None:
        """Show another microphone mode without calling anything."""
        self.mode = mode
        self.listen.setChecked(mode == "open")
        self.push_to_talk.setChecked(mode == "push_to_talk")
        self.mode_changed.emit(mode)

    def choose_mode(self, mode: MicrophoneMode) -> None:
        """As if the person had chosen it here."""
        if mode != self.mode:
            self._change_mode(mode)

    def set_voice(self, on: bool) -> None:
        """As if the person had chosen it here."""
        if on != self.voice.isChecked():
            self.voice.trigger()

    def set_on_top(self, on: bool) -> None:
        """As if the person had chosen it here."""
        if on != self.on_top.isChecked():
            self.on_top.trigger()

    def set_framed(self, on: bool) -> None:
        """As if the person had chosen it here."""
        if on != self.framed.isChecked():
            self.framed.trigger()

    def toggle_listening(self) -> None:
        """The microphone button: between open and off; leaves push to talk."""
        self.listen.trigger()

    def show_mood(self) -> None:
        """The menu opens: mark how she feels now."""
        now = self._actions.mood().emotion
        for action in self.moods.actions():
            action.setChecked(action.data() == now)

    def _mood_group(self) -> QActionGroup:
        """One command for each feeling."""
        group = QActionGroup(self)
        for emotion in CANONICAL:
            action = self._command(f"emotion.{emotion}", partial(self._feel, emotion))
            action.setCheckable(True)
            action.setData(emotion)
            group.addAction(action)
        return group

    def _name_moods(self) -> None:
        for action in self.moods.actions():
            action.setText(self._texts.emotion(action.data()).capitalize())

    def _feel(self, emotion: str) -> None:
        mood = Mood(emotion, WISHED) if emotion != "neutral" else NEUTRAL
        self.mood_wished.emit(mood)
        self._actions.feel(mood)

    def _choose(self, character_id: str) -> None:
        self._show_choice()  # the check mark moves when she has come, not before
        renewed = any(item.renewed for item in self._characters if item.id == character_id)
        if (character_id != self.current or renewed) and not self.opening:
            self.set_opening(character_id)
            self._actions.switch_character(character_id)

    def _show_choice(self) -> None:
        for item, action in zip(self._characters, self._group.actions(), strict=True):
            name = self._texts("menu.renewed", name=item.name) if item.renewed else item.name
            name = self._texts("menu.opening", name=item.name) if item.id == self.opening else name
            action.setText(_literal(name))
            action.setChecked(item.id == self.current)
            font = action.font()
            font.setBold(item.id == self.current)
            action.setFont(font)
            action.setEnabled(not item.problem and not self.opening)

    def _listen(self, on: bool) -> None:
        self._change_mode("open" if on else "off")

    def _ptt(self, on: bool) -> None:
        self._change_mode("push_to_talk" if on else "open")

    def _change_mode(self, mode: MicrophoneMode) -> None:
        self._end_quiet(mode != "off")
        self.set_mode(mode)
        self._actions.set_listening(mode == "open")

    def _quiet(self, on: bool) -> None:
        if on:
            self._before_quiet = (self.mode, self.voice.isChecked())
            self._actions.stop()
        mode, voice = ("off", False) if on else self._before_quiet
        self.quiet_changed.emit(on)
        self._actions.set_quiet(on)
        self.choose_mode(mode)
        self.set_voice(voice)

    def _end_quiet(self, wanted: bool) -> None:
        """The person wants to talk or to hear her: do not disturb is over, and what they chose counts."""
        if wanted and self.quiet.isChecked():
            self.quiet.setChecked(False)
            self.quiet_changed.emit(False)
            self._actions.set_quiet(False)

    def _voice(self, on: bool) -> None:
        self._end_quiet(on)
        self._actions.set_voice(on)
        self.voice_changed.emit(on)

    def _on_top(self, on: bool) -> None:
        self.on_top_changed.emit(on)
        self._actions.set_always_on_top(on)

    def _frame(self, on: bool) -> None:
        self.framed_changed.emit(on)
        self._actions.set_framed(on)

    def _command(self, key: str, call: Callable[[], None]) -> QAction:
        action = QAction(self._texts(key), self)
        self._words[action] = key
        action.triggered.connect(lambda _on=False: call())
        return action

    def _toggle(self, key: str, on: bool, call: Callable[[bool], None]) -> QAction:
        action = QAction(self._texts(key), self)
        self._words[action] = key
        action.setCheckable(True)
        action.setChecked(on)
        action.triggered.connect(call)
        return action


def _literal(name: str) -> str:
    """A name in which "&" is a letter, not a mnemonic."""
    return name.replace("&", "&&")
