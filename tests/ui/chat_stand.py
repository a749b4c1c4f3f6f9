"""A chat window with one exchange in it, for its tests."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from companion.persona.emotion import Mood
from companion.ui.actions import WindowSettings
from companion.ui.chat_panel import ChatPanel
from companion.ui.controls import Controls
from companion.ui.texts import Texts
from companion.ui.theme import LIGHT
from tests.ui.parts import Past, Wishes, events, opening

EN = Texts("en")
JOY = Mood("joy", 0.8)


@dataclass
class Scene:
    panel: ChatPanel
    wishes: Wishes
    controls: Controls
    moods: list[Mood]

    def texts(self) -> list[str]:
        return [row.line.text for row in self.panel.messages.rows()]


@pytest.fixture
def scene(qapp: QApplication) -> Iterator[Scene]:
    wishes, moods = Wishes(), []
    controls = Controls(wishes.actions, EN, WindowSettings())

    def portrait(mood: Mood) -> QPixmap:
        moods.append(mood)
        return QPixmap(38, 38)

    panel = ChatPanel(wishes.actions, controls, EN, LIGHT, portrait=portrait)
    panel.load("Ruby", opening(Past("Hi", "Hello!")), "Starter models: small, built in")
    panel.show()
    events(qapp)
    yield Scene(panel, wishes, controls, moods)
    panel.close()
    panel.deleteLater()
    controls.deleteLater()
    events(qapp)
