"""Judges the echo: is her voice in the microphone at all, and does the canceller take it out? Pure; no clock.

The question behind it: may a block that was recorded while she speaks start a barge-in?
"""

from collections import deque
from typing import Literal

import numpy as np

from companion.engines.audio._echo import FRAME
from companion.voice.types import RATE, Pcm

EchoState = Literal["unknown", "none", "cancelled", "half_duplex"]
Echo = Literal["none", "cancelled", "half_duplex"]

ENOUGH = 15.0  # dB of echo return loss enhancement with which her own voice starts nothing
_WINDOW = 10  # frames (100 ms) over which levels are compared
_TAIL = 30  # frames (300 ms) for which a room may go on after she has stopped
_ACTIVE = 10 ** (-50 / 20)  # RMS from which the speaker plays something
_INAUDIBLE = 10 ** (-62 / 20)  # what is left is no sound any more
_MEMORY = 15  # windows (1.5 s of her voice) that are judged
_SHARE = 0.6  # of them that have to be good
_OTHER = 8.0  # dB above the usual echo: somebody else speaks, this window says nothing about the canceller
_CHUNK = RATE // 2  # samples of one look for her voice in the microphone
_CLEAR = 0.075  # peak of the whitened cross-correlation that speaks for it; chance gives 0.04
_SAME = RATE // 500  # two such peaks prove it when they are at the same lag, give or take 2 ms
_LOOKS = 2  # looks without such a peak that prove the opposite


class EchoMonitor:
    """Fed with every 10 ms; `state` is what is known, `echo` what to write on the current block."""

    def __init__(self) -> None:
        self.state: EchoState = "unknown"
        self.erle = 0.0  # dB, median of the judged windows
        self._far: list[Pcm] = []
        self._near: list[Pcm] = []
        self._clean: list[Pcm] = []
        self._since_active = _TAIL
        self._good: deque[bool] = deque(maxlen=_MEMORY)
        self._losses: deque[float] = deque(maxlen=_MEMORY)
        self._coupling: deque[float] = deque(maxlen=40)
        self._noise = 0.0
        self._look: list[tuple[Pcm, Pcm]] = []
        self._without = 0
        self._rested = 0
        self._lags: deque[int] = deque(maxlen=4)
        self._coupled = False

    @property
    def playing(self) -> bool:
        """Whether she is heard, or was 300 ms ago."""
        return self._since_active < _TAIL

    @property
    def echo(self) -> Echo:
        if not self.playing:
            return "none"
        return "half_duplex" if self.state == "unknown" else self.state

    def update(self, far: Pcm | None, near: Pcm, clean: Pcm) -> None:
        """160 samples each. far: what was played (None: not known), near: the microphone, clean: near, cancelled."""
        if far is not None:
            self._since_active = 0 if _rms(far) > _ACTIVE else min(_TAIL, self._since_active + 1)
        self._far.append(far if far is not None else np.zeros(FRAME, np.float32))
        self._near.append(near)
        self._clean.append(clean)
        if len(self._far) == _WINDOW:
            window = [np.concatenate(part) for part in (self._far, self._near, self._clean)]
            self._far, self._near, self._clean = [], [], []
            self._judge(*window)

    def rest(self, near: Pcm) -> None:
        """Instead of `update` while the speaker has been silent for long: only the noise of the room is followed.

        near: any number of frames."""
        self._since_active = _TAIL
        self._far, self._near, self._clean = [], [], []
        self._rested += len(near) // FRAME
        if self._rested >= _WINDOW:
            self._rested = 0
            self._hear_noise(_rms(near[-FRAME:]))

    def doubt(self) -> None:
        """The streams were aligned anew: the canceller has to prove itself again (half a second of her voice)."""
        self._good.clear()
        if self.state == "cancelled":
            self.state = "half_duplex"

    def _judge(self, far: Pcm, near: Pcm, clean: Pcm) -> None:
        played, heard, left = _rms(far), _rms(near), _rms(clean)
        if played <= _ACTIVE:
            if not self.playing:
                self._hear_noise(left)
            return
        self._seek(far, near)
        if not self._coupled:
            return
        ratio = 20 * np.log10((heard + 1e-7) / played)
        self._coupling.append(ratio)
        if len(self._coupling) >= 5 and ratio > float(np.percentile(self._coupling, 40)) + _OTHER:
            return
        loss = 20 * np.log10((heard + 1e-7) / (left + 1e-7))
        self._losses.append(loss)
        self.erle = float(np.median(self._losses))
        self._good.append(loss >= ENOUGH or left <= max(_INAUDIBLE, 1.6 * self._noise))
        if len(self._good) >= 5:
            enough = sum(self._good) >= _SHARE * len(self._good)
            self.state = "cancelled" if enough else "half_duplex"

    def _hear_noise(self, level: float) -> None:
        self._noise = level if not self._noise else min(level, self._noise * 1.05 + 1e-6)

    def _seek(self, far: Pcm, near: Pcm) -> None:
        """Look for the played sound in the microphone, half a second of her voice at a time."""
        if self._coupled:
            return
        self._look.append((far, near))
        if sum(len(part) for part, _ in self._look) < _CHUNK:
            return
        peak, lag = whitened_peak(*(np.concatenate(parts) for parts in zip(*self._look, strict=True)))
        self._look = []
        if peak < _CLEAR:
            self._without += 1
            if self._without >= _LOOKS:
                self.state = "none"
            return
        self._without = 0
        if any(abs(lag - other) <= _SAME for other in self._lags):
            self._coupled, self.state = True, "half_duplex"
        self._lags.append(lag)


def whitened_peak(far: Pcm, near: Pcm) -> tuple[float, int]:
    """Peak of the generalized cross-correlation with phase transform (Knapp, Carter 1976), lags 0 to 300 ms.

    Returns its height (0..1) and its lag in samples."""
    if not np.any(near) or not np.any(far):
        return 0.0, 0
    size = 2 * len(far)
    cross = np.fft.rfft(near, size) * np.conj(np.fft.rfft(far, size))
    band = slice(size * 200 // RATE, size * 6000 // RATE)
    white = np.zeros_like(cross)
    white[band] = cross[band] / (np.abs(cross[band]) + 1e-12)
    correlation = np.fft.irfft(white, size) * size / (2 * (band.stop - band.start))
    heights = np.abs(correlation[: RATE * 3 // 10])
    lag = int(np.argmax(heights))
    return float(heights[lag]), lag


def _rms(pcm: Pcm) -> float:
    return float(np.sqrt(np.mean(np.square(pcm, dtype=np.float64))))
