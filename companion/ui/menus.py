"""The menu of the right mouse button and of the tray, built from the shared `Controls`. Main thread."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QMenu, QWidget

from companion.ui.controls import Controls
from companion.ui.texts import Texts


class Round(QMenu):
    """A menu whose corners are really round: the window behind them is transparent."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.setWindowFlags(
            self.windowFlags() | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
        )
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setToolTipsVisible(True)


class CharacterMenu(Round):
    """The list of characters; follows `controls` while it lives."""

    def __init__(self, controls: Controls, texts: Texts, parent: QWidget) -> None:
        super().__init__(texts("menu.character"), parent)
        self._controls, self._texts = controls, texts
        controls.characters_changed.connect(self.fill)
        self.setObjectName("people")
        self.aboutToShow.connect(controls.refresh_characters)
        self.aboutToShow.connect(controls.want_heads)
        self.fill()

    def speak(self, texts: Texts) -> None:
        """Another language."""
        self._texts = texts
        self.setTitle(texts("menu.character"))
        self.fill()

    @Slot()
    def fill(self) -> None:
        for action in self.actions():  # not clear(): PySide takes the characters' own actions for the menu's
            self.removeAction(action)
            if action.parent() is self:
                action.deleteLater()
        self.addActions(self._controls.character_actions)
        if not self.actions():
            self.addAction(self._texts("menu.no_characters")).setEnabled(False)
        self.addSeparator()
        self.addAction(self._controls.take_in)


class MoodMenu(Round):
    """How she feels, and how she shall."""

    def __init__(self, controls: Controls, texts: Texts, parent: QWidget) -> None:
        super().__init__(texts("menu.mood"), parent)
        self.addActions(controls.moods.actions())
        self.aboutToShow.connect(controls.show_mood)

    def speak(self, texts: Texts) -> None:
        """Another language; the feelings are told by `controls`."""
        self.setTitle(texts("menu.mood"))


class CommandMenu(Round):
    """Every command of the app."""

    def __init__(self, controls: Controls, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(texts("app"))
        self.characters = CharacterMenu(controls, texts, self)
        self.moods = MoodMenu(controls, texts, self)
        self.addMenu(self.characters)
        self.addMenu(self.moods)
        for group in (
            (controls.chat,),
            (controls.listen, controls.push_to_talk, controls.voice, controls.stop, controls.quiet),
            (controls.on_top, controls.framed, controls.corner),
            tuple(controls.pages.values()),
            (controls.about, controls.quit),
        ):
            self.addSeparator()
            self.addActions(list(group))

    def speak(self, texts: Texts) -> None:
        """Another language; the commands are told by `controls`."""
        self.setAccessibleName(texts("app"))
        self.characters.speak(texts)
        self.moods.speak(texts)
