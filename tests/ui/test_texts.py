"""Both languages are complete, and errors are worded for the person."""

import re
import string
from pathlib import Path

import pytest

from companion.errors import AudioError, BrainError, CompanionError
from companion.persona.emotion import CANONICAL
from companion.ui.error_texts import KO_ERRORS, KO_NOTICES, SAID_WHOLLY
from companion.ui.texts import EN, KO, TEXTS, Texts, choose_language, describe, notice_text
from companion.voice.types import State

ROOT = Path(__file__).parents[2]


def test_both_languages_have_the_same_keys() -> None:
    assert set(EN) == set(KO)
    assert set(TEXTS["en"]) == set(TEXTS["ko"])


@pytest.mark.parametrize("key", sorted(EN))
def test_both_languages_fill_in_the_same_values(key: str) -> None:
    names = [{name for _, name, _, _ in string.Formatter().parse(text[key]) if name} for text in (EN, KO)]
    assert names[0] == names[1]
    assert EN[key].strip() and KO[key].strip()


def test_every_state_and_emotion_has_words() -> None:
    for texts in (Texts("en"), Texts("ko")):
        assert all(texts(f"state.{state.value}") for state in State)
        assert all(texts.emotion(name) != "" for name in CANONICAL)
        assert [name for name in CANONICAL if name not in EN and f"emotion.{name}" not in EN] == []
    assert Texts("ko").emotion("unheard-of") == "unheard-of"


def test_every_key_in_the_code_exists() -> None:
    files = sorted((ROOT / "companion" / "ui").rglob("*.py"))
    assert len(files) > 25
    used = set()
    for file in files:
        used |= set(re.findall(r'texts\(\s*"([a-z_.]+)"', file.read_text(encoding="utf-8")))
    assert len(used) > 30
    assert used <= set(TEXTS["en"])


def test_every_translated_code_exists() -> None:
    files = [file for file in (ROOT / "companion").rglob("*.py") if file.name != "error_texts.py"]
    assert len(files) > 60
    source = "\n".join(file.read_text(encoding="utf-8") for file in files)
    codes = set(re.findall(r'"([a-z][a-z0-9]*(?:-[a-z]+)*)"', source))
    for what in re.findall(r'code=f"\{[a-z.]*kind\}-([a-z]+)"', source):
        codes |= {f"microphone-{what}", f"speaker-{what}"}
    assert set(KO_ERRORS) | set(KO_NOTICES) <= codes


@pytest.mark.parametrize(
    ("setting", "locale", "language"),
    [
        ("auto", "ko_KR", "ko"),
        ("auto", "en_GB", "en"),
        ("auto", "de_DE", "en"),
        ("ko", "en_US", "ko"),
        ("en", "ko_KR", "en"),
    ],
)
def test_language(setting: str, locale: str, language: str) -> None:
    assert choose_language(setting, locale) == language


def test_an_unknown_key_is_a_mistake_and_not_a_blank() -> None:
    with pytest.raises(KeyError):
        Texts("en")("no.such.key")


def test_errors_keep_their_words_and_get_a_title() -> None:
    error = AudioError("The microphone “USB” is gone.", code="strange", hint="Plug it in.")
    words = describe(error, Texts("en"))
    assert (words.title, words.message, words.hint) == ("Sound does not work", error.message, error.hint)
    assert describe(error, Texts("ko")).title == KO["error.audio"]
    assert describe(error, Texts("ko")).message == error.message


def test_what_is_said_wholly_in_korean_is_not_said_in_english_again() -> None:
    error = CompanionError("There is no microphone.", code="microphone-none", hint="Connect one.")
    words = describe(error, Texts("ko"))
    assert (words.message, words.detail) == (KO_ERRORS["microphone-none"][0], "")
    assert set(KO_ERRORS) >= SAID_WHOLLY


def test_a_known_error_is_korean_and_keeps_the_place_as_a_detail() -> None:
    error = BrainError("The brain model /x/y.gguf does not exist.", code="model-missing", hint="Put it there.")
    words = describe(error, Texts("ko"))
    assert words.message == KO_ERRORS["model-missing"][0]
    assert words.detail == error.message
    assert words.hint == KO_ERRORS["model-missing"][1]


def test_the_stage_of_the_report_names_the_card() -> None:
    error = CompanionError("Broken.", code="x")
    assert describe(error, Texts("en")).title == "Something went wrong"
    assert describe(error, Texts("en"), "tts").title == "Her voice failed"
    assert describe(error, Texts("en"), "no-such-stage").title == "Something went wrong"


def test_notices() -> None:
    assert notice_text("brain-restarted", "x", Texts("ko")) == KO_NOTICES["brain-restarted"]
    assert notice_text("brain-restarted", "x", Texts("en")) == "x"
    assert notice_text("other", "x", Texts("ko")) == "x"
