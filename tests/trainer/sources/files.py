"""Documents of other programs, built in memory for the tests."""

import io
import struct
import zipfile
import zlib

PARA_HEADER, PARA_TEXT, CTRL_HEADER, LIST_HEADER = 66, 67, 71, 72


def zipped(members: dict[str, str | bytes], *, first: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(members, key=lambda name: name != first):
            archive.writestr(name, members[name])
    return buffer.getvalue()


def pdf(pages: list[list[str]]) -> bytes:
    """A PDF with one text line after another in Courier (ASCII), as a producer without compression writes it."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"]
    kids = []
    for lines in pages:
        body = b"BT /F1 10 Tf 12 TL 40 800 Td\n" + b"".join(
            b"(" + line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("latin-1") + b") Tj T*\n"
            for line in lines
        )
        body += b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body))
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R " % len(objects)
        objects.append(page + b"/Resources << /Font << /F1 3 0 R >> >> >>")
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, item in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def epub(chapters: dict[str, str], *, opf: str = "", missing: str = "") -> bytes:
    items = "".join(
        f'<item id="c{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = opf or (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    members: dict[str, str | bytes] = {"mimetype": "application/epub+zip", "META-INF/container.xml": container}
    members["OEBPS/book.opf"] = package
    for name, html in chapters.items():
        if not name.startswith("..") and name != missing:
            members[f"OEBPS/{name}"] = html
    return zipped(members, first="mimetype")


def hwpx(sections: list[str], **more: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    space = (
        'xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph"'
    )
    members: dict[str, str | bytes] = {"mimetype": "application/hwp+zip"}
    for number, body in enumerate(sections):
        members[f"Contents/section{number}.xml"] = f"{head}<hs:sec {space}>{body}</hs:sec>"
    return zipped({**members, **more}, first="mimetype")


def record(tag: int, level: int, data: bytes = b"", *, long: bool = False) -> bytes:
    size = 0xFFF if long or len(data) >= 0xFFF else len(data)
    head = struct.pack("<I", tag | level << 10 | size << 20)
    return head + (struct.pack("<I", len(data)) if size == 0xFFF else b"") + data


def hwp_text(text: str) -> bytes:
    return text.encode("utf-16-le") + b"\r\0"


def control(kind: str) -> bytes:
    """An extended control inside a paragraph: eight units, the first and the last its code."""
    return struct.pack("<H", 11) + kind.encode()[::-1] + bytes(8) + struct.pack("<H", 11)


def hwp(section: bytes, *, flags: int = 1, header: bytes = b"HWP Document File") -> bytes:
    """An OLE container with FileHeader and BodyText/Section0."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = deflate.compress(section) + deflate.flush() if flags & 1 else section
    head = header.ljust(32, b"\0") + struct.pack("<II", 0x05000300, flags)
    return ole({"FileHeader": head.ljust(256, b"\0")}, {"Section0": data})


def ole(root: dict[str, bytes], body: dict[str, bytes]) -> bytes:
    """A compound file, version 3, sectors of 512 bytes; every stream is padded beyond the mini-stream's 4096 bytes.

    Sizes are kept at what the streams hold: a stream below 4096 is stored padded with zeros and its size is 4096."""
    sector, free, end, fat_mark = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    streams = [(name, data.ljust(4096, b"\0")) for name, data in (*root.items(), *body.items())]
    chains: list[tuple[int, int]] = []
    data_area = b""
    at = 0
    for _, data in streams:
        count = -(-len(data) // sector)
        chains.append((at, count))
        data_area += data.ljust(count * sector, b"\0")
        at += count
    entries = 2 + len(streams)
    directory_sectors = -(-entries * 128 // sector)
    directory_at = at
    at += directory_sectors
    fat_sectors = 1
    while (at + fat_sectors) * 4 > fat_sectors * sector:
        fat_sectors += 1
    fat: list[int] = []
    for start, count in [*chains, (directory_at, directory_sectors)]:
        fat += [*range(start + 1, start + count), end]
    fat += [fat_mark] * fat_sectors
    fat += [free] * (fat_sectors * sector // 4 - len(fat))

    def entry(name: str, kind: int, child: int, left: int, right: int, start: int, size: int) -> bytes:
        raw = name.encode("utf-16-le") + b"\0\0"
        packed = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, left, right, child)
        return packed + bytes(36) + struct.pack("<IQ", start, size)

    first = len(root)
    listing = entry("Root Entry", 5, 1, free, free, end, 0)
    for number, (name, data) in enumerate(streams[:first], 1):
        following = number + 1 if number < first else first + 1
        listing += entry(name, 2, free, free, following, chains[number - 1][0], len(data))
    listing += entry("BodyText", 1, first + 2, free, free, 0, 0)
    for number, (name, data) in enumerate(streams[first:], first):
        following = number + 3 if number + 1 < len(streams) else free
        listing += entry(name, 2, free, free, following, chains[number][0], len(data))
    listing = listing.ljust(directory_sectors * sector, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, fat_sectors, directory_at, 0, 4096, end, 0, end, 0)
    fat_at = directory_at + directory_sectors
    head += struct.pack("<109I", *([fat_at + n for n in range(fat_sectors)] + [free] * (109 - fat_sectors)))
    return head + data_area + listing + struct.pack(f"<{len(fat)}I", *fat)
