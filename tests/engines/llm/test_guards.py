"""Replies stop at the sentence limit and when they repeat themselves; ordinary talk and laughter pass."""

import pytest

from companion.engines.llm._guards import LoopGuard, SentenceLimit


def let_through(text: str, most: int, step: int) -> tuple[str, bool]:
    limit, said = SentenceLimit(most), ""
    for at in range(0, len(text), step):
        said += limit.feed(text[at : at + step])
        if limit.reached:
            break
    return said, limit.reached


@pytest.mark.parametrize("step", [1, 2, 7, 100])
@pytest.mark.parametrize(
    ("text", "most", "said"),
    [
        ("One. Two! Three?", 2, "One. Two!"),
        ("안녕하세요. 반가워요… 뭐 해요?", 2, "안녕하세요. 반가워요…"),
        ("It costs 3.5 now... really?! Yes.", 2, "It costs 3.5 now... really?!"),
        ('He said "no." Then he left.', 1, 'He said "no."'),
        ("『そう。』わかった。はい。", 2, "『そう。』わかった。"),
        ("Never ends", 1, "Never ends"),
        ("Ends. ", 1, "Ends."),
    ],
)
def test_the_limit_cuts_between_sentences(text: str, most: int, said: str, step: int) -> None:
    assert let_through(text, most, step) == (said, said != text)


def falls(text: str) -> bool:
    guard = LoopGuard()
    return any(guard.feed(char) for char in text)


@pytest.mark.parametrize(
    "text",
    [
        "아" * 30,
        "hahaha" * 8,
        "나는 좋아. " * 6,
        "I like you very much, my friend. " * 3,
        "so one two three four five six and then one two three four five six or maybe one two three four five six",
    ],
)
def test_loops_are_noticed(text: str) -> None:
    assert falls(text)


@pytest.mark.parametrize(
    "text",
    [
        "ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ 정말 웃겨!",
        "No, no, no! I said no.",
        "정말 정말 정말 고마워. 오늘은 날씨가 좋고, 내일도 날씨가 좋대. 우리 같이 산책할래?",
        "Row, row, row your boat, gently down the stream. Merrily, merrily, merrily, merrily, life is but a dream.",
    ],
)
def test_talk_is_not_a_loop(text: str) -> None:
    assert not falls(text)
