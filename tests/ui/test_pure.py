"""Frame rate, places, gestures: pure functions."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize

from companion.ui.gestures import Pointer
from companion.ui.pace import (
    BREATHING,
    ENGAGED,
    MOVING,
    REST_AFTER_S,
    RESTING,
    SETTLE_S,
    VISIBLE_SPEED,
    Activity,
    frames_per_second,
)
from companion.ui.placement import FOOT, FRAME, TITLE, arrangement, beside, clear_of, corner, inside, rescue, restored

CALM = Activity(visible=True, speaking=False, since_change=60.0, engaged=False, speed=0.1)
SCREEN = QRect(0, 0, 1280, 800)
HER = QSize(400, 600)


@pytest.mark.parametrize(
    ("changes", "rate"),
    [
        ({}, RESTING),
        ({"since_change": REST_AFTER_S - 1}, BREATHING),
        ({"speed": VISIBLE_SPEED * 2}, MOVING),
        ({"engaged": True}, ENGAGED),
        ({"since_change": SETTLE_S / 2}, 60),
        ({"speaking": True}, 60),
        ({"speaking": True, "visible": False}, 0),
        ({"engaged": True, "visible": False}, 0),
    ],
)
def test_frame_rate_follows_what_goes_on(changes: dict[str, object], rate: int) -> None:
    activity = Activity(**{**{name: getattr(CALM, name) for name in Activity.__slots__}, **changes})
    assert frames_per_second(activity) == rate


@pytest.mark.parametrize("most", [10, 24, 144])
def test_the_setting_bounds_every_rate(most: int) -> None:
    for speaking in (True, False):
        for engaged in (True, False):
            activity = Activity(True, speaking, 60.0, engaged, 0.0)
            assert 0 < frames_per_second(activity, most) <= most
    assert frames_per_second(Activity(True, True, 0.0, True, 9.0), most) == most


def test_the_corner_is_inside_the_screen() -> None:
    assert SCREEN.contains(QRect(corner(SCREEN, HER), HER))


def test_one_too_large_for_the_screen_shows_its_face() -> None:
    assert corner(SCREEN, QSize(800, 1200)).y() == 0


def test_a_window_on_a_screen_stays_where_it_is() -> None:
    half_out = QRect(QPoint(1280 - 200, 100), HER)
    assert rescue(half_out, [SCREEN]) == half_out.topLeft()


@pytest.mark.parametrize("place", [(2000, 100), (-5000, -5000), (1270, 790), (300, 4000)])
def test_a_lost_window_comes_back_wholly(place: tuple[int, int]) -> None:
    found = rescue(QRect(QPoint(*place), HER), [SCREEN])
    assert SCREEN.contains(QRect(found, HER))


def test_the_nearest_screen_is_chosen() -> None:
    second = QRect(1280, 0, 1920, 1080)
    found = rescue(QRect(QPoint(3300, 200), HER), [SCREEN, second])
    assert second.contains(QRect(found, HER))


def test_no_screen_at_all_changes_nothing() -> None:
    assert rescue(QRect(9000, 9000, 10, 10), []) == QPoint(9000, 9000)


def test_a_window_larger_than_the_screen_keeps_its_corner_on_it() -> None:
    assert inside(QRect(500, 500, 3000, 3000), SCREEN).topLeft() == QPoint(0, 0)


@pytest.mark.parametrize(("x", "side"), [(860, "left"), (20, "right")])
def test_the_bubble_takes_the_free_side(x: int, side: str) -> None:
    her = QRect(x, 200, 400, 600)
    place = beside(her, 450, QSize(300, 90), SCREEN)
    assert place.side == side
    assert SCREEN.contains(place.rect)
    assert place.rect.top() + place.tail == 450


def test_a_narrow_screen_puts_the_bubble_above_her() -> None:
    narrow = QRect(0, 0, 420, 900)
    place = beside(QRect(10, 290, 400, 600), 540, QSize(300, 90), narrow)
    assert place.side == "above"
    assert narrow.contains(place.rect)


def test_the_bubble_does_not_cover_a_card() -> None:
    her, card = QRect(860, 200, 400, 600), QRect(590, 480, 310, 300)
    place = beside(her, 470, QSize(300, 120), SCREEN, card)
    assert not place.rect.intersects(card)
    assert SCREEN.contains(place.rect)


def test_a_short_press_is_a_poke_and_a_long_way_a_drag() -> None:
    pointer = Pointer()
    pointer.press((10, 10))
    assert pointer.move((13, 12)) == "none"
    assert pointer.release() == "poke"
    pointer.press((10, 10))
    assert pointer.move((30, 10)) == "drag"
    assert pointer.move((10, 10)) == "drag"  # back at the start it is still a drag
    assert pointer.release() == "drag"
    assert pointer.release() == "none"


def stroke(pointer: Pointer, start: float, *turns: float) -> list[str]:
    found, x, now = [], turns[0], start
    for goal in turns:
        while x != goal:
            x += max(-7.0, min(7.0, goal - x))
            now += 0.016
            found.append(pointer.hover(x, now))
    return found


def test_stroking_her_head_is_a_pat() -> None:
    pointer = Pointer()
    found = stroke(pointer, 0.0, 100, 150, 100, 150, 100)
    assert found[-1] == "pat"
    assert "pat" not in found[:20]


def test_passing_over_her_head_is_no_pat() -> None:
    assert set(stroke(Pointer(), 0.0, 0, 400)) == {"none"}


def test_trembling_is_no_pat() -> None:
    pointer = Pointer()
    assert {pointer.hover(100 + (-1) ** step * 4, step * 0.02) for step in range(200)} == {"none"}


def test_slow_strokes_are_forgotten_and_leaving_ends_a_pat() -> None:
    pointer = Pointer()
    stroke(pointer, 0.0, 100, 150, 100)
    assert pointer.hover(140, 30.0) == "none"
    stroke(pointer, 31.0, 100, 150, 100, 150, 100)
    pointer.leave()
    assert pointer.hover(150, 32.0) == "none"


@pytest.mark.parametrize(
    ("was", "comes_back"),
    [
        (QRect(100, 100, 500, 400), QRect(100, 100, 500, 400)),
        (QRect(-200, 700, 500, 400), QRect(-200, 700, 500, 400)),  # partly outside, as the person has put it
        (QRect(3000, 100, 500, 400), QRect(1280 - 500 - FRAME, 100, 500, 400)),  # that screen is gone
        (QRect(100, -900, 500, 400), QRect(100, 0, 500, 400)),
        (QRect(100, -10, 500, 400), QRect(100, 0, 500, 400)),  # its title could not be grasped
        (QRect(0, 0, 4000, 3000), QRect(0, 0, 1280 - FRAME, 800 - TITLE)),  # from a larger screen
    ],
)
def test_windows_come_back_where_they_can_be_grasped(was: QRect, comes_back: QRect) -> None:
    assert restored(was, [SCREEN]) == comes_back
    assert restored(was, []) == was


def test_an_arrangement_of_screens_is_named_by_its_places() -> None:
    one, two = QRect(0, 0, 1920, 1080), QRect(-1280, 56, 1280, 1024)
    assert arrangement([one, two]) == arrangement([two, one]) == "1280x1024-1280+56 1920x1080+0+0"
    assert arrangement([one]) != arrangement([QRect(0, 0, 1920, 1050)])


HER_CORNER = QRect(864, 200, 400, 600)
CARD = QSize(320, 180)


def feet(window: QRect) -> QRect:
    return QRect(window.left(), window.bottom() - FOOT, window.width(), FOOT)


@pytest.mark.parametrize(
    "windows",
    [
        [],
        [QRect(40, 60, 500, 400)],
        [QRect(40, 60, 900, 672)],  # the settings on a small screen
        [QRect(40, 60, 720, 732), QRect(10, 20, 440, 672)],
        [QRect(0, 0, 1280, 800)],  # maximized
    ],
)
def test_cards_leave_the_windows_and_their_buttons_free(windows: list[QRect]) -> None:
    wanted = beside(HER_CORNER, 632, CARD, SCREEN).rect
    place = QRect(clear_of(wanted, SCREEN, HER_CORNER, windows), CARD)
    assert SCREEN.contains(place)
    assert not any(place.intersects(feet(window)) for window in windows), place
    face = QRect(930, 200, 268, 300)
    assert not place.intersects(face)
    if not windows:
        assert place.topLeft() == wanted.topLeft()
    if len(windows) == 1 and windows[0].width() == 500:
        assert not place.intersects(windows[0])


def test_a_card_that_covers_nothing_stays_beside_her() -> None:
    wanted = beside(HER_CORNER, 632, CARD, SCREEN).rect
    assert clear_of(wanted, SCREEN, HER_CORNER, [QRect(0, 0, 300, 300)]) == wanted.topLeft()
