"""The render side of playback: what the sound device pulls, sample by sample.

`render` runs on the device's thread and does no more than copy from ready-made arrays into the device's buffer, under
no lock; everything else here may be called from any thread. One Track lives as long as one opening of a device.
"""

import threading
from collections import deque
from dataclasses import dataclass

import numpy as np

from companion.voice.types import Pcm

_ROWS = 1024  # rendered blocks that are remembered (20 s of 20 ms): far more than any device's latency
_FADE = 0.005  # seconds


@dataclass(slots=True)
class _Segment:
    pcm: Pcm
    start: int  # content frame of its first sample
    epoch: int
    read: int = 0


class Track:
    """A stream of content frames on the timeline of a device.

    A content frame is a sample of speech; it is counted when it is rendered, so pauses and gaps don't move the count.
    """

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.rendered = 0  # content frames handed to the device
        self.written = 0  # content frames appended; written by the producer only
        self.moved = threading.Event()  # set when speech begins, ends, or is cut: the watcher has to look again
        self._segments: deque[_Segment] = deque()
        self._current: _Segment | None = None
        self._epoch = self._epoch_heard = 0
        self._cut_at = 0
        self._paused = False
        self._gain, self._gain_step = 1.0, 1.0
        self._level = 1.0  # gain at the last rendered sample
        self._rows: deque[tuple[float, int, int]] = deque(maxlen=_ROWS)  # time, first content frame, count
        self._steps = np.arange(1, rate // 10 + 1, dtype=np.float32)  # 100 ms, the longest block rendered at once
        self._ramp = np.empty_like(self._steps)

    def append(self, pcm: Pcm) -> None:
        """Add content frames at the device's rate (one producer at a time)."""
        if len(pcm):
            self._segments.append(_Segment(pcm, self.written, self._epoch))
            self.written += len(pcm)

    def cut(self) -> None:
        """Drop everything appended so far, within the next block, after a fade of 5 ms."""
        self._cut_at = self.written
        self._epoch += 1

    def pause(self, held: bool) -> None:
        self._paused = held

    def set_gain(self, gain: float, seconds: float) -> None:
        self._gain_step = 1.0 / max(1.0, seconds * self.rate)
        self._gain = gain

    def render(self, out: Pcm, when: float) -> None:
        """Fill `out` [n]; `when` is the time at which its first sample becomes audible. Device thread only."""
        longest = len(self._steps)
        for begin in range(0, len(out), longest):
            self._render(out[begin : begin + longest], when + begin / self.rate)

    @property
    def idle(self) -> bool:
        """Nothing is to be played or faded. Device thread only."""
        return not self._segments and self._current is None and self._epoch == self._epoch_heard

    def rest(self, when: float, frames: int) -> None:
        """Instead of `render` while `idle`: `frames` of silence from `when` on. Device thread only."""
        self._level = 0.0 if self._paused else self._gain
        self._rows.append((when, self.rendered, 0))

    def _render(self, out: Pcm, when: float) -> None:
        out.fill(0.0)
        used = 0
        if self._epoch != self._epoch_heard:
            used = self._fade_out(out)
            self._level = 0.0 if self._paused else self._gain
        first = self._next_frame()
        count = 0
        if not (self._paused and self._level == 0.0):
            rest = out[used:]
            if self._paused:  # a short fade, then hold
                rest = rest[: max(1, int(_FADE * self.rate))]
            count = self._copy(rest)
            self._shape(rest, count)
        self._rows.append((when + used / self.rate, first, count))

    def _next_frame(self) -> int:
        segment = self._current or (self._segments[0] if self._segments else None)
        return segment.start + segment.read if segment else self.rendered

    def _fade_out(self, out: Pcm) -> int:
        epoch = self._epoch
        count = 0
        if not (self._paused and self._level == 0.0):
            fade = out[: max(1, int(_FADE * self.rate))]
            count = self._copy(fade, until=epoch)
            np.multiply(self._steps[:count], -self._level / max(1, count), out=self._ramp[:count])
            self._ramp[:count] += self._level
            fade[:count] *= self._ramp[:count]
        while (segment := self._current or (self._segments[0] if self._segments else None)) and segment.epoch < epoch:
            self.rendered = segment.start + len(segment.pcm)
            if self._current is None:
                self._segments.popleft()
            self._current = None
        self._epoch_heard = epoch
        self.moved.set()
        return count

    def _copy(self, out: Pcm, until: int | None = None) -> int:
        """Copy content into `out`, only of epochs before `until`; returns how many frames there were."""
        filled = 0
        while filled < len(out):
            if self._current is None:
                if not self._segments or (until is not None and self._segments[0].epoch >= until):
                    break
                self._current = self._segments.popleft()
                self.moved.set()
            segment = self._current
            if until is not None and segment.epoch >= until:
                break
            count = min(len(out) - filled, len(segment.pcm) - segment.read)
            out[filled : filled + count] = segment.pcm[segment.read : segment.read + count]
            segment.read += count
            filled += count
            self.rendered = segment.start + segment.read
            if segment.read == len(segment.pcm):
                self._current = None
                self.moved.set()
        return filled

    def _shape(self, out: Pcm, count: int) -> None:
        """Apply the gain, ramped from the level of the sample before."""
        target = 0.0 if self._paused else self._gain
        if count == 0 or (self._level == target and target == 1.0):
            self._level = target
            return
        step = (
            1.0 / max(1, min(count, int(_FADE * self.rate))) if self._paused or self._level == 0.0 else self._gain_step
        )
        ramp = self._ramp[:count]
        np.multiply(self._steps[:count], step if target > self._level else -step, out=ramp)
        ramp += self._level
        np.clip(ramp, min(self._level, target), max(self._level, target), out=ramp)
        out[:count] *= ramp
        self._level = float(ramp[-1])

    @property
    def queued(self) -> float:
        """Seconds that are still to be rendered."""
        return (self.written - max(self.rendered, self._cut_at)) / self.rate

    def audible(self, now: float) -> int | None:
        """The content frame that is heard at `now`; None when the device has not said anything about that moment."""
        for time, first, count in reversed(list(self._rows)):
            if time <= now:
                return int(first + min(count, (now - time) * self.rate))
        return None

    def time_of(self, frame: int) -> float | None:
        """When a content frame becomes audible; None while it has not been rendered."""
        for time, first, count in reversed(list(self._rows)):
            if first <= frame < first + count:
                return time + (frame - first) / self.rate
        return None
