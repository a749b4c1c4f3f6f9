import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.persona.emotion import CANONICAL, Mood
from companion.persona.reply import (
    INTENSITIES,
    UNSAID,
    Order,
    Skeleton,
    decode,
    encode,
    intensity_label,
    read_mood,
)

orders = st.sampled_from(("emotion_first", "text_first"))
texts = st.text(st.characters(codec="utf-8"))
moods = st.builds(Mood, st.sampled_from(CANONICAL), st.sampled_from([float(label) for label in INTENSITIES]))


def test_the_wire_form_to_the_letter() -> None:
    mood = Mood("joy", 0.6)
    assert encode('안녕 "너"', mood) == '{"emotion": "joy", "intensity": 0.6, "text": "안녕 \\"너\\""}'
    assert encode("hi", mood, "text_first") == '{"text": "hi", "emotion": "joy", "intensity": 0.6}'


@given(texts, moods, orders)
def test_decode_undoes_encode_and_it_is_what_json_dumps_writes(text: str, mood: Mood, order: Order) -> None:
    wire = encode(text, mood, order)
    assert decode(wire) == (text, mood)
    assert wire == json.dumps(json.loads(wire), ensure_ascii=False)


@given(st.text(), st.floats())
def test_anything_can_be_written(text: str, intensity: float) -> None:
    json.loads(encode(text, Mood("sad", intensity)).encode("utf-8"))


@given(texts, moods, orders)
def test_the_parts_joined_are_the_reply_and_fed_parts_are_constant(text: str, mood: Mood, order: Order) -> None:
    skeleton = Skeleton.of(order)
    parts = skeleton.parts(text, mood)
    assert "".join(parts) == encode(text, mood, order)
    fixed = {skeleton.before_emotion, skeleton.before_intensity, skeleton.before_text, skeleton.end}
    assert set(parts[0::2]) == fixed


@pytest.mark.parametrize("order", ["emotion_first", "text_first"])
def test_the_part_after_the_text_begins_with_the_quote(order: Order) -> None:
    parts = Skeleton.of(order).parts("x", Mood("joy", 0.5))
    assert parts[parts.index("x") + 1].startswith('"')


def test_encode_refuses_an_unknown_emotion() -> None:
    with pytest.raises(ValueError, match="canonical"):
        encode("hi", Mood("happy", 0.5))


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "hello",
        "[]",
        '{"text": "secret"}',
        '{"emotion": "happy", "intensity": 0.5, "text": "secret"}',
        '{"emotion": "joy", "intensity": 1.5, "text": "secret"}',
        '{"emotion": "joy", "intensity": true, "text": "secret"}',
        '{"emotion": "joy", "intensity": NaN, "text": "secret"}',
        '{"emotion": "joy", "intensity": 0.5, "text": 5}',
        '{"emotion": ["joy"], "intensity": 0.5, "text": "secret"}',
        '{"emotion": "joy", "intensity": 0.5, "text": "secret", "more": 1}',
        "[" * 100_000,
    ],
)
def test_decode_is_strict_and_does_not_quote_words(raw: str) -> None:
    with pytest.raises(ValueError) as caught:
        decode(raw)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("intensity", "label"),
    [(0.0, "0.1"), (0.14, "0.1"), (0.16, "0.2"), (0.999, "1.0"), (7.0, "1.0"), (-1.0, "0.1"), (math.inf, "1.0")],
)
def test_intensity_labels(intensity: float, label: str) -> None:
    assert intensity_label(intensity) == label
    assert intensity_label(math.nan) == str(UNSAID)


@pytest.mark.parametrize(
    ("emotion", "intensity", "mood"),
    [
        ("Happy", 0.7, Mood("joy", 0.7)),
        ("분노", "0.9", Mood("angry", 0.9)),
        ("banana", 3, Mood("neutral", 1.0)),
        (None, None, Mood("neutral", UNSAID)),
        ("joy", "very", Mood("joy", UNSAID)),
        ("joy", math.nan, Mood("joy", UNSAID)),
        (5, [1], Mood("neutral", UNSAID)),
    ],
)
def test_whatever_a_model_says_is_a_mood(emotion: object, intensity: object, mood: Mood) -> None:
    assert read_mood(emotion, intensity) == mood
