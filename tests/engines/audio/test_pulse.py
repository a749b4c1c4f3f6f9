"""Single devices behind a sound server: found by their names, and the sound really goes there."""

import os
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from companion.engines.audio import _devices, _pulse
from companion.engines.audio._output import OutputStream
from companion.engines.audio._track import Track
from companion.errors import AudioError
from companion.voice.types import Pcm
from tests.engines.audio.chunks import tone
from tests.virtual_audio import VirtualAudio, rms


def test_the_environment_says_it_and_forgets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SINK", "mine")
    monkeypatch.delenv("PIPEWIRE_NODE", raising=False)
    with _pulse.towards("speaker", "usb"):
        assert (os.environ["PULSE_SINK"], os.environ["PIPEWIRE_NODE"]) == ("usb", "usb")
    assert os.environ["PULSE_SINK"] == "mine" and "PIPEWIRE_NODE" not in os.environ
    with pytest.raises(ValueError), _pulse.towards("microphone", "usb"):
        raise ValueError
    assert "PULSE_SOURCE" not in os.environ
    with _pulse.towards("speaker", ""):
        assert os.environ["PULSE_SINK"] == "mine"


def test_without_a_server_there_is_nothing_to_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent")
    assert _pulse.nodes() == ()
    monkeypatch.setenv("PATH", "/nonexistent")
    assert _pulse.nodes() == ()


@pytest.fixture
def headset(virtual_audio: VirtualAudio) -> Iterator[VirtualAudio]:
    """A second speaker and a second microphone, neither of them the default."""
    for module in (
        ("module-null-sink", "sink_name=usb", "rate=48000", "sink_properties=device.description=USB-Headset"),
        ("module-null-sink", "sink_name=wire", "rate=48000"),
        ("module-remap-source", "source_name=usbmic", "master=wire.monitor", "remix=no",
         "source_properties=device.description=USB-Microphone"),
    ):  # fmt: skip
        virtual_audio._run("pactl", "load-module", *module)
    _devices.restart_library()
    yield virtual_audio


@pytest.mark.e2e
def test_devices_behind_the_server_are_named(headset: VirtualAudio) -> None:
    found = {device.name: device for device in _devices.list_devices() if device.node}
    assert found["USB-Headset"].speaker and not found["USB-Headset"].microphone
    assert found["USB-Microphone"].microphone and not found["USB-Microphone"].speaker
    assert not any(name.startswith("Monitor of") for name in found)
    assert _devices.choose("speaker", "usb-head").node == "usb"
    assert not _devices.choose("speaker", "default").node
    with pytest.raises(AudioError) as caught:
        _devices.choose("microphone", "USB-Headset")
    assert "USB-Microphone" in caught.value.hint


@pytest.mark.e2e
def test_what_is_played_comes_out_of_the_chosen_speaker_alone(headset: VirtualAudio) -> None:
    for name, heard_at, silent_at in (("USB-Headset", "usb", "speaker"), ("default", "speaker", "usb")):
        device = _devices.choose("speaker", name)
        track = Track(device.rate)
        ears = {sink: headset._record(f"{sink}.monitor") for sink in (heard_at, silent_at)}
        stream = OutputStream(device, track, time.monotonic, 0.05, lambda: None)
        try:
            track.append(np.asarray(tone(1.0, device.rate), np.float32))
            assert ears[heard_at].wait_sound(10.0), f"{name} is silent"
        finally:
            stream.close()
        assert rms(ears[silent_at].pcm) < 1e-4, "the other one plays it, too"


@pytest.mark.e2e
def test_the_chosen_microphone_is_heard(headset: VirtualAudio) -> None:
    import sounddevice as sd

    device = _devices.choose("microphone", "USB-Microphone")
    heard: list[Pcm] = []
    loud = threading.Event()

    def callback(data, frames, times, status) -> None:  # type: ignore[no-untyped-def]
        heard.append(np.frombuffer(bytes(data), np.float32))
        if rms(heard[-1]) > 0.05:
            loud.set()

    with _devices.opening("microphone", device):
        stream = sd.RawInputStream(device=device.index, channels=1, samplerate=device.rate, dtype="float32",
                                   blocksize=device.rate // 20, callback=callback)  # fmt: skip
        stream.start()
    try:
        import subprocess

        child = subprocess.Popen(["pacat", "--playback", "--device=wire", "--rate=48000", "--channels=1"],
                                 env=os.environ | headset.env, stdin=subprocess.PIPE)  # fmt: skip
        assert child.stdin is not None
        child.stdin.write((np.asarray(tone(1.5, 48_000)) * 32767).astype("<i2").tobytes())
        child.stdin.close()
        assert loud.wait(10), "nothing is heard"
        child.wait(10)
    finally:
        stream.abort()
        stream.close()
