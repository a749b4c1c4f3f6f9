"""Text inside PNG pictures: reading and writing the chunks that character cards live in. Pure; any thread.

A PNG is a signature and chunks of length (4 bytes), type (4), data and CRC-32 over type and data (PNG 1.2, chapter 5).
Every length is checked against what is there and against `MAX_TEXT` before anything is copied or unpacked.
"""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_TEXT = 16 * 1024 * 1024
MAX_PICTURE = 96 * 1024 * 1024
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_PACKED = (b"IDAT", b"fdAT")


class PngError(ValueError):
    """Not a PNG, or damaged where it matters. The message is one clause."""


def texts(data: bytes) -> dict[str, bytes]:
    """keyword -> text bytes of all text chunks; the first of a keyword counts, keywords are folded to lower case.

    A wrong CRC or a cut outside of text chunks is the picture's business and does not matter here.

    Raises:
        PngError: no PNG; a text chunk that is damaged, cut off or unpacks to more than `MAX_TEXT`.
    """
    found: dict[str, bytes] = {}
    for kind, payload, whole in _chunks(data):
        if kind not in _TEXTS:
            continue
        if not whole:
            raise PngError("its text is damaged (wrong checksum or cut off)")
        keyword, text = _text(kind, payload)
        found.setdefault(keyword.casefold(), text)
    return found


def with_texts(picture: bytes, fresh: dict[str, bytes], without: frozenset[str] = frozenset()) -> bytes:
    """The picture with these texts (tEXt, before IEND) instead of any of the same keywords, and none of `without`.

    Raises:
        PngError: the picture is no whole PNG, or a text is longer than `MAX_TEXT`.
    """
    parts = [SIGNATURE]
    gone = without | set(fresh)
    ended = False
    for kind, payload, whole in _chunks(picture):
        if not whole:
            raise PngError("the picture is damaged")
        if kind == b"IEND":
            parts += [_chunk(b"tEXt", _keyword(name) + b"\0" + text) for name, text in fresh.items()]
            ended = True
        if kind not in _TEXTS or payload.split(b"\0", 1)[0].decode("latin-1").casefold() not in gone:
            parts.append(_chunk(kind, payload))
    if not ended:
        raise PngError("the picture is cut off")
    return b"".join(parts)


def size(picture: bytes) -> tuple[int, int]:
    """Width and height in pixels, after the first chunk. Raises PngError: no picture with one, or it is damaged."""
    kind, payload, whole = next(_chunks(picture), (b"", b"", False))
    if kind != b"IHDR" or not whole or len(payload) < 13:
        raise PngError("the picture is damaged")
    width, height = struct.unpack_from(">II", payload)
    return width, height


def blank(width: int = 400, height: int = 600, rgb: tuple[int, int, int] = (222, 214, 232)) -> bytes:
    """A picture of one colour, for a card whose character has none."""
    row = b"\0" + bytes(rgb) * width
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(row * height, 9)
    return SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _keyword(name: str) -> bytes:
    keyword = name.encode("latin-1", "replace")
    if not 1 <= len(keyword) <= 79:
        raise PngError("a keyword has 1 to 79 letters")
    return keyword


def _chunk(kind: bytes, payload: bytes) -> bytes:
    if kind in _TEXTS and len(payload) > MAX_TEXT + 80:
        raise PngError("the text is longer than a card may be")
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bool]]:
    """(type, data, whole) of each chunk; a chunk that reaches beyond the end is the last one and not whole."""
    if not data.startswith(SIGNATURE):
        raise PngError("it is no PNG picture")
    if len(data) > MAX_PICTURE:
        raise PngError(f"it is larger than {MAX_PICTURE // 1024**2} MiB")
    at = len(SIGNATURE)
    while at + 8 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        end = at + 8 + size
        if kind in _TEXTS and size > MAX_TEXT:
            raise PngError("its text is longer than a card may be, or damaged")
        if end + 4 > len(data):
            yield kind, data[at + 8 : end], False
            return
        (checksum,) = struct.unpack_from(">I", data, end)
        yield kind, data[at + 8 : end], checksum == zlib.crc32(data[at + 4 : end]) or kind in _PACKED
        if kind == b"IEND":
            return
        at = end + 4


def _text(kind: bytes, payload: bytes) -> tuple[str, bytes]:
    keyword, _, rest = payload.partition(b"\0")
    name = keyword.decode("latin-1")
    if kind == b"tEXt":
        return name, rest
    if kind == b"zTXt":
        if rest[:1] != b"\0":
            raise PngError("its text is packed in an unknown way")
        return name, _unpacked(rest[1:])
    if len(rest) < 2:
        raise PngError("its text is damaged")
    packed = rest[0]
    text = rest[2:].split(b"\0", 2)[-1]
    return name, _unpacked(text) if packed else text


def _unpacked(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(data, MAX_TEXT)
    except zlib.error as error:
        raise PngError("its text can't be unpacked") from error
    if unpacker.unconsumed_tail:
        raise PngError("its text unpacks to more than a card may hold")
    return plain
