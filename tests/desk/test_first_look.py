"""What is on the screen before the rest of the program is loaded, and how the rest comes in."""

import shutil
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


def test_quitting_meanwhile_ends_it(qapp: QApplication) -> None:
    release = threading.Event()
    QTimer.singleShot(20, lambda: (release.set(), qapp.quit()))
    assert start._meanwhile(lambda: release.wait(10) and time.sleep(0.2)) is None
