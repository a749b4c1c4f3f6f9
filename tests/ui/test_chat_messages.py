"""What a person does with the messages of the chat: again, anew, copy, delete, links, keys, letters, the list."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from companion.ui.chat.ask import Ask
from companion.ui.chat.bubble import Message
from companion.ui.chat.items import Opening
from companion.ui.chat.tools import Tool
from companion.ui.menus import Round
from companion.voice.types import ReplyStarted, ReplyText, Transcript, Turn
from tests.ui.chat_stand import EN, JOY, Scene, scene
from tests.ui.parts import Past, events, opening, turn

__all__ = ["scene"]


def message(scene: Scene, text: str) -> Message:
    return next(row for row in scene.panel.messages.rows() if row.line.text == text)


def press(scene: Scene, text: str, key: Qt.Key) -> None:
    row = message(scene, text)
    row.take_focus(scene.panel.messages)
    QTest.keyClick(row.bubble, key)


def test_another_answer_by_button_and_by_key(scene: Scene) -> None:
    row = message(scene, "Hello!")
    row.tools.show()
    row.tools.buttons["again"].click()
    press(scene, "Hello!", Qt.Key.Key_R)
    scene.panel.again()
    assert scene.wishes.named("chat.again") == [(1, "")] * 3


def test_another_answer_takes_the_place_on_the_screen(scene: Scene) -> None:
    again = Turn(4, "typed", 1)
    again.commit()
    again.stored = 9
    scene.panel.on_event(Transcript(again, "Hi", "en"))
    scene.panel.on_event(ReplyStarted(again, JOY))
    scene.panel.on_event(ReplyText(again, "Hello again!"))
    assert scene.texts() == ["Hi", "Hello again!"]
    row = message(scene, "Hello again!")
    assert row.pager.number.text() == "2/2" and not row.pager.isHidden()
    assert "2" in row.pager.number.accessibleName()
    assert not row.pager.forth.isEnabled()
    row.pager.back.click()
    assert scene.wishes.named("chat.show") == [(1,)]
    press(scene, "Hello again!", Qt.Key.Key_Left)
    press(scene, "Hello again!", Qt.Key.Key_Right)  # there is none
    assert scene.wishes.named("chat.show") == [(1,)] * 2


def test_a_message_is_written_anew_and_the_draft_comes_back(scene: Scene) -> None:
    scene.panel.composer.setPlainText("draft")
    press(scene, "Hi", Qt.Key.Key_E)
    assert scene.panel.edit_bar.isVisible() and scene.panel.composer.toPlainText() == "Hi"
    QTest.keyClick(scene.panel.composer, Qt.Key.Key_Escape)
    assert not scene.panel.edit_bar.isVisible() and scene.panel.composer.toPlainText() == "draft"
    assert scene.wishes.named("stop") == [], "the first Escape only ends the writing"
    scene.panel.composer.clear()
    QTest.keyClick(scene.panel.composer, Qt.Key.Key_Up)
    QTest.keyClicks(scene.panel.composer, " there")
    QTest.keyClick(scene.panel.composer, Qt.Key.Key_Return)
    assert scene.wishes.named("chat.again") == [(1, "Hi there")] and scene.wishes.named("submit") == []
    assert not scene.panel.edit_bar.isVisible()
    QTest.keyClicks(scene.panel.composer, "next")
    QTest.keyClick(scene.panel.composer, Qt.Key.Key_Return)
    assert scene.wishes.named("submit") == [("next",)]


def test_a_message_is_copied_whole_by_key_and_button(scene: Scene) -> None:
    press(scene, "Hello!", Qt.Key.Key_C)
    assert QGuiApplication.clipboard().text() == "Hello!"
    message(scene, "Hi").tools.buttons["copy"].click()
    assert QGuiApplication.clipboard().text() == "Hi"


def menu_words(scene: Scene, text: str) -> Round:
    message(scene, text).wished.emit("more")
    return scene.panel.messages.findChildren(Round)[-1]


def test_the_menu_of_a_message(scene: Scene, qapp: QApplication) -> None:
    scene.panel.on_event(ReplyText(turn(3), "See https://a.org/x\n```\ncode\n```"))
    menu = menu_words(scene, "See https://a.org/x\n```\ncode\n```")
    words = [action.text() for action in menu.actions() if action.text()]
    assert words == [
        *(EN(f"chat.menu.{name}") for name in ("copy", "copy_code", "copy_all", "again")),
        "Open https://a.org/x",
        EN("chat.menu.delete"),
    ]
    assert [action.isEnabled() for action in menu.actions() if action.text()] == [True, True, True, False, True, False]
    menu.actions()[1].trigger()
    assert QGuiApplication.clipboard().text() == "code"
    menu.close()
    menu = menu_words(scene, "Hello!")
    menu.actions()[1].trigger()
    ((conversation, then),) = scene.wishes.named("chat.text")
    then("# all")  # type: ignore[operator]
    assert conversation == 1 and QGuiApplication.clipboard().text() == "# all"
    menu.close()
    events(qapp)


def test_deleting_asks_first(scene: Scene, qapp: QApplication) -> None:
    for answer, wishes in (("no", []), ("yes", [(1,)])):
        press(scene, "Hello!", Qt.Key.Key_Delete)
        (dialog,) = scene.panel.findChildren(Ask)
        getattr(dialog, answer).click()
        events(qapp)
        assert scene.wishes.named("chat.remove") == wishes


def test_a_link_is_shown_and_opened_only_when_asked(
    scene: Scene, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("PySide6.QtGui.QDesktopServices.openUrl", lambda url: opened.append(url.toString()))
    for answer, result in (("no", []), ("yes", ["https://a.org/x"])):
        message(scene, "Hello!").bubble.linkActivated.emit("https://a.org/x")
        (dialog,) = scene.panel.findChildren(Ask)
        assert any("https://a.org/x" in label.text() for label in dialog.findChildren(QLabel))
        getattr(dialog, answer).click()
        events(qapp)
        assert opened == result


def test_arrows_go_from_message_to_message_and_tab_to_its_buttons(scene: Scene, qapp: QApplication) -> None:
    scene.panel.show_conversation(opening(*(Past(f"q{n}", f"a{n}") for n in range(30))))
    scene.panel.activateWindow()
    scene.panel.messages.setFocus(Qt.FocusReason.TabFocusReason)
    focus = scene.panel.focusWidget
    assert focus() is message(scene, "a29").bubble
    for wanted in ("q29", "a28", "q28"):
        QTest.keyClick(focus(), Qt.Key.Key_Up)
        assert focus() is message(scene, wanted).bubble
    for _ in range(60):
        QTest.keyClick(focus(), Qt.Key.Key_Up)
    assert focus() is message(scene, "q0").bubble
    assert message(scene, "q0").tools.isVisible()
    names = []
    for _ in range(3):
        QTest.keyClick(focus(), Qt.Key.Key_Tab)
        names.append(focus().accessibleName())
        assert isinstance(focus(), Tool)
    assert set(names) == {EN("chat.tool.more"), EN("chat.tool.edit"), EN("chat.tool.copy")}
    QTest.keyClick(focus(), Qt.Key.Key_Tab)
    assert focus() is scene.panel.messages.newest
    QTest.keyClick(focus(), Qt.Key.Key_Tab)
    assert focus() is scene.panel.composer or focus() in (scene.panel.mic, scene.panel.hold)
    assert not message(scene, "q0").tools.isVisible()


def test_shift_tab_leaves_the_messages(scene: Scene) -> None:
    scene.panel.activateWindow()
    scene.panel.messages.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(scene.panel.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert not scene.panel.messages.isAncestorOf(scene.panel.focusWidget())
    assert scene.panel.focusWidget() is not scene.panel.messages


def test_letters_grow_and_shrink(scene: Scene) -> None:
    before = message(scene, "Hello!").bubble.height()
    QTest.keyClick(scene.panel, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(scene.panel, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert message(scene, "Hello!").bubble.height() > before
    assert scene.wishes.named("chat.text_scaled")[-1] == (1.21,)
    QTest.keyClick(scene.panel, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert message(scene, "Hello!").bubble.height() == before
    for _ in range(40):
        QTest.keyClick(scene.panel, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    row = message(scene, "Hello!")
    assert row.bubble.height() >= row.bubble.heightForWidth(row.bubble.width())


def test_a_found_message_is_in_sight_and_marked(scene: Scene) -> None:
    turns = [Past(f"q{n}", f"a{n}", id=n + 1) for n in range(100)]
    scene.panel.show_conversation(Opening(1, 100, 0, turns, 40))
    assert "q40" in scene.texts() and not scene.panel.messages.at_end
    assert message(scene, "q40").bubble.property("found")


def test_a_button_leads_back_to_the_end(scene: Scene) -> None:
    scene.panel.show_conversation(opening(*[Past("question", "answer " * 30)] * 40))
    newest = scene.panel.messages.newest
    assert not newest.isVisible()
    scene.panel.messages.scroll_key(Qt.Key.Key_Home)
    assert newest.isVisible()
    scene.panel.on_event(Transcript(turn(), "new", "en"))
    assert newest.isVisible() and "new" not in scene.texts()
    newest.click()
    assert scene.texts()[-1] == "new" and not newest.isVisible()


def wheel(scene: Scene, target: QWidget, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """One notch up, with the pointer in the middle of `target`, as the window system tells it."""
    place = target.mapTo(scene.panel, target.rect().center()).toPointF()
    QTest.wheelEvent(scene.panel.windowHandle(), place, QPoint(0, 120), QPoint(), modifiers)


def test_the_wheel_over_a_bubble_scrolls_and_with_ctrl_enlarges(scene: Scene) -> None:
    scene.panel.show_conversation(opening(*[Past("question", "answer " * 30)] * 40))
    before = scene.panel.messages.verticalScrollBar().value()
    wheel(scene, scene.panel.messages.rows()[-1].bubble)
    assert scene.panel.messages.verticalScrollBar().value() < before and scene.wishes.named("chat.text_scaled") == []
    wheel(scene, scene.panel.messages.rows()[-1].bubble, Qt.KeyboardModifier.ControlModifier)
    assert scene.wishes.named("chat.text_scaled") == [(1.1,)]


def test_the_list_makes_room_for_itself_and_gives_it_back(scene: Scene, qapp: QApplication) -> None:
    scene.panel.move(300, 40)
    before = scene.panel.geometry()
    scene.panel.show_drawer(True)
    events(qapp)
    assert scene.panel.drawer.isVisible() and scene.panel.messages.width() >= before.width() - 20
    assert scene.panel.geometry().right() == before.right(), "the messages stay where they are"
    scene.panel.show_drawer(False)
    events(qapp)
    assert scene.panel.geometry() == before and scene.panel.composer.hasFocus()


def test_an_empty_conversation_offers_first_words(scene: Scene, qapp: QApplication) -> None:
    scene.panel.load("Ruby", Opening())
    scene.panel.show()
    events(qapp)
    first = scene.panel.messages._empty.starters[0]
    assert first.isVisible() and first.accessibleName() == f"Say: {first.text()}"
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    assert scene.wishes.named("submit") == [(first.text(),)]
