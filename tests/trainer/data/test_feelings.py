"""Feelings named, and intensity made visible; lines of a source as conversations."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.persona.character import Character
from companion.persona.emotion import CANONICAL, EMOJI
from tests.trainer.data import making
from tests.trainer.data.making import said
from trainer.data import candidates, feelings
from trainer.rows import Line, Utterance


def with_rules(*rules: str) -> Character:
    her = making.ruby()
    speech = her.speech["ko"].model_copy(update={"rules": rules})
    return her.model_copy(update={"speech": {**her.speech, "ko": speech}})


@pytest.mark.parametrize(
    ("rule", "uses"),
    [
        ("기분을 이모지로 보여 줘.", True),
        ("문장 끝에 💥를 붙여.", True),
        ("이모지는 쓰지 않아.", False),
        ("Never use emoji.", False),
        ("반말로 말해.", False),
    ],
)
def test_her_rules_say_whether_she_uses_emoji(rule: str, uses: bool) -> None:
    assert feelings.uses_emoji(with_rules(rule), "ko") is uses


@given(
    st.sampled_from(sorted(set(CANONICAL) - {"neutral"})),
    st.sampled_from(["쾅!", "안녕.", "정말 좋아 😄", "별 ⭐ 하나"]),
)
def test_emoji_never_fall_with_intensity(emotion: str, text: str) -> None:
    """B5: intensity drives the number of emoji; doing it twice changes nothing more."""
    counts = []
    for step in range(1, 11):
        row = feelings.dress(making.row("r", said("응?", text, emotion, step / 10)))
        counts.append(feelings.emoji_count(row.exchanges[0].text))
        assert feelings.dress(row) == row
    assert all(low <= high for low, high in pairwise(counts))
    assert counts[-1] >= 2 > counts[0] or "⭐" in text


def test_what_is_added_is_the_feeling() -> None:
    dressed = feelings.dress(
        making.row("r", said("응?", "해냈다.", "excited", 0.9), said("또?", "그래.", "neutral", 0.3))
    )
    assert [turn.text for turn in dressed.exchanges] == ["해냈다! " + EMOJI["excited"] * 3, "그래."]


def test_a_feeling_that_she_does_not_have_becomes_the_nearest() -> None:
    few = making.ruby().model_copy(update={"emotions": ("joy", "sad")})
    felt = feelings.fill(
        making.row("r", said("a", "b", "excited", 0.7), said("c", "d", "worried", 0.2)), few, lambda *_: None
    )
    assert [turn.emotion for turn in felt.row.exchanges] == ["joy", "sad"]
    assert felt.replaced == 2
    assert all(feelings.nearest(emotion, few) in few.emotions for emotion in CANONICAL)


def line(number: int, before: list[tuple[str, str]], **more: str) -> Line:
    heard = tuple(Utterance(speaker=speaker, text=text) for speaker, text in before)
    return Line(
        id=str(number), source="a.txt", language="ko", before=heard, speaker="루비", text=f"대사 {number}", **more
    )  # type: ignore[arg-type]


def test_a_scene_never_reaches_into_the_next_one() -> None:
    """Lines share their context with the lines before: where the scene ends, what it has said is cut from the next."""
    lines = [line(n, [("도담", f"말 {n - 2}"), ("도담", f"말 {n - 1}"), ("도담", f"말 {n}")]) for n in range(1, 61)]
    made = list(candidates.from_lines(lines))
    scenes: dict[str, set[str]] = {}
    for one in made:
        read = {turn.text for turn in one.row.background} | {one.row.exchanges[0].user, one.row.exchanges[0].text}
        scenes.setdefault(one.row.scene, set()).update(read)
    assert len(scenes) == 5
    for a, b in pairwise(scenes.values()):
        assert not a & b


def test_who_speaks_is_told_where_several_do() -> None:
    """M7: one partner's words stand as they are, among several the last one's name is told."""
    one, two = candidates.from_lines(
        [line(1, [("도담", "안녕")]), line(2, [("교장", "또 너냐"), ("도담", "안녕하신가")], scene="#2")]
    )
    assert one.row.exchanges[0].user == "안녕"
    assert two.row.exchanges[0].user == "도담: 안녕하신가"
    assert one.row.scene != two.row.scene
    assert one.staged
