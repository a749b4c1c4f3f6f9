"""The endpointer, frame by frame."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.voice.endpoint import Confirmed, Dropped, Ended, Endpointer, Mark, MaybeEnd, Onset, Resumed
from companion.voice.settings import FRAME, EndpointSettings


class Line:
    """Feeds an endpointer and keeps its marks with their times."""

    def __init__(self, **changes: float) -> None:
        self.endpoint = Endpointer(EndpointSettings(**changes))
        self.now = 10.0
        self.marks: list[Mark] = []

    def feed(self, seconds: float, probability: float) -> list[Mark]:
        new: list[Mark] = []
        for _ in range(round(seconds / FRAME)):
            new += self.endpoint.feed(self.now, probability)
            self.now += FRAME
        self.marks += new
        return new

    def voice(self, seconds: float) -> list[Mark]:
        return self.feed(seconds, 0.9)

    def silence(self, seconds: float) -> list[Mark]:
        return self.feed(seconds, 0.0)


def kinds(marks: list[Mark]) -> list[type]:
    return [type(mark) for mark in marks]


def test_onset_confirm_maybe_end_and_end() -> None:
    line = Line()
    assert line.silence(1.0) == []
    assert line.voice(0.064) == [Onset(pytest.approx(11.0, abs=0.02))]
    assert line.voice(0.064) == [Confirmed()]
    line.voice(0.5)
    end = line.now
    assert line.silence(0.096) == [MaybeEnd(pytest.approx(end))]
    assert line.silence(0.48) == []
    assert line.silence(0.064) == [Ended(pytest.approx(end), "hold")]
    assert not line.endpoint.active
    assert line.silence(5.0) == []


def test_hysteresis_keeps_a_fading_voice_and_does_not_begin_one() -> None:
    line = Line()
    assert line.feed(1.0, 0.45) == []
    line.voice(0.3)
    assert line.feed(1.0, 0.4) == []
    assert kinds(line.feed(0.2, 0.3)) == [MaybeEnd]


@pytest.mark.parametrize("frames", [1, 2, 3])
def test_too_short_is_dropped(frames: int) -> None:
    line = Line()
    line.voice(frames * FRAME)
    line.silence(0.5)
    assert kinds(line.marks) == ([Onset, Dropped] if frames > 1 else [])


@pytest.mark.parametrize(("kind", "hold"), [("complete", 0.3), ("unsure", 0.6), ("unfinished", 1.5)])
def test_the_words_choose_the_hold(kind: str, hold: float) -> None:
    line = Line()
    line.voice(0.5)
    end = line.now
    line.silence(0.16)
    assert line.endpoint.expect(kind, line.now) == []  # type: ignore[arg-type]
    line.silence(2.0)
    assert isinstance(line.marks[-1], Ended)
    line = Line()
    line.voice(0.5)
    line.silence(0.16)
    line.endpoint.expect(kind, line.now)  # type: ignore[arg-type]
    while not kinds(line.silence(FRAME)):
        pass
    assert line.now - end == pytest.approx(hold, abs=FRAME)


def test_late_words_end_at_once_when_the_hold_is_over() -> None:
    line = Line()
    line.voice(0.5)
    line.silence(0.4)
    assert kinds(line.endpoint.expect("complete", line.now)) == [Ended]
    assert line.endpoint.expect("complete", line.now) == []


def test_going_on_resumes_and_makes_the_words_void() -> None:
    line = Line()
    line.voice(0.5)
    line.silence(0.2)
    line.endpoint.expect("complete", line.now)
    begun = line.now
    resumed = line.voice(0.3)
    assert kinds(resumed) == [Resumed]
    assert resumed[0].time == pytest.approx(begun) and resumed[0].pause == pytest.approx(0.2, abs=FRAME)  # type: ignore[union-attr]
    assert line.endpoint.hold == 0.6


def test_a_click_in_the_pause_is_not_going_on() -> None:
    line = Line()
    line.voice(0.5)
    end = line.now
    line.silence(0.2)
    line.voice(0.064)
    assert line.silence(0.5) == [Ended(pytest.approx(end), "hold")]


def test_the_longest_utterance_is_bounded_and_the_next_begins() -> None:
    line = Line(max_utterance=5.0)
    line.voice(5.5)
    assert [mark.reason for mark in line.marks if isinstance(mark, Ended)] == ["length"]
    assert kinds(line.marks)[-2:] == [Onset, Confirmed]


@pytest.mark.parametrize(("voiced", "last"), [(0.5, Ended), (0.064, Dropped)])
def test_a_hole_in_time_ends_what_was_begun(voiced: float, last: type) -> None:
    line = Line()
    line.voice(voiced)
    line.now += 3.0
    assert kinds(line.silence(FRAME)) == [last]


def test_push_to_talk_holds_and_releases() -> None:
    line = Line()
    line.endpoint.held = True
    line.voice(0.5)
    assert kinds(line.silence(5.0)) == [MaybeEnd]
    assert kinds(line.endpoint.release()) == [Ended]
    assert line.endpoint.release() == []


def test_a_false_cut_raises_the_hold_and_good_turns_let_it_fade() -> None:
    line = Line()
    assert line.endpoint.hold == 0.6
    line.voice(0.5)
    line.silence(0.16)
    line.endpoint.expect("complete", line.now)
    line.endpoint.false_cut(0.7)
    raised = line.endpoint.hold
    assert 0.7 < raised <= 1.0
    for _ in range(20):
        line.endpoint.good_turn()
    assert line.endpoint.hold == pytest.approx(0.3)
    line.endpoint.false_cut(30.0)
    assert line.endpoint.hold == 1.5


def test_reset_forgets_the_utterance() -> None:
    line = Line()
    line.voice(0.5)
    line.endpoint.reset()
    assert not line.endpoint.active and line.silence(2.0) == []


@given(st.lists(st.tuples(st.integers(1, 40), st.booleans()), max_size=30))
def test_marks_always_come_in_an_order_that_makes_sense(stretches: list[tuple[int, bool]]) -> None:
    line = Line()
    for frames, voiced in stretches:
        line.feed(frames * FRAME, 0.9 if voiced else 0.1)
    line.silence(2.0)
    allowed = {
        None: {Onset},
        Onset: {Confirmed, Dropped},
        Confirmed: {MaybeEnd, Ended},
        MaybeEnd: {Resumed, Ended},
        Resumed: {MaybeEnd, Ended},
        Ended: {Onset},
        Dropped: {Onset},
    }
    before = None
    for kind in kinds(line.marks):
        assert kind in allowed[before]
        before = kind
    assert before in (None, Ended, Dropped)
