"""The face as a whole, in virtual time with a seeded chance."""

from random import Random

import numpy as np
import pytest

from companion.face.director import FaceDirector
from companion.face.expression import face
from companion.face.pose import NAMES, FacePose, values
from companion.persona.emotion import CANONICAL, Mood
from companion.voice.types import PlaybackPosition, Reply, SpeechChunk, TimedPhoneme, Turn

CALM = Mood("neutral", 0.0)
RATE = 16_000


def voice(seconds: float) -> SpeechChunk:
    """A long vowel."""
    turn = Turn(1)
    pcm = np.random.default_rng(0).normal(0, 0.1, int(seconds * RATE)).astype(np.float32)
    return SpeechChunk(turn, pcm, RATE, Reply(turn, "", "", CALM), (TimedPhoneme("a", 0.0),))


class Stage:
    """A director and a clock at 60 frames a second."""

    def __init__(self, seed: int = 1) -> None:
        self.director = FaceDirector(rng=Random(seed))
        self.now = 100.0
        self.pose = self.director.update(self.now, CALM)

    def run(
        self, seconds: float, mood: Mood = CALM, sound: SpeechChunk | None = None, **inputs: object
    ) -> list[FacePose]:
        poses = []
        for frame in range(round(seconds * 60)):
            self.now += 1 / 60
            position = PlaybackPosition(sound, frame / 60, 0.1) if sound is not None else None
            self.pose = self.director.update(self.now, mood, position, **inputs)  # type: ignore[arg-type]
            poses.append(self.pose)
        return poses


def test_the_emotion_shows_before_and_without_a_voice() -> None:
    stage = Stage()
    stage.run(1.0)
    stage.director.react(Mood("sad", 1.0), stage.now)
    stage.run(0.25)
    target = face(Mood("sad", 1.0))
    assert stage.pose.mouth_form == pytest.approx(target.mouth_form, abs=0.2)
    assert stage.pose.tear > 0.9
    assert stage.pose.mouth_open == 0


def test_the_reaction_fades_to_the_carried_mood() -> None:
    stage = Stage()
    stage.director.react(Mood("angry", 1.0), stage.now)
    stage.run(2.0)
    assert stage.pose.eye_slant > 0.8
    stage.run(15.0, Mood("smile", 0.8))
    assert stage.pose.eye_slant == pytest.approx(0.0, abs=0.05)
    assert stage.pose.mouth_form > 1.0
    resting, full = stage.pose.mouth_form, face(Mood("smile", 0.8)).mouth_form
    assert resting < full


def test_it_holds_as_long_as_she_speaks() -> None:
    stage = Stage()
    stage.director.react(Mood("sad", 1.0), stage.now)
    stage.run(8.0, sound=voice(8.0))
    assert stage.pose.brow_angle_l < -0.9


def test_the_mouth_moves_with_the_voice_and_closes_after_it() -> None:
    stage = Stage()
    stage.director.react(Mood("joy", 1.0), stage.now)
    spoken = stage.run(1.0, sound=voice(1.2))
    assert max(pose.mouth_open for pose in spoken[30:]) > 25
    after = stage.run(0.15)
    assert after[-1].mouth_open < 3
    assert all(pose.mouth_open < 3 for pose in stage.run(3.0))  # no laugh without a voice once she has spoken


def test_a_laugh_is_open_before_the_voice() -> None:
    stage = Stage()
    stage.director.react(Mood("joy", 1.0), stage.now)
    stage.run(0.4)
    assert stage.pose.mouth_open > 30


def test_at_rest_the_mouth_is_closed_in_every_mood() -> None:
    for emotion in CANONICAL:
        stage = Stage()
        assert stage.run(2.0, Mood(emotion, 1.0))[-1].mouth_open == 0, emotion


def test_the_expression_colours_the_speaking_mouth() -> None:
    def form(emotion: str) -> float:
        stage = Stage()
        stage.director.react(Mood(emotion, 1.0), stage.now)
        stage.run(1.0, sound=voice(1.2))
        return stage.pose.mouth_form

    assert form("smile") > form("neutral") > form("sad")


def test_she_blinks_but_not_in_surprise_and_not_with_closed_eyes() -> None:
    stage = Stage()
    assert min(pose.eye_open_l for pose in stage.run(30.0)) < 0.1
    stage.director.react(Mood("surprised", 1.0), stage.now)
    stage.run(0.4)
    assert min(pose.eye_open_l for pose in stage.run(1.0)) > 0.9


def test_the_eyes_follow_the_pointer_and_the_head_a_little() -> None:
    stage = Stage()
    stage.run(3.0, cursor=(2.0, 0.0))
    right = stage.pose
    stage.run(3.0, cursor=(-2.0, 0.0))
    left = stage.pose
    assert right.gaze_x > 0.5 and left.gaze_x < -0.5
    assert 0.15 < right.head_x - left.head_x < 1.0
    stage.run(3.0, cursor=(0.0, 2.0))
    assert stage.pose.gaze_y > 0.5


def test_averted_eyes_stay_averted() -> None:
    stage = Stage()
    stage.director.react(Mood("shy", 1.0), stage.now)
    stage.run(1.0, cursor=(-3.0, 1.0))
    assert stage.pose.gaze_x > 0.4


def test_a_pat_brings_a_smile_and_moves_the_hair() -> None:
    stage = Stage()
    stage.run(1.0)
    poses = stage.run(0.5, touched="head")
    assert stage.pose.mouth_form > 1.4 and stage.pose.blush > 0.5
    assert max(abs(pose.hair_bangs) for pose in poses) > 0.3
    stage.run(12.0)
    assert stage.pose.mouth_form == pytest.approx(0.7, abs=0.1)


def test_calm_forgets_the_reaction() -> None:
    stage = Stage()
    stage.director.react(Mood("love", 1.0), stage.now)
    stage.run(0.5)
    stage.director.calm()
    stage.run(0.5)
    assert stage.pose.heart < 0.02


def test_thinking_looks_up_and_listening_looks_at_the_viewer() -> None:
    stage = Stage()
    assert sum(pose.gaze_y for pose in stage.run(4.0, thinking=True)) / 240 > 0.3
    assert max(abs(pose.gaze_x) for pose in stage.run(10.0, listening=True)[30:]) < 0.3


def test_the_same_seed_makes_the_same_face() -> None:
    first, second, other = Stage(3).run(20.0), Stage(3).run(20.0), Stage(4).run(20.0)
    assert first == second != other


def test_a_gap_does_not_make_her_jump() -> None:
    stage = Stage()
    before = stage.run(5.0)[-1]
    stage.now += 3600.0
    after = stage.run(0.05)[-1]
    assert abs(after.head_x - before.head_x) < 0.35
    assert all(np.isfinite(values(after)))


@pytest.mark.parametrize("emotion", CANONICAL)
def test_every_parameter_stays_in_its_range(emotion: str) -> None:
    stage = Stage()
    stage.director.react(Mood(emotion, 1.0), stage.now)
    poses = stage.run(3.0, sound=voice(3.2), cursor=(9.0, -9.0)) + stage.run(3.0)
    for pose in poses:
        for name, value in zip(NAMES, values(pose), strict=True):
            limit = 56.0 if name.startswith("mouth") else 13.0 if "hair" in name or name in ("ribbon", "skirt") else 2.0
            assert abs(value) <= limit or name == "ornament", (name, value)
        assert max(abs(pose.head_x), abs(pose.head_y), abs(pose.head_z), abs(pose.gaze_x)) <= 1.0


def test_lively_only_while_something_happens() -> None:
    stage = Stage()
    stage.director.react(Mood("joy", 1.0), stage.now)
    stage.run(0.1)
    assert stage.director.lively(stage.now)
    stage.run(0.5, sound=voice(1.0))
    assert stage.director.lively(stage.now)
