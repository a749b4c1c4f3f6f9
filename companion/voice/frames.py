"""From blocks of microphone sound to 32 ms frames with a speech probability. Runs on the listener's thread."""

import math
from collections.abc import Callable

import numpy as np

from companion.voice.ports import SpeechDetector
from companion.voice.settings import FRAME
from companion.voice.signals import Echo, Frame
from companion.voice.types import RATE, AudioBlock, MicLevel, Pcm

_SAMPLES = round(FRAME * RATE)
_JUMP = 0.05  # seconds by which a block may be off before the half frame at hand is dropped
_GAP = 0.5  # seconds of missing sound after which the detector forgets the stream
_LEVEL_EVERY = 1 / 15
_SAME_DB, _SAME_PROBABILITY = 1.0, 0.02  # a level that differs less is told once a second
_LEVEL_AT_LEAST = 1.0


class Framer:
    """Cuts, detects and measures; hands frames to `on_frame` and levels to `on_level`."""

    def __init__(
        self,
        detector: SpeechDetector,
        on_frame: Callable[[Frame], None],
        on_level: Callable[[MicLevel], None],
    ) -> None:
        self._detector, self._on_frame, self._on_level = detector, on_frame, on_level
        self._rest: Pcm = np.zeros(0, np.float32)
        self._rest_time = 0.0
        self._rest_echo: Echo = "none"
        self._next_level = float("-inf")
        self._told = (MicLevel(0.0, 0.0), float("-inf"))

    def feed(self, block: AudioBlock) -> None:
        """A block of any length.

        Raises:
            HearingError: the detector failed; the block is lost.
        """
        expected = self._rest_time + len(self._rest) / RATE
        if abs(block.time - expected) > _JUMP:
            self._rest = self._rest[:0]
            if block.time - expected > _GAP:
                self._detector.reset()
        held = len(self._rest)
        pcm = np.concatenate([self._rest, block.pcm]) if held else block.pcm
        begin = block.time - held / RATE
        count = len(pcm) // _SAMPLES * _SAMPLES
        echo: Echo = "half_duplex" if held and self._rest_echo == "half_duplex" else block.echo
        self._rest, self._rest_time, self._rest_echo = pcm[count:], begin + count / RATE, block.echo
        for start in range(0, count, _SAMPLES):
            self._frame(pcm[start : start + _SAMPLES], begin + start / RATE, echo)

    def _frame(self, pcm: Pcm, time: float, echo: Echo) -> None:
        probability = self._detector.probability(pcm)
        self._on_frame(Frame(pcm, time, probability, echo))
        if time >= self._next_level:
            self._next_level = time + _LEVEL_EVERY
            power = float(np.mean(np.square(pcm)))
            self._tell(MicLevel(max(-100.0, 10 * math.log10(power + 1e-12)), probability), time)

    def _tell(self, level: MicLevel, time: float) -> None:
        told, at = self._told
        same = abs(level.dbfs - told.dbfs) < _SAME_DB and abs(level.speech - told.speech) < _SAME_PROBABILITY
        if not same or time - at >= _LEVEL_AT_LEAST:
            self._told = (level, time)
            self._on_level(level)

    def reset(self) -> None:
        """Forget the stream so far."""
        self._rest = self._rest[:0]
        self._detector.reset()
