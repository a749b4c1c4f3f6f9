"""The steps with her in them: the language, and who comes. Main thread."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QIcon, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from companion.persona.emotion import Mood
from companion.ui import icons
from companion.ui.first_run.calls import GuideCalls, Voice, Who
from companion.ui.first_run.parts import MARGIN, Choices, words
from companion.ui.first_run.preview import LivePreview
from companion.ui.markup import breakable
from companion.ui.tall import Tall
from companion.ui.texts import Texts
from companion.ui.theme import Palette

LANGUAGES = {"ko": ("한국어", "안녕하세요! 반가워요."), "en": ("English", "Hello! Nice to meet you.")}


class LanguageStep(QWidget):
    """Korean or English, and she looks at you while you choose."""

    def __init__(self, calls: GuideCalls, texts: Texts, palette: Palette) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 20, MARGIN, 20)
        row.setSpacing(24)
        self.preview = LivePreview(palette)
        row.addWidget(self.preview, 4)
        side = QVBoxLayout()
        side.setSpacing(12)
        self.choices = Choices(
            LANGUAGES, texts.language, lambda value: calls.choose("language", value), "Language · 언어"
        )
        side.addStretch(1)
        side.addWidget(self.choices)
        side.addWidget(words(texts("first.language.note"), "small"))
        side.addStretch(1)
        row.addLayout(side, 5)
        who = next((one for one in calls.characters() if one.id == calls.character()), None)
        if who is not None:
            self.preview.show_character(calls.draw(who.id), who.name)


class HearButton(QWidget):
    """A sample of somebody's voice; the same button stops it. Her picture moves her mouth and smiles."""

    def __init__(self, calls: GuideCalls, texts: Texts, palette: Palette, preview: LivePreview) -> None:
        super().__init__()
        self._calls, self._texts, self._palette, self._preview = calls, texts, palette, preview
        self._who: Who | None = None
        self._busy = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        self.button = QPushButton()
        self.button.clicked.connect(self._pressed)
        box.addWidget(self.button)
        self.said = words("", "said")
        self.said.setProperty("kind", "bad")
        box.addWidget(self.said)
        calls.follow_voice(self._heard)

    def show_who(self, who: Who) -> None:
        """Whose voice it is from now on."""
        self._who = who
        self._show(Voice(who.id, "over"))

    def _pressed(self) -> None:
        if self._busy:
            self._calls.hush()
        elif self._who is not None:
            self._calls.hear(self._who.id)

    def _heard(self, voice: Voice) -> None:
        if self._who is not None and voice.who == self._who.id:
            self._show(voice)

    def _show(self, voice: Voice) -> None:
        assert self._who is not None
        self._busy = voice.stage in ("making", "speaking")
        key = {"making": "first.voice.making", "speaking": "first.voice.stop"}.get(voice.stage, "first.voice.hear")
        self.button.setText(self._texts(key, name=self._who.name))
        self.button.setAccessibleName(self.button.text())
        self.button.setIcon(icons.icon("stop" if self._busy else "voice", self._palette.accent_strong, size=18))
        self.said.setText(breakable(voice.problem))
        self.said.setVisible(bool(voice.problem))
        if voice.stage == "speaking":
            self._preview.feel(Mood("joy", 0.8))


class CharacterStep(QWidget):
    """Who comes: a living picture, her one line, a sample of her voice."""

    def __init__(self, calls: GuideCalls, texts: Texts, palette: Palette) -> None:
        super().__init__()
        self._calls, self._texts = calls, texts
        self._who = {who.id: who for who in calls.characters()}
        self.shown = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 20, MARGIN, 20)
        row.setSpacing(20)
        left = QVBoxLayout()
        left.setSpacing(10)
        self.preview = LivePreview(palette, calls.position)
        left.addWidget(self.preview, 1)
        self.voice = HearButton(calls, texts, palette, self.preview)
        left.addWidget(self.voice)
        row.addLayout(left, 4)
        self._area = self._make_list()
        row.addWidget(self._area, 5)
        self.show_who(calls.character() if calls.character() in self._who else next(iter(self._who), ""))

    def _make_list(self) -> Tall:
        options = {who.id: (who.name, f"{who.one_line}\n{who.speaks}") for who in self._who.values()}
        title = self._texts("first.character.title")
        self.choices = Choices(options, self._calls.character(), self._chosen, title)
        self._calls.heads(self._show_head)
        holder = QWidget()
        holder.setObjectName("pageBody")
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 6, 0)
        box.addWidget(self.choices)
        box.addStretch(1)
        area = Tall()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)
        return area

    def _show_head(self, character_id: str, head: QIcon) -> None:
        if isValid(self) and character_id in self.choices.buttons:
            self.choices.buttons[character_id].show_head(head)

    def showEvent(self, event: QShowEvent) -> None:
        """Whoever is chosen is seen in the list."""
        super().showEvent(event)
        chosen = self.choices.buttons.get(self.shown)
        layout = self.layout()
        if chosen is not None and layout is not None:
            layout.activate()
            QTimer.singleShot(0, self._area, lambda: self._area.ensureWidgetVisible(chosen, 0, 12))

    def show_who(self, character_id: str) -> None:
        """Her picture, her voice."""
        who = self._who.get(character_id)
        if who is not None:
            self.shown = character_id
            self.preview.show_character(self._calls.draw(character_id), who.name, who.one_line)
            self.voice.show_who(who)

    def _chosen(self, character_id: str) -> None:
        if character_id != self.shown:
            self._calls.hush()
            self.show_who(character_id)
        self._calls.choose_character(character_id)
