"""Everything that may be said in training, with the tokens that spell it and the phonemes it is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from trainer.starter.ears import other_sentences, phrases
from trainer.starter.ears.labels import inventory
from trainer.starter.ears.speech import Voice, speak
from trainer.starter.ears.text import Saying, load_sentences
from trainer.starter.ears.tokens import Tokens, tokens_for
from trainer.starter.ears.words import words


@dataclass(frozen=True)
class Corpus:
    """What the model is trained to tell apart; saved in the checkpoint."""

    sentences: dict[str, tuple[Saying, ...]]
    tokens: Tokens
    names: tuple[str, ...]


def load_corpus() -> Corpus:
    """Sentences, tokens that spell them, and every phoneme that eSpeak NG uses for them."""
    sentences = load_sentences()
    texts = [saying.transcript for listed in sentences.values() for saying in listed]
    tokens = tokens_for([*texts, *words("ko"), *phrases.texts("ko"), *other_sentences.trained("ko")])
    spans = [speak(saying, Voice(voice)).spans for voice in ("ko", "en-us", "en") for saying in _everything(voice)]
    return Corpus(sentences, tokens, inventory(spans))


def _everything(voice: str) -> list[Saying]:
    language = "ko" if voice == "ko" else "en"
    free = (*words(language), *(re.sub(r"\{\w\}", "", text) for text in phrases.texts(language)))
    return [*load_sentences()[language], Saying(language, (" ".join(free),))]
