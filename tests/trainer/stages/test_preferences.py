"""Pairs for DPO: from people, from rejected answers, and from good answers made worse."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import TrainingError
from companion.persona import reply
from tests.trainer.data import making
from tests.trainer.data.making import said
from trainer import render
from trainer.data import corrupt, manner, persona
from trainer.recipe import DataRecipe, Recipe
from trainer.rows import Pair, Row, read
from trainer.stages import preferences, prepare

GOOD = [
    making.row("hello", said("안녕", "왔구나, 조수! 오늘은 뭘 터뜨려 볼까?", "excited", 0.8)),
    making.row("who", said("너 누구야?", "나는 대마법사 루비다! 폭발의 여왕이지!", "smug", 0.7), kind="identity"),
    making.row(
        "talk",
        said("심심해", "그럼 불꽃 이야기를 해 줄게.", "joy", 0.6),
        said("좋아", "옛날에 화산이 있었어!", "joy", 0.7),
    ),
    making.row("en", said("Hello", "Boom! The archmage is here!", "excited", 0.9), language="en"),
    making.row("calm", said("지금 몇 시야?", "시계는 어제 날려 버렸어.", "neutral", 0.3)),
]
BAD = [
    making.row("bad who", said("너 누구야??", "저는 Qwen입니다.", "neutral", 0.3), kind="identity"),
    making.row(
        "bad talk",
        said("심심해", "그럼 불꽃 이야기를 해 줄게."),
        said("좋아!", "네, 알겠어요. 이야기해 드릴게요.", "smile", 0.4),
    ),
    making.row("nobody answers this", said("전혀 다른 질문", "저는 Qwen입니다.")),
]


def prepared(root: Path, *rows: Row) -> Any:
    making.inputs(root, dialogues=rows)
    recipe = Recipe(data=DataRecipe(validation=0, test=0))
    prepare.run(making.context(root, "prepare", recipe))
    return making.context(root, "preferences", recipe)


def pairs(ctx: Any) -> list[Pair]:
    return list(read(ctx.out / "pairs.jsonl", Pair))


def test_a_rejected_answer_stands_against_the_good_one_to_the_same_prompt(tmp_path: Path) -> None:
    """M6: what was out of character is the rejected side; an answer that no row answers better makes no pair."""
    ctx = prepared(tmp_path, *GOOD, *BAD)
    counts = preferences.run(ctx)
    found = {pair.rejected.text: pair for pair in pairs(ctx) if pair.reason.startswith("reject")}
    assert counts["reject"] == len(found) == 2
    leak, level = found["저는 Qwen입니다."], found["네, 알겠어요. 이야기해 드릴게요."]
    assert (leak.row.id, leak.reason) == ("who", "reject: leak")
    assert level.row.exchanges == GOOD[2].exchanges


def test_every_row_gets_a_worse_answer_that_the_checks_tell_apart(tmp_path: Path) -> None:
    ctx = prepared(tmp_path, *GOOD)
    preferences.run(ctx)
    made = [pair for pair in pairs(ctx) if pair.reason.startswith("made")]
    assert {pair.row.id for pair in made} == {row.id for row in GOOD}
    assert next(pair for pair in made if pair.row.id == "who").reason == "made: leak"
    assert all(pair.rejected.text != pair.row.exchanges[-1].text or pair.rejected.emotion == "neutral" for pair in made)


def test_a_line_is_prompt_chosen_and_rejected_as_messages(tmp_path: Path) -> None:
    """L6: the form that TRL's DPOTrainer takes; both answers are whole reply objects to one prompt."""
    ctx = prepared(tmp_path, *GOOD, *BAD)
    preferences.run(ctx)
    lines = [json.loads(line) for line in (ctx.out / "dpo.jsonl").read_text().splitlines()]
    told = pairs(ctx)
    assert len(lines) == len(told)
    for line, pair in zip(lines, told, strict=True):
        assert list(line) == ["prompt", "chosen", "rejected"]
        assert line["prompt"] == render.record(render.question(ctx.character, pair.row, detail="full"))
        assert line["prompt"][-1]["role"] == "user"
        (chosen,), (rejected,) = line["chosen"], line["rejected"]
        assert reply.decode(chosen["content"])[0] == pair.row.exchanges[-1].text
        assert reply.decode(rejected["content"])[0] == pair.rejected.text
        assert chosen != rejected


def test_equal_inputs_give_equal_pairs(tmp_path: Path) -> None:
    results = []
    for name, rows in (("a", [*GOOD, *BAD]), ("b", [*BAD[::-1], *GOOD[::-1]])):
        ctx = prepared(tmp_path / name, *rows)
        preferences.run(ctx)
        results.append((ctx.out / "pairs.jsonl").read_bytes())
    assert results[0] == results[1]


def test_what_people_preferred_comes_first(tmp_path: Path) -> None:
    """M10: a person's choice, and an answer that was not liked where training answers the same prompt."""
    ctx = prepared(tmp_path, *GOOD)
    folder = ctx.workspace.folder / "feedback"
    folder.mkdir()
    records = [
        {
            "user": "뭐 먹을래?",
            "chosen": "폭발 구이 감자!",
            "rejected": {"text": "아무거나요.", "emotion": "calm", "intensity": 0.2},
        },
        {"user": "안녕!", "reply": "안녕하세요.", "satisfied": False},
        {"user": "안녕", "reply": "반가워!", "satisfied": True},
        {"vote": "up"},
        {"rating": 2, "user": "아무도 답하지 않은 말", "reply": "음."},
    ]
    (folder / "a.jsonl").write_text("".join(json.dumps(record, ensure_ascii=False) + "\n\n" for record in records))
    assert list(preferences.sources(ctx)) == [folder / "a.jsonl"]
    counts = preferences.run(ctx)
    assert counts["people"] == 2
    first, second = pairs(ctx)[:2]
    assert (first.reason, first.row.exchanges[0].text, first.rejected.text) == (
        "people: preferred",
        "폭발 구이 감자!",
        "아무거나요.",
    )
    assert first.row.language == "ko"
    assert (second.row.id, second.rejected.text, second.reason) == ("hello", "안녕하세요.", "people: not liked")


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"user": 1, "chosen": "", "rejected": "x"}', '{"chosen": "a", "rejected": "b"}', "3"]
)
def test_a_broken_line_of_feedback_is_named(tmp_path: Path, line: str) -> None:
    ctx = prepared(tmp_path, *GOOD)
    (ctx.workspace.folder / "feedback").mkdir()
    (ctx.workspace.folder / "feedback" / "f.jsonl").write_text('{"vote": "up"}\n' + line)
    with pytest.raises(TrainingError, match=r"f\.jsonl, line 2") as caught:
        preferences.run(ctx)
    assert caught.value.code == "feedback-invalid"


AROUND = corrupt.Around(making.ruby(), {"ko": ["어머, 오셨군요!"]}, {"en": ["Boom!"], "ko": ["쾅!"]})


@given(
    st.text(min_size=1, max_size=80), st.sampled_from(corrupt.KINDS), st.sampled_from(["ko", "en"]), st.integers(0, 99)
)
def test_any_reply_can_be_made_worse_or_is_left_alone(text: str, kind: str, language: Any, seed: int) -> None:
    row = making.row("r", said("응?", text), language=language)
    made = corrupt.corrupt(row, kind, AROUND, seed)
    assert made == corrupt.corrupt(row, kind, AROUND, seed)
    assert made is None or (made.text and (made.text.strip() != text.strip() or made.emotion != "joy"))
    corrupt.in_other_level(text, "polite")
    corrupt.in_other_level(text, "casual")


@pytest.mark.parametrize(
    ("text", "level", "turned"),
    [
        ("왔구나, 조수! 오늘은 뭘 터뜨려 볼까?", "casual", "볼까요?"),
        ("밥 먹었어.", "casual", "밥 먹었어요."),
        ("그건 내 거야.", "casual", "그건 내 거예요."),
        ("기다렸다!", "casual", "기다렸습니다!"),
        ("밥 먹었어요.", "polite", "밥 먹었어."),
        ("저는 공주예요.", "polite", "저는 공주야."),
        ("정말 좋습니다!", "polite", "정말 좋아!"),
        ("어서 오세요.", "polite", "어서 와."),
        ("함께 마셔요.", "polite", "함께 마셔."),
        ("좋은 아침이에요.", "polite", "좋은 아침이야."),
        ("쾅 하고 가자!", "casual", "쾅 하고 가요!"),
        ("같이 합니다.", "polite", "같이 해."),
        ("여기 앉으세요.", "polite", "여기 앉아."),
        ("함께 가시지요.", "polite", "함께 가시지."),
    ],
)
def test_the_level_is_turned_by_its_ending(text: str, level: manner.Level, turned: str) -> None:
    made = corrupt.in_other_level(text, level)
    assert made.endswith(turned)
    assert manner.off_level(made, level) is not None or "왔구나" in text


def test_each_way_of_being_worse_is_worse() -> None:
    row = GOOD[0]
    kinds = Counter()
    for kind in corrupt.KINDS:
        made = corrupt.corrupt(row, kind, AROUND, 1)
        if made is not None and corrupt.is_worse(made, row, making.ruby()):
            kinds[kind] += 1
    assert set(kinds) >= {"leak", "flat", "assistant", "language", "voice"}
    leak = corrupt.corrupt(row, "leak", AROUND, 1)
    assert leak is not None
    assert persona.fault(persona.Said(leak.text, "안녕"), making.ruby(), "ko") is not None
