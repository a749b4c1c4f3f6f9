"""The first start on a profile that is not there yet, by mouse and keys: what is chosen is written, and counts."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from companion.persona.character import list_characters
from tests.e2e.conftest import Person
from tests.e2e.driver import App, Record, base_environment, screenshot, windows, xdotool
from tests.virtual_audio import VirtualAudio

pytestmark = pytest.mark.e2e

NEXT, VOICE, ANOTHER = (512, 605), (144, 536), (420, 262)  # in the guide's window: 600 x 640 on this screen


@pytest.fixture
def fresh(home: Path, audio: VirtualAudio) -> Callable[[], App]:
    """The program as a person starts it: without a setting on the command line."""
    return lambda: App(home, base_environment() | audio.env, first_run=True)


def arrived(app: App, step: str, after: float = 0.0) -> Record:
    record = app.wait(
        lambda r: r["event"] == "guide" and r["step"] == step, after=after, timeout=60, what=f"the step {step!r}"
    )
    time.sleep(0.5)  # the window has drawn it
    return record


def click(window: str, place: tuple[int, int]) -> None:
    xdotool("mousemove", "--window", window, str(place[0]), str(place[1]), "click", "1")


def guide_window(title: str = "Welcome") -> str:
    deadline = time.monotonic() + 20
    while not (found := windows(title)):
        assert time.monotonic() < deadline, f"no window {title!r}"
        time.sleep(0.1)
    xdotool("windowactivate", "--sync", found[0])
    return found[0]


def settings(home: Path) -> dict[str, object]:
    place = home / "conf.yaml"
    return dict(yaml.safe_load(place.read_text(encoding="utf-8"))) if place.exists() else {}


def until(wanted: Callable[[], object], what: str, seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not wanted():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def test_from_the_first_step_to_the_last(fresh: Callable[[], App], person: Person, home: Path) -> None:
    with fresh() as app:
        ear = person.listen()
        arrived(app, "language")
        window = guide_window()
        assert windows("Snow White"), "she stands on the desktop meanwhile"
        app.wait("face", timeout=20)
        screenshot(home / "first-language.png")

        xdotool("key", "shift+Tab", "Up")  # from Next up to the languages, and to the other one
        until(lambda: settings(home).get("language") == "ko", "the language is not written")
        until(lambda: windows("반가워요"), "the guide does not speak Korean at once")
        xdotool("key", "Return")  # on what is chosen, Enter goes on
        arrived(app, "character")

        click(window, ANOTHER)  # in the list of characters
        time.sleep(1.0)
        screenshot(home / "first-character.png")
        app.wait_quiet()  # her greeting is over, so what is heard now is the sample
        assert ear.wait_silence(10)
        click(window, VOICE)
        sample = app.wait("voice_sample", timeout=30)
        chosen = sample["character"]
        assert chosen != "snow_white"
        assert ear.wait_sound(10), "the sample is not heard"

        gone_on = time.monotonic()
        click(window, NEXT)
        arrived(app, "speaker", gone_on)
        switched = app.wait("switched", after=gone_on, timeout=60)
        assert switched["character"] == chosen and settings(home)["character"] == chosen
        xdotool("windowactivate", "--sync", window, "key", "alt+Right")
        arrived(app, "microphone")
        screenshot(home / "first-microphone.png")
        xdotool("key", "shift+Tab", "Up")
        until(
            lambda: settings(home).get("microphone", {}).get("mode") == "push_to_talk",  # type: ignore[attr-defined]
            "when she may listen is not written",
        )
        for step in ("privacy", "models", "ready"):
            click(window, NEXT)
            arrived(app, step)
            screenshot(home / f"first-{step}.png")
        assert not list(home.glob("models/*")), "nothing was downloaded unasked"

        ended = time.monotonic()
        click(window, NEXT)
        app.wait(lambda r: r["event"] == "guide" and r["step"] == "" and r["whole"], after=ended, what="done")
        who = next(one for one in list_characters().characters if one.id == chosen)
        until(lambda: windows(who.name("ko")), "she has no Korean name")
        time.sleep(2)
        assert not windows("반가워요") and not app.between("page", ended + 1), "the guide came again"
        screenshot(home / "first-over.png")


def test_cut_off_it_goes_on_where_it_was_and_closed_it_stays_away(fresh: Callable[[], App], home: Path) -> None:
    with fresh() as app:
        arrived(app, "language")
        guide_window()
        for step in ("character", "speaker", "microphone"):
            xdotool("key", "alt+Right")
            arrived(app, step)
        app.kill()
    with fresh() as again:
        arrived(again, "microphone")
    began = time.monotonic()
    with fresh() as third:  # ended by SIGTERM: not by the person
        arrived(third, "microphone", began)
        guide_window()
        xdotool("key", "Escape")
        third.wait(lambda r: r["event"] == "guide" and r["step"] == "" and not r["whole"], after=began, what="closed")
        until(lambda: not windows("Welcome"), "the guide stays open")
        third.wait_quiet()
        assert third.running()
    with fresh() as last:
        last.wait_quiet()
        assert last.between("guide", 0) == [], "closed by the person, it does not come again by itself"
    assert not (home / "conf.yaml").exists(), "nothing was chosen"
