"""A file is dropped or chosen, shown, and taken in; what is broken is said, and nothing is left."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget
from shiboken6 import isValid

from companion import paths
from companion.desk import importing
from companion.persona import bring, cards
from companion.persona.card_png import blank
from companion.persona.cards import Card
from companion.persona.character import find_character
from companion.ui.avatars import sprites
from tests.desk.app_stand import Stand
from tests.ui.test_desktop import build, take_down

DATA = {
    "name": "Mira",
    "description": "A lighthouse keeper who watches the sea.",
    "personality": "calm, curious",
    "scenario": "",
    "first_mes": '"You are here!"',
    "mes_example": "<START>\n{{user}}: Are you cold?\n{{char}}: The wind and I are old friends.",
    "creator": "Someone",
}


def card(folder: Path, version: int, suffix: str = ".png") -> Path:
    path = folder / f"mira{suffix}"
    cards.write(Card(3 if version == 3 else 2, dict(DATA), picture=blank(60, 90, (120, 90, 160))), path, version)  # type: ignore[arg-type]
    return path


def texts(window: QWidget) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel)).replace("\u200b", "")


def press(window: QWidget, text: str) -> None:
    (found,) = [one for one in window.findChildren(QPushButton) if one.text() == text and one.isVisible()]
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def drop(widget: QWidget, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, left, none)
    widget.dragEnterEvent(enter)
    assert enter.isAccepted()
    widget.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, none))


@pytest.mark.parametrize("version", [2, 3])
def test_a_card_is_shown_and_taken_in(stand: Callable[..., Stand], tmp_path: Path, version: int) -> None:
    host = stand()
    window = importing.open(host, (card(tmp_path, version),))
    window.show()
    host.until(lambda: "lighthouse" in texts(window), "the card is shown")
    assert "Mira" in texts(window) and "Someone" in texts(window)
    assert not (paths.user_characters()).exists(), "nothing is written before the person says so"
    press(window, "Take her in")
    host.until(lambda: "Mira is here!" in texts(window))
    assert find_character("mira").backstory["en"][0].startswith("A lighthouse keeper")
    assert (paths.user_characters() / "mira" / "recall.jsonl").is_file()
    assert ("refresh_characters", None) in host.wishes
    press(window, "Talk to Mira")
    assert ("switch", "mira") in host.wishes


def test_who_is_here_already_is_asked_about(stand: Callable[..., Stand], tmp_path: Path) -> None:
    host = stand()
    file = card(tmp_path, 3)
    bring.take_in(bring.look(file))
    window = importing.open(host, (file,))
    window.show()
    host.until(lambda: "is here already" in texts(window))
    press(window, "Take in as a copy")
    host.until(lambda: "is here!" in texts(window))
    assert find_character("mira_2").name("en") == "Mira"
    drop(window, file)
    host.until(lambda: "is here already" in texts(window))
    press(window, "Replace")
    host.until(lambda: "is here!" in texts(window))
    assert len(list((paths.user_data() / "trash" / "characters").iterdir())) == 1
    window.close()


def test_a_broken_file_is_told_and_another_may_be_chosen(stand: Callable[..., Stand], tmp_path: Path) -> None:
    host = stand("ko")
    broken = tmp_path / "broken.companion"
    broken.write_bytes(b"PK\x03\x04 no archive")
    window = importing.open(host, (broken,))
    window.show()
    host.until(lambda: "broken.companion" in texts(window) and "zip" in texts(window), "the fault is told")
    assert not paths.user_characters().exists() or not list(paths.user_characters().iterdir())
    press(window, host.texts("import.choose"))
    (dialog,) = window.findChildren(QFileDialog)
    good = card(tmp_path, 2)
    dialog.fileSelected.emit(str(good))
    dialog.close()
    host.until(lambda: "Mira" in texts(window))
    QTest.keyClick(window, Qt.Key.Key_Escape)
    host.until(lambda: not isValid(window))


def test_dropped_on_her_it_reaches_the_app(qapp: QApplication, tmp_path: Path) -> None:
    made = build(qapp)
    file = card(tmp_path, 3)
    drop(made.desktop.pet, file)
    assert made.wishes.named("take_in") == [((file,),)]
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/card.png")])
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    enter.ignore()
    made.desktop.pet.dragEnterEvent(enter)
    assert not enter.isAccepted(), "nothing is fetched"
    take_down(made, qapp)


def test_a_closed_window_hears_nothing_more(stand: Callable[..., Stand], tmp_path: Path) -> None:
    host = stand()
    window = importing.open(host, (card(tmp_path, 3),))
    window.show()
    window.close()
    host.until(lambda: not isValid(window))
    host.app.processEvents()


def test_the_picture_of_a_card_is_how_she_looks(qapp: QApplication, tmp_path: Path) -> None:
    picture = blank(200, 300, (200, 30, 90))
    cards.write(Card(2, dict(DATA), picture=picture), tmp_path / "mira.png", 2)
    (her,) = bring.take_in(bring.look(tmp_path / "mira.png")).characters
    assert her.avatar.renderer == "sprites"
    drawn = sprites.create(her, her.avatar.style)
    assert drawn.sprites.size == (200, 300) and drawn.aspect == pytest.approx(2 / 3)


@pytest.mark.parametrize("size", [(8, 8), (9000, 10)])
def test_a_picture_that_is_none_for_a_screen_is_kept_and_not_shown(tmp_path: Path, size: tuple[int, int]) -> None:
    cards.write(Card(2, dict(DATA), picture=blank(*size)), tmp_path / "mira.png", 2)
    (her,) = bring.take_in(bring.look(tmp_path / "mira.png")).characters
    assert her.avatar.renderer == "vector" and (her.folder / "portrait.png").is_file()
