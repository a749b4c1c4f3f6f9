"""What goes wrong on real machines: devices that go, processes that die, characters that can't come."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from companion import paths
from companion.memory.store import Store
from companion.persona.character import list_characters
from tests.e2e.conftest import Person
from tests.e2e.driver import App, base_environment, screenshot, windows, xdotool
from tests.e2e.test_talk import letters
from tests.tiny_gguf import ENDLESS, build
from tests.virtual_audio import VirtualAudio

pytestmark = pytest.mark.e2e

STORY = "재미있는 이야기 해 줘"


def pet(name: str) -> str:
    """X id of her window (the chat's title begins with her name too)."""
    for window in windows(name):
        if xdotool("getwindowname", window).strip() == name:
            return window
    raise AssertionError(f"no window {name!r}")


def choose_character(name: str, wanted: str, own: Sequence[str] = ()) -> None:
    """Through the right-click menu, by keyboard: Character, then the line of the one with this id. own: ids of the
    program's own characters, which stand behind the shipped ones."""
    index = [*(who.id for who in list_characters().characters), *own].index(wanted)
    xdotool("mousemove", "--window", pet(name), "200", "330", "click", "3")
    time.sleep(0.6)
    xdotool("key", "Down", "Right")
    time.sleep(0.4)
    xdotool("key", *(["Down"] * index), "Return")


def type_to_her(name: str, text: str) -> float:
    """Double-click her, write, Enter; returns when."""
    xdotool("mousemove", "--window", pet(name), "200", "330", "click", "--repeat", "2", "--delay", "80", "1")
    time.sleep(1.0)
    began = time.monotonic()
    xdotool("type", "--delay", "20", text)
    xdotool("key", "Return")
    return began


def test_the_devices_go_and_come_back(
    launch: Callable[..., App], person: Person, audio: VirtualAudio, home: Path
) -> None:
    """All of them: where one is left, the sound server moves the streams there by itself."""
    with launch(language="en") as app:
        app.wait_quiet()
        began = person.say("Tell me a story.", "en")
        app.wait("speaking", after=began, timeout=20)
        gone = time.monotonic()
        for name in ("microphone", "cable", "speaker"):
            audio.remove(name)
        for code in ("microphone-lost", "speaker-lost"):
            app.wait(lambda r, code=code: r.get("code") == code, after=gone, timeout=20, what=code)
        app.wait("timings", after=began, timeout=30)  # the turn ends without sound
        screenshot(home / "devices-lost.png")
        typed = type_to_her("Snow White", "hello")
        app.wait("reply", after=typed, timeout=30)  # the conversation goes on in text
        back = time.monotonic()
        for name in ("cable", "speaker", "microphone"):
            audio.add(name)
        deadline = time.monotonic() + 30
        while len([r for r in app.between("ready", back) if r["stage"] == "audio"]) < 2:
            assert time.monotonic() < deadline, "the devices were not found again"
            time.sleep(0.1)
        ear = person.listen()
        time.sleep(1)
        for _ in range(3):
            again = person.say("What is your name?", "en")
            heard = app.wait(lambda r: r["event"] in ("transcript", "reply"), after=again, timeout=20)
            if heard["event"] == "transcript":
                break
            app.wait("spoken", after=again, timeout=30)  # a device that has just come back may swallow a part: she asks
        assert heard["event"] == "transcript" and letters(heard["text"]) == letters("What is your name?")
        app.wait("speaking", after=again, timeout=30)
        assert ear.wait_sound(10), "she is silent after the speaker came back"


def test_the_brain_is_killed_in_mid_reply(launch: Callable[..., App], tmp_path: Path, home: Path) -> None:
    brain = build(tmp_path / "endless.gguf", ENDLESS)  # random words without an end: time enough to kill it
    settings = ("speaker.voice_on=false", "brain.max_tokens=600", "brain.max_sentences=100", "brain.context=4096")
    with launch(f"brain.model={brain}", *settings, language="en") as app:
        app.wait_listening()
        time.sleep(1.0)
        began = type_to_her("Snow White", "tell me everything")
        app.wait("words", after=began, timeout=30)
        os.kill(app.child("_child"), signal.SIGKILL)
        killed = time.monotonic()
        app.wait(lambda r: r["event"] == "notice" and "brain" in r["code"], after=killed, timeout=20, what="told")
        app.wait("reply", after=killed, timeout=60)  # the turn was repeated
        screenshot(home / "brain-killed.png")
        assert app.running()


def test_what_was_shown_survives_kill_9(launch: Callable[..., App], person: Person, home: Path) -> None:
    app = launch(language="ko")
    with app:
        app.wait_quiet()
        began = person.say(STORY, "ko")
        speaking = app.wait("speaking", after=began, timeout=20)
        time.sleep(0.4)
        shown = "".join(r["text"] for r in app.poll() if r["event"] == "words" and r["turn"] == speaking["turn"])
        app.kill()
    store = Store(home / "conversations.sqlite3")
    try:
        turns = store.conversation("snow_white").past(5)
    finally:
        store.close()
    assert letters(turns[-1].user) == letters(STORY)
    assert shown and turns[-1].text.startswith(shown.rstrip()), "words that were on the screen are lost"
    with launch(language="ko") as again:
        again.wait_quiet()
        assert again.between("failed", 0) == []


def test_another_character_while_she_speaks(launch: Callable[..., App], person: Person, home: Path) -> None:
    with launch(language="ko") as app:
        ear = person.listen()
        app.wait_quiet()
        began = person.say(STORY, "ko")
        app.wait("speaking", after=began, timeout=20)
        choose_character("백설공주", "ruby")
        switched = app.wait("switched", after=began, timeout=20)
        assert switched["character"] == "ruby"
        greeting = app.wait("speaking", after=switched["t"], timeout=20)
        assert greeting["text"]
        assert ear.wait_sound(5)
        app.wait_quiet()
        assert pet("루비")
        screenshot(home / "ruby.png")
        again = person.say("너 이름이 뭐야?", "ko")
        reply = app.wait("reply", after=again, timeout=30)
    store = Store(home / "conversations.sqlite3")
    try:
        hers, before = store.conversation("ruby").past(1)[0], store.conversation("snow_white").past(5)
    finally:
        store.close()
    assert (letters(hers.user), hers.text) == (letters("너 이름이 뭐야?"), reply["text"])
    assert [letters(turn.user) for turn in before if turn.user] == [letters(STORY)]


def test_a_character_that_cannot_come_leaves_the_old_one(
    launch: Callable[..., App], person: Person, home: Path
) -> None:
    broken = home / "characters" / "aria"
    broken.parent.mkdir(parents=True)
    shutil.copytree(paths.shipped_characters() / "ruby", broken)
    sheet = (broken / "character.yaml").read_text(encoding="utf-8")
    sheet = (
        sheet.replace("id: ruby", "id: aria").replace("ko: 루비\n", "ko: 아리아\n").replace("en: Ruby\n", "en: Aria\n")
    )
    (broken / "character.yaml").write_text(sheet + "\nbrain: nowhere.gguf\n", encoding="utf-8")
    with launch(language="ko") as app:
        app.wait_quiet()
        began = time.monotonic()
        choose_character("백설공주", "aria", own=("aria",))
        failed = app.wait("switch_failed", after=began, timeout=20)
        assert failed["character"] == "aria"
        time.sleep(0.5)
        screenshot(home / "switch-failed.png")
        assert pet("백설공주")
        asked = person.say("너 이름이 뭐야?", "ko")
        assert app.wait("reply", after=asked, timeout=30)["text"]
    store = Store(home / "conversations.sqlite3")
    try:
        assert [letters(turn.user) for turn in store.conversation("snow_white").past(1)] == [letters("너 이름이 뭐야?")]
    finally:
        store.close()


def test_without_a_sound_system_she_answers_in_text(home: Path, tmp_path: Path) -> None:
    nothing = {"ALSA_CONFIG_PATH": str(tmp_path / "asound.conf"), "PULSE_SERVER": "unix:/nonexistent"}
    default = "</usr/share/alsa/alsa.conf>\npcm.!default { type pulse }\nctl.!default { type pulse }\n"
    (tmp_path / "asound.conf").write_text(default, encoding="utf-8")
    with App(home, base_environment() | nothing, "language=en", "brain.seed=5") as app:
        app.wait(lambda r: r["event"] == "failed" and r["stage"] == "audio", timeout=60, what="told")
        app.wait("ready", timeout=60)
        time.sleep(2)
        typed = type_to_her("Snow White", "what is your name")
        assert app.wait("reply", after=typed, timeout=30)["text"]


def test_wrong_settings_are_shown_and_the_window_starts(launch: Callable[..., App], home: Path) -> None:
    home.mkdir()
    (home / "conf.yaml").write_text("microphon:\n  device: x\n", encoding="utf-8")
    app = launch()
    app._command = app._command[: app._command.index("--set")]  # overrides would make the mistake fatal
    with app:
        app.wait_listening()
        screenshot(home / "wrong-settings.png")
        assert app.running()


def test_without_a_screen_the_terminal_takes_over(home: Path) -> None:
    environment = {k: v for k, v in base_environment().items() if k != "DISPLAY"} | {"COMPANION_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-m", "companion"], input="what is your name\n", env=environment,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no screen" in done.stderr
    assert re.match(r"\[[a-z]+\] \w+", done.stdout), done.stdout


def test_a_second_start_raises_the_first(launch: Callable[..., App], home: Path) -> None:
    with launch() as app:
        app.wait_listening()
        second = launch()
        with second:
            assert second.wait_exit(30) == 0
        assert "already running" in second.output()
        assert app.running()
