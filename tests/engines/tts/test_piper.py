"""The real Piper library on a small real voice; see tests/tiny_models.py."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from companion import config
from companion.engines.tts import piper
from companion.errors import SpeechError
from companion.persona.character import VoiceChoice
from companion.voice.types import SpeechPiece, Turn, VoiceStyle
from tests import tiny_models

SETTINGS = config.defaults().voice
PLAIN = VoiceStyle()


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.piper(tmp_path_factory.mktemp("piper"))


def _open(path: Path, **choice: object) -> piper.PiperSpeech:
    return piper.create({"en": VoiceChoice(model=str(path), **choice)}, SETTINGS)  # type: ignore[arg-type]


def _say(path: Path, text: str, style: VoiceStyle = PLAIN, **choice: object) -> list[SpeechPiece]:
    return list(_open(path, **choice).synthesize(text, language="en", style=style, turn=Turn(1)))


def _pitch(piece: SpeechPiece) -> float:
    spectrum = np.abs(np.fft.rfft(piece.pcm, 1 << 16))
    return float(np.argmax(spectrum)) * piece.rate / (1 << 16)


def test_one_piece_a_sentence_that_begins_with_sound(voice: Path) -> None:
    first, second = _say(voice, "Hello there. How are you?")
    assert first.rate == 22_050 and first.pcm.dtype == np.float32
    assert np.flatnonzero(np.abs(first.pcm) > 0.004)[0] <= 0.005 * 22_050
    assert _pitch(second) == pytest.approx(220, abs=3)
    assert np.abs(first.pcm).max() == pytest.approx(0.3, abs=0.01)  # not blown up to full scale


def test_phonemes_have_times_and_words(voice: Path) -> None:
    text = "Hello there, dear friend."
    (piece,) = _say(voice, text)
    starts = [phoneme.start for phoneme in piece.phonemes]
    assert starts == sorted(starts) and 0 <= starts[0] < 0.2
    assert starts[-1] <= len(piece.pcm) / piece.rate
    assert [c for c in dict.fromkeys(p.char for p in piece.phonemes) if c >= 0] == [0, 6, 13, 18]
    names = [phoneme.name for phoneme in piece.phonemes]
    assert names[0] == "h" and names[-1] == "_" and not set(names) & {"ˈ", "ː", "^", "$"}
    words = [p.start for p in piece.phonemes if p.char == 18 and p.name != "_"]
    assert words[0] > len(piece.pcm) / piece.rate / 2


def test_numbers_that_become_several_words_have_no_place(voice: Path) -> None:
    (piece,) = _say(voice, "It was in 1999 then")
    assert {phoneme.char for phoneme in piece.phonemes} == {-1}


def test_voice_without_alignments_speaks_without_phonemes(tmp_path: Path) -> None:
    (piece,) = _say(tiny_models.piper(tmp_path, aligned=False), "Hello there")
    assert len(piece.pcm) > 5_000 and piece.phonemes == ()


def test_without_the_onnx_package_too(voice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    (piece,) = _say(voice, "Hello there")
    assert len(piece.pcm) > 5_000 and piece.phonemes == ()


def test_two_characters_with_one_voice_load_it_once(voice: Path) -> None:
    first, second = _open(voice, speed=1.0), _open(voice, speed=1.5)
    assert first._voices["en"].piper is second._voices["en"].piper
    first.close()
    assert list(second.synthesize("Hello.", language="en", style=PLAIN, turn=Turn(1)))


def test_which_languages_a_voice_reads(tmp_path: Path) -> None:
    place = tmp_path / "voice.onnx"
    settings = place.with_name("voice.onnx.json")
    for content, read in (
        ('{"espeak": {"voice": "en-us"}}', {"en"}),
        ('{"espeak": {"voice": "ko"}, "languages": ["ko", "en"]}', {"ko", "en"}),
        ('{"espeak": {}}', {"ko", "en"}),
        ("[]", {"ko", "en"}),
    ):
        settings.write_text(content)
        assert {language for language in ("ko", "en") if piper.speaks(str(place), language)} == read


def test_speed_pitch_and_volume(voice: Path) -> None:
    (plain,) = _say(voice, "Hello there")
    (fast,) = _say(voice, "Hello there", VoiceStyle(speed=2.0))
    assert len(fast.pcm) == pytest.approx(len(plain.pcm) / 2, rel=0.15)
    (high,) = _say(voice, "Hello there", VoiceStyle(pitch=5.0))
    assert 12 * np.log2(_pitch(high) / _pitch(plain)) == pytest.approx(5, abs=0.3)
    assert len(high.pcm) == pytest.approx(len(plain.pcm), rel=0.15)  # only higher, not faster
    assert high.phonemes[-1].start == pytest.approx(plain.phonemes[-1].start, rel=0.15)
    (quiet,) = _say(voice, "Hello there", VoiceStyle(volume=0.5))
    assert np.abs(quiet.pcm).max() == pytest.approx(0.15, abs=0.01)
    (slow,) = _say(voice, "Hello there", speed=0.5)
    assert len(slow.pcm) > 1.7 * len(plain.pcm)


def test_cancelled_turn_stops_after_the_sentence(voice: Path) -> None:
    speech, turn = _open(voice), Turn(1)
    pieces = speech.synthesize("One is here. Two is here. Three is here.", language="en", style=PLAIN, turn=turn)
    next(pieces)
    turn.cancel()
    assert list(pieces) == []
    assert list(speech.synthesize("More.", language="en", style=PLAIN, turn=turn)) == []


@pytest.mark.parametrize("text", ["", "  ", "…", "!?", "😀"])
def test_nothing_to_read_is_no_trouble(voice: Path, text: str) -> None:
    assert sum(len(piece.pcm) for piece in _say(voice, text)) >= 0


def test_closed_voice_says_so(voice: Path) -> None:
    speech = _open(voice)
    speech.close()
    speech.close()
    with pytest.raises(SpeechError, match="closed"):
        list(speech.synthesize("Hi", language="en", style=PLAIN, turn=Turn(1)))


def test_missing_voice_names_the_file_and_the_fix(tmp_path: Path, voice: Path) -> None:
    with pytest.raises(SpeechError) as caught:
        piper.create({"ko": VoiceChoice()}, SETTINGS)
    assert caught.value.code == "piper-voice-unset" and "espeak" in caught.value.hint
    with pytest.raises(SpeechError, match=r"no/such\.onnx"):
        _open(tmp_path / "no" / "such.onnx")
    lonely = tmp_path / "lonely.onnx"
    lonely.write_bytes(voice.read_bytes())
    with pytest.raises(SpeechError, match=r"lonely\.onnx\.json"):
        _open(lonely)


@pytest.mark.parametrize("damage", ["model", "settings", "half"])
def test_damaged_voice_is_one_clear_error(tmp_path: Path, damage: str) -> None:
    path = tiny_models.piper(tmp_path)
    settings = path.with_name(path.name + ".json")
    if damage == "model":
        path.write_bytes(b"no model")
    elif damage == "half":
        path.write_bytes(path.read_bytes()[:200])
    else:
        settings.write_text(json.dumps({"audio": {}}))
    with pytest.raises(SpeechError) as caught:
        _open(path)
    assert caught.value.code == "piper-voice-damaged" and str(path) in caught.value.message


def test_unknown_speaker(voice: Path) -> None:
    with pytest.raises(SpeechError, match="nobody"):
        _open(voice, voice="nobody")
    assert _say(voice, "Hello", voice="0")
