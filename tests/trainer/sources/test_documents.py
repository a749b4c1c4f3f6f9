"""Documents of every kind are read, and every broken one is one clear message (L1)."""

import io
import re
import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import TrainingError
from tests.trainer.sources import files
from tests.trainer.sources.sheet import written
from trainer.sources import formats, hwp, subtitles, text_file
from trainer.sources.found import Found
from trainer.sources.html_text import text_of

PROSE = "라푼젤은 탑에서 노래했어요.\n\n아무도 듣지 않았지요."


def docx(paragraphs: list[str], table: list[list[str]] | None = None) -> bytes:
    import docx as library

    document = library.Document()
    document.sections[0].header.paragraphs[0].text = "머리말"
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def hwp_file(**more: int) -> bytes:
    p, t, c = files.PARA_HEADER, files.PARA_TEXT, files.CTRL_HEADER
    r = files.record
    return files.hwp(
        r(p, 0)
        + r(t, 1, files.hwp_text("라푼젤은 탑에서")[:-2] + files.control("fn  ") + files.hwp_text(" 노래했어요."))
        + r(c, 1, b"fn  "[::-1])
        + r(files.LIST_HEADER, 2)
        + r(p, 2)
        + r(t, 3, files.hwp_text("각주"))
        + r(c, 1, b"head"[::-1])
        + r(p, 2)
        + r(t, 3, files.hwp_text("머리말"))
        + r(p, 0)
        + r(t, 1, files.hwp_text("아무도 듣지 않았지요."), long=True),
        **more,
    )


def paragraph(text: str, inside: str = "") -> str:
    return f"<hp:p><hp:run><hp:t>{text}</hp:t>{inside}</hp:run></hp:p>"


HEAD = "<hp:p><hp:run><hp:ctrl><hp:header><hp:subList>{}</hp:subList></hp:header></hp:ctrl></hp:run></hp:p>"
HWPX = files.hwpx(
    [
        paragraph("라푼젤은 탑에서<hp:tab/>노래했어요.") + HEAD.format(paragraph("머리말")),
        paragraph("아무도 듣지 않았지요.", "<hp:footNote>" + paragraph("각주") + "</hp:footNote>"),
    ]
)
CHAPTER = (
    "<html><head><title>{t}</title><style>p{{}}</style></head>"
    "<body><h1>{t}</h1><p>{p}</p><script>x()</script></body></html>"
)
BOOK = files.epub(
    {
        "one.xhtml": CHAPTER.format(t="탑", p="라푼젤은 <b>탑</b>에서<br/>노래했어요."),
        "two.xhtml": CHAPTER.format(t="숲", p="끝."),
    }
)
SRT = """1
00:00:01,000 --> 00:00:03,000
<i>라푼젤은 탑에서</i>
노래했어요.

2
00:01:00,000 --> 00:01:02,000
- 누구야?
- 나야!
"""


def only(found: Found) -> str:
    assert len(found.documents) == 1
    return found.documents[0].text


MARKDOWN = "---\nid: 1\n---\n# 탑\n\n**라푼젤**은 살았다.\n\n```\ncode\n```\n[링크](http://x)"
SCRIPT_TABLE = [["라푼젤", "안녕!"], ["고델", "머리를 내려라!"]]
RUBY = CHAPTER.format(t="탑", p="라푼젤은 <ruby>塔<rt>탑</rt></ruby>에 &amp; 있어요.")
VTT = """WEBVTT

NOTE x

00:01.000 --> 00:02.000
<v Rapunzel>Hello <c.x>there</c>

00:03.000 --> 00:04.000
<v Gothel>Hair!"""


@pytest.mark.parametrize(
    ("name", "data", "kept", "gone"),
    [
        ("a.txt", PROSE.encode("cp949"), ["노래했어요.", "듣지 않았지요."], []),
        ("a.md", MARKDOWN.encode(), ["탑", "라푼젤은", "링크"], ["#", "**", "code", "http", "id:"]),
        (
            "a.docx",
            docx(["탑에서 노래했어요."], SCRIPT_TABLE),
            ["노래했어요.", "라푼젤: 안녕!", "고델: 머리를"],
            ["머리말"],
        ),
        ("a.hwp", hwp_file(), ["라푼젤은 탑에서 노래했어요.\n\n아무도 듣지 않았지요.\n\n각주"], ["머리말"]),
        ("plain.hwp", hwp_file(flags=0), ["라푼젤은 탑에서 노래했어요."], ["머리말"]),
        ("a.hwpx", HWPX, ["라푼젤은 탑에서\t노래했어요.", "아무도 듣지 않았지요.\n\n각주"], ["머리말"]),
        ("a.html", RUBY.encode(), ["라푼젤은 塔에 & 있어요."], ["x()", "p{"]),
        ("a.srt", SRT.encode("cp949"), ["라푼젤은 탑에서 노래했어요.\n\n누구야?\n나야!"], ["-->", "<i>"]),
        ("a.vtt", VTT.encode(), ["Rapunzel: Hello there\nGothel: Hair!"], ["NOTE"]),
    ],
)
def test_l1_every_kind_of_document_is_read(
    tmp_path: Path, name: str, data: bytes, kept: list[str], gone: list[str]
) -> None:
    """L1: txt, md, docx, hwp, hwpx, html, subtitles -> text."""
    text = only(formats.read(written(tmp_path, name, data)))
    for part in kept:
        assert part in text
    for part in gone:
        assert part not in text


def test_l1_a_pdf_is_read_page_by_page(tmp_path: Path) -> None:
    """L1: pdf -> text; pages stay apart by a form feed so that furniture can be told."""
    text = only(
        formats.read(written(tmp_path, "a.pdf", files.pdf([["Rapunzel sang in the tower."], ["Nobody heard her."]])))
    )
    assert [page.strip() for page in text.split("\f")] == ["Rapunzel sang in the tower.", "Nobody heard her."]


def test_l1_an_e_book_is_a_document_a_chapter(tmp_path: Path) -> None:
    """L1: epub -> text, in reading order."""
    found = formats.read(written(tmp_path, "book.epub", BOOK))
    assert [one.title for one in found.documents] == ["탑", "숲"]
    assert "라푼젤은 탑에서\n노래했어요." in found.documents[0].text


def test_a_chapter_that_is_not_there_is_counted(tmp_path: Path) -> None:
    data = files.epub({"one.xhtml": "<p>Words.</p>", "two.xhtml": "<p>More.</p>"}, missing="two.xhtml")
    found = formats.read(written(tmp_path, "book.epub", data))
    assert [one.text for one in found.documents] == ["Words."]
    assert [(part.place, part.code) for part in found.skipped] == [("chapter 2", "chapter-missing")]


BOMB = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)


def bomb_zip() -> bytes:
    return files.zipped({"word/document.xml": b"0" * (90 * 1024 * 1024)})


def locked_zip() -> bytes:
    data = bytearray(files.zipped({"mimetype": "application/epub+zip", "a.txt": "x" * 50}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        offsets = [info.header_offset for info in archive.infolist()]
    for offset in offsets:
        data[offset + 6] |= 1
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)


def locked_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(files.pdf([["Secret words of the tower."]]))))
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


DOCX = docx([PROSE])
PDF = files.pdf([["Rapunzel sang in the tower."]] * 3)
FETCHING = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
LOCKED_HWPX = files.hwpx([paragraph("x")], **{"META-INF/manifest.xml": "<m><encryption-data/></m>"})
AWAY = files.epub({"one.xhtml": "<p>x</p>", "../../../etc/passwd": ""})
BROKEN: list[tuple[str, bytes, str, str]] = [
    ("cut.pdf", PDF[: len(PDF) // 3], "no whole PDF", "source-damaged"),
    ("noise.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20, "no whole PDF", "source-damaged"),
    ("scan.pdf", files.pdf([[""], [""]]), "pictures without text", "source-no-text"),
    ("locked.pdf", locked_pdf(), "locked by a password", "source-locked"),
    ("cut.docx", DOCX[: len(DOCX) // 2], "not a whole zip archive", "source-damaged"),
    ("other.docx", files.zipped({"a.txt": "x"}), "no whole Word document", "source-damaged"),
    ("empty.docx", docx([]), "no text", "source-empty"),
    ("bomb.docx", bomb_zip(), "unpack to far more", "source-damaged"),
    ("bomb.hwpx", bomb_zip(), "unpack to far more", "source-damaged"),
    ("locked.epub", locked_zip(), "password", "source-damaged"),
    ("escape.epub", files.zipped({"../../evil": "x"}), "leads outside", "source-damaged"),
    ("away.epub", AWAY, "outside of the book", "source-unsafe"),
    ("entities.epub", files.epub({"a": "b"}, opf=BOMB + "]><b>&j;</b>"), "defines entities", "source-unsafe"),
    ("fetch.hwpx", files.zipped({"Contents/section0.xml": FETCHING}), "defines entities", "source-unsafe"),
    ("no.hwpx", files.zipped({"a": "b"}), "no sections", "source-damaged"),
    ("noxml.hwpx", files.zipped({"Contents/section0.xml": "<a><b>"}), "no XML", "source-damaged"),
    ("locked.hwpx", LOCKED_HWPX, "locked by a password", "source-locked"),
    ("locked.hwp", hwp_file(flags=3), "locked by a password", "source-locked"),
    ("spread.hwp", hwp_file(flags=5), "distribution", "source-locked"),
    ("cut.hwp", hwp_file()[:3000], "no whole HWP document", "source-damaged"),
    (
        "record.hwp",
        files.hwp(files.record(67, 0, b"x" * 9000)[:5000], flags=0),
        "no whole HWP document",
        "source-damaged",
    ),
    ("old.hwp", b"HWP Document File V3.00 \x1a\x01\x02\x03\x04\x05", "HWP 3", "source-too-old"),
    ("sheet.hwp", files.ole({"Workbook": b"x"}, {"Section0": b""}), "no whole HWP document", "source-damaged"),
    ("picture.txt", b"\x89PNG\r\n\x1a\n....", "ends in .txt but is a PNG picture", "source-wrong-type"),
    ("renamed.docx", PDF, "ends in .docx but is a PDF", "source-wrong-type"),
    ("zero.txt", b"", "empty", "source-empty"),
    ("blank.txt", b" \n \n", "holds nothing", "source-empty"),
    ("gbk.txt", "从前有一个女孩住在高塔里，她每天唱歌。".encode("gb18030") * 9, "can't be told", "source-encoding"),
    ("none.srt", b"just words", "no subtitles", "source-wrong-type"),
    ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "files ending in .doc are not read", "source-format"),
    ("pack.zip", files.zipped({"a": "b"}), "files ending in .zip are not read", "source-format"),
]


@pytest.mark.parametrize(("name", "data", "message", "code"), BROKEN, ids=[name for name, *_ in BROKEN])
def test_l1_a_broken_file_is_one_message_with_its_name_and_a_fix(
    tmp_path: Path, name: str, data: bytes, message: str, code: str
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(TrainingError) as error:
            formats.read(written(tmp_path, f"folder/{name}", data))
    assert error.value.message.startswith(f"sources/{name}: ")
    assert re.search(message, error.value.message)
    assert error.value.code.startswith(code)
    assert error.value.hint.endswith(".")


def test_files_of_unknown_kinds_are_left_out_and_named(tmp_path: Path) -> None:
    for name in ("cover.jpg", "README", "x.xyz"):
        found = formats.read(written(tmp_path, name, b"\xff\xd8\xff"))
        assert [part.code for part in found.skipped] == ["unknown-format"]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_hwp_reader(data: bytes) -> None:
    texts = hwp.Texts()
    try:
        hwp.collect(data, texts)
    except hwp.Damaged as error:
        assert str(error)


@given(st.text(alphabet="<>/pbr scriptx&;!-'\"가", max_size=150))
def test_no_html_breaks_the_reader(html: str) -> None:
    assert "\n\n\n" not in text_of(html)


def test_a_bomb_in_an_hwp_section_is_stopped_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    import zlib

    monkeypatch.setattr(hwp, "MAX_SECTION", 1000)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packer.compress(b"0" * 100_000) + packer.flush()
    with pytest.raises(hwp.Damaged, match="more than a document holds"):
        hwp.inflate(data)


def test_a_script_in_a_text_file_is_a_script(tmp_path: Path) -> None:
    found = text_file.read(written(tmp_path, "s.txt", "고델 : 머리를 내려라!\n라푼젤 : 네!\n고델 : 어서!\n"))
    assert found.documents[0].kind == "script"
    novel = text_file.read(
        written(tmp_path, "n.txt", "라푼젤이 말했다: 그날은 비가 왔다.\n아무도 없었다.\n조용했다.\n그랬다.\n")
    )
    assert novel.documents[0].kind == "prose"


def test_subtitles_without_a_number_line_are_read(tmp_path: Path) -> None:
    text = "00:00:01.000 --> 00:00:02.000\n1984\n\n00:00:03.000 --> 00:00:04.000\nYears ago.\n"
    assert "Years ago." in only(subtitles.read(written(tmp_path, "a.srt", text)))
