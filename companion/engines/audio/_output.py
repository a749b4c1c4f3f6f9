"""One opening of a speaker: the stream whose callback pulls from a Track and keeps what it played for the canceller."""

import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from companion.engines.audio._devices import Device, channels, library, opening, unusable
from companion.engines.audio._echo import FarEnd
from companion.engines.audio._timeline import Ring, SampleClock
from companion.engines.audio._track import Track
from companion.voice.ports import Clock

BLOCK = 0.03  # seconds; 20 ms take half as much time again, 40 ms are heard 40 ms later (PortAudio on PulseAudio)
_KEPT = 4  # seconds of played sound


class OutputStream:
    """The callback copies only; it runs on PortAudio's thread until `close`. Raises AudioError if it can't be opened.

    It goes on through silence: stopped or opened anew, PortAudio on PulseAudio took 0.6 to 1.5 s until sound flowed.

    on_end is called (on PortAudio's thread) when the stream ends by itself.
    """

    def __init__(self, device: Device, track: Track, clock: Clock, latency: float, on_end: Callable[[], None]) -> None:
        sd = library()
        self.device = device
        self.underflows = 0
        self.last_callback = clock()
        self.ended = threading.Event()
        self.far = FarEnd(Ring(device.rate * _KEPT), SampleClock(device.rate), device.name)
        self._track = track
        self._clock = clock
        self._on_end = on_end
        self._frames = 0
        self._mono = np.zeros(device.rate, np.float32)
        self._channels = channels(device, "speaker")
        self._silence = bytes(device.rate * self._channels * self._mono.itemsize)
        try:
            with opening("speaker", device):
                self._stream = sd.RawOutputStream(
                    device=device.index,
                    channels=self._channels,
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
            raise unusable("speaker", device, error) from error

    def _callback(self, out: Any, frames: int, times: Any, status: Any) -> None:
        now = self._clock()
        self.last_callback = now
        if status.output_underflow:
            self.underflows += 1
        ahead = times.outputBufferDacTime - times.currentTime
        if not 0.0 < ahead < 2.0:  # some drivers say nothing
            ahead = self._latency
        when = self.far.clock.observe(self._frames, now + ahead)
        self._frames += frames
        if self._track.idle:  # most of the time: thirty times a second this is what a silent program costs
            out[:] = self._silence[: len(out)]
            self._track.rest(when, frames)
            self.far.ring.write_silence(frames)
            return
        mono = self._mono[:frames]
        self._track.render(mono, when)
        np.frombuffer(out, np.float32).reshape(frames, self._channels)[:] = mono[:, None]
        self.far.ring.write(mono)

    def _finished(self) -> None:
        self.ended.set()
        self._on_end()

    def close(self) -> None:
        close_stream(self._stream)


def close_stream(stream: Any) -> None:
    """Stop at once and free; a device that is gone may answer with an error, which changes nothing."""
    sd = library()
    try:
        stream.abort(ignore_errors=True)
        stream.close(ignore_errors=True)
    except sd.PortAudioError:
        pass
