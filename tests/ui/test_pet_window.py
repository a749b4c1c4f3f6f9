"""The character's window: frames, outline, dragging, wheel, touch and keys."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from companion.face.pose import FacePose
from companion.ui.badge import Badge
from companion.ui.face_feed import FaceFeed
from companion.ui.input_region import grown
from companion.ui.pace import BREATHING, REST_AFTER_S, RESTING
from companion.ui.pet_window import LARGEST, SMALLEST, PetWindow
from companion.ui.texts import Texts
from companion.ui.theme import LIGHT
from companion.voice.types import PlaybackPosition
from tests.ui.parts import Clock, Disc, Face, events, position, turn

LEFT = Qt.MouseButton.LeftButton


@dataclass
class Scene:
    window: PetWindow
    disc: Disc
    face: Face
    clock: Clock
    playing: list[PlaybackPosition | None]


@pytest.fixture
def scene(qapp: QApplication) -> Iterator[Scene]:
    clock, face, disc = Clock(), Face(), Disc()
    playing: list[PlaybackPosition | None] = [None]
    feed = FaceFeed(face, lambda: playing[0])
    window = PetWindow(feed, Badge(Texts("en"), LIGHT, show_latency=True), clock=clock)
    window.set_renderer(disc)
    window.move(200, 100)
    window.show()
    events(qapp)
    yield Scene(window, disc, face, clock, playing)
    window.close()
    window.deleteLater()
    events(qapp)


def frame(scene: Scene, seconds: float = 0.02) -> None:
    scene.clock.pass_(seconds)
    scene.window.tick()
    events(QApplication.instance())  # type: ignore[arg-type]


class Knowing(Disc):
    """An avatar that can tell what has moved."""

    area = QRect(150, 200, 50, 20)

    def advance(self, pose: FacePose) -> QRect:
        return self.area


class Regions(QObject):
    """Remembers what a window was asked to paint."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[QRect] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.seen.append(QRect(event.rect()))
        return False


def mouse(scene: Scene, kind: QEvent.Type, at: QPoint, buttons: Qt.MouseButton = LEFT) -> None:
    button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else LEFT
    screen = scene.window.mapToGlobal(at)
    event = QMouseEvent(kind, QPointF(at), QPointF(screen), button, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(scene.window, event)


def test_it_is_a_frameless_tool_on_top(scene: Scene) -> None:
    flags = scene.window.windowFlags()
    for flag in (Qt.WindowType.FramelessWindowHint, Qt.WindowType.WindowStaysOnTopHint, Qt.WindowType.Tool):
        assert flags & flag == flag
    assert scene.window.testAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)


def test_only_what_has_moved_is_painted_anew_where_the_avatar_can_tell(scene: Scene) -> None:
    scene.window.set_renderer(Knowing())
    regions = Regions()
    scene.window.installEventFilter(regions)
    events(QApplication.instance())  # type: ignore[arg-type]
    assert regions.seen[-1] == scene.window.rect()  # the first time all of her
    took: list[float] = []
    scene.window.painted.connect(lambda when, seconds: took.append(seconds))
    scene.face.pose = FacePose(mouth_open=20.0)
    frame(scene)
    assert regions.seen[-1] == Knowing.area and took == [0.0]  # the clock stands still meanwhile
    scene.window.set_scale(1.5)
    events(QApplication.instance())  # type: ignore[arg-type]
    assert regions.seen[-1] == scene.window.rect()
    scene.window.removeEventFilter(regions)


def test_she_is_painted_and_then_only_when_she_moves(scene: Scene) -> None:
    frame(scene)
    painted = len(scene.disc.poses)
    assert painted >= 1
    for _ in range(5):
        frame(scene)
    assert len(scene.disc.poses) == painted
    scene.face.pose = FacePose(mouth_open=20.0)
    frame(scene)
    assert scene.disc.poses[painted:] == [scene.face.pose]


def test_the_frame_rate_follows_the_voice(scene: Scene) -> None:
    frame(scene, 5.0)
    frame(scene, 5.0)
    assert scene.window.frame_interval == 1000 // BREATHING
    frame(scene, REST_AFTER_S)
    assert scene.window.frame_interval == 1000 // RESTING
    scene.playing[0] = position(turn())
    frame(scene)
    assert scene.window.frame_interval == 1000 // 60


def test_hidden_she_costs_nothing_and_shown_she_goes_on(scene: Scene) -> None:
    scene.window.hide()
    assert scene.window.frame_interval == 0
    scene.window.wake()
    assert scene.window.frame_interval == 0
    scene.window.show()
    events(QApplication.instance())  # type: ignore[arg-type]
    assert scene.window.frame_interval > 0


def test_only_her_body_and_the_badge_catch_the_mouse(scene: Scene) -> None:
    frame(scene, 1.0)
    frame(scene, 1.0)
    mask = scene.window.mask()
    assert mask == scene.window.outline()
    assert mask.contains(QPoint(200, 300))
    assert not mask.contains(QPoint(2, 2))
    assert mask.contains(scene.window.badge.geometry().center())


def test_the_outline_follows_the_figure_but_not_every_frame(scene: Scene) -> None:
    frame(scene, 5.0)
    frame(scene, 5.0)
    before = scene.window.mask()
    scene.disc.narrow = 120
    frame(scene, 0.05)
    assert scene.window.mask() == before
    frame(scene, 2.0)
    assert scene.window.mask() != before
    assert not scene.window.mask().contains(QPoint(60, 300))


def test_grown_is_wider_on_all_sides() -> None:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QRegion

    assert grown(QRegion(10, 10, 5, 5), 3).boundingRect() == QRect(7, 7, 11, 11)


def test_dragging_moves_her_and_tells_the_place_once(scene: Scene) -> None:
    moved = QSignalSpy(scene.window.moved_to)
    start = scene.window.pos()
    mouse(scene, QEvent.Type.MouseButtonPress, QPoint(200, 300))
    for way in (20, 25, 30):  # the window follows, so the pointer stays about where it is in the window
        mouse(scene, QEvent.Type.MouseMove, QPoint(200 + (way if way == 20 else 5), 300))
    mouse(scene, QEvent.Type.MouseButtonRelease, QPoint(200, 300), Qt.MouseButton.NoButton)
    assert scene.window.pos() - start == QPoint(30, 0)
    assert [moved.at(0)] == [[scene.window.x(), scene.window.y()]]
    assert moved.count() == 1


def test_dragged_off_the_screen_she_comes_back(scene: Scene) -> None:
    screen = scene.window.screen().availableGeometry()
    scene.window.move(screen.right() + 500, screen.bottom() + 500)
    scene.window.rescue()
    assert screen.intersects(scene.window.geometry())
    assert screen.contains(scene.window.pos())


def test_the_wheel_resizes_around_her_feet_within_bounds(scene: Scene) -> None:
    scaled = QSignalSpy(scene.window.scaled_to)
    screen = scene.window.screen().availableGeometry()
    for turns, bound in ((60, LARGEST), (-90, SMALLEST)):
        place = QPointF(200, 300)
        for _ in range(abs(turns)):
            delta = QPoint(0, 120 if turns > 0 else -120)
            none, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
            event = QWheelEvent(place, place, QPoint(), delta, Qt.MouseButton.NoButton, none, phase, False)
            QApplication.sendEvent(scene.window, event)
        assert scene.window.figure_scale == bound
        assert scene.window.width() == round(400 * bound)
        if scene.window.height() > screen.height():  # her face stays on the screen, her feet need not
            assert scene.window.y() == screen.top()
        else:
            assert abs(scene.window.geometry().bottom() - screen.bottom()) <= 1
    assert scene.disc.sizes[-1][0] == scene.window.size()
    assert scaled.count() == 0  # told when the wheel rests
    QTest.qWait(400)
    assert scaled.count() == 1 and scaled.at(0) == [SMALLEST]


@pytest.mark.parametrize(("y", "kind"), [(150, "pat"), (450, "poke")])
def test_a_click_touches_her(scene: Scene, y: int, kind: str) -> None:
    touched = QSignalSpy(scene.window.touched)
    mouse(scene, QEvent.Type.MouseButtonPress, QPoint(200, y))
    mouse(scene, QEvent.Type.MouseButtonRelease, QPoint(200, y), Qt.MouseButton.NoButton)
    assert scene.face.updates[-1]["touched"] == ("head" if kind == "pat" else "body")  # the face answers at once
    QTest.qWait(320)
    assert [touched.at(index) for index in range(touched.count())] == [[kind]]


def test_a_double_click_opens_the_chat_and_touches_nothing(scene: Scene) -> None:
    touched, chat = QSignalSpy(scene.window.touched), QSignalSpy(scene.window.chat_wanted)
    mouse(scene, QEvent.Type.MouseButtonPress, QPoint(200, 300))
    mouse(scene, QEvent.Type.MouseButtonRelease, QPoint(200, 300), Qt.MouseButton.NoButton)
    mouse(scene, QEvent.Type.MouseButtonDblClick, QPoint(200, 300))
    mouse(scene, QEvent.Type.MouseButtonRelease, QPoint(200, 300), Qt.MouseButton.NoButton)
    QTest.qWait(320)
    assert (chat.count(), touched.count()) == (1, 0)


def test_stroking_pats_once_until_the_pointer_leaves(scene: Scene) -> None:
    touched = QSignalSpy(scene.window.touched)
    for x in [*range(150, 250, 10), *range(250, 150, -10)] * 4:
        scene.clock.pass_(0.01)
        mouse(scene, QEvent.Type.MouseMove, QPoint(x, 150), Qt.MouseButton.NoButton)
    assert touched.count() == 1 and touched.at(0) == ["pat"]
    mouse(scene, QEvent.Type.MouseMove, QPoint(200, 500), Qt.MouseButton.NoButton)
    frame(scene)
    assert scene.face.updates[-1]["touched"] is None


def test_keys(scene: Scene) -> None:
    talk, chat, stop = (
        QSignalSpy(signal) for signal in (scene.window.talk_held, scene.window.chat_wanted, scene.window.stop_wanted)
    )
    QTest.keyPress(scene.window, Qt.Key.Key_Space)
    QTest.keyRelease(scene.window, Qt.Key.Key_Space)
    QTest.keyClick(scene.window, Qt.Key.Key_Return)
    QTest.keyClick(scene.window, Qt.Key.Key_Escape)
    assert [talk.at(0), talk.at(1)] == [[True], [False]]
    assert (chat.count(), stop.count()) == (1, 1)


def test_the_right_button_and_the_menu_key_ask_for_the_menu(scene: Scene) -> None:
    menu = QSignalSpy(scene.window.menu_wanted)
    for reason in (QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard):
        QApplication.sendEvent(scene.window, QContextMenuEvent(reason, QPoint(9, 9), QPoint(209, 109)))
    assert menu.at(0) == [QPoint(209, 109)]
    assert scene.window.geometry().contains(menu.at(1)[0])


def test_always_on_top_can_be_switched_while_she_stands(scene: Scene) -> None:
    scene.window.set_on_top(False)
    assert not scene.window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert scene.window.isVisible()
    scene.window.set_on_top(True)
    assert scene.window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint


def test_without_click_through_the_whole_window_is_hers(qapp: QApplication) -> None:
    window = PetWindow(FaceFeed(Face()), Badge(Texts("en"), LIGHT, show_latency=True), click_through=False)
    window.set_renderer(Disc())
    window.show()
    events(qapp)
    for _ in range(3):
        window.tick()
    assert window.mask().isEmpty()
    window.close()
    window.deleteLater()
