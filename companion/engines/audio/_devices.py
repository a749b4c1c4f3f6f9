"""Which sound devices there are, and which one a setting means. Any thread that may wait for the sound system."""

import ctypes
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from companion.engines.audio import _pulse
from companion.errors import AudioError

_log = logging.getLogger(__name__)

Kind = Literal["microphone", "speaker"]
LIBRARY = threading.RLock()  # PortAudio crashes when it is asked for its devices while it starts anew


@dataclass(frozen=True, slots=True)
class Device:
    """A sound device as PortAudio names it. rate: its own, in Hz. node: the sound server's name of it, where PortAudio
    itself knows only the server (see `_pulse`)."""

    index: int
    name: str
    api: str
    microphone: bool
    speaker: bool
    rate: int
    default_microphone: bool = False
    default_speaker: bool = False
    node: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.api})"


def library() -> Any:
    """The sounddevice module. Raises AudioError where PortAudio can't be loaded."""
    try:
        import sounddevice
    except (OSError, ImportError) as error:
        raise AudioError(
            "The sound library PortAudio can't be loaded.",
            code="portaudio-missing",
            hint="Install it (Debian, Ubuntu: apt-get install libportaudio2); until then the conversation is in text.",
        ) from error
    _hush()
    return sounddevice


@cache
def _hush() -> None:
    """Keep ALSA from writing to the terminal: what matters is told in our own words.

    Its handler may be called from a sound thread while Python ends, so it is a C function that does nothing with its
    arguments (`labs`), not a Python one."""
    if not sys.platform.startswith("linux"):
        return
    try:
        alsa, libc = ctypes.CDLL("libasound.so.2"), ctypes.CDLL(None)
        alsa.snd_lib_error_set_handler(ctypes.cast(libc.labs, ctypes.c_void_p))
    except (OSError, AttributeError):
        _log.debug("ALSA keeps talking")


def list_devices() -> tuple[Device, ...]:
    """All devices, in PortAudio's order. Raises AudioError."""
    sd = library()
    try:
        with LIBRARY:
            apis = sd.query_hostapis()
            found = sd.query_devices()
    except sd.PortAudioError as error:
        raise AudioError(f"PortAudio can't list the sound devices ({error}).", code="audio-list") from error
    default_in, default_out = _defaults(apis)
    known = tuple(
        Device(
            index,
            str(item["name"]),
            str(apis[item["hostapi"]]["name"]),
            item["max_input_channels"] > 0,
            item["max_output_channels"] > 0,
            round(item["default_samplerate"]),
            index == default_in,
            index == default_out,
        )
        for index, item in enumerate(found)
    )
    return known + _behind_the_server(known)


def _behind_the_server(known: tuple[Device, ...]) -> tuple[Device, ...]:
    """The devices of PulseAudio or PipeWire, each by its own name."""
    doors = [device for name in ("pulse", "pipewire") for device in known if device.name == name]
    if not doors:
        return ()
    door, names = doors[0], {device.name for device in known}
    return tuple(
        Device(
            door.index,
            node.title,
            door.api,
            node.kind == "microphone",
            node.kind == "speaker",
            door.rate,
            node=node.name,
        )
        for node in _pulse.nodes()
        if node.title not in names
    )


@contextmanager
def opening(kind: Kind, device: Device) -> Iterator[None]:
    """Around the opening of a stream, so that it leads to this device. Keeps other openings waiting."""
    with LIBRARY, _pulse.towards(kind, device.node):
        yield


def _defaults(apis: Any) -> tuple[int, int]:
    """PortAudio's default devices: those of its first host API that has any."""
    pairs = [(api["default_input_device"], api["default_output_device"]) for api in apis]
    return next((i for i, _ in pairs if i >= 0), -1), next((o for _, o in pairs if o >= 0), -1)


def choose(kind: Kind, wanted: str) -> Device:
    """The device that a setting names: "default", or part of a name (the whole name wins). Raises AudioError."""
    fitting = [device for device in list_devices() if getattr(device, kind)]
    if not fitting:
        raise AudioError(
            f"There is no {kind}.",
            code=f"{kind}-none",
            hint="Plug one in (it is found by itself)" + (", or type instead." if kind == "microphone" else "."),
            retryable=True,
        )
    if wanted.casefold() in ("", "default"):
        return next((device for device in fitting if getattr(device, f"default_{kind}")), fitting[0])
    key = wanted.casefold()
    for match in (str.__eq__, str.startswith, str.__contains__):
        for device in fitting:
            if match(device.name.casefold(), key):
                return device
    names = ", ".join(dict.fromkeys(device.name for device in fitting))
    raise AudioError(
        f"There is no {kind} named `{wanted}`.",
        code=f"{kind}-missing",
        hint=f"Plug it in, or choose another {kind}.device: default, {names}.",
        retryable=True,
    )


def check(kind: Kind, wanted: str) -> Device:
    """Choose and try whether the device can be opened. Raises AudioError."""
    sd = library()
    with LIBRARY:
        device = choose(kind, wanted)
        _try(sd, kind, device)
    return device


def _try(sd: Any, kind: Kind, device: Device) -> None:
    test = sd.check_input_settings if kind == "microphone" else sd.check_output_settings
    try:
        with opening(kind, device):
            test(device=device.index, channels=channels(device, kind), dtype="float32", samplerate=device.rate)
    except (sd.PortAudioError, ValueError) as error:
        raise unusable(kind, device, error) from error


def channels(device: Device, kind: Kind) -> int:
    """Up to two: a microphone is mixed down, a speaker plays the same on both."""
    key = "max_input_channels" if kind == "microphone" else "max_output_channels"
    return min(2, int(library().query_devices(device.index)[key]))


def unusable(kind: Kind, device: Device, error: Exception) -> AudioError:
    reason = getattr(error, "args", ("",))[0]
    return AudioError(
        f"The {kind} {device.name} can't be opened ({reason}).",
        code=f"{kind}-unusable",
        hint="Check whether another program holds it; it is tried again by itself.",
        retryable=True,
    )


def restart_library() -> None:
    """Make PortAudio read its list of devices anew. Every stream of the process must be closed."""
    sd = library()
    with LIBRARY:
        for step in (sd._terminate, sd._initialize):
            try:
                step()
            except sd.PortAudioError as error:
                _log.warning("PortAudio %s: %s", step.__name__, error)
