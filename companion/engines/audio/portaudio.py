"""The real microphone and speaker, by PortAudio: chosen by name, lost and found again while running.

One supervisor thread opens and closes the streams, because reading PortAudio's device list again closes all of them.
Nothing here raises while running: a device that can't be used is told through `on_trouble`, tried again with growing
pauses, and told again (None) when it is there. The callbacks run on PortAudio's threads and only copy.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

from companion.config import MicrophoneConfig, SpeakerConfig
from companion.engines.audio import _devices, _probe
from companion.engines.audio._devices import Device, Kind
from companion.engines.audio._echo import FarEnd, FarSource
from companion.engines.audio._echo_state import EchoState
from companion.engines.audio._input import EchoPath, InputStream
from companion.engines.audio._output import OutputStream
from companion.engines.audio._playback import OnChunk, Playback
from companion.errors import AudioError, CompanionError
from companion.voice.ports import Clock
from companion.voice.types import AudioBlock, PlaybackPosition, SpeechChunk

LABEL = "PortAudio"
_LATENCY, _LATENCY_STEP, _MOST_LATENCY = 0.05, 0.05, 0.15  # seconds
_UNDERFLOWS = 3  # in one watch period of 10 s: the speaker gets one step more
_SILENT = 2.0  # seconds without a callback after which a device is lost (most say so themselves, sooner) …
_STARTING = 6.0  # … and just after it was opened
_PAUSES = (0.5, 1.0, 2.0, 5.0, 5.0, 5.0, 10.0)  # seconds between tries; the last one again and again
_WATCH = 0.5
_CLOSING = 3.0  # seconds that `close` waits for the last block

_log = logging.getLogger(__name__)

OnTrouble = Callable[[CompanionError | None], None]


def check_device(kind: Kind, name: str) -> Device:
    """The device that a setting names, tried for real. Raises AudioError."""
    return _devices.check(kind, name)


def create(microphone: MicrophoneConfig, speaker: SpeakerConfig, clock: Clock) -> "Devices":
    """Opens nothing yet: the devices are opened by `start()` of the microphone and the speaker.

    Raises AudioError only where the PortAudio library itself is missing."""
    _devices.library()
    return Devices(microphone, speaker, clock)


class _Side:
    """The microphone or the speaker: what is wanted, what is open, what was told. Supervisor thread only."""

    def __init__(self, kind: Kind, name: str, open_: Callable[[Device], Any]) -> None:
        self.kind = kind
        self.name = name
        self.open = open_
        self.wanted = False
        self.closed = threading.Event()
        self.stream: Any = None
        self.opened = 0.0
        self.fails = 0
        self.retry = 0.0
        self.renew = False  # another device was chosen: the one that is open has to go
        self.stale = False  # it was open or missing before: PortAudio's list of devices has to be read again
        self.tell: OnTrouble = lambda error: None
        self.told: str | None = "nothing yet"

    def is_dead(self, now: float) -> bool:
        if self.stream is None:
            return False
        patience = _STARTING if now - self.opened < _STARTING else _SILENT
        return bool(self.stream.ended.is_set()) or now - float(self.stream.last_callback) > patience

    def report(self, error: AudioError | None) -> None:
        """Tell what changed: the first opening, a trouble once, and after a loss only the return."""
        code = error.code if error is not None else None
        if code != self.told and not (error is not None and self.told == f"{self.kind}-lost"):
            self.told = code
            self.tell(error)


class Devices:
    """Both devices and the thread that looks after them."""

    def __init__(self, microphone: MicrophoneConfig, speaker: SpeakerConfig, clock: Clock) -> None:
        self._clock = clock
        self._playback = Playback(clock, speaker.volume)
        self._echo_mode = microphone.echo
        self._echo: EchoPath | None = None
        self._on_block: Callable[[AudioBlock], None] = lambda block: None
        self._latency = _LATENCY
        self._underflows, self._counted = 0, 0.0
        self._far: FarEnd | None = None
        self._sides = {
            "speaker": _Side("speaker", speaker.device, self._open_speaker),
            "microphone": _Side("microphone", microphone.device, self._open_microphone),
        }
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._changing = threading.Lock()
        self._changes: list[threading.Event] = []
        self.microphone = PortAudioMicrophone(self)
        self.speaker = PortAudioSpeaker(self)

    def list_devices(self) -> tuple[Device, ...]:
        """As of the last look. Raises AudioError."""
        return _devices.list_devices()

    @property
    def echo_state(self) -> EchoState:
        """For the window: "unknown" until she has spoken for a second; then "none", "cancelled" or "half_duplex"."""
        return self._echo.state if self._echo is not None else "unknown"

    def close(self) -> None:
        """Stop everything; idempotent; takes at most some seconds."""
        self._stop.set()
        self._wake.set()
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join(10.0)
        self._playback.close()

    def change(self, microphone: MicrophoneConfig, speaker: SpeakerConfig) -> threading.Event:
        """Other devices, another volume or way with the echo, while running. The event is set when what had to be
        opened anew is; the speaker waits until nothing is heard. Any thread; returns at once."""
        self._playback.set_volume(speaker.volume)
        done = threading.Event()
        with self._changing:
            wanted = {"microphone": microphone.device, "speaker": speaker.device}
            for kind, side in self._sides.items():
                side.renew = side.renew or side.name != wanted[kind]
                side.name = wanted[kind]
            if microphone.echo != self._echo_mode:
                self._echo_mode, self._sides["microphone"].renew = microphone.echo, True
            if self._thread is not None and any(side.renew for side in self._sides.values()):
                self._changes.append(done)
            else:
                done.set()
        self._wake.set()
        return done

    # --- called by the two devices, any thread ---

    def want(self, kind: Kind, wanted: bool, tell: OnTrouble | None = None, *, wait: bool = True) -> None:
        with self._changing:
            side = self._sides[kind]
            side.tell = tell or side.tell
            side.wanted = wanted
            side.closed.clear()
            if self._thread is None and wanted and not self._stop.is_set():
                self._thread = threading.Thread(target=self._supervise, name="audio-devices", daemon=True)
                self._thread.start()
            if self._thread is None:
                side.closed.set()
        self._wake.set()
        if wait and not wanted and threading.current_thread() is not self._thread:
            side.closed.wait(_CLOSING)

    def want_blocks(self, on_block: Callable[[AudioBlock], None]) -> None:
        self._on_block = on_block

    @property
    def playback(self) -> Playback:
        return self._playback

    # --- supervisor thread ---

    def _supervise(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            try:
                self._look_after()
            except Exception:  # thread boundary: whatever PortAudio's binding throws, the devices stay looked after
                _log.exception("audio supervisor")
            with self._changing:
                if not any(side.wanted or side.stream is not None for side in self._sides.values()):
                    self._thread = None
                    return
            self._wake.wait(_WATCH)
        self._close_all()

    def _look_after(self) -> None:
        now = self._clock()
        for side in self._sides.values():
            if not side.wanted:
                self._close_side(side)
            elif side.renew:
                self._renew(side, now)
            elif side.is_dead(now):
                self._lose(side, now)
        self._count_underflows(now)
        waiting = [side for side in self._sides.values() if side.wanted and side.stream is None and side.retry <= now]
        if waiting:
            self._open_waiting(waiting)
        with self._changing:
            if not any(side.renew and side.wanted for side in self._sides.values()):
                for done in self._changes:
                    done.set()
                self._changes.clear()

    def _renew(self, side: _Side, now: float) -> None:
        """Another device was chosen. A speaker is changed between two sentences; the old one's troubles are over."""
        if side.kind == "speaker" and side.stream is not None and not self._playback.lose_if_idle():
            return
        side.renew = False
        self._close_side(side)
        side.told, side.stale, side.fails, side.retry = "another one", True, 0, now

    def _open_waiting(self, waiting: list[_Side]) -> None:
        """Open what is missing. The list of devices is read anew where that disturbs nobody or is worth it."""
        others = [side for side in self._sides.values() if side.stream is not None]
        if not others and any(side.stale for side in waiting):
            self._restart_library(others)
        for side in waiting:
            self._open(side)
        missing = [side for side in waiting if side.stream is None]
        if not missing or not others or not any(_probe.is_there(side.kind, side.name) for side in missing):
            return
        if self._playback.lose_if_idle():  # she isn't cut off in mid-sentence; the next try comes soon
            self._restart_library(others)
            for side in self._sides.values():
                if side.wanted and side.stream is None:
                    self._open(side)

    def _restart_library(self, open_sides: list[_Side]) -> None:
        for side in open_sides:
            self._close_side(side)
        _devices.restart_library()
        for side in self._sides.values():
            side.stale = False

    def _open(self, side: _Side) -> None:
        try:
            device = _devices.choose(side.kind, side.name)
            stream = side.open(device)
        except AudioError as error:
            side.stale = True
            self._postpone(side)
            side.report(error)
            return
        side.stream, side.opened, side.fails = stream, self._clock(), 0
        _log.info("%s open: %s, %d Hz", side.kind, device, device.rate)
        side.report(None)

    def _postpone(self, side: _Side) -> None:
        side.retry = self._clock() + _PAUSES[min(side.fails, len(_PAUSES) - 1)]
        side.fails += 1

    def _lose(self, side: _Side, now: float) -> None:
        name = side.stream.device.name
        if side.kind == "speaker":
            self._playback.lose()
        side.report(
            AudioError(
                f"The {side.kind} {name} was disconnected.",
                code=f"{side.kind}-lost",
                hint="Plug it in again; it is found by itself.",
                retryable=True,
            )
        )
        self._close_side(side)
        side.stale, side.fails = True, 0
        side.retry = now

    def _count_underflows(self, now: float) -> None:
        """Three gaps in ten seconds: give the speaker more latency, when she is silent."""
        side = self._sides["speaker"]
        if side.stream is None or now - self._counted < 10.0:
            return
        new = side.stream.underflows - self._underflows
        if new >= _UNDERFLOWS and self._latency < _MOST_LATENCY:
            if not self._playback.lose_if_idle():
                return  # asked again as soon as she is silent
            self._latency = min(_MOST_LATENCY, self._latency + _LATENCY_STEP)
            _log.warning("%d gaps in the sound: latency is now %.2f s", new, self._latency)
            self._close_side(side)
            self._open(side)
        self._underflows, self._counted = (side.stream.underflows if side.stream is not None else 0), now

    def _open_speaker(self, device: Device) -> OutputStream:
        track = self._playback.open(device.rate)
        try:
            stream = OutputStream(device, track, self._clock, self._latency, self._wake.set)
        except AudioError:
            self._playback.lose()
            raise
        self._far = stream.far
        self._underflows = 0
        return stream

    def _open_microphone(self, device: Device) -> InputStream:
        self._echo = EchoPath(self._echo_mode, FarSource(lambda: self._far))
        return InputStream(device, self._echo, self._clock, _LATENCY, self._on_block, self._wake.set)

    def _close_side(self, side: _Side) -> None:
        stream, side.stream = side.stream, None
        if side.kind == "speaker":
            self._far = None
            self._playback.lose()
        if stream is not None:
            stream.close()
        if not side.wanted:
            side.closed.set()

    def _close_all(self) -> None:
        for side in self._sides.values():
            side.wanted = False
            self._close_side(side)


class PortAudioMicrophone:
    """See `ports.Microphone`."""

    def __init__(self, devices: Devices) -> None:
        self._devices = devices

    def start(self, on_block: Callable[[AudioBlock], None], on_trouble: OnTrouble) -> None:
        self._devices.want_blocks(on_block)
        self._devices.want("microphone", True, on_trouble)

    def rest(self) -> None:
        self._devices.want("microphone", False, wait=False)

    def close(self) -> None:
        self._devices.want("microphone", False)


class PortAudioSpeaker:
    """See `ports.Speaker`."""

    def __init__(self, devices: Devices) -> None:
        self._devices = devices
        self._playback = devices.playback

    def start(self, on_started: OnChunk, on_finished: OnChunk, on_trouble: OnTrouble) -> None:
        self._playback.start(on_started, on_finished)
        self._devices.want("speaker", True, on_trouble)

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

    def close(self) -> None:
        self._devices.want("speaker", False)
        self._playback.close()
