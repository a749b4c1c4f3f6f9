"""Frame labels and guided attention: what supervises the starter ears."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.starter.ears.labels import IGNORE, attention_target, frame_labels, inventory
from trainer.starter.ears.speech import SILENCE, Span, Voice, speak
from trainer.starter.ears.text import Saying

SPANS = (Span("ko:n", 0.0, 0.06), Span(SILENCE, 0.06, 0.10), Span("ko:ɐ", 0.10, 0.16))


def test_each_frame_has_the_phoneme_of_its_moment() -> None:
    labels = frame_labels(SPANS, inventory([SPANS]), frames=10)
    assert labels.tolist() == [1, 1, 1, 0, 0, 2, 2, 2, 0, 0]


def test_silence_before_the_speech_moves_the_labels() -> None:
    labels = frame_labels(SPANS, inventory([SPANS]), frames=10, offset_s=0.04)
    assert labels.tolist() == [0, 0, 1, 1, 1, 0, 0, 2, 2, 2]


def test_an_unknown_phoneme_is_not_learned() -> None:
    assert IGNORE in frame_labels(SPANS, (SILENCE, "ko:n"), frames=10)


def test_inventory_is_sorted_and_starts_with_silence() -> None:
    assert inventory([SPANS, SPANS]) == (SILENCE, "ko:n", "ko:ɐ")


def test_attention_target_is_a_bell_around_each_time() -> None:
    target = attention_target([0.1, 0.4, -1.0], frames=30)
    assert target.shape == (3, 30)
    assert target.argmax(1).tolist()[:2] == [5, 20]
    np.testing.assert_allclose(target.sum(1), [1, 1, 0], atol=1e-5)


def test_a_time_behind_the_window_looks_at_its_end() -> None:
    assert attention_target([9.0], frames=20).argmax() == 19


@pytest.mark.parametrize(
    ("language", "voice", "pieces"),
    [("ko", "ko+f3", ("나 오늘 학교에서", "선생님한테 혼났어")), ("en", "en-us", ("What is your name?",))],
)
def test_every_character_has_a_time_in_order(language: str, voice: str, pieces: tuple[str, ...]) -> None:
    saying = Saying(language, pieces)
    spoken = speak(saying, Voice(voice), (0.5,))
    assert len(spoken.char_times) == len(saying.transcript)
    assert list(spoken.char_times) == sorted(spoken.char_times)
    assert 0 <= spoken.char_times[0] < spoken.char_times[-1] <= len(spoken.wave) / 16_000
    voiced = [span for span in spoken.spans if span.name != SILENCE]
    assert all(span.name.startswith(f"{language}:") and span.end >= span.start for span in voiced)


def test_the_pause_between_pieces_is_silent() -> None:
    spoken = speak(Saying("en", ("yes", "no")), Voice("en-us"), (0.5,))
    pause = max((span for span in spoken.spans if span.name == SILENCE), key=lambda span: span.end - span.start)
    assert pause.end - pause.start == pytest.approx(0.5)
    middle = round((pause.start + pause.end) / 2 * 16_000)
    assert not spoken.wave[middle - 800 : middle + 800].any()
