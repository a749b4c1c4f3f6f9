"""What the face gets from events."""

from random import Random

from companion.face.director import FaceDirector
from companion.face.pose import NEUTRAL, FacePose
from companion.persona.emotion import Mood
from companion.ui.face_feed import FaceFeed
from companion.ui.pace import VISIBLE_SPEED
from companion.voice.types import ReplyStarted, Source, State, StateChanged, Turn
from tests.ui.parts import Face

JOY = Mood("joy", 0.8)


def waved(source: Source) -> int:
    face = Face()
    FaceFeed(face).on_event(ReplyStarted(Turn(1, source), JOY), 1.0)
    assert face.reactions == [JOY]
    return face.waved


def test_she_waves_at_a_greeting_and_at_nothing_else() -> None:
    assert waved("greeting") == 1
    assert waved("typed") == waved("voice") == 0


def test_a_small_movement_of_an_arm_is_painted_and_fast_ones_smoothly() -> None:
    face = Face()
    feed = FaceFeed(face)
    assert feed.frame(0.0, None)
    face.pose = type(NEUTRAL)(arms_wave=0.002)
    assert not feed.frame(0.1, None)
    face.pose = type(NEUTRAL)(arms_wave=0.2)
    assert feed.frame(0.2, None)
    assert feed.activity(10.0, visible=True).speed > 0.5


def test_a_blink_that_has_begun_asks_for_quick_frames() -> None:
    director = FaceDirector(rng=Random(5))
    feed = FaceFeed(director)
    now, seen = 100.0, []
    for _ in range(200):
        feed.frame(now, None)
        seen.append((director.blinking, feed.activity(now, visible=True).speed > VISIBLE_SPEED))
        now += 0.1
    assert any(blinks for blinks, _ in seen)
    assert all(quick for blinks, quick in seen if blinks)


def test_a_body_that_only_sways_waits_for_the_next_picture_while_a_hand_moves() -> None:
    face = Face()
    feed = FaceFeed(face)
    feed.frame(50.0, None)
    face.pose = FacePose(head_z=0.03)
    assert feed.frame(50.2, None) and feed.pose == face.pose
    face.pose = FacePose(head_z=0.06, breath=0.1, arms_wave=0.2)
    assert feed.frame(50.24, None) and feed.pose == FacePose(head_z=0.03, arms_wave=0.2)
    face.pose = FacePose(head_z=0.06, breath=0.1, arms_wave=0.2)
    assert not feed.frame(50.28, None)
    assert feed.frame(50.32, None) and feed.pose == face.pose  # breath comes with it: the whole is drawn anyway


def test_a_body_that_moves_far_or_while_she_is_engaged_does_not_wait() -> None:
    face = Face()
    feed = FaceFeed(face)
    feed.frame(50.0, None)
    face.pose = FacePose(head_z=0.03)
    assert feed.frame(50.2, None)
    face.pose = FacePose(head_z=0.2)
    assert feed.frame(50.24, None) and feed.pose == face.pose
    feed.on_event(StateChanged(State.HEARING), 50.25)
    face.pose = FacePose(head_z=0.23)
    assert feed.frame(50.28, None) and feed.pose == face.pose
