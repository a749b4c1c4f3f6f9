"""Her window with a frame: an ordinary window that she fills, all of which catches the mouse; and free again."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from companion.face.pose import FacePose
from companion.ui.badge import Badge
from companion.ui.face_feed import FaceFeed
from companion.ui.her_window import HerWindow
from companion.ui.texts import Texts
from companion.ui.theme import DARK, LIGHT
from tests.ui.parts import Clock, Disc, Face, events

GREEN = "#00b140"


class Scene:
    def __init__(self, framed: bool, ground: str = GREEN) -> None:
        self.clock, self.avatar = Clock(), Disc()
        feed = FaceFeed(Face(FacePose()))
        badge = Badge(Texts("en"), LIGHT, show_latency=True)
        self.window = HerWindow(feed, badge, clock=self.clock, palette=LIGHT, framed=framed, ground=ground)
        self.window.set_renderer(self.avatar)
        self.window.move(40, 30)
        self.window.show()
        self.settle()

    def settle(self) -> None:
        self.clock.pass_(1.0)
        self.window.tick()
        events(QApplication.instance())  # type: ignore[arg-type]

    def colour(self, x: int, y: int) -> str:
        return self.window.grab().toImage().pixelColor(x, y).name()


@pytest.fixture
def framed(qapp: QApplication) -> Iterator[Scene]:
    made = Scene(framed=True)
    yield made
    made.window.close()
    made.window.deleteLater()
    events(qapp)


@pytest.fixture
def free(qapp: QApplication) -> Iterator[Scene]:
    made = Scene(framed=False)
    yield made
    made.window.close()
    made.window.deleteLater()
    events(qapp)


def flags(scene: Scene) -> tuple[bool, bool]:
    """Has it a frame, and does it stay on top."""
    now = scene.window.windowFlags()
    return not now & Qt.WindowType.FramelessWindowHint, bool(now & Qt.WindowType.WindowStaysOnTopHint)


def test_in_a_frame_there_is_a_ground_behind_her_and_free_there_is_none(framed: Scene) -> None:
    assert flags(framed) == (True, True)
    assert framed.colour(3, 3) == GREEN
    framed.window.set_framed(False)
    framed.settle()
    assert flags(framed) == (False, True)
    assert framed.window.grab().toImage().pixelColor(3, 3).alpha() == 0


def test_the_ground_is_the_houses_unless_a_colour_is_wanted(framed: Scene) -> None:
    framed.window.set_ground(LIGHT, "")
    assert framed.colour(3, 0) == LIGHT.soft
    framed.window.set_ground(DARK, "")
    assert framed.colour(3, 0) == DARK.soft
    framed.window.set_ground(DARK, "#123456")
    assert framed.colour(3, 590) == "#123456"


@pytest.mark.parametrize(
    ("size", "figure"),
    [
        (QSize(800, 600), QRect(200, 0, 400, 600)),
        (QSize(400, 900), QRect(0, 300, 400, 600)),
        (QSize(300, 450), QRect(0, 0, 300, 450)),
    ],
)
def test_she_is_as_large_as_the_window_and_stands_on_its_edge(framed: Scene, size: QSize, figure: QRect) -> None:
    scaled = QSignalSpy(framed.window.scaled_to)
    framed.window.resize(size)
    framed.settle()
    assert framed.avatar.sizes[-1][0] == figure.size()
    assert framed.colour(figure.center().x(), figure.center().y()) == "#7a4fa3"
    if figure.left() > 10:
        assert framed.colour(figure.left() - 8, figure.center().y()) == GREEN
    assert framed.window.figure_scale == pytest.approx(figure.height() / 600, abs=0.01)
    QTest.qWait(350)
    assert scaled.count() == (figure.height() != 600)


def test_all_of_it_catches_the_mouse_and_a_pat_is_for_her_head(framed: Scene) -> None:
    framed.window.resize(800, 600)
    framed.settle()
    assert framed.window.outline().boundingRect() == QRect(0, 0, 800, 600)
    assert framed.window._is_head(QPointF(400, 60)) and not framed.window._is_head(QPointF(30, 60))
    touched = QSignalSpy(framed.window.touched)
    QTest.mouseClick(framed.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(20, 300))
    QTest.qWait(600)
    assert touched.count() == 0, "beside her"
    QTest.mouseClick(framed.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(400, 400))
    QTest.qWait(600)
    assert [touched.at(0)] == [["poke"]]


def test_clicks_go_past_her_only_where_she_is_free(framed: Scene) -> None:
    assert not framed.window._click_through
    framed.window.set_framed(False)
    assert framed.window._click_through
    framed.window.set_click_through(False)
    framed.window.set_framed(True)
    framed.window.set_framed(False)
    assert not framed.window._click_through, "as it was wished"


def test_the_wheel_makes_the_window_larger(framed: Scene) -> None:
    framed.window.set_scale(1.5)
    framed.settle()
    assert framed.window.size() == QSize(600, 900) and framed.avatar.sizes[-1][0] == QSize(600, 900)


def test_the_frames_own_button_asks_to_leave_and_the_programs_end_closes_it(framed: Scene) -> None:
    asked = QSignalSpy(framed.window.leave_wanted)
    event = QCloseEvent()
    event.spontaneous = lambda: True  # type: ignore[method-assign]
    framed.window.closeEvent(event)
    assert asked.count() == 1 and not event.isAccepted() and framed.window.isVisible()
    assert framed.window.close() and asked.count() == 1


def test_the_whole_frame_is_on_the_screen(free: Scene) -> None:
    screen = free.window.screen().availableGeometry()
    free.window.place(QPoint(50, screen.bottom() + 1 - free.window.height()))
    free.window.set_framed(True)
    QTest.qWait(300)
    assert screen.contains(free.window.frameGeometry())
    free.window.set_framed(False)
    assert free.window.geometry().bottom() == screen.bottom(), "free again she stands on the edge, as before"


def test_she_comes_out_of_the_frame_where_she_stood(free: Scene) -> None:
    moved = QSignalSpy(free.window.moved_to)
    before = free.window.geometry()
    free.window.set_framed(True)
    free.settle()
    assert free.window.isVisible() and moved.count() >= 1
    assert free.window.frameGeometry().topLeft() == before.topLeft() and free.window.size() == before.size()
    free.window.set_framed(False)
    free.settle()
    assert free.window.geometry() == before
