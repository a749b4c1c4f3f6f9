"""WAV files as a microphone, and a speaker that only keeps time (and a recording): for scripts, tests and the bench.

Both hold the contracts of `voice/ports.py` and run in real time on their own threads, never faster: the end of speech
is a matter of seconds, not of samples. Touches only the files that are named.
"""

import threading
import wave
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from companion.engines.audio import _wav
from companion.engines.audio._playback import OnChunk, Playback
from companion.engines.audio._track import Track
from companion.errors import AudioError, CompanionError
from companion.voice.ports import Clock
from companion.voice.types import RATE, AudioBlock, Pcm, PlaybackPosition, SpeechChunk

LABEL = "Recordings"
SPEAKER_RATE = 22_050
_BLOCK = 0.02  # seconds
_LATE = 0.5  # a thread that is later than this (suspended machine) skips ahead instead of catching up
_LOUD = 10 ** (-50 / 20)  # what counts as sound on the speaker
_QUIET = 0.2  # seconds of silence after which a sound has ended
_SHORTEST = 0.02  # seconds

OnTrouble = Callable[[CompanionError | None], None]


@dataclass(frozen=True, slots=True)
class Played:
    """A recording that went into the microphone: clock seconds of its first sample and of the end of its last."""

    index: int
    started: float
    ended: float


class ReplayMicrophone:
    """Blocks of 20 ms against the clock: silence, and each sound when it is due.

    gap: seconds of silence before each sound; None: silence until `next()` asks for the next sound.
    on_played is called on the microphone's thread after the last sample of each sound.
    """

    def __init__(self, sounds: Sequence[Pcm], clock: Clock, gap: float | None = None) -> None:
        self._clock = clock
        self._gap = gap
        self._waiting: deque[Pcm] = deque(sounds)
        self._released = threading.Semaphore(0)
        self._changed = threading.Condition()
        self._played: list[Played] = []
        self._left = len(sounds)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.on_played: Callable[[Played], None] | None = None

    def start(self, on_block: Callable[[AudioBlock], None], on_trouble: OnTrouble) -> None:
        on_trouble(None)
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(on_block, self._stop), name="replay-microphone", daemon=True
        )
        self._thread.start()

    def rest(self) -> None:
        self._stop.set()

    def next(self) -> None:
        """Play the next sound now (at the next block)."""
        self._released.release()

    def say(self, pcm: Pcm) -> None:
        """Append a sound (16 kHz) and play it as soon as those before it are over."""
        with self._changed:
            self._left += 1
        self._waiting.append(pcm)
        self._released.release()

    def wait_played(self, timeout: float) -> bool:
        """Wait until no sound is left; False after `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._left == 0, timeout)

    @property
    def played(self) -> tuple[Played, ...]:
        with self._changed:
            return tuple(self._played)

    def close(self) -> None:
        self._stop.set()
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join(2.0)

    def _run(self, on_block: Callable[[AudioBlock], None], stop: threading.Event) -> None:
        size = int(_BLOCK * RATE)
        current, read, started = None, 0, 0.0
        silence = 0.0
        for begin in _ticks(self._clock, stop, self._clock(), after=True):
            pcm = np.zeros(size, np.float32)
            if current is None and self._due(silence):
                current, read, started = self._waiting.popleft(), 0, begin
            if current is not None:
                piece = current[read : read + size]
                pcm[: len(piece)] = piece
                read += size
            on_block(AudioBlock(pcm, begin))
            silence = silence + _BLOCK if current is None else 0.0
            if current is not None and read >= len(current):
                self._report(Played(len(self._played), started, started + len(current) / RATE))
                current = None

    def _due(self, silence: float) -> bool:
        if not self._waiting:
            return False
        return self._released.acquire(blocking=False) or (self._gap is not None and silence >= self._gap)

    def _report(self, played: Played) -> None:
        with self._changed:
            self._played.append(played)
            self._left -= 1
            self._changed.notify_all()
        if self.on_played is not None:
            self.on_played(played)


class ReplaySpeaker:
    """The Speaker contract without a device; what would have been heard can go to a WAV file as it happens.

    The recording begins with the first sound; it is written beside `out` and renamed by `close()`.
    """

    def __init__(self, clock: Clock, volume: float = 1.0, out: Path | None = None) -> None:
        self._clock = clock
        self._playback = Playback(clock, volume)
        self._recording = _Recording(out) if out is not None else None
        self._changes: deque[tuple[float, bool]] = deque(maxlen=10_000)  # sound begins or ends
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, on_started: OnChunk, on_finished: OnChunk, on_trouble: OnTrouble) -> None:
        on_trouble(None)
        self._playback.start(on_started, on_finished)
        track = self._playback.open(SPEAKER_RATE)
        self._thread = threading.Thread(target=self._run, args=(track,), name="replay-speaker", daemon=True)
        self._thread.start()

    def play(self, chunk: SpeechChunk, timeout: float) -> bool:
        return self._playback.play(chunk, timeout)

    def set_gain(self, gain: float, ramp: float = 0.03) -> None:
        self._playback.set_gain(gain, ramp)

    def pause(self) -> None:
        self._playback.pause()

    def resume(self) -> None:
        self._playback.resume()

    def flush(self) -> PlaybackPosition | None:
        return self._playback.flush()

    def position(self) -> PlaybackPosition | None:
        return self._playback.position()

    def sound_begins(self, after: float) -> float | None:
        """When sound above -50 dBFS was first heard after a moment (clock seconds); None: not yet."""
        return next((time for time, loud in list(self._changes) if loud and time >= after), None)

    def sound_ends(self, after: float) -> float | None:
        """When sound was last heard before 200 ms of silence, first such moment from `after` on; None: not yet."""
        return next((time for time, loud in list(self._changes) if not loud and time >= after), None)

    def close(self) -> None:
        self._stop.set()
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join(2.0)
        self._playback.close()
        if self._recording is not None:
            self._recording.close()

    def _run(self, track: Track) -> None:
        out = np.zeros(int(_BLOCK * SPEAKER_RATE), np.float32)
        last_loud: float | None = None
        for begin in _ticks(self._clock, self._stop, self._clock(), after=False):
            track.render(out, begin)
            over = np.flatnonzero(np.abs(out) > _LOUD)
            if len(over) and last_loud is None:
                self._changes.append((begin + over[0] / SPEAKER_RATE, True))
            if len(over):
                last_loud = begin + over[-1] / SPEAKER_RATE
            elif last_loud is not None and begin - last_loud > _QUIET:
                self._changes.append((last_loud, False))
                last_loud = None
            if self._recording is not None:
                self._recording.write(out)


class _Recording:
    """16-bit WAV, written block by block. One thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")
        self._heard = False
        try:
            self._raw = self._part.open("wb")
        except OSError as error:
            raise AudioError(
                f"The recording {path} can't be written: {error.strerror or error}.",
                code="recording-unwritable",
                hint="Choose another file with --out.",
            ) from error
        self._file: wave.Wave_write | None = wave.open(self._raw, "wb")  # noqa: SIM115 -- closed in close()
        self._file.setnchannels(1)
        self._file.setsampwidth(2)
        self._file.setframerate(SPEAKER_RATE)

    def write(self, pcm: Pcm) -> None:
        self._heard = self._heard or bool(np.any(pcm))
        if self._heard and self._file is not None:
            self._file.writeframes(_wav.to_int16(pcm).tobytes())

    def close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()
            self._raw.close()
            self._part.replace(self._path)


@dataclass(frozen=True, slots=True)
class Replay:
    """What `create` returns; the same names as those of the real devices."""

    microphone: ReplayMicrophone
    speaker: ReplaySpeaker

    def list_devices(self) -> tuple[str, ...]:
        return ()

    @property
    def echo_state(self) -> str:
        return "none"


def create(
    files: Sequence[Path], clock: Clock, *, gap: float | None = None, volume: float = 1.0, out: Path | None = None
) -> Replay:
    """Read all files now; they are played into the microphone once it is started.

    Args:
        files: WAV of any common format; see `_wav.read`.
        clock: monotonic seconds, the one of the loop.
        gap: seconds of silence before each file; None: silence until `microphone.next()`.
        out: record what the speaker plays into this WAV file.

    Raises:
        AudioError: a file is missing, empty, too short or not a WAV, or `out` can't be written.
    """
    sounds = []
    for file in files:
        pcm = _wav.read(file)
        if len(pcm) < _SHORTEST * RATE:
            raise AudioError(
                f"The sound file {file} is too short ({len(pcm) / RATE * 1000:.0f} ms).",
                code="sound-too-short",
                hint="Record at least one word.",
            )
        sounds.append(pcm)
    return Replay(ReplayMicrophone(sounds, clock, gap), ReplaySpeaker(clock, volume, out))


def _ticks(clock: Clock, stop: threading.Event, begin: float, *, after: bool) -> Iterator[float]:
    """Begin of each block of 20 ms, at its begin or (`after`) at its end, until `stop`."""
    while True:
        wait = begin + (_BLOCK if after else 0.0) - clock()
        if wait > 0 and stop.wait(wait):
            return
        if stop.is_set():
            return
        if wait < -_LATE:
            begin = clock()
        yield begin
        begin += _BLOCK
