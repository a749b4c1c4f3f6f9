"""All windows together: what is wished of her (a mood, a window around her, a touch), and how she starts with it."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from companion.ui.actions import WindowSettings
from tests.ui.parts import Disc, events
from tests.ui.test_desktop import JOY, Scene, build, take_down


@pytest.fixture
def scene(qapp: QApplication) -> Iterator[Scene]:
    made = build(qapp)
    made.desktop.show()
    events(qapp)
    yield made
    take_down(made, qapp)


def test_a_mood_of_the_menu_is_on_her_face_at_once(scene: Scene) -> None:
    frames = len(scene.face.updates)
    scene.desktop.controls.moods.actions()[1].trigger()
    assert scene.face.reactions == [JOY] and len(scene.face.updates) > frames
    assert scene.wishes.named("feel") == [(JOY,)]


def test_she_comes_into_a_window_and_its_button_ends_the_program(scene: Scene) -> None:
    scene.desktop.controls.framed.trigger()
    assert scene.desktop.pet.framed and scene.desktop.pet.isVisible()
    assert scene.wishes.named("set_framed") == [(True,)]
    scene.desktop.pet.leave_wanted.emit()
    assert scene.wishes.named("quit") == [()]
    scene.desktop.controls.set_framed(False)
    assert not scene.desktop.pet.framed


def test_she_starts_in_a_window_with_a_draft_in_the_chat(qapp: QApplication) -> None:
    made = build(qapp, WindowSettings(framed=True, ground="#00b140", draft="I wanted to"))
    made.desktop.show()
    events(qapp)
    assert made.desktop.pet.framed and made.desktop.controls.framed.isChecked()
    assert made.desktop.pet.grab().toImage().pixelColor(3, 3).name() == "#00b140"
    assert made.desktop.chat.composer.toPlainText() == "I wanted to"
    take_down(made, qapp)


def test_a_model_with_motions_is_told_of_a_touch(scene: Scene) -> None:
    class Moving(Disc):
        def touched(self, kind: str) -> None:
            felt.append(kind)

    felt: list[str] = []
    scene.desktop.pet.touched.emit("poke")
    scene.desktop.redraw(Moving())
    scene.desktop.pet.touched.emit("pat")
    assert felt == ["pat"] and scene.wishes.named("touched") == [("poke",), ("pat",)]
