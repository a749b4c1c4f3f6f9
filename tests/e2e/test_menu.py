"""Every entry of her menu, by mouse and keys, and what it does to the running program."""

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.persona.emotion import CANONICAL
from tests.e2e.driver import App, screenshot, windows, xdotool
from tests.e2e.test_breaks import choose_character, pet, type_to_her
from tests.e2e.test_desktop import place_of

pytestmark = pytest.mark.e2e

HER = "Snow White"
HIGH = 800  # pixels of the screen; script/with-desktop
ENTRIES = (
    *("character", "mood", "chat", "listen", "push_to_talk", "voice", "stop", "quiet", "on_top", "framed", "corner"),
)
"""From the top, down to where the pages begin (test_desktop opens those)."""


def choose(entry: str, *then: str) -> float:
    """The right mouse button on her, and the arrow keys; then: keys within the menu below. Returns when."""
    xdotool("mousemove", "--window", pet(HER), "200", "330", "click", "3")
    time.sleep(0.6)
    xdotool("key", "--delay", "40", *["Down"] * (1 + ENTRIES.index(entry)), *then)
    time.sleep(0.2)
    began = time.monotonic()
    xdotool("key", "Return")
    return began


def from_below(count: int) -> float:
    """The entry so many from the end."""
    xdotool("mousemove", "--window", pet(HER), "200", "330", "click", "3")
    time.sleep(0.6)
    xdotool("key", "--delay", "40", *["Up"] * count)
    began = time.monotonic()
    xdotool("key", "Return")
    return began


def until(wanted: Callable[[], object], what: str, seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not wanted():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def state(app: App, name: str, after: float) -> None:
    app.wait(lambda r: r["event"] == "state" and r["state"] == name, after=after, what=name)


def above(window: str) -> bool:
    said = subprocess.run(
        ["xprop", "-id", window, "_NET_WM_STATE"], capture_output=True, text=True, timeout=10, check=True
    )
    return "_NET_WM_STATE_ABOVE" in said.stdout


def titled(window: str) -> bool:
    """Whether the window manager has put a frame around it."""
    said = subprocess.run(
        ["xprop", "-id", window, "_NET_FRAME_EXTENTS"], capture_output=True, text=True, timeout=10, check=True
    )
    return any(int(number) for number in said.stdout.partition("=")[2].split(",") if number.strip().isdigit())


def lowest(window: str) -> int:
    """Its lower edge on the screen, in pixels; xdotool counts the frame twice under some window managers."""
    said = subprocess.run(["xwininfo", "-id", window], capture_output=True, text=True, timeout=10, check=True).stdout
    numbers = dict(line.strip().split(":", 1) for line in said.splitlines() if ":" in line)
    return int(numbers["Absolute upper-left Y"]) + int(numbers["Height"])


def kept(home: Path, name: str) -> object:
    return json.loads((home / "window.json").read_text(encoding="utf-8"))[name]


def test_what_she_does_and_how_she_feels(launch: Callable[..., App], home: Path) -> None:
    with launch(language="en") as app:
        app.wait_quiet()
        began = choose("mood", "Right", *["Down"] * CANONICAL.index("sad"))
        assert app.wait("mood_wished", after=began)["emotion"] == "sad"
        app.wait(lambda r: r["event"] == "face" and r.get("mouth_form", 1.0) < 0, after=began, what="a sad face")
        screenshot(home / "menu-sad.png")

        state(app, "idle", choose("listen"))
        state(app, "listening", choose("listen"))
        choose("push_to_talk")
        until(lambda: kept(home, "mode") == "push_to_talk", "push to talk")
        state(app, "listening", choose("push_to_talk"))

        choose("voice")
        until(lambda: kept(home, "voice_on") is False, "her voice is off")
        silent = type_to_her(HER, "Hello!")
        app.wait("timings", after=silent, timeout=40)
        assert not app.between("speaking", silent), "she speaks although her voice is off"
        choose("voice")
        until(lambda: kept(home, "voice_on") is True, "her voice is on")

        told = type_to_her(HER, "Tell me a story.")
        app.wait("speaking", after=told, timeout=40)
        stopped = choose("stop")
        assert app.wait("interrupted", after=stopped, timeout=10)["by"] == "stop"

        quiet = choose("quiet")
        state(app, "idle", quiet)
        until(lambda: kept(home, "quiet") is True, "do not disturb is remembered")
        state(app, "listening", choose("quiet"))


def test_where_she_stands_and_what_opens(launch: Callable[..., App], home: Path) -> None:
    with launch(language="en") as app:
        app.wait_quiet()
        corner = place_of(pet(HER))
        xdotool("mousemove", "--window", pet(HER), "200", "330", "mousedown", "1")
        for step in (30, 120, 240, 360):
            xdotool("mousemove", str(corner[0] + 200 - step), str(corner[1] + 330 - step // 6))
            time.sleep(0.05)
        xdotool("mouseup", "1")
        until(lambda: place_of(pet(HER))[0] < corner[0] - 300, "she was dragged away")
        choose("corner")
        until(lambda: place_of(pet(HER)) == corner, "she is back in the corner")

        assert above(pet(HER))
        choose("on_top")
        until(lambda: kept(home, "always_on_top") is False and not above(pet(HER)), "she may be covered")
        choose("on_top")
        until(lambda: kept(home, "always_on_top") is True and above(pet(HER)), "she is above all again")

        free = place_of(pet(HER))
        choose("framed")
        until(lambda: kept(home, "framed") is True and titled(pet(HER)), "she stands in a window with a frame")
        until(lambda: 0 < lowest(pet(HER)) <= HIGH, "wholly on the screen")
        screenshot(home / "menu-framed.png")
        choose("framed")
        until(lambda: kept(home, "framed") is False and not titled(pet(HER)), "she is free again")
        until(lambda: place_of(pet(HER)) == free, "where she was")

        choose("chat")
        until(lambda: windows("Chat with"), "the chat")
        xdotool("windowclose", windows("Chat with")[0])
        until(lambda: not windows("Chat with"), "the chat is closed")

        from_below(2)
        until(lambda: windows("About"), "about")
        screenshot(home / "menu-about.png")
        xdotool("key", "Escape")
        until(lambda: not windows("About"), "about is closed")

        choose("character", "Right", "Up")  # the last line: one that comes from a file
        until(lambda: windows("Import a character"), "the window that takes one in")
        xdotool("key", "Escape")
        until(lambda: not windows("Import a character"), "it is closed")

        began = time.monotonic()
        choose_character(HER, "ruby")
        assert app.wait("switched", after=began, timeout=60)["character"] == "ruby"
        until(lambda: windows("Ruby"), "she has come")
        screenshot(home / "menu-ruby.png")


def test_quit_ends_it(launch: Callable[..., App]) -> None:
    with launch(language="en") as app:
        app.wait_quiet()
        from_below(1)
        assert app.wait_exit() == 0
