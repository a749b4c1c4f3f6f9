"""A sample of somebody's voice: made on a pool thread, played by a process of its own. Main thread, except `_make`.

Not through the session: another character than the one on the desktop is heard, also while models are being loaded.
"""

import base64
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QProcess, Signal

from companion.desk.host import Host
from companion.engines.voices import open_voice
from companion.errors import AudioError, CompanionError
from companion.persona.character import find_character
from companion.persona.emotion import Mood
from companion.voice.speakable import speakable
from companion.voice.stages import explained
from companion.voice.style import style_of
from companion.voice.types import PlaybackPosition, Reply, SpeechChunk, SpeechPiece, TimedPhoneme, Turn

_LATENCY = 0.1  # seconds of the booth's speaker
_AROUND = 0.01  # seconds to both sides, for the loudness


@dataclass(frozen=True)
class Sample:
    """Something said, ready to be played."""

    who: str
    chunk: SpeechChunk
    mood: Mood


class VoiceSample(QObject):
    """One sample at a time; a new one ends the one before."""

    making = Signal(str)  # character id
    speaking = Signal(str, object)  # id, Mood
    over = Signal(str)
    failed = Signal(str, object)  # id, CompanionError

    def __init__(self, host: Host, parent: QObject | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._host, self._clock = host, clock
        self._turn = Turn(0)
        self._sample: Sample | None = None
        self._began: float | None = None
        self._process: QProcess | None = None

    def hear(self, character_id: str, language: str) -> None:
        """Her first greeting in a language (or the first that she speaks)."""
        self.stop()
        turn = self._turn = Turn(0)
        config = self._host.config
        self.making.emit(character_id)

        def work() -> None:
            try:
                sample = _make(character_id, language, config, turn)
            except Exception as error:  # thread boundary: the person is told, whatever it was
                failure = explained("tts", error)
                self._host.on_main(lambda: self._fail(turn, character_id, failure))
            else:
                self._host.on_main(lambda: self._play(turn, sample))

        self._host.background(work)

    def stop(self) -> None:
        """Silence at once."""
        self._turn.cancel()
        process, self._process = self._process, None
        if process is not None:
            process.kill()  # it holds nothing that is to be kept
        sample, self._sample, self._began = self._sample, None, None
        if sample is not None:
            self.over.emit(sample.who)

    def position(self) -> PlaybackPosition | None:
        """What is audible now; for the face."""
        if self._sample is None or self._began is None:
            return None
        chunk, offset = self._sample.chunk, self._clock() - self._began - _LATENCY
        if not 0 <= offset < len(chunk.pcm) / chunk.rate:
            return None
        near = chunk.pcm[int(max(0.0, offset - _AROUND) * chunk.rate) : int((offset + _AROUND) * chunk.rate)]
        return PlaybackPosition(chunk, offset, float(np.sqrt(np.mean(np.square(near)))) if len(near) else 0.0)

    # ---

    def _play(self, turn: Turn, sample: Sample) -> None:
        if turn.cancelled or self._host.closing:
            return
        # not a child of this object: the window may be gone before the process has ended
        process = self._process = QProcess(QCoreApplication.instance())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(lambda: self._read(turn, sample, process))
        process.finished.connect(lambda *_: self._ended(turn, sample, process))
        process.errorOccurred.connect(
            lambda error: self._ended(turn, sample, process) if error is QProcess.ProcessError.FailedToStart else None
        )  # after a crash `finished` follows
        process.start(sys.executable, ["-P", "-m", "companion.engines.audio._booth", "try"])
        pcm = np.clip(sample.chunk.pcm * 32767, -32768, 32767).astype("<i2").tobytes()
        speaker = self._host.config.speaker
        self._sample = sample
        command = {"do": "sample", "pcm": base64.b64encode(pcm).decode(), "rate": sample.chunk.rate,
                   "speaker": speaker.device, "volume": speaker.volume}  # fmt: skip
        process.write(json.dumps(command).encode() + b"\n")

    def _read(self, turn: Turn, sample: Sample, process: QProcess) -> None:
        while process.canReadLine():
            report: dict[str, Any] = json.loads(bytes(process.readLine().data()))
            if turn.cancelled or process is not self._process:
                continue
            match report["report"]:
                case "playing":
                    self._began = self._clock()
                    self.speaking.emit(sample.who, sample.mood)
                case "played":
                    self.stop()
                case "failed":
                    error = AudioError(report["message"], code=report["code"], hint=report["hint"])
                    self._fail(turn, sample.who, error)

    def _ended(self, turn: Turn, sample: Sample, process: QProcess) -> None:
        if process is self._process:
            self._process = None
            broken = AudioError("The sound test has ended by itself.", code="sound-test-died", retryable=True)
            self._fail(turn, sample.who, broken)
        process.deleteLater()

    def _fail(self, turn: Turn, who: str, error: CompanionError) -> None:
        if turn.cancelled:
            return
        self._sample = None
        self.stop()
        self.failed.emit(who, error)


def _make(character_id: str, language: str, config: Any, turn: Turn) -> Sample:
    """Pool thread. Raises CompanionError."""
    character = find_character(character_id)
    spoken = language if language in character.languages else character.languages[0]
    greetings = character.greetings.get(spoken, ())  # type: ignore[call-overload]
    line = greetings[0] if greetings else None
    text = line.text if line is not None else character.name(spoken)
    mood = Mood(line.emotion, line.intensity) if line is not None else Mood("smile", 0.5)
    voice = open_voice(character, config)
    pieces: list[SpeechPiece] = []
    try:
        pieces += voice.synthesize(speakable(text), language=spoken, style=style_of(mood), turn=turn)
    finally:
        voice.close()
    rate = pieces[0].rate if pieces else 16_000
    pcm = np.concatenate([piece.pcm for piece in pieces]) if pieces else np.zeros(0, np.float32)
    phonemes, at = [], 0.0
    for piece in pieces:
        phonemes += [TimedPhoneme(one.name, one.start + at, one.char) for one in piece.phonemes]
        at += len(piece.pcm) / piece.rate
    reply = Reply(turn, text, text, mood, language=spoken)
    return Sample(character_id, SpeechChunk(turn, pcm, rate, reply, tuple(phonemes)), mood)
