"""The shipped starter ears hear, through faster-whisper itself, voices they were never trained on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from companion.paths import assets
from trainer.starter.ears import augment, clips
from trainer.starter.ears.evaluate import score
from trainer.starter.ears.listening import Heard, hear_short, hear_whole, load
from trainer.starter.ears.speech import HELD_OUT, Voice, speak
from trainer.starter.ears.text import Saying, fingerprint, load_sentences

FOLDER = assets() / "starter" / "ears"


REPORT = json.loads((FOLDER / "report.json").read_text(encoding="utf-8"))
# The list only grows: the shipped model learned the first ones of each language.
SENTENCES = {language: listed[: REPORT["sentences"][language]] for language, listed in load_sentences().items()}


@pytest.fixture(scope="module")
def model() -> Any:
    return load(FOLDER)


def test_is_small_and_multilingual(model: Any) -> None:
    assert model.model.is_multilingual
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 20_000_000


def test_hears_voices_that_it_was_not_trained_on(model: Any) -> None:
    spoken = list(clips.held_out(SENTENCES))[::8]
    assert len(spoken) >= 20
    figures = score([(clip, hear_short(model, clip.wave)) for clip in spoken])
    assert figures["cer"] <= 0.10, figures
    assert figures["language"] >= 0.9, figures


@pytest.mark.parametrize("hear", [hear_short, hear_whole])
@pytest.mark.parametrize(
    ("language", "voice", "text"),
    [("ko", "ko", "너 이름이 뭐야?"), ("ko", "ko+f3", "나 오늘 너무 슬퍼"), ("en", "en-us", "What is your name?")],
)
def test_both_windows_hear_plain_voices(
    model: Any, hear: Callable[..., Heard], language: str, voice: str, text: str
) -> None:
    wave = np.pad(speak(Saying(language, (text,)), Voice(voice)).wave, (4_800, 6_400))
    heard = hear(model, wave)
    assert heard.kept.strip() == text
    assert heard.language == language


def test_writes_nothing_for_what_is_not_speech(model: Any) -> None:
    rng = np.random.default_rng(11)
    sounds = [np.zeros(16_000, np.float32), *(augment.not_speech(rng, 1.5) for _ in range(15))]
    kept = [hear_short(model, sound, "ko").kept.strip() for sound in sounds]
    assert sum(map(bool, kept)) <= 1


def test_report_belongs_to_this_data() -> None:
    assert REPORT["data"] == fingerprint(SENTENCES)
    assert set(HELD_OUT)
    assert REPORT["evaluation"]["held_out"]["clips"] >= 300


def test_folder_is_complete() -> None:
    names = {path.name for path in Path(FOLDER).iterdir()}
    assert {"model.bin", "config.json", "tokenizer.json", "vocabulary.json", "preprocessor_config.json"} <= names
