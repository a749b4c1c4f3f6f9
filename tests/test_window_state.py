"""What the window remembers comes back; a broken file is set aside and never in the way."""

import json
from pathlib import Path

import pytest

from companion.window_state import WindowState, load, save


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    place = tmp_path / "new" / "window.json"
    assert load(place) == WindowState()
    first = save(place, WindowState(), position=(40, -7), scale=1.5)
    second = save(place, first, character="ruby", always_on_top=False)
    assert load(place) == second == WindowState((40, -7), 1.5, False, "ruby")
    assert [path.name for path in place.parent.iterdir()] == ["window.json"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"7", b"\xff\xfe", b'{"position": "x"}', b'{"position": [1]}', b'{"scale": "large"}'],
)
def test_a_broken_file_is_set_aside(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "window.json"
    place.write_bytes(content)
    assert load(place) == WindowState()
    assert place.with_name("window.json.broken").read_bytes() == content
    assert not place.exists()


@pytest.mark.parametrize(("written", "used"), [(100, 2.0), (0, 0.5), (1.25, 1.25)])
def test_she_is_neither_vast_nor_invisible(tmp_path: Path, written: float, used: float) -> None:
    place = tmp_path / "window.json"
    place.write_text(json.dumps({"scale": written}), encoding="utf-8")
    assert load(place).scale == used


def test_a_place_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert save(tmp_path / "file" / "window.json", WindowState(), scale=1.0).scale == 1.0


def test_what_the_first_start_left_open_is_remembered(tmp_path: Path) -> None:
    place = tmp_path / "window.json"
    save(place, WindowState(), guide=3, downloads=("qwen3-4b",))
    assert load(place).guide == 3 and load(place).downloads == ("qwen3-4b",)
    place.write_text('{"guide": -4, "downloads": null}', encoding="utf-8")
    assert load(place).guide == 0 and load(place).downloads == ()
