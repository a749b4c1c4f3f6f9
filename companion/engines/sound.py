"""The microphone and the speaker that a session talks through. Any thread."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from companion.config import Config, MicrophoneConfig, SpeakerConfig
from companion.engines import registry
from companion.errors import AudioError
from companion.voice import ports


@dataclass(frozen=True)
class Sound:
    """The devices of a session. Any may be None: typed only, or silent. close: frees both. change: other devices or
    another volume while running; the event is set when that is done."""

    microphone: ports.Microphone | None = None
    speaker: ports.Speaker | None = None
    close: Callable[[], None] = lambda: None
    change: Callable[[MicrophoneConfig, SpeakerConfig], threading.Event] | None = None


def portaudio_sound(config: Config, clock: ports.Clock) -> Sound:
    """The real microphone and speaker. Raises AudioError when PortAudio can't be used at all."""
    try:
        module = registry.module("audio", "portaudio")
        devices = module.create(config.microphone, config.speaker, clock)
    except OSError as error:
        raise AudioError(
            "The sound library PortAudio can't be loaded.",
            code="portaudio-missing",
            hint="Install it (Debian, Ubuntu: apt-get install libportaudio2); until then the conversation is in text.",
        ) from error
    return Sound(devices.microphone, devices.speaker, devices.close, devices.change)
