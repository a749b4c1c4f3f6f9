"""The model manager and the doctor in the running program: opened from her menu, driven by keys, effective at once."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import yaml

from tests.e2e.driver import App, base_environment, screenshot, windows, xdotool
from tests.e2e.test_breaks import pet
from tests.models.conftest import noise, piper_files, voice
from tests.models.hub_server import HubServer
from tests.virtual_audio import VirtualAudio

pytestmark = pytest.mark.e2e

__all__ = ["piper_files"]
DOCTOR, MODELS = 4, 5  # lines from the end of her menu
VOICE_TAB = (197, 97)  # in the models' window


@pytest.fixture
def server() -> Iterator[HubServer]:
    with HubServer() as running:
        yield running


def open_page(app: App, lines_from_end: int, name: str, title: str) -> str:
    """Through the right-click menu, by keys; the window's X id."""
    began = time.monotonic()
    xdotool("mousemove", "--window", pet("Snow White"), "200", "330", "click", "3")
    time.sleep(0.8)
    xdotool("key", *(["Up"] * lines_from_end), "Return")
    app.wait(lambda r: r["event"] == "page" and r["page"] == name, after=began, timeout=20, what=name)
    deadline = time.monotonic() + 20
    while not (found := windows(title)):
        assert time.monotonic() < deadline, title
        time.sleep(0.1)
    xdotool("windowactivate", "--sync", found[0])
    time.sleep(0.7)
    return found[0]


def test_a_voice_is_downloaded_and_used_while_she_lives(
    home: Path, audio: VirtualAudio, server: HubServer, piper_files: dict[str, bytes], tmp_path: Path
) -> None:
    entry = voice(server, piper_files | {"MODEL_CARD": noise(200_000)}, engine="piper", main="voice.onnx")
    place = tmp_path / "entry.json"
    place.write_text(entry.model_dump_json(), encoding="utf-8")
    settings = ("language=en", "brain.seed=5", f"models.hub={server.base}")
    app = App(home, base_environment() | audio.env, *settings)
    app.run_module("tests.desk.small_companion", str(place))
    with app:
        app.wait_quiet()
        window = open_page(app, MODELS, "models_page", "Models")
        x, y = VOICE_TAB
        xdotool("mousemove", "--window", window, str(x), str(y), "click", "1")
        time.sleep(0.5)
        xdotool("key", "Tab", "Tab", "Return")  # past the folder, to the voice's Download
        time.sleep(0.5)
        screenshot(home / "models-licence.png")
        assert server.requests == [], "the licence comes first"
        agreed = time.monotonic()
        xdotool("key", "Return")
        done = app.wait(
            lambda r: r["event"] == "download" and r["stage"] == "ended", after=agreed, timeout=60, what="downloaded"
        )
        assert done["code"] == 0 and (home / "models" / "hum" / "voice.onnx").is_file()
        time.sleep(0.7)
        xdotool("mousemove", "--window", window, str(x), str(y), "click", "1")
        xdotool("key", "Tab", "Tab", "Return")  # Use it
        used = app.wait("model_used", after=agreed, timeout=20)
        assert used["model"] == "hum"
        applied = app.wait("settings_applied", after=agreed, timeout=60)
        assert applied["failed"] == []
        written = yaml.safe_load((home / "conf.yaml").read_text(encoding="utf-8"))
        assert written["voice"] == {"engine": "piper", "model": "hum"}
        time.sleep(1)
        screenshot(home / "models-used.png")


def play(audio: VirtualAudio, enough: threading.Event) -> None:
    """The quiet hiss of a room, two seconds at a time, as fast as it is heard."""
    room = np.random.default_rng(2).normal(0, 0.003, 16_000 * 2).astype(np.float32)
    while not enough.is_set():
        audio.play_to_microphone(room).wait(20)


def test_the_doctor_finds_all_well_in_the_running_program(
    launch: Callable[..., App], audio: VirtualAudio, home: Path
) -> None:
    ended_playing = threading.Event()
    with launch(language="en") as app:
        app.wait_quiet()
        room_sounds = threading.Thread(target=play, args=(audio, ended_playing), daemon=True)
        room_sounds.start()  # a muted microphone would be a finding
        began = time.monotonic()
        open_page(app, DOCTOR, "doctor_page", "Check this computer")
        ended = app.wait(
            lambda r: r["event"] == "doctor" and r["stage"] == "ended", after=began, timeout=120, what="all tried"
        )
        time.sleep(0.7)
        screenshot(home / "doctor.png")
        ended_playing.set()
        room_sounds.join(10)
        assert ended["failed"] == [] and ended["code"] == 0
        heard = [r for r in app.between("transcript", began) if r.get("text")]
        assert heard == [], "she must not answer what is only a test"
        xdotool("key", "Escape")
        deadline = time.monotonic() + 10
        while windows("Check this computer"):
            assert time.monotonic() < deadline, "Esc does not close it"
            time.sleep(0.1)
        assert app.running()
