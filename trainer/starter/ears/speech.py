"""Speak a saying with eSpeak NG at 16 kHz and tell when each phoneme and each character was heard."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from companion import espeak_ng
from trainer.starter.ears.text import Saying

RATE = 16_000
SILENCE = "_"
Wave = NDArray[np.float32]
# Variants that no training example ever uses: the figures of the report are theirs.
HELD_OUT = ("f5", "m6", "Andy", "linda", "steph2", "Hugo", "Jacky", "michel")
_STRANGE = (
    "whisper",
    "whisperf",
    "croak",
    "Demonic",
    "UniRobot",
    "fast",
    "klatt",
    "robosoft",
    "anikaRobot",
    "Storm",
)


@dataclass(frozen=True)
class Voice:
    """``shift`` plays the speech faster and higher by that factor (another size of head)."""

    name: str
    rate_wpm: int = 175
    pitch: int = 50
    pitch_range: int = 50
    shift: float = 1.0


@dataclass(frozen=True)
class Span:
    """One phoneme, ``name`` prefixed with its language (``ko:n``); seconds."""

    name: str
    start: float
    end: float


@dataclass(frozen=True)
class Spoken:
    """``wave`` mono in -1..1 at 16 kHz; ``char_times`` the middle of every transcript character, seconds."""

    wave: Wave
    spans: tuple[Span, ...]
    char_times: tuple[float, ...]


@lru_cache(maxsize=1)
def training_variants() -> tuple[str, ...]:
    """Variants for training, without the held-out ones and those that do not sound like a person."""
    names = espeak_ng.variants()
    return tuple(name for name in names if name not in HELD_OUT and not name.startswith(_STRANGE))


def draw_voice(rng: np.random.Generator, language: str, strength: float = 1.0) -> Voice:
    """A training voice; ``strength`` 0 keeps near the default voice, 1 uses the whole range."""
    base = "ko" if language == "ko" else str(rng.choice(["en-us", "en-us", "en-us", "en-us", "en-us", "en"]))
    plain = rng.random() < 0.25
    name = base if plain else f"{base}+{rng.choice(training_variants())}"
    rate = rng.integers(175 - int(45 * strength), 176 + int(60 * strength))
    pitch = rng.integers(50 - int(32 * strength), 51 + int(35 * strength))
    shift = math.exp(rng.normal(0, 0.05 * strength)) if rng.random() < 0.5 else 1.0
    return Voice(name, int(rate), int(pitch), int(rng.integers(25, 80)), shift)


def foreign_voice(rng: np.random.Generator, language: str, strength: float = 1.0) -> Voice:
    """A training voice for another language than Korean and English."""
    drawn = draw_voice(rng, "ko", strength)
    return replace(drawn, name=language + drawn.name.removeprefix("ko"))


def speak_text(text: str, voice: Voice) -> Wave:
    """The sound alone."""
    return _speak_piece("", text, voice)[0]


def speak(saying: Saying, voice: Voice, pauses: tuple[float, ...] = ()) -> Spoken:
    """``pauses``: seconds between the pieces (0.3 where not given)."""
    waves: list[Wave] = []
    spans: list[Span] = []
    times: list[float] = []
    clock = 0.0
    for index, piece in enumerate(saying.pieces):
        if index:
            gap = pauses[index - 1] if index <= len(pauses) else 0.3
            waves.append(np.zeros(round(gap * RATE), np.float32))
            spans.append(Span(SILENCE, clock, clock + gap))
            times.append(clock + gap / 2)
            clock += gap
        wave, found = _speak_piece(saying.language, piece, voice)
        spans += [Span(span.name, span.start + clock, span.end + clock) for span in found]
        times += [clock + at for at in character_times(saying.language, piece, found)]
        waves.append(wave)
        clock += len(wave) / RATE
    return Spoken(np.concatenate(waves), tuple(spans), tuple(times))


def _speak_piece(language: str, text: str, voice: Voice) -> tuple[Wave, list[Span]]:
    import soxr

    speech = espeak_ng.synthesize(
        text, voice=voice.name, rate_wpm=voice.rate_wpm, pitch=voice.pitch, pitch_range=voice.pitch_range
    )
    wave = soxr.resample(speech.pcm.astype(np.float32) / 32768, speech.rate * voice.shift, RATE, quality="MQ")
    end = len(wave) / RATE
    starts = [start / voice.shift for _, start in speech.phonemes] + [end]
    spans = [
        Span(
            name if name == SILENCE else f"{language}:{name}",
            starts[index],
            max(starts[index], starts[index + 1]),
        )
        for index, (name, _) in enumerate(speech.phonemes)
    ]
    return np.asarray(wave, np.float32), spans


def character_times(language: str, text: str, spans: list[Span]) -> list[float]:
    """The middle of each character: words share the phonemes as they have alone, characters by weight."""
    voiced = [span for span in spans if span.name != SILENCE] or [Span("", 0.0, 0.0)]
    weights: list[float] = []
    for index, word in enumerate(text.split(" ")):
        share = [_weight(char) for char in word] or [0.0]
        scale = _phoneme_count(language, word) / max(sum(share), 0.1)
        weights += ([0.0] if index else []) + [weight * scale for weight in share][: len(word)]
    ends = np.cumsum(weights) * (len(voiced) / max(sum(weights), 0.1))
    middles = ends - np.asarray(weights) * (len(voiced) / max(sum(weights), 0.1)) / 2
    edges = np.arange(len(voiced))
    grid = np.stack([edges, edges + 0.999], 1).ravel()
    clock = np.array([(span.start, span.end) for span in voiced]).ravel()
    return [float(at) for at in np.interp(middles, grid, clock)]


def _weight(char: str) -> float:
    """How many sounds a character has, roughly."""
    if "가" <= char <= "힣":
        code = ord(char) - 0xAC00
        return 1.0 + (code // 588 != 11) + (code % 28 != 0)  # an initial ieung is silent
    return 1.0 if char.isalnum() else 0.0


@lru_cache(maxsize=20_000)
def _phoneme_count(language: str, word: str) -> int:
    speech = espeak_ng.synthesize(word, voice="ko" if language == "ko" else "en-us", rate_wpm=400)
    return max(1, sum(name != SILENCE for name, _ in speech.phonemes))
