"""Checks that use the engines: speaker, microphone, its level, the echo, voice, ears and brain, each for real.

Any thread, some seconds each. What the microphone hears is measured and forgotten; nothing of it is kept or printed.
"""

import queue
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from companion.checkup.check import Check, Remedy
from companion.config import Config
from companion.engines import registry
from companion.engines.voices import open_voice
from companion.errors import AudioError, CompanionError
from companion.persona.character import find_character
from companion.voice.types import AudioBlock, Pcm, Turn, VoiceStyle

LISTEN = 2.0  # seconds
SILENT, QUIET = -90.0, -66.0  # dBFS of the loudest moment: a muted microphone gives zeros, a room is never so quiet
_ANSWER = 120.0  # seconds for a first reply
_PLAYED = 15.0


def speaker(config: Config) -> Check:
    return _device(config.speaker.device, "speaker", "speaker")


def microphone(config: Config) -> Check:
    return _device(config.microphone.device, "microphone", "microphone")


def _device(name: str, kind: str, remedy: Remedy) -> Check:
    found = registry.module("audio", "portaudio").check_device(kind, name)
    facts, private = {"rate": found.rate, "api": found.api}, {"device": found.name}
    return Check(kind, "pass", "opens", str(found), remedy=remedy, facts=facts, private=private)


def level(config: Config) -> Check:
    """How loud the microphone is now: a muted one gives nothing at all, a room always something."""
    devices = registry.module("audio", "portaudio").create(config.microphone, config.speaker, time.monotonic)
    ears = _Listener()
    try:
        ears.start(devices.microphone)
        heard = ears.hear(LISTEN)
    finally:
        devices.microphone.close()
        devices.close()
    loudest = _loudest(heard)
    facts = {"dbfs": round(loudest, 1)}
    detail = f"loudest moment of {LISTEN:.0f} s: {loudest:.0f} dBFS"
    if loudest <= SILENT:
        return Check("level", "fail", "microphone-silent", f"the microphone gives only silence ({detail})",
                     "Take the mute off.", "microphone", facts)  # fmt: skip
    if loudest < QUIET:
        return Check("level", "note", "microphone-quiet", f"the microphone is very quiet ({detail})",
                     remedy="microphone", facts=facts)  # fmt: skip
    return Check("level", "pass", "heard", detail, facts=facts)


def echo(config: Config) -> Check:
    """Says a short sentence and listens whether it can be taken out of what the microphone hears."""
    if config.microphone.echo == "headset":
        return Check("echo", "pass", "headset", "not needed: your settings say that you use a headset")
    devices = registry.module("audio", "portaudio").create(config.microphone, config.speaker, time.monotonic)
    ears = _Listener()
    done = threading.Event()
    try:
        devices.speaker.start(lambda chunk, at: None, lambda chunk, at: done.set(), ears.trouble)
        ears.start(devices.microphone)
        ears.hear(0.5)
        devices.speaker.play(_sentence(), _PLAYED)
        if not done.wait(_PLAYED):
            raise AudioError("The speaker did not play to the end.", code="speaker-stalled", retryable=True)
        time.sleep(0.4)
        state = str(devices.echo_state)
    finally:
        devices.microphone.close()
        devices.speaker.close()
        devices.close()
    return _echo_found(state)


def _echo_found(state: str) -> Check:
    if state == "half_duplex":
        detail = "her voice reaches the microphone and can't be taken out: she does not listen while she speaks"
        return Check("echo", "note", "echo-half-duplex", detail, remedy="settings", facts={"state": state})
    words = {
        "none": "her voice does not reach the microphone",
        "cancelled": "her voice is taken out of what the microphone hears: you can speak over her",
    }
    detail = words.get(state, "not decided: the sentence was too short or too quiet")
    return Check("echo", "pass" if state in words else "note", state, detail, facts={"state": state})


def voice(config: Config) -> Check:
    character = find_character(config.character)
    engine = open_voice(character, config)
    try:
        started = time.monotonic()
        language = character.languages[0]
        text = "안녕" if language == "ko" else "Hello"
        seconds = sum(
            len(piece.pcm) / piece.rate
            for piece in engine.synthesize(text, language=language, style=VoiceStyle(), turn=Turn(0))
        )
        took = round((time.monotonic() - started) * 1000)
    finally:
        engine.close()
    facts = {"seconds": round(seconds, 1), "ms": took}
    if seconds < 0.1:
        fix = "Choose another voice in the character's folder."
        return Check("voice", "fail", "voice-silent", "the voice made no sound", fix, "models", facts)
    return Check("voice", "pass", "speaks", f"{seconds:.1f} s of speech in {took} ms", facts=facts)


def ears(config: Config) -> Check:
    """Reads a spoken word to them."""
    engine = registry.module("stt", config.ears.engine).create(config.ears)
    try:
        speech = _spoken("hello")
        silence = np.zeros(8_000, np.float32)
        started = time.monotonic()
        heard = engine.transcribe(np.concatenate([silence, speech, silence]), language="en")
        took = round((time.monotonic() - started) * 1000)
    finally:
        engine.close()
    if not heard.text:
        fix = "Choose another model for `ears.model`."
        return Check("ears", "fail", "ears-deaf", "a spoken word was not heard", fix, "models", {"ms": took})
    return Check("ears", "pass", "hear", f"a spoken word was heard in {took} ms", facts={"ms": took})


def brain(config: Config) -> Check:
    """Lets her answer one greeting, in a session of its own, whose conversation is thrown away."""
    from companion.session import Session, Sound
    from companion.voice.types import Failed, TurnTimings

    events: queue.Queue[Any] = queue.Queue()
    with tempfile.TemporaryDirectory(prefix="companion-") as folder:
        session = Session(config, on_event=events.put, sound=Sound, database=Path(folder) / "d.sqlite3", hear=False)
        try:
            session.open()
            assert session.loop is not None
            session.loop.submit("안녕" if "ko" in find_character(config.character).languages else "Hello")
            last = _wait(events, lambda e: isinstance(e, TurnTimings) or (isinstance(e, Failed) and e.turn is not None))
        finally:
            session.close()
    if isinstance(last, Failed):
        raise last.error
    first, whole = last.ms.get("first_token", float("nan")), last.ms.get("done", 0.0)
    detail = f"first word after {first:.0f} ms, whole reply {whole:.0f} ms"
    return Check("brain", "pass", "answers", detail, facts={"first_ms": round(first), "done_ms": round(whole)})


def _wait(events: "queue.Queue[Any]", wanted: Any) -> Any:
    end = time.monotonic() + _ANSWER
    while (left := end - time.monotonic()) > 0:
        try:
            event = events.get(timeout=left)
        except queue.Empty:
            break
        if wanted(event):
            return event
    raise CompanionError(f"A first reply took longer than {_ANSWER:.0f} s.", code="timeout", retryable=True)


class _Listener:
    """Collects what a microphone gives; what is wrong with a device ends the waiting."""

    def __init__(self) -> None:
        self._blocks: queue.Queue[Pcm | CompanionError] = queue.Queue()

    def start(self, device: Any) -> None:
        device.start(self._take, self.trouble)

    def _take(self, block: AudioBlock) -> None:
        self._blocks.put(block.pcm)

    def trouble(self, error: CompanionError | None) -> None:
        if error is not None:
            self._blocks.put(error)

    def hear(self, seconds: float) -> Pcm:
        """So much of it. Raises AudioError: the device fails, or gives nothing for five seconds."""
        parts: list[Pcm] = []
        while sum(map(len, parts)) < seconds * 16_000:
            try:
                part = self._blocks.get(timeout=5.0)
            except queue.Empty:
                raise AudioError(
                    "The microphone gives no sound at all.",
                    code="microphone-unusable",
                    hint="Unplug it and plug it in again, or choose another.",
                ) from None
            if isinstance(part, CompanionError):
                raise part
            parts.append(part)
        return np.concatenate(parts)


def _loudest(pcm: Pcm) -> float:
    """dBFS of the loudest tenth of a second; -100 for zeros."""
    parts = pcm[: len(pcm) // 1600 * 1600].reshape(-1, 1600)
    power = float(np.max(np.mean(np.square(parts, dtype=np.float64), axis=1))) if len(parts) else 0.0
    return max(-100.0, 10 * float(np.log10(power + 1e-12)))


def _spoken(text: str) -> Pcm:
    """At 16 kHz."""
    import soxr

    from companion import espeak_ng

    speech = espeak_ng.synthesize(text, voice="en-us")
    return np.asarray(soxr.resample(speech.pcm.astype(np.float32) / 32768.0, speech.rate, 16_000), np.float32)


def _sentence() -> Any:
    from companion.persona.emotion import Mood
    from companion.voice.types import Reply, SpeechChunk

    turn = Turn(0)
    turn.commit()
    text = "One, two, three, four. This is how I sound in your room."
    reply = Reply(turn, text, text, Mood("neutral", 0.0))
    return SpeechChunk(turn, _spoken(text), 16_000, reply)
