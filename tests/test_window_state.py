"""What the window remembers comes back; a broken file is set aside and never in the way."""

import json
from pathlib import Path

import pytest

from companion.window_state import MOST_HOMES, Place, WindowState, load, save


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    place = tmp_path / "new" / "window.json"
    assert load(place) == WindowState()
    first = save(place, WindowState(), position=(40, -7), scale=1.5)
    second = save(place, first, character="ruby", always_on_top=False)
    assert load(place) == second == WindowState((40, -7), 1.5, False, "ruby")
    assert [path.name for path in place.parent.iterdir()] == ["window.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"\xff\xfe",
        b'{"position": "x"}',
        b'{"position": [1]}',
        b'{"scale": "large"}',
        b'{"windows": {"chat": {"x": 1}}}',
        b'{"windows": {"chat": {"x": 1, "y": 1, "width": 0, "height": 9}}}',
        b'{"homes": {"a": 3}}',
    ],
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


def test_places_and_what_was_open_and_muted_come_back(tmp_path: Path) -> None:
    place = tmp_path / "window.json"
    state = WindowState()
    state = save(place, state, windows=state.placed("chat", Place(1, -2, 500, 600)), chat_open=True, chat_drawer=272)
    state = save(place, state, windows=state.placed("settings", Place(3, 4, 900, 640, maximized=True)))
    state = save(place, state, homes=state.at_home("800x600+0+0", (5, 6)), mode="off", voice_on=False)
    back = load(place)
    assert back == state
    assert back.windows["chat"] == Place(1, -2, 500, 600) and back.windows["settings"].maximized
    assert (back.chat_open, back.chat_drawer, back.mode, back.voice_on) == (True, 272, "off", False)
    assert back.homes == {"800x600+0+0": (5, 6)}


def test_only_the_last_arrangements_of_screens_are_kept() -> None:
    state = WindowState()
    for number in range(MOST_HOMES + 3):
        state = WindowState(homes=state.at_home(f"screens {number}", (number, 0)))
    state = WindowState(homes=state.at_home("screens 4", (40, 4)))
    assert list(state.homes)[-2:] == [f"screens {MOST_HOMES + 2}", "screens 4"]
    assert len(state.homes) == MOST_HOMES and state.homes["screens 4"] == (40, 4)


def test_a_draft_comes_back_and_an_endless_one_is_cut(tmp_path: Path) -> None:
    place = tmp_path / "window.json"
    state = save(place, WindowState(), draft="I wanted to say\n그게…", settings_page="voice", framed=True)
    assert load(place) == state
    save(place, state, draft="a" * 100_000)
    assert len(load(place).draft) == 20_000
