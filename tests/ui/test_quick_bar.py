"""The buttons that come when the mouse rests on her."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QWidget

from companion.ui.actions import WindowSettings
from companion.ui.controls import Controls
from companion.ui.quick_bar import HIDE_MS, SHOW_MS, QuickBar
from companion.ui.texts import TEXTS, Texts
from companion.ui.theme import DARK, LIGHT
from tests.ui.parts import Wishes


class Stand:
    def __init__(self) -> None:
        self.wishes = Wishes()
        self.menus = 0
        self.controls = Controls(self.wishes.actions, Texts("ko"), WindowSettings())
        self.bar = QuickBar(self.controls, Texts("ko"), LIGHT, self._menu)
        self.window = QWidget()
        self.bar.setParent(self.window)
        self.window.show()

    def _menu(self) -> None:
        self.menus += 1


@pytest.fixture
def stand(qapp: QApplication) -> Stand:
    return Stand()


def test_it_comes_after_a_while_and_goes_after_a_while(stand: Stand) -> None:
    told = QSignalSpy(stand.bar.appeared)
    stand.bar.hover(True)
    assert not stand.bar.isVisible()
    QTest.qWait(SHOW_MS + 300)
    assert stand.bar.isVisible()
    stand.bar.hover(False)
    stand.bar.hover(True)  # only over the edge and back
    QTest.qWait(HIDE_MS // 2)
    assert stand.bar.isVisible()
    stand.bar.hover(False)
    QTest.qWait(HIDE_MS + 400)
    assert not stand.bar.isVisible()
    assert [told.at(index)[0] for index in range(told.count())] == [True, False]


def test_a_mouse_that_only_passes_brings_nothing(stand: Stand) -> None:
    stand.bar.hover(True)
    QTest.qWait(SHOW_MS // 3)
    stand.bar.hover(False)
    QTest.qWait(HIDE_MS + 200)
    assert not stand.bar.isVisible()


def test_every_button_does_what_the_menu_does(stand: Stand) -> None:
    stand.bar.show()
    bar, wishes = stand.bar, stand.wishes
    chat = QSignalSpy(stand.controls.chat_wanted)
    for button in (bar.microphone, bar.voice, bar.stop, bar.chat, bar.menu):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert wishes.named("set_listening") == [(False,)] and wishes.named("set_voice") == [(False,)]
    assert wishes.named("stop") and chat.count() == 1 and stand.menus == 1


def test_it_says_what_is_on_in_words(stand: Stand) -> None:
    assert stand.bar.microphone.toolTip() == TEXTS["ko"]["chat.mic_on"]
    stand.controls.listen.trigger()
    assert stand.bar.microphone.toolTip() == TEXTS["ko"]["chat.mic_off"]
    stand.bar.set_palette(DARK)
    assert stand.bar.microphone.accessibleName() == TEXTS["ko"]["chat.mic_off"]
