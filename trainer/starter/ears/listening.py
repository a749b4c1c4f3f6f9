"""Hear a wave with an exported model, the two ways the app may do it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from companion.known_sentences import Known
from trainer.starter.ears.speech import RATE, Wave

MARGIN_FRAMES = 256
"""Mel frames of silence behind the sound in the short window."""
NO_SPEECH_RULE = 0.6


@dataclass(frozen=True)
class Heard:
    """``text`` as it was written; the two figures are those that faster-whisper's own rules use."""

    text: str
    language: str
    no_speech: float
    logprob: float

    @property
    def kept(self) -> str:
        """The text that remains when the no-speech rule is applied."""
        return "" if self.no_speech > NO_SPEECH_RULE else self.text


def load(folder: Path) -> Any:
    """The exported model in faster-whisper, int8, one thread, no network."""
    from faster_whisper import WhisperModel

    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)


def hear_short(model: Any, wave: Wave, language: str | None = None) -> Heard:
    """Encode only the sound and a margin. ``language`` None: the model tells."""
    from ctranslate2 import StorageView
    from faster_whisper.tokenizer import Tokenizer

    frames = len(wave) // 160
    mel = model.feature_extractor(np.pad(wave, (0, MARGIN_FRAMES * 160)))[:, : frames + MARGIN_FRAMES]
    memory = model.model.encode(StorageView.from_array(np.ascontiguousarray(mel[None], np.float32)))
    told = language or model.model.detect_language(memory)[0][0][0].strip("<|>")
    tokens = Tokenizer(model.hf_tokenizer, True, task="transcribe", language=told)
    result = model.model.generate(
        memory,
        [[*tokens.sot_sequence, tokens.no_timestamps]],
        beam_size=1,
        max_length=min(448, 48 + int(len(wave) / RATE * 48)),  # the text gets at most half of it
        return_scores=True,
        return_no_speech_prob=True,
    )[0]
    ids = result.sequences_ids[0]
    return Heard(tokens.decode(ids), told, result.no_speech_prob, result.scores[0])


def hear_known(model: Any, known: Known, wave: Wave, language: str | None = None) -> Heard:
    """As ``hear_short``, and of that only what the model was taught, as the app does."""
    heard = hear_short(model, wave, language)
    return replace(heard, text=known.understood(heard.kept, heard.logprob))


def hear_whole(model: Any, wave: Wave, language: str | None = None, timestamps: bool = False) -> Heard:
    """faster-whisper's own 30 s path."""
    segments, info = model.transcribe(
        wave,
        language=language,
        beam_size=1,
        temperature=0.0,
        condition_on_previous_text=False,
        without_timestamps=not timestamps,
    )
    found = list(segments)
    text = "".join(segment.text for segment in found)
    return Heard(
        text,
        info.language,
        max((segment.no_speech_prob for segment in found), default=1.0),
        min((segment.avg_logprob for segment in found), default=0.0),
    )
