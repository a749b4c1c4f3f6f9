"""Her window among others: how soon she is there, how smooth; hotkeys, do not disturb, every page of the menu."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.desk import pages
from companion.ui.texts import Texts
from tests.e2e.conftest import Person
from tests.e2e.driver import App, screenshot, windows, xdotool
from tests.e2e.test_breaks import pet, type_to_her
from tests.virtual_audio import VirtualAudio

pytestmark = pytest.mark.e2e


def states(app: App, after: float) -> list[str]:
    return [record["state"] for record in app.between("state", after)]


def test_she_is_there_soon_and_moves_smoothly_while_she_talks(launch: Callable[..., App], person: Person) -> None:
    with launch(language="ko") as app:
        assert app.wait("first_paint", timeout=20)["ms"] <= 8000  # a busy machine; the figure is in benchmarks/
        began = app.wait_quiet()
        said = person.say("재미있는 이야기 해 줘", "ko")
        app.wait("spoken", after=said, timeout=60)
        frames = app.between("frames", said)
        assert frames and min(record["interval_p50_ms"] for record in frames) < 20
        stalls = app.between("stall", began)
        own = sorted(record["ms"] - record["waited_ms"] for record in stalls)  # it was ready: another had the processor
        assert not own or own[-1] <= 200, stalls
        assert len([ms for ms in own if ms > 50]) <= 1, stalls  # none on a quiet machine; benchmarks/ has the figures


def test_hotkeys_work_while_another_window_has_the_keyboard(launch: Callable[..., App], home: Path) -> None:
    with launch(language="en") as app:
        app.wait_quiet()
        muted = time.monotonic()
        xdotool("key", "ctrl+alt+m")
        app.wait(lambda r: r["event"] == "state" and r["state"] == "idle", after=muted, what="muted")
        listening = time.monotonic()
        xdotool("key", "ctrl+alt+m")
        app.wait(lambda r: r["event"] == "state" and r["state"] == "listening", after=listening, what="listening again")


def test_do_not_disturb_lasts_over_a_new_start_and_ends(launch: Callable[..., App], home: Path) -> None:
    with launch(language="ko") as app:
        app.wait_quiet()
        began = time.monotonic()
        xdotool("key", "ctrl+alt+q")
        app.wait(lambda r: r["event"] == "state" and r["state"] == "idle", after=began, what="quiet")
        type_to_her("백설공주", "hello")
        done = app.wait("timings", after=began, timeout=30)
        assert not app.between("speaking", began, done["t"]), "she speaks though she must not"
        screenshot(home / "quiet.png")
    with launch(language="ko") as app:
        app.wait(lambda r: r["event"] == "state" and r["state"] == "idle", timeout=60, what="still quiet")
        time.sleep(2.0)
        assert not app.between("speaking", 0.0) and not app.between("timings", 0.0), "she greets though she must not"
        began = time.monotonic()
        xdotool("key", "ctrl+alt+q")
        app.wait_listening(after=began)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_of_the_menu_opens(launch: Callable[..., App], home: Path, language: str) -> None:
    texts = Texts("ko" if language == "ko" else "en")
    with launch(language=language) as app:
        app.wait_quiet()
        name = "백설공주" if language == "ko" else "Snow White"
        for index, page in enumerate(pages.available()):
            began = time.monotonic()
            xdotool("mousemove", "--window", pet(name), "200", "330", "click", "3")
            time.sleep(0.7)
            xdotool("key", *(["Up"] * (2 + len(pages.available()) - index)), "Return")
            opened = app.wait("page", after=began, timeout=15)
            assert opened["page"] == page, f"{texts('page.' + page)} opened {opened['page']}"
            time.sleep(1.5)
            screenshot(home / f"{page}-{language}.png")
            assert windows(""), "no window is there"
            xdotool("key", "Escape")
            time.sleep(0.4)
        assert app.between("failed", 0.0) == []


def place_of(window: str) -> tuple[int, ...]:
    """x, y, width and height of an X window, inside its frame."""
    said = dict(line.split("=") for line in xdotool("getwindowgeometry", "--shell", window).split() if "=" in line)
    return tuple(int(said[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))


def test_a_new_start_finds_everything_as_it_was_left(launch: Callable[..., App], audio: VirtualAudio) -> None:
    with launch(language="ko") as app:
        app.wait_quiet()
        assert audio.listeners() == 1
        xdotool("mousemove", "--window", pet("백설공주"), "200", "330", "click", "--repeat", "2", "--delay", "80", "1")
        end = time.monotonic() + 10
        while not (found := windows("백설공주 · 대화")):
            assert time.monotonic() < end, "no chat"
            time.sleep(0.1)
        xdotool("windowmove", "--sync", found[0], "60", "70")
        xdotool("windowsize", "--sync", found[0], "520", "500")
        xdotool("windowactivate", "--sync", found[0], "type", "--delay", "20", "I wanted to say")
        muted = time.monotonic()
        xdotool("key", "ctrl+alt+m")
        app.wait(lambda r: r["event"] == "state" and r["state"] == "idle", after=muted, what="muted")
        end = time.monotonic() + 5
        while audio.listeners():
            assert time.monotonic() < end, "the microphone is still open"
            time.sleep(0.1)
        time.sleep(1.0)
        before = place_of(found[0])
    with launch(language="ko") as app:
        app.wait("timings", timeout=60, what="her greeting")
        app.wait(lambda r: r["event"] == "state" and r["state"] == "idle", what="still muted")
        assert audio.listeners() == 0 and not [r for r in app.records if r.get("state") == "listening"]
        (chat,) = windows("백설공주 · 대화")
        after = place_of(chat)
        assert after[2:] == before[2:] and all(abs(a - b) <= 2 for a, b in zip(after, before, strict=True))
        sent = time.monotonic()
        xdotool("windowactivate", "--sync", chat, "key", "Return")
        said = app.wait("transcript", after=sent, timeout=20, what="the draft that was not sent")
        assert said["text"] == "I wanted to say"
