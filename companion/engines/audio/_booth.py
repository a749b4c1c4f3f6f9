"""`python -m companion.engines.audio._booth`: tries out sound devices for a window, in a process of its own.

A process of its own, because PortAudio reads its list of devices once: here it may be read again and again, and a
driver that crashes takes nothing with it. One JSON object a line on standard input (`do`), one a line on standard
output (`report`); it ends with its input. What is recorded stays in memory and is gone with the process.

in:  {"do": "listen" | "record" | "chime" | "sample" | "quiet", "microphone": name, "speaker": name, "volume": 0..1};
     a sample brings its own sound: pcm (base64 of 16-bit samples, mono), rate (Hz)
out: devices (microphones, speakers), level (dbfs), recording (left), recorded (dbfs), playing, played,
     failed (kind, code, message, hint)
"""

import base64
import json
import queue
import sys
import threading
import time
from typing import Any, TextIO

import numpy as np

from companion.engines.audio import _devices, _wav
from companion.engines.audio._devices import Device, Kind
from companion.engines.audio._output import close_stream
from companion.errors import AudioError
from companion.voice.types import Pcm

LOOK = 2.0  # seconds between two looks at the devices
SECONDS = 4.0  # of a recording
_LEVELS = 20  # a second
_BLOCK = 0.05  # seconds
_LATENCY = 0.1
_PLUMBING = ("sysdefault", "front", "surround", "dmix", "dsnoop", "samplerate", "speexrate", "lavrate", "upmix",
             "vdownmix", "iec958", "spdif", "null", "jack", "oss", "usbstream", "a52")  # fmt: skip
_CHIME = ((0.0, 659.26), (0.16, 880.0), (0.32, 1318.51))  # seconds, Hz: E5 A5 E6


class Booth:
    """One microphone stream and one speaker stream at most. Callbacks run on PortAudio's threads and only copy."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._writing = threading.Lock()
        self._changing = threading.RLock()
        self._input: Any = None
        self._output: Any = None
        self._input_rate = 0  # Hz
        self._recorded: tuple[Pcm, int] = (np.zeros(0, np.float32), 48_000)
        self._heard: queue.SimpleQueue[tuple[bytes, int, int] | None] = queue.SimpleQueue()
        self._meter = threading.Thread(target=self._measure, name="meter", daemon=True)
        self._meter.start()
        self._recording: list[Pcm] | None = None
        self._wanted = 0  # samples still to record
        self._after: tuple[str, float] = ("default", 1.0)  # where the recording is played, and how loud

    def report(self, report: str, /, **values: Any) -> None:
        """Any thread."""
        with self._writing:
            print(json.dumps({"report": report} | values), file=self._out, flush=True)

    def handle(self, command: dict[str, Any]) -> None:
        """One command; what goes wrong is reported. Any thread."""
        with self._changing:
            self._handle(command)

    def _handle(self, command: dict[str, Any]) -> None:
        speaker, volume = str(command.get("speaker", "default")), float(command.get("volume", 1.0))
        try:
            match command.get("do"):
                case "listen":
                    self._listen(str(command["microphone"]))
                case "record":
                    self._listen(str(command["microphone"]))
                    self._after = (speaker, volume)
                    self._wanted, self._recording = round(SECONDS * self._input_rate), []
                case "play":
                    pcm, rate = self._recorded
                    self._play(pcm, rate, *self._after, what="recording")
                case "chime":
                    self._play(chime(), 48_000, speaker, volume, what="chime")
                case "sample":
                    self._play(_samples(command), int(command["rate"]), speaker, volume, what="sample")
                case "quiet":
                    self.close()
        except AudioError as error:
            kind = "speaker" if command.get("do") in ("chime", "play", "sample") else "microphone"
            self.report("failed", kind=kind, code=error.code, message=error.message, hint=error.hint)

    def close(self) -> None:
        """Close both streams and forget what was recorded."""
        with self._changing:
            self._close_input()
            self._close_output()
            self._recorded = (np.zeros(0, np.float32), 48_000)

    # --- microphone ---

    def _listen(self, name: str) -> None:
        self._close_input()
        self._renew()
        device = _devices.choose("microphone", name)
        sd, channels = _devices.library(), _devices.channels(device, "microphone")

        def heard(data: Any, _frames: int, _times: Any, _status: Any) -> None:
            self._heard.put((bytes(data), device.rate, channels))

        self._input_rate = device.rate
        self._input = _opened(
            "microphone",
            device,
            lambda: sd.RawInputStream(
                device=device.index,
                channels=channels,
                samplerate=device.rate,
                blocksize=round(device.rate * _BLOCK),
                dtype="float32",
                latency=_LATENCY,
                callback=heard,
            ),
        )

    def _close_input(self) -> None:
        stream, self._input, self._recording = self._input, None, None
        if stream is not None:
            close_stream(stream)

    def _close_output(self) -> None:
        stream, self._output = self._output, None
        if stream is not None:
            close_stream(stream)

    def _renew(self) -> None:
        """Read the list of devices anew, where no stream stands in the way."""
        if self._input is None and self._output is None:
            _devices.restart_library()

    def _measure(self) -> None:
        while (item := self._heard.get()) is not None:
            data, rate, channels = item
            pcm = np.frombuffer(data, np.float32).reshape(-1, channels).mean(axis=1, dtype=np.float32)
            self.report("level", dbfs=decibels(pcm))
            with self._changing:
                if self._recording is not None:
                    self._record(self._recording, pcm, rate)

    def _record(self, recording: list[Pcm], pcm: Pcm, rate: int) -> None:
        recording.append(pcm)
        self._wanted -= len(pcm)
        if self._wanted > 0:
            self.report("recording", left=round(self._wanted / rate, 2))
            return
        sound = np.concatenate(recording)
        self._recording, self._recorded = None, (sound, rate)
        parts = sound[: len(sound) // 1024 * 1024].reshape(-1, 1024)
        self.report("recorded", dbfs=decibels(parts[np.argmax((parts**2).mean(axis=1))]))
        self.handle({"do": "play"})

    # --- speaker ---

    def _play(self, pcm: Pcm, rate: int, name: str, volume: float, *, what: str) -> None:
        self._close_output()
        self._renew()
        device = _devices.choose("speaker", name)
        sd, channels = _devices.library(), _devices.channels(device, "speaker")
        sound = np.repeat((_wav.resample(pcm, rate, device.rate) * volume)[:, None], channels, axis=1)
        position = 0

        def render(out: Any, frames: int, _times: Any, _status: Any) -> None:
            nonlocal position
            view = np.frombuffer(out, np.float32).reshape(frames, channels)
            part = sound[position : position + frames]
            view[: len(part)] = part
            view[len(part) :] = 0
            position += frames
            if position >= len(sound) + device.rate * _LATENCY:
                raise sd.CallbackStop

        stream = _opened(
            "speaker",
            device,
            lambda: sd.RawOutputStream(
                device=device.index,
                channels=channels,
                samplerate=device.rate,
                blocksize=round(device.rate * _BLOCK),
                dtype="float32",
                latency=_LATENCY,
                callback=render,
                finished_callback=lambda: self.report("played", what=what),
            ),
        )
        self._output = stream
        self.report("playing", what=what)


def _opened(kind: Kind, device: Device, make: Any) -> Any:
    """A stream that runs. Raises AudioError."""
    sd = _devices.library()
    try:
        with _devices.opening(kind, device):
            stream = make()
            stream.start()
    except (sd.PortAudioError, ValueError) as error:
        raise _devices.unusable(kind, device, error) from error
    return stream


def _samples(command: dict[str, Any]) -> Pcm:
    return np.frombuffer(base64.b64decode(command["pcm"]), "<i2").astype(np.float32) / 32768.0


def decibels(pcm: Pcm) -> float:
    """RMS in dBFS, -100 at least."""
    power = float(np.mean(np.square(pcm))) if len(pcm) else 0.0
    return round(max(-100.0, 10 * float(np.log10(power + 1e-12))), 1)


def chime() -> Pcm:
    """A soft bell of three notes, 1.2 s at 48 kHz."""
    times = np.arange(round(1.2 * 48_000)) / 48_000
    sound = np.zeros_like(times)
    for start, pitch in _CHIME:
        after = times - start
        ring = np.where(after > 0, np.exp(-6.0 * np.maximum(after, 0)) * np.minimum(1, after / 0.004), 0.0)
        sound += ring * (np.sin(2 * np.pi * pitch * after) + 0.25 * np.sin(4 * np.pi * pitch * after))
    return np.asarray(0.35 * sound / np.abs(sound).max(), np.float32)


def listed(devices: tuple[Device, ...]) -> dict[str, list[dict[str, Any]]]:
    """What a person may choose from, by kind: each name once, without what is only plumbing between the real ones."""
    result: dict[str, list[dict[str, Any]]] = {"microphones": [], "speakers": []}
    served = any(device.node for device in devices)
    for device in devices:
        if device.name in ("default", "pulse", "pipewire") or device.name.startswith(_PLUMBING):
            continue  # the first of the choices is the system's default
        if served and not device.node and "(hw:" in device.name:
            continue  # the sound server holds it, and has a name of its own for it
        for key, fits in (("microphones", device.microphone), ("speakers", device.speaker)):
            names = [item["name"] for item in result[key]]
            longer = any(len(device.name) >= 31 and name.startswith(device.name) for name in names)  # MME cuts names
            if fits and device.name not in names and not longer:
                result[key].append({"name": device.name})
    return result


def watch(out: TextIO, ended: threading.Event) -> None:
    """Report the devices, and again whenever they have changed; the looking is this process's only use of PortAudio."""
    before: Any = None
    while True:
        began = time.monotonic()
        try:
            found: dict[str, Any] = {"report": "devices", **listed(_devices.list_devices())}
        except AudioError as error:
            found = {"report": "failed", "kind": "devices", "code": error.code, "message": error.message,
                     "hint": error.hint}  # fmt: skip
        if found != before:
            before = found
            print(json.dumps(found), file=out, flush=True)
        if ended.wait(max(0.5, LOOK - (time.monotonic() - began))):
            return
        try:
            _devices.restart_library()
        except AudioError:
            continue  # it is reported at the next look


def main(arguments: list[str]) -> int:
    if arguments == ["watch"]:
        ended = threading.Event()
        threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
        watch(sys.stdout, ended)
        return 0
    booth = Booth(sys.stdout)
    for line in sys.stdin:
        booth.handle(json.loads(line))
    booth.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
