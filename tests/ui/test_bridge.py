"""Events cross to the main thread in order; words are joined; a burst does not flood."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEventLoop, QThread, QTimer
from PySide6.QtWidgets import QApplication

from companion.persona.emotion import Mood
from companion.ui import bridge as module
from companion.ui.bridge import Bridge
from companion.voice.types import MicLevel, ReplyDone, ReplyStarted, ReplyText, State, StateChanged
from tests.ui.parts import Clock, turn

CALM = Mood("neutral", 0.0)


class Ears:
    def __init__(self, clock: Clock) -> None:
        self.bridge = Bridge(clock)
        self.heard: list[object] = []
        self.threads: list[QThread] = []
        self.bridge.event.connect(self._hear)

    def _hear(self, event: object) -> None:
        self.heard.append(event)
        self.threads.append(QThread.currentThread())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ears(qapp: QApplication, clock: Clock) -> Iterator[Ears]:
    made = Ears(clock)
    yield made
    made.bridge.close()


def wait_for_timer(milliseconds: int = 60) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def test_events_arrive_on_the_main_thread_in_order(qapp: QApplication, ears: Ears) -> None:
    sent: list[object] = [StateChanged(State.THINKING), ReplyStarted(turn(), CALM), StateChanged(State.SPEAKING)]
    worker = threading.Thread(target=lambda: [ears.bridge.post(event) for event in sent])
    worker.start()
    worker.join(5)
    assert ears.heard == []
    qapp.processEvents()
    assert ears.heard == sent
    assert set(ears.threads) == {qapp.thread()}


def test_neighbouring_words_of_a_turn_are_joined(qapp: QApplication, ears: Ears) -> None:
    one, two = turn(1), turn(2)
    for event in (ReplyText(one, "안"), ReplyText(one, "녕"), ReplyText(two, "hi"), ReplyText(one, "!")):
        ears.bridge.post(event)
    qapp.processEvents()
    assert ears.heard == [ReplyText(one, "안녕"), ReplyText(two, "hi"), ReplyText(one, "!")]


def test_words_come_at_most_thirty_times_a_second(qapp: QApplication, ears: Ears, clock: Clock) -> None:
    one = turn()
    ears.bridge.post(ReplyText(one, "a"))
    qapp.processEvents()
    for letter in "bcdef":
        clock.pass_(0.005)
        ears.bridge.post(ReplyText(one, letter))
        qapp.processEvents()
    assert ears.heard == [ReplyText(one, "a")]
    clock.pass_(0.02)
    wait_for_timer()
    assert ears.heard == [ReplyText(one, "a"), ReplyText(one, "bcdef")]


def test_what_is_not_a_stream_takes_held_words_along_at_once(qapp: QApplication, ears: Ears) -> None:
    one = turn()
    ears.bridge.post(ReplyText(one, "a"))
    qapp.processEvents()
    ears.bridge.post(ReplyText(one, "b"))
    qapp.processEvents()
    done = ReplyDone(one, "ab", CALM, "{}")
    ears.bridge.post(done)
    qapp.processEvents()
    assert ears.heard == [ReplyText(one, "a"), ReplyText(one, "b"), done]


def test_only_the_newest_microphone_level_is_delivered(qapp: QApplication, ears: Ears) -> None:
    ears.bridge.post(MicLevel(-50.0, 0.1))
    ears.bridge.post(StateChanged(State.HEARING))
    ears.bridge.post(MicLevel(-20.0, 0.9))
    qapp.processEvents()
    assert ears.heard == [MicLevel(-20.0, 0.9), StateChanged(State.HEARING)]


def test_nothing_is_delivered_after_close(qapp: QApplication, ears: Ears) -> None:
    ears.bridge.post(StateChanged(State.IDLE))
    ears.bridge.close()
    ears.bridge.post(StateChanged(State.LISTENING))
    qapp.processEvents()
    assert ears.heard == []


def test_a_hanging_window_costs_old_events_not_memory(
    qapp: QApplication, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CAPACITY", 3)
    for number in range(5):
        ears.bridge.post(ReplyStarted(turn(number), CALM))
    qapp.processEvents()
    assert [event.turn.id for event in ears.heard if isinstance(event, ReplyStarted)] == [2, 3, 4]
