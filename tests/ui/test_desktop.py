"""All windows together: events in, every part shows it; wishes out; a failed switch keeps the old one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from companion.errors import AvatarError, CharacterError, ConfigError
from companion.persona.emotion import Mood
from companion.ui import placement
from companion.ui.about import About, installed
from companion.ui.actions import MenuCharacter, WindowSettings
from companion.ui.bridge import Bridge
from companion.ui.desktop import Desktop
from companion.ui.texts import Texts
from companion.voice.types import (
    Failed,
    Notice,
    ReplyDone,
    ReplyStarted,
    ReplyText,
    State,
    StateChanged,
    Transcript,
    TurnTimings,
)
from companion.window_state import Place
from tests.ui.parts import Clock, Disc, Face, Past, Wishes, events, opening, piece, turn

JOY = Mood("joy", 0.8)
WHO = [MenuCharacter("snow", "Snow White"), MenuCharacter("ruby", "Ruby")]


@dataclass
class Scene:
    desktop: Desktop
    bridge: Bridge
    wishes: Wishes
    face: Face
    clock: Clock

    def post(self, *posted: object) -> None:
        for event in posted:
            self.bridge.post(event)
        events(QApplication.instance())  # type: ignore[arg-type]

    def cards(self) -> list[str]:
        return [card.accessibleName() for card in self.desktop.cards.cards()]


def build(qapp: QApplication, settings: WindowSettings | None = None, language: str = "en") -> Scene:
    clock, face, wishes = Clock(), Face(), Wishes()
    bridge = Bridge(clock)
    texts = Texts("ko" if language == "ko" else "en")
    desktop = Desktop(qapp, bridge, wishes.actions, settings or WindowSettings(), texts, face, clock=clock)
    desktop.set_characters(WHO, "snow")
    desktop.show_character("snow", "Snow White", Disc(), opening=opening(Past("Hi", "Hello!")), models="Starter models")
    return Scene(desktop, bridge, wishes, face, clock)


def take_down(scene: Scene, qapp: QApplication) -> None:
    desktop = scene.desktop
    desktop.close()
    for window in (desktop.pet, desktop.bubble, desktop.cards, desktop.chat, desktop.menu):
        window.deleteLater()
    desktop.deleteLater()
    events(qapp)


@pytest.fixture
def scene(qapp: QApplication) -> Iterator[Scene]:
    made = build(qapp)
    made.desktop.show()
    events(qapp)
    yield made
    take_down(made, qapp)


def test_she_stands_in_the_corner_of_the_screen(scene: Scene) -> None:
    screen = QGuiApplication.primaryScreen().availableGeometry()
    her = scene.desktop.pet.geometry()
    assert scene.desktop.pet.isVisible() and screen.contains(her)
    assert her.center().x() > screen.center().x()


@pytest.mark.parametrize(("place", "kept"), [((33, 44), True), ((99_000, 99_000), False)])
def test_she_stands_where_she_was_left_unless_that_place_is_gone(
    qapp: QApplication, place: tuple[int, int], kept: bool
) -> None:
    made = build(qapp, WindowSettings(position=place))
    made.desktop.show()
    events(qapp)
    assert (made.desktop.pet.pos() == QPoint(*place)) is kept
    screen = QGuiApplication.primaryScreen().availableGeometry()
    assert screen.contains(made.desktop.pet.pos())
    take_down(made, qapp)


def test_a_turn_goes_through_every_window(scene: Scene) -> None:
    one = turn()
    scene.post(StateChanged(State.HEARING))
    assert scene.desktop.pet.badge.status.state is State.HEARING
    scene.post(Transcript(one, "How are you?", "en"), StateChanged(State.THINKING, one), ReplyStarted(one, JOY))
    assert scene.face.reactions == [JOY]
    scene.post(ReplyText(one, "I am fine."), StateChanged(State.SPEAKING, one), piece(one, "I am fine."))
    assert scene.desktop.bubble.words == "I am fine."
    scene.post(ReplyDone(one, "I am fine.", JOY, "{}"), TurnTimings(one, {"first_audio": 412.0}))
    lines = [row.line.text for row in scene.desktop.chat.messages.rows()]
    assert lines == ["Hi", "Hello!", "How are you?", "I am fine."]
    assert scene.desktop.status.latency_ms == 412.0
    assert "0.41 s" in scene.desktop.chat._state.text()


def test_the_face_changes_with_the_emotion_before_any_sound(scene: Scene) -> None:
    before = len(scene.face.updates)
    scene.post(ReplyStarted(turn(), JOY))
    assert scene.face.reactions == [JOY]
    assert len(scene.face.updates) > before
    assert scene.face.updates[-1]["speaking"] is None


def test_failures_are_cards_and_never_modal(scene: Scene) -> None:
    scene.post(Failed("tts", AvatarError("Broken.", code="x", hint="Mend it.")))
    (card,) = scene.cards()
    assert "Broken." in card and "Mend it." in card
    scene.post(StateChanged(State.LISTENING), StateChanged(State.HEARING))
    assert scene.cards() == [card]
    assert QApplication.activeModalWidget() is None
    assert not [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog)]
    scene.desktop.cards.cards()[0].close_button.click()
    assert scene.cards() == []


def test_the_bubble_never_covers_a_card(scene: Scene) -> None:
    scene.post(Failed("audio", AvatarError("Broken. " * 30, code="x")), piece(turn(), "words " * 20))
    assert not scene.desktop.bubble.geometry().intersects(scene.desktop.cards.geometry().adjusted(0, 14, 0, 0))


def test_wrong_settings_can_be_reported_without_an_event(scene: Scene) -> None:
    scene.desktop.report(ConfigError("conf.yaml: 1 setting is wrong.", code="config-invalid", hint="Mend it."))
    assert "A setting is wrong" in scene.cards()[0]


def test_a_switch_that_works(scene: Scene) -> None:
    scene.desktop.controls.character_actions[1].trigger()
    assert scene.wishes.named("switch_character") == [("ruby",)]
    assert scene.desktop.status.switching == "Ruby"
    assert "Ruby" in scene.desktop.pet.badge.accessibleName()
    disc = Disc()
    scene.desktop.show_character("ruby", "Ruby", disc)
    scene.clock.pass_(0.1)
    scene.desktop.pet.tick()
    events(QApplication.instance())  # type: ignore[arg-type]
    assert scene.desktop.status.switching == ""
    assert scene.desktop.controls.current == "ruby"
    assert disc.poses and scene.face.calmed == 2
    assert scene.desktop.chat.messages.rows() == []


def test_a_switch_that_fails_keeps_the_old_one_and_says_why(scene: Scene) -> None:
    scene.desktop.controls.character_actions[1].trigger()
    scene.desktop.switch_failed(CharacterError("ruby/character.yaml, line 3 is wrong.", code="x", hint="Mend it."))
    assert scene.desktop.status.switching == ""
    assert [action.isChecked() for action in scene.desktop.controls.character_actions] == [True, False]
    assert "line 3 is wrong" in scene.cards()[0]
    assert len(scene.desktop.chat.messages.rows()) == 2


def test_wishes_reach_the_app(scene: Scene) -> None:
    desktop = scene.desktop
    desktop.pet.touched.emit("pat")
    desktop.pet.moved_to.emit(3, 4)
    desktop.pet.scaled_to.emit(1.5)
    desktop.pet.stop_wanted.emit()
    (screen,) = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    moved = ("moved", 3, 4, f"{screen.width()}x{screen.height()}+0+0")
    assert scene.wishes.said == [("touched", "pat"), moved, ("scaled", 1.5), ("stop",)]
    desktop.controls.on_top.trigger()
    assert scene.wishes.said[-1] == ("set_always_on_top", False)


def test_the_space_bar_talks_only_in_push_to_talk(scene: Scene) -> None:
    scene.desktop.pet.talk_held.emit(True)
    assert scene.wishes.named("push_to_talk") == []
    scene.desktop.controls.push_to_talk.trigger()
    scene.desktop.pet.talk_held.emit(True)
    scene.desktop.pet.talk_held.emit(False)
    assert scene.wishes.named("push_to_talk") == [(True,), (False,)]
    assert scene.desktop.status.mode == "push_to_talk"


def test_voice_off_is_shown_and_words_no_longer_wait(scene: Scene) -> None:
    scene.desktop.controls.voice.trigger()
    assert not scene.desktop.status.voice_on
    scene.post(ReplyText(turn(), "Silent words."))
    assert scene.desktop.bubble.words == "Silent words."


def test_half_duplex_and_offline_are_on_the_badge(scene: Scene) -> None:
    assert "Offline" in scene.desktop.pet.badge.accessibleName()
    scene.post(Notice("half-duplex", "…"))
    assert "Half duplex" in scene.desktop.pet.badge.accessibleName()
    assert scene.cards() == []


def test_the_bubble_and_the_cards_follow_her(scene: Scene) -> None:
    scene.post(piece(turn(), "Hello."))
    before = scene.desktop.bubble.pos()
    scene.desktop.pet.move(scene.desktop.pet.pos() - QPoint(40, 30))
    events(QApplication.instance())  # type: ignore[arg-type]
    assert scene.desktop.bubble.pos() == before - QPoint(40, 30)


def test_chat_and_about_open_from_the_menu(scene: Scene) -> None:
    scene.desktop.controls.chat.trigger()
    assert scene.desktop.chat.isVisible()
    screen = QGuiApplication.primaryScreen().availableGeometry()
    assert screen.contains(scene.desktop.chat.geometry())
    scene.desktop.controls.about.trigger()
    (about,) = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, About) and widget.isVisible()]
    shown = " ".join(label.text() for label in about.findChildren(QWidget) if hasattr(label, "text"))
    for part in ("GNU General Public License", "llama.cpp", "Starter models", installed("PySide6")):
        assert part in shown
    assert installed("no-such-distribution") == ""


def test_she_comes_back_when_called(scene: Scene) -> None:
    scene.desktop.pet.move(50_000, 50_000)
    scene.desktop.pet.hide()
    scene.desktop.come_back()
    screen = QGuiApplication.primaryScreen().availableGeometry()
    assert scene.desktop.pet.isVisible() and screen.intersects(scene.desktop.pet.geometry())
    scene.desktop.pet.move(0, 0)
    scene.desktop.controls.corner.trigger()
    corner = QRect(screen.center(), screen.bottomRight())
    assert corner.contains(scene.desktop.pet.geometry().center())


def test_after_closing_nothing_happens_any_more(qapp: QApplication) -> None:
    made = build(qapp)
    made.desktop.show()
    made.post(piece(turn(), "Hello."))
    made.desktop.close()
    made.post(Failed("tts", AvatarError("Late.", code="x")))
    shown = [made.desktop.pet, made.desktop.bubble, made.desktop.cards, made.desktop.chat]
    assert not any(window.isVisible() for window in shown)
    assert made.desktop.pet.frame_interval == 0
    take_down(made, qapp)


def test_korean_through_and_through(qapp: QApplication) -> None:
    made = build(qapp, language="ko")
    made.desktop.show()
    made.post(StateChanged(State.LISTENING))
    assert made.desktop.pet.badge.accessibleName().startswith("듣고 있어요")
    assert made.desktop.controls.quit.text() == "끝내기"
    take_down(made, qapp)


def where(window: QWidget) -> QRect:
    """Corner of its frame, and the size inside it."""
    return QRect(window.pos(), window.size())


def test_she_stands_where_she_stood_with_these_screens(qapp: QApplication) -> None:
    here = placement.arrangement([screen.availableGeometry() for screen in QGuiApplication.screens()])
    homes = {here: (21, 12), "1280x1024+0+0 800x600+1280+0": (1300, 5)}
    made = build(qapp, WindowSettings(position=(33, 44), homes=homes))
    made.desktop.show()
    events(qapp)
    assert made.desktop.pet.pos() == QPoint(21, 12)
    made.desktop.pet.move(99_000, 0)
    made.desktop._screens_changed()
    assert made.desktop.pet.pos() == QPoint(21, 12), "a screen came back, and she with it"
    made.desktop.place((50, 60))  # set in the settings: what was done by hand no longer counts
    made.desktop.pet.move(99_000, 0)
    made.desktop._screens_changed()
    assert made.desktop.pet.pos() != QPoint(21, 12) and QGuiApplication.screenAt(made.desktop.pet.pos()) is not None
    take_down(made, qapp)


def test_the_chat_comes_back_as_it_was_left(qapp: QApplication) -> None:
    first = build(qapp)
    first.desktop.show()
    first.desktop.controls.chat.trigger()
    chat = first.desktop.chat
    chat.resize(500, 420)
    chat.show_drawer(True)
    chat.move(7, 9)
    events(qapp)
    wide = chat.width()
    QTest.qWait(300)
    chat.close()  # as Qt does with every window when the program ends
    take_down(first, qapp)
    place = first.wishes.named("placed")[-1]
    assert place == ("chat", Place(7, 9, wide, 420))
    left = first.wishes.named("chat_left")[-1]
    assert left == (True, wide - 500), "the end of the program is not the person's closing it"

    second = build(
        qapp,
        WindowSettings(windows={"chat": place[1]}, chat_open=True, chat_drawer=left[1]),  # type: ignore[arg-type]
    )
    second.desktop.show()
    events(qapp)
    chat = second.desktop.chat
    assert chat.isVisible() and chat.drawer.isVisible()
    assert where(chat) == QRect(7, 9, wide, 420)
    chat.show_drawer(False)
    assert chat.width() == 500
    chat.close()
    QTest.qWait(300)
    assert second.wishes.named("chat_left")[-1] == (False, None)
    take_down(second, qapp)


def test_a_chat_that_was_closed_stays_closed_and_keeps_its_place(qapp: QApplication) -> None:
    made = build(qapp, WindowSettings(windows={"chat": Place(11, 13, 460, 400)}))
    made.desktop.show()
    events(qapp)
    assert not made.desktop.chat.isVisible()
    made.desktop.controls.chat.trigger()
    assert where(made.desktop.chat) == QRect(11, 13, 460, 400)
    take_down(made, qapp)


def test_a_page_opens_where_the_last_one_of_its_name_was(scene: Scene) -> None:
    first, second = QWidget(), QWidget()
    for window in (first, second):
        window.setMinimumSize(200, 150)
    scene.desktop.show_page(first, "settings")
    first.move(40, 50)
    first.resize(333, 222)
    first.close()
    assert scene.wishes.named("placed") == [("settings", Place(40, 50, 333, 222))]
    scene.desktop.show_page(second, "settings")
    assert where(second) == QRect(40, 50, 333, 222)
    second.move(90_000, 50)  # its screen goes
    scene.desktop._screens_changed()
    assert QGuiApplication.primaryScreen().availableGeometry().contains(second.geometry())
    for window in (first, second):
        window.close()
        window.deleteLater()


def test_a_page_that_filled_the_screen_fills_it_again(scene: Scene) -> None:
    first, second = QWidget(), QWidget()
    scene.desktop.show_page(first, "make")
    first.move(40, 50)
    first.resize(333, 222)
    first.showMaximized()
    events(QApplication.instance())  # type: ignore[arg-type]
    first.close()
    ((name, place),) = scene.wishes.named("placed")[-1:]
    assert name == "make" and place.maximized  # type: ignore[attr-defined]
    scene.desktop.show_page(second, "make")
    assert second.isMaximized()
    for window in (first, second):
        window.close()
        window.deleteLater()


_CLOCK = re.compile(r"(\d{4}-\d\d-\d\d )?\d\d:\d\d(:\d\d)?")


def said(desktop: Desktop) -> list[str]:
    """Every word of its windows that a person can see, hear read out, or find by resting the mouse on it."""
    found = [desktop.pet.windowTitle(), desktop.pet.badge.words(), desktop.menu.accessibleName()]
    windows = (desktop.pet, desktop.chat, desktop.cards, desktop.menu)
    for window in windows:
        for widget in (window, *window.findChildren(QWidget)):
            found += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle()]
            for name in ("text", "placeholderText", "title"):
                if hasattr(widget, name):
                    found.append(getattr(widget, name)())
            found += [action.text() for action in widget.actions()]
    return sorted(_CLOCK.sub("", words) for words in found if words)


def test_another_language_is_said_everywhere_at_once(qapp: QApplication) -> None:
    scenes = [build(qapp, language=language) for language in ("en", "ko")]
    for scene in scenes:
        scene.desktop.show()
        scene.desktop.controls.chat.trigger()
        scene.desktop.chat.show_drawer(True)
        one = turn()
        scene.post(Transcript(one, "잘 지내?", "ko"), ReplyStarted(one, JOY), ReplyText(one, "네."))
        scene.post(ReplyDone(one, "네.", JOY, "{}"), StateChanged(State.LISTENING))
        scene.post(Notice("half-duplex-x", "Something."), Failed("tts", AvatarError("Broken.", code="voice-missing")))
        scene.desktop.report(CharacterError("No such one.", code="character-unknown"))
        scene.wishes.characters = list(WHO)
        scene.desktop.chat.composer.setPlainText("half written")
    english, korean = scenes
    before = said(english.desktop)
    assert before != said(korean.desktop)
    for scene in scenes:
        scene.desktop.speak(Texts("ko"), "Snow White")
        events(qapp)
    changed = said(english.desktop)
    assert changed == said(korean.desktop) and len(changed) > 60
    assert "대화창…" in changed and "Chat…" not in changed
    assert [card.problem.words.title for card in english.desktop.cards.cards()][-1] == "알려 드려요"
    assert english.desktop.chat.composer.toPlainText() == "half written"
    for scene in scenes:
        take_down(scene, qapp)


def test_cards_make_way_for_a_page_and_stay_where_the_person_puts_them(scene: Scene) -> None:
    scene.post(Failed("tts", AvatarError("Broken.", code="x", hint="Mend it.")))
    cards = scene.desktop.cards
    page = QWidget()
    page.resize(cards.width() + 40, cards.height() + 40)
    scene.desktop.show_page(page, "settings")
    page.move(cards.pos() - QPoint(20, 20))
    scene.desktop._keeper._tell_all()
    assert not cards.geometry().intersects(page.frameGeometry()), "there is room elsewhere"
    title = cards.cards()[0].findChildren(QLabel)[1]
    grip = cards.mapToGlobal(title.mapTo(cards, title.rect().center()))
    QTest.mousePress(title, Qt.MouseButton.LeftButton)
    wanted = page.frameGeometry().topLeft() + QPoint(30, 30) - cards.pos()
    for global_place in (grip + wanted / 2, grip + wanted):
        move = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(title.mapFromGlobal(global_place)),
            QPointF(global_place),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(cards, move)
    QTest.mouseRelease(title, Qt.MouseButton.LeftButton)
    put = cards.pos()
    assert put == page.frameGeometry().topLeft() + QPoint(30, 30)
    scene.desktop._follow()
    scene.post(Failed("stt", AvatarError("Deaf.", code="y")))
    assert cards.pos().x() == put.x(), "it stays where it was put"
    for card in cards.cards():
        card.close_button.click()
    page.close()
    scene.post(Failed("tts", AvatarError("Broken.", code="x")))
    assert cards.pos() != put, "the next one comes beside her again"
    page.deleteLater()
