"""A virtual screen comes from script/with-desktop; the sound system and the program are made here."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from companion.cli.bench_turns import speak
from tests.e2e.driver import STALLS, App, base_environment
from tests.virtual_audio import Recording, VirtualAudio

NEEDED = ("xdotool", "import", "openbox", "picom")
VOICES = {"ko": "ko", "en": "en-us"}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How long the window ever stood still in the whole run, without the time in which it had no processor."""
    for part, found in (
        ("in the first 10 s", [record for seconds, record in STALLS if seconds < 10]),
        ("later", [record for seconds, record in STALLS if seconds >= 10]),
    ):
        own = sorted((record["ms"] - record["waited_ms"], record["at"]) for record in found)
        long = [(ms, at) for ms, at in own if ms > 50]
        terminalreporter.write_line(f"stalls {part}: {len(own)} over 30 ms, {len(long)} over 50 ms of its own")
        for ms, at in long[-8:]:
            terminalreporter.write_line(f"  {ms:.0f} ms: {at[:240]}")


@pytest.fixture(autouse=True)
def desktop() -> None:
    """The end-to-end tests must run on a desktop; they are not skipped without one."""
    if not os.environ.get("DISPLAY"):
        pytest.fail("no screen: run `make e2e`, which starts a virtual one (script/with-desktop)")
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.fail(f"missing: {', '.join(missing)}; run `make setup-test`")


@pytest.fixture
def audio(tmp_path: Path) -> Iterator[VirtualAudio]:
    """A microphone and a speaker of our own; only the program uses them."""
    virtual = VirtualAudio(tmp_path / "audio")
    virtual.start()
    yield virtual
    virtual.stop()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def launch(home: Path, audio: VirtualAudio) -> Callable[..., App]:
    """`launch("key=value", …)` makes an App on the virtual devices; use it with `with`."""

    def make(*settings: str, language: str = "en") -> App:
        environment = base_environment() | audio.env
        return App(home, environment, f"language={language}", "brain.seed=5", *settings)

    return make


class Person:
    """Speaks into the virtual microphone and listens to the virtual speaker."""

    def __init__(self, audio: VirtualAudio) -> None:
        self._audio = audio
        self.ear: Recording | None = None

    def listen(self) -> Recording:
        self.ear = self._audio.record_speaker()
        return self.ear

    def say(self, text: str, language: str, *, wait: bool = True) -> float:
        """Say it; returns when it began (monotonic seconds)."""
        clip = speak(text, VOICES[language])
        began = time.monotonic()
        child = self._audio.play_to_microphone(clip.pcm)
        if wait:
            child.wait(20)
        return began


@pytest.fixture
def person(audio: VirtualAudio) -> Person:
    return Person(audio)
