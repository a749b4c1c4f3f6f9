"""The real CTranslate2 on small real models; see tests/tiny_models.py for what they say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from companion import config
from companion.config import EarsConfig
from companion.engines.stt import faster_whisper
from companion.engines.stt.faster_whisper import WhisperEars
from companion.errors import HearingError
from tests import tiny_models

SAYS = "오늘 기분이 어때? ok"
SOUND = np.random.default_rng(5).normal(0, 0.1, 32_000).astype(np.float32)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    made: dict[str, Path] = {}

    def make(says: str = SAYS, **options: Any) -> Path:
        key = repr((says, sorted(options.items())))
        if key not in made:
            made[key] = tiny_models.whisper(tmp_path_factory.mktemp("whisper"), says, **options)
        return made[key]

    return make


def _settings(model: object, **changes: Any) -> EarsConfig:
    return config.defaults().ears.model_copy(update={"model": str(model), **changes})


def _windows(ears: WhisperEars, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Mel frames of each window that is decoded from now on."""
    seen: list[int] = []
    real = ears._decode

    def note(mel: np.ndarray, *rest: Any) -> Any:
        seen.append(mel.shape[1])
        return real(mel, *rest)

    monkeypatch.setattr(ears, "_decode", note)
    return seen


def test_hears_on_a_short_window(models: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    ears = faster_whisper.create(_settings(models()))
    windows = _windows(ears, monkeypatch)
    heard = ears.transcribe(SOUND, language="ko")
    assert (heard.text, heard.language) == (SAYS, "ko")
    assert heard.no_speech == pytest.approx(0.01, abs=0.01) and -0.1 < heard.logprob <= 0
    assert windows == [448]
    ears.close()


def test_windows_have_few_lengths_and_never_less_than_the_margin(
    models: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    ears = faster_whisper.create(_settings(models()))
    windows = _windows(ears, monkeypatch)
    for milliseconds in range(1_000, 3_000, 90):
        ears.transcribe(np.resize(SOUND, milliseconds * 16), language="ko")
        assert 230 <= windows[-1] - milliseconds / 10 <= 300
    assert len(set(windows)) <= 5 and len(windows) >= 22


def test_short_window_can_be_switched_off(models: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    ears = faster_whisper.create(_settings(models(), short_window=False))
    windows = _windows(ears, monkeypatch)
    assert ears.transcribe(SOUND, language="ko").text == SAYS
    assert windows == [3000]


@pytest.mark.parametrize("seconds", [0.05, 0.3, 19.9, 20.1, 27.4])
def test_any_length_up_to_a_window(models: Callable[..., Path], seconds: float) -> None:
    ears = faster_whisper.create(_settings(models()))
    pcm = np.resize(SOUND, int(seconds * 16_000))
    assert ears.transcribe(pcm, language="ko").text == SAYS


def test_longer_than_a_window(models: Callable[..., Path]) -> None:
    ears = faster_whisper.create(_settings(models()))
    heard = ears.transcribe(np.resize(SOUND, 33 * 16_000), language=None)
    assert heard.language == "ko" and heard.logprob <= 0


@pytest.mark.parametrize("spoken", ["ko", "en"])
def test_language_is_detected(models: Callable[..., Path], spoken: str) -> None:
    ears = faster_whisper.create(_settings(models(language=spoken)))
    assert ears.transcribe(SOUND, language=None).language == spoken


def test_runaway_is_heard_again_whole_and_never_returned(
    models: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    ears = faster_whisper.create(_settings(models("말 ", ends=False)))
    windows = _windows(ears, monkeypatch)
    assert ears.transcribe(SOUND, language="ko").text == ""
    assert windows == [448, 3000]


@pytest.mark.parametrize("level", [0.0, 0.0005])
def test_silence_is_not_even_decoded(
    models: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, level: float
) -> None:
    ears = faster_whisper.create(_settings(models()))
    windows = _windows(ears, monkeypatch)
    assert ears.transcribe(SOUND * level, language="ko").text == ""
    assert ears.transcribe(np.full(8_000, np.nan, np.float32), language=None).text == ""
    assert windows == []


def test_no_speech_rule_of_starter_and_of_real_models(models: Callable[..., Path]) -> None:
    starter = faster_whisper.create(_settings(models(narrow=True, no_speech=0.8)))
    assert starter.transcribe(SOUND, language="ko").text == ""
    real = faster_whisper.create(_settings(models(no_speech=0.8)))
    heard = real.transcribe(SOUND, language="ko")
    assert heard.text == SAYS and heard.no_speech == pytest.approx(0.8, abs=0.1)  # sure of its words


@pytest.mark.parametrize(
    ("listed", "text", "unclear"),
    [
        ("오늘 기분이 어때 ok?\n안녕\n", "오늘 기분이 어때 ok?", False),
        ("오늘 기분은 어때? OK!\n", "오늘 기분은 어때? OK!", False),
        ("안녕\n배고파\n", "", True),
    ],
)
def test_a_list_of_sentences_beside_the_model_is_all_it_hears(
    models: Callable[..., Path], tmp_path: Path, listed: str, text: str, unclear: bool
) -> None:
    folder = _copy(models(narrow=True), tmp_path / "ears")
    (folder / "sentences.txt").write_text(listed, encoding="utf-8")
    ears = faster_whisper.create(_settings(folder))
    heard = ears.transcribe(SOUND, language="ko")
    assert (heard.text, heard.unclear) == (text, unclear)
    silence = ears.transcribe(SOUND * 0, language="ko")
    assert (silence.text, silence.unclear) == ("", False)


def test_a_list_that_is_no_text_names_the_folder(models: Callable[..., Path], tmp_path: Path) -> None:
    folder = _copy(models(narrow=True), tmp_path / "ears")
    (folder / "sentences.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(HearingError) as caught:
        faster_whisper.create(_settings(folder))
    assert caught.value.code == "stt-model-damaged" and str(folder) in caught.value.message


def test_made_up_phrases_are_dropped(models: Callable[..., Path]) -> None:
    ears = faster_whisper.create(_settings(models("시청해주셔서 감사합니다.")))
    assert ears.transcribe(SOUND, language="ko").text == ""


def test_names_are_a_prompt_for_real_models_only(models: Callable[..., Path]) -> None:
    """The model of the fixture counts positions: a prompt before the words shifts what it says."""
    real = faster_whisper.create(_settings(models()))
    assert real.transcribe(SOUND, language="ko", hints=["Ab"]).text != SAYS
    starter = faster_whisper.create(_settings(models(narrow=True)))
    assert starter.transcribe(SOUND, language="ko", hints=["Ab"]).text == SAYS


def test_closed_ears_say_so(models: Callable[..., Path]) -> None:
    ears = faster_whisper.create(_settings(models()))
    ears.close()
    ears.close()
    with pytest.raises(HearingError) as caught:
        ears.transcribe(SOUND, language="ko")
    assert caught.value.code == "stt-closed"


def _copy(source: Path, target: Path, **changes: bytes | None) -> Path:
    target.mkdir()
    for file in source.iterdir():
        content = changes.get(file.name.partition(".")[0], file.read_bytes())
        if content is not None:
            (target / file.name).write_bytes(content)
    return target


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"model": None}, "stt-model-incomplete"),
        ({"tokenizer": None}, "stt-model-incomplete"),
        ({"model": b""}, "stt-model-damaged"),
        ({"model": b"no model at all" * 99}, "stt-model-damaged"),
        ({"tokenizer": b"{"}, "stt-model-damaged"),
        ({"preprocessor_config": b'{"feature_size": 128}'}, "stt-model-damaged"),
    ],
)
def test_damaged_models_name_the_folder_and_the_fix(
    models: Callable[..., Path], tmp_path: Path, changes: dict[str, bytes | None], code: str
) -> None:
    folder = _copy(models(), tmp_path / "ears", **changes)
    with pytest.raises(HearingError) as caught:
        faster_whisper.create(_settings(folder))
    assert caught.value.code == code
    assert str(folder) in caught.value.message and "ears.model" in caught.value.hint


def test_model_file_that_was_cut_off(models: Callable[..., Path], tmp_path: Path) -> None:
    whole = (models() / "model.bin").read_bytes()
    folder = _copy(models(), tmp_path / "ears", model=whole[: len(whole) // 2])
    with pytest.raises(HearingError, match="damaged"):
        faster_whisper.create(_settings(folder))


def test_missing_model_and_size_that_was_never_downloaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(HearingError, match=r"/no/such/model") as caught:
        faster_whisper.create(_settings("/no/such/model"))
    assert caught.value.code == "stt-model-missing"
    with pytest.raises(HearingError, match="large-v3"):
        faster_whisper.create(_settings("large-v3"))


def test_compute_type_that_the_machine_lacks(models: Callable[..., Path]) -> None:
    with pytest.raises(HearingError) as caught:
        faster_whisper.create(_settings(models(), device="cuda", compute_type="float16"))
    assert caught.value.code == "stt-compute-type"
