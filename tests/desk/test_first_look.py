"""What is on the screen before the rest of the program is loaded, and how the rest comes in."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from companion import config, paths, start, window_state
from companion.desk import first_look
from companion.desk.first_look import FirstLook
from companion.errors import CharacterError
from companion.persona.character import first_of


@pytest.fixture
def look(qapp: QApplication) -> Iterator[FirstLook]:
    made = first_look.begin(qapp, config.defaults())
    yield made
    made.sight.pet.close()
    made.sight.pet.deleteLater()
    made.sight.theme.deleteLater()
    qapp.processEvents()


@pytest.fixture
def ending(qapp: QApplication) -> Iterator[None]:
    """For a test that ends the program: afterwards loops run again."""
    yield
    QTimer.singleShot(0, qapp.exit)
    qapp.exec()


def test_who_was_there_last_is_seen_first(qapp: QApplication) -> None:
    place = first_look.state_file()
    place.parent.mkdir(parents=True, exist_ok=True)
    window_state.save(place, window_state.load(place), character="ruby", position=(40, 50))
    made = first_look.begin(qapp, config.defaults())
    made.show(config.defaults())
    pet = made.sight.pet
    assert pet.isVisible() and pet.windowTitle() == "Ruby" and (pet.x(), pet.y()) == (40, 50)
    assert made.character is not None and made.character.id == "ruby" and made.sight.renderer is not None
    pet.close()
    pet.deleteLater()
    made.sight.theme.deleteLater()
    qapp.processEvents()


def test_a_broken_sheet_of_the_person_s_own_gives_way_to_the_shipped_one(look: FirstLook) -> None:
    own = paths.user_characters() / "snow_white"
    shutil.copytree(paths.shipped_characters() / "snow_white", own)
    (own / "character.yaml").write_text("names: [", encoding="utf-8")
    look.show(config.defaults())
    assert look.sight.pet.isVisible()
    assert look.character is not None and look.character.folder == paths.shipped_characters() / "snow_white"


def test_nobody_to_show_is_no_error_yet(look: FirstLook) -> None:
    look.show(config.defaults().model_copy(update={"character": "nobody"}))
    assert look.character is None and not look.sight.pet.isVisible()
    with pytest.raises(CharacterError):
        first_of((None, "nobody", "../snow_white"))


def test_the_rest_waits_until_she_is_painted(look: FirstLook) -> None:
    look.show(config.defaults())
    painted: list[float] = []
    look.sight.pet.painted.connect(lambda when, took: painted.append(took))
    assert start._painted(look.sight.pet)
    assert len(painted) == 1


def test_nobody_waits_for_a_window_that_is_covered(look: FirstLook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_UNSEEN_MS", 20)
    began = time.monotonic()
    assert start._painted(look.sight.pet)  # it is not shown at all
    assert time.monotonic() - began < 5


@pytest.mark.usefixtures("ending")
def test_quitting_before_she_is_painted_loads_nothing_more(look: FirstLook, qapp: QApplication) -> None:
    QTimer.singleShot(0, qapp.exit)
    assert not start._painted(look.sight.pet)


def test_what_the_start_has_made_is_not_looked_through_again() -> None:
    script = (
        "import gc; from companion import start; gc.disable(); start._spare_the_collector();"
        "print(gc.isenabled(), gc.get_freeze_count() > 1000, len(gc.get_objects()) < 200)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["True", "True", "True"]


def test_the_windows_live_while_the_rest_is_loaded(qapp: QApplication) -> None:
    lived: list[str] = []
    QTimer.singleShot(0, lambda: lived.append(threading.current_thread().name))

    def work() -> str:
        end = time.monotonic() + 10
        while not lived:
            assert time.monotonic() < end
            time.sleep(0.01)
        return threading.current_thread().name

    assert start._meanwhile(work) == "rest"
    assert lived == [threading.main_thread().name]


def test_what_fails_while_it_is_loaded_is_told(qapp: QApplication) -> None:
    def work() -> None:
        raise ImportError("no such module")

    with pytest.raises(ImportError, match="no such module"):
        start._meanwhile(work)


@pytest.mark.usefixtures("ending")
def test_quitting_meanwhile_ends_it(qapp: QApplication) -> None:
    release = threading.Event()
    QTimer.singleShot(20, lambda: (qapp.exit(), release.set()))

    def work() -> str:
        release.wait(10)
        return "loaded"

    assert start._meanwhile(work) is None


@pytest.mark.usefixtures("ending")
def test_a_signal_ends_the_loops_of_the_start(qapp: QApplication) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        start._quit_on_signals(qapp)
        QTimer.singleShot(20, lambda: os.kill(os.getpid(), signal.SIGTERM))
        assert start._meanwhile(lambda: time.sleep(1.0) or "loaded") is None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for timer in qapp.findChildren(QTimer):
            timer.stop()
            timer.deleteLater()
