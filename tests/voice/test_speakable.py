"""What is read aloud, and the way back from a spoken character to the shown one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.voice.speakable import language_of, speakable, to_speech


@pytest.mark.parametrize(
    ("shown", "spoken"),
    [
        ("*smiles* Hello!", "Hello!"),
        ("*smiles", ""),
        ("**Really** good", "Really good"),
        ("안녕하세요 (웃음) 반가워요", "안녕하세요 반가워요"),
        ("좋아! 😊❤️ ㅋㅋㅋ ^^", "좋아!"),
        ("좋아 ㅠㅠ :)", "좋아"),
        ("(웃음)", ""),
        ("😊", ""),
        ("...", ""),
        ("[여기](http://a.b/c)를 봐", "여기를 봐"),
        ("see https://www.example.com/a?b=1.", "see example.com."),
        ("# Title", "Title"),
        ("- one thing", "one thing"),
        ("3~4시", "3에서 4시"),
        ("3~4 pm", "3 to 4 pm"),
        ("안녕~~", "안녕"),
        ("use `code` here", "use code here"),
        ("snake_case word", "snake_case word"),
        ("1,000 and 3.14", "1,000 and 3.14"),
        ("a * b", "a b"),
        ("Hi , there", "Hi, there"),
        ("", ""),
    ],
)
def test_speakable(shown: str, spoken: str) -> None:
    assert speakable(shown) == spoken


@given(st.text(alphabet=st.sampled_from(list("ab 가나*()[]~😊ㅋ.,!3_`#\n-:")), max_size=60))
def test_every_spoken_character_knows_its_source(shown: str) -> None:
    said = to_speech(shown)
    assert len(said.source) == len(said.text)
    assert list(said.source) == sorted(said.source)
    assert all(0 <= index < len(shown) for index in said.source)
    assert said.text == said.text.strip()


def test_shown_index_spans_what_is_not_read() -> None:
    shown = "*waves* Hello 😊 there"
    said = to_speech(shown)
    assert said.text == "Hello there"
    assert shown[said.shown_index(0) :] == shown  # nothing heard yet
    assert shown[said.shown_index(6) :] == "there"
    assert said.shown_index(99) == len(shown)
    assert to_speech("😊").shown_index(3) == 0


@pytest.mark.parametrize(
    ("text", "language"),
    [("안녕", "ko"), ("hello", "en"), ("나는 Python 좋아해", "ko"), ("I like 김치 very much", "en"), ("123!", "ko")],
)
def test_language_of(text: str, language: str) -> None:
    assert language_of(text, "ko") == language
