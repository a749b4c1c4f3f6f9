"""Menu and tray: one set of commands, and the character list with its check mark and its broken entries."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction, QColor, QIcon, QPixmap
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from companion.persona.emotion import CANONICAL, Mood
from companion.ui.actions import MenuCharacter, WindowSettings
from companion.ui.controls import Controls
from companion.ui.menus import CommandMenu
from companion.ui.texts import KO, Texts
from companion.ui.theme import LIGHT
from companion.ui.tray import Tray, app_icon
from tests.ui.parts import Wishes, events

WHO = [
    MenuCharacter("snow", "Snow White"),
    MenuCharacter("ruby", "Ruby & co"),
    MenuCharacter("broken", "Broken", "character.yaml, line 3: emotion `hapy` is unknown"),
]


@pytest.fixture
def wishes() -> Wishes:
    return Wishes()


@pytest.fixture
def controls(qapp: QApplication, wishes: Wishes) -> Iterator[Controls]:
    wishes.characters = list(WHO)
    made = Controls(wishes.actions, Texts("en"), WindowSettings())
    made.set_characters(WHO, "snow")
    yield made
    made.deleteLater()


def people(menu: CommandMenu) -> list[QAction]:
    """The characters of the menu; below them stands how another one is taken in."""
    *found, line, take_in = menu.characters.actions()
    assert line.isSeparator() and "from a file" in take_in.text()
    return found


def test_filling_the_menu_again_keeps_the_characters(controls: Controls, qapp: QApplication) -> None:
    menu = CommandMenu(controls, Texts("en"))
    for _ in range(3):
        menu.speak(Texts("ko"))
        events(qapp)
    assert [action.data() for action in people_of(menu)] == [who.id for who in WHO]
    assert menu.characters.title() == KO["menu.character"]
    assert len(menu.characters.actions()) == len(WHO) + 2
    menu.deleteLater()


def people_of(menu: CommandMenu) -> list[QAction]:
    return menu.characters.actions()[:-2]


def marks(controls: Controls) -> list[bool]:
    return [action.isChecked() for action in controls.character_actions]


def test_commands_call_what_they_name(controls: Controls, wishes: Wishes) -> None:
    signals = [controls.chat_wanted, controls.corner_wanted, controls.about_wanted]
    spies = [QSignalSpy(signal) for signal in signals]
    for action in (controls.stop, controls.quit, controls.chat, controls.corner, controls.about):
        action.trigger()
    assert wishes.said == [("stop",), ("quit",)]
    assert [spy.count() for spy in spies] == [1, 1, 1]


def test_switches_pass_their_new_value(controls: Controls, wishes: Wishes) -> None:
    controls.voice.trigger()
    controls.on_top.trigger()
    controls.on_top.trigger()
    assert wishes.said == [("set_voice", False), ("set_always_on_top", False), ("set_always_on_top", True)]


def test_open_push_to_talk_and_off_exclude_each_other(controls: Controls, wishes: Wishes) -> None:
    seen = []
    for action in (
        controls.push_to_talk,
        controls.listen,
        controls.listen,
        controls.push_to_talk,
        controls.push_to_talk,
    ):
        action.trigger()
        seen.append((controls.mode, controls.listen.isChecked(), controls.push_to_talk.isChecked()))
    assert seen == [
        ("push_to_talk", False, True),
        ("open", True, False),
        ("off", False, False),
        ("push_to_talk", False, True),
        ("open", True, False),
    ]
    assert wishes.named("set_listening") == [(False,), (True,), (False,), (False,), (True,)]


def test_a_mode_set_from_outside_calls_nothing(controls: Controls, wishes: Wishes) -> None:
    controls.set_mode("push_to_talk")
    assert controls.push_to_talk.isChecked() and not controls.listen.isChecked()
    assert wishes.said == []


def test_the_start_follows_the_settings(qapp: QApplication, wishes: Wishes) -> None:
    settings = WindowSettings(microphone_mode="push_to_talk", voice_on=False, always_on_top=False)
    made = Controls(wishes.actions, Texts("en"), settings)
    switches = (made.listen, made.push_to_talk, made.voice, made.on_top)
    assert [action.isChecked() for action in switches] == [False, True, False, False]
    assert wishes.said == []


def test_the_current_character_is_checked_and_a_broken_one_says_why(controls: Controls) -> None:
    assert marks(controls) == [True, False, False]
    broken = controls.character_actions[2]
    assert not broken.isEnabled() and "hapy" in broken.toolTip()
    assert controls.character_actions[1].text() == "Ruby && co"  # no mnemonic


def test_whoever_has_come_or_gone_is_seen_when_the_menu_opens(controls: Controls, wishes: Wishes) -> None:
    menu = CommandMenu(controls, Texts("en"))
    filled = QSignalSpy(controls.characters_changed)
    menu.characters.aboutToShow.emit()
    assert filled.count() == 0, "nothing has changed"
    mended = [*WHO[:1], MenuCharacter("broken", "Aria"), MenuCharacter("rapunzel", "Rapunzel"), WHO[1]]
    wishes.characters = [*mended, MenuCharacter("half", "half", "line 2: `names` is missing")]
    menu.characters.aboutToShow.emit()
    assert [action.text() for action in people(menu)] == [
        "Snow White", "Aria", "Rapunzel", "Ruby && co", "half",
    ]  # fmt: skip
    assert [action.isEnabled() for action in people(menu)] == [True, True, True, True, False]
    assert "names" in people(menu)[4].toolTip() and marks(controls)[0]
    controls.character_actions[2].trigger()
    wishes.characters = list(WHO)
    menu.characters.aboutToShow.emit()
    assert controls.opening == "rapunzel" and not any(action.isEnabled() for action in controls.character_actions)
    menu.deleteLater()


def test_a_character_that_was_trained_again_can_be_chosen_again(controls: Controls, wishes: Wishes) -> None:
    controls.character_actions[0].trigger()
    assert wishes.said == []
    wishes.characters = [MenuCharacter("snow", "Snow White", renewed=True), *WHO[1:]]
    controls.refresh_characters()
    assert "new version" in controls.character_actions[0].text() and marks(controls)[0]
    controls.character_actions[0].trigger()
    assert wishes.named("switch_character") == [("snow",)]


def test_a_switch_shows_progress_and_moves_the_mark_at_its_end(controls: Controls, wishes: Wishes) -> None:
    opening = QSignalSpy(controls.opening_changed)
    controls.character_actions[1].trigger()
    assert wishes.named("switch_character") == [("ruby",)]
    assert marks(controls) == [True, False, False]
    assert "opening" in controls.character_actions[1].text()
    assert not any(action.isEnabled() for action in controls.character_actions)
    controls.set_current("ruby")
    assert marks(controls) == [False, True, False]
    assert [action.isEnabled() for action in controls.character_actions] == [True, True, False]
    assert [opening.at(index) for index in range(opening.count())] == [["ruby"], [""]]


def test_after_a_failed_switch_the_old_one_stays_checked(controls: Controls) -> None:
    controls.character_actions[1].trigger()
    controls.set_current(controls.current)
    assert marks(controls) == [True, False, False]
    assert controls.character_actions[1].isEnabled()


def test_choosing_her_who_is_here_does_nothing(controls: Controls, wishes: Wishes) -> None:
    controls.character_actions[0].trigger()
    assert wishes.said == []
    assert marks(controls) == [True, False, False]


def test_the_menu_holds_every_command_and_follows_the_characters(controls: Controls) -> None:
    menu = CommandMenu(controls, Texts("en"))
    commands = [action for action in menu.actions() if not action.isSeparator() and action.menu() is None]
    assert commands == [
        controls.chat, controls.listen, controls.push_to_talk, controls.voice, controls.stop, controls.quiet,
        controls.on_top, controls.framed, controls.corner, *controls.pages.values(), controls.about, controls.quit,
    ]  # fmt: skip
    assert list(controls.pages) == ["settings"]
    assert [action.text() for action in people(menu)] == ["Snow White", "Ruby && co", "Broken"]
    controls.set_characters(WHO[:1], "snow")
    assert [action.text() for action in people(menu)] == ["Snow White"]
    controls.set_characters([], "")
    (nobody,) = people(menu)
    assert not nobody.isEnabled() and nobody.text() == "No characters found"
    menu.deleteLater()


def test_her_mood_is_marked_when_the_menu_opens_and_can_be_chosen(controls: Controls, wishes: Wishes) -> None:
    menu = CommandMenu(controls, Texts("en"))
    wishes.mood = Mood("shy", 0.4)
    menu.moods.aboutToShow.emit()
    moods = {action.data(): action for action in menu.moods.actions()}
    assert list(moods) == list(CANONICAL) and moods["joy"].text() == "Joy"
    assert [name for name, action in moods.items() if action.isChecked()] == ["shy"]
    wished = QSignalSpy(controls.mood_wished)
    moods["sad"].trigger()
    moods["neutral"].trigger()
    assert wishes.named("feel") == [(Mood("sad", 0.8),), (Mood("neutral", 0.0),)]
    assert [wished.at(index) for index in range(wished.count())] == [[Mood("sad", 0.8)], [Mood("neutral", 0.0)]]
    menu.speak(Texts("ko"))
    controls.speak(Texts("ko"))
    assert (menu.moods.title(), moods["sad"].text()) == ("기분", "슬픔")
    menu.deleteLater()


def test_a_page_is_opened_by_its_name(controls: Controls, wishes: Wishes) -> None:
    controls.pages["settings"].trigger()
    assert wishes.named("open_page") == [("settings",)]


def test_the_menu_is_korean_in_korean(qapp: QApplication, wishes: Wishes) -> None:
    made = Controls(wishes.actions, Texts("ko"), WindowSettings())
    assert made.quit.text() == KO["menu.quit"]


def test_a_desktop_without_a_tray_is_fine(controls: Controls) -> None:
    menu = CommandMenu(controls, Texts("en"))
    tray = Tray(menu, LIGHT)
    wanted = QSignalSpy(tray.wanted)
    tray.set_tip("Ruby: listening")
    assert tray.show() in (True, False)
    tray._activated(tray._icon.ActivationReason.Trigger)
    tray._activated(tray._icon.ActivationReason.Context)
    assert wanted.count() == 1
    tray.hide()
    menu.deleteLater()


def test_the_mark_is_there_in_every_size(qapp: QApplication) -> None:
    assert all(not app_icon(LIGHT).pixmap(size, size).isNull() for size in (16, 32, 256))


def test_a_face_stands_beside_each_name_as_soon_as_it_is_drawn(controls: Controls, wishes: Wishes) -> None:
    menu = CommandMenu(controls, Texts("en"))
    menu.characters.aboutToShow.emit()
    ((take,),) = wishes.named("heads")
    picture = QPixmap(80, 80)
    picture.fill(QColor("#ff0000"))
    take("ruby", QIcon(picture))  # type: ignore[operator]
    faces = {action.data(): not action.icon().isNull() for action in people(menu)}
    assert faces == {"snow": False, "ruby": True, "broken": False}
    controls.set_characters(WHO[:2], "ruby")
    assert not people(menu)[1].icon().isNull(), "a list that is filled anew keeps them"
    assert [action.font().bold() for action in people(menu)] == [False, True]
    menu.deleteLater()
