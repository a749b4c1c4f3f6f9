"""What a small model wrote, compared with the sentences it was taught."""

from pathlib import Path

import pytest

from companion.known_sentences import Known, allowed, edits

KNOWN = Known(
    [
        "안녕",
        "너 이름이 뭐야?",
        "나 오늘 학교에서 선생님한테 혼났어",
        "배고파",
        "What is your name?",
        "I want to cry.",
        "I want to go home.",
        "No.",
        "Hello Ruby.",
    ]
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("너 이름이 뭐야?", "너 이름이 뭐야?"),
        ("너이름이 뭐야", "너 이름이 뭐야?"),
        ("너 이름이 머야", "너 이름이 뭐야?"),
        ("what is you name", "What is your name?"),
        ("hello rubi", "Hello Ruby."),
        ("나 오늘 학교에서", "나 오늘 학교에서"),
        ("이름이 뭐야", "이름이 뭐야"),
        ("I want", "I want"),
        ("나", "나"),
        ("안녕 너 이름이 뭐야", "안녕 너 이름이 뭐야?"),
        ("안녕 배고파 너 이름이", "안녕 배고파 너 이름이"),
        ("no", "No."),
        ("No. Hello Ruby. No.", "No. Hello Ruby. No."),
    ],
)
def test_sentences_and_parts_of_them_are_known(text: str, meant: str) -> None:
    assert KNOWN.closest(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "배고프다 정말",
        "너 집이 뭐야",
        "what is the game",
        "on",
        "now",
        "home",
        "오늘 학교",
        "안녕 안녕 안녕 안녕",
    ],
)
def test_anything_else_is_unclear(text: str) -> None:
    assert KNOWN.closest(text) == ""


def test_between_two_equally_near_sentences_nothing_is_chosen() -> None:
    assert Known(["I like cats.", "I like bats."]).closest("I like rats.") == ""


def test_a_wrong_word_that_other_sentences_have_was_meant() -> None:
    known = Known(["My name is Tom.", "Call me Sam.", "I want to die."])
    assert known.closest("my name is tomm") == "My name is Tom."
    assert known.closest("my name is sam") == ""
    assert known.closest("i want to call") == ""


def test_slips_grow_with_the_length() -> None:
    assert [allowed("나" * length) for length in (2, 3, 4, 8, 11)] == [0, 0, 1, 2, 2]


@pytest.mark.parametrize(("first", "second", "distance"), [("abc", "abc", 0), ("abc", "adc", 1), ("", "abcdef", 3)])
def test_edits_stop_behind_the_limit(first: str, second: str, distance: int) -> None:
    assert edits(first, second, 2) == distance


def test_the_list_lies_beside_the_model(tmp_path: Path) -> None:
    assert Known.read(tmp_path) is None
    (tmp_path / "sentences.txt").write_text("안녕\n\nHello Ruby.\n", encoding="utf-8")
    known = Known.read(tmp_path)
    assert known is not None and known.closest("hello ruby") == "Hello Ruby."
