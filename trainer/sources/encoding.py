"""Bytes of a text file to text, surely or not at all: UTF-8, UTF-16, CP949 (EUC-KR), Windows-1252. Pure; any thread.

CP949 gives some text for almost any bytes, so it is believed only when what comes out looks like Korean: most letters
beyond ASCII are syllables of KS X 1001, and the syllables that every Korean text is full of are among them. Anything
that passes no test is an error and never mojibake.
"""

import codecs
import re

MAX_BYTES = 128 * 1024 * 1024
_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_COMMON = frozenset(
    "이다는을가에지고의하은한기로어나사를도아라그서자니리게시인만있해전대정일수보여주러면거들내오무부안말것과"
    "네요저우마음야너았었까데세으신상제장원공구스소와생없눈때더모든각보난같습계또왜응잘좋줄집물람미입조바성동"
)
_HANGUL = re.compile("[가-힣]")
_TYPOGRAPHY = frozenset("‘’“”–—…•€™\u00a0´·«»")
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive (docx, epub, hwpx or the like)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office or HWP document"),
    (b"HWP Document File V3", "an HWP 3 document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"OggS", "a sound file"),
    (b"ID3", "a sound file"),
    (b"GGUF", "a GGUF model"),
    (b"SQLite format 3", "an SQLite database"),
)


class EncodingError(ValueError):
    """Not text, or in an encoding that can't be told. The message is one clause; `line` is where, from 1; 0 = all."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def decode(data: bytes) -> tuple[str, str]:
    """Text and the name of its encoding. Line ends become `\\n`.

    Raises:
        EncodingError: not a text, damaged, or in an encoding that can't be told for sure.
    """
    kind = signature(data)
    if kind:
        raise EncodingError(f"it is {kind}, not a text")
    text, encoding = _decode(data)
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def signature(data: bytes) -> str:
    """What the first bytes say a file is ("a PDF"), "" for what may be text."""
    return next((name for magic, name in _SIGNATURES if data.startswith(magic)), "")


def _decode(data: bytes) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise EncodingError(f"it says that it is {encoding.upper()} but is not", _line(error)) from error
    if b"\0" in data:
        return _wide(data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        mistake = error
    for encoding, believable in (("cp949", _korean), ("cp1252", _western)):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if believable(text):
            return text, encoding
    raise EncodingError("its encoding can't be told for sure", _line(mistake)) from mistake


def _wide(data: bytes) -> tuple[str, str]:
    """UTF-16 without a byte order mark: zero bytes stand at every second place, or the text reads as Korean."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and not any(0xE000 <= ord(char) < 0xF900 for char in text[:10_000]) and _plain(text):
            return text, encoding
    raise EncodingError("it is not a text (it has zero bytes)")


def _plain(text: str) -> bool:
    known = sum(char.isascii() or "가" <= char <= "힣" or "ㄱ" <= char <= "ㆎ" or char in _TYPOGRAPHY for char in text)
    return known >= 0.9 * len(text)


def _korean(text: str) -> bool:
    beyond = [char for char in text if not char.isascii()]
    hangul = _HANGUL.findall(text)
    if len(hangul) < 0.85 * len([char for char in beyond if char.isalpha()]) or not hangul:
        return False
    common = sum(char in _COMMON for char in hangul)
    rare = sum(not _in_ks_x_1001(char) for char in hangul)
    return common >= 0.35 * len(hangul) and rare <= 0.02 * len(hangul)


def _in_ks_x_1001(char: str) -> bool:
    try:
        char.encode("euc_kr")
    except UnicodeEncodeError:
        return False
    return True


def _western(text: str) -> bool:
    """English in Windows-1252: nearly all ASCII, and the rest typography or accented letters inside words."""
    beyond = [char for char in text if not char.isascii()]
    odd = [char for char in beyond if char not in _TYPOGRAPHY and not ("À" <= char <= "ÿ" and char.isalpha())]
    letters = [char for char in beyond if char.isalpha()]
    return not odd and len(beyond) <= 0.05 * len(text) and len(letters) <= 0.01 * len(text)


def _line(error: UnicodeDecodeError) -> int:
    return error.object[: error.start].count(b"\n") + 1
