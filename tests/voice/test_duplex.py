"""What lasts is told, once; a canceller that is still learning is not."""

from typing import Literal

import numpy as np

from companion.voice.duplex import DuplexWatch
from companion.voice.types import RATE, AudioBlock

Echo = Literal["none", "cancelled", "half_duplex"]


def told(watch: DuplexWatch, echo: Echo, seconds: float) -> list[str]:
    """Codes of the notices that `seconds` of 20 ms blocks bring."""
    block = AudioBlock(np.zeros(RATE // 50, np.float32), 0.0, echo)
    notices = [watch.feed(block) for _ in range(round(seconds * 50))]
    return [notice.code for notice in notices if notice is not None]


def test_nothing_is_told_while_the_canceller_learns() -> None:
    watch = DuplexWatch()
    assert told(watch, "half_duplex", 1.5) == []
    assert told(watch, "cancelled", 10) == []
    assert told(watch, "half_duplex", 1.5) == []


def test_half_duplex_is_told_once_and_taken_back_once() -> None:
    watch = DuplexWatch()
    assert told(watch, "half_duplex", 10) == ["half-duplex"]
    assert told(watch, "none", 60) == []
    assert told(watch, "cancelled", 10) == ["full-duplex"]


def test_silence_between_her_sentences_does_not_start_the_count_anew() -> None:
    watch = DuplexWatch()
    assert told(watch, "half_duplex", 1.2) == []
    assert told(watch, "none", 5) == []
    assert told(watch, "half_duplex", 1.2) == ["half-duplex"]
