"""The window of the settings by mouse and keys: what is chosen is asked for, what is wrong is told at the control."""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid

from companion import config
from companion.ui.audio_picker import DevicesSeen, SoundCalls
from companion.ui.settings.calls import Her, Option, SettingsCalls
from companion.ui.settings.catalogue import PAGES, settings, values_of
from companion.ui.settings.page import Page
from companion.ui.settings.window import SettingsWindow
from companion.ui.texts import TEXTS, Texts
from companion.ui.theme import DARK, LIGHT
from tests.ui.parts import events

OPTIONS = {
    "character": [Option("snow_white", "Snow White"), Option("ruby", "Ruby")],
    "brain.model": [Option(config.defaults().brain.model, "Starter"), Option("qwen3-4b", "Qwen3 4B")],
    "ears.engine": [Option("faster_whisper", "Whisper"), Option("pocketsphinx", "PocketSphinx")],
    "hers.engine": [Option("espeak", "eSpeak"), Option("piper", "Piper")],
}


class App:
    """Takes the wishes down and carries out the changes."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = values_of(config.defaults())
        self.asked: list[tuple[Any, ...]] = []
        self.wishes: dict[str, Any] = {}
        self.window: SettingsWindow | None = None
        self.reports: list[Any] = []
        self.undos = False
        self.waits: frozenset[str] = frozenset()
        self.someone = True

    def calls(self) -> SettingsCalls:
        note = self.asked.append
        return SettingsCalls(
            values=lambda: self.values,
            problem=self._problem,
            change=self._change,
            reset=self._reset,
            reset_all=lambda: note(("reset_all",)),
            undo=lambda: note(("undo",)),
            can_undo=lambda: self.undos,
            open_file=lambda: note(("open_file",)),
            restart=lambda: note(("restart",)),
            restart_waits=lambda: self.waits,
            options=lambda take: take(OPTIONS),
            her=self._her,
            change_hers=self._change_hers,
            here=lambda: (310, 220),
            sound=lambda _parent: SoundCalls(
                self.reports.append, lambda name: note(("listen", name)), lambda *_: None, lambda *_: None, lambda: None
            ),
            later=frozenset({"language"}),
        )

    def _problem(self, name: str, value: Any) -> str:
        return "no" if value == "wrong" else ""

    def _change(self, changes: Mapping[str, Any]) -> None:
        self.asked.append(("change", dict(changes)))
        self.values |= changes
        assert self.window is not None
        self.window.show_values()

    def _reset(self, names: Sequence[str]) -> None:
        self.asked.append(("reset", *names))
        usual = values_of(config.defaults())
        self._change({name: usual[name] for name in names})

    def _her(self) -> Her | None:
        otherwise = {"language": "none", "brain": config.defaults().brain.model, "sampling.seed": None}
        otherwise |= {f"voices.{each}.{what}": value for each in ("ko", "en") for what, value in (
            ("engine", "espeak"), ("voice", "x"), ("model", ""), ("speed", 1.0), ("pitch", 0.0))}  # fmt: skip
        brain = config.defaults().brain.model_dump()
        for name in ("temperature", "top_p", "top_k", "min_p", "repeat_penalty", "max_tokens"):
            otherwise[f"sampling.{name}"] = brain[name]
        return Her("ruby", "Ruby", ("ko", "en"), self.wishes, otherwise) if self.someone else None

    def _change_hers(self, who: str, changes: Mapping[str, Any]) -> None:
        self.asked.append(("hers", who, dict(changes)))
        self.wishes = {name: value for name, value in (self.wishes | changes).items() if value is not None}
        assert self.window is not None
        self.window.show_values()

    def changed(self) -> dict[str, Any]:
        return {name: value for what in self.asked if what[0] == "change" for name, value in what[1].items()}


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def window(qapp: QApplication, app: App) -> Iterator[SettingsWindow]:
    made = app.window = SettingsWindow(app.calls(), Texts("en"), LIGHT)
    made.show()
    QTest.qWaitForWindowExposed(made)
    events(qapp)
    yield made
    if isValid(made):
        made.close()
    events(qapp)


def click(widget: QWidget, at: QPoint | None = None) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())


def page_of(name: str) -> str:
    return next(setting.page for setting in settings() if setting.name == name)


def field(window: SettingsWindow, name: str) -> Any:
    window.open_page(page_of(name))
    row = window.row(name)
    events(QApplication.instance())  # type: ignore[arg-type]
    return row.field


def test_pages_by_mouse_and_keys(window: SettingsWindow) -> None:
    for index, name in enumerate(PAGES):
        item = window.sidebar.item(index)
        click(window.sidebar.viewport(), window.sidebar.visualItemRect(item).center())
        assert window.stack.currentWidget() is window.pages[name]
    window.sidebar.setFocus()
    QTest.keyClick(window.sidebar, Qt.Key.Key_Up)
    assert window.stack.currentWidget() is window.pages["privacy"]


@pytest.mark.parametrize("name", ["microphone.device", "speaker.device", "microphone.echo", "offline"])
def test_a_setting_that_another_page_sends_to_is_in_sight_and_has_the_focus(
    window: SettingsWindow, qapp: QApplication, name: str
) -> None:
    window.find.setText("brain")
    window.search_now()
    window.show_setting(name)
    events(qapp)
    row = window.row(name)
    page = window.stack.currentWidget()
    assert isinstance(page, Page) and row in page.rows and window.find.text() == ""
    assert row.isAncestorOf(window.focusWidget())
    seen = page.viewport().rect()
    assert seen.contains(row.mapTo(page.viewport(), row.rect().topLeft()))
    assert window.at()[3] == name


def test_a_switch(window: SettingsWindow, app: App) -> None:
    switch = field(window, "barge_in.enabled").switch
    click(switch)
    assert app.asked[-1] == ("change", {"barge_in.enabled": False})
    row = window.row("barge_in.enabled")
    assert row.changed and row.dot.isVisible() and row.usual.text() == "Default: on"
    switch.setFocus()
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert app.values["barge_in.enabled"] is True and not row.dot.isVisible()
    QTest.keyClick(switch, Qt.Key.Key_Return)
    assert app.values["barge_in.enabled"] is False


def test_a_choice(window: SettingsWindow, app: App) -> None:
    choice = field(window, "microphone.mode").list
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert app.asked[-1] == ("change", {"microphone.mode": "push_to_talk"})
    assert [choice.itemText(row) for row in range(3)] == ["Always", "While I hold a key", "Never"]


def test_a_slider_counts_when_it_rests(window: SettingsWindow, app: App, qapp: QApplication) -> None:
    volume = field(window, "speaker.volume")
    volume.slider.setFocus()
    for _ in range(4):
        QTest.keyClick(volume.slider, Qt.Key.Key_Left)
    assert volume.edit.text() == "80 %" and not app.asked[1:]
    QTest.qWait(250)
    assert app.asked[-1] == ("change", {"speaker.volume": 0.8})
    assert len([what for what in app.asked if what[0] == "change"]) == 1


def test_a_number_that_is_typed(window: SettingsWindow, app: App) -> None:
    edit = field(window, "brain.temperature").edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "1.35")
    assert not app.changed()
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert app.changed() == {"brain.temperature": 1.35}


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("brain.temperature", "9", "Possible: 0 to 5."),
        ("brain.temperature", "warm", "A number is needed here."),
        ("brain.threads", "1.5", "A whole number is needed here."),
        ("brain.top_k", "-3", "Possible: 0 and more."),
        ("microphone.hold_complete_ms", "99", "Possible: 0 s to 60 s."),
    ],
)
def test_a_wrong_number_is_told_at_once_and_changes_nothing(
    window: SettingsWindow, app: App, name: str, typed: str, said: str
) -> None:
    edit: QLineEdit = field(window, name).edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, typed)
    row = window.row(name)
    assert row.wrong.isVisible() and row.wrong.text() == said and edit.property("wrong")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert not app.changed() and row.wrong.isVisible()
    edit.selectAll()
    QTest.keyClicks(edit, "1")
    assert not row.wrong.isVisible()


def test_a_text_and_what_is_wrong_with_it(window: SettingsWindow, app: App) -> None:
    edit = field(window, "brain.remote_model").edit
    edit.setFocus()
    QTest.keyClicks(edit, "wrong")
    assert window.row("brain.remote_model").wrong.text() == "no"
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert not app.changed()
    edit.selectAll()
    QTest.keyClicks(edit, "gpt-9")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert app.changed() == {"brain.remote_model": "gpt-9"}


def test_the_seed(window: SettingsWindow, app: App) -> None:
    seed = field(window, "brain.seed")
    assert seed.said.text() == "Different each time" and not seed.edit.isVisible()
    click(seed.switch)
    assert isinstance(app.values["brain.seed"], int) and seed.edit.isVisible()
    seed.edit.setFocus()
    seed.edit.selectAll()
    QTest.keyClicks(seed.edit, "4x")
    assert window.row("brain.seed").wrong.isVisible()
    seed.edit.selectAll()
    QTest.keyClicks(seed.edit, "42")
    QTest.keyClick(seed.edit, Qt.Key.Key_Return)
    assert app.values["brain.seed"] == 42
    click(seed.die)
    assert app.values["brain.seed"] != 42
    click(seed.switch)
    assert app.values["brain.seed"] is None


def test_her_place(window: SettingsWindow, app: App) -> None:
    place = field(window, "window.position")
    click(place.take)
    assert app.asked[-1] == ("change", {"window.position": [310, 220]})
    assert place.said.text() == "310, 220"


def test_a_model_that_is_here_and_one_from_a_file(
    window: SettingsWindow, app: App, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = field(window, "brain.model")
    model.list.setFocus()
    QTest.keyClick(model.list, Qt.Key.Key_Down)
    assert app.changed() == {"brain.model": "qwen3-4b"}
    monkeypatch.setattr(model, "_ask", lambda chosen: chosen("/models/own.gguf"))
    model.list.activated.emit(model.list.count() - 1)
    assert app.values["brain.model"] == "/models/own.gguf"
    assert model.list.currentText() == "own.gguf"


def test_a_microphone(window: SettingsWindow, app: App, qapp: QApplication) -> None:
    picker = field(window, "microphone.device").picker
    events(qapp)
    app.reports[-1](DevicesSeen(("Blue Yeti",), ("Speakers",)))
    picker.microphone.list.setFocus()
    QTest.keyClick(picker.microphone.list, Qt.Key.Key_Down)
    assert app.changed() == {"microphone.device": "Blue Yeti"}
    assert not picker.microphone.title.isVisible() and not picker.speaker.isVisible()


def test_a_hotkey_is_pressed(window: SettingsWindow, app: App) -> None:
    keys = field(window, "hotkeys.mute").keys
    assert keys.text() == "Ctrl + Alt + M"
    keys.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(keys, Qt.Key.Key_F8, control | Qt.KeyboardModifier.ShiftModifier)
    assert app.changed() == {"hotkeys.mute": "<ctrl>+<shift>+<f8>"} and keys.text() == "Ctrl + Shift + F8"
    QTest.keyClick(keys, Qt.Key.Key_K)  # a letter alone can't be one: it could not be written any more
    QTest.keyClick(keys, Qt.Key.Key_K, Qt.KeyboardModifier.ShiftModifier)
    assert app.values["hotkeys.mute"] == "<ctrl>+<shift>+<f8>" and keys.text() == "Ctrl + Shift + F8"
    QTest.keyClick(keys, Qt.Key.Key_Z, control)  # not "undo" here
    assert app.values["hotkeys.mute"] == "<ctrl>+z" and ("undo",) not in app.asked
    QTest.keyClick(keys, Qt.Key.Key_Backspace)
    assert app.values["hotkeys.mute"] == "" and keys.text() == ""
    for value in ("<ctrl>+<shift>+<f8>", "<ctrl>+z", ""):
        config.check(config.defaults(), "hotkeys.mute", value)
    click(window.row("hotkeys.mute").reset)
    assert keys.text() == "Ctrl + Alt + M"


def test_reset_one_and_all(window: SettingsWindow, app: App) -> None:
    click(field(window, "window.show_latency").switch)
    row = window.row("window.show_latency")
    assert row.reset.toolTip() == "Back to the default (on)"
    click(row.reset)
    assert ("reset", "window.show_latency") in app.asked and not row.reset.isVisible()
    click(window.footer.reset)
    assert ("reset_all",) not in app.asked and window.footer.reset.text() == "Really reset everything"
    click(window.footer.reset)
    assert ("reset_all",) in app.asked and window.footer.reset.text() == "Reset everything"


def test_the_foot(window: SettingsWindow, app: App) -> None:
    assert not window.footer.undo.isVisible() and not window.footer.restart.isVisible()
    app.undos, app.waits = True, frozenset({"language"})
    window.show_values()
    for button, wish in (
        (window.footer.undo, "undo"),
        (window.footer.restart, "restart"),
        (window.footer.file, "open_file"),
    ):
        click(button)
        assert app.asked[-1] == (wish,)
    window.setFocus()
    QTest.keySequence(window, "Ctrl+Z")
    assert app.asked.count(("undo",)) == 2


def test_what_is_changed_elsewhere_shows(window: SettingsWindow, app: App) -> None:
    volume = field(window, "speaker.volume")
    app.values["speaker.volume"] = 0.25
    window.show_values()
    assert volume.edit.text() == "25 %" and volume.slider.value() == 5
    assert not app.changed()  # showing is not changing


def test_what_is_being_typed_is_not_overwritten(window: SettingsWindow, app: App) -> None:
    edit = field(window, "speaker.volume").edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "4")
    window.show_values()
    assert edit.text() == "4"


def test_search_shows_the_rows_themselves(window: SettingsWindow, app: App, qapp: QApplication) -> None:
    window.find.setFocus()
    QTest.keyClicks(window.find, "volume")
    QTest.keyClick(window.find, Qt.Key.Key_Return)
    window.finish()
    results: Any = window.stack.currentWidget()
    assert [row.name for row in results.rows] == ["speaker.volume"]
    edit = results.rows[0].field.edit
    assert qapp.focusWidget() is edit
    events(qapp)
    QTest.keyClicks(edit, "50")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert app.values["speaker.volume"] == 0.5
    assert window.row("speaker.volume").field.edit.text() == "50 %"  # on its page as well
    window.find.setText("gibberish")
    window.search_now()
    nothing: Any = window.stack.currentWidget()
    assert nothing.rows == [] and "gibberish" in nothing.heading.text().replace("\u200b", "")
    QTest.keyClick(window.find, Qt.Key.Key_Escape)
    window.search_now()
    assert window.stack.currentWidget() is window.pages["you"] and window.isVisible()


def test_for_her_alone(window: SettingsWindow, app: App) -> None:
    window.scope.setFocus()
    QTest.keyClick(window.scope, Qt.Key.Key_Down)
    page: Any = window.stack.currentWidget()
    assert page.row("voices.ko.speed").usual.isVisible() is False
    speed = page.row("voices.ko.speed").field.edit
    speed.setFocus()
    speed.selectAll()
    QTest.keyClicks(speed, "1.3")
    QTest.keyClick(speed, Qt.Key.Key_Return)
    assert app.asked[-1] == ("hers", "ruby", {"voices.ko.speed": 1.3})
    row = page.row("voices.ko.speed")
    assert row.changed and row.usual.text() == "Otherwise: 1×"
    click(row.reset)
    assert app.asked[-1] == ("hers", "ruby", {"voices.ko.speed": None}) and not row.changed
    assert speed.text() == "1.00×"
    language = page.row("language").field.list
    language.setFocus()
    for expected in ({"language": "en"}, {"language": "ko"}):
        QTest.keyClick(language, Qt.Key.Key_Up)
        assert app.asked[-1] == ("hers", "ruby", expected)
    QTest.keyClick(language, Qt.Key.Key_End)
    assert app.asked[-1] == ("hers", "ruby", {"language": None})
    assert not app.changed()  # nothing of it is for everyone


def test_nobody_is_there_yet(qapp: QApplication, app: App) -> None:
    app.someone = False
    window = app.window = SettingsWindow(app.calls(), Texts("ko"), DARK)
    window.show()
    assert window.scope.count() == 1
    app.someone = True
    window.show_values()
    assert window.scope.count() == 2
    window.close()
    events(qapp)


def test_closing_keeps_what_was_typed(window: SettingsWindow, app: App, qapp: QApplication) -> None:
    edit = field(window, "window.fps").edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "48")
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    events(qapp)
    assert app.changed() == {"window.fps": 48}
    assert not isValid(window)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_control_is_reached_by_tab_and_named(qapp: QApplication, app: App, language: str) -> None:
    window = app.window = SettingsWindow(app.calls(), Texts(language), LIGHT)  # type: ignore[arg-type]
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    for name in PAGES:
        window.open_page(name)
        window.finish()
        events(qapp)
        window.find.setFocus()
        reached: set[QWidget] = set()
        for _ in range(120):
            QTest.keyClick(qapp.focusWidget() or window, Qt.Key.Key_Tab)
            focus = qapp.focusWidget()
            assert focus is not None
            if focus in reached:
                break
            reached.add(focus)
        for row in window.pages[name].rows:
            assert row.field.focus_on in reached, row.name
            assert row.field.focus_on.accessibleName()
        for widget in reached:
            named = widget.accessibleName() or getattr(widget, "text", lambda: "")()
            assert named or widget.objectName() in ("settingsPage",), widget
    window.close()
    events(qapp)


def test_it_fits_small_screens_and_both_looks(window: SettingsWindow, qapp: QApplication) -> None:
    window.resize(window.minimumSize())
    for name in PAGES:
        window.open_page(name)
        window.finish()
        events(qapp)
        page = window.pages[name]
        inside = page.widget()
        assert inside.minimumSizeHint().width() <= page.viewport().width(), name
        for row in page.rows:
            assert row.field.geometry().right() <= row.width(), row.name
    window.footer.show_state(undo=True, restart=True)
    assert window.footer.minimumSizeHint().width() <= window.width() - window.sidebar.parentWidget().width()
    window.set_look(DARK)
    for page in window.pages.values():
        for row in page.rows:
            assert row.explanation.text() in TEXTS["en"].values() or "\u200b" in row.explanation.text()


def test_the_window_never_holds_her_up(qapp: QApplication, app: App) -> None:
    """Rows are made a few at a time: no step of opening, turning pages or searching takes the main thread for long."""
    window = app.window = SettingsWindow(app.calls(), Texts("ko"), LIGHT)
    window.show()
    events(qapp)

    def turn(name: str) -> None:
        window.open_page(name)

    def search_for(words: str) -> None:
        window.find.setText(words)
        window.search_now()

    steps = [lambda name=name: turn(name) for name in PAGES] + [lambda: search_for("a"), lambda: search_for("소리")]  # type: ignore[misc]
    took = []
    for step in (*steps, *steps):
        began = time.thread_time()
        step()
        took.append(time.thread_time() - began)
        events(qapp)
    assert sorted(took)[len(took) * 9 // 10] < 0.05, took
    window.find.clear()
    window.open_page("advanced")
    while not window.pages["advanced"].whole:  # the rest comes by itself
        qapp.processEvents()
    assert len(window.pages["advanced"].rows) > 15
    window.close()
    events(qapp)
