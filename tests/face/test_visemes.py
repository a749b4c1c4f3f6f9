"""Phoneme names to mouth shapes, and the mouth that follows a voice."""

import itertools

import numpy as np
import pytest

from companion import espeak_ng
from companion.face.visemes import MIN_HOLD, VISEMES, Mouth, VoiceTrack, track, viseme_at, visemes_of
from companion.persona.emotion import Mood
from companion.voice.types import PlaybackPosition, Reply, SpeechChunk, TimedPhoneme, Turn

RATE = 22_050


def chunk(names: str, step: float = 0.1, *, seconds: float | None = None, phonemes: bool = True) -> SpeechChunk:
    """Noise of constant loudness with one phoneme every `step` seconds."""
    parts = names.split()
    length = seconds if seconds is not None else step * len(parts)
    pcm = np.random.default_rng(1).normal(0, 0.1, int(length * RATE)).astype(np.float32)
    turn = Turn(1)
    timed = tuple(TimedPhoneme(name, index * step) for index, name in enumerate(parts)) if phonemes else ()
    return SpeechChunk(turn, pcm, RATE, Reply(turn, "", "", Mood("neutral", 0.0)), timed)


def play(mouth: Mouth, sound: SpeechChunk, until: float, *, start: float = 0.0, loudness: float = 0.1) -> None:
    """60 frames a second from the start of the chunk to `until` seconds of it."""
    for frame in range(int(until * 60) + 1):
        mouth.update(start + frame / 60, PlaybackPosition(sound, frame / 60, loudness))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a", ("a",)), ("ɐ", ("a",)), ("ɑː", ("a",)), ("ʌ", ("a",)), ("i", ("i",)), ("ɯ", ("i",)), ("u", ("u",)),
        ("e", ("e",)), ("ə", ("e",)), ("o", ("o",)), ("m", ("m",)), ("p", ("m",)), ("p-", ("m",)), ("n", ("n",)),
        ("f", ("f",)), ("v", ("f",)), ("w", ("w",)), ("tʃ", ("w",)), ("dʑ", ("s",)), ("_", ("sil",)), ("", ("sil",)),
        ("aɪ", ("a", "i")), ("aʊ", ("a", "u")), ("oʊ", ("o", "u")), ("aɪɚ", ("a", "i", "e")), ("ɛɹ", ("e",)),
        ("aI", ("a", "i")), ("@", ("e",)), ("tS", ("w",)), ("3:", ("e",)), ("eI", ("e", "i")), ("oU", ("o", "u")),
        ("D", ("s",)), ("N", ("n",)), ("ˈɐ", ("a",)), ("\u0000", ("n",)), (" ", ("n",)), (".", ("sil",)), ("ŋ", ("n",)),
    ],
)  # fmt: skip
def test_names(name: str, expected: tuple[str, ...]) -> None:
    assert visemes_of(name) == expected


@pytest.mark.parametrize(
    ("voice", "text"),
    [
        ("ko", "안녕하세요 반가워요 으르렁 의자 여우 왜 귀 쓰다 까치 빵 좋아해"),
        ("en-us", "The quick brown fox jumps over a lazy dog. Boy, how thin she measures the church air here."),
    ],
)
def test_every_phoneme_of_real_speech_is_known(voice: str, text: str) -> None:
    names = {name for name, _ in espeak_ng.synthesize(text, voice=voice).phonemes}
    shapes = {shape for name in names for shape in visemes_of(name)}
    assert len(names) > 15
    assert shapes <= set(VISEMES)
    assert {"a", "i", "u", "e", "o", "m", "n", "sil"} <= shapes


def test_closed_lips_and_open_vowels() -> None:
    assert VISEMES["m"].open == VISEMES["sil"].open == 0
    assert VISEMES["a"].open > VISEMES["o"].open > VISEMES["e"].open > VISEMES["i"].open > VISEMES["n"].open
    assert VISEMES["i"].width > VISEMES["a"].width > VISEMES["o"].width > VISEMES["u"].width


def test_cues_are_never_closer_than_the_minimum_hold() -> None:
    names = "a n i m o s u t e k a"
    timed = chunk(names, 0.035).phonemes
    cues = track(timed, 0.385)
    gaps = [later.start - earlier.start for earlier, later in itertools.pairwise(cues)]
    assert len(cues) > 4 and min(gaps) >= MIN_HOLD - 1e-9
    assert cues[-1].viseme == "sil" and cues[-1].start >= 0.385


def test_a_diphthong_moves_within_its_time() -> None:
    cues = track((TimedPhoneme("aɪ", 0.0),), 0.4)
    assert [viseme_at(cues, moment) for moment in (0.05, 0.15, 0.25, 0.35, 0.45)] == ["a", "a", "i", "i", "sil"]


def test_no_phonemes_no_cues() -> None:
    assert track((), 1.0) == ()
    assert viseme_at((), 0.5) == "sil"


def test_opens_during_a_closes_at_silence() -> None:
    mouth, sound = Mouth(), chunk("_ _ _ a a a a _ _ _", 0.1)
    play(mouth, sound, 0.2)
    assert mouth.shape.open == 0
    play(mouth, sound, 0.6, start=10)
    assert mouth.shape.open > 35
    play(mouth, sound, 0.95, start=20)
    assert mouth.shape.open == 0


def test_reaches_the_shape_early_and_within_the_attack() -> None:
    mouth, sound = Mouth(), chunk("_ _ a a a", 0.1)
    play(mouth, sound, 0.19)
    before = mouth.shape.open
    mouth.update(0.24, PlaybackPosition(sound, 0.24, 0.1))
    assert before > 3  # 30 ms ahead of the vowel at .2
    assert mouth.shape.open > 0.85 * VISEMES["a"].open * 0.9


def test_closes_within_150_ms_after_the_end() -> None:
    mouth, sound = Mouth(), chunk("a a a a", 0.1)
    play(mouth, sound, 0.35)
    assert mouth.shape.open > 30
    for frame in range(1, 10):
        mouth.update(0.35 + frame / 60, None)
    assert mouth.shape.open == 0 and mouth.weight == 0


def test_loud_speech_opens_wider_than_soft() -> None:
    sound, widths = chunk("a a a a a", 0.1), []
    for loudness in (0.02, 0.1):
        mouth = Mouth()
        play(mouth, sound, 0.4, loudness=loudness)
        widths.append(mouth.shape.open)
    assert widths[0] < 0.8 * widths[1]
    assert widths[0] >= 0.55 * VISEMES["a"].open


def test_without_phonemes_the_sound_moves_the_mouth() -> None:
    mouth, sound = Mouth(), chunk("a a a a", 0.1, phonemes=False)
    play(mouth, sound, 0.3)
    assert mouth.shape.open > 3
    for frame in range(19, 40):
        mouth.update(frame / 60, PlaybackPosition(sound, frame / 60, 0.0))
    assert mouth.shape.open == 0


def test_hiss_is_narrower_than_a_hum() -> None:
    def viseme(pcm: np.ndarray) -> str:
        turn = Turn(1)
        sound = SpeechChunk(turn, pcm.astype(np.float32), RATE, Reply(turn, "", "", Mood("neutral", 0.0)))
        return VoiceTrack(sound).viseme(PlaybackPosition(sound, 0.2, 0.1))

    time = np.arange(RATE) / RATE
    assert viseme(0.14 * np.sin(2 * np.pi * 5000 * time)) == "s"
    assert viseme(0.14 * np.sin(2 * np.pi * 300 * time)) == "a"


def test_an_empty_chunk_is_silence() -> None:
    mouth, sound = Mouth(), chunk("", seconds=0.0)
    mouth.update(0.0, PlaybackPosition(sound, 0.0, 0.0))
    assert mouth.update(0.1, PlaybackPosition(sound, 0.0, 0.0)).open == 0
