"""The chat window: what is said appears, what is written is sent, and Korean syllables are never cut."""

import time
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QPushButton

from companion.ui.chat.items import Opening
from companion.ui.composer import Composer
from companion.ui.messages import PAGE, WAITING, day_name
from companion.ui.status import Status
from companion.ui.theme import DARK, LIGHT
from companion.voice.types import Interrupted, ReplyStarted, ReplyText, State, Transcript, TurnTimings
from tests.ui.chat_stand import EN, JOY, Scene, scene
from tests.ui.parts import Past, events, opening, turn

__all__ = ["scene"]


def test_history_name_and_models_are_shown(scene: Scene) -> None:
    assert scene.texts() == ["Hi", "Hello!"]
    assert "Ruby" in scene.panel.windowTitle()
    assert scene.panel._footer.text() == "Starter models: small, built in" and scene.panel._footer.isVisible()


def test_words_stream_into_one_bubble(scene: Scene) -> None:
    one = turn()
    scene.panel.on_event(Transcript(one, "How are you?", "en"))
    scene.panel.on_event(ReplyStarted(one, JOY))
    for part in ("I am", " fine", "."):
        scene.panel.on_event(ReplyText(one, part))
    scene.panel.on_event(TurnTimings(one, {"first_audio": 412.0}))
    assert scene.texts()[2:] == ["How are you?", "I am fine."]
    row = scene.panel.messages.rows()[-1]
    assert "joy" in row._tag.text() and "0.41 s" in row._meta.text()
    assert JOY in scene.moods
    assert "Ruby" in row.accessibleName() and "I am fine." in row.accessibleName()


def test_an_interrupted_reply_shows_what_was_heard(scene: Scene) -> None:
    one = turn()
    scene.panel.on_event(ReplyText(one, "One. Two."))
    scene.panel.on_event(Interrupted(one, "One.", "voice"))
    row = scene.panel.messages.rows()[-1]
    assert f'<span style="color:{LIGHT.unheard}"> Two.</span>' in row.bubble.text()
    assert EN("chat.not_heard") in row._meta.text()


def test_nothing_that_is_said_is_read_as_html(scene: Scene) -> None:
    scene.panel.on_event(Transcript(turn(), '<img src="x"><b>hi</b>', "en"))
    html = scene.panel.messages.rows()[-1].bubble.text()
    assert "<img" not in html and "&lt;img" in html


def test_a_bubble_holds_all_of_its_text(scene: Scene) -> None:
    for text in ("네!", "오늘은 숲길을 따라 천천히 걸어가면서 작은 새들에게 인사를 했어요. " * 6, "x" * 500):
        scene.panel.on_event(Transcript(turn(len(text)), text, "ko"))
        bubble = scene.panel.messages.rows()[-1].bubble
        assert bubble.height() >= bubble.heightForWidth(bubble.width())
        assert bubble.width() <= scene.panel.messages.viewport().width()


def test_enter_sends_and_shift_enter_breaks_the_line(scene: Scene) -> None:
    composer = scene.panel.composer
    QTest.keyClicks(composer, "one")
    QTest.keyClick(composer, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(composer, "two")
    QTest.keyClick(composer, Qt.Key.Key_Return)
    assert scene.wishes.named("submit") == [("one\ntwo",)]
    assert composer.toPlainText() == ""
    QTest.keyClicks(composer, "   ")
    QTest.keyClick(composer, Qt.Key.Key_Enter)
    assert len(scene.wishes.named("submit")) == 1


def test_enter_during_composition_does_not_send(scene: Scene) -> None:
    composer = scene.panel.composer
    QTest.keyClicks(composer, "a")
    QApplication.sendEvent(composer, QInputMethodEvent("하", []))
    assert composer.composing
    QTest.keyClick(composer, Qt.Key.Key_Return)
    assert scene.wishes.named("submit") == []
    commit = QInputMethodEvent("", [])
    commit.setCommitString("한")
    QApplication.sendEvent(composer, commit)
    assert not composer.composing
    QTest.keyClick(composer, Qt.Key.Key_Return)
    assert scene.wishes.named("submit") == [("a한",)]


def test_the_field_grows_and_stops_growing(qapp: QApplication) -> None:
    composer = Composer()
    heights = []
    for lines in (1, 3, 5, 12):
        composer.setPlainText("\n".join("x" * lines))
        heights.append(composer.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]
    composer.deleteLater()


def test_the_button_stops_her_while_she_is_busy_and_sends_otherwise(scene: Scene) -> None:
    send = scene.panel.send
    assert not send.isEnabled()
    for state in (State.THINKING, State.SPEAKING, State.PAUSED):
        scene.panel.show_status(Status(state=state))
        assert send.accessibleName() == EN("chat.stop")
        send.click()
    assert scene.wishes.named("stop") == [()] * 3
    scene.panel.composer.setPlainText("wait")
    assert send.accessibleName() == EN("chat.send")
    send.click()
    assert scene.wishes.named("submit") == [("wait",)]
    scene.panel.show_status(Status(state=State.LISTENING))
    assert not send.isEnabled()


def test_escape_stops_from_anywhere(scene: Scene) -> None:
    QTest.keyClick(scene.panel.composer, Qt.Key.Key_Escape)
    QTest.keyClick(scene.panel, Qt.Key.Key_Escape)
    assert len(scene.wishes.named("stop")) == 2


def test_microphone_and_voice_buttons(scene: Scene) -> None:
    scene.panel.mic.click()
    scene.panel.mic.click()
    assert scene.wishes.named("set_listening") == [(False,), (True,)]
    scene.panel.voice.click()
    assert scene.wishes.named("set_voice") == [(False,)]
    assert scene.panel.voice.accessibleName() == EN("chat.voice_off")


def test_push_to_talk_holds_while_the_button_is_down(scene: Scene) -> None:
    assert not scene.panel.hold.isVisible()
    scene.controls.push_to_talk.trigger()
    assert scene.panel.hold.isVisible() and not scene.panel.mic.isVisible()
    QTest.mousePress(scene.panel.hold, Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    QTest.mouseRelease(scene.panel.hold, Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    assert scene.wishes.named("push_to_talk") == [(True,), (False,)]
    QTest.keyPress(scene.panel.hold, Qt.Key.Key_Space)
    QTest.keyRelease(scene.panel.hold, Qt.Key.Key_Space)
    assert scene.wishes.named("push_to_talk") == [(True,), (False,)] * 2


def test_closing_the_window_lets_the_held_button_go(scene: Scene) -> None:
    scene.controls.push_to_talk.trigger()
    QTest.mousePress(scene.panel.hold, Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    closed = QSignalSpy(scene.panel.closed)
    scene.panel.close()
    assert scene.wishes.named("push_to_talk") == [(True,), (False,)]
    assert closed.count() == 1


def test_the_state_line_says_what_she_does_and_how_long_it_took(scene: Scene) -> None:
    scene.panel.show_status(Status(state=State.LISTENING, latency_ms=412.0))
    assert scene.panel._state.text() == "Listening · 0.41 s"


def test_that_she_thinks_is_said_below_the_last_words(scene: Scene) -> None:
    scene.panel.show_status(Status(state=State.THINKING))
    assert scene.panel.messages._thinking.isVisible()
    assert "Ruby" in scene.panel.messages._thinking.text()
    scene.panel.on_event(Transcript(turn(), "Hello", "en"))
    assert scene.texts()[-1] == "Hello"
    scene.panel.show_status(Status(state=State.SPEAKING))
    assert not scene.panel.messages._thinking.isVisible()


def long(count: int, here: int = 60) -> Opening:
    """The end of a conversation of `count` turns."""
    first = count - here
    turns = [Past(f"q{n}", f"a{n}", id=n + 1) for n in range(first, count)]
    return Opening(7, count, first, turns)


def test_long_histories_open_at_their_end_and_the_rest_comes_when_it_is_seen(scene: Scene, qapp: QApplication) -> None:
    scene.panel.show_conversation(long(100_000))
    assert scene.texts()[-1] == "a99999" and len(scene.texts()) < 40
    assert scene.wishes.named("chat.page") == []
    bar = scene.panel.messages.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    ((conversation, first, count, then),) = scene.wishes.named("chat.page")
    assert conversation == 7 and count >= PAGE and first <= 49_999 < first + count  # type: ignore[operator]
    assert scene.texts() == []
    top = scene.panel.messages.in_view()[0]
    waiting = scene.panel.messages.widget_of(top)
    assert waiting is not None and waiting.height() == WAITING
    then([Past(f"q{n}", f"a{n}", id=n + 1) for n in range(first, first + count)])  # type: ignore[operator, arg-type]
    assert scene.texts()[0] == f"q{top}" and scene.panel.messages.in_view()[0] == top


def test_a_page_of_another_conversation_comes_too_late(scene: Scene) -> None:
    scene.panel.show_conversation(long(1000))
    scene.panel.messages.scroll_key(Qt.Key.Key_Home)
    (_, first, _, then) = scene.wishes.named("chat.page")[0]
    scene.panel.show_conversation(opening(Past("other", "one")))
    then([Past("old", "words", id=1)])  # type: ignore[operator]
    assert first == 0 and scene.texts() == ["other", "one"]


def test_a_hundred_thousand_messages_open_and_scroll_at_once(scene: Scene, qapp: QApplication) -> None:
    shown = long(50_000)
    started = time.perf_counter()
    scene.panel.show_conversation(shown)
    events(qapp)
    assert time.perf_counter() - started < 1.5  # 0.1 s on an idle machine, see benchmarks
    bar = scene.panel.messages.verticalScrollBar()
    started = time.perf_counter()
    for place in range(20):
        bar.setValue(bar.maximum() * place // 20)
        for _, first, count, then in scene.wishes.named("chat.page"):
            then([Past(f"q{n}", f"a{n}", id=n + 1) for n in range(first, first + count)])  # type: ignore[operator, arg-type]
        scene.wishes.said.clear()
        assert scene.texts()
    assert time.perf_counter() - started < 8.0


def test_reading_above_is_not_disturbed(scene: Scene, qapp: QApplication) -> None:
    scene.panel.load("Ruby", opening(*[Past("question", "answer " * 30)] * 20))
    events(qapp)
    bar = scene.panel.messages.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    bar.setValue(bar.maximum() // 2)
    before = [(row.line.text, row.mapTo(scene.panel, QPoint()).y()) for row in scene.panel.messages.rows()]
    scene.panel.on_event(Transcript(turn(), "new", "en"))
    events(qapp)
    assert [(row.line.text, row.mapTo(scene.panel, QPoint()).y()) for row in scene.panel.messages.rows()] == before
    bar.setValue(bar.maximum())
    scene.panel.on_event(Transcript(turn(2), "newer", "en"))
    events(qapp)
    assert bar.value() == bar.maximum()


def test_another_character_begins_with_her_own_words(scene: Scene) -> None:
    scene.panel.load("Snow White")
    assert scene.texts() == []
    assert scene.panel.messages._empty.isVisible()
    scene.panel.on_event(Transcript(turn(), "Hello", "en"))
    assert not scene.panel.messages._empty.isVisible()


def test_copied_words_hold_no_invisible_marks(scene: Scene) -> None:
    scene.panel.on_event(Transcript(turn(), "https://example.org/" + "a" * 60, "en"))
    bubble = scene.panel.messages.rows()[-1].bubble
    bubble.setSelection(0, 80 + 3)  # three places where a line may break
    QTest.keyClick(bubble, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "https://example.org/" + "a" * 60


def test_colours_can_change_while_it_is_open(scene: Scene) -> None:
    one = turn()
    scene.panel.on_event(ReplyText(one, "*waves* hi"))
    scene.panel.set_look(DARK)
    assert DARK.muted in scene.panel.messages.rows()[-1].bubble.text()
    assert scene.texts()[-1] == "*waves* hi"


def test_every_control_has_a_name_and_can_be_reached_by_key(scene: Scene) -> None:
    scene.controls.push_to_talk.trigger()
    buttons = [button for button in scene.panel.findChildren(QPushButton) if button.isVisible()]
    assert len(buttons) >= 3
    for button in buttons:
        assert button.accessibleName() or button.text()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert scene.panel.composer.accessibleName()


def test_days_are_named() -> None:
    now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert day_name(now, now, EN) == "Today"
    assert day_name(now - timedelta(hours=10), now, EN) == "Yesterday"
    assert day_name(now - timedelta(days=40), now, EN) == "2026-01-21"


def test_what_is_not_sent_is_told_and_comes_back(scene: Scene) -> None:
    told = QSignalSpy(scene.panel.drafted)
    scene.panel.restore_draft("I wanted to")
    QTest.qWait(900)
    assert scene.panel.composer.toPlainText() == "I wanted to" and told.count() == 0, "it is known already"
    scene.panel.composer.setFocus()
    QTest.keyClicks(scene.panel.composer, " say")
    assert told.count() == 0, "not with every key"
    QTest.qWait(900)
    assert [told.at(index) for index in range(told.count())] == [["I wanted to say"]]
    QTest.keyClicks(scene.panel.composer, " it")
    scene.panel.close()
    assert told.at(1) == ["I wanted to say it"], "at the end, at once"
    scene.panel.show()
    QTest.keyClick(scene.panel.composer, Qt.Key.Key_Return)
    QTest.qWait(900)
    assert told.at(2) == [""], "sent"


def test_behind_a_message_that_is_written_anew_the_draft_waits(scene: Scene) -> None:
    told = QSignalSpy(scene.panel.drafted)
    scene.panel.composer.setPlainText("something new")
    line = next(iter(scene.panel._log.exchanges())).lines[0]
    scene.panel.edit(line)
    scene.panel.close()
    assert [told.at(index) for index in range(told.count())] == [["something new"]]
