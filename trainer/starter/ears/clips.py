"""Test clips of the starter ears, all from a fixed seed, by voices that no training example has.

In vocabulary: every sentence with light noise, with heavy noise in a room, and by plain voices. Out of vocabulary:
other sentences, words in random order, other languages. All waves are float32 mono at 16 kHz.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from trainer.starter.ears import augment, other_sentences
from trainer.starter.ears.speech import HELD_OUT, Voice, Wave, speak, speak_text
from trainer.starter.ears.text import LANGUAGES, Saying, draw

SEED = 7_401
PLAIN = ("", "+f3")
Sentences = dict[str, tuple[Saying, ...]]


@dataclass(frozen=True)
class Clip:
    saying: Saying
    wave: Wave
    voice: str


def held_out(sentences: Sentences, count: int = 1) -> Iterator[Clip]:
    """Every sentence by ``count`` held-out voices, with light noise (20 to 35 dB) and silence around."""
    rng = np.random.default_rng(SEED)
    for language, listed in sentences.items():
        for saying in listed:
            for variant in rng.choice(HELD_OUT, count, replace=False):
                voice = Voice(_base(language) + f"+{variant}", int(rng.integers(145, 215)), int(rng.integers(30, 70)))
                wave, _ = augment.pad(rng, speak(saying, voice).wave)
                yield Clip(saying, with_noise(rng, wave, 20, 35), voice.name)


def noisy(sentences: Sentences) -> Iterator[Clip]:
    """Every sentence by one held-out voice in a room, through a microphone, with noise of 8 to 20 dB."""
    rng = np.random.default_rng(SEED + 3)
    for language, listed in sentences.items():
        for saying in listed:
            voice = Voice(_base(language) + f"+{rng.choice(HELD_OUT)}", int(rng.integers(145, 215)))
            wave, _ = augment.pad(rng, speak(saying, voice).wave)
            yield Clip(saying, with_noise(rng, augment.degrade(rng, wave, 0.5), 8, 20), voice.name)


def plain(sentences: Sentences) -> Iterator[Clip]:
    """Every sentence by eSpeak NG's default voices and a usual variant, clean."""
    for language, listed in sentences.items():
        for saying in listed:
            for variant in PLAIN:
                name = _base(language) + variant
                yield Clip(saying, np.pad(speak(saying, Voice(name)).wave, (4_800, 6_400)), name)


def drawn(sentences: Sentences, kind: str, count: int) -> Iterator[Clip]:
    """What training says beside whole sentences: ``words`` in random order, or ``part`` of a sentence."""
    rng = np.random.default_rng(SEED + 1)
    while count:
        saying = draw(rng, sentences)
        if saying.kind == kind:
            yield _spoken(rng, saying)
            count -= 1


def others(is_known: Callable[[str], bool], every: int = 1) -> Iterator[Clip]:
    """Sentences that were never trained, without those that are so near to a known one that they count as it."""
    rng = np.random.default_rng(SEED + 4)
    for language in LANGUAGES:
        for text in other_sentences.held_out(language)[::every]:
            if not is_known(text):
                yield _spoken(rng, Saying(language, (text,), "other"))


def foreign(held: bool) -> Iterator[Clip]:
    """Other languages, ``held``: those that were never trained."""
    rng = np.random.default_rng(SEED + 5)
    for said in other_sentences.foreign(held):
        voice = Voice(f"{said.voice}+{rng.choice(HELD_OUT)}")
        wave, _ = augment.pad(rng, speak_text(said.text, voice))
        yield Clip(Saying("en", (said.text,), "foreign"), with_noise(rng, wave, 20, 35), voice.name)


def with_noise(rng: np.random.Generator, wave: Wave, least_db: float, most_db: float) -> Wave:
    """Noise of a random colour at a random level below the speech, and a random loudness."""
    power = float(np.sqrt(np.mean(wave**2)))
    loud = wave + augment.noise(rng, len(wave)) * power * 10 ** (-rng.uniform(least_db, most_db) / 20)
    return np.asarray(loud * rng.uniform(0.2, 0.9) / np.abs(loud).max(), np.float32)


def _spoken(rng: np.random.Generator, saying: Saying) -> Clip:
    voice = Voice(f"{_base(saying.language)}+{rng.choice(HELD_OUT)}")
    wave, _ = augment.pad(rng, speak(saying, voice).wave)
    return Clip(saying, with_noise(rng, wave, 20, 35), voice.name)


def _base(language: str) -> str:
    return "ko" if language == "ko" else "en-us"
