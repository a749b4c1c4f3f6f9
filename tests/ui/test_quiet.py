"""Do not disturb, and keys that work in any program."""

import os
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QApplication

from companion.config import defaults
from companion.ui.actions import WindowSettings
from companion.ui.controls import Controls
from companion.ui.status import Status
from companion.ui.texts import Texts
from companion.voice.types import State
from tests.ui.parts import Wishes


@pytest.fixture
def wishes() -> Wishes:
    return Wishes()


@pytest.fixture
def controls(qapp: QApplication, wishes: Wishes) -> Controls:
    return Controls(wishes.actions, Texts("en"), WindowSettings(microphone_mode="push_to_talk"))


def test_it_silences_both_ways_and_gives_back_what_was(controls: Controls, wishes: Wishes) -> None:
    controls.quiet.trigger()
    assert controls.mode == "off" and not controls.voice.isChecked()
    assert wishes.named("stop") and wishes.named("set_quiet") == [(True,)]
    assert wishes.named("set_voice") == [(False,)] and wishes.named("set_listening") == [(False,)]
    controls.quiet.trigger()
    assert controls.mode == "push_to_talk" and controls.voice.isChecked()
    assert wishes.named("set_quiet")[-1] == (False,)


def test_who_wants_to_talk_again_ends_it_and_keeps_the_voice_off(controls: Controls, wishes: Wishes) -> None:
    controls.quiet.trigger()
    controls.listen.trigger()
    assert not controls.quiet.isChecked() and controls.mode == "open" and not controls.voice.isChecked()
    assert wishes.named("set_quiet") == [(True,), (False,)]


def test_it_lasts_over_a_new_start(qapp: QApplication, wishes: Wishes) -> None:
    made = Controls(wishes.actions, Texts("ko"), WindowSettings(quiet=True))
    assert made.mode == "off" and made.quiet.isChecked() and not made.voice.isChecked()
    made.quiet.trigger()
    assert made.mode == "open" and made.voice.isChecked()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_badge_says_so(language: str) -> None:
    texts = Texts("ko" if language == "ko" else "en")
    assert Status(state=State.IDLE, mode="off", quiet=True).words(texts) == texts("state.quiet")


def test_the_keys_that_ship_differ() -> None:
    keys = defaults().hotkeys.model_dump()
    assert len(set(keys.values())) == len(keys) >= 4


_WITHOUT_A_SCREEN = """
from PySide6.QtCore import QCoreApplication
from companion.ui.hotkeys import Hotkeys
application, reasons, keys = QCoreApplication([]), [], Hotkeys()
keys.failed.connect(reasons.append)
keys.set({"mute": "<ctrl>+<alt>+m", "talk": ""})
keys.set({})
keys.close()
application.processEvents()
print(len(reasons), bool(reasons[0]), keys.listening)
"""


def test_no_screen_no_keys_and_a_reason() -> None:
    """In a process of its own: the library that asks for the screen leaves its socket open when there is none."""
    run = subprocess.run(
        [sys.executable, "-c", _WITHOUT_A_SCREEN],
        env=os.environ | {"DISPLAY": ":4242"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert run.stdout.split() == ["1", "True", "False"]
