"""human1/gpt1 dialogues: what is written comes back, whatever the marks look like (E5)."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import TrainingError
from tests.trainer.sources.sheet import written
from trainer.sources import exagirl, json_file, text_file

MARKS = [
    "{s}{n}: ",
    "**{s}{n}**: ",
    "**{s}{n}:** ",
    "{s}{n} : ",
    "[{s}{n}]: ",
    "- {s}{n}: ",
    "{S} {n}: ",
    "__{s}{n}__: ",
    "{s}{n}：",
]
WORDS = (
    st.text(alphabet="가나다 안녕abc!?.*…\"'()~", min_size=1, max_size=20)
    .map(str.strip)
    .filter(lambda text: bool(text) and not text.startswith("*") and not exagirl._DIVIDER.fullmatch(text))
)
TURN = st.lists(WORDS, min_size=1, max_size=4).map(lambda lines: "\n".join(lines))
DIALOGUE = st.lists(st.tuples(TURN, TURN), min_size=1, max_size=5)


def spelled(pairs: list[tuple[str, str]], mark: str, gap: str) -> str:
    lines = []
    for number, pair in enumerate(pairs, 1):
        for side, words in zip(("human", "gpt"), pair, strict=True):
            lines.append(mark.format(s=side, S=side.capitalize(), n=number) + words)
    return gap.join(lines)


@given(
    st.lists(DIALOGUE, min_size=1, max_size=3),
    st.sampled_from(MARKS),
    st.sampled_from(["\n", "\n\n"]),
    st.sampled_from(["\n\n", "\n---\n", "\n\n### 대화 2\n", "\n\n대화 2:\n"]),
)
def test_e5_dialogues_come_back_with_all_their_lines(
    dialogues: list[list[tuple[str, str]]], mark: str, gap: str, between: str
) -> None:
    """E5: several lines a turn, `**human1**:` and its relatives, dialogues one after another."""
    text = between.join(spelled(pairs, mark, gap) for pairs in dialogues)
    parsed = exagirl.parse(text)
    assert [dialogue.pairs for dialogue in parsed] == dialogues
    assert not any(dialogue.problems for dialogue in parsed)


def test_e5_a_multi_line_answer_keeps_every_line_and_its_actions(tmp_path: Path) -> None:
    first = "**human1**: 뭐 해?\n**gpt1**: *창밖을 보며* 노래해!\n\n너도 부를래?\n진짜 재밌어.\n"
    text = first + "**human2**: 응\n**gpt2**: 좋아!"
    (row,) = text_file.read(written(tmp_path, "exa.txt", text)).rows
    assert row.exchanges[0].text == "*창밖을 보며* 노래해!\n\n너도 부를래?\n진짜 재밌어."
    assert [turn.user for turn in row.exchanges] == ["뭐 해?", "응"]
    assert (row.exchanges[0].emotion, row.exchanges[0].intensity) == ("neutral", 0.0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("human1: 안녕\ngpt1: 안녕!\nhuman2: 뭐 해?", "line 3: the last turn has no answer"),
        ("human1: 안녕\nhuman2: 뭐 해?\ngpt2: 노래", "line 2: here gpt1 is due"),
        ("gpt1: 안녕\nhuman2: 뭐", "line 1: here human1 is due"),
        ("human1: 안녕\ngpt1:\nhuman2: 뭐\ngpt2: 응", "line 2: this turn is empty"),
        ("human1: 안녕\ngpt1: 응\nhuman3: 뭐\ngpt3: 응", "line 3: here human2 is due"),
    ],
)
def test_e5_turns_out_of_order_are_told_with_their_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(TrainingError) as error:
        text_file.read(written(tmp_path, "exa.txt", text))
    assert message in error.value.message


def test_e5_objects_with_these_keys_are_read_too(tmp_path: Path) -> None:
    text = '[{"human1": "안녕", "gpt1": "어서 와!", "human2": "잘 지냈어?", "gpt2": "응!"}]'
    (row,) = json_file.read(written(tmp_path, "exa.json", text)).rows
    assert [turn.text for turn in row.exchanges] == ["어서 와!", "응!"]


@given(st.text(alphabet="humangpt12:*\n -가안녕", max_size=120))
def test_no_text_breaks_the_parser(text: str) -> None:
    for dialogue in exagirl.parse(text):
        assert dialogue.pairs or dialogue.problems
