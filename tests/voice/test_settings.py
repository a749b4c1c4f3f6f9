"""conf.yaml as the core sees it, the voice of a mood, and timings."""

import pytest

from companion import config
from companion.persona.emotion import CANONICAL, Mood
from companion.voice.marks import Marks
from companion.voice.settings import LoopSettings
from companion.voice.style import style_of
from companion.voice.types import Turn, VoiceStyle
from companion.voice.words import same_words


def test_the_shipped_settings_in_seconds() -> None:
    loop = LoopSettings.of(config.defaults())
    assert (loop.endpoint.hold_complete, loop.endpoint.hold_unsure, loop.endpoint.hold_unfinished) == (0.3, 0.6, 1.5)
    assert (loop.endpoint.pre_roll, loop.endpoint.min_speech) == (0.32, 0.12)
    assert (loop.barge_in.confirm, loop.barge_in.resume) == (0.256, 1.2)
    assert loop.barge_in.gain == pytest.approx(0.251, abs=0.001)
    assert loop.microphone_mode == "open" and loop.speculate and loop.voice_on


@pytest.mark.parametrize("emotion", CANONICAL)
def test_styles_stay_in_a_range_that_still_sounds_like_her(emotion: str) -> None:
    style = style_of(Mood(emotion, 5.0))
    assert 0.75 <= style.speed <= 1.25 and abs(style.pitch) <= 3 and 0.7 <= style.volume <= 1.2
    assert style_of(Mood(emotion, 0.0)) == VoiceStyle()
    assert (style == VoiceStyle()) == (emotion == "neutral")


def test_marks_count_once_from_the_origin() -> None:
    marks = Marks(10.0)
    marks.mark("emotion", 10.25)
    marks.mark("emotion", 99.0)
    marks.mark("transcript", 9.9)
    timings = marks.timings(Turn(1), speculative=True)
    assert timings.ms == {"emotion": 250.0, "transcript": 0.0} and timings.speculative


def test_same_words() -> None:
    assert same_words("Hello, there!", "hello there") and not same_words("hello", "hello there")
