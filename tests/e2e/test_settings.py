"""The settings of the real program by mouse and keys: found, changed, effective in the running app and in the file."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import yaml

from companion.desk import pages
from companion.ui.texts import Texts
from tests.e2e.conftest import Person
from tests.e2e.driver import App, Record, screenshot, windows, xdotool
from tests.e2e.test_breaks import pet, type_to_her

pytestmark = pytest.mark.e2e


def open_settings(app: App) -> str:
    """Through the menu, by keyboard; the window's X id."""
    began = time.monotonic()
    xdotool("mousemove", "--window", pet("Snow White"), "200", "330", "click", "3")
    time.sleep(0.6)
    below = len(pages.available()) - pages.available().index("settings")
    xdotool("key", *(["Up"] * (2 + below)), "Return")
    assert app.wait("page", after=began, timeout=15)["page"] == "settings"
    deadline = time.monotonic() + 10
    while not windows("Settings"):
        assert time.monotonic() < deadline, "no window of the settings"
        time.sleep(0.1)
    time.sleep(0.5)
    return windows("Settings")[0]


def find(window: str, words: str) -> None:
    """Search, and go to the first control that is found."""
    xdotool("windowactivate", "--sync", window)
    xdotool("key", "ctrl+f", "ctrl+a", "BackSpace")
    xdotool("type", "--delay", "15", words)
    xdotool("key", "Return")
    time.sleep(0.4)


def changed(app: App, name: str, after: float) -> Record:
    """The setting counts, and the engines have taken it."""

    def is_it(record: Record) -> bool:
        return record["event"] == "settings" and name in record["names"]

    told = app.wait(is_it, after=after, timeout=15, what=f"{name} changed")
    applied = app.wait("settings_applied", after=told["t"] - 0.001, timeout=30)
    assert applied["failed"] == []
    return told


def written(home: Path) -> dict[str, object]:
    data: dict[str, object] = yaml.safe_load((home / "conf.yaml").read_text(encoding="utf-8"))
    return data


def test_settings_are_changed_and_effective(launch: Callable[..., App], person: Person, home: Path) -> None:
    with launch(language="en") as app:
        app.wait_quiet()
        loud = loudness(app, person)
        window = open_settings(app)
        screenshot(home / "settings.png")

        began = time.monotonic()
        find(window, "volume")
        xdotool("key", "ctrl+a")
        xdotool("type", "25")
        xdotool("key", "Return")
        changed(app, "speaker.volume", began)
        assert written(home)["speaker"] == {"volume": 0.25}
        screenshot(home / "settings-volume.png")

        began = time.monotonic()
        find(window, "speak aloud")
        xdotool("key", "space")
        changed(app, "speaker.voice_on", began)
        quiet = type_to_her("Snow White", "hello")
        app.wait("reply", after=quiet, timeout=30)
        app.wait("timings", after=quiet, timeout=30)
        assert not app.between("speaking", quiet), "she speaks although she may not"
        began = time.monotonic()
        find(window, "speak aloud")
        xdotool("key", "space")
        changed(app, "speaker.voice_on", began)

        assert loudness(app, person) < 0.5 * loud

        began = time.monotonic()
        find(window, "imagination")
        xdotool("type", "17")
        xdotool("key", "Return")
        time.sleep(0.7)
        screenshot(home / "settings-wrong.png")
        assert not app.between("settings", began), "an impossible value was taken"
        xdotool("key", "Escape")  # the words in the field of the search
        hand = time.monotonic()
        place = home / "conf.yaml"
        place.write_text(
            place.read_text(encoding="utf-8") + "brain:\n  temperature: 0.2  # by hand\n", encoding="utf-8"
        )
        changed(app, "brain.temperature", hand)
        xdotool("windowactivate", "--sync", window)
        xdotool("key", "Escape")
        time.sleep(0.5)
        assert not windows("Settings")


def loudness(app: App, person: Person) -> float:
    """Of one answer, as the speaker plays it."""
    ear = person.listen()
    began = type_to_her("Snow White", "hello")
    app.wait("speaking", after=began, timeout=30)
    app.wait("timings", after=began, timeout=60)
    return float(np.abs(ear.stop()).max())


def test_the_language_is_changed_while_the_windows_are_open(launch: Callable[..., App], home: Path) -> None:
    with launch(language="en") as app:
        app.wait_quiet()
        window = open_settings(app)
        began = time.monotonic()
        find(window, "language of the windows")
        xdotool("key", "Up")  # from English to Korean
        changed(app, "language", began)
        app.wait(lambda r: r["event"] == "language" and r["language"] == "ko", after=began, what="Korean")
        end = time.monotonic() + 10
        while written(home)["language"] != "ko":
            assert time.monotonic() < end, written(home)
            time.sleep(0.1)
        time.sleep(1.0)
        assert pet("백설공주") and windows(Texts("ko")("settings.title")), "the page stands there in Korean"
        screenshot(home / "settings-ko.png")
