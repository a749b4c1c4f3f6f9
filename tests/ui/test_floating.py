"""Bubble and cards: what floats beside her shows, stays, goes, and never takes the focus."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QLabel

from companion.errors import AudioError, CompanionError, SpeechError
from companion.ui.badge import Badge
from companion.ui.bubble import Bubble
from companion.ui.cards import MOST, Cards
from companion.ui.problems import Problems
from companion.ui.status import Status
from companion.ui.subtitle import AFTERGLOW
from companion.ui.texts import Texts
from companion.ui.theme import DARK, LIGHT
from companion.voice.types import Failed, Notice, Spoken, State
from tests.ui.parts import Clock, events, piece, turn

HER = QRect(380, 190, 400, 600)
HEAD = QPoint(580, 440)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bubble(qapp: QApplication, clock: Clock) -> Iterator[Bubble]:
    made = Bubble(LIGHT, clock)
    made.follow(HER, HEAD, QRect())
    yield made
    made.clear()
    made.deleteLater()
    events(qapp)


def test_the_bubble_shows_her_words_beside_her_and_lets_the_mouse_through(bubble: Bubble) -> None:
    bubble.on_event(piece(turn(), "안녕하세요!"))
    assert bubble.isVisible() and bubble.words == "안녕하세요!"
    assert bubble.windowFlags() & Qt.WindowType.WindowTransparentForInput
    assert bubble.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert bubble.geometry().top() < HEAD.y() < bubble.geometry().bottom()
    assert bubble.accessibleName() == "안녕하세요!"


def test_the_bubble_fits_its_words_and_follows_her(bubble: Bubble) -> None:
    bubble.on_event(piece(turn(1), "네!"))
    small = bubble.size()
    bubble.on_event(piece(turn(2), "오늘은 숲길을 따라 천천히 걸어가면서 작은 새들에게 인사를 했어요."))
    assert bubble.width() > small.width() and bubble.height() > small.height()
    assert bubble._label.height() >= bubble._label.heightForWidth(bubble._label.width())
    before = bubble.pos()
    bubble.follow(HER.translated(30, -40), HEAD + QPoint(30, -40), QRect())
    assert bubble.pos() == before + QPoint(30, -40)


def test_the_bubble_fades_when_her_words_are_over(bubble: Bubble, clock: Clock) -> None:
    one = turn()
    bubble.on_event(piece(one, "Bye."))
    bubble.on_event(Spoken(one, "Bye.", True))
    assert bubble.words == "Bye."
    assert bubble._later.isActive()
    clock.pass_(AFTERGLOW + 0.1)
    bubble.refresh()
    assert bubble.words == ""
    assert QSignalSpy(bubble._fade.finished).wait(5000)
    assert not bubble.isVisible()
    assert not bubble._later.isActive()


def test_clearing_hides_at_once(bubble: Bubble) -> None:
    bubble.on_event(piece(turn(), "Hello."))
    bubble.clear()
    assert not bubble.isVisible() and bubble.words == ""


def test_the_bubble_can_be_painted_in_both_looks(bubble: Bubble) -> None:
    bubble.on_event(piece(turn(), "Hello."))
    light = bubble.grab().toImage().pixelColor(bubble.width() // 2, 18)
    bubble.set_palette(DARK)
    dark = bubble.grab().toImage().pixelColor(bubble.width() // 2, 18)
    assert light.lightness() > 200 > 100 > dark.lightness()


class Stack:
    def __init__(self) -> None:
        texts = Texts("en")
        self.problems = Problems(texts, self._show)
        self.cards = Cards(texts, LIGHT, self.problems.solved)
        self.cards.follow(HER)

    def _show(self) -> None:
        self.cards.show_problems(self.problems.open)


@pytest.fixture
def stack(qapp: QApplication) -> Iterator[Stack]:
    made = Stack()
    yield made
    made.cards.show_problems(())
    made.cards.close()
    made.cards.deleteLater()
    events(qapp)


def words(stack: Stack) -> list[str]:
    return [card.accessibleName() for card in stack.cards.cards()]


def test_an_error_stays_with_what_to_do(stack: Stack, qapp: QApplication) -> None:
    stack.problems.on_event(Failed("tts", SpeechError("The voice is missing.", code="x", hint="Choose another.")))
    assert stack.cards.isVisible()
    assert not stack.cards._leave.isActive()
    stack.cards._drop_notices()
    (card,) = stack.cards.cards()
    shown = [label.text() for label in card.findChildren(QLabel)]
    assert {"Her voice failed", "The voice is missing.", "Choose another."} <= set(shown)
    assert stack.cards.height() >= card.sizeHint().height()


def test_dismissing_closes_only_that_card(stack: Stack) -> None:
    stack.problems.report("tts", SpeechError("One.", code="x"))
    stack.problems.report("audio", AudioError("Two.", code="y"))
    newest, _older = stack.cards.cards()
    assert "Two." in newest.accessibleName()
    assert newest.close_button.accessibleName() == "Dismiss"
    newest.close_button.click()
    assert len(words(stack)) == 1 and "One." in words(stack)[0]
    stack.cards.cards()[0].close_button.click()
    assert not stack.cards.isVisible()


def test_many_errors_are_counted_not_piled(stack: Stack) -> None:
    for number in range(MOST + 2):
        stack.problems.report(f"stage{number}", CompanionError(f"Number {number}.", code="x"))
    assert len(stack.cards.cards()) == MOST
    assert f"Number {MOST + 1}." in words(stack)[0]
    assert any(label.text() == "and 2 more" for label in stack.cards.findChildren(QLabel))


def test_a_notice_goes_by_itself_but_an_error_beside_it_stays(stack: Stack) -> None:
    stack.problems.report("tts", SpeechError("Broken.", code="x"))
    stack.problems.on_event(Notice("brain-restarted", "Her brain was restarted."))
    assert len(words(stack)) == 2 and stack.cards._leave.isActive()
    stack.cards._drop_notices()
    assert len(words(stack)) == 1 and "Broken." in words(stack)[0]
    assert not stack.cards._leave.isActive()


def test_new_colours_keep_the_cards(stack: Stack) -> None:
    stack.problems.report("tts", SpeechError("Broken.", code="x"))
    stack.cards.set_palette(DARK)
    assert len(words(stack)) == 1


def test_the_badge_says_everything_and_grows_with_it(qapp: QApplication) -> None:
    badge = Badge(Texts("en"), LIGHT, show_latency=True)
    resized: list[int] = []
    badge.resized = lambda: resized.append(badge.width())
    badge.show_status(Status(state=State.LISTENING))
    small = badge.width()
    full = Status(state=State.LISTENING, half_duplex=True, offline=True, voice_on=False, latency_ms=400.0)
    badge.show_status(full)
    assert badge.width() > small and resized
    for part in ("Listening", "Half duplex", "Offline", "Voice off"):
        assert part in badge.accessibleName()
    before = len(resized)
    badge.show_status(full)
    assert len(resized) == before
    badge.deleteLater()


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("level", [0.0, 1.0])
def test_the_badge_paints_every_state(qapp: QApplication, state: State, level: float) -> None:
    badge = Badge(Texts("ko"), LIGHT, show_latency=True)
    badge.show_status(Status(state=state, level=level, mode="push_to_talk"))
    picture = badge.grab().toImage()
    assert picture.pixelColor(badge.width() // 2, 3).alpha() > 200
    badge.set_palette(DARK)
    assert badge.grab().toImage() != picture
    badge.deleteLater()


def test_latency_is_left_out_when_it_is_switched_off(qapp: QApplication) -> None:
    widths = []
    for show in (True, False):
        badge = Badge(Texts("en"), LIGHT, show_latency=show)
        badge.show_status(Status(state=State.LISTENING, latency_ms=400.0))
        widths.append(badge.width())
        badge.deleteLater()
    assert widths[0] > widths[1]


def test_a_long_list_of_mistakes_does_not_cover_the_screen(qapp: QApplication) -> None:
    message = "\n".join(["conf.yaml: 700 settings are wrong:", *(f"  - line {number}" for number in range(700))])
    error = CompanionError(message, code="config-invalid")
    problems = Problems(Texts("en"))
    problems.report("config", error)
    cards = Cards(Texts("en"), LIGHT, problems.solved)
    cards.show_problems(problems.open)
    (card,) = cards.cards()
    shown = max((label.text() for label in card.findChildren(QLabel)), key=len)
    assert shown.count("\n") == 8 and shown.endswith("…")
    assert any("line 20" in label.toolTip() for label in card.findChildren(QLabel))
    cards.close()
    cards.deleteLater()
