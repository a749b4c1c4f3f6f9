"""Drawings that want to do harm, or are only broken: refused with file and line, nothing executed, nothing fetched."""

import socket
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.errors import AvatarError
from companion.ui.avatars.puppet import svg_file
from companion.ui.avatars.puppet.svg_file import parse_svg
from companion.ui.avatars.rig import create
from tests.ui.avatars.puppet.drawings import HEAD, SIX, Sitter, rig, write

BAD = [
    ("<script>alert(1)</script>", "scripts are not allowed", 2),
    ('\n<g id="body" onload="alert(1)"/>', "scripts are not allowed", 3),
    ('<image href="https://example.org/a.png" width="4" height="4"/>', "must be a PNG embedded", 2),
    ('<image xlink:href="file:///etc/passwd" width="4" height="4"/>', "must be a PNG embedded", 2),
    ('<image href="data:image/svg+xml;base64,PHN2Zy8+" width="4" height="4"/>', "must be a PNG embedded", 2),
    ('<use href="other.svg#a"/>', "points outside of the file", 2),
    ('<path d="M0 0H9" fill="url(http://example.org/#a)"/>', "points outside of the file", 2),
    ('<path d="M0 0H9" style="fill:url(&quot;//example.org/#a&quot;)"/>', "points outside of the file", 2),
    ("<style>@import url(http://example.org/a.css);</style>", "may not import", 2),
    ("<foreignObject><iframe/></foreignObject>", "foreign content", 2),
    ('<a href="https://example.org"><path d="M0 0H9"/></a>', "links are not allowed", 2),
    ('<path d="M0 0H9"><animate attributeName="d"/></path>', "animation is not allowed", 2),
    ('<path d="M0 0L1e9 5"/>', "path data can't be read", 2),
    ('<path d="M0 0Lnan 5"/>', "path data can't be read", 2),
    ('<circle cx="infinite" r="3"/>', "a number is needed", 2),
    ('<rect width="99999999" height="4"/>', "a number is needed", 2),
    ('<path d="M0 0H9" fill="blurple"/>', "is not a colour", 2),
    ('<g id="legs"><path d="M0 0H9" transform="spin(3)"/></g>', "the transform 'spin(3)' can't be read", 2),
    ('<g id="body"/>\n<g id="body"/>', "there twice", 3),
    ('<use href="#nowhere"/>', "nowhere in the file", 2),
    ('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', "holds clones itself", 2),
    ('<g id="a"><use href="#a"/></g>', "holds clones itself", 2),
    ('<path d="M0 0L9 9L9999 5"/>', "more than a page beyond the page", 2),
    ('<path d="M0 0l9 9l-9999 5"/>', "more than a page beyond the page", 2),
    ('<g transform="scale(90)"><rect width="90" height="9"/></g>', "more than a page beyond the page", 2),
    ('<path d="M0 0L9 9L9 5" stroke="#000" stroke-width="9999"/>', "more than a page beyond the page", 2),
    ('<g transform="scale(99999)"><g transform="scale(99999)"><circle r="1"/></g></g>', "absurdly far away", 2),
    ('<use href="#face" transform="scale(99)"/>', "more than a page beyond the page", 3),
    ("<g>" * 60 + "</g>" * 60, "nested more than", 2),
]


@pytest.mark.parametrize(("body", "said", "line"), BAD)
def test_what_is_not_allowed_is_named_with_its_line(tmp_path: Path, body: str, said: str, line: int) -> None:
    with pytest.raises(AvatarError) as caught:
        rig(tmp_path, body + SIX)
    assert caught.value.code == "avatar-svg"
    assert "figure.svg" in caught.value.message and f"line {line}:" in caught.value.message
    assert said in caught.value.message


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(AvatarError, match="3 thing") as caught:
        rig(tmp_path, '<script/>\n<use href="a.svg#b"/>\n<path d="M0 0H1e12"/>\n' + SIX)
    for line in (2, 3, 4):
        assert f"line {line}:" in caught.value.message


def test_entities_are_refused_before_they_unfold(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">\n' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?>\n<!DOCTYPE svg [<!ENTITY e0 "ha">\n{levels}]>\n'
    began = time.monotonic()
    with pytest.raises(AvatarError, match="XML entities"):
        rig(tmp_path, "<title>&e11;</title>" + SIX, head=bomb + HEAD)
    assert time.monotonic() - began < 1


def test_an_external_entity_or_doctype_reads_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("something was fetched"))
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    start = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{secret.as_uri()}">]>\n'
    with pytest.raises(AvatarError, match="XML entities") as caught:
        rig(tmp_path, "<title>&x;</title>" + SIX, head=start + HEAD)
    assert "secret" not in caught.value.message.replace("secret.txt", "")
    harmless = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
    assert rig(tmp_path, head=harmless + HEAD).rig.parts


def test_a_million_nodes_are_refused_quickly(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(AvatarError, match="more than 20,000 elements"):
        rig(tmp_path, "<g/>" * 1_000_000)
    assert time.monotonic() - began < 3


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    folder = write(tmp_path)
    with (folder / "figure.svg").open("wb") as file:
        file.truncate(svg_file.MAX_BYTES + 10)
    with pytest.raises(AvatarError, match="larger than 16 MiB"):
        create(Sitter(tmp_path))


@pytest.mark.parametrize("box", ["", "0 0 0 0", "0 0 1e9 1e9", "0 0 10 900", "0 0 nan 5", "a b c d"])
def test_an_absurd_page_is_refused(tmp_path: Path, box: str) -> None:
    with pytest.raises(AvatarError, match="line 1"):
        rig(tmp_path, head=f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">')


def test_embedded_pictures_are_drawn_or_refused_by_their_size(tmp_path: Path) -> None:
    import base64

    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QColor, QImage

    image = QImage(8, 8, QImage.Format.Format_ARGB32)
    image.fill(QColor("#ff0000"))
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    data = bytearray(held.data())
    plain = base64.b64encode(bytes(data)).decode()
    body = '<g id="body"><image width="200" height="200" href="data:image/png;base64,{}"/></g>'
    made = rig(tmp_path, body.format(plain) + SIX.replace('id="body"', 'id="clothes"'))
    assert [part.name for part in made.rig.parts][:2] == ["body", "clothes"]
    assert made.rig.parts[0].box.width() == pytest.approx(200, abs=6)
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    with pytest.raises(AvatarError, match="60000 x 60000 pixels"):
        rig(tmp_path, body.format(base64.b64encode(bytes(data)).decode()) + SIX)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.integers(0, len(SIX)), st.integers(0, 60))
def test_any_damage_is_an_error_or_a_drawing(noise: bytes, at: int, gone: int) -> None:
    whole = f"{HEAD}{SIX}</svg>".encode()
    damaged = whole[: at + len(HEAD)] + noise + whole[at + len(HEAD) + gone :]
    try:
        drawing = parse_svg(damaged, Path("figure.svg"))
    except AvatarError as error:
        assert "line " in error.message
    else:
        assert drawing.root.tag == "svg"


@settings(max_examples=150, deadline=None)
@given(st.text("MmLlHhVvCcSsQqTtAaZz0123456789.,- e", max_size=120))
def test_any_path_data_is_curves_or_an_error(data: str) -> None:
    from companion.ui.avatars.puppet.path_data import PathError, curves_of

    try:
        for curve in curves_of(svg_file.Node("path", 1, {"d": data})):
            assert len(curve.points) % 3 == 1
    except (PathError, OverflowError):
        pass


@pytest.mark.parametrize("encoding", ["utf-32", "euc-jp", "nonsense", "utf-7"])
def test_an_odd_encoding_is_an_error(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(AvatarError, match="line 1"):
        rig(tmp_path, head=f'<?xml version="1.0" encoding="{encoding}"?>' + HEAD)
