import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.persona.text_stream import TextStream, Utf8, whole

anything = st.text(st.characters(codec="utf-8"))


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(edges)]


def read(*parts: str | bytes) -> tuple[str, TextStream]:
    stream = TextStream()
    return "".join(stream.feed(part) for part in parts), stream


@given(anything, st.booleans(), st.lists(st.integers(0, 10_000), max_size=12), st.text(max_size=5))
def test_any_text_survives_any_cut(text: str, ascii_only: bool, cuts: list[int], rest: str) -> None:
    rest = whole(rest)
    wire = (json.dumps(text, ensure_ascii=ascii_only)[1:] + rest).encode()
    told, stream = read(*pieces(wire, cuts))
    assert (told, stream.closed, stream.rest) == (text, True, rest)


@given(anything)
def test_byte_by_byte(text: str) -> None:
    told, stream = read(*(bytes([byte]) for byte in json.dumps(text, ensure_ascii=False)[1:].encode()))
    assert told == text and stream.closed and stream.rest == ""


@pytest.mark.parametrize(
    ("wire", "text"),
    [
        (r'\ud83d\ude00"', "😀"),
        (r'\ud83d"', "�"),
        (r'\ud83dx"', "�x"),
        (r'\ud83d\n"', "�\n"),
        (r'\ud83d\ud83d\ude00"', "�😀"),
        (r'\ude00"', "�"),
        (r'\u12G4"', "�G4"),
        (r'\q\/"', "q/"),
        ('tab\there\nline\x00"', "tab\there\nline\x00"),
        (r'\\\""', '\\"'),
        ('\ud800lone"', "�lone"),
    ],
)
def test_odd_escapes(wire: str, text: str) -> None:
    assert read(wire)[0] == text
    assert read(*wire)[0] == text


def test_what_follows_the_quote_is_handed_back() -> None:
    told, stream = read("안녕", '!"', "}", " more")
    assert (told, stream.rest) == ("안녕!", "} more")


def test_a_stream_that_just_ends() -> None:
    told, stream = read(r"half \ud83d")
    assert told == "half " and stream.finish() == "�" and not stream.closed
    told, stream = read("open escape \\")
    assert told == "open escape " and stream.finish() == ""


def test_text_is_told_as_soon_as_it_is_certain() -> None:
    stream = TextStream()
    assert stream.feed("ab") == "ab"
    assert stream.feed("가".encode()[:2]) == ""
    assert stream.feed("가".encode()[2:]) == "가"


@given(st.binary())
def test_any_bytes_become_writable_text(data: bytes) -> None:
    utf8 = Utf8()
    "".join(utf8.feed(data[at : at + 1]) for at in range(len(data))).encode("utf-8")
