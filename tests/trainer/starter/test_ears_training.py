"""The training side: shapes, the stretched window, exactness of the export."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from trainer.starter.ears import augment, phrases
from trainer.starter.ears.batches import TAIL_FRAMES, collate, make_example, spread
from trainer.starter.ears.evaluate import edits
from trainer.starter.ears.labels import IGNORE
from trainer.starter.ears.model import Ears, Shape
from trainer.starter.ears.schedule import Schedule
from trainer.starter.ears.speech import HELD_OUT, training_variants
from trainer.starter.ears.text import load_sentences
from trainer.starter.ears.tokens import NO_SPEECH, Tokens, tokens_for
from trainer.starter.ears.train import losses
from trainer.starter.ears.words import words

NAMES = ("_", "ko:n", "ko:ɐ", "en:h")


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    listed = [saying.transcript for sayings in load_sentences().values() for saying in sayings]
    return tokens_for([*listed, *words("ko"), *phrases.texts("ko")])


def test_held_out_voices_are_never_trained() -> None:
    assert len(training_variants()) > 40
    assert not set(training_variants()) & set(HELD_OUT)


def test_one_step_lowers_the_loss(tokens: Tokens) -> None:
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    batch = collate(rng, [make_example(rng, load_sentences(), tokens, NAMES, 1.0) for _ in range(4)])
    model = Ears(Shape(len(tokens.trained), len(NAMES), tokens.filler_count, width=32, encoder_layers=1))
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    seen = []
    for _ in range(8):
        total, parts = losses(model, batch, guidance=1.0)
        optimizer.zero_grad()
        total.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        seen.append(total.item())
    assert set(parts) == {"frames", "text", "guided"}
    assert seen[-1] < seen[0]


def test_examples_repeat_with_their_seed(tokens: Tokens) -> None:
    made = [make_example(np.random.default_rng(5), load_sentences(), tokens, NAMES, 1.0) for _ in range(2)]
    assert made[0].tokens == made[1].tokens
    assert len(made[0].tokens) == len(made[0].targets) == len(made[0].times)


def test_targets_are_the_next_tokens(tokens: Tokens) -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        example = make_example(rng, load_sentences(), tokens, NAMES, 0.0, grown=0.0)
        for following, target in zip(example.tokens[1:], example.targets, strict=False):
            assert target in (following, IGNORE, tokens.small[NO_SPEECH])


@pytest.mark.parametrize("seed", range(6))
def test_spread_tail_stands_for_a_whole_window(seed: int) -> None:
    heard = 80
    positions, bias = spread(np.random.default_rng(seed), heard, TAIL_FRAMES)
    assert positions[:heard].tolist() == list(range(heard))
    assert (np.diff(positions) > 0).all()
    assert positions[-1] < 1_500
    assert np.exp(bias).sum() == pytest.approx(1_500, rel=1e-3) or np.exp(bias).sum() == pytest.approx(208, rel=1e-3)


def test_schedule_begins_clean_and_ends_slow() -> None:
    schedule = Schedule(steps=1_000)
    assert schedule.strength(0) == 0
    assert schedule.strength(5_000) == 1
    assert schedule.learning_rate(0) < schedule.learning_rate(200)
    assert schedule.learning_rate(999) < 0.05 * schedule.learning_rate(200)
    assert schedule.guidance(10_000) == 0.05


@pytest.mark.parametrize("strength", [0.0, 0.5, 1.0])
def test_degraded_speech_stays_finite_and_in_range(strength: float) -> None:
    rng = np.random.default_rng(4)
    for _ in range(10):
        wave = np.sin(np.arange(8_000) / 9).astype(np.float32)
        out = augment.degrade(rng, wave, strength)
        assert out.dtype == np.float32
        assert len(out) == len(wave)
        assert np.isfinite(out).all()
        assert np.abs(out).max() <= 1.01


def test_sounds_without_speech_have_their_length() -> None:
    rng = np.random.default_rng(4)
    for _ in range(30):
        wave = augment.not_speech(rng, 0.4)
        assert len(wave) == 6_400
        assert np.isfinite(wave).all()


@pytest.mark.parametrize(("heard", "said", "expected"), [("", "abc", 3), ("abc", "abc", 0), ("adc", "abcd", 2)])
def test_edits(heard: str, said: str, expected: int) -> None:
    assert edits(heard, said) == expected
