"""A queue of SpeechChunks on a Track: the whole `Speaker` contract except for the device itself.

Any thread may call the methods; `on_started` and `on_finished` come from one worker thread, at the moment the ear
hears the sample (device latency included), never under a lock.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from companion.engines.audio._track import Track
from companion.voice.ports import Clock
from companion.voice.types import Pcm, PlaybackPosition, SpeechChunk

QUEUE = 5.0  # seconds of speech that may wait
_LONGEST_NAP = 1.0  # the watcher looks again at the latest after this many seconds
_LOUDNESS = 0.02  # seconds of the window of `PlaybackPosition.loudness`

OnChunk = Callable[[SpeechChunk, float], None]
_Due = list[tuple[OnChunk, SpeechChunk, float]]


@dataclass(slots=True)
class _Mark:
    chunk: SpeechChunk
    start: int  # content frames of the track
    end: int
    started: bool = False


class Playback:
    """Plays chunks in order on the device that is open now.

    While no device is open `play` returns False at once and `position` is None. What is queued when the device is lost
    is dropped without `on_finished`, as by `flush`: nobody heard it.
    """

    def __init__(self, clock: Clock, volume: float = 1.0) -> None:
        self._clock = clock
        self._volume = volume
        self._lock = threading.Lock()
        self._room = threading.Condition(self._lock)
        self._writing = threading.Lock()  # one producer at a time; held while a chunk is resampled
        self._track: Track | None = None
        self._marks: deque[_Mark] = deque()
        self._resampler: Any = None
        self._source_rate = 0
        self._piece_start = self._piece_read = 0
        self._gain, self._paused = 1.0, False
        self._wake = threading.Event()
        self._closed = False
        self._generation = 0
        self._worker: threading.Thread | None = None

    def start(self, on_started: OnChunk, on_finished: OnChunk) -> None:
        """Start the watcher thread."""
        self._worker = threading.Thread(
            target=self._watch, args=(on_started, on_finished), name="speaker-marks", daemon=True
        )
        self._worker.start()

    def close(self) -> None:
        """Drop everything and end the watcher; idempotent."""
        self._closed = True
        self.lose()
        self._wake.set()
        worker, self._worker = self._worker, None
        if worker is not None and worker is not threading.current_thread():
            worker.join(2.0)

    def open(self, rate: int) -> Track:
        """A device is there: returns the track that it has to render."""
        with self._lock:
            self._drop()
            self._track = Track(rate)
            self._track.moved = self._wake
            self._track.set_gain(self._gain * self._volume, 0.0)
            self._room.notify_all()
            return self._track

    def lose(self) -> None:
        """The device is gone."""
        with self._lock:
            self._drop()
            self._track = None
            self._room.notify_all()

    def lose_if_idle(self) -> bool:
        """As `lose`, but only when nothing is queued or heard; whether it was."""
        with self._lock:
            if self._marks:
                return False
            self._drop()
            self._track = None
            self._room.notify_all()
            return True

    def play(self, chunk: SpeechChunk, timeout: float) -> bool:
        """Append; False when there is no device, or no room within `timeout` seconds, or everything was flushed."""
        deadline = self._clock() + timeout
        with self._writing:
            with self._lock:
                generation = self._generation
                while (track := self._track) is not None and track.queued > QUEUE:
                    left = deadline - self._clock()
                    if left <= 0 or self._generation != generation:
                        return False
                    self._room.wait(min(left, max(0.005, track.queued - QUEUE)))
                if track is None or self._closed or self._generation != generation:
                    return False
            pcm = self._prepare(chunk, track)
            with self._lock:
                if self._track is not track or self._generation != generation:
                    return False
                self._append(chunk, pcm, track)
        self._wake.set()
        return True

    def _prepare(self, chunk: SpeechChunk, track: Track) -> Pcm:
        """The chunk at the device's rate; pieces of one clause run through one resampler, so that no seam is heard."""
        if chunk.first or chunk.rate != self._source_rate:
            self._resampler = None
        self._source_rate = chunk.rate
        pcm = np.ascontiguousarray(chunk.pcm, np.float32)
        if chunk.rate == track.rate:
            return pcm
        import soxr

        if self._resampler is None:
            if chunk.last:
                return np.asarray(soxr.resample(pcm, chunk.rate, track.rate), np.float32)
            self._resampler = soxr.ResampleStream(chunk.rate, track.rate, 1, dtype="float32")
        return np.asarray(self._resampler.resample_chunk(pcm, last=chunk.last), np.float32)

    def _append(self, chunk: SpeechChunk, pcm: Pcm, track: Track) -> None:
        if chunk.first or not self._marks:
            self._piece_start, self._piece_read = track.written, 0
        start = self._piece_start + round(self._piece_read * track.rate / chunk.rate)
        self._piece_read += len(chunk.pcm)
        end = self._piece_start + round(self._piece_read * track.rate / chunk.rate)
        track.append(pcm)
        if chunk.last:
            end = max(end, track.written)
        self._marks.append(_Mark(chunk, start, end))

    def set_gain(self, gain: float, ramp: float = 0.03) -> None:
        with self._lock:
            self._gain = gain
            if self._track is not None:
                self._track.set_gain(gain * self._volume, ramp)

    def set_volume(self, volume: float) -> None:
        """0..1; also of what is being heard."""
        with self._lock:
            self._volume = volume
            if self._track is not None:
                self._track.set_gain(self._gain * volume, 0.05)

    def pause(self) -> None:
        self._hold(True)

    def resume(self) -> None:
        self._hold(False)

    def _hold(self, held: bool) -> None:
        with self._lock:
            self._paused = held
            if self._track is not None:
                self._track.pause(held)
        self._wake.set()

    def flush(self) -> PlaybackPosition | None:
        """Drop everything, release a pause, and say where playback was."""
        with self._lock:
            position = self._position()
            self._drop()
            if self._track is not None:
                self._track.cut()
                self._track.pause(False)
            self._room.notify_all()
        self._wake.set()
        return position

    def position(self) -> PlaybackPosition | None:
        with self._lock:
            return self._position()

    def _drop(self) -> None:
        self._generation += 1
        self._marks.clear()
        self._paused = False

    def _position(self) -> PlaybackPosition | None:
        track = self._track
        frame = track.audible(self._clock()) if track is not None else None
        if track is None or frame is None:
            return None
        for mark in self._marks:
            if mark.start <= frame < mark.end:
                offset = (frame - mark.start) / track.rate
                return PlaybackPosition(mark.chunk, offset, 0.0 if self._paused else loudness(mark.chunk, offset))
        return None

    def _watch(self, on_started: OnChunk, on_finished: OnChunk) -> None:
        while not self._closed:
            self._wake.clear()
            due: _Due = []
            with self._lock:
                nap = self._collect(due, on_started, on_finished)
                self._room.notify_all()
            for call, chunk, time in due:
                call(chunk, time)
            if not due:
                self._wake.wait(nap)

    def _collect(self, due: _Due, on_started: OnChunk, on_finished: OnChunk) -> float:
        """Move marks whose time has come into `due`; returns seconds until the next one."""
        now = self._clock()
        track = self._track
        while track is not None and self._marks:
            mark = self._marks[0]
            frame = mark.end - 1 if mark.started else mark.start
            time = self._time_of(track, frame)
            if time is None:
                return self._until_rendered(track, frame)
            if mark.started:
                time += 1 / track.rate
            if time > now:
                return min(time - now, _LONGEST_NAP)
            due.append((on_finished if mark.started else on_started, mark.chunk, time))
            if mark.started:
                self._marks.popleft()
            mark.started = True
        return _LONGEST_NAP

    @staticmethod
    def _time_of(track: Track, frame: int) -> float | None:
        """When the ear hears the frame. A chunk without a successor may end inside the resampler: past its sound."""
        if frame < track.written:
            return track.time_of(frame)
        end = track.time_of(track.written - 1) if track.rendered >= track.written else None
        return end + (frame - track.written + 1) / track.rate if end is not None else None

    def _until_rendered(self, track: Track, frame: int) -> float:
        if self._paused or frame >= track.written:
            return _LONGEST_NAP  # resume, play, or the last segment's end wakes the watcher
        return min(_LONGEST_NAP, max(0.01, (frame - track.rendered) / track.rate))


def loudness(chunk: SpeechChunk, offset: float) -> float:
    """RMS of the 20 ms of `chunk` around `offset` seconds, 0..1."""
    centre, half = int(offset * chunk.rate), max(1, int(_LOUDNESS * chunk.rate / 2))
    window = chunk.pcm[max(0, centre - half) : centre + half]
    return float(np.sqrt(np.mean(np.square(window)))) if len(window) else 0.0
