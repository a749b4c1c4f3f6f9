"""The cutter loses nothing, does not depend on how tokens fall, and cuts where a person would take a breath."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.voice.sentences import SentenceCutter, split

PIECES = [
    ("안녕! 오늘 기분이 어때?", ["안녕!", " 오늘 기분이 어때?"]),
    ("네, 알겠어요! 그럼 갈게.", ["네, 알겠어요!", " 그럼 갈게."]),
    ("Yes. I am here. So are you.", ["Yes.", " I am here.", " So are you."]),
    ("Well then, I think it is fine, really.", ["Well then,", " I think it is fine, really."]),
    ("Well, it is 3.14 or 1,000. Good, no?", ["Well, it is 3.14 or 1,000.", " Good, no?"]),
    ("At 10:30, maybe later. Fine.", ["At 10:30,", " maybe later.", " Fine."]),
    ("Mr. Kim met Dr. Lee. They talked.", ["Mr. Kim met Dr. Lee.", " They talked."]),
    ("It was 5 p.m. Then she slept.", ["It was 5 p.m.", " Then she slept."]),
    ("We like fruit, e.g. apples. Yes.", ["We like fruit,", " e.g. apples.", " Yes."]),
    ('He said "Stop!" Then he left.', ['He said "Stop!"', " Then he left."]),
    ("(웃으며. 손을 흔든다) 어서 와요! 앉아요.", ["(웃으며. 손을 흔든다) 어서 와요!", " 앉아요."]),
    ("*smiles. waves* Hello there! Sit.", ["*smiles. waves* Hello there!", " Sit."]),
    ("I love it! 😊😊 You too? ㅋㅋㅋ Yes.", ["I love it! 😊😊", " You too? ㅋㅋㅋ", " Yes."]),
    ("Really?! No way...! Hm.", ["Really?!", " No way...!", " Hm."]),
    ("응! 오늘은 좋아.", ["응! 오늘은 좋아."]),
    ("잘 지냈어요~ 보고 싶었어요.", ["잘 지냈어요~", " 보고 싶었어요."]),
    ("밥 먹었어.그래서 졸려. 응.", ["밥 먹었어.", "그래서 졸려.", " 응."]),
    ("See http://a.example/b?c=1 please. Ok.", ["See http://a.example/b?c=1 please.", " Ok."]),
    ("1. First thing. Second thing.", ["1. First thing.", " Second thing."]),
    ("one two\nthree four\n", ["one two\n", "three four\n"]),
    (
        "I think we should walk to the park and then eat something nice",
        ["I think we should walk to the park", " and then eat something nice"],
    ),
    ("오늘은 학교에 일찍 가서 친구를 만났어요.", ["오늘은 학교에 일찍 가서", " 친구를 만났어요."]),
    ("", []),
    ("...", ["..."]),
    ("I ate 2 * 3 apples (maybe. Done.", ["I ate 2 * 3 apples (maybe.", " Done."]),
]


@pytest.mark.parametrize(("text", "pieces"), PIECES)
def test_cuts_like_a_speaker(text: str, pieces: list[str]) -> None:
    assert split(text) == pieces


ALPHABET = st.sampled_from(
    [*"ab Kim.가나 요?!,…~:;\n\"'()*😊ㅋ1 3", " 그래서 ", "Mr. ", "e.g.", "http://x.y/?a", "[링크](u)"]
)


@given(st.lists(ALPHABET, max_size=60), st.data())
def test_lossless_and_independent_of_the_split(parts: list[str], data: st.DataObject) -> None:
    text = "".join(parts)
    cutter, pieces, at = SentenceCutter(), [], 0
    while at < len(text):
        step = data.draw(st.integers(1, 9))
        pieces += cutter.feed(text[at : at + step])
        at += step
    pieces += cutter.finish()
    assert "".join(pieces) == text
    assert all(pieces)
    assert pieces == split(text)


@given(st.text(max_size=200))
def test_lossless_for_any_text(text: str) -> None:
    assert "".join(split(text)) == text


def test_first_clause_comes_before_the_next_word() -> None:
    cutter = SentenceCutter()
    assert cutter.feed("오늘은 날씨가") == []
    assert cutter.feed(" 좋아서,") == ["오늘은 날씨가 좋아서,"]


def test_a_digit_before_the_mark_waits_one_character() -> None:
    cutter = SentenceCutter()
    assert cutter.feed("It costs 3,") == []
    assert cutter.feed("000 won") == []
    assert cutter.feed(", I") == ["It costs 3,000 won,"]


def test_the_end_of_text_waits_for_nothing() -> None:
    cutter = SentenceCutter()
    assert cutter.feed("It is 3.") == []
    assert cutter.finish() == ["It is 3."]
    assert cutter.finish() == []


def test_endless_text_is_cut_and_stays_bounded() -> None:
    assert max(map(len, split("x" * 5000))) <= 240
    assert max(len(piece.split()) for piece in split("word " * 500)) <= 40
    assert max(map(len, split("(" + "word " * 500))) <= 260
