"""The terminal twin run in this process, with its own folders, a tiny real brain and the starter ears."""

import json
import logging
import sys
import threading
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from companion import espeak_ng, offline
from companion.__main__ import main
from companion.voice.types import Pcm
from tests.tiny_gguf import WORDY, build


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str

    def lines(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    def failed_with_one_line(self, *words: str) -> bool:
        """Whether it failed as promised: nothing on standard output, one line that names `words`, no traceback."""
        assert self.code != 0, self.out
        assert self.out == ""
        assert "Traceback" not in self.err
        assert self.err.startswith("companion: ") and self.err.count("\n") == 1, self.err
        return all(word in self.err for word in words)


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The person's own folder, empty; what a command sets for its whole process is taken back."""
    place = tmp_path / "home"
    monkeypatch.setenv("COMPANION_HOME", str(place))
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    root = logging.getLogger("companion")
    before = (sys.excepthook, threading.excepthook, list(root.handlers), root.level, root.propagate)
    yield place
    for handler in root.handlers:
        if handler not in before[2]:
            handler.close()
    sys.excepthook, threading.excepthook, root.handlers[:], _, root.propagate = before
    root.setLevel(before[3])
    offline.set_offline(False)


@pytest.fixture(scope="session")
def brain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random model that talks in clean words."""
    return build(tmp_path_factory.mktemp("brain") / "wordy.gguf", WORDY)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """`run("ask", "Hello")`: the command as the shell would run it."""

    def command(*arguments: object) -> Ran:
        capfd.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as end:  # argparse
            code = int(end.code or 0)
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return command


@pytest.fixture
def talk(run: Run, brain: Path) -> Run:
    """The same with the tiny brain, which always says the same."""

    def command(*arguments: object) -> Ran:
        return run("--set", f"brain.model={brain}", "--set", "brain.seed=1", "--set", "brain.max_tokens=12", *arguments)

    return command


def spoken(text: str, voice: str, rate: int) -> Pcm:
    """eSpeak NG's speech at `rate` Hz, float32 mono, half a second of silence on both sides."""
    import soxr

    speech = espeak_ng.synthesize(text, voice=voice)
    pcm = soxr.resample(speech.pcm.astype(np.float32) / 32768.0, speech.rate, rate)
    silence = np.zeros(rate // 2, np.float32)
    return np.concatenate([silence, pcm, silence])


def write_wav(path: Path, pcm: Pcm, rate: int, channels: int = 1) -> Path:
    """16-bit WAV; the same sound in all channels."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.repeat((pcm * 20_000).astype("<i2"), channels).tobytes())
    return path
