"""The real Silero model on real (eSpeak) speech, silence and noise."""

import numpy as np
import pytest

from companion import espeak_ng
from companion.engines.audio import _wav
from companion.engines.vad import silero
from companion.errors import HearingError
from companion.voice.types import Pcm


def _speech(text: str, voice: str) -> Pcm:
    said = espeak_ng.synthesize(text, voice=voice)
    return _wav.resample(said.pcm.astype(np.float32) / 32768.0, said.rate, 16_000)


def _run(detector: silero.SileroDetector, pcm: Pcm) -> np.ndarray:
    frames = [pcm[i : i + 512] for i in range(0, len(pcm) - 511, 512)]
    return np.array([detector.probability(frame) for frame in frames])


@pytest.mark.parametrize(
    ("voice", "text"), [("ko", "오늘 기분이 어때? 밥은 먹었어?"), ("en-us", "Hello there, how are you doing today?")]
)
def test_hears_speech_and_not_silence(voice: str, text: str) -> None:
    detector = silero.create()
    silence = np.zeros(16_000, np.float32)
    assert _run(detector, silence).max() < 0.2
    assert (_run(detector, _speech(text, voice)) > 0.5).mean() > 0.6
    assert _run(detector, silence)[10:].max() < 0.2
    detector.close()


def test_noise_is_not_speech() -> None:
    noise = np.random.default_rng(1).normal(0, 0.02, 32_000).astype(np.float32)
    assert (_run(silero.create(), noise) > 0.5).mean() < 0.1


def test_reset_forgets_everything() -> None:
    detector = silero.create()
    speech = _speech("Hello there", "en-us")
    first = _run(detector, speech)
    assert np.abs(_run(detector, speech) - first).max() > 0
    detector.reset()
    np.testing.assert_array_equal(_run(detector, speech), first)


def test_state_is_carried_as_in_the_file_form_of_the_model() -> None:
    """faster-whisper runs a whole file as one batch through the recurrent part: same numbers."""
    from faster_whisper.vad import get_vad_model

    speech = _speech("The quick brown fox jumps over the lazy dog.", "en-us")
    speech = speech[: len(speech) // 512 * 512]
    mine = _run(silero.create(), speech)
    theirs = get_vad_model()(speech.copy())  # it blanks the end of the last frame, so that one differs
    np.testing.assert_allclose(mine[:-1], theirs[:-1], atol=1e-4)


def test_it_rests_in_silence_and_hears_what_follows_as_ever() -> None:
    class Counting:
        def __init__(self, session: object) -> None:
            self.session, self.runs = session, 0

        def run(self, *given: object) -> object:
            self.runs += 1
            return self.session.run(*given)  # type: ignore[attr-defined]

    detector = silero.create()
    counting = Counting(detector._session)
    detector._session = counting
    hiss = np.random.default_rng(2).normal(0, 0.0005, 32_000).astype(np.float32)  # -66 dBFS
    assert _run(detector, hiss).max() < 0.2
    assert counting.runs == silero._REST
    speech = _speech("Hello there my friend", "en-us")
    rested = _run(detector, speech)
    awake = _run(silero.create(), np.concatenate([hiss[:5_120], speech]))[10:]
    assert (rested > 0.5).mean() > 0.6 and ((rested > 0.5) == (awake > 0.5)).mean() > 0.9
    before = counting.runs
    _run(detector, np.zeros(512 * 8, np.float32))  # a pause within speech is no rest
    assert counting.runs == before + 8


def test_broken_samples_do_not_deafen() -> None:
    detector = silero.create()
    assert detector.probability(np.full(512, np.nan, np.float32)) == 0.0
    assert (_run(detector, _speech("Hello there my friend", "en-us")) > 0.5).mean() > 0.5


def test_wrong_frame_size_and_missing_model(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(HearingError, match="512"):
        silero.create().probability(np.zeros(160, np.float32))
    monkeypatch.setattr(silero, "find_spec", lambda name: None)
    with pytest.raises(HearingError, match="missing"):
        silero.create()
