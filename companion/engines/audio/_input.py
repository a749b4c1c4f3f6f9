"""One opening of a microphone: the callback fills a ring; a worker resamples, cancels the echo and hands out blocks."""

import logging
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from companion.engines.audio._devices import Device, channels, library, unusable
from companion.engines.audio._echo import FRAME, EchoCanceller, FarSource
from companion.engines.audio._echo_state import Echo, EchoMonitor, EchoState
from companion.engines.audio._output import BLOCK, close_stream
from companion.engines.audio._timeline import Resampler, Ring, SampleClock
from companion.voice.ports import Clock
from companion.voice.types import RATE, AudioBlock, Pcm

_KEPT = 30  # seconds of sound that wait for a busy worker; older sound is dropped
_MOST = 4  # frames of 10 ms in one block
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
        self._ring = Ring(device.rate * _KEPT)
        self._times = SampleClock(device.rate)
        self._arrived = threading.Event()
        self._stop = False
        self._worker = threading.Thread(target=self._work, name="microphone", daemon=True)
        try:
            self._stream = sd.InputStream(
                device=device.index,
                channels=channels(device, "microphone"),
                samplerate=device.rate,
                blocksize=round(device.rate * BLOCK),
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
        self._times.observe(self._ring.written, now - behind)
        self._ring.write(data)
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
        ready: Pcm = np.zeros(0, np.float32)
        read = given = 0  # samples of the device taken; of 16 kHz handed on
        while not self._stop:
            self._arrived.wait(0.5)
            self._arrived.clear()
            while (count := min(self._ring.written - read, self.device.rate // 10)) > 0 and not self._stop:
                if read < self._ring.oldest:
                    skipped = self._ring.oldest - read
                    self.dropped += skipped / self.device.rate
                    given += round(skipped * RATE / self.device.rate)
                    read = self._ring.oldest
                ready = np.concatenate([ready, resampler.process(self._ring.read(read, count))])
                read += count
                while len(ready) >= FRAME:
                    frames = min(_MOST, len(ready) // FRAME)
                    self._hand_on(ready[: frames * FRAME], given)
                    ready = ready[frames * FRAME :]
                    given += frames * FRAME

    def _hand_on(self, pcm: Pcm, first: int) -> None:
        """Frame by frame through the echo path; frames with the same mark become one block."""
        begin = self._times.time(first * self.device.rate / RATE)
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
