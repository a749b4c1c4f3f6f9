"""Barge-in decisions, frame by frame, and the words that decide."""

import pytest

from companion.voice.barge_in import Action, BargeIn, is_back_channel, is_echo
from companion.voice.settings import FRAME, BargeInSettings

HERS = ["깊은 숲 속에 작은 집이 하나 있었어요.", "Once upon a time there was a small house."]


def feed(barge: BargeIn, frames: int, voiced: bool, start: float = 0.0) -> list[tuple[float, Action]]:
    """(seconds after `start` at the end of the frame, action) of each change."""
    found = []
    for i in range(frames):
        action = barge.frame(start + i * FRAME, voiced)
        if action is not None:
            found.append((round((i + 1) * FRAME, 3), action))
    return found


def test_duck_hold_stop_by_duration() -> None:
    barge = BargeIn(BargeInSettings())
    assert feed(barge, 40, True) == [
        (0.064, Action.DUCK),
        (0.224, Action.HOLD),
        (1.024, Action.STOP),
        (1.088, Action.DUCK),
        (1.248, Action.HOLD),
    ]


def test_blips_that_do_not_follow_each_other_do_nothing() -> None:
    barge = BargeIn(BargeInSettings())
    for _ in range(20):
        assert feed(barge, 1, True) + feed(barge, 2, False) == []


def test_short_voice_ducks_and_is_restored_in_time() -> None:
    barge = BargeIn(BargeInSettings())
    assert feed(barge, 3, True) == [(0.064, Action.DUCK)]
    assert barge.active and barge.deadline == pytest.approx(0.096 + 1.2)
    assert feed(barge, 60, False, 0.096) == [(pytest.approx(1.216, abs=FRAME), Action.RESTORE)]
    assert not barge.active and barge.deadline is None


def test_tick_restores_when_no_frames_come() -> None:
    barge = BargeIn(BargeInSettings())
    feed(barge, 10, True)
    assert barge.tick(1.0) is None
    assert barge.tick(1.6) is Action.RESTORE
    assert barge.tick(9.0) is None and barge.restore() is None


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("잠깐만", Action.STOP),
        ("stop", Action.STOP),
        ("아니 그게 아니라", Action.STOP),
        ("응", Action.RESTORE),
        ("", Action.RESTORE),
        ("  ", Action.RESTORE),
        ("uh-huh.", Action.RESTORE),
        ("깊은 숲 속에 작은", Action.RESTORE),
        ("그만", Action.STOP),
        ("네, 알겠어요", Action.STOP),
    ],
)
def test_the_words_decide(text: str, action: Action) -> None:
    barge = BargeIn(BargeInSettings())
    feed(barge, 5, True)
    assert barge.verdict(text, HERS) is action
    assert not barge.active


@pytest.mark.parametrize(
    "text",
    [
        "응",
        "네",
        "예",
        "음",
        "어",
        "아",
        "그래",
        "맞아",
        "진짜?",
        "헐",
        "응응",
        "네네",
        "yeah",
        "uh-huh",
        "mm",
        "Right.",
        "OK",
        "그래 맞아",
        "oh really?",
    ],
)
def test_back_channels(text: str) -> None:
    assert is_back_channel(text)


@pytest.mark.parametrize(
    "text", ["", "아니", "잠깐", "네 그런데 말이야", "no", "stop", "응 응 응 응 응", "yes I want that"]
)
def test_not_back_channels(text: str) -> None:
    assert not is_back_channel(text)


@pytest.mark.parametrize(
    ("text", "echo"),
    [
        ("there was a small house", True),
        ("깊은 숲속에 작은 집이", True),
        ("집이 하나 있었어요", True),
        ("작은", False),
        ("house?", True),
        ("time", False),
        ("왜 작은 집이 있어요", False),
        ("what a nice story", False),
        ("", False),
    ],
)
def test_echo(text: str, echo: bool) -> None:
    assert is_echo(text, HERS) is echo
    assert not is_echo(text, [])
