"""The tokenizer of the starter ears, through faster-whisper's own wrapper."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainer.starter.ears.text import draw, load_sentences, normalise
from trainer.starter.ears.tokens import EOT, NO_TIMESTAMPS, VOCABULARY, Tokens, timestamp_id, tokens_for

TEXTS = ["나 오늘 너무 슬퍼", "진짜?", "I don't know.", "Uh-huh."]


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    listed = [saying.transcript for sayings in load_sentences().values() for saying in sayings]
    return tokens_for(listed)


@pytest.mark.parametrize("text", [*TEXTS, "뷁 ♪ naïve 漢字"])
def test_round_trip(tokens: Tokens, text: str) -> None:
    assert tokens.decode(tokens.encode(text)) == text


@pytest.mark.parametrize("text", TEXTS)
def test_one_trained_token_a_character(tokens: Tokens, text: str) -> None:
    ids = tokens.encode(text)
    assert len(ids) == len(text)
    assert all(index in tokens.small for index in ids)


def test_layout_is_whispers(tokens: Tokens) -> None:
    assert len(tokens.vocabulary) == VOCABULARY
    assert tokens.vocabulary[EOT] == "<|endoftext|>"
    assert tokens.vocabulary[timestamp_id(1.0)] == "<|1.00|>"
    assert len(tokens.trained) + tokens.filler_count == VOCABULARY


def test_faster_whisper_reads_it_and_forbids_nothing_that_is_said(tokens: Tokens, tmp_path: Path) -> None:
    import tokenizers
    from faster_whisper.tokenizer import Tokenizer

    tokens.save(tmp_path)
    loaded = tokenizers.Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    wrapped = Tokenizer(loaded, True, task="transcribe", language="ko")
    assert wrapped.eot == EOT
    assert wrapped.no_timestamps == NO_TIMESTAMPS
    assert [tokens.vocabulary[index] for index in wrapped.sot_sequence] == [
        "<|startoftranscript|>",
        "<|ko|>",
        "<|transcribe|>",
    ]
    assert not set(wrapped.non_speech_tokens) & set(tokens.small)


def test_sentences_are_plain_and_unique() -> None:
    sentences = load_sentences()
    assert {language: len(listed) >= 60 for language, listed in sentences.items()} == {"ko": True, "en": True}
    assert all("|" not in saying.transcript for listed in sentences.values() for saying in listed)
    assert any(len(saying.pieces) == 2 for saying in sentences["ko"])


def test_draw_gives_every_kind_in_both_languages() -> None:
    import numpy as np

    rng = np.random.default_rng(3)
    drawn = [draw(rng, load_sentences()) for _ in range(400)]
    assert {saying.kind for saying in drawn} == {"sentence", "words", "phrase", "part", "two", "other"}
    assert {saying.language for saying in drawn} == {"ko", "en"}


def test_normalise() -> None:
    assert normalise("Uh-huh.  I don't KNOW!") == "uh huh i don't know"
