"""What makes a text unfit: no check raises on any text, and each finds what it is for and nothing that is speech."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trainer.data import making
from trainer.data import candidates, corrupt, faults, feelings, judging, leaks, manner, persona
from trainer.recipe import Recipe

TEXTS = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="가나다요습니까 !?.*#[]{}<>|~-ㅋㅠabAI", max_size=200),
    st.lists(
        st.sampled_from(["Qwen", "입니다", "나는", "저는", "**", "따", "안녕", "I am", "not", "{{user}}", "\n"]),
        max_size=20,
    ).map(" ".join),
)


@given(TEXTS, st.sampled_from(["ko", "en"]))
def test_no_check_raises_on_any_text(text: str, language: Any) -> None:
    her = making.ruby()
    for check in (faults.loop, faults.placeholder, faults.leftover, faults.wordless, manner.level_of, manner.levels):
        check(text)
    faults.foreign(text, language)
    leaks.leak(text, her)
    leaks.mentions(text)
    persona.fault(persona.Said(text, text, text), her, language)
    for level in ("polite", "casual"):
        manner.off_level(text, level)  # type: ignore[arg-type]


@given(TEXTS.filter(bool), TEXTS, st.sampled_from(["ko", "en"]), st.sampled_from(["dialogue", "script", "identity"]))
def test_any_row_is_judged(text: str, user: str, language: Any, kind: Any) -> None:
    """Kept, cut or rejected with a code and a reason; never lost, never both whole and rejected."""
    row = making.row("r", making.said("hi", "쾅!"), making.said(user, text), language=language, kind=kind)
    verdict = judging.judge(candidates.Candidate(row), making.ruby(), Recipe())
    assert verdict.row is not None or verdict.rejected is not None
    if verdict.rejected:
        assert verdict.rejected.code and verdict.rejected.reason.endswith((".", "?"))
        assert verdict.row is None or len(verdict.row.exchanges) < len(row.exchanges)
    else:
        assert verdict.row == row


@pytest.mark.parametrize(
    "text",
    [
        "따따따따따 그만!",
        "좋아 그래 좋아 그래 좋아 그래",
        "나는 간다 나는 간다 나는 간다 ",
        "같은 말을 또 하고 있어. 같은 말을 또 하고 있어. 같은 말을 또 하고 있어.",
        "aaaab bbbbbb",
        "!" * 40,
        " ".join(["one two three four five"] * 6),
    ],
)
def test_loops_are_found(text: str) -> None:
    assert faults.loop(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "하하하하하! 내가 이겼다!",
        "ㅋㅋㅋㅋㅋㅋ 웃겨",
        "아아아아아… 졸려.",
        "쾅! 쾅! 쾅!",
        "정말정말 고마워!",
        "콰아아아앙!!!!!",
        "100000원",
        "별 하나, 별 둘, 별 셋, 별 넷, 별 다섯.",
        "No, no, no! Not the roof again.",
        "Sooooo good!",
    ],
)
def test_drawn_out_speech_is_no_loop(text: str) -> None:
    assert faults.loop(text) is None, text


@pytest.mark.parametrize(
    "text",
    [
        "{{user}} 안녕",
        "[이름], 안녕",
        "(이하 생략)",
        "상세한 발언",
        "장면 11~20: 계속",
        "human1: hi",
        "Hi [Your name]!",
        "TODO",
        "{name} 님",
    ],
)
def test_placeholders_are_found(text: str) -> None:
    """fairy_tale's "상세한 발언" and "장면 11~20"; EXAGIRL's human1."""
    assert faults.placeholder(text) is not None, text


@pytest.mark.parametrize(
    "text", ["안녕 [웃음]", "이름이 뭐야?", "내용이 궁금해.", "The name is Ruby.", "1~2분만 기다려."]
)
def test_speech_is_no_placeholder(text: str) -> None:
    assert faults.placeholder(text) is None, text


@pytest.mark.parametrize(
    "text",
    [
        "**굵게** 말해",
        "# 제목\n안녕",
        "- 하나\n- 둘",
        "1. 첫째\n2. 둘째",
        "```py\n```",
        '{"emotion": "joy"}',
        "Assistant: hello",
        "안녕<|im_end|>",
        "[link](https://x.y)",
        "<b>쾅</b>",
        "깨진 글자 \ufffd",
    ],
)
def test_markup_is_found(text: str) -> None:
    assert faults.leftover(text) is not None, text


@pytest.mark.parametrize(
    "text", ["*지팡이를 든다* 쾅!", "3 * 4 = 12", "안녕 - 나야.", "루비 #1!", "정답: 하나", "a < b > c"]
)
def test_actions_and_marks_are_no_markup(text: str) -> None:
    """E2: `*행동*` is part of some characters' speech."""
    assert faults.leftover(text) is None, text


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("Boom! The roof is gone.", "ko", "language"),
        ("안녕, 반가워!", "en", "language"),
        ("폭발의 시간이다 爆发吧", "ko", "script"),
        ("Привет, Ruby!", "en", "script"),
        ("OK!", "ko", None),
        ("나는 AI가 뭔지 몰라. Boom!", "ko", None),
        ("The word 폭발 means explosion.", "en", None),
        ("한자로는 (火)라고 써.", "ko", None),
        ("!?", "en", None),
    ],
)
def test_other_languages_are_found(text: str, language: Any, code: str | None) -> None:
    found = faults.foreign(text, language)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    "unit", [" ", "(", "“", '"', "*a", "나는 ", "I am ", "not a ", "😀", "- a\n", "가, ", "내 이름은 ", "가나다"]
)
def test_no_text_takes_long(unit: str) -> None:
    """20,000 characters of anything that makes a careless pattern quadratic: well under two seconds for all checks."""
    text = unit * (20_000 // len(unit))
    row = making.row("r", making.said("안녕", text))
    began = time.process_time()
    for check in (faults.loop, faults.placeholder, faults.leftover, manner.levels, feelings.emoji_count):
        check(text)
    persona.fault(persona.Said(text, text, text), making.ruby(), "ko")
    feelings.dress(row)
    corrupt.in_other_level(text, "casual")
    assert time.process_time() - began < 2
