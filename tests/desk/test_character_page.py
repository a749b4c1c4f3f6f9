"""Her page: who she is, changed in a copy, handed on, removed and brought back."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QPushButton, QWidget
from shiboken6 import isValid

from companion import paths
from companion.desk import character_page
from companion.persona import bring, cards, own
from companion.persona.character import find_character
from companion.ui.avatars import vector
from companion.ui.avatars.cubism.expressions import Expression
from companion.ui.character import live2d_choice
from companion.ui.character.page import CharacterPage
from tests.desk.app_stand import Stand
from tests.ui.parts import Disc


@pytest.fixture
def opened(stand: Callable[..., Stand]) -> Iterator[Callable[..., tuple[Stand, CharacterPage]]]:
    pages: list[CharacterPage] = []

    def make(language: str = "en") -> tuple[Stand, CharacterPage]:
        host = stand(language)
        host.renderer = lambda her: vector.create(her, her.avatar.style)  # type: ignore[method-assign]
        page = character_page.open(host)
        pages.append(page)
        page.show()
        host.until(lambda: page.sheet is not None, "she is read")
        return host, page

    yield make
    for page in pages:
        if isValid(page):
            page.close()


def texts(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible()).replace("\u200b", "")


def press(page: QWidget, text: str) -> None:
    QApplication.processEvents()
    found = [one for one in page.findChildren(QPushButton) if one.text() == text and one.isVisible()]
    assert found, f"{text!r} is none of {[one.text() for one in page.findChildren(QPushButton) if one.isVisible()]}"
    QTest.mouseClick(found[-1], Qt.MouseButton.LeftButton)


def shown(page: CharacterPage) -> str:
    assert page.sheet is not None
    return page.sheet.name


def test_who_she_is(opened: Callable[..., tuple[Stand, CharacterPage]]) -> None:
    host, page = opened("ko")
    assert shown(page) == "백설공주"
    host.until(lambda: "프로그램에 들어 있어요" in texts(page))
    assert find_character("snow_white").one_line["ko"] in texts(page)
    before = page.portrait.grab().toImage()
    host.until(lambda: page.portrait.grab().toImage() != before, "she moves")
    page.people.setCurrentIndex(page.people.findData("ruby"))
    page.people.activated.emit(page.people.currentIndex())
    host.until(lambda: shown(page) == "루비")
    press(page, "영어")
    host.until(lambda: shown(page) == "Ruby")
    press(page, "부르기")
    assert host.wishes == [("switch", "ruby")]
    page.hide()
    assert not page.portrait._timer.isActive(), "nothing is drawn where nothing is seen"


def test_a_change_goes_into_a_copy_and_removing_it_brings_her_back(
    opened: Callable[..., tuple[Stand, CharacterPage]],
) -> None:
    host, page = opened()
    comments = (paths.shipped_characters() / "snow_white/character.yaml").read_text().count("#")
    press(page, "Change …")
    assert page.editing is not None
    page.editing.fields["name"].text = ""
    press(page, "Save")
    assert "Something must stand here" in texts(page)
    page.editing.fields["name"].text = "Snowdrop"
    page.editing.fields["traits"].text = "brave, kind"
    page.editing.fields["greeting"].text = "Hello, you!"
    page.editing.fields["rules"].text = "Speaks softly."
    press(page, "Save")
    host.until(lambda: shown(page) == "Snowdrop", "she is changed")
    her = find_character("snow_white")
    assert her.folder.parent == paths.user_characters() and her.names["ko"] == "백설공주"
    assert her.traits["en"] == ("brave", "kind") and her.greetings["en"][0].text == "Hello, you!"
    assert her.speech["en"].rules == ("Speaks softly.",) and her.speech["ko"].markers
    assert (her.folder / "character.yaml").read_text().count("#") > comments // 2, "comments stay"
    assert ("switch", "snow_white") in host.wishes, "she goes on with her new sheet"
    press(page, "Remove")
    host.until(lambda: shown(page) == "Snow White", "she is as she was")
    assert not (paths.user_characters() / "snow_white").exists()
    press(page, "Undo")
    host.until(lambda: shown(page) == "Snowdrop", "the copy is back")


def test_a_change_that_can_not_be_is_told_and_nothing_changes(
    opened: Callable[..., tuple[Stand, CharacterPage]],
) -> None:
    host, page = opened()
    press(page, "Change …")
    assert page.editing is not None
    page.editing.fields["level"].text = "x" * 300
    press(page, "Save")
    host.until(lambda: "200 characters" in texts(page), "the fault")
    assert page.editing is not None and page.editing.fields["level"].text == "x" * 300, "what was written stays"
    assert not paths.user_characters().exists() or not list(paths.user_characters().iterdir())


@pytest.mark.parametrize("form", [".companion", ".png"])
def test_she_is_handed_on_and_taken_in(
    opened: Callable[..., tuple[Stand, CharacterPage]], tmp_path: Path, form: str
) -> None:
    host, page = opened()
    press(page, "Export …")
    (menu,) = page.findChildren(QMenu)
    (action,) = [one for one in menu.actions() if one.text() == host.texts(f"sheet.export{form}")]
    action.trigger()
    menu.close()
    (dialog,) = page.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / f"snow{form}"))
    dialog.close()
    host.until(lambda: "Written" in texts(page), "the file")
    found = bring.look(tmp_path / f"snow{form}")
    assert found.ids == ("snow_white",)
    if form == ".png":
        card = cards.read(tmp_path / "snow.png")
        assert card.picture is not None and len(card.picture) > 20_000, "her own picture"
    press(page, "Import …")
    assert ("take_in", ()) in host.wishes


def test_a_sheet_that_is_changed_in_an_editor_is_read_again(
    opened: Callable[..., tuple[Stand, CharacterPage]],
) -> None:
    own.own_copy(find_character("snow_white"))
    host, page = opened()
    file = paths.user_characters() / "snow_white" / "character.yaml"
    good = file.read_text(encoding="utf-8")
    own.write(file, good.replace("Snow White", "Snowdrop").encode())
    host.until(lambda: shown(page) == "Snowdrop", "the new name")
    own.write(file, b"id: snow_white\nnames: [")
    host.until(lambda: "line" in texts(page), "the fault and its line")
    assert shown(page) == "Snowdrop", "what was there stays"
    own.write(file, good.encode())
    host.until(lambda: shown(page) == "Snow White", "mended")


class Model(Disc):
    """A Live2D avatar as far as the window of its expressions needs one."""

    def __init__(self) -> None:
        super().__init__()
        shown = [Expression(name, Path(f"{name}.exp3.json"), ()) for name in ("F01", "F05")]
        self.model = SimpleNamespace(expressions=shown, names={})
        self.facts = SimpleNamespace(parameters=())
        self.worn: list[dict[str, str]] = []
        self.closed = 0

    def want(self, wanted: Mapping[str, str]) -> None:
        self.worn.append(dict(wanted))

    def close(self) -> None:
        self.closed += 1


def make_live2d(who: str) -> Path:
    her = own.change(find_character(who), {"avatar": {"renderer": "live2d", "folder": "avatar"}})
    return her.folder / "character.yaml"


def test_expressions_of_a_live2d_model_are_chosen_from_her_page(
    opened: Callable[..., tuple[Stand, CharacterPage]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet, avatar, windows = make_live2d("snow_white"), Model(), []
    monkeypatch.setattr(live2d_choice, "load", lambda model: avatar)
    host, page = opened()
    host.desktop.show_page = lambda window: (windows.append(window), window.show())  # type: ignore[attr-defined]
    press(page, "Expressions …")
    host.until(lambda: windows, "the window is there")
    (window,) = windows
    choice = window.choices["joy"]
    choice.setCurrentIndex(choice.findData("F05"))
    assert avatar.worn[-1] == {"joy": "F05"}
    press(window, "Save")
    assert "joy: F05" in sheet.read_text(encoding="utf-8")
    assert ("switch", "snow_white") in host.wishes, "she shows it"
    window.close()
    assert avatar.closed == 1
    host.app.processEvents()


def test_what_hinders_a_live2d_model_stands_on_the_page(
    opened: Callable[..., tuple[Stand, CharacterPage]],
) -> None:
    make_live2d("snow_white")
    host, page = opened()
    press(page, "Expressions …")
    host.until(lambda: "there is no folder" in texts(page), "why it can't be opened")
    assert "Opening the model" not in texts(page)


def test_other_looks_have_no_expressions_to_choose(opened: Callable[..., tuple[Stand, CharacterPage]]) -> None:
    _host, page = opened()
    assert page.sheet is not None and not page.sheet.expressions and page.expressions is None
