"""Emotion accuracy, macro F1 and rank correlation, by hand and within their bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.persona.emotion import CANONICAL
from trainer.evaluation import feelings

FOUND = [(("joy",), "joy"), (("joy", "smile"), "smile"), (("sad",), "joy"), (("sad",), "sad")]


def test_any_acceptable_emotion_is_right() -> None:
    """M9, B5."""
    assert feelings.accuracy(FOUND) == [True, True, False, True]


def test_pleasant_for_pleasant_is_half_right() -> None:
    assert feelings.same_sign([(("joy",), "love"), (("sad",), "love"), (("surprised",), "neutral")]) == [
        True,
        False,
        True,
    ]


def test_macro_f1_by_hand() -> None:
    """joy: 1 right, 1 wrongly chosen: 2/(2+1). smile: 1. sad: 1 right, 1 missed: 2/(2+1)."""
    assert feelings.macro_f1(FOUND) == pytest.approx((2 / 3 + 1 + 2 / 3) / 3)
    assert feelings.macro_f1([]) is None


def test_confusion_counts_pairs() -> None:
    assert feelings.confusion([("joy", "joy"), ("joy", "sad"), ("joy", "sad")]) == {"joy": {"joy": 1, "sad": 2}}


def test_spearman_by_hand() -> None:
    """B5. Ranks 1 2 3 4 against 1 2 4 3: 1 - 6 * 2 / (4 * 15) = 0.8."""
    assert feelings.spearman([(0.1, 0), (0.2, 1), (0.3, 3), (0.4, 2)]) == pytest.approx(0.8)
    assert feelings.spearman([(0.1, 2), (0.2, 1), (0.3, 0)]) == pytest.approx(-1)
    assert feelings.spearman([(0.1, 1), (0.2, 1), (0.3, 1)]) is None
    assert feelings.spearman([(0.1, 1), (0.2, 2)]) is None


def test_ties_share_their_rank() -> None:
    """0 0 1 1 against 0 1 1 2: ranks 1.5 1.5 3.5 3.5 and 1 2.5 2.5 4, Pearson of the ranks 3 / sqrt(4 * 4.5)."""
    assert feelings.spearman([(0, 0), (0, 1), (1, 1), (1, 2)]) == pytest.approx(3 / 18**0.5)


def test_buckets_rise() -> None:
    """B5."""
    pairs = [(0.1, 0.0), (0.3, 1.0), (0.5, 1.0), (0.9, 3.0), (1.0, 2.0)]
    assert [mean for _, _, mean, _ in feelings.buckets(pairs)] == [0.5, 1.0, 2.5]
    assert feelings.rising(pairs) is True
    assert feelings.rising([(0.1, 2.0), (0.9, 1.0)]) is False
    assert feelings.rising([(0.1, 2.0)]) is None


EMOTION = st.sampled_from(CANONICAL)


@given(st.lists(st.tuples(st.lists(EMOTION, min_size=1, max_size=3).map(tuple), EMOTION), max_size=30))
def test_macro_f1_is_a_share(found: list[tuple[tuple[str, ...], str]]) -> None:
    score = feelings.macro_f1(found)
    assert (score is None) == (not found)
    assert score is None or 0 <= score <= 1
    if found and all(feelings.accuracy(found)):
        assert score == 1


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 5).map(float)), max_size=40))
def test_spearman_is_bounded_and_turns_its_sign(pairs: list[tuple[float, float]]) -> None:
    found = feelings.spearman(pairs)
    mirrored = feelings.spearman([(one, -other) for one, other in pairs])
    assert (found is None) == (mirrored is None)
    if found is not None:
        assert mirrored is not None
        assert -1 <= found <= 1 and found == pytest.approx(-mirrored)
