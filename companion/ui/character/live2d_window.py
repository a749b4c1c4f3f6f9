"""Which expression of a Live2D model shows which feeling: chosen beside her, and seen at once. Main thread.

What is chosen is tried on by `Live2dCalls.wear`; only *Save* writes anything.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QCheckBox, QGridLayout, QHBoxLayout, QSlider, QWidget

from companion.errors import CompanionError
from companion.face.director import FaceDirector
from companion.face.pose import FacePose
from companion.persona.emotion import CANONICAL, Mood
from companion.ui.character.kit import Page, button, column, words
from companion.ui.character.portrait import LivingPortrait
from companion.ui.choice import Choice
from companion.ui.renderer import Renderer
from companion.ui.texts import Texts
from companion.ui.theme import Theme

HOUSE = "none"  # in her sheet: this feeling gets the house's face
_FIGURE = QSize(260, 390)
_SYLLABLES_HZ = 4.2


@dataclass(frozen=True)
class Live2dCalls:
    """expressions: all of the model. guesses: feeling -> expression. wanted: what her sheet says. wear: try a choice
    on, feeling -> expression or `none`. save: write it, and say where; None = there is no sheet. lines: what to put
    into one."""

    expressions: Sequence[str]
    guesses: Mapping[str, str]
    wanted: Mapping[str, str]
    wear: Callable[[Mapping[str, str]], None]
    save: Callable[[Mapping[str, str]], str] | None
    lines: Callable[[Mapping[str, str]], str]


class TriedFace:
    """A face that feels what is looked at, and talks on wish."""

    def __init__(self) -> None:
        self.mood = Mood("neutral", 0.0)
        self.talking = False
        self._director = FaceDirector()

    def update(
        self, now: float, _mood: Mood, speaking: None = None, cursor: tuple[float, float] | None = None
    ) -> FacePose:
        self._director.react(self.mood, now)
        pose = self._director.update(now, self.mood, speaking, cursor)
        if not self.talking:
            return pose
        opened = 24.0 * (1.0 + math.sin(now * 2 * math.pi * _SYLLABLES_HZ)) * (0.6 + 0.4 * math.sin(now * 3.1))
        return replace(pose, mouth_open=max(0.0, opened), mouth_width=27.0 + 9.0 * math.sin(now * 5.3))


class Live2dWindow(Page):
    """renderer: of her; nothing else uses it."""

    def __init__(
        self,
        renderer: Renderer,
        name: str,
        calls: Live2dCalls,
        texts: Texts,
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(texts("live2d.title", name=name), texts("live2d.lead"), size=QSize(720, 720), closed=closed)
        self._calls, self._texts = calls, texts
        self.face = TriedFace()
        self.figure = LivingPortrait(lambda: self.face, _FIGURE)
        self.choices: dict[str, Choice] = {}
        self.strength = self._slider()
        self.talking = QCheckBox(texts("live2d.talking"))
        self.talking.toggled.connect(self._talk)
        self.said = words("", "small")
        body = QWidget()
        sides = QHBoxLayout(body)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(0)
        sides.addWidget(self._left())
        sides.addWidget(self._right(), 1)
        self.set_body(body)
        first = button(texts("live2d.guesses"), self._forget, "quiet")
        main = button(texts("live2d.save" if calls.save is not None else "live2d.copy"), self._save, "primary")
        self.set_foot(first, None, main)
        QShortcut(QKeySequence.StandardKey.Save, self, activated=self._save)
        self.figure.show_figure(renderer, name)
        self.choices["neutral"].setFocus(Qt.FocusReason.OtherFocusReason)

    def wanted(self) -> dict[str, str]:
        """What the person has chosen themself: feeling -> expression or `none`."""
        chosen = {emotion: choice.currentData() for emotion, choice in self.choices.items()}
        return {emotion: name for emotion, name in chosen.items() if name}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn:
            for emotion, choice in self.choices.items():
                if choice is watched:
                    self._feel(emotion)
        return super().eventFilter(watched, event)

    def _left(self) -> QWidget:
        label = words(self._texts("live2d.strength"), "small")
        label.setBuddy(self.strength)
        return column(self.figure, label, self.strength, self.talking, self.said, margins=(24, 18, 12, 22), gap=8)

    def _right(self) -> QWidget:
        grid = QWidget()
        box = QGridLayout(grid)
        box.setContentsMargins(0, 0, 0, 0)
        box.setHorizontalSpacing(12)
        box.setVerticalSpacing(6)
        box.setColumnStretch(1, 1)
        for place, emotion in enumerate(CANONICAL):
            label = words(self._texts.emotion(emotion))
            label.setMinimumWidth(72)
            choice = self.choices[emotion] = self._choice(emotion)
            label.setBuddy(choice)
            box.addWidget(label, place, 0)
            box.addWidget(choice, place, 1)
        parts = [grid] if self._calls.expressions else [words(self._texts("live2d.none"), "lead"), grid]
        return column(*parts, margins=(12, 18, 24, 22))

    def _choice(self, emotion: str) -> Choice:
        made, texts = Choice(), self._texts
        guess = self._calls.guesses.get(emotion)
        made.addItem(texts("live2d.itself", name=guess) if guess else texts("live2d.house_itself"), "")
        for name in self._calls.expressions:
            made.addItem(name, name)
        made.addItem(texts("live2d.house"), HOUSE)
        wanted = self._calls.wanted.get(emotion, "")
        made.setCurrentIndex(max(0, made.findData(wanted, flags=Qt.MatchFlag.MatchFixedString)) if wanted else 0)
        made.setAccessibleName(texts("live2d.choose", feeling=texts.emotion(emotion)))
        made.currentIndexChanged.connect(lambda _place, of=emotion: self._changed(of))
        made.installEventFilter(self)
        return made

    def _slider(self) -> QSlider:
        made = QSlider(Qt.Orientation.Horizontal)
        made.setRange(1, 10)
        made.setValue(10)
        made.setAccessibleName(self._texts("live2d.strength"))
        made.valueChanged.connect(lambda _value: self._feel(self.face.mood.emotion))
        return made

    def _feel(self, emotion: str) -> None:
        self.face.mood = Mood(emotion, self.strength.value() / 10 if emotion != "neutral" else 0.0)

    def _talk(self, on: bool) -> None:
        self.face.talking = on

    def _changed(self, emotion: str) -> None:
        self.said.setText("")
        self._calls.wear(self.wanted())
        self._feel(emotion)

    def _forget(self) -> None:
        for choice in self.choices.values():
            choice.setCurrentIndex(0)

    def _save(self) -> None:
        if self._calls.save is None:
            QGuiApplication.clipboard().setText(self._calls.lines(self.wanted()))
            self.said.setText(self._texts("live2d.copied"))
            return
        try:
            where = self._calls.save(self.wanted())
        except CompanionError as error:
            self.said.setText(self._texts("live2d.failed", why=error.message))
            return
        self.said.setText(self._texts("live2d.saved", file=where))


def alone(make: Callable[[], QWidget]) -> None:
    """Show a window as a program of its own, until it is closed. make: called once there is an application."""
    application = QApplication(["companion"])
    theme = Theme(application)
    window = make()
    window.show()
    application.exec()
    del theme
