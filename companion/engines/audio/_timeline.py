"""Sample counters and clock time, and the sound between device threads and workers. No locks; one writer each.

A device thread writes (`observe`, `write`), any other thread reads; what is read together is assigned as one object.
"""

import numpy as np

from companion.voice.types import Pcm

_JUMP = 0.03  # seconds of disagreement, five times on end, by which the stream has really moved (gap, restart)
_TIMES = 5
_SURE = 0.2  # seconds of disagreement that are believed at once
_PULL = 0.05  # share of a small disagreement that is believed: time stamps jitter, sample clocks don't


class SampleClock:
    """Maps the samples of a device to clock seconds."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._anchor: tuple[int, float] | None = None
        self.jumps = 0
        self._off: list[float] = []

    def observe(self, index: int, time: float) -> float:
        """The device said that sample `index` belongs to `time`; returns the smoothed time. Device thread only."""
        if self._anchor is not None:
            expected = self.time(index)
            error = time - expected
            if abs(error) < _JUMP:
                self._off.clear()
                time = expected + _PULL * error
            elif not self._moved(error):
                time = expected
        self._anchor = (index, time)
        return time

    def _moved(self, error: float) -> bool:
        if self._off and (self._off[0] > 0) != (error > 0):
            self._off.clear()  # to and fro: bursts, not a gap
        self._off.append(error)
        if len(self._off) < _TIMES and abs(error) < _SURE:
            return False
        self._off.clear()
        self.jumps += 1
        return True

    @property
    def known(self) -> bool:
        return self._anchor is not None

    def time(self, index: float) -> float:
        """Clock seconds of a sample; only once something was observed."""
        assert self._anchor is not None
        first, time = self._anchor
        return time + (index - first) / self.rate

    def index(self, time: float) -> float:
        """The sample of a moment; only once something was observed."""
        assert self._anchor is not None
        first, begin = self._anchor
        return first + (time - begin) * self.rate


class Ring:
    """The last `capacity` samples of an endless stream, counted from its begin. sounded: end of the last besides 0."""

    def __init__(self, capacity: int) -> None:
        self._data = np.zeros(capacity, np.float32)
        self.written = 0
        self.sounded = 0

    def write(self, block: Pcm) -> None:
        """Append [n] or [n, channels] (mixed down). The writer's thread only; allocates nothing of the block's size."""
        size = len(self._data)
        place = self.written % size
        head = min(len(block), size - place)
        for target, source in ((self._data[place : place + head], block[:head]), (self._data, block[head:])):
            count = len(source)
            if count and source.ndim == 2:
                np.mean(source, axis=1, out=target[:count])
            elif count:
                target[:count] = source
        self.written += len(block)
        if block.any():
            self.sounded = self.written

    def write_silence(self, count: int) -> None:
        """Append `count` zeros; costs nothing once nothing else is left."""
        if self.written - self.sounded > len(self._data):
            self.written += count
        else:
            self.write(np.zeros(count, np.float32))

    @property
    def oldest(self) -> int:
        """The first sample that may still be read; a margin is left to the writer."""
        return max(0, self.written - len(self._data) * 7 // 8)

    def read(self, start: int, count: int) -> Pcm:
        """A copy of `count` samples from `start`; samples before the begin of the stream are zero."""
        index = np.arange(start, start + count)
        pcm = self._data[index % len(self._data)]
        pcm[index < 0] = 0.0
        return pcm


class Resampler:
    """A stream from one rate to another; keeps the timeline (the first sample out is the first sample in)."""

    def __init__(self, source: int, target: int) -> None:
        self._stream = None
        if source != target:
            import soxr

            self._stream = soxr.ResampleStream(source, target, 1, dtype="float32", quality="LQ")

    def process(self, pcm: Pcm) -> Pcm:
        """Whatever is ready; about 6 ms (48 kHz) to 20 ms (44.1 kHz) stay inside."""
        return pcm if self._stream is None else np.asarray(self._stream.resample_chunk(pcm), np.float32)
