"""The manager's window: what each card offers, by mouse and keyboard."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from shiboken6 import isValid

from companion.ui.models.card import ModelCard
from companion.ui.models.items import ModelActions, Transfer
from companion.ui.models.page import ModelsPage
from companion.ui.texts import Texts
from tests.ui.models.test_items import FREE, item, shelf
from tests.ui.parts import events


class Wishes:
    """Writes down what was asked for."""

    def __init__(self) -> None:
        self.said: list[tuple[object, ...]] = []
        names = ModelActions.__dataclass_fields__
        self.actions = ModelActions(**{name: self._note(name) for name in names})  # type: ignore[arg-type]

    def _note(self, name: str) -> object:
        return lambda *values: self.said.append((name, *values))


@pytest.fixture
def wishes() -> Wishes:
    return Wishes()


@pytest.fixture
def page(qapp: QApplication, wishes: Wishes) -> Iterator[ModelsPage]:
    made = ModelsPage(wishes.actions, Texts("en"))
    made.show()
    yield made
    if isValid(made):
        made.close()
    events(qapp)


def card(page: ModelsPage, model_id: str = "one") -> ModelCard:
    found = page.card(model_id)
    assert found is not None
    return found


def button(page: ModelsPage, words: str, model_id: str = "one") -> QPushButton:
    events(QApplication.instance())  # type: ignore[arg-type]
    found = [b for b in card(page, model_id).findChildren(QPushButton) if b.text().startswith(words) and b.isVisible()]
    assert len(found) == 1, offered(page, model_id)
    return found[0]


def offered(page: ModelsPage, model_id: str = "one") -> list[str]:
    events(QApplication.instance())  # type: ignore[arg-type]
    return [b.text() for b in card(page, model_id).findChildren(QPushButton) if b.isVisible()]


def click(page: ModelsPage, words: str, model_id: str = "one") -> None:
    QTest.mouseClick(button(page, words, model_id), Qt.MouseButton.LeftButton)


def words(page: ModelsPage) -> str:
    events(QApplication.instance())  # type: ignore[arg-type]
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize(
    ("changes", "buttons"),
    [
        ({}, ["Download (2.5 GB)"]),
        ({"unfinished": 1_000_000_000}, ["Go on (1.0 GB of 2.5 GB)", "Delete the part"]),
        ({"installed": True}, ["Use it", "Check the files", "Delete"]),
        ({"installed": True, "in_use": True}, ["Check the files", "Delete"]),
        ({"installed": True, "problem": "Its record is damaged."},
         ["Use it", "Check the files", "Delete", "Download again what is wrong"]),
        ({"usable": False}, []),
        ({"id": "", "installed": True}, ["Use it"]),
        ({"id": "", "installed": True, "in_use": True}, []),
    ],
)  # fmt: skip
def test_what_a_card_offers(page: ModelsPage, changes: dict[str, object], buttons: list[str]) -> None:
    page.show_shelf(shelf(item(**{"model_id": "one"} | {}) if "id" not in changes else item(""), item("two")))
    one = item("" if "id" in changes else "one")
    one = replace(one, **changes)  # type: ignore[arg-type]
    page.show_shelf(shelf(one))
    assert offered(page, one.id) == buttons


def test_the_licence_is_read_and_agreed_to_before_anything_comes(page: ModelsPage, wishes: Wishes) -> None:
    page.show_shelf(shelf(item(licence=replace(FREE, commercial=False), chatml=False, fit="slow", pinned=False)))
    click(page, "Download")
    assert wishes.said == []
    said = words(page)
    for part in ("NOT allowed", "hub.example", "48 GB stay free", "Companion is offline, and stays so", "clumsy",
                 "no fingerprint", "take long"):  # fmt: skip
        assert part in said, part
    click(page, "Read the licence")
    assert wishes.said == [("open_link", FREE.url)]
    click(page, "Agree and download 2.5 GB")
    assert wishes.said[-1] == ("get", "one")


def test_a_disk_that_is_too_small_is_told_before(page: ModelsPage) -> None:
    page.show_shelf(shelf(item(), free=1_000_000_000))
    click(page, "Download")
    assert "no room" in words(page) and not button(page, "Agree and download").isEnabled()


def test_online_there_is_nothing_to_say_about_being_offline(page: ModelsPage) -> None:
    page.show_shelf(shelf(item(), offline=False))
    click(page, "Download")
    assert "offline" not in words(page).lower()


def test_a_download_shows_how_far_it_is_and_can_be_paused(page: ModelsPage, wishes: Wishes) -> None:
    page.show_shelf(shelf(item()))
    page.show_transfer("one", Transfer("connecting"))
    assert card(page).bar is not None and card(page).bar.maximum() == 0, "it is not known how far"
    page.show_transfer("one", Transfer("downloading", 1_250_000_000, 2_500_000_000))
    bar = card(page).bar
    assert bar is not None and bar.value() == 500 and "1.2 GB of 2.5 GB" in words(page)
    page.show_transfer("one", Transfer("downloading", 2_500_000_000, 2_500_000_000))
    assert card(page).bar is bar and bar.value() == 1000, "only the bar moves"
    click(page, "Pause")
    click(page, "Cancel")
    assert wishes.said == [("pause", "one"), ("cancel", "one")]
    page.show_transfer("one", Transfer("stopping"))
    assert offered(page) == []
    page.show_transfer("one", None)
    assert card(page).bar is None and offered(page) == ["Download (2.5 GB)"]


def test_a_download_that_runs_already_is_shown_once_the_models_are_read(page: ModelsPage) -> None:
    page.show_transfer("one", Transfer("downloading", 5, 10))
    page.show_shelf(shelf(item()))
    assert card(page).bar is not None


def test_deleting_asks_and_says_what_it_costs(page: ModelsPage, wishes: Wishes) -> None:
    page.show_shelf(shelf(item(installed=True, used_by=("Snow White",))))
    assert "Snow White" in words(page)
    click(page, "Delete")
    assert wishes.said == [] and "in use" in words(page)
    click(page, "Keep it")
    click(page, "Delete")
    click(page, "Delete it")
    assert wishes.said == [("delete", "one")] and "A moment" in words(page)


def test_by_keyboard(page: ModelsPage, wishes: Wishes, qapp: QApplication) -> None:
    page.show_shelf(shelf(item(), item("two", installed=True, size=9)))
    page.activateWindow()
    events(qapp)
    page.folder.setFocus()
    reached = []
    for _ in range(6):
        QTest.keyClick(qapp.focusWidget() or page, Qt.Key.Key_Tab)
        now = qapp.focusWidget()
        reached.append(now.text() if isinstance(now, QPushButton) else "")
    assert [text for text in reached if text][:4] == ["Use it", "Check the files", "Delete", "Download (2.5 GB)"]
    download = button(page, "Download")
    download.setFocus()
    QTest.keyClick(download, Qt.Key.Key_Return)
    events(qapp)
    assert qapp.focusWidget() is button(page, "Agree and download"), "Enter goes on with what is obvious"
    QTest.keyClick(button(page, "Agree and download"), Qt.Key.Key_Return)
    assert wishes.said == [("get", "one")]
    closed = QSignalSpy(page.destroyed)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    events(qapp)
    assert closed.count() == 1


def test_the_kinds_are_apart(page: ModelsPage, wishes: Wishes) -> None:
    page.show_shelf(shelf(item(), item("ear", kind="ears", installed=True), item("", kind="ears", in_use=True)))
    assert page.card("ear") is None, "made when it is looked at"
    page.say("ear", "It is here.", "good")
    page.show_transfer("ear", None)
    QTest.mouseClick(page.tabs["ears"], Qt.MouseButton.LeftButton)
    assert "It is here." in words(page)
    click(page, "Use it", "ear")
    assert wishes.said == [("use", "ears", "ear")] and not card(page).isVisible()
    page.say("", "Used now.", "good", "ears")
    assert "Used now." in words(page)


def test_a_model_of_ones_own_is_named(page: ModelsPage) -> None:
    page.show_shelf(shelf(item(), own=(("brain", "mine.gguf"),)))
    assert "mine.gguf" in words(page)


def test_a_card_grows_after_the_list_was_filled_again(page: ModelsPage) -> None:
    """Cards that were put into the column twice kept the height of before: a question in them was squashed."""
    page.show_shelf(shelf(item(installed=True), item("two"), item("three")))
    page.show_shelf(shelf(item(installed=True), item("two", unfinished=5, fit="slow"), item("three", fit="no")))
    page.show_kind("ears")
    page.show_kind("brain")
    click(page, "Delete")
    sure = button(page, "Delete it")
    assert sure.height() >= sure.sizeHint().height()
    least = sure.sizeHint().height() - 4
    click(page, "Keep it")
    card(page).say("This can't be used, and here is at length why not. " * 6, "bad")
    assert button(page, "Use it").height() >= least


def test_the_keyboard_stays_on_a_card_when_the_list_is_filled_again(page: ModelsPage) -> None:
    page.show_shelf(shelf(item(), item("two")))
    button(page, "Download", "two").setFocus()
    page.show_shelf(shelf(item(), item("two", in_use=True, installed=True)))  # it goes to the top
    events(QApplication.instance())  # type: ignore[arg-type]
    assert card(page, "two").isAncestorOf(page.focusWidget())


def test_cards_are_never_seen_without_what_lies_in_them(page: ModelsPage) -> None:
    page.show_shelf(shelf(item(), item("two"), item("three")))
    events(QApplication.instance())  # type: ignore[arg-type]
    page.show_shelf(shelf(item(unfinished=5), item("two", in_use=True, installed=True), item("three", fit="no")))
    for model_id in ("one", "two", "three"):  # at once, before anything else is painted
        one = card(page, model_id)
        assert one.height() >= one.heightForWidth(one.width()) > 60, model_id


def test_the_keyboard_waits_on_the_card_while_it_has_no_button(page: ModelsPage) -> None:
    page.show_shelf(shelf(item(), item("two")))
    page.show_transfer("two", Transfer("downloading", 1, 2))
    button(page, "Pause", "two").setFocus()
    page.show_transfer("two", Transfer("stopping", 1, 2))
    assert page.focusWidget() is card(page, "two")
    page.show_transfer("two", None)
    assert page.focusWidget() is button(page, "Download", "two")
