"""Sentences, questions, variety, loops, languages: by hand, and bounds for any text."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.evaluation import wording


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("...", 0),
        ("안녕하세요", 1),
        ("안녕하세요! 오늘은 어때요?", 2),
        ("Oh my. Do sit down... I shall bring tea!", 3),
        ("*웃는다* 좋아!", 1),
        ("It costs 12.5 coins.", 1),
        ("Hello! and then", 2),
        ("정말요?! 어머.", 2),
        ("“Come in.” she said.", 2),
    ],
)
def test_sentences_are_counted(text: str, count: int) -> None:
    """B3."""
    assert wording.sentences(text) == count


def test_a_question_back_is_a_question_mark() -> None:
    """B3."""
    assert wording.asks("당신은요?") and wording.asks("何？")
    assert not wording.asks("당신은요.")


def test_excitement_counts_emoji_and_exclamations() -> None:
    """B5."""
    assert wording.excitement("좋아!! 🔥🔥") == 4
    assert wording.excitement("조용해요.") == 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("안녕하세요!", "ko"),
        ("Hello!", "en"),
        ("*웃는다* Hello!", "en"),
        ("Tom 님, 만나서 정말 반가워요. 좋은 하루 보내세요!", "ko"),
        ("My friend 루비 told me about the tower on the hill", "en"),
        ("안녕 my dear friend", "mixed"),
        ("今日はいい天気です", "other"),
        ("?!… 123", ""),
    ],
)
def test_language_by_letters(text: str, language: str) -> None:
    assert wording.language_of(text) == language


def test_distinct_by_hand() -> None:
    """a b a / a b: 5 words, 2 different; 3 pairs (ab, ba, ab), 2 different."""
    assert wording.distinct(["a b a", "A, b!"], 1) == pytest.approx(2 / 5)
    assert wording.distinct(["a b a", "A, b!"], 2) == pytest.approx(2 / 3)
    assert wording.distinct(["", "!"], 1) is None


def test_repetition_by_hand() -> None:
    """Eight words of two repeated four-grams: a b c d a b c d has 5 four-grams, 4 different."""
    assert wording.repetition("a b c d a b c d") == pytest.approx(1 / 5)
    assert wording.repetition("a b c") == 0


def test_bleu_by_hand() -> None:
    assert wording.bleu(["a", "b", "c", "d", "e"], [["a", "b", "c", "d", "e"]]) == pytest.approx(1.0)
    assert wording.bleu(["x"], [["a", "b"]]) == 0.0
    # 4 words, none of the pairs known: 1-grams 4/4, then (0 + 1) / (3 + 1), 1/3, 1/2
    expected = (1 * 1 / 4 * 1 / 3 * 1 / 2) ** 0.25
    assert wording.bleu(["a", "b", "c", "d"], [["d", "c", "b", "a"]]) == pytest.approx(expected)
    short = wording.bleu(["a", "b"], [["a", "b", "c", "d"]])
    assert short == pytest.approx(math.exp(1 - 4 / 2))


def test_self_bleu_tells_a_parrot() -> None:
    same = wording.self_bleu(["the fire is warm tonight"] * 4)
    other = wording.self_bleu(["one two three", "vier fünf sechs", "하나 둘 셋"])
    assert same == pytest.approx([1.0] * 4) and max(other) == 0.0
    assert wording.self_bleu(["alone"]) == []


def test_loops_are_noticed_and_laughter_is_not() -> None:
    assert wording.loops("go to the hill and go to the hill and go to the hill and go to the hill")
    assert wording.loops("펑펑쾅쾅펑펑쾅쾅펑펑쾅쾅펑펑쾅쾅")
    assert not wording.loops("하하하하! 웃음도 폭발시켜야 제맛이지!")


@given(st.text(max_size=200))
def test_bounds_for_any_text(text: str) -> None:
    assert 0 <= wording.repetition(text) <= 1
    assert wording.sentences(text) >= 0
    assert wording.excitement(text) >= 0
    assert wording.language_of(text) in ("ko", "en", "mixed", "other", "")
    assert isinstance(wording.loops(text), bool)


@given(st.lists(st.text(alphabet="ab cd!", max_size=30), max_size=8))
def test_bounds_for_any_texts(texts: list[str]) -> None:
    for size in (1, 2):
        found = wording.distinct(texts, size)
        assert found is None or 0 < found <= 1
    assert all(0 <= score <= 1 for score in wording.self_bleu(texts))


@given(st.text(max_size=40), st.text(max_size=40))
def test_nearness_is_a_likeness(one: str, other: str) -> None:
    left, right = wording.pairs(one), wording.pairs(other)
    assert 0 <= wording.nearness(left, right) == wording.nearness(right, left) <= 1
    assert wording.nearness(left, left) in (0.0, 1.0)
