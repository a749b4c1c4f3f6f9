"""The bench's judge: what counts as missed, cut, false. The stage itself is run for real in test_bench.py."""

import numpy as np
import pytest

from companion.cli.bench_stage import Stamped, TurnResult, character_error_rate, judge
from companion.cli.bench_turns import BenchTurn, Clip
from companion.errors import BrainError
from companion.persona.emotion import Mood
from companion.voice.types import Event, Failed, Interrupted, Notice, ReplyDone, Transcript, Turn, TurnTimings

TURN = Turn(1)
CLIP = Clip(np.zeros(16_000, np.float32), 0.0, 1.0)
DONE = ReplyDone(TURN, "Hi.", Mood("joy", 0.5), "{}")


def judged(kind: str, *events: tuple[float, Event], text: str = "안녕") -> TurnResult:
    """Speech lasts from 10.0 to 11.0 seconds."""
    result = TurnResult(kind, "ko", 1)
    judge(BenchTurn(kind, "ko", text, CLIP), result, [Stamped(*item) for item in events], 11.0)
    return result


def test_a_good_turn() -> None:
    timings = TurnTimings(TURN, {"endpoint": 340.0}, speculative=True)
    good = judged("plain", (11.3, Transcript(TURN, "안녕!", "ko")), (11.4, DONE), (12.0, timings))
    assert not (good.missed or good.false_cut or good.failures or good.interrupted)
    assert good.error_rate == 0.0 and good.stages == {"endpoint": 340.0} and good.speculative


def test_partial_transcripts_and_silence_are_a_missed_turn() -> None:
    assert judged("plain", (11.2, Transcript(TURN, "안", "ko", final=False)), (11.4, DONE)).missed
    assert judged("plain", (11.2, Transcript(TURN, "안녕", "ko"))).missed
    assert judged("plain").missed


def test_answering_before_the_end_is_a_false_cut() -> None:
    early = judged("plain", (10.6, Transcript(TURN, "안", "ko")), (10.7, DONE))
    assert early.false_cut and not early.missed
    second = Transcript(Turn(2), "녕", "ko")
    assert judged("pause", (11.2, Transcript(TURN, "안", "ko")), (11.3, DONE), (11.9, second)).false_cut
    assert not judged("barge_in", (11.2, Transcript(TURN, "안", "ko")), (11.3, DONE), (13.9, second)).false_cut


def test_noise_that_is_answered() -> None:
    assert judged("noise", (11.2, Transcript(TURN, "시청해주셔서", "ko"))).false_turn
    quiet = judged("noise")
    assert not quiet.false_turn and not quiet.missed


def test_interruptions_and_failures() -> None:
    error = BrainError("It broke.", code="brain-broke")
    seen = judged(
        "barge_in",
        (11.2, Interrupted(TURN, "Hi", "voice")),
        (11.3, Failed("llm", error, TURN)),
        (11.4, Notice("brain-restarted", "Again.")),
        (11.5, Notice("other", "Fine.")),
    )
    assert seen.interrupted and seen.failures == ["brain-broke", "brain-restarted"]
    assert not judged("barge_in", (11.2, Interrupted(TURN, "", "typed"))).interrupted


@pytest.mark.parametrize(
    ("truth", "heard", "rate"),
    [
        ("너 이름이 뭐야?", "너 이름이 뭐야", 0.0),
        ("Hello.", "hello", 0.0),
        ("안녕", "", 1.0),
        ("abcd", "abxd", 0.25),
        ("abcd", "abcde", 0.25),
        ("ab", "xxxx", 2.0),
    ],
)
def test_character_error_rate(truth: str, heard: str, rate: float) -> None:
    assert character_error_rate(truth, heard) == rate
