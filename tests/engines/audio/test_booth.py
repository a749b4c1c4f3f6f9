"""The sound booth: a real process on a private PulseAudio daemon; the parts that need none are tested alone."""

import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from companion.engines.audio import _booth
from companion.engines.audio._devices import Device
from tests.engines.audio.chunks import tone
from tests.virtual_audio import VirtualAudio


def device(name: str, *, microphone: bool = True, speaker: bool = True) -> Device:
    return Device(0, name, "API", microphone, speaker, 48_000)


def test_only_what_a_person_would_choose_is_listed() -> None:
    found = [device(name) for name in ("default", "sysdefault", "front:CARD=0", "dmix", "USB Microphone", "pulse")]
    found += [device("Camera", speaker=False), device("HDMI", microphone=False), device("Camera", speaker=False)]
    long = "Microphone (Realtek High Definition Audio)"
    found += [device(long, speaker=False), device(long[:31], speaker=False)]
    listed = _booth.listed(tuple(found))
    assert [item["name"] for item in listed["microphones"]] == ["USB Microphone", "Camera", long]
    assert [item["name"] for item in listed["speakers"]] == ["USB Microphone", "HDMI"]


def test_the_chime_is_soft_and_ends_quietly() -> None:
    sound = _booth.chime()
    assert sound.dtype == np.float32 and 1.0 < len(sound) / 48_000 < 1.5
    assert 0.3 < np.abs(sound).max() <= 0.36
    assert np.abs(sound[-480:]).max() < 0.01 and np.abs(sound[:5]).max() < 0.05


def test_decibels() -> None:
    assert _booth.decibels(np.zeros(0, np.float32)) == -100.0
    assert _booth.decibels(np.ones(100, np.float32)) == pytest.approx(0.0)
    assert _booth.decibels(np.asarray(tone(0.5), np.float32)) == pytest.approx(-9.0, abs=1.5)


class Child:
    """The process, with everything it says."""

    def __init__(self, mode: str, environment: dict[str, str]) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "companion.engines.audio._booth", mode],
            env=os.environ | environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.said: list[dict[str, Any]] = []
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert isinstance(self._child.stdout, io.TextIOWrapper)
        for line in self._child.stdout:
            with self._changed:
                self.said.append(json.loads(line))
                self._changed.notify_all()

    def send(self, **command: Any) -> None:
        assert self._child.stdin is not None
        self._child.stdin.write(json.dumps(command) + "\n")
        self._child.stdin.flush()

    def wait(self, report: str, count: int = 1, **values: Any) -> dict[str, Any]:
        def found() -> list[dict[str, Any]]:
            return [each for each in self.said if each["report"] == report and values.items() <= each.items()]

        with self._changed:
            assert self._changed.wait_for(lambda: len(found()) >= count, 20), (report, self.said[-10:])
        return found()[-1]

    def end(self) -> int:
        assert self._child.stdin is not None and self._child.stdout is not None
        self._child.stdin.close()
        code = self._child.wait(10)
        self._reader.join(5)
        self._child.stdout.close()
        return code


@pytest.fixture
def child(virtual_audio: VirtualAudio) -> Iterator[Any]:
    made: list[Child] = []

    def make(mode: str) -> Child:
        made.append(Child(mode, virtual_audio.env))
        return made[-1]

    yield make
    assert [each.end() for each in made] == [0] * len(made)


@pytest.mark.e2e
def test_it_hears_records_and_plays_back(child: Any, virtual_audio: VirtualAudio) -> None:
    booth = child("try")
    booth.send(do="listen", microphone="default")
    assert booth.wait("level", 5)["dbfs"] < -60
    virtual_audio.play_to_microphone(np.asarray(tone(8.0), np.float32))
    booth.send(do="record", microphone="default", speaker="default", volume=1.0)
    ear = virtual_audio.record_speaker()
    assert booth.wait("recording", 3)["left"] < 4
    assert booth.wait("recorded")["dbfs"] == pytest.approx(-9, abs=3)
    booth.wait("playing", what="recording")
    assert ear.wait_sound(5.0), "the recording is not heard"
    booth.wait("played", what="recording")


@pytest.mark.e2e
def test_the_chime_is_heard_as_loud_as_asked(child: Any, virtual_audio: VirtualAudio) -> None:
    booth = child("try")
    for volume in (1.0, 0.25):
        ear = virtual_audio.record_speaker()
        booth.send(do="chime", speaker="default", volume=volume)
        booth.wait("played", 1 if volume == 1.0 else 2, what="chime")
        assert np.abs(ear.stop()).max() == pytest.approx(0.35 * volume, abs=0.03)


@pytest.mark.e2e
def test_a_missing_device_is_told_and_the_next_try_works(child: Any) -> None:
    booth = child("try")
    booth.send(do="chime", speaker="No such thing", volume=1.0)
    assert booth.wait("failed")["code"] == "speaker-missing"
    booth.send(do="chime", speaker="default", volume=1.0)
    booth.wait("played")


@pytest.mark.e2e
def test_it_sees_what_is_plugged_in(child: Any, virtual_audio: VirtualAudio) -> None:
    watcher = child("watch")
    before = [item["name"] for item in watcher.wait("devices")["microphones"]]
    assert "cable" in before and "Webcam" not in before
    properties = "source_properties=device.description=Webcam"
    virtual_audio._run(
        "pactl", "load-module", "module-remap-source", "source_name=cam", "master=cable.monitor", properties
    )
    assert "Webcam" in [item["name"] for item in watcher.wait("devices", 2)["microphones"]]
