"""The chat window of the real program, by mouse and keys: another answer, versions, writing anew, search, deleting."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.memory.store import Store
from tests.e2e.driver import App, screenshot, windows, xdotool
from tests.e2e.test_breaks import type_to_her

pytestmark = pytest.mark.e2e

WIDE = 600  # pixels from which the list of conversations must be open


def chat() -> str:
    """X id of the chat window."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        for window in windows("Chat with"):
            return window
        time.sleep(0.1)
    raise AssertionError("no chat window")


def width() -> int:
    lines = xdotool("getwindowgeometry", "--shell", chat()).splitlines()
    return next(int(line.removeprefix("WIDTH=")) for line in lines if line.startswith("WIDTH="))


def keys(*names: str) -> float:
    """Press these in the chat window; returns when."""
    xdotool("windowactivate", "--sync", chat())
    began = time.monotonic()
    xdotool("key", "--delay", "60", *names)
    return began


def write(text: str) -> float:
    xdotool("windowactivate", "--sync", chat())
    began = time.monotonic()
    xdotool("type", "--delay", "25", text)
    return began


def answered(app: App, began: float) -> str:
    """Her next answer, once it has been heard to its end."""
    reply = app.wait("reply", after=began, timeout=40)
    app.wait(lambda r: r["event"] == "timings" and r["turn"] == reply["turn"], after=began, timeout=60, what="the end")
    text: str = reply["text"]
    return text


def stored(home: Path) -> list[tuple[str, str]]:
    """What is shown now, as another program reads it."""
    store = Store(home / "conversations.sqlite3")
    try:
        return [(turn.user, turn.text) for turn in store.conversation("snow_white").page(0, 100) if turn.user]
    finally:
        store.close()


def until(wanted: Callable[[], object], what: str, seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not wanted():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


def test_going_back_in_a_conversation(launch: Callable[..., App], home: Path) -> None:
    with launch(language="en") as app:
        app.wait_quiet()
        first = answered(app, type_to_her("Snow White", "Hello!"))
        second = answered(app, write_and_send("How are you feeling today?"))
        screenshot(home / "chat.png")

        began = keys("ctrl+r")  # another answer, heard like any
        spoken = app.wait("speaking", after=began, timeout=40)
        other = answered(app, began)
        assert spoken["text"] and stored(home) == [("Hello!", first), ("How are you feeling today?", other)]

        keys("shift+Tab", "Left")  # from the field back to the last bubble; the version before
        until(
            lambda: stored(home) == [("Hello!", first), ("How are you feeling today?", second)],
            "the first answer is back",
        )
        screenshot(home / "chat-versions.png")

        keys("ctrl+b", "ctrl+b")  # the list comes and goes; the field has the keyboard
        keys("Up", "ctrl+a")
        began = write("What is your name?")
        keys("Return")
        named = answered(app, began)
        until(lambda: stored(home) == [("Hello!", first), ("What is your name?", named)], "written anew")

        keys("ctrl+f")
        until(lambda: width() >= WIDE, "the list is open")
        write("feeling tod")  # stands in a version that is not shown; she does not say it
        time.sleep(1.0)
        keys("Return")
        until(lambda: stored(home)[-1][0] == "How are you feeling today?", "the version that was found is shown")
        screenshot(home / "chat-found.png")

        keys("Escape", "ctrl+n")
        until(lambda: stored(home) == [], "a new conversation")
        last = answered(app, write_after_new("Good night."))
        assert stored(home) == [("Good night.", last)]
        screenshot(home / "chat-new.png")
        assert app.between("failed", 0) == []
    with launch(language="en") as again:
        again.wait_quiet()
        assert stored(home) == [("Good night.", last)], "the conversation that was open is resumed"


def write_and_send(text: str) -> float:
    began = write(text)
    keys("Return")
    return began


def write_after_new(text: str) -> float:
    """The list has the keyboard: close it, which gives it to the field."""
    keys("ctrl+b")
    until(lambda: width() < WIDE, "the list is closed")
    return write_and_send(text)


def test_deleted_words_are_not_in_the_file(launch: Callable[..., App], home: Path) -> None:
    with launch("speaker.voice_on=false", language="en") as app:
        app.wait_quiet()
        answered(app, type_to_her("Snow White", "My secret is xyzzyplugh."))
        answered(app, write_and_send("Hello!"))
        keys("shift+Tab", "Up", "Up", "Up", "Delete")
        time.sleep(0.8)
        screenshot(home / "chat-delete.png")
        xdotool("key", "Tab", "Return")  # Cancel has the keyboard; the next button deletes
        until(lambda: [user for user, _ in stored(home)] == ["Hello!"], "deleted")
        until(lambda: not holding(home, b"xyzzy"), "the words are gone from the file while it runs")
        screenshot(home / "chat-deleted.png")
        assert app.between("failed", 0) == []


def holding(home: Path, needle: bytes) -> list[str]:
    return [part.name for part in home.glob("conversations.sqlite3*") if needle in part.read_bytes()]
