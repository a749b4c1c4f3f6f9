"""The first start on a stand: what is chosen is written and taken over; closing it midway loses nothing."""

import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from companion import config, paths, window_state
from companion.desk import downloads, first_run
from companion.models.catalogue import Entry
from companion.ui.first_run.guide import Guide
from companion.ui.first_run.machine import ModelsStep
from companion.ui.first_run.people import CharacterStep, LanguageStep
from companion.ui.texts import Texts
from tests.desk.app_stand import Stand
from tests.desk.test_models_page import BIG, hum, piper_files, server
from tests.models.hub_server import HubServer, slowly

__all__ = ["hum", "piper_files", "server"]


def opened(host: Stand) -> Guide:
    guide = first_run.open(host)
    guide.show()
    return guide


def step(guide: Guide, name: str) -> object:
    guide.go(first_run.STEPS.index(name))
    return guide._scroll.widget()


def choose(guide: Guide, value: str) -> None:
    body = guide._scroll.widget()
    assert isinstance(body, CharacterStep | LanguageStep)
    QTest.mouseClick(body.choices.buttons[value], Qt.MouseButton.LeftButton)


def test_the_language_is_written_and_the_windows_follow_at_once(stand: Callable[..., Stand]) -> None:
    host = stand(language="en")
    guide = opened(host)
    choose(guide, "ko")
    host.until(lambda: config.load().language == "ko", "written")
    assert guide.title.text() == "만나서 반가워요!"
    host.until(lambda: ("speak", None) in host.wishes, "taken over")
    assert guide.isVisible()
    guide._end(True)
    assert ("restart", None) not in host.wishes


def test_a_language_that_is_chosen_elsewhere_is_spoken_here_too(stand: Callable[..., Stand]) -> None:
    host = stand(language="en")
    guide = opened(host)
    step(guide, "privacy")
    guide.speak(Texts("ko"))
    assert guide.title.text() == Texts("ko")("first.privacy.title") and guide.step == "privacy"
    assert guide.next.text() == Texts("ko")("first.next")
    guide._end(True)


def test_whoever_keeps_the_language_is_not_restarted(stand: Callable[..., Stand]) -> None:
    host = stand(language="en")
    guide = opened(host)
    guide._end(True)
    assert host.wishes == [] and not paths.user_config().exists(), "nothing was chosen, so nothing is written"


def test_the_character_comes_when_one_goes_on(stand: Callable[..., Stand]) -> None:
    host = stand()
    guide = opened(host)
    step(guide, "character")
    choose(guide, "ruby")
    choose(guide, "snow_white")
    choose(guide, "ruby")
    host.app.processEvents()
    assert host.wishes == [], "trying out the list calls nobody yet"
    QTest.mouseClick(guide.next, Qt.MouseButton.LeftButton)
    host.until(lambda: ("switch", "ruby") in host.wishes, "she comes")
    assert config.load().character == "ruby"
    guide.close()


def test_her_real_figure_is_made_without_stopping_the_window(stand: Callable[..., Stand]) -> None:
    host = stand()
    guide = opened(host)
    body = step(guide, "character")
    assert isinstance(body, CharacterStep)
    host.until(lambda: body.preview._renderer is not None, "she is seen")
    first = body.preview._renderer
    began = time.monotonic()
    choose(guide, "ruby")
    assert time.monotonic() - began < 0.2, "choosing waits for nothing"
    host.until(lambda: body.preview._renderer is not first, "Ruby is seen")
    picture = body.preview.grab().toImage()
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 5) for y in range(0, picture.height(), 5)}
    assert len(colours) > 200, "a figure, not only the ground"
    guide.close()


def test_closed_midway_she_has_come_and_nothing_is_lost(stand: Callable[..., Stand]) -> None:
    host = stand()
    guide = opened(host)
    step(guide, "character")
    choose(guide, "ruby")
    QTest.keyClick(guide, Qt.Key.Key_Escape)
    host.until(lambda: ("switch", "ruby") in host.wishes, "she comes")
    assert config.load().character == "ruby"
    assert window_state.load(paths.user_data() / "window.json").guide is None, "it does not come again by itself"


def test_the_program_s_end_leaves_it_open_for_the_next_start(stand: Callable[..., Stand]) -> None:
    host = stand()
    guide = opened(host)
    step(guide, "microphone")
    guide.close()  # as when the program quits or crashes
    assert window_state.load(paths.user_data() / "window.json").guide == 3
    again = opened(host)
    assert again.step == "microphone"
    again.close()


def test_settings_that_can_t_be_written_are_told(stand: Callable[..., Stand]) -> None:
    host = stand()
    guide = opened(host)
    paths.user_data().mkdir(parents=True, exist_ok=True)
    paths.user_config().write_text("language: [\n", encoding="utf-8")
    choose(guide, "ko")
    host.until(guide.said.isVisible, "told")
    assert "저장하지 못했어요" in guide.said.text()
    assert paths.user_config().read_text(encoding="utf-8") == "language: [\n"
    guide.close()


def test_a_model_that_was_agreed_to_is_used_when_it_is_here_also_after_the_guide(
    stand: Callable[..., Stand], hum: Entry, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from companion.models import needs

    monkeypatch.setattr(needs, "this_machine", lambda: needs.ThisMachine(8 << 30, 4))
    host = stand(**{"models.hub": server.base})
    server.on(BIG, slowly(150_000))
    guide = opened(host)
    body = step(guide, "models")
    assert isinstance(body, ModelsStep)
    host.until(lambda: "hum" in body.cards, "the models were read")
    for words in ("Download", "Agree"):
        host.until(lambda words=words: _button(body, words) is not None, words)
        QTest.mouseClick(_button(body, words), Qt.MouseButton.LeftButton)
    host.until(lambda: len(server.asked(BIG)) == 1, "begun")
    guide._end(True)
    server.go.set()
    host.until(lambda: config.load().voice.model == "hum", "used although the guide is closed")
    host.until(lambda: host.config.voice.model == "hum", "taken over")
    assert downloads.of(host).running() == ()


def test_it_stands_where_her_words_do_not_cover_it(stand: Callable[..., Stand]) -> None:
    host = stand()
    host.desktop.pet = SimpleNamespace(geometry=lambda: QRect(500, 200, 250, 380))
    guide = opened(host)
    area = guide.screen().availableGeometry()
    assert area.contains(guide.geometry()) and guide.x() - area.left() < 60, "at the other side of the screen"
    host.desktop.pet = SimpleNamespace(geometry=lambda: QRect(10, 200, 250, 380))
    guide.close()
    other = opened(host)
    assert area.right() - other.geometry().right() < 60
    other.close()


def _button(body: ModelsStep, words: str) -> QPushButton | None:
    found = [b for b in body.cards["hum"].findChildren(QPushButton) if b.isVisible() and b.text().startswith(words)]
    return found[0] if found else None


def test_a_sample_that_can_t_be_played_says_so(
    stand: Callable[..., Stand], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "none"))
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path / 'none'}")
    host = stand()
    guide = opened(host)
    body = step(guide, "character")
    assert isinstance(body, CharacterStep)
    QTest.mouseClick(body.voice.button, Qt.MouseButton.LeftButton)
    host.until(lambda: body.voice.said.isVisible() and body.voice.said.text(), "told")
    assert body.voice.button.text().startswith("Hear"), "it can be tried again"
    guide.close()
