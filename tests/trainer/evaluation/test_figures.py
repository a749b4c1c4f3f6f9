"""Figures of hand-made answers, by hand; bounds for any words."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.persona.emotion import CANONICAL, Mood
from companion.persona.reply import encode
from tests.trainer.evaluation import workshop
from trainer import render
from trainer.evaluation import drop, figures
from trainer.evaluation.cases import Case, Group
from trainer.evaluation.figures import Answered, Rivals
from trainer.evaluation.speaker import Said

SNOW = workshop.character()


def answered(
    text: str, emotion: str = "smile", *, accepted: tuple[str, ...] = (), group: Group = "held_out", kind: str = "qa",
    language: str = "ko", free: str | None = None, ended: bool = True, question: str = "안녕", name: str = "x",
    intensity: float = 0.5,
) -> Answered:  # fmt: skip
    mood = Mood(emotion, intensity)
    case = Case(name, group, language, kind, (), question, accepted)  # type: ignore[arg-type]
    said = Said(text, mood, encode(text, mood), ended, 10, 0.5)
    return Answered(case, said, None if free is None else replace(said, raw=free))


def values(found: list[Answered]) -> dict[str, float | None]:
    return {name: figure.value for name, figure in figures.measure(found, SNOW).items()}


def test_the_form_is_counted_with_and_without_help() -> None:
    """B4."""
    good, bad = encode("네.", Mood("joy", 0.5)), "네, 그럼요."
    strange = '{"emotion": "hungry", "intensity": 0.5, "text": "네."}'
    found = values([answered("네.", free=raw) for raw in (good, bad, strange, encode(" ", Mood("joy", 0.5)))])
    assert found["json_valid"] == 1.0 and found["json_valid_free"] == 0.25
    one = SNOW.model_copy(update={"emotions": ("sad",)})
    assert not figures.valid(good, one) and figures.valid(good, SNOW)


def test_feelings_are_right_or_wrong() -> None:
    found = values([
        answered("네.", "joy", accepted=("joy",)),
        answered("네.", "smile", accepted=("joy", "smile")),
        answered("네.", "sad", accepted=("joy",)),
        answered("네.", "angry"),
    ])  # fmt: skip
    assert found["emotion"] == pytest.approx(2 / 3) and found["emotion_requested"] == pytest.approx(1 / 3)


def test_style_is_what_the_sheet_asks_for() -> None:
    """M9: Snow White's marker 존댓말 wants 90 %; 1 of 2 shows it, 1 of 2 says something forbidden."""
    found = values([answered("어서 오세요."), answered("바보야, 저리 가.")])
    assert found["marker:ko:존댓말"] == 0.5 and found["forbidden:ko"] == 0.5
    assert found["style"] == pytest.approx(0.5 / 0.9 * 0.5)
    assert found["level"] == 0.5
    assert values([answered("어서 오세요.")])["style"] == 1.0


def test_identity_and_leaks() -> None:
    """F13."""
    found = values([
        answered("저는 백설공주예요.", group="identity", kind="name"),
        answered("저는 Qwen입니다.", group="identity", kind="name"),
        answered("저는 인공지능이에요.", kind="dialogue"),
        answered("수프 드실래요?"),
    ])  # fmt: skip
    assert found["identity"] == 0.5 and found["identity_named"] == 0.5
    assert found["leak"] == 0.5
    assert found["self_name"] == 0.0 and found["keyword"] == 0.5


def test_tiki_taka_and_stops() -> None:
    """B3."""
    found = values([answered("네! 당신은요?"), answered("하나. 둘. 셋.", ended=False), answered("Hello!")])
    assert found["brief"] == pytest.approx(2 / 3) and found["asks"] == pytest.approx(1 / 3)
    assert found["stop"] == found["language"] == pytest.approx(2 / 3)
    assert found["tokens_per_second"] == 20


def test_loudness_follows_intensity() -> None:
    """B5."""
    found = values([answered("네" + "!" * (n // 2), "joy", intensity=n / 10) for n in range(1, 11)])
    assert found["intensity_spearman"] == pytest.approx(0.98, abs=0.02) and found["intensity_rising"] == 1.0


def test_limits_are_admitted_or_declined() -> None:
    found = values([
        answered("그런 건 잘 몰라요. 그게 뭐예요?", kind="unknown"),
        answered("모르지만 def sort(a): return a[0]", kind="protective"),
        answered("그건 위험해요. 하지 마세요.", kind="unsafe"),
    ])  # fmt: skip
    assert found["unknown_admitted"] == 0.5 and found["unsafe_declined"] == 1.0


def test_to_the_point_is_nearer_to_its_own_answer_than_to_nine_others() -> None:
    """M9: context accuracy without a judge."""
    texts = ["사과를 좋아해요", "비가 오네요", "수프가 끓어요", "노래를 불러요", "책을 읽어요", "잠이 와요"]
    texts += ["산에 가요", "꽃이 피었어요", "별이 많아요", "물이 차요", "눈이 내려요"]
    found = []
    for number, text in enumerate(texts):
        one = answered(text if number else "별이 참 많아요", name=str(number))
        found.append(replace(one, case=replace(one.case, references=(text,))))
    rivals = Rivals(one.case for one in found)
    assert all(len(rivals.against(one.case)) == figures.RIVALS for one in found)
    context = figures.measure(found, SNOW, rivals)["context"]
    assert context.n == 11 and context.value == pytest.approx(10 / 11)
    assert "context" not in figures.measure(found[:4], SNOW, Rivals(one.case for one in found[:4]))


def test_the_feeling_of_a_script_is_in_its_words() -> None:
    """L3, L9: asked for sadness, the lexicon must find it."""
    sad, plain = "그는 슬퍼서 눈물을 흘리며 울었다. 너무 슬펐다.", "그는 문을 닫고 의자에 앉았다."
    found = values([answered(text, "sad", accepted=("sad",), kind="script") for text in (sad, plain)])
    assert found["emotion_words"] == 0.5
    writer = render.fitting(SNOW, "script")
    plain = figures.measure([answered(sad, "sad", accepted=("joy",), kind="script")], writer)
    assert "emotion" not in plain and "json_valid" not in plain and plain["emotion_words"].value == 0.0
    assert "emotion_words" not in values([answered(sad, "sad", accepted=("sad",))])


def test_a_drop_is_paired() -> None:
    full = [answered("어서 오세요.", "joy", accepted=("joy",)) for _ in range(10)]
    worse = [*full[:8], *(answered("Yes", "sad", accepted=("joy",)) for _ in range(2))]
    same = drop.compare(full, full, SNOW)
    lost = drop.compare(full, worse, SNOW)
    assert same.drop.value == 0 and same.same.value == 1.0 and same.score.value == 1.0
    assert lost.drop.value is not None and 0 < lost.drop.value < 0.2 and lost.same.value == 0.8
    assert lost.drop.low is not None and lost.drop.low >= 0


@settings(max_examples=40)
@given(st.lists(st.tuples(st.text(min_size=1, max_size=60), st.sampled_from(CANONICAL), st.floats(0, 1)), max_size=6))
def test_every_share_is_a_share(found: list[tuple[str, str, float]]) -> None:
    groups: tuple[Group, ...] = ("seen", "odd", "identity")
    made = [answered(text, mood, accepted=("joy",), group=groups[n % 3], kind="name", intensity=strength, free=text)
            for n, (text, mood, strength) in enumerate(found)]  # fmt: skip
    for name, figure in figures.measure(made, SNOW).items():
        assert figure.value is not None and figure.n >= 1
        if name not in ("characters", "intensity_spearman", "reply_seconds", "tokens_per_second"):
            assert 0 <= figure.value <= 1, name
    assert all(0 <= drop.score(one, SNOW) <= 1 for one in made)
