"""Characters come in from files and go out into one, one is made by the guided page: real windows, mouse and keys."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.desk import pages
from companion.persona import cards
from companion.persona.card_png import blank
from companion.persona.cards import Card
from tests.e2e.driver import App, Record, base_environment, screenshot, windows, xdotool
from tests.virtual_audio import VirtualAudio

pytestmark = pytest.mark.e2e

DATA = {
    "name": "Mira",
    "description": "A lighthouse keeper who watches the sea.\n\nPersonality: calm, curious",
    "first_mes": '*waves* "You are here! I saw your light."',
    "mes_example": "<START>\n{{user}}: Are you cold?\n{{char}}: The wind and I are old friends.",
}
RECIPE = """
data: {variations: 2}
train:
  stages:
    - {name: persona, data: all, max_steps: 4, learning_rate: 0.003, batch: 8, accumulate: 1, optimizer: adamw_torch}
evaluate: {samples: 4, probes: 4, base: false, perplexity: false}
gates:
  {emotion: null, identity: null, style: null, language: null, leak: null, stop: null, json_valid_free: null}
"""


def found(name: str, seconds: float = 20.0) -> str:
    """X id of the window with this title."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for window in windows(name):
            return window
        time.sleep(0.1)
    raise AssertionError(f"no window {name!r}")


def keys(window: str, *names: str) -> float:
    xdotool("windowactivate", "--sync", window)
    began = time.monotonic()
    xdotool("key", "--delay", "80", *names)
    return began


def write(window: str, text: str) -> None:
    xdotool("windowactivate", "--sync", window)
    xdotool("type", "--delay", "20", text)


def lower_right(window: str) -> float:
    """Clicks the button at the lower right, where the way forward stands."""
    lines = dict(
        line.split("=") for line in xdotool("getwindowgeometry", "--shell", window).splitlines() if "=" in line
    )
    xdotool("windowactivate", "--sync", window)
    began = time.monotonic()
    xdotool("mousemove", "--window", window, str(int(lines["WIDTH"]) - 70), str(int(lines["HEIGHT"]) - 32))
    time.sleep(0.1)
    xdotool("click", "1")
    return began


def menu(*moves: str) -> float:
    """Opens her menu with the menu key, moves in it with the arrow keys, and chooses."""
    xdotool("windowfocus", "--sync", found("Snow White"))
    time.sleep(0.2)
    xdotool("key", "Menu")
    time.sleep(0.8)
    began = time.monotonic()
    xdotool("key", "--delay", "80", *moves)
    time.sleep(0.3)
    xdotool("key", "Return")
    return began


def opened(title: str, *moves: str) -> str:
    """The window that a menu entry opens; on a busy machine a key may come before the menu does."""
    for _ in range(4):
        menu(*moves)
        try:
            return found(title, 8)
        except AssertionError:
            xdotool("key", "--delay", "80", "Escape", "Escape")
            time.sleep(1.0)
    raise AssertionError(f"the menu does not open {title!r}")


def page(title: str, name: str) -> str:
    """Pages stand above the last two entries of the menu."""
    names = pages.available()
    return opened(title, *["Up"] * (2 + len(names) - names.index(name)))


def take_in(app: App, file: Path) -> Record:
    """Through the menu and the file dialog; returns what was taken in."""
    window = opened("Import a character", "Down", "Right", "Up")
    time.sleep(0.5)
    keys(window, "Return")
    dialog = found("Choose a file")
    time.sleep(0.5)
    write(dialog, str(file))
    began = keys(dialog, "Return")
    app.wait("import_shown", after=began)
    time.sleep(0.4)
    screenshot(app.home / f"import-{file.stem}.png")
    began = keys(window, "Return")
    return app.wait("imported", after=began)


@pytest.mark.parametrize("version", [2, 3])
def test_a_card_comes_in_and_she_talks(launch: Callable[..., App], home: Path, tmp_path: Path, version: int) -> None:
    card = tmp_path / f"mira{version}.png"
    cards.write(Card(2, dict(DATA), picture=blank(300, 450, (120, 90, 160))), card, 3 if version == 3 else 2)
    with launch(language="en") as app:
        app.wait_quiet()
        came = take_in(app, card)
        assert came["characters"] == ["mira"]
        time.sleep(0.5)
        began = keys(found("Import a character"), "Return")  # "Talk to Mira" has the keyboard
        switched = app.wait("switched", after=began, timeout=60)
        assert switched["character"] == "mira"
        spoken = app.wait("speaking", after=began, timeout=60)
        assert spoken["text"] == "You are here!", "the first message of the card, without what she does"
        screenshot(home / f"mira-v{version}.png")
        assert [r for r in app.between("failed", 0) if r["stage"] != "audio"] == []


def test_one_goes_out_into_a_file_and_into_a_clean_profile(
    launch: Callable[..., App], audio: VirtualAudio, home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "gone out.companion"
    with launch(language="en") as app:
        app.wait_quiet()
        window = page(": this character", "character_page")
        time.sleep(1.5)
        screenshot(home / "this-character.png")
        lower_right(window)
        time.sleep(0.5)
        xdotool("key", "Down", "Return")
        dialog = found("Export")
        time.sleep(0.5)
        xdotool("windowactivate", "--sync", dialog)
        xdotool("key", "ctrl+a")
        write(dialog, str(file))
        began = keys(dialog, "Return")
        app.wait("exported", after=began)
    assert file.stat().st_size > 100_000
    with App(tmp_path / "clean", base_environment() | audio.env, "language=en", "brain.seed=5") as clean:
        clean.wait_quiet()
        came = take_in(clean, file)
        assert came["characters"] == ["snow_white"] or came["characters"] == ["snow_white_2"]
        time.sleep(0.5)
        began = keys(found("Import a character"), "Return")
        switched = clean.wait("switched", after=began, timeout=60)
        assert switched["character"] == came["characters"][0]


@pytest.mark.timeout(600)
def test_one_is_made_by_the_guided_page_and_answers(launch: Callable[..., App], home: Path) -> None:
    with launch(language="en") as app:
        app.wait_quiet()
        window = page("Make a character", "make")
        time.sleep(3.0)
        keys(window, "Return")  # "New character" has the keyboard
        time.sleep(0.5)
        write(window, "Byeol")
        screenshot(home / "make-who.png")
        lower_right(window)
        time.sleep(0.5)
        began = lower_right(window)
        app.wait("workshop", after=began, timeout=60)
        app.wait("planned", after=began, timeout=60)
        recipe = home / "training" / "byeol" / "recipe.yaml"
        recipe.write_text(recipe.read_text(encoding="utf-8") + RECIPE, encoding="utf-8")
        time.sleep(0.5)
        screenshot(home / "make-how.png")
        began = lower_right(window)
        app.wait(lambda r: r["event"] == "training" and r["what"] == "begun", after=began)
        time.sleep(15)
        screenshot(home / "make-run.png")
        report = app.wait("report", after=began, timeout=300)
        assert report["passed"]
        time.sleep(0.6)
        screenshot(home / "make-report.png")
        began = lower_right(window)
        app.wait("promoted", after=began, timeout=120)
        time.sleep(0.6)
        began = lower_right(window)
        switched = app.wait("switched", after=began, timeout=60)
        assert switched["character"] == "byeol"
        assert app.wait("speaking", after=began, timeout=60)["text"]
        screenshot(home / "make-done.png")
        assert [r for r in app.between("failed", 0) if r["stage"] != "audio"] == []
