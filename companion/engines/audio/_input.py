"""One opening of a microphone: the callback fills a ring; a worker resamples, cancels the echo and hands out blocks."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np

from companion.engines.audio._devices import Device, channels, library, opening, unusable
from companion.engines.audio._echo import FRAME, EchoCanceller, FarSource
from companion.engines.audio._echo_state import Echo, EchoMonitor, EchoState
from companion.engines.audio._output import close_stream
from companion.engines.audio._timeline import Resampler, SampleClock
from companion.voice.ports import Clock
from companion.voice.types import RATE, AudioBlock, Pcm

_BLOCK = 0.04  # seconds; 20 ms are heard 20 ms sooner and take PortAudio on PulseAudio three times as long
_KEPT = 30.0  # seconds of sound that wait for a busy worker; older sound is dropped
_MOST = 4  # frames of 10 ms in one block
_GATHER = 8  # blocks of the device that are handled at once while nobody is heard: waking up costs more than the work
_AWAKE = 3.0  # seconds of calm after which they are gathered
_CALM = 1e-3  # RMS; whoever speaks is louder
_ABOVE = 2.0  # … and this many times as loud as the noise of the room
_FLOOR, _DOUBLING = 1e-5, 10.0  # RMS that the noise is first taken for; seconds in which it may double
_NOTHING = 1e-4  # amplitude that no speaker makes audible
_REST = 100  # frames of a silent speaker after which the canceller rests: most of the time nobody speaks

_log = logging.getLogger(__name__)


class EchoPath:
    """What happens to each 10 ms of the microphone, by the setting `microphone.echo`.

    auto: cancelled, and judged by an EchoMonitor. half_duplex (also where the canceller can't be loaded): marked while
    she speaks. headset: nothing to do.
    """

    def __init__(self, mode: str, far: FarSource) -> None:
        self._mode = mode
        self._far = far
        self._changes = far.changes
        self._alignments = 0
        self._quiet = 0  # frames since the speaker played anything
        self._canceller: EchoCanceller | None = None
        self.monitor = EchoMonitor()
        if mode == "auto":
            try:
                self._canceller = EchoCanceller()
            except (ImportError, OSError) as error:
                _log.warning("no echo canceller (%s): half duplex", type(error).__name__)
                self._mode = "half_duplex"

    @property
    def state(self) -> EchoState:
        """What is known about the echo; see EchoMonitor."""
        if self._mode == "headset":
            return "none"
        return self.monitor.state if self._canceller is not None else "half_duplex"

    @property
    def resting(self) -> bool:
        """Nothing has been heard from her for a second."""
        return self._far.silent_for(_REST * FRAME / RATE)

    def rest(self, frames: Pcm) -> bool:
        """True when these frames need nothing done, because she is silent; else they have to go through `process`."""
        if self._mode == "headset":
            return True
        if self._quiet <= _REST or self._far.changes != self._changes or not self._far.skip(len(frames) // FRAME):
            return False
        self.monitor.rest(frames)
        return True

    def process(self, frame: Pcm, time: float) -> tuple[Pcm, Echo]:
        """The frame to hand on, and its `AudioBlock.echo`."""
        if self._mode == "headset":
            return frame, "none"
        played, lead = self._far.frame(time)
        if self._far.changes != self._changes:
            self._changes = self._far.changes
            self.monitor = EchoMonitor()
        if self._far.alignments != self._alignments:
            self._alignments = self._far.alignments
            self.monitor.doubt()
        played_now = played is not None and float(np.abs(played).max()) > _NOTHING
        self._quiet = 0 if played_now else self._quiet + 1
        if self._quiet > _REST:
            self.monitor.rest(frame)
            return frame, "none"
        if played is None and self.monitor.playing:
            self.monitor.doubt()
        clean = frame if self._canceller is None else self._canceller.process(frame, played, lead)
        self.monitor.update(played, frame, clean)
        if self._canceller is None:
            return frame, "half_duplex" if self.monitor.playing else "none"
        if self.monitor.state == "none":  # nothing to cancel; the canceller would only muffle who speaks over her
            return frame, "none"
        return clean, self.monitor.echo


class Calm:
    """Whether nobody can be heard, neither a person nor she; then blocks may wait for each other. Pure; one thread."""

    def __init__(self) -> None:
        self._noise = _FLOOR
        self._last = self._until = float("-inf")

    def hear(self, pcm: Pcm, time: float, *, she_rests: bool) -> bool:
        """Judge sound that began at `time` (seconds of any clock). True: the next blocks may be gathered."""
        frames = pcm[: len(pcm) // FRAME * FRAME].reshape(-1, FRAME)
        level = float(np.sqrt(np.einsum("ij,ij->i", frames, frames).max(initial=0.0) / FRAME))
        passed = min(1.0, max(0.0, time - self._last))
        self._noise = max(_FLOOR, min(level, self._noise * 2 ** (passed / _DOUBLING)))
        self._last = time
        if not she_rests or level > max(_CALM, _ABOVE * self._noise):
            self._until = time + _AWAKE
        return time >= self._until


class InputStream:
    """The callback copies only; it runs on PortAudio's thread until `close`. Raises AudioError if it can't be opened.

    on_block is called on the worker's thread; on_end (on PortAudio's thread) when the stream ends by itself.
    """

    def __init__(
        self,
        device: Device,
        echo: EchoPath,
        clock: Clock,
        latency: float,
        on_block: Callable[[AudioBlock], None],
        on_end: Callable[[], None],
    ) -> None:
        sd = library()
        self.device = device
        self.overflows = 0
        self.dropped = 0.0  # seconds that the worker was too slow for
        self.last_callback = clock()
        self.ended = threading.Event()
        self._clock = clock
        self._on_end = on_end
        self._echo = echo
        self._on_block = on_block
        self._channels = channels(device, "microphone")
        self._written = 0  # samples of the device
        self._blocks: deque[tuple[int, bytes]] = deque(maxlen=round(_KEPT / _BLOCK))  # first sample, sound
        self._times = SampleClock(device.rate)
        self._arrived = threading.Event()
        self._gather = 1
        self._stop = False
        self._worker = threading.Thread(target=self._work, name="microphone", daemon=True)
        try:
            with opening("microphone", device):
                self._stream = sd.RawInputStream(
                    device=device.index,
                    channels=self._channels,
                    samplerate=device.rate,
                    blocksize=round(device.rate * _BLOCK),
                    dtype="float32",
                    latency=latency,
                    callback=self._callback,
                    finished_callback=self._finished,
                )
                self._latency = float(self._stream.latency)
                self._stream.start()
        except (sd.PortAudioError, ValueError) as error:
            raise unusable("microphone", device, error) from error
        self._worker.start()

    def _callback(self, data: Any, frames: int, times: Any, status: Any) -> None:
        now = self._clock()
        self.last_callback = now
        if status.input_overflow:
            self.overflows += 1
        behind = times.currentTime - times.inputBufferAdcTime
        if not -0.1 < behind < 2.0:  # some drivers say nothing
            behind = self._latency
        self._times.observe(self._written, now - behind)
        self._blocks.append((self._written, bytes(data)))
        self._written += frames
        if len(self._blocks) >= self._gather:
            self._arrived.set()

    def _finished(self) -> None:
        self.ended.set()
        self._on_end()

    def _work(self) -> None:
        try:
            self._hear()
        except Exception:  # thread boundary: the supervisor sees the end and opens the microphone anew
            _log.exception("microphone worker")
            self._finished()

    def _hear(self) -> None:
        resampler = Resampler(self.device.rate, RATE)
        calm = Calm()
        ready: Pcm = np.zeros(0, np.float32)
        read = given = 0  # samples of the device taken; of 16 kHz handed on
        while not self._stop:
            self._arrived.wait(0.5)
            self._arrived.clear()
            while self._blocks and not self._stop:
                first, pcm = self._take()
                if first > read:
                    self.dropped += (first - read) / self.device.rate
                    given += round((first - read) * RATE / self.device.rate)
                read = first + len(pcm)
                ready = np.concatenate([ready, resampler.process(pcm)])
                whole = len(ready) // FRAME * FRAME
                begin = self._times.time(given * self.device.rate / RATE)
                if whole:
                    self._hand_on(ready[:whole], begin)
                    gather = calm.hear(ready[:whole], begin, she_rests=self._echo.resting)
                    self._gather = _GATHER if gather else 1
                ready = ready[whole:]
                given += whole

    def _take(self) -> tuple[int, Pcm]:
        """What has arrived, up to `_GATHER` blocks without a gap: the first sample's number, and mono sound."""
        first, sound = self._blocks.popleft()
        parts = [sound]
        size = len(sound)
        while self._blocks and len(parts) < _GATHER:
            number, sound = self._blocks.popleft()
            if number != first + size // (4 * self._channels):
                self._blocks.appendleft((number, sound))
                break
            parts.append(sound)
            size += len(sound)
        pcm = np.frombuffer(b"".join(parts), np.float32)
        if self._channels > 1:
            pcm = (pcm[0::2] + pcm[1::2]) * np.float32(0.5)  # there are never more than two
        return first, pcm

    def _hand_on(self, pcm: Pcm, begin: float) -> None:
        """At once while she is silent; else in blocks of at most `_MOST` frames."""
        if self._echo.rest(pcm):
            self._on_block(AudioBlock(pcm, begin, "none"))
            return
        for start in range(0, len(pcm), _MOST * FRAME):
            self._hand_on_marked(pcm[start : start + _MOST * FRAME], begin + start / RATE)

    def _hand_on_marked(self, pcm: Pcm, begin: float) -> None:
        """Frame by frame through the echo path; frames with the same mark become one block."""
        block: list[Pcm] = []
        mark: Echo = "none"
        for index in range(0, len(pcm), FRAME):
            clean, echo = self._echo.process(pcm[index : index + FRAME], begin + index / RATE)
            if block and echo != mark:
                self._on_block(AudioBlock(np.concatenate(block), begin + (index - FRAME * len(block)) / RATE, mark))
                block = []
            block.append(clean)
            mark = echo
        self._on_block(AudioBlock(np.concatenate(block), begin + (len(pcm) - FRAME * len(block)) / RATE, mark))

    def close(self) -> None:
        self._stop = True
        close_stream(self._stream)
        self._arrived.set()
        if self._worker is not threading.current_thread():
            self._worker.join(2.0)
