"""A sound system of its own for tests: a private PulseAudio daemon with one speaker and one microphone, no hardware.

The speaker is a null sink whose monitor can be recorded; the microphone hears what is played into a second null sink,
the "cable". Programs use it through `env` (ALSA's default device is this daemon); nothing else is touched.
"""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from companion.engines.audio import _wav
from companion.voice.types import Pcm

RECORD_RATE = 48_000
_ASOUND = "pcm.!default { type pulse }\nctl.!default { type pulse }\npcm.cable { type pulse device cable }\n"
_MODULES = {
    "speaker": ("module-null-sink", "sink_name=speaker", "rate=48000", "channels=2"),
    "cable": ("module-null-sink", "sink_name=cable", "rate=48000", "channels=1"),
    "microphone": ("module-remap-source", "source_name=microphone", "master=cable.monitor", "remix=no"),
}
_NEEDED = ("pulseaudio", "pactl", "pacat", "parec")


class Recording:
    """What one device's monitor gives from now on."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._parts: list[bytes] = []
        self._thread = threading.Thread(target=self._read, name="recording", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        while part := os.read(self._process.stdout.fileno(), 65_536):
            self._parts.append(part)

    @property
    def pcm(self) -> Pcm:
        """Everything so far, float32 mono at 48 kHz."""
        raw = b"".join(self._parts)
        return np.frombuffer(raw[: len(raw) // 2 * 2], "<i2").astype(np.float32) / 32768.0

    def last(self, seconds: float) -> Pcm:
        return self.pcm[-int(seconds * RECORD_RATE) :]

    def wait_sound(self, timeout: float, level: float = 0.003) -> bool:
        """Until the last 100 ms hold sound above `level` (RMS)."""
        return self._wait(lambda: rms(self.last(0.1)) > level, timeout)

    def wait_silence(self, timeout: float, level: float = 0.003, seconds: float = 0.3) -> bool:
        return self._wait(lambda: len(self.last(seconds)) > 0 and rms(self.last(seconds)) < level, timeout)

    @staticmethod
    def _wait(done, timeout: float) -> bool:  # type: ignore[no-untyped-def]
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if done():
                return True
            time.sleep(0.01)
        return False

    def stop(self) -> Pcm:
        self._process.terminate()
        self._process.wait(5)
        self._thread.join(5)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return self.pcm


class VirtualAudio:
    """`start()` … `stop()`; the environment for programs that shall use it is `env`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._daemon: subprocess.Popen[bytes] | None = None
        self._loaded: dict[str, str] = {}
        self._children: list[subprocess.Popen[bytes]] = []
        self._recordings: list[Recording] = []
        socket = folder / "native"
        asound = folder / "asound.conf"
        self.env = {
            "PULSE_SERVER": f"unix:{socket}",
            "PULSE_COOKIE": str(folder / "cookie"),
            "ALSA_CONFIG_PATH": str(asound),
        }

    def start(self) -> None:
        missing = [name for name in _NEEDED if shutil.which(name) is None]
        if missing:
            pytest.fail(f"{', '.join(missing)} missing: apt-get install pulseaudio pulseaudio-utils libasound2-plugins")
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "asound.conf").write_text(f"</usr/share/alsa/alsa.conf>\n{_ASOUND}")
        socket = self.env["PULSE_SERVER"].removeprefix("unix:")
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--log-level=0"]
        command += ["-L", f"module-native-protocol-unix socket={socket} auth-anonymous=1"]
        env = os.environ | self.env | {"XDG_RUNTIME_DIR": str(self._folder), "HOME": str(self._folder)}
        self._daemon = subprocess.Popen(
            command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._await_daemon()
        for name in _MODULES:
            self.add(name)

    def _await_daemon(self) -> None:
        end = time.monotonic() + 10
        while time.monotonic() < end:
            if self._run("pactl", "info", check=False).returncode == 0:
                return
            time.sleep(0.05)
        self.stop()
        pytest.fail("the private PulseAudio daemon did not start")

    def add(self, name: str) -> None:
        """Plug in "speaker", "cable" or "microphone" (again)."""
        self._loaded[name] = self._run("pactl", "load-module", *_MODULES[name]).stdout.decode().strip()
        if name != "cable":
            kind = "sink" if name == "speaker" else "source"
            self._run("pactl", f"set-default-{kind}", name)

    def remove(self, name: str) -> None:
        """Unplug. Programs that used it lose their stream; nothing else takes its place."""
        self._run("pactl", "unload-module", self._loaded.pop(name))

    def loop_speaker_into_microphone(self, latency_ms: int = 40, decibel: float = -12.0) -> None:
        """From now on the microphone hears the speaker, as in a room without walls."""
        loaded = self._run(
            "pactl", "load-module", "module-loopback", "source=speaker.monitor", "sink=cable",
            f"latency_msec={latency_ms}", "source_dont_move=true", "sink_dont_move=true",
        )  # fmt: skip
        self._loaded["loop"] = loaded.stdout.decode().strip()
        listed = self._run("pactl", "list", "short", "sink-inputs").stdout.decode().splitlines()
        number = next(line.split("\t")[0] for line in listed if "module-loopback" in line)
        self._run("pactl", "set-sink-input-volume", number, f"{decibel}dB")

    def listeners(self) -> int:
        """How many programs hold the microphone open: what a desktop's indicator shows."""
        listed = self._run("pactl", "list", "short", "source-outputs").stdout.decode().splitlines()
        return len([line for line in listed if "module-" not in line])

    def play_to_microphone(self, sound: Path | Pcm, rate: int = 16_000) -> subprocess.Popen[bytes]:
        """Say a WAV file or samples into the microphone; returns at once, `.wait()` for the end."""
        pcm = _wav.read(sound, rate) if isinstance(sound, Path) else sound
        command = ["pacat", "--playback", "--device=cable", f"--rate={rate}", "--channels=1", "--format=s16le"]
        child = subprocess.Popen(command, env=os.environ | self.env, stdin=subprocess.PIPE)
        assert child.stdin is not None
        child.stdin.write(_wav.to_int16(pcm).tobytes())
        child.stdin.close()
        self._children.append(child)
        return child

    def record_speaker(self) -> Recording:
        """What the speaker plays; returns once the recording runs."""
        return self._record("speaker.monitor")

    def record_microphone(self) -> Recording:
        return self._record("microphone")

    def _record(self, device: str) -> Recording:
        command = ["parec", f"--device={device}", f"--rate={RECORD_RATE}", "--channels=1", "--format=s16le"]
        child = subprocess.Popen([*command, "--latency-msec=20"], env=os.environ | self.env, stdout=subprocess.PIPE)
        self._children.append(child)
        recording = Recording(child)
        self._recordings.append(recording)
        assert Recording._wait(lambda: len(recording.pcm) > 0, 10), "no recording"
        return recording

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Give this process the environment, and PortAudio a fresh look at the devices."""
        import sounddevice as sd

        before = {name: os.environ.get(name) for name in self.env}
        os.environ.update(self.env)
        _reinitialize(sd)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
            _reinitialize(sd)

    def stop(self) -> None:
        for recording in self._recordings:
            recording.stop()
        for child in self._children:
            if child.poll() is None:
                child.terminate()
            child.wait(5)
        daemon, self._daemon = self._daemon, None
        if daemon is not None:
            daemon.terminate()
            daemon.wait(5)

    def _run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            command, env=os.environ | self.env, check=check, capture_output=True, stdin=subprocess.DEVNULL, timeout=10
        )


def _reinitialize(sd) -> None:  # type: ignore[no-untyped-def]
    sd._terminate()
    sd._initialize()


def rms(pcm: Pcm) -> float:
    """Root mean square; 0 for nothing."""
    return float(np.sqrt(np.mean(np.square(pcm, dtype=np.float64)))) if len(pcm) else 0.0


@pytest.fixture
def virtual_audio(tmp_path: Path) -> Iterator[VirtualAudio]:
    """A running VirtualAudio that this process uses too."""
    audio = VirtualAudio(tmp_path / "audio")
    audio.start()
    try:
        with audio.applied():
            yield audio
    finally:
        audio.stop()
