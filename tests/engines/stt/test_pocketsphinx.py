"""The real PocketSphinx with the shipped grammar, on eSpeak voices."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from companion import config, espeak_ng
from companion.config import EarsConfig
from companion.engines.audio import _wav
from companion.engines.stt import pocketsphinx
from companion.engines.stt.pocketsphinx import SphinxEars
from companion.errors import HearingError
from companion.voice.types import Pcm


def _settings(**changes: Any) -> EarsConfig:
    return config.defaults().ears.model_copy(update={"engine": "pocketsphinx", **changes})


def _say(text: str, voice: str = "en-us+f2") -> Pcm:
    said = espeak_ng.synthesize(text, voice=voice, rate_wpm=165)
    pcm = np.pad(_wav.resample(said.pcm.astype(np.float32) / 32768.0, said.rate, 16_000), 3_000) * 0.8
    return np.asarray(pcm + np.random.default_rng(0).normal(0, 0.002, len(pcm)), np.float32)


@pytest.fixture(scope="module")
def starter() -> SphinxEars:
    return pocketsphinx.create(_settings())


SENTENCES = [
    "What is your name?",
    "I am so happy today.",
    "Tell me a story.",
    "Hello Snow White.",
    "I don't want to study.",
    "See you tomorrow.",
    "What food do you like?",
    "I went to the park and I met a dog.",
]


def test_hears_the_sentences_of_the_starter_as_they_are_written(starter: SphinxEars) -> None:
    voices = ("en-us+f2", "en-us+f4", "en-us+m5")
    heard = [starter.transcribe(_say(text, voices[i % 3]), language="en").text for i, text in enumerate(SENTENCES)]
    assert sum(text == said for text, said in zip(heard, SENTENCES, strict=True)) >= 7, heard


def test_other_sentences_are_not_made_into_one_of_them(starter: SphinxEars) -> None:
    others = [
        "Purple elephants",
        "Turn on the radio",
        "banana",
        "The river is frozen",
        "My name is Peter",
        "It was great",
    ]
    heard = [starter.transcribe(_say(text), language="en").text for text in others]
    assert heard.count("") >= 5, heard


def test_silence_and_noise_are_nothing(starter: SphinxEars) -> None:
    assert starter.transcribe(np.zeros(16_000, np.float32), language=None).no_speech == 1.0
    noise = np.random.default_rng(2).normal(0, 0.05, 24_000).astype(np.float32)
    heard = starter.transcribe(noise, language=None)
    assert heard.text == "" and heard.language == "en"


def test_free_english_without_a_grammar() -> None:
    ears = pocketsphinx.create(_settings(model="general"))
    heard = ears.transcribe(_say("good morning how are you today"), language="en")
    assert set(heard.text.lower().split()) & {"good", "morning", "how", "are", "you", "today"}
    assert heard.text[0].isupper()
    ears.close()


@pytest.mark.parametrize(("language", "ears_language"), [("ko", "auto"), (None, "ko")])
def test_korean_is_refused_with_the_way_out(starter: SphinxEars, language: str | None, ears_language: str) -> None:
    with pytest.raises(HearingError) as caught:
        if ears_language == "ko":
            pocketsphinx.create(_settings(language="ko"))
        starter.transcribe(_say("hello"), language=language)
    assert caught.value.code == "stt-language" and "faster_whisper" in caught.value.hint


def test_bad_grammars_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.gram"
    with pytest.raises(HearingError, match=r"mine\.gram"):
        pocketsphinx.create(_settings(model=str(path)))
    path.write_text("#JSGF V1.0;\ngrammar a;\npublic <a> = hello;\n")
    with pytest.raises(HearingError, match="names no sentences"):
        pocketsphinx.create(_settings(model=str(path)))
    path.write_text("#JSGF V1.0;\n// Hello xyzzyq.\ngrammar a;\npublic <a> = hello xyzzyq;\n")
    with pytest.raises(HearingError, match=r"mine\.gram"):
        pocketsphinx.create(_settings(model=str(path)))
    path.write_text("// Hello.\nthis is no grammar")
    with pytest.raises(HearingError, match=r"mine\.gram"):
        pocketsphinx.create(_settings(model=str(path)))


def test_closed_ears_say_so() -> None:
    ears = pocketsphinx.create(_settings())
    ears.close()
    with pytest.raises(HearingError):
        ears.transcribe(_say("hello"), language="en")
