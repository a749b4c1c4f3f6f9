"""The guide's window and its steps: mouse, keyboard, language at once, what is asked of the app."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QColor, QIcon, QPixmap
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from shiboken6 import isValid

from companion.face.pose import FacePose
from companion.persona.emotion import Mood
from companion.ui.audio_picker import DevicesSeen, Level, SoundCalls
from companion.ui.first_run.calls import GuideCalls, Place, Voice, Who
from companion.ui.first_run.guide import Guide
from companion.ui.first_run.machine import MicrophoneStep, ModelsStep, PrivacyStep, ReadyStep, SpeakerStep
from companion.ui.first_run.people import CharacterStep, LanguageStep
from companion.ui.first_run.preview import Draw, LivePreview, fitted
from companion.ui.models.items import ModelActions, Shelf, Transfer
from companion.ui.renderer import Renderer
from companion.ui.texts import Texts
from companion.ui.theme import DARK, LIGHT
from companion.voice.types import PlaybackPosition, Reply, SpeechChunk, Turn
from tests.ui.models.test_items import item, shelf
from tests.ui.parts import Clock, Disc, events

STEPS = ("language", "character", "speaker", "microphone", "privacy", "models", "ready")
PEOPLE = (
    Who("ruby", "Ruby", "She explodes.", "Speaks Korean"),
    Who("snow_white", "Snow White", "Gentle.", "Speaks all"),
)


class App:
    """Answers the steps, and writes down what they asked for."""

    def __init__(self) -> None:
        self.said: list[tuple[object, ...]] = []
        self.drawn: list[Disc] = []
        self.voice: Callable[[Voice], None] = lambda voice: None
        self.told: Callable[[str, Transfer | None, str, str], None] = lambda *told: None
        self.answer: Callable[[Shelf | None, str], None] = lambda found, problem: None
        self.report: Callable[[object], None] = lambda report: None
        self.audible: PlaybackPosition | None = None
        self.head: Callable[[str, QIcon], None] = lambda who, head: None
        self.texts = Texts("en")
        note = self._note
        self.calls = GuideCalls(
            language=lambda: "en",
            character=lambda: "snow_white",
            microphone=lambda: "default",
            speaker=lambda: "default",
            mode=lambda: "open",
            offline=lambda: True,
            choose=note("choose"),
            choose_character=note("character"),
            characters=lambda: PEOPLE,
            draw=self._draw,
            heads=lambda take: setattr(self, "head", take),
            hear=note("hear"),
            hush=note("hush"),
            follow_voice=lambda listener: setattr(self, "voice", listener),
            position=lambda: self.audible,
            sound=SoundCalls(self._open, note("listen"), note("record"), note("chime"), note("close")),
            places=lambda: (Place("data", "/home/somebody/data"),),
            open_folder=note("folder"),
            models=ModelActions(**{name: note(name) for name in ModelActions.__dataclass_fields__}),  # type: ignore[arg-type]
            read_models=lambda answer: setattr(self, "answer", answer),
            follow_models=lambda listener: setattr(self, "told", listener),
            open_chat=note("chat"),
        )

    def _note(self, name: str) -> Callable[..., None]:
        return lambda *values: self.said.append((name, *values))

    def _open(self, report: Callable[[object], None]) -> None:
        self.said.append(("look",))
        self.report = report

    def _draw(self, who: str) -> Draw:
        def draw(room: QSize, ratio: float, answer: Callable[[Renderer, QSize], None]) -> None:
            self.said.append(("draw", who))
            self.drawn.append(Disc())
            size = fitted(self.drawn[-1], room)
            self.drawn[-1].resize(size, ratio)
            answer(self.drawn[-1], size)

        return draw

    def build(self, step: str) -> QWidget:
        kinds: dict[str, type[QWidget]] = {
            "language": LanguageStep,
            "character": CharacterStep,
            "speaker": SpeakerStep,
            "microphone": MicrophoneStep,
            "privacy": PrivacyStep,
            "models": ModelsStep,
            "ready": ReadyStep,
        }
        return kinds[step](self.calls, self.texts, LIGHT)  # type: ignore[call-arg]


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def guide(qapp: QApplication, app: App) -> Iterator[Guide]:
    made = Guide(STEPS, app.build, app.texts, LIGHT)
    made.show()
    made.activateWindow()
    events(qapp)
    yield made
    if isValid(made):
        made.close()
    events(qapp)


def at(guide: Guide, step: str) -> QWidget:
    """Go there; its widget."""
    guide.go(STEPS.index(step))
    events(QApplication.instance())  # type: ignore[arg-type]
    return guide._scroll.widget()


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    events(QApplication.instance())  # type: ignore[arg-type]


def words(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


# --- going ---


def test_forth_and_back_by_mouse(guide: Guide) -> None:
    arrived = QSignalSpy(guide.arrived)
    assert guide.step == "language" and not guide.back.isVisible() and guide.next.text() == "Let's begin"
    for step in STEPS[1:]:
        click(guide.next)
        assert guide.step == step and guide.title.text()
    assert guide.next.text() == "Done" and not guide.skip.isVisible()
    for step in reversed(STEPS[:-1]):
        click(guide.back)
        assert guide.step == step
    assert arrived.count() == 12


def test_by_keys(guide: Guide, qapp: QApplication) -> None:
    finished = QSignalSpy(guide.finished)
    assert qapp.focusWidget() is guide.next, "Enter goes on"
    QTest.keyClick(qapp.focusWidget(), Qt.Key.Key_Return)
    assert guide.step == "character"
    QTest.keyClick(qapp.focusWidget(), Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert guide.step == "speaker"
    QTest.keyClick(qapp.focusWidget(), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert guide.step == "character"
    QTest.keyClick(guide, Qt.Key.Key_Escape)
    assert finished.count() == 1 and finished.at(0) == [False]


def test_each_step_can_be_skipped_to_the_end(guide: Guide) -> None:
    finished = QSignalSpy(guide.finished)
    click(guide.next)
    for _ in STEPS[1:-1]:
        click(guide.skip)
    assert guide.step == "ready"
    click(guide.next)
    assert finished.count() == 1 and finished.at(0) == [True]


def test_later_closes_it_from_the_first_step(guide: Guide) -> None:
    finished = QSignalSpy(guide.finished)
    click(guide.skip)
    assert finished.count() == 1 and finished.at(0) == [False]


def test_only_the_person_finishes_it_not_the_end_of_the_program(guide: Guide, app: App, qapp: QApplication) -> None:
    finished, closed = QSignalSpy(guide.finished), QSignalSpy(guide.closed)
    guide.close()  # as the program does when it quits
    assert finished.count() == 0 and closed.count() == 1


def test_the_window_s_own_button_finishes_it(qapp: QApplication, app: App) -> None:
    guide = Guide(STEPS, app.build, app.texts, LIGHT)
    guide.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    finished = QSignalSpy(guide.finished)

    class FromOutside(QCloseEvent):
        def spontaneous(self) -> bool:
            return True

    guide.closeEvent(FromOutside())
    assert finished.count() == 1
    guide.deleteLater()
    events(qapp)


def test_it_begins_where_it_was_left(qapp: QApplication, app: App) -> None:
    guide = Guide(STEPS, app.build, app.texts, LIGHT, start=4)
    assert guide.step == "privacy"
    guide.close()
    beyond = Guide(STEPS, app.build, app.texts, LIGHT, start=99)
    assert beyond.step == "ready"
    beyond.close()
    events(qapp)


def test_everything_can_be_reached_by_tab(guide: Guide, qapp: QApplication) -> None:
    for step in STEPS:
        body = at(guide, step)
        guide.next.setFocus()
        shown = [b for b in [*body.findChildren(QPushButton), guide.next] if b.isVisible() and b.isEnabled()]
        wanted = set(shown)
        seen: set[QWidget] = set()
        for _ in range(40):
            QTest.keyClick(qapp.focusWidget(), Qt.Key.Key_Tab)
            seen.add(qapp.focusWidget())
        assert wanted <= seen, (step, [button.text() for button in wanted - seen])
        unnamed = [b for b in wanted if not (b.accessibleName() or b.text())]
        assert unnamed == []


def test_arrows_choose_among_several(guide: Guide, app: App, qapp: QApplication) -> None:
    step = at(guide, "character")
    assert isinstance(step, CharacterStep)
    step.choices.buttons["snow_white"].setFocus()
    QTest.keyClick(qapp.focusWidget(), Qt.Key.Key_Up)
    assert step.shown == "ruby" and ("character", "ruby") in app.said and step.choices.buttons["ruby"].isChecked()
    step.choices.buttons["snow_white"].setFocus()
    QTest.keyClick(qapp.focusWidget(), Qt.Key.Key_Return)
    assert step.shown == "snow_white" and guide.step == "character", "Enter chooses …"
    QTest.keyClick(qapp.focusWidget(), Qt.Key.Key_Return)
    assert guide.step == "speaker", "… and then goes on"
    guide.back.setFocus()
    QTest.keyClick(guide.back, Qt.Key.Key_Return)
    assert guide.step == "character"


def test_it_fits_a_small_screen(guide: Guide, qapp: QApplication) -> None:
    guide.resize(560, 440)
    for step in STEPS:
        body = at(guide, step)
        assert body.width() <= guide.width(), step
        assert guide.next.geometry().right() <= guide.width() and guide.next.isVisible()


# --- the steps ---


def test_the_language_changes_the_guide_at_once(guide: Guide, app: App) -> None:
    step = at(guide, "language")
    assert isinstance(step, LanguageStep) and step.choices.buttons["en"].isChecked()
    click(step.choices.buttons["ko"])
    assert app.said[-1] == ("choose", "language", "ko")
    app.texts = Texts("ko")
    guide.show_texts(app.texts)
    assert guide.title.text() == "만나서 반가워요!" and guide.next.text() == "시작하기"
    again = guide._scroll.widget()
    assert isinstance(again, LanguageStep) and again.choices.buttons["ko"].isChecked()


def test_a_character_is_seen_alive_and_heard(guide: Guide, app: App) -> None:
    step = at(guide, "character")
    assert isinstance(step, CharacterStep) and step.shown == "snow_white"
    click(step.choices.buttons["ruby"])
    assert ("character", "ruby") in app.said and step.shown == "ruby"
    assert step.preview.accessibleName() == "Ruby" and step.voice.button.text() == "Hear Ruby"
    click(step.voice.button)
    assert app.said[-1] == ("hear", "ruby")
    app.voice(Voice("ruby", "speaking"))
    assert step.voice.button.text() == "Stop"
    app.voice(Voice("snow_white", "over"))
    assert step.voice.button.text() == "Stop", "another one's end is not hers"
    click(step.voice.button)
    assert app.said[-1] == ("hush",)
    app.voice(Voice("ruby", "failed", "There is no speaker."))
    assert "There is no speaker." in words(step) and step.voice.button.text() == "Hear Ruby"


def test_faces_stand_beside_the_names_when_they_are_drawn(guide: Guide, app: App, qapp: QApplication) -> None:
    step = at(guide, "character")
    assert isinstance(step, CharacterStep)
    picture = QPixmap(80, 80)
    picture.fill(QColor("#ff0000"))
    app.head("ruby", QIcon(picture))
    app.head("nobody", QIcon(picture))
    events(qapp)
    shown = {
        who: button.grab().toImage().pixelColor(36, button.height() // 2)
        for who, button in step.choices.buttons.items()
    }
    assert shown["ruby"] == QColor("#ff0000") and shown["snow_white"] != QColor("#ff0000")
    at(guide, "speaker")
    app.head("ruby", QIcon(picture))  # the list is gone: nobody minds


def test_the_speaker_is_chosen_and_tried(guide: Guide, app: App) -> None:
    step = at(guide, "speaker")
    assert isinstance(step, SpeakerStep) and ("look",) in app.said
    app.report(DevicesSeen((), ("Headphones",)))
    step.picker.speaker.list.setCurrentIndex(1)
    step.picker.speaker.list.activated.emit(1)
    assert ("choose", "speaker.device", "Headphones") in app.said
    click(step.picker.speaker.test)
    assert app.said[-1] == ("chime", "Headphones", 1.0)
    click(step.voice.button)
    assert app.said[-1] == ("hear", "snow_white")
    click(guide.next)
    assert ("close",) in app.said, "nothing is open behind a step that is gone"


def test_the_microphone_is_chosen_tried_and_limited(guide: Guide, app: App) -> None:
    step = at(guide, "microphone")
    assert isinstance(step, MicrophoneStep) and ("listen", "default") in app.said
    app.report(DevicesSeen(("Yeti",), ()))
    app.report(Level(-20.0))
    click(step.picker.microphone.test)
    assert app.said[-1][0] == "record"
    click(step.modes.buttons["push_to_talk"])
    assert app.said[-1] == ("choose", "microphone.mode", "push_to_talk")


def test_privacy_says_where_things_lie_and_what_is_true(guide: Guide, app: App) -> None:
    step = at(guide, "privacy")
    assert "/home/somebody/data" in words(step) and "No network" in words(step) and "No camera" in words(step)
    app.calls = replace(app.calls, offline=lambda: False)
    at(guide, "models")
    assert "No network" not in words(at(guide, "privacy"))


def test_models_come_only_when_the_licence_was_agreed_to(guide: Guide, app: App) -> None:
    step = at(guide, "models")
    assert isinstance(step, ModelsStep) and "without a download" in words(step)
    wanted, other = item("best", advised=True), item("other")
    app.answer(shelf(wanted, other), "")
    events(QApplication.instance())  # type: ignore[arg-type]
    assert list(step.cards) == ["best"] and "All together 2.5 GB" in words(step)
    card = step.cards["best"]
    click(next(b for b in card.findChildren(QPushButton) if b.text().startswith("Download")))
    assert not any(said[0] == "get" for said in app.said)
    click(next(b for b in card.findChildren(QPushButton) if b.text().startswith("Agree")))
    assert app.said[-1] == ("get", "best")
    app.told("best", Transfer("downloading", 1, 2), "", "")
    assert card.bar is not None and card.bar.value() == 500
    app.told("best", None, "She uses it now.", "good")
    app.answer(shelf(replace(wanted, installed=True, in_use=True)), "")
    events(QApplication.instance())  # type: ignore[arg-type]
    assert card.item.in_use and "All together" not in words(step)


def test_a_machine_for_which_nothing_larger_is_good(guide: Guide, app: App) -> None:
    step = at(guide, "models")
    app.answer(shelf(item("other")), "")
    assert "starter models are the right ones" in words(step)
    app.answer(None, "The catalogue is damaged.")
    assert "The catalogue is damaged." in words(step)


def test_at_the_end_one_writes_the_first_line(guide: Guide, app: App) -> None:
    step = at(guide, "ready")
    assert isinstance(step, ReadyStep)
    click(step.chat)
    assert app.said[-1] == ("chat",)


def test_what_could_not_be_kept_is_said_until_one_goes_on(guide: Guide) -> None:
    guide.say("Your settings can't be written.")
    assert guide.said.isVisible()
    click(guide.next)
    assert not guide.said.isVisible()


def test_the_look_changes_with_the_system(guide: Guide, app: App) -> None:
    guide.set_look(DARK)
    assert guide.dots.palette_of_ours is DARK


# --- the living picture ---


@pytest.fixture
def living(qapp: QApplication) -> Iterator[tuple[LivePreview, Clock, Disc]]:
    """A preview in which an ellipse stands; its clock is ours, so no frame comes by itself."""
    clock, disc = Clock(), Disc()
    preview = LivePreview(LIGHT, clock=clock)
    preview.resize(260, 400)

    def draw(room: QSize, ratio: float, answer: Callable[[Renderer, QSize], None]) -> None:
        size = fitted(disc, room)
        disc.resize(size, ratio)
        answer(disc, size)

    preview.show_character(draw, "Ruby")
    yield preview, clock, disc
    preview.close()
    preview.deleteLater()
    events(qapp)


Living = tuple[LivePreview, Clock, Disc]


def test_the_picture_lives_only_while_it_is_seen(qapp: QApplication, living: Living) -> None:
    preview, clock, disc = living
    events(qapp)
    assert not preview._frames.isActive() and not disc.sizes, "hidden, it does nothing"
    came = QSignalSpy(preview.came)
    preview.show()
    events(qapp)
    assert preview._frames.isActive() and came.count() == 1
    smiling = [pose.mouth_form for pose in _frames(preview, clock, disc, 40)]
    assert max(smiling) > 0.2, "she comes with a smile"
    preview.hide()
    assert not preview._frames.isActive()


def test_one_figure_for_all_sizes_of_a_layout(qapp: QApplication, living: Living) -> None:
    preview, _clock, disc = living
    preview.show()
    events(qapp)
    before = len(disc.sizes)
    for width in (300, 310, 320, 330):
        preview.resize(width, 420)
    events(qapp)
    assert len(disc.sizes) == before + 1 and disc.sizes[-1][0] == QSize(280, 420), "in her own proportions"


def test_an_answer_that_comes_too_late_is_dropped(qapp: QApplication) -> None:
    preview = LivePreview(LIGHT, clock=Clock())
    asked: list[Callable[[Renderer, QSize], None]] = []
    preview.show()
    events(qapp)
    preview.show_character(lambda room, ratio, answer: asked.append(answer), "Ruby")
    preview.show_character(lambda room, ratio, answer: asked.append(answer), "Nova")
    old, new = Disc(), Disc()
    for disc in (old, new):
        disc.resize(QSize(200, 300), 1.0)
    asked[1](new, QSize(200, 300))
    asked[0](old, QSize(200, 300))
    assert preview._renderer is new and preview.accessibleName() == "Nova"
    preview.close()
    preview.deleteLater()
    events(qapp)


def test_her_mouth_goes_with_the_sample(qapp: QApplication, living: Living) -> None:
    preview, clock, disc = living
    turn = Turn(0)
    pcm = (0.5 * np.sin(np.arange(16_000) / 5)).astype(np.float32)
    chunk = SpeechChunk(turn, pcm, 16_000, Reply(turn, "a", "a", Mood("joy", 0.5)))
    audible: list[PlaybackPosition | None] = [None]
    preview._position = lambda: audible[0]
    preview.show()
    events(qapp)
    closed = _frames(preview, clock, disc, 60)[-1].mouth_open
    audible[0] = PlaybackPosition(chunk, 0.4, 0.4)
    opened = max(pose.mouth_open for pose in _frames(preview, clock, disc, 20))
    assert opened > closed + 3
    QTest.mousePress(preview, Qt.MouseButton.LeftButton)
    assert preview._feed.touched is not None
    QTest.mouseRelease(preview, Qt.MouseButton.LeftButton)
    assert preview._feed.touched is None


def _frames(preview: LivePreview, clock: Clock, disc: Disc, count: int) -> list[FacePose]:
    """So many frames, a thirtieth of a second each; the poses that were painted."""
    start = len(disc.poses)
    for _ in range(count):
        clock.pass_(1 / 30)
        preview._frame()
        preview.repaint()
    return disc.poses[start:]
