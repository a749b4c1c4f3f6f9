"""Text is decoded surely or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.sources.encoding import EncodingError, decode

KOREAN = (
    "옛날 옛적에 탑 속에 긴 머리를 가진 아이가 살고 있었습니다. 창밖을 보며 노래를 불렀어요.\n“나도 나가고 싶어.”\n"
)
ENGLISH = "Once upon a time there was a girl in a tower. She sang at the window.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp949"])
@pytest.mark.parametrize("text", [KOREAN, ENGLISH, KOREAN + ENGLISH])
def test_each_encoding_of_our_languages_is_told(encoding: str, text: str) -> None:
    read, _ = decode(text.replace("“", '"').replace("”", '"').encode(encoding))
    assert read.lstrip("\ufeff") == text.replace("“", '"').replace("”", '"')


def test_words_that_only_cp949_has_beside_euc_kr_are_read() -> None:
    text = KOREAN * 3 + "똠방각하 펲시콜라\n"
    assert decode(text.encode("cp949")) == (text, "cp949")


def test_typography_of_windows_is_english() -> None:
    text = ENGLISH * 5 + "“Let down your hair,” she said — don’t wait…\n"
    assert decode(text.encode("cp1252")) == (text, "cp1252")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("むかしむかし、あるところに髪の長い女の子が住んでいました。" * 5, "shift_jis"),
        ("むかしむかし、あるところに髪の長い女の子が住んでいました。" * 5, "euc_jp"),
        ("从前有一个长头发的女孩住在高塔里，她每天唱歌。" * 5, "gb18030"),
        ("從前有一個長頭髮的女孩住在高塔裡，她每天唱歌。" * 5, "big5"),
        ("Жила-была девушка с длинными волосами." * 5, "cp1251"),
        ("Il était une fois une fille aux cheveux très longs, enfermée là-haut à l'été." * 3, "cp1252"),
    ],
)
def test_what_is_no_text_of_ours_is_never_turned_into_mojibake(text: str, encoding: str) -> None:
    """A wrong guess would be silent; an error names the line and asks for UTF-8."""
    with pytest.raises(EncodingError, match="can't be told") as error:
        decode(text.encode(encoding))
    assert error.value.line == 1


def test_a_broken_utf8_file_names_the_line() -> None:
    data = KOREAN.encode() + "둘째 줄".encode()[:-1] + b"\n" + KOREAN.encode()
    with pytest.raises(EncodingError) as error:
        decode(data)
    assert error.value.line == 3


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 x", "PDF"),
        (b"PK\x03\x04x", "zip"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "HWP"),
    ],
)
def test_other_files_are_named(data: bytes, kind: str) -> None:
    with pytest.raises(EncodingError, match=kind):
        decode(data)


def test_bytes_with_zeros_are_no_text() -> None:
    with pytest.raises(EncodingError, match="zero bytes"):
        decode(bytes(range(256)) * 4)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=200))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    data = text.encode()
    if data.startswith((b"PK\x03\x04", b"GIF8", b"Rar!", b"GGUF", b"OggS", b"ID3", b"{\\rtf", b"%PDF-")):
        return
    assert decode(data)[0] == text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


@given(st.binary(max_size=120))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except EncodingError as error:
        assert str(error)
    else:
        assert "\ufffd" not in text or encoding.startswith("utf")
