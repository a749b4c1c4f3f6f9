"""Training batches made on the fly: sayings spoken, degraded, turned to mels, labelled and padded.

Everything comes from ``(seed, pool number)``, so a resumed run goes on where it was. A pool is a few batches'
worth of examples, sorted by length before it is cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from trainer.starter.ears import augment, other_sentences
from trainer.starter.ears.labels import IGNORE, attention_target, frame_labels
from trainer.starter.ears.speech import RATE, Voice, Wave, draw_voice, foreign_voice, speak, speak_text
from trainer.starter.ears.text import LANGUAGES, Saying, draw
from trainer.starter.ears.tokens import (
    EOT,
    NO_SPEECH,
    NO_TIMESTAMPS,
    SOT,
    SOT_PREV,
    TRANSCRIBE,
    Tokens,
    language_id,
    timestamp_id,
)

TAIL_FRAMES = 14
"""Encoder frames that stand for the silence after the sound."""
_MARGIN, _WHOLE = 128, 1_500  # the two window lengths of the app, in encoder frames
NOWHERE = -1.0


@dataclass(frozen=True)
class Example:
    """``tokens[i]`` predicts ``targets[i]`` (or IGNORE), looking at ``times[i]`` (negative: anywhere)."""

    mel: NDArray[np.float32]
    labels: NDArray[np.int64]
    tokens: list[int]
    targets: list[int]
    times: list[float]


@dataclass(frozen=True)
class Batch:
    mel: Tensor
    positions: Tensor
    bias: Tensor
    labels: Tensor
    tokens: Tensor
    targets: Tensor
    looks: Tensor


@lru_cache(maxsize=1)
def _extractor() -> Any:
    from faster_whisper.feature_extractor import FeatureExtractor

    return FeatureExtractor()


def log_mel(wave: Wave) -> NDArray[np.float32]:
    """``[80, frames]`` exactly as faster-whisper makes it, an even number of frames."""
    mel = np.asarray(_extractor()(wave), np.float32)
    return mel[:, : mel.shape[1] // 2 * 2]


def make_example(
    rng: np.random.Generator,
    sentences: dict[str, tuple[Saying, ...]],
    tokens: Tokens,
    names: tuple[str, ...],
    strength: float,
    grown: float = 1.0,
) -> Example:
    if rng.random() < 0.07:
        language = LANGUAGES[int(rng.integers(2))]
        mel = log_mel(augment.not_speech(rng))
        return _example(tokens, mel, np.zeros(mel.shape[1] // 2, np.int64), language, None, [], rng)
    if rng.random() < 0.03 * grown:
        return _foreign_example(rng, tokens, strength)
    saying = draw(rng, sentences, grown)
    voice: Voice = draw_voice(rng, saying.language, strength)
    spoken = speak(saying, voice, tuple(rng.uniform(0.2, 0.9, len(saying.pieces) - 1)))
    wave, before = augment.pad(rng, spoken.wave)
    mel = log_mel(augment.degrade(rng, wave, strength))
    labels = frame_labels(spoken.spans, names, mel.shape[1] // 2, before)
    end = before + len(spoken.wave) / RATE
    times = [before + at for at in spoken.char_times]
    return _example(tokens, mel, labels, saying.language, saying.transcript, [*times, end], rng)


def _foreign_example(rng: np.random.Generator, tokens: Tokens, strength: float) -> Example:
    """Speech in a third language: it is speech, but there is nothing to write."""
    said = other_sentences.draw_foreign(rng)
    wave, _ = augment.pad(rng, speak_text(said.text, foreign_voice(rng, said.voice, strength)))
    mel = log_mel(augment.degrade(rng, wave, strength))
    unknown = np.full(mel.shape[1] // 2, IGNORE, np.int64)
    language = LANGUAGES[int(rng.integers(2))]
    made = _example(tokens, mel, unknown, language, "", [NOWHERE], rng)
    start = made.tokens.index(tokens.small[SOT])
    made.targets[start] = IGNORE  # neither language is right
    return made


def _example(
    tokens: Tokens,
    mel: NDArray[np.float32],
    labels: NDArray[np.int64],
    language: str,
    text: str | None,
    times: list[float],
    rng: np.random.Generator,
) -> Example:
    """Whisper's sequence: start, language, task, text, end; some with timestamps or an earlier prompt."""
    stamped = bool(text) and rng.random() < 0.15
    written = tokens.encode(text) if text else []
    head = [
        SOT,
        language_id(language),
        TRANSCRIBE,
        timestamp_id(min(1.0, times[0])) if stamped else NO_TIMESTAMPS,
    ]
    tail = [timestamp_id(times[-1]), EOT] if stamped else [EOT]
    sequence = [*head, *written, *tail]
    targets = [*sequence[1:], IGNORE]
    if text is None:
        targets[0] = NO_SPEECH
    targets[1] = IGNORE
    if not stamped:
        targets[2] = IGNORE
    looks = [NOWHERE] * 3 + [*times[:-1], *times[-1:] * len(tail), NOWHERE][: len(sequence) - 3]
    if rng.random() < 0.06:
        prompt = tokens.encode(" ".join(str(word) for word in rng.choice(["백설", "루비", "Snow White", "Ruby"], 2)))
        sequence = [SOT_PREV, *prompt, *sequence]
        targets = [IGNORE] * (len(prompt) + 1) + targets
        looks = [NOWHERE] * (len(prompt) + 1) + looks
    small = tokens.small
    return Example(mel, labels, [small[t] for t in sequence], [small.get(t, IGNORE) for t in targets], looks)


def collate(rng: np.random.Generator, examples: list[Example]) -> Batch:
    """Pad to the longest. Behind each sound come ``TAIL_FRAMES`` frames of silence at spread positions."""
    frames = max(example.mel.shape[1] // 2 for example in examples) + TAIL_FRAMES
    length = max(len(example.tokens) for example in examples)
    count = len(examples)
    mel = np.zeros((count, 80, 2 * frames), np.float32)
    positions = np.zeros((count, frames), np.int64)
    bias = np.full((count, frames), -1e9, np.float32)
    labels = np.full((count, frames), IGNORE, np.int64)
    tokens = np.zeros((count, length), np.int64)
    targets = np.full((count, length), IGNORE, np.int64)
    looks = np.zeros((count, length, frames), np.float32)
    for row, example in enumerate(examples):
        heard = example.mel.shape[1] // 2
        tail = 0 if rng.random() < 0.08 else TAIL_FRAMES
        used = heard + tail
        mel[row, :, : 2 * heard] = example.mel
        # faster-whisper fills a 30 s window with the value 0; silence in the wave gives the floor instead.
        floor = max(float(example.mel.max()) - 2.0, -1.5)
        mel[row, :, 2 * heard : 2 * used] = floor if rng.random() < 0.55 else 0.0
        positions[row, :used], bias[row, :used] = spread(rng, heard, tail)
        labels[row, : len(example.labels)] = example.labels
        labels[row, len(example.labels) : used] = 0
        tokens[row, : len(example.tokens)] = example.tokens
        targets[row, : len(example.targets)] = example.targets
        looks[row, : len(example.times), :used] = attention_target(example.times, used)
    arrays = (mel, positions, bias, labels, tokens, targets, looks)
    return Batch(*(torch.from_numpy(array) for array in arrays))


def spread(rng: np.random.Generator, heard: int, tail: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Positions and key biases: ``heard`` frames as they are, then ``tail`` for all the rest of a window."""
    positions, bias = np.arange(heard + tail), np.zeros(heard + tail, np.float32)
    near = 4
    rest = (_WHOLE if rng.random() < 0.4 else min(heard + _MARGIN, _WHOLE)) - heard - near
    if tail > near and rest > tail:
        edges = np.linspace(heard + near, heard + near + rest, tail - near + 1)
        stride = edges[1] - edges[0]
        positions[heard + near :] = (edges[:-1] + rng.uniform(0, stride, tail - near)).astype(np.int64)
        bias[heard + near :] = np.log(stride)
    return positions, bias


def make_pool(
    seed: int,
    number: int,
    sentences: dict[str, tuple[Saying, ...]],
    tokens: Tokens,
    names: tuple[str, ...],
    strength: float,
    grown: float,
    batches: int = 6,
    size: int = 16,
) -> list[Batch]:
    """``batches`` batches of ``size`` examples of about the same length, in random order."""
    rng = np.random.default_rng((seed, number))
    examples = [make_example(rng, sentences, tokens, names, strength, grown) for _ in range(batches * size)]
    examples.sort(key=lambda example: example.mel.shape[1])
    made = [collate(rng, examples[index : index + size]) for index in range(0, len(examples), size)]
    return [made[index] for index in rng.permutation(len(made))]
