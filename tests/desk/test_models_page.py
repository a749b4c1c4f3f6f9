"""The model manager with real downloads: a process each, from a hub on loopback that drops, truncates and lies."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from companion import config, paths
from companion.desk import child, downloads, models_page
from companion.models import catalogue as catalogue_file
from companion.models import installed
from companion.models.catalogue import Catalogue, Entry, load
from companion.ui.models.card import ModelCard
from companion.ui.models.page import ModelsPage
from tests.desk.app_stand import Stand
from tests.models.conftest import address, noise, piper_files, server, voice
from tests.models.hub_server import HubServer, cut, serve, slowly

__all__ = ["piper_files", "server"]
BIG = address("MODEL_CARD")


@pytest.fixture
def hum(server: HubServer, piper_files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Entry:
    """A Piper voice is all that the catalogue has, in this process and in those of downloads."""
    entry = voice(server, piper_files | {"MODEL_CARD": noise(400_000)}, engine="piper", main="voice.onnx")
    made = Catalogue(load().licences, (entry,))
    monkeypatch.setattr(catalogue_file, "load", lambda path=None: made)
    place = tmp_path / "entry.json"
    place.write_text(entry.model_dump_json(), encoding="utf-8")
    monkeypatch.setattr(child, "COMMAND", ("-m", "tests.desk.small_companion", str(place)))
    return entry


@pytest.fixture
def host(stand: Callable[..., Stand], server: HubServer) -> Stand:
    return stand(**{"models.hub": server.base})


@pytest.fixture
def page(host: Stand, hum: Entry) -> ModelsPage:
    made = models_page.open(host)
    made.show()
    made.show_kind("voice")
    host.until(lambda: made.card("hum") is not None, "the models are shown")
    return made


def card(page: ModelsPage) -> ModelCard:
    found = page.card("hum")
    assert found is not None
    return found


def press(page: ModelsPage, words: str) -> None:
    """Click the button of the voice's card whose text begins so."""
    end = time.monotonic() + 10
    while len(found := [b for b in _buttons(page) if b.text().startswith(words)]) != 1:
        assert time.monotonic() < end, (words, [b.text() for b in _buttons(page)])
        QApplication.processEvents()
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


def _buttons(page: ModelsPage) -> list[QPushButton]:
    return [button for button in card(page).findChildren(QPushButton) if button.isVisible()]


def offered(page: ModelsPage) -> list[str]:
    for _ in range(3):
        QApplication.processEvents()
    return [button.text() for button in _buttons(page)]


def agree(page: ModelsPage) -> None:
    press(page, "Download")
    press(page, "Agree and download")


def done(host: Stand) -> bool:
    return not downloads.of(host).running()


def test_downloaded_only_after_the_licence_used_checked_and_deleted(
    host: Stand, page: ModelsPage, server: HubServer
) -> None:
    press(page, "Download")
    assert server.requests == [], "nothing is fetched before the licence was agreed to"
    assert "Read the licence" in offered(page)
    assert "MIT License" in _shown(page) and "127.0.0.1" in _shown(page) and "fingerprint" in _shown(page)
    press(page, "Not now")
    agree(page)
    host.until(lambda: card(page).item.installed, "downloaded")
    assert card(page).message.startswith("It is here and in order")
    assert config.load().voice.model == "", "nobody has asked to use it"
    press(page, "Use it")
    host.until(lambda: config.load().voice.model == "hum", "written into the person's settings")
    assert config.load().voice.engine == "piper"
    host.until(lambda: card(page).item.in_use, "shown as in use")
    built_in = page.cards["voice", ""]
    assert not built_in.item.in_use
    host.until(lambda: card(page).message_kind == "good")
    press(page, "Check the files")
    host.until(lambda: card(page).message.startswith("In order"), "checked")
    (paths.user_models() / "hum" / "voice.onnx").write_bytes(b"x")
    press(page, "Check the files")
    host.until(lambda: "voice.onnx" in card(page).message, "the damage is named")
    press(page, "Download again what is wrong")
    press(page, "Agree and download")
    host.until(lambda: card(page).message.startswith("It is here"), "mended")
    press(page, "Delete")
    assert (paths.user_models() / "hum").is_dir(), "it asks first"
    press(page, "Delete it")
    host.until(lambda: not card(page).item.installed, "deleted")
    assert not (paths.user_models() / "hum").exists()


def test_paused_gone_on_and_cancelled(host: Stand, page: ModelsPage, server: HubServer) -> None:
    server.on(BIG, slowly(150_000), slowly(50_000))
    agree(page)
    host.until(lambda: card(page).transfer is not None and card(page).transfer.done > 100_000, "bytes come")
    assert card(page).bar is not None and card(page).bar.value() > 0
    press(page, "Pause")
    host.until(lambda: done(host) and card(page).item.unfinished > 100_000, "paused, and kept")
    kept = installed.unfinished("hum")
    assert offered(page)[0].startswith("Go on")
    press(page, "Go on")
    host.until(lambda: len(server.asked(BIG)) == 2, "goes on")
    assert server.asked(BIG)[1].range == "bytes=150000-" and kept > 150_000, "from where it was"
    press(page, "Cancel")
    host.until(lambda: done(host) and card(page).item.unfinished == 0, "cancelled")
    server.go.set()
    assert not installed.downloads("hum").exists()
    assert not (paths.user_models() / "hum").exists()


def test_a_connection_that_drops_is_taken_up_again(host: Stand, page: ModelsPage, server: HubServer) -> None:
    server.on(BIG, cut(100_000), cut(100_000))
    agree(page)
    host.until(lambda: card(page).item.installed, "downloaded in spite of two drops")
    assert len(server.asked(BIG)) == 3 and server.asked(BIG)[1].range


def test_a_hub_that_sends_something_else_is_told_and_nothing_stays(
    host: Stand, page: ModelsPage, server: HubServer
) -> None:
    server.on(BIG, *[serve(bytes(400_000))] * 8)
    agree(page)
    host.until(lambda: card(page).message_kind == "bad", "told")
    assert not (paths.user_models() / "hum").exists() and done(host)
    assert "MODEL_CARD" in card(page).message
    server.forget_acts()
    press(page, "Go on")  # what was right is kept
    host.until(lambda: card(page).item.installed, "the next try brings the right one")


def test_a_download_goes_on_while_the_window_is_closed(host: Stand, page: ModelsPage, server: HubServer) -> None:
    server.on(BIG, slowly(150_000))
    agree(page)
    host.until(lambda: len(server.asked(BIG)) == 1, "begun")
    page.close()
    again = models_page.open(host)
    again.show()
    again.show_kind("voice")
    host.until(lambda: again.card("hum") is not None and again.card("hum").transfer is not None, "shown again")
    server.go.set()
    host.until(lambda: again.card("hum").item.installed, "downloaded")
    again.close()


def test_quitting_keeps_what_is_there(host: Stand, page: ModelsPage, server: HubServer) -> None:
    server.on(BIG, slowly(150_000))
    agree(page)
    host.until(lambda: card(page).transfer is not None and card(page).transfer.done > 100_000, "bytes come")
    downloads.of(host).close()
    server.go.set()
    assert installed.unfinished("hum") > 100_000


def test_the_settings_that_can_t_be_written_are_told(host: Stand, page: ModelsPage) -> None:
    agree(page)
    host.until(lambda: card(page).item.installed, "downloaded")
    paths.user_config().write_text("voice: [not, a, section]\n", encoding="utf-8")
    press(page, "Use it")
    host.until(lambda: card(page).message_kind == "bad", "told")
    assert paths.user_config().read_text(encoding="utf-8") == "voice: [not, a, section]\n"


def test_a_damaged_catalogue_is_told_in_the_window(
    host: Stand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bad = tmp_path / "catalogue.yaml"
    bad.write_text("version: 1\nlicences: {}\nmodels: [{id: x}]\n", encoding="utf-8")
    monkeypatch.setattr(catalogue_file, "load", lambda path=None: load(bad))
    page = models_page.open(host)
    page.show()
    host.until(lambda: "error" in _shown(page), "told")
    page.close()


def _shown(page: ModelsPage) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_what_the_child_is_told_is_what_counts_here(host: Stand, hum: Entry, tmp_path: Path) -> None:
    """The hub of the command line reaches the child, and its file of settings does not stay behind."""
    import tempfile

    before = set(Path(tempfile.gettempdir()).glob("companion-*.yaml"))
    one = child.Child(["models", "where", "--json"], host.config)
    heard: list[dict[str, object]] = []
    ended: list[int] = []
    one.said.connect(heard.append)
    one.ended.connect(lambda code, text: ended.append(code))
    one.start()
    host.until(lambda: ended, "ended")
    assert ended == [0] and heard[0]["hub"] == host.config.models.hub
    assert set(Path(tempfile.gettempdir()).glob("companion-*.yaml")) == before
    json.dumps(heard)


def test_a_child_that_can_t_be_started_says_so(host: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child.sys, "executable", "/nowhere/python")
    one = child.Child(["models", "list"], host.config)
    ended: list[tuple[int, str]] = []
    one.ended.connect(lambda code, text: ended.append((code, text)))
    one.start()
    host.until(lambda: ended, "told")
    assert ended[0][0] == -1 and ended[0][1]
