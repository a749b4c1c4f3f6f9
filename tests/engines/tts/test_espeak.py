"""The real eSpeak NG as a TextToSpeech."""

import threading

import numpy as np
import pytest

from companion import config, espeak_ng
from companion.engines.tts import espeak
from companion.errors import SpeechError
from companion.persona.character import VoiceChoice
from companion.voice.types import SpeechPiece, Turn, VoiceStyle

SETTINGS = config.defaults().voice
PLAIN = VoiceStyle()


def _say(
    text: str, language: str = "en", style: VoiceStyle = PLAIN, voices: dict[str, VoiceChoice] | None = None
) -> SpeechPiece:
    voice = espeak.create(voices or {}, SETTINGS)
    (piece,) = voice.synthesize(text, language=language, style=style, turn=Turn(1))
    return piece


def _fundamental(piece: SpeechPiece) -> float:
    """Median pitch in Hz by autocorrelation of 50 ms windows."""
    size, found = piece.rate // 20, []
    for begin in range(0, len(piece.pcm) - size, size):
        window = piece.pcm[begin : begin + size] - piece.pcm[begin : begin + size].mean()
        if np.sqrt(np.mean(window**2)) < 0.03:
            continue
        spectrum = np.fft.rfft(window, 4 * size)
        lags = np.fft.irfft(np.abs(spectrum) ** 2)[: piece.rate // 70]
        found.append(piece.rate / (piece.rate // 500 + int(np.argmax(lags[piece.rate // 500 :]))))
    return float(np.median(found))


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [("ko", "안녕! 오늘 기분이 어때?", [0, 4, 7, 11]), ("en", "Well, how are you?", [0, 6, 10, 14])],
)
def test_speaks_both_languages_with_phonemes_on_words(language: str, text: str, words: list[int]) -> None:
    piece = _say(text, language)
    assert piece.rate == 22_050 and piece.pcm.dtype == np.float32
    assert 0.1 < np.abs(piece.pcm).max() <= 1.0
    starts = [phoneme.start for phoneme in piece.phonemes]
    assert starts == sorted(starts) and starts[0] < 0.05 and starts[-1] <= len(piece.pcm) / piece.rate
    assert sorted({phoneme.char for phoneme in piece.phonemes}) == words


def test_first_sound_comes_at_once() -> None:
    for text, language in (("Hello there.", "en"), ("... Hello", "en"), ("안녕하세요", "ko")):
        pcm = _say(text, language).pcm
        assert np.flatnonzero(np.abs(pcm) > 0.004)[0] <= 0.005 * 22_050, text


def test_style_and_character_change_the_voice() -> None:
    plain = _say("The weather is nice today")
    fast = _say("The weather is nice today", style=VoiceStyle(speed=1.5))
    assert len(fast.pcm) < 0.75 * len(plain.pcm)
    slow = _say("The weather is nice today", voices={"en": VoiceChoice(voice="en-us+f2", speed=0.7)})
    assert len(slow.pcm) > 1.2 * len(plain.pcm)
    quiet = _say("The weather is nice today", style=VoiceStyle(volume=0.5))
    assert np.std(quiet.pcm) == pytest.approx(0.5 * np.std(plain.pcm), rel=0.05)  # its breath is random
    loud = _say("The weather is nice today", style=VoiceStyle(volume=9.0))
    assert np.abs(loud.pcm).max() == 1.0


def test_pitch_is_in_semitones() -> None:
    low, middle, high = (
        _fundamental(_say("ah ah ah ah ah ah", style=VoiceStyle(pitch=pitch))) for pitch in (-5.0, 0.0, 5.0)
    )
    assert 12 * np.log2(high / middle) == pytest.approx(5, abs=1.2)
    assert 12 * np.log2(low / middle) == pytest.approx(-5, abs=1.2)


def test_cancelled_turn_gives_nothing_and_stops_within_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    turn = Turn(1)
    blocks = 0
    real = espeak_ng.stream

    def counting(text: str, on_block, **options):  # type: ignore[no-untyped-def]
        def on_each(block: espeak_ng.EspeakBlock) -> bool | None:
            nonlocal blocks
            blocks += 1
            if blocks == 3:
                turn.cancel()
            return on_block(block)  # type: ignore[no-any-return]

        return real(text, on_each, **options)

    voice = espeak.create({}, SETTINGS)
    monkeypatch.setattr(espeak_ng, "stream", counting)
    text = "A long sentence that goes on and on. " * 20
    assert list(voice.synthesize(text, language="en", style=VoiceStyle(), turn=turn)) == []
    assert blocks == 3
    assert list(voice.synthesize(text, language="en", style=VoiceStyle(), turn=turn)) == []
    assert blocks == 3


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_to_say_is_no_piece(text: str) -> None:
    voice = espeak.create({}, SETTINGS)
    assert list(voice.synthesize(text, language="ko", style=VoiceStyle(), turn=Turn(1))) == []


def test_unknown_voice_is_said_at_once() -> None:
    for name in ("ko+nobody", "nonsense", "../../etc/passwd"):
        with pytest.raises(SpeechError) as caught:
            espeak.create({"ko": VoiceChoice(voice=name)}, SETTINGS)
        assert name in caught.value.message and "ko+f2" in caught.value.hint


def test_two_threads_speak_without_mixing() -> None:
    voice = espeak.create({}, SETTINGS)
    alone = {
        text: next(voice.synthesize(text, language=language, style=VoiceStyle(), turn=Turn(1))).phonemes
        for text, language in (("Good morning to you", "en"), ("좋은 아침이야", "ko"))
    }
    wrong: list[str] = []

    def speak(text: str, language: str) -> None:
        for _ in range(20):
            (piece,) = voice.synthesize(text, language=language, style=VoiceStyle(), turn=Turn(1))
            if [p.name for p in piece.phonemes] != [p.name for p in alone[text]]:
                wrong.append(text)

    threads = [
        threading.Thread(target=speak, args=pair) for pair in (("Good morning to you", "en"), ("좋은 아침이야", "ko"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert wrong == []
