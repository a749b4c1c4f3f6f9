"""What is spoken outside of the vocabulary, in training and in the evaluation."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.starter.ears import other_sentences
from trainer.starter.ears.speech import HELD_OUT, foreign_voice, speak_text
from trainer.starter.ears.text import load_sentences, normalise


def _letters(text: str) -> str:
    return normalise(text).replace(" ", "")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_none_of_them_is_in_the_vocabulary(language: str) -> None:
    known = {_letters(saying.transcript) for saying in load_sentences()[language]}
    trained, held = other_sentences.trained(language), other_sentences.held_out(language)
    assert len(trained) > 2_000
    assert len(held) > 400
    assert not {_letters(text) for text in trained} & {_letters(text) for text in held}
    assert not {_letters(text) for text in (*trained, *held)} & known


def test_languages_that_show_how_much_is_refused_are_never_trained() -> None:
    trained = {said.voice for said in other_sentences.foreign(held=False)}
    held = {said.voice for said in other_sentences.foreign(held=True)}
    assert len(trained) >= 8
    assert held and not trained & held
    rng = np.random.default_rng(1)
    drawn = [other_sentences.draw_foreign(rng) for _ in range(100)]
    assert {said.voice for said in drawn} <= trained
    assert all(said.text for said in drawn)


def test_foreign_speech_sounds() -> None:
    rng = np.random.default_rng(2)
    voice = foreign_voice(rng, "de")
    assert voice.name.split("+")[0] == "de"
    assert not any(voice.name.endswith(held) for held in HELD_OUT)
    wave = speak_text("Guten Morgen", voice)
    assert len(wave) > 4_000 and np.abs(wave).max() > 0.05
