"""Hangul word processor documents, HWP 5 (.hwp). olefile opens the container; the records are read here, after
Hancom's published description of the format ("한글 문서 파일 형식 5.0"). Any thread.

A section is a stream of records: 32 bits of tag (10), level (10) and size (12; 0xFFF = the next 32 bits), then data.
A paragraph's text is UTF-16 in which the codes 0 to 31 are controls, one unit wide or eight. What hangs on a control
(tables, notes, page heads) follows as records of a deeper level.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from trainer.rows import Document
from trainer.sources.found import Found, Source, document_id, unreadable

SUFFIXES = (".hwp",)
MAX_SECTION = 64 * 1024 * 1024
_SIGNATURE = b"HWP Document File"
_LOCKED, _DISTRIBUTED, _COMPRESSED = 1 << 1, 1 << 2, 1 << 0
_PARA_HEADER, _PARA_TEXT, _CTRL_HEADER, _EQUATION = 66, 67, 71, 88
_ONE_UNIT = frozenset({0, 10, 13, *range(24, 32)})
_FURNITURE = frozenset({"head", "foot", "nwno", "atno", "pgnp", "pghd", "tcmt"})  # page heads, numbers, hidden notes
_NOTES = frozenset({"fn  ", "en  "})


class Damaged(ValueError):
    """The file ends inside of something, or says what can't be."""


@dataclass(slots=True)
class Texts:
    """Paragraphs of a section, and its foot- and endnotes."""

    body: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(source: Source) -> Found:
    """All paragraphs, tables cell by cell, notes at the end; page heads and numbers fall away.

    Raises:
        TrainingError: no HWP 5 document, damaged, locked, a distribution copy, or without text.
    """
    import olefile

    try:
        with source.path.open("rb") as raw:
            head = raw.read(32)
        if head.startswith(b"HWP Document File V3"):
            hint = "Open it in Hangul and save it as HWP 5 or HWPX."
            raise unreadable(source, "it is an HWP 3 document", hint, code="source-too-old")
        if not olefile.isOleFile(str(source.path)):
            raise Damaged("no OLE container")
        with olefile.OleFileIO(str(source.path)) as file:
            texts = _texts(source, file)
    except (Damaged, OSError, zlib.error, struct.error, ValueError, IndexError) as error:
        hint = "Copy it again from where it came, or open it in Hangul and save it again."
        raise unreadable(source, "it is no whole HWP document", hint, code="source-damaged") from error
    text = "\n\n".join(line for line in (*texts.body, *texts.notes) if line.strip())
    if not text:
        raise unreadable(source, "it has no text", "Take it out of sources/.", code="source-empty")
    return Found("hwp", (Document(id=document_id(source, 0), source=source.name, kind="prose", text=text),))


def _texts(source: Source, file: "olefile.OleFileIO") -> Texts:  # type: ignore[name-defined] # noqa: F821
    header = file.openstream("FileHeader").read() if file.exists("FileHeader") else b""
    if not header.startswith(_SIGNATURE) or len(header) < 40:
        raise Damaged("no file header")
    flags = struct.unpack_from("<I", header, 36)[0]
    if flags & _LOCKED:
        hint = "Open it in Hangul and save a copy without the password."
        raise unreadable(source, "it is locked by a password", hint, code="source-locked")
    if flags & _DISTRIBUTED:
        hint = "Open it in Hangul and save the text in a document of your own."
        raise unreadable(
            source, "it is a copy for distribution (배포용 문서), which is locked", hint, code="source-locked"
        )
    texts = Texts()
    sections = sorted(int(path[1][7:]) for path in file.listdir() if path[0] == "BodyText" and path[1][:7] == "Section")
    for number in sections:
        data = file.openstream(f"BodyText/Section{number}").read()
        collect(inflate(data) if flags & _COMPRESSED else data, texts)
    if not sections:
        raise Damaged("no sections")
    return texts


def inflate(data: bytes) -> bytes:
    """A section unpacked (raw deflate), at most `MAX_SECTION` bytes. Raises Damaged."""
    unpacker = zlib.decompressobj(-15)
    plain = unpacker.decompress(data, MAX_SECTION)
    if unpacker.unconsumed_tail:
        raise Damaged("a section that unpacks to more than a document holds")
    return plain


def records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(tag, level, data) of every record. Raises Damaged where one reaches beyond the end."""
    at = 0
    while at + 4 <= len(data):
        (word,) = struct.unpack_from("<I", data, at)
        at += 4
        size = word >> 20
        if size == 0xFFF:
            if at + 4 > len(data):
                raise Damaged("a record is cut off")
            (size,) = struct.unpack_from("<I", data, at)
            at += 4
        if at + size > len(data):
            raise Damaged("a record is cut off")
        yield word & 0x3FF, (word >> 10) & 0x3FF, data[at : at + size]
        at += size


def collect(data: bytes, texts: Texts) -> None:
    """Adds a section's paragraphs. What belongs to a control is known by the levels of the records above it."""
    controls: list[tuple[int, str]] = []  # (level, id) of the controls around
    for tag, level, payload in records(data):
        while controls and level <= controls[-1][0]:
            controls.pop()
        if tag == _CTRL_HEADER:
            controls.append((level, payload[:4][::-1].decode("latin-1")))
        elif tag == _PARA_TEXT:
            kinds = {kind for _, kind in controls}
            if not kinds & _FURNITURE:
                (texts.notes if kinds & _NOTES else texts.body).append(paragraph(payload))


def paragraph(payload: bytes) -> str:
    """The characters of a PARA_TEXT record; tabs and line ends stay, other controls fall away."""
    units = struct.unpack(f"<{len(payload) // 2}H", payload[: len(payload) // 2 * 2])
    kept: list[int] = []
    at = 0
    while at < len(units):
        unit = units[at]
        if unit > 31:
            kept.append(unit)
            at += 1
            continue
        kept += {9: [9], 10: [10], 24: [0x2D], 30: [0xA0], 31: [0x20]}.get(unit, [])
        at += 1 if unit in _ONE_UNIT else 8
    return struct.pack(f"<{len(kept)}H", *kept).decode("utf-16-le", "replace").strip()
