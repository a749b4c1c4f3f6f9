import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.persona.emotion import Mood
from companion.persona.reply import UNSAID, Done, MoodKnown, Order, ReplyEvent, ReplyReader, TextDelta, encode
from tests.persona.test_reply import moods, orders, texts
from tests.persona.test_text_stream import pieces

NEUTRAL = Mood("neutral", UNSAID)


def told(events: list[ReplyEvent]) -> Done:
    """Checks what holds for every reply, and gives its end."""
    done = events[-1]
    assert isinstance(done, Done)
    assert [type(event) for event in events].count(Done) == 1
    assert [type(event) for event in events].count(MoodKnown) == 1
    deltas = [event.text for event in events if isinstance(event, TextDelta)]
    assert "".join(deltas) == done.text and "" not in deltas
    return done


def read(*parts: str | bytes, order: Order = "emotion_first") -> tuple[Done, list[ReplyEvent]]:
    reader = ReplyReader(order)
    events = [event for part in parts for event in reader.feed(part)] + reader.finish()
    assert reader.feed("more") == reader.finish() == []
    return told(events), events


@given(texts, moods, orders, st.lists(st.integers(0, 10_000), max_size=12))
def test_what_was_written_is_read_however_it_is_cut(text: str, mood: Mood, order: Order, cuts: list[int]) -> None:
    wire = encode(text, mood, order)
    done, events = read(*pieces(wire.encode(), cuts), order=order)
    assert done == Done(text, mood, wire, True)
    kinds = [type(event) for event in events]
    if order == "emotion_first":
        assert kinds[0] is MoodKnown
    else:
        assert kinds[-2] is MoodKnown


@given(st.text(max_size=60), st.lists(st.integers(0, 100), max_size=5))
def test_any_noise_ends_in_exactly_one_valid_reply(noise: str, cuts: list[int]) -> None:
    edges = [0, *sorted(cut % (len(noise) + 1) for cut in cuts), len(noise)]
    parts = [noise[start:end] for start, end in itertools.pairwise(edges)]
    done, _ = read(*parts)
    assert done == read(noise)[0]
    encode(done.text, done.mood).encode()


json_like = st.lists(
    st.sampled_from(
        ["{", "}", '"', ":", ",", " ", "text", '"text"', '"emotion"', "joy", "[", "]", "1", "\\", "null", "```", "\n"]
    ),
    max_size=30,
).map("".join)


@given(json_like)
def test_broken_objects_too(wire: str) -> None:
    assert read(wire)[0] == read(*wire)[0]


def test_mood_comes_before_the_first_word_when_emotion_first() -> None:
    reader = ReplyReader()
    assert reader.feed('{"emotion": "joy", "intensity": 0.6') == []
    assert reader.feed(",") == [MoodKnown(Mood("joy", 0.6))]
    assert reader.feed(' "text": "안') == [TextDelta("안")]


def test_mood_is_not_held_back_when_the_intensity_is_missing() -> None:
    _, events = read('{"emotion": "sad", "text": "oh"}')
    assert events[0] == MoodKnown(Mood("sad", UNSAID))


@pytest.mark.parametrize(
    ("wire", "text", "mood", "complete"),
    [
        ('```json\n{"text":"hi","emotion":"happy","intensity":"0.7"}\n```', "hi", Mood("joy", 0.7), True),
        ('```json {"text":"hi","emotion":"joy"}```', "hi", Mood("joy", UNSAID), True),
        ('\ufeff \n{ "text" : "hi" , "intensity":2 }', "hi", Mood("neutral", 1.0), True),
        ('<think>{"text": "no"}</think>\n{"text":"hi"}', "hi", NEUTRAL, True),
        ('{"emotion":{"type":"shy","intensity":0.3},"x":[1,{"}":"]\\""}],"text":"hi"}', "hi", Mood("shy", 0.3), True),
        ('{"text":"first","text":"second","emotion":"분노"}', "first", Mood("angry", UNSAID), True),
        ('{"note": null, "emotion": null, "text": "hi"}', "hi", NEUTRAL, True),
        ('{"text": "hi"} And now some chatter', "hi", NEUTRAL, True),
        ('{"emotion": "joy", "intensity": 0.6, "text": "cut o', "cut o", Mood("joy", 0.6), False),
        ('{"text": "half \\ud83d', "half �", NEUTRAL, False),
        ('{"emotion": "joy", "intensity": 0.6', "", Mood("joy", 0.6), False),
        ('{"emotion": "joy"}', "", Mood("joy", UNSAID), False),
        ('{"text": 5}', "", NEUTRAL, False),
        ("Just words.", "Just words.", NEUTRAL, False),
        ("`code` first", "`code` first", NEUTRAL, False),
        ("{smiles} hello", "{smiles} hello", NEUTRAL, False),
        ('{"smiles"} hello', '{"smiles"} hello', NEUTRAL, False),
        ("<think>never ends", "", NEUTRAL, False),
        ("{", "{", NEUTRAL, False),
        ("<thi", "<thi", NEUTRAL, False),
        ("", "", NEUTRAL, False),
    ],
)
def test_what_other_models_send(wire: str, text: str, mood: Mood, complete: bool) -> None:
    done, _ = read(wire)
    assert (done.text, done.mood, done.complete) == (text, mood, complete)
    assert read(*wire)[0] == done
    assert read(*(bytes([byte]) for byte in wire.encode()))[0] == done


def test_raw_is_the_object_as_it_came_or_re_encoded() -> None:
    wire = '{"text": "hi",  "mood": [1, 2]}'
    assert read("```\n" + wire + "\n```")[0].raw == wire
    assert read("hi", order="text_first")[0].raw == encode("hi", NEUTRAL, "text_first")
    assert read('{"emotion": "joy", "intensity": 0.6, "text": "cu')[0].raw == encode("cu", Mood("joy", 0.6))


def test_a_long_hidden_thought_costs_no_memory() -> None:
    reader = ReplyReader()
    for _ in range(10_000):
        assert reader.feed("<think>" + "x" * 100) == []
    assert len(reader._head) < 400
    assert reader.feed("</think>{") == [] and reader.feed('"text":"a"')[-1] == TextDelta("a")
