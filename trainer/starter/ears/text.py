"""What is said in training: the target sentences, parts of them, other sentences, free phrases, words in random order.

A ``Saying`` is one or more pieces of text in one language; between the pieces there is a pause.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

from trainer.starter.ears import other_sentences, phrases
from trainer.starter.ears.words import words

SENTENCES = Path(__file__).resolve().parent.parent / "sentences.yaml"
LANGUAGES = ("ko", "en")
_KINDS = ("sentence", "words", "phrase", "part", "two", "other")
_NARROW = np.array([0.66, 0.20, 0.00, 0.08, 0.06, 0.00])  # first the sentences that matter,
_WIDE = np.array([0.66, 0.05, 0.05, 0.08, 0.06, 0.10])  # then all that may be said
_KOREAN = 0.57  # share; it has more syllables than English has letters, and is learned later


@dataclass(frozen=True)
class Saying:
    """``pieces`` are spoken one after the other with a pause between; ``kind`` names where it came from."""

    language: str
    pieces: tuple[str, ...]
    kind: str = "sentence"

    @property
    def transcript(self) -> str:
        return " ".join(self.pieces)


def load_sentences(path: Path = SENTENCES) -> dict[str, tuple[Saying, ...]]:
    """Language to its sentences; a ``|`` splits one into pieces."""
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        language: tuple(
            Saying(language, tuple(piece.strip() for piece in str(line).split("|")))
            for line in dict.fromkeys(listed[language])
        )
        for language in LANGUAGES
    }


def fingerprint(sentences: dict[str, tuple[Saying, ...]]) -> str:
    """Short hash of the sentences to be heard."""
    material = "\n".join("|".join(saying.pieces) for language in LANGUAGES for saying in sentences[language])
    return hashlib.sha256(material.encode()).hexdigest()[:16]


def normalise(text: str) -> str:
    """Lower case, no punctuation, single spaces: what is compared when errors are counted."""
    return " ".join(re.sub(r"[^\w\s']", " ", text.lower().replace("-", " ")).split())


def draw(rng: np.random.Generator, sentences: dict[str, tuple[Saying, ...]], grown: float = 1.0) -> Saying:
    """One saying in either language; ``grown`` 0 to 1 goes from few sentences to everything."""
    language = "ko" if rng.random() < _KOREAN else "en"
    kind = rng.choice(_KINDS, p=(1 - grown) * _NARROW + grown * _WIDE)
    listed = sentences[language]
    chosen = listed[int(rng.integers(len(listed)))]
    if kind == "words":
        return _random_words(rng, language, listed)
    if kind == "other":
        listed_too = other_sentences.trained(language)
        return Saying(language, (listed_too[int(rng.integers(len(listed_too)))],), "other")
    if kind == "phrase":
        return Saying(language, (phrases.make(rng, language),), "phrase")
    if kind == "part":
        return _part(rng, chosen)
    if kind == "two":
        other = listed[int(rng.integers(len(listed)))]
        if len(chosen.transcript) + len(other.transcript) < 44:
            return Saying(language, chosen.pieces + other.pieces, "two")
    if len(chosen.pieces) > 1 and rng.random() < 0.4:
        return Saying(language, (chosen.transcript,))
    return chosen


def _random_words(rng: np.random.Generator, language: str, listed: tuple[Saying, ...]) -> Saying:
    pool = words(language)
    known = [word.strip(",.?") for saying in listed for word in saying.transcript.split()]
    count = int(rng.integers(1, 6))
    picked = [str(rng.choice(pool) if rng.random() < 0.6 else rng.choice(known)) for _ in range(count)]
    return Saying(language, (" ".join(picked),), "words")


def _part(rng: np.random.Generator, saying: Saying) -> Saying:
    """The first or last words of a sentence: a person who stops, or whose beginning was lost."""
    spoken = saying.transcript.split()
    if len(spoken) < 2:
        return saying
    cut = int(rng.integers(1, len(spoken)))
    kept = spoken[:cut] if rng.random() < 0.7 else spoken[cut:]
    return Saying(saying.language, (" ".join(kept),), "part")
