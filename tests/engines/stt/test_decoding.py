"""Rules about what a speech model wrote."""

import numpy as np
import pytest

from companion.engines.stt import _decoding


@pytest.mark.parametrize(
    "text",
    ["no no no no no no", "오늘 날씨 오늘 날씨 오늘 날씨 오늘 날씨 오늘 날씨", "ok " * 40, "가나다라마바사아" * 20],
)
def test_runaway_text_is_seen(text: str) -> None:
    assert _decoding.is_runaway(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no no no",
        "하하하하하",
        "안녕 안녕 안녕",
        "The cat sat on the mat and the dog sat on the log by the door today.",
    ],
)
def test_what_people_say_is_no_runaway(text: str) -> None:
    assert not _decoding.is_runaway(text)


def test_phrases_from_subtitles_only_as_a_whole_and_on_short_sound() -> None:
    assert _decoding.is_made_up("시청해 주셔서 감사합니다.", 1.0)
    assert _decoding.is_made_up("Thanks for watching!", 1.0)
    assert not _decoding.is_made_up("Thanks for watching!", 5.0)
    assert not _decoding.is_made_up("Thanks for watching the dog!", 1.0)
    assert not _decoding.is_made_up("고마워", 0.6)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (" Hello there. ", "Hello there."),
        ("[Music]", ""),
        ("(웃음) 안녕", "안녕"),
        ("♪ la la ♪", ""),
        ("...", ""),
        ("안\u1102ㅕ�ᆼ", "안\u1102ㅕᆼ"),
        ("a < b", "a < b"),
    ],
)
def test_remarks_about_sounds_are_no_words(raw: str, clean: str) -> None:
    assert _decoding.clean(raw) == clean


def test_silence_is_told_by_its_loudest_window() -> None:
    quiet = np.random.default_rng(0).normal(0, 0.0005, 16_000).astype(np.float32)
    assert _decoding.is_silent(quiet)
    quiet[8_000:8_600] += 0.05
    assert not _decoding.is_silent(quiet)
    assert _decoding.is_silent(np.zeros(0, np.float32))
    assert not _decoding.is_silent(np.full(100, 0.1, np.float32))
