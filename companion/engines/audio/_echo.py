"""Takes her own voice out of the microphone: WebRTC's canceller (AEC3, from the livekit wheel), fed frame by frame
with what the speaker really played at that moment. Used by the microphone's worker alone; reads the speaker's ring.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from companion.engines.audio._timeline import Resampler, Ring, SampleClock
from companion.voice.types import RATE, Pcm

FRAME = RATE // 100  # samples; the canceller works on 10 ms
_LEAD = 0.06  # seconds by which the played sound is fed early: time stamps may be wrong, an echo must never come first
_RESERVE = 0.03  # seconds of played sound that must be there beyond the lead, for the resampler
_TRACE = 0.05  # seconds after which nothing of a sound is left in the resampler
_PATIENCE = 50  # frames of 10 ms after which a speaker that is always late is taken as it is
_SLIP = 0.03  # seconds by which the two sound clocks may drift apart before the streams are aligned anew


@dataclass(frozen=True, slots=True)
class FarEnd:
    """What a speaker plays: mono samples at the device's rate and when each becomes audible. device: its name."""

    ring: Ring
    clock: SampleClock
    device: str = ""


class FarReader:
    """The played sound, frame by frame, aligned with the microphone's clock."""

    def __init__(self, far: FarEnd) -> None:
        self._far = far
        self._ratio = far.clock.rate / RATE
        self._next = -1.0  # device sample of the next frame; -1: not aligned
        self._fed = 0
        self._ready: Pcm = np.zeros(0, np.float32)
        self._resampler = Resampler(far.clock.rate, RATE)
        self._late = 0  # frames for which the speaker has been late
        self.lead = 0.0
        self.alignments = 0

    def frame(self, time: float) -> Pcm | None:
        """160 samples at 16 kHz that are audible from `time + lead` on; None while nothing has been played there."""
        far = self._far
        if not far.clock.known:
            return None
        wanted = far.clock.index(time + self.lead)
        if (self._next < 0 or abs(wanted - self._next) > _SLIP * far.clock.rate) and not self._align(time):
            return None
        self._fill()
        if len(self._ready) < FRAME:
            self._next = -1.0
            return None
        frame, self._ready = self._ready[:FRAME], self._ready[FRAME:]
        self._next += FRAME * self._ratio
        return frame

    def skip(self, frames: int) -> bool:
        """Instead of `frames` times `frame`, where nothing audible was played in that time; whether it could be."""
        far = self._far
        if not far.clock.known:
            return True
        count = round(frames * FRAME * self._ratio)
        if self._next < 0 or far.ring.sounded > min(self._next, self._fed) - far.clock.rate * _TRACE:
            return False
        if self._fed + count + _RESERVE * far.clock.rate > far.ring.written:
            return False
        self._next += frames * FRAME * self._ratio
        self._fed += count
        return True

    def _align(self, time: float) -> bool:
        """Begin anew at `time`. False where the speaker is late just now: it will catch up."""
        far = self._far
        ahead = far.clock.time(far.ring.written) - time - _RESERVE - FRAME / RATE
        self._late = 0 if ahead >= _LEAD / 2 else self._late + 1
        if 0 < self._late < _PATIENCE:
            return False
        self.lead = min(_LEAD, ahead)
        self._fed = max(round(far.clock.index(time + self.lead)), far.ring.oldest)
        self._next = float(self._fed)
        self._ready = self._ready[:0]
        self._resampler = Resampler(far.clock.rate, RATE)
        self.alignments += 1
        return True

    def _fill(self) -> None:
        """Read just what the next frame needs, so that an alignment loses nothing."""
        step = round(0.01 * self._far.clock.rate)
        while len(self._ready) < FRAME:
            count = min(step, self._far.ring.written - self._fed)
            if count <= 0:
                return
            ready = self._resampler.process(self._far.ring.read(self._fed, count))
            self._ready = np.concatenate([self._ready, ready])
            self._fed += count


class FarSource:
    """What the speaker plays, whichever speaker is open. source: its far end, None when there is none."""

    def __init__(self, source: Callable[[], FarEnd | None]) -> None:
        self._source = source
        self._far: FarEnd | None = None
        self._reader: FarReader | None = None
        self._device: str | None = None
        self.changes = 0  # how often another speaker was opened; the same one anew is none
        self.alignments = 0  # how often the one that is open was aligned with the microphone

    def frame(self, time: float) -> tuple[Pcm | None, float]:
        """160 samples that were played at `time` plus a lead, and that lead in seconds; None: nothing is known."""
        self._follow()
        frame = self._reader.frame(time) if self._reader is not None else None
        self.alignments = self._reader.alignments if self._reader is not None else 0
        return frame, self._reader.lead if self._reader is not None and frame is not None else 0.0

    def skip(self, frames: int) -> bool:
        """Pass over `frames` frames in which nothing audible was played; False where that is not known."""
        self._follow()
        return self._reader is None or self._reader.skip(frames)

    def silent_for(self, seconds: float) -> bool:
        """Whether the speaker was given nothing but zeros for so long."""
        far = self._source()
        return far is None or far.ring.written - far.ring.sounded > seconds * far.clock.rate

    def _follow(self) -> None:
        far = self._source()
        if far is self._far:
            return
        self._far = far
        self._reader = FarReader(far) if far is not None else None
        if far is not None and far.device != self._device:
            self._device = far.device
            self.changes += 1


class EchoCanceller:
    """10 ms in, 10 ms out, without what the speaker played. Raises ImportError or OSError where the livekit library
    can't be loaded."""

    def __init__(self) -> None:
        from livekit import rtc

        self._frame_type: Any = rtc.AudioFrame
        self._apm: Any = rtc.AudioProcessingModule(echo_cancellation=True)

    def process(self, near: Pcm, played: Pcm | None, lead: float) -> Pcm:
        """near: 160 samples of the microphone; played, lead: see `FarSource.frame`."""
        self._apm.process_reverse_stream(self._pack(played if played is not None else np.zeros(FRAME, np.float32)))
        self._apm.set_stream_delay_ms(max(0, round(lead * 1000)))
        frame = self._pack(near)
        self._apm.process_stream(frame)
        return np.frombuffer(frame.data, np.int16).astype(np.float32) / 32768.0

    def _pack(self, frame: Pcm) -> Any:
        data = bytearray((np.clip(frame, -1.0, 1.0) * 32767.0).astype(np.int16).tobytes())
        return self._frame_type(data, RATE, 1, FRAME)
