"""The list of conversations: what it shows, what it asks for, by mouse and keys."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidgetItem

from companion.ui.chat.ask import Ask
from companion.ui.chat.drawer import Drawer
from companion.ui.chat.items import ConversationItem, Hit
from companion.ui.chat.list_items import BELOW, CURRENT, KIND, TITLE
from companion.ui.menus import Round
from companion.ui.texts import Texts
from companion.ui.theme import DARK, LIGHT
from tests.ui.parts import Wishes, events

EN = Texts("en")
NOW = datetime.now().astimezone()


def item(number: int, **more: object) -> ConversationItem:
    fields: dict[str, object] = {"who": "Ruby", "title": "", "opening": f"words {number}", "last": NOW, "turns": 3}
    return ConversationItem(number, **{**fields, **more})  # type: ignore[arg-type]


ITEMS = (
    item(1, title="Fireworks", current=True),
    item(2, opening="line\nbreak", last=NOW - timedelta(days=1)),
    item(3, opening=""),
    item(4, who="Snow White", hers=False),
)
HITS = (Hit(1, 7, "You", "some ", "apple", " pie", NOW, "Fireworks"), Hit(4, 9, "Snow White", "", "Apple", "!", NOW))


@pytest.fixture
def wishes() -> Wishes:
    return Wishes()


@pytest.fixture
def drawer(qapp: QApplication, wishes: Wishes) -> Iterator[Drawer]:
    made = Drawer(wishes.chat, EN, LIGHT)
    made.resize(272, 600)
    made.show()
    made.refresh()
    answer(wishes, "chat.conversations", ITEMS)
    events(qapp)
    yield made
    made.close()
    made.deleteLater()
    events(qapp)


def answer(wishes: Wishes, name: str, value: object) -> None:
    wishes.named(name)[-1][-1](value)  # type: ignore[operator]


def rows(drawer: Drawer) -> list[QListWidgetItem]:
    return [drawer.list.item(number) for number in range(drawer.list.count())]


def test_hers_come_first_then_those_of_others(drawer: Drawer) -> None:
    kinds = [row.data(KIND) for row in rows(drawer)]
    assert kinds == ["conversation"] * 3 + ["heading", "conversation"]
    titles = [row.data(TITLE) for row in rows(drawer)]
    assert titles == ["Fireworks", "line break", EN("talks.empty"), EN("talks.others"), "words 4"]
    assert rows(drawer)[1].data(BELOW) == "Yesterday · 3 exchanges"
    assert rows(drawer)[4].data(BELOW).startswith("Snow White · ")
    assert [row.data(CURRENT) for row in rows(drawer)][:2] == [True, False]
    assert drawer.list.currentRow() == 0
    assert all(row.data(Qt.ItemDataRole.AccessibleTextRole) for row in rows(drawer))
    assert not rows(drawer)[3].flags() & Qt.ItemFlag.ItemIsSelectable


def test_a_click_and_enter_open_another_one(drawer: Drawer, wishes: Wishes) -> None:
    drawer.list.itemClicked.emit(rows(drawer)[0])
    assert wishes.named("chat.open") == [], "it is open already"
    place = drawer.list.visualItemRect(rows(drawer)[1]).center()
    QTest.mouseClick(drawer.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    drawer.list.setCurrentRow(4)
    QTest.keyClick(drawer.list, Qt.Key.Key_Return)
    assert wishes.named("chat.open") == [(2, 0), (4, 0)]
    drawer.begin.click()
    assert wishes.named("chat.begin") == [()]


def test_the_search_waits_for_a_pause_and_shows_what_was_found(drawer: Drawer, wishes: Wishes) -> None:
    QTest.keyClicks(drawer.search, "app")
    assert wishes.named("chat.search") == []
    QTest.keyClick(drawer.search, Qt.Key.Key_Return)  # who is in a hurry need not wait
    assert [text for text, _ in wishes.named("chat.search")] == ["app"]
    answer(wishes, "chat.search", HITS)
    assert [row.data(KIND) for row in rows(drawer)] == ["hit", "hit"] and drawer.note.text() == "2 found"
    QTest.keyClick(drawer.search, Qt.Key.Key_Down)
    assert drawer.list.hasFocus()
    QTest.keyClick(drawer.list, Qt.Key.Key_Down)
    QTest.keyClick(drawer.list, Qt.Key.Key_Return)
    assert wishes.named("chat.open") == [(4, 9)]


def test_an_answer_to_an_older_search_is_not_shown(drawer: Drawer, wishes: Wishes) -> None:
    drawer.search.setText("app")
    drawer._search()
    drawer.search.setText("apples")
    drawer._search()
    first, second = (call[-1] for call in wishes.named("chat.search"))
    second(())  # type: ignore[operator]
    first(HITS)  # type: ignore[operator]
    assert rows(drawer) == [] and drawer.note.text() == EN("talks.not_found")


def test_escape_clears_the_search_then_closes(drawer: Drawer, wishes: Wishes) -> None:
    closed = QSignalSpy(drawer.closed)
    drawer.search.setText("app")
    QTest.keyClick(drawer.search, Qt.Key.Key_Escape)
    assert drawer.search.text() == "" and closed.count() == 0
    assert len(wishes.named("chat.conversations")) == 2, "the list comes back"
    QTest.keyClick(drawer.search, Qt.Key.Key_Escape)
    QTest.keyClick(drawer.list, Qt.Key.Key_Escape)
    assert closed.count() == 2


def test_one_is_renamed_in_place(drawer: Drawer, wishes: Wishes, qapp: QApplication) -> None:
    drawer.list.setCurrentRow(1)
    QTest.keyClick(drawer.list, Qt.Key.Key_F2)
    editor = drawer.list.findChild(QLineEdit, "rename")
    assert editor is not None and editor.text() == ""
    QTest.keyClicks(editor, "  A walk ")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    events(qapp)
    assert wishes.named("chat.rename") == [(2, "A walk")]


def test_the_menu_exports_and_deletes_after_a_question(drawer: Drawer, wishes: Wishes, qapp: QApplication) -> None:
    asked: list[tuple[str, str]] = []

    def choose(title: str, name: str) -> str:
        asked.append((title, name))
        return "" if len(asked) == 2 else f"/tmp/{name}"

    drawer.choose_file = choose
    drawer.list.setCurrentRow(1)
    QTest.keyClick(drawer.list, Qt.Key.Key_Menu)
    menu = drawer.findChildren(Round)[-1]
    words = [action.text() for action in menu.actions() if action.text()]
    assert words == [
        EN(f"talks.{key}") for key in ("open", "rename", "export.md", "export.json", "export.jsonl", "delete")
    ]
    for action in [action for action in menu.actions() if "Save" in action.text()]:
        action.trigger()
    assert [name for _, name in asked] == ["line break.md", "line break.json", "line break.jsonl"]
    assert [(number, kind, place.name) for number, kind, place in wishes.named("chat.export")] == [  # type: ignore[attr-defined]
        (2, "md", "line break.md"),
        (2, "jsonl", "line break.jsonl"),
    ]
    menu.close()
    for reply, wanted in (("no", []), ("yes", [(2,)])):
        QTest.keyClick(drawer.list, Qt.Key.Key_Delete)
        (dialog,) = drawer.findChildren(Ask)
        getattr(dialog, reply).click()
        events(qapp)
        assert wishes.named("chat.delete") == wanted


def test_it_is_painted_in_both_schemes(drawer: Drawer, wishes: Wishes, qapp: QApplication) -> None:
    light = drawer.grab().toImage()
    drawer.set_look(DARK)
    assert drawer.grab().toImage() != light
    drawer.search.setText("apple")
    drawer._search()
    before = drawer.list.grab().toImage()
    answer(wishes, "chat.search", HITS)
    events(qapp)
    assert drawer.list.grab().toImage() != before


def test_nothing_said_yet_is_said(drawer: Drawer, wishes: Wishes) -> None:
    drawer.refresh()
    answer(wishes, "chat.conversations", ())
    assert drawer.note.isVisible() and drawer.note.text() == EN("talks.none")
