"""The settings of a whole running app, starter models and all: real widgets, what counts then, what is in the file."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from companion import app as program
from companion import config, paths, window_state
from companion.config import Source
from companion.desk import live
from companion.errors import ConfigError
from companion.offline import set_offline
from companion.persona import overrides
from companion.persona.character import find_character
from companion.ui.texts import Texts
from companion.ui.theme import DARK, LIGHT
from tests.ui.parts import events

pytestmark = pytest.mark.slow


class Running:
    """`companion` without its event loop; `window` are the settings."""

    def __init__(self, qapp: QApplication, *set_: str) -> None:
        self.qapp = qapp
        window_state.save(paths.user_data() / "window.json", window_state.WindowState())  # no first start
        given = dict(each.split("=", 1) for each in set_)
        source = Source(None, {name: yaml.safe_load(value) for name, value in given.items()})
        problem: ConfigError | None = None
        try:
            first = source.load()
        except ConfigError as error:
            first, problem = config.defaults(), error
        self.app = program.Companion(qapp, first, None, source)
        self.app.start(problem)
        self.until(lambda: self.app.session.loop is not None, "she wakes up")
        self.until(lambda: bool(self.app.live._watcher.directories()), "the file is watched")

    @property
    def window(self) -> Any:
        window = self.app._pages.get("settings")
        if window is None or not isValid(window) or not window.isVisible():
            self.app.open_page("settings")
            window = self.app._pages["settings"]
            self.until(lambda: bool(window._maker.options), "the choices are known")
        return window

    def until(self, wanted: Callable[[], object], what: str = "", seconds: float = 30.0) -> None:
        end = time.monotonic() + seconds
        while not wanted():
            assert time.monotonic() < end, f"{what or wanted}: not in {seconds} s"
            self.qapp.processEvents()
            time.sleep(0.003)

    def field(self, name: str) -> Any:
        window = self.window
        row = window.row(name)
        window.open_page(next(page for page, each in window.pages.items() if row in each.rows))
        events(self.qapp)
        return row.field

    def type_number(self, name: str, text: str) -> None:
        edit = self.field(name).edit
        edit.setFocus()
        edit.selectAll()
        QTest.keyClicks(edit, text)
        QTest.keyClick(edit, Qt.Key.Key_Return)

    def choose(self, name: str, value: Any) -> None:
        """By the arrow keys."""
        chooser = self.field(name).list
        chooser.setFocus()
        key = Qt.Key.Key_Down if chooser.findData(value) > chooser.currentIndex() else Qt.Key.Key_Up
        while chooser.currentData() != value:
            before = chooser.currentIndex()
            QTest.keyClick(chooser, key)
            assert chooser.currentIndex() != before, f"{value} can't be reached"

    def click(self, widget: Any) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())

    def counts(self, name: str, value: Any) -> None:
        """In the app and in its engines."""
        for config_of in (lambda: self.app.config, lambda: self.app.session.config):
            self.until(lambda: _at(config_of().model_dump(), name) == value, f"{name} is {value}")  # noqa: B023

    def file(self) -> dict[str, Any]:
        place = paths.user_config()
        return yaml.safe_load(place.read_text(encoding="utf-8")) or {} if place.exists() else {}

    def close(self) -> None:
        self.app.close()
        events(self.qapp)
        self.app.desktop.deleteLater()
        events(self.qapp)


def _at(data: Any, name: str) -> Any:
    for part in name.split("."):
        data = data[part]
    return data


@pytest.fixture
def running(qapp: QApplication) -> Iterator[Callable[..., Running]]:
    made: list[Running] = []

    def make(*set_: str) -> Running:
        made.append(Running(qapp, *set_))
        return made[-1]

    yield make
    for each in made:
        each.close()
    set_offline(False)


def test_each_kind_of_setting_counts_at_once_and_is_in_the_file(running: Callable[..., Running]) -> None:
    app = running()
    desktop, session = app.app.desktop, app.app.session
    loop = session.loop
    assert loop is not None
    brain, ears_before = session.brain, loop
    app.click(app.field("barge_in.enabled").switch)  # a switch
    app.counts("barge_in.enabled", False)
    app.until(lambda: loop._conversation._barge_in is False)
    app.type_number("microphone.hold_complete_ms", "0.75")  # a number, in its unit
    app.counts("microphone.hold_complete_ms", 750)
    app.until(lambda: loop._conversation.listening.recorder.endpoint._settings.hold_complete == 0.75)
    volume = app.field("speaker.volume").slider  # a slider, by its keys
    volume.setFocus()
    QTest.keyClick(volume, Qt.Key.Key_PageDown)
    app.counts("speaker.volume", 0.5)
    app.choose("microphone.mode", "push_to_talk")  # a choice
    app.counts("microphone.mode", "push_to_talk")
    assert desktop.controls.mode == "push_to_talk" and desktop.controls.push_to_talk.isChecked()
    app.type_number("brain.temperature", "0.3")  # sampling
    app.counts("brain.temperature", 0.3)
    app.until(lambda: loop._conversation.mind.sampling.temperature == 0.3)
    app.click(app.field("brain.seed").switch)  # a seed
    app.until(lambda: app.app.session.config.brain.seed is not None)
    app.type_number("window.scale", "80")  # the window
    app.counts("window.scale", 0.8)
    assert desktop.pet.figure_scale == pytest.approx(0.8)
    app.type_number("window.fps", "24")
    app.counts("window.fps", 24)
    assert desktop.pet._fps == 24
    app.click(app.field("window.always_on_top").switch)
    app.counts("window.always_on_top", False)
    assert not desktop.controls.on_top.isChecked()
    assert not desktop.pet.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    app.click(app.field("window.position").take)  # her place
    app.counts("window.position", (desktop.pet.x(), desktop.pet.y()))
    app.click(app.field("speaker.voice_on").switch)
    app.counts("speaker.voice_on", False)
    assert not desktop.controls.voice.isChecked() and not desktop.status.voice_on
    app.click(app.field("offline").switch)
    app.counts("offline", False)
    assert not desktop.status.offline
    url = app.field("brain.url").edit  # a text
    url.setFocus()
    url.selectAll()
    QTest.keyClicks(url, "http://127.0.0.1:8080/v1")
    QTest.keyClick(url, Qt.Key.Key_Return)
    app.counts("brain.url", "http://127.0.0.1:8080/v1")
    assert session.loop is ears_before and session.brain is brain  # nothing was loaded anew
    written = app.file()
    assert written["barge_in"] == {"enabled": False} and written["microphone"]["hold_complete_ms"] == 750
    assert written["speaker"] == {"volume": 0.5, "voice_on": False} and written["offline"] is False
    assert written["brain"]["temperature"] == 0.3 and written["window"]["fps"] == 24
    failed = {problem.key for problem in desktop.problems.open if problem.kind == "error"}
    assert failed <= {"audio:microphone", "audio:speaker", "audio"}  # there are none here


def test_engines_change_behind_the_scenes_and_a_bad_one_leaves_the_old(
    running: Callable[..., Running], tmp_path: Path
) -> None:
    app = running()
    session = app.app.session
    before = session.brain
    good = paths.user_models() / "copy.gguf"
    good.parent.mkdir(parents=True)
    good.write_bytes((paths.shipped() / config.defaults().brain.model).read_bytes())
    (good.parent / "broken.gguf").write_text("this is no model")
    app.choose("brain.model", "copy.gguf")
    app.until(lambda: session.brain is not before, "the model is exchanged")
    app.counts("brain.model", "copy.gguf")
    app.until(lambda: "copy.gguf" in app.app.desktop._models)
    copied = session.brain

    def complained() -> bool:
        return any(problem.key == "llm" for problem in app.app.desktop.problems.open)

    app.until(lambda: not complained(), "no card is left of what the arrow keys passed by")
    app.choose("brain.model", "broken.gguf")
    app.until(lambda: app.file()["brain"]["model"] == "broken.gguf", "what the person chose stays chosen")
    app.until(complained, "a card says so")
    assert session.brain is copied and session.config.brain.model == "copy.gguf"
    assert app.file()["brain"]["model"] == "broken.gguf"
    app.click(app.window.footer.undo)
    app.counts("brain.model", "copy.gguf")
    assert session.brain is copied
    loop = session.loop
    assert loop is not None
    loop.submit("hello")
    app.until(lambda: session.conversation is not None and len(session.conversation.past(5)) >= 1)


def test_the_file_is_changed_by_hand(running: Callable[..., Running]) -> None:
    app = running()
    place = paths.user_config()
    place.write_text("# mine\nwindow:\n  fps: 33   # enough\n", encoding="utf-8")
    app.counts("window.fps", 33)
    place.write_text("window:\n  fps: fast\n", encoding="utf-8")
    app.until(lambda: any(problem.key == "config" for problem in app.app.desktop.problems.open), "a card")
    assert app.app.config.window.fps == 33
    app.type_number("brain.temperature", "0.4")
    app.until(lambda: "mistake" in app.window.footer.said.text(), "the window says why it can't")
    assert place.read_text(encoding="utf-8") == "window:\n  fps: fast\n"  # nothing was written over it
    other = place.with_name("other")
    other.write_text("# mine\nwindow:\n  fps: 44\n", encoding="utf-8")
    other.replace(place)  # as editors do
    app.counts("window.fps", 44)
    assert not any(problem.key == "config" for problem in app.app.desktop.problems.open)
    app.type_number("window.fps", "50")
    app.counts("window.fps", 50)
    assert place.read_text(encoding="utf-8") == "# mine\nwindow:\n  fps: 50\n"
    place.unlink()
    app.counts("window.fps", 60)


def test_a_wrong_start_is_mended_while_it_runs(running: Callable[..., Running]) -> None:
    paths.user_config().parent.mkdir(parents=True, exist_ok=True)
    paths.user_config().write_text("window: {fps: 20, scale: huge}\n", encoding="utf-8")
    app = running()
    assert app.app.config.window.fps == 60
    paths.user_config().write_text("window: {fps: 20, scale: 0.7}\n", encoding="utf-8")
    app.counts("window.fps", 20)
    assert app.app.desktop.pet.figure_scale == pytest.approx(0.7)


def test_reset_everything_and_take_it_back(running: Callable[..., Running]) -> None:
    paths.user_config().parent.mkdir(parents=True, exist_ok=True)
    mine = "# my own words\nspeaker:\n  volume: 0.2\nwindow:\n  scale: 0.6  # small\n"
    paths.user_config().write_text(mine, encoding="utf-8")
    app = running()
    app.app.desktop.pet.set_scale(1.7)  # by the wheel
    app.app.remember(scale=1.7)
    reset = app.window.footer.reset
    app.click(reset)
    app.click(reset)
    app.counts("speaker.volume", 1.0)
    app.until(lambda: app.app.desktop.pet.figure_scale == pytest.approx(1.0), "her size as well")
    assert app.app._remembered.scale is None
    assert app.file() == {}
    app.click(app.window.footer.undo)
    app.counts("speaker.volume", 0.2)
    assert paths.user_config().read_text(encoding="utf-8") == mine
    assert app.window.row("speaker.volume").field.edit.text() == "20 %"


def test_what_was_given_at_the_start_gives_way_to_what_is_chosen(running: Callable[..., Running]) -> None:
    app = running("window.fps=20", "brain.seed=3")
    assert app.app.config.window.fps == 20
    app.type_number("window.fps", "30")
    app.counts("window.fps", 30)
    assert dict(app.app.live.source.overrides) == {"brain.seed": 3}


def test_the_language_is_another_at_once_and_the_page_stays_where_it_is(running: Callable[..., Running]) -> None:
    app = running("language=en", "character=snow_white")
    before = app.window
    assert not before.footer.restart.isVisible() and app.app.desktop.pet.windowTitle() == "Snow White"
    app.app.open_page("models_page")
    app.app.open_page("character_page")
    app.until(lambda: app.app._pages["character_page"].sheet is not None, "her sheet")
    app.app._pages["character_page"].show_edit()
    before.move(20, 30)
    app.choose("language", "ko")
    app.counts("language", "ko")
    app.until(lambda: app.app.texts.language == "ko" and app.app._pages["settings"] is not before, "spoken")
    korean, window = Texts("ko"), app.app._pages["settings"]
    events(app.qapp)
    assert window.windowTitle() == korean("settings.title") and window.pos().x() == 20
    assert not window.footer.restart.isVisible() and live.RESTART == ()
    row = window.row("language")
    assert row.title == korean("set.language") and row.isAncestorOf(window.focusWidget())
    assert app.app._pages["models_page"].windowTitle() == korean("models.title")
    assert app.app._pages["character_page"].editing is not None, "what is being written is not lost"
    desktop = app.app.desktop
    assert desktop.pet.windowTitle() == "백설공주" and desktop.chat.windowTitle().startswith("백설공주")
    assert "백설공주" in [action.text() for action in desktop.controls.character_actions]
    app.until(lambda: app.app.session.loop is not None and app.app.session.loop.language == "ko", "she as well")


def test_for_her_alone(running: Callable[..., Running]) -> None:
    app = running()
    session, window = app.app.session, app.window
    assert session.character is not None and session.character.id == "snow_white"
    sheet = (paths.shipped_characters() / "snow_white" / "character.yaml").read_bytes()
    window.scope.setFocus()
    QTest.keyClick(window.scope, Qt.Key.Key_Down)
    page = window.stack.currentWidget()
    page.finish()
    for name, text in (("voices.ko.speed", "1.4"), ("voices.ko.pitch", "-2"), ("sampling.temperature", "0.1")):
        edit = page.row(name).field.edit
        edit.setFocus()
        edit.selectAll()
        QTest.keyClicks(edit, text)
        QTest.keyClick(edit, Qt.Key.Key_Return)
    language = page.row("language").field.list
    language.setFocus()
    QTest.keyClick(language, Qt.Key.Key_Home)
    app.until(lambda: session.character is not None and session.character.language == "ko", "she has taken it")
    app.until(lambda: session.loop is not None and session.loop._conversation.mind.sampling.temperature == 0.1)
    assert session.character.voices["ko"].speed == 1.4 and session.character.voices["ko"].pitch == -2
    assert overrides.load("snow_white").voices["ko"].speed == 1.4
    assert find_character("snow_white").language == "ko"  # and will be at the next start
    assert app.file() == {}
    assert (paths.shipped_characters() / "snow_white" / "character.yaml").read_bytes() == sheet
    row = page.row("voices.ko.speed")
    app.until(lambda: row.changed)
    app.click(row.reset)
    app.until(lambda: session.character is not None and session.character.voices["ko"].speed == 0.92)
    app.until(lambda: not row.changed)


def test_changes_on_the_desktop_show_in_the_window(running: Callable[..., Running]) -> None:
    app = running()
    voice = app.field("speaker.voice_on").switch
    assert voice.isChecked()
    app.app.desktop.controls.voice.trigger()
    assert not voice.isChecked()
    mode = app.field("microphone.mode").list
    app.app.desktop.controls.push_to_talk.trigger()
    assert mode.currentData() == "push_to_talk"
    app.app.desktop.pet.set_scale(1.25)
    app.app.desktop.pet.scaled_to.emit(1.25)
    assert app.field("window.scale").edit.text() == "125 %"


def test_another_character_is_chosen(running: Callable[..., Running]) -> None:
    app = running()
    app.choose("character", "ruby")
    app.until(lambda: app.app.session.character is not None and app.app.session.character.id == "ruby", "Ruby")
    app.until(lambda: app.window.scope.itemText(1).startswith("Ruby") or "루비" in app.window.scope.itemText(1))
    assert app.file() == {"character": "ruby"}


def test_the_look_of_all_windows_and_the_window_around_her(running: Callable[..., Running]) -> None:
    app = running("window.theme=light")
    desktop = app.app.desktop
    assert desktop.theme.palette is LIGHT
    app.choose("window.theme", "dark")
    app.counts("window.theme", "dark")
    assert desktop.theme.palette is DARK and app.window._palette is DARK
    app.click(app.field("window.framed").switch)
    app.counts("window.framed", True)
    assert desktop.pet.framed and desktop.controls.framed.isChecked()
    ground = app.field("window.ground").focus_on
    ground.setFocus()
    QTest.keyClicks(ground, "#00b140")
    QTest.keyClick(ground, Qt.Key.Key_Return)
    app.counts("window.ground", "#00b140")
    assert desktop.pet.grab().toImage().pixelColor(3, 3).name() == "#00b140"
    desktop.controls.framed.trigger()
    assert not desktop.pet.framed and app.window.row("window.framed").field.switch.isChecked() is False
    assert window_state.load(paths.user_data() / "window.json").framed is False


def test_the_page_that_was_looked_at_is_opened_again(running: Callable[..., Running]) -> None:
    app = running()
    app.window.open_page("voice")
    app.window.close()
    events(app.qapp)
    assert app.window.at()[2] == "voice"
    app.close()
    app.close = lambda: None  # type: ignore[method-assign]
    assert window_state.load(paths.user_data() / "window.json").settings_page == "voice"
