"""What arms and body do of themselves, in virtual time with a seeded chance."""

from collections import Counter
from random import Random

import pytest

from companion.face.director import FaceDirector
from companion.face.expression import EXPRESSIONS, face
from companion.face.gestures import EMOTIONS, MOTIONS, REST, Gestures, Moment
from companion.face.pose import GESTURES, NEUTRAL, FacePose
from companion.persona.emotion import CANONICAL, Mood

CALM = Mood("neutral", 0.0)
FRAME = 1 / 60


def shares(pose: FacePose) -> dict[str, float]:
    return {name: getattr(pose, f"arms_{name}") for name in GESTURES}


def leading(pose: FacePose) -> str:
    name, share = max(shares(pose).items(), key=lambda item: item[1])
    return name if share > 0.5 else REST


class Body:
    """A director and a clock at 60 frames a second."""

    def __init__(self, seed: int = 1) -> None:
        self.director = FaceDirector(rng=Random(seed))
        self.now = 100.0
        self.run(0.5)

    def run(self, seconds: float, **inputs: object) -> list[FacePose]:
        poses = []
        for _ in range(round(seconds * 60)):
            self.now += FRAME
            poses.append(self.director.update(self.now, CALM, **inputs))  # type: ignore[arg-type]
        return poses


def test_every_emotion_has_gestures_that_exist() -> None:
    assert set(EMOTIONS) == set(CANONICAL) == set(EXPRESSIONS)
    named = {name for ways in EMOTIONS.values() for name in ways} | set(MOTIONS)
    assert named - {REST} <= set(GESTURES)


@pytest.mark.parametrize("emotion", CANONICAL)
def test_a_still_picture_shows_the_first_gesture_of_an_emotion(emotion: str) -> None:
    assert leading(face(Mood(emotion, 1.0))) == EMOTIONS[emotion][0]


def test_neutral_arms_are_at_rest() -> None:
    assert not any(shares(NEUTRAL).values())
    assert NEUTRAL.arm_swing == NEUTRAL.shoulders == NEUTRAL.lean == NEUTRAL.bounce == 0.0


@pytest.mark.parametrize("emotion", [name for name in CANONICAL if EMOTIONS[name][0] != REST])
def test_an_emotion_moves_the_arms_and_they_sink_again(emotion: str) -> None:
    seen = set()
    for seed in range(3):
        body = Body(seed)
        body.director.react(Mood(emotion, 1.0), body.now)
        seen.add(leading(body.run(1.2)[-1]))
        body.run(9.0)
        assert leading(body.director.pose) not in EMOTIONS[emotion] or leading(body.director.pose) == REST
    assert seen <= set(EMOTIONS[emotion])
    assert seen != {REST}


def test_a_weak_emotion_leaves_the_arms_alone() -> None:
    body = Body()
    body.director.react(Mood("angry", 0.2), body.now)
    assert max(pose.arms_cross for pose in body.run(2.0)) < 0.01


def test_the_shares_never_jump_and_stay_within_one() -> None:
    body, before = Body(4), None
    for index, emotion in enumerate([*CANONICAL, *reversed(CANONICAL)]):
        body.director.react(Mood(emotion, 1.0), body.now)
        if index % 5 == 0:
            body.director.wave(body.now)
        for pose in body.run(0.7, thinking=index % 4 == 0):
            now = shares(pose)
            assert all(0.0 <= share <= 1.0 for share in now.values())
            assert sum(now.values()) <= 1.001
            if before is not None:
                assert max(abs(now[name] - before[name]) for name in GESTURES) < 0.06
            before = now


def test_she_waves_when_she_greets() -> None:
    body = Body()
    body.director.react(Mood("smile", 0.6), body.now)
    body.director.wave(body.now)
    poses = body.run(1.8)
    assert leading(poses[-1]) == "wave"
    swings = [pose.arm_swing for pose in poses[30:]]
    assert min(swings) < -0.6 and max(swings) > 0.6
    body.run(3.0)
    assert body.director.pose.arms_wave < 0.02


def test_waiting_for_an_answer_brings_a_finger_to_the_chin() -> None:
    body = Body()
    assert leading(body.run(1.6, thinking=True)[-1]) == "think"
    assert leading(body.run(1.5)[-1]) != "think"


def test_listening_keeps_the_arms_still() -> None:
    body = Body()
    assert {leading(pose) for pose in body.run(25.0, listening=True)} == {REST}


def test_idle_gestures_are_few_and_varied() -> None:
    gestures, shown = Gestures(Random(7)), []
    for frame in range(10 * 400):
        made = gestures.update(frame / 10, 0.1, Moment("neutral", 0.0, 100.0 + frame / 10))
        name, share = max(((key, made[key]) for key in made if key.startswith("arms_")), key=lambda item: item[1])
        shown.append(name if share > 0.5 else REST)
    counts = Counter(shown)
    assert counts[REST] > 0.7 * len(shown)
    assert len(counts) >= 4


def test_talking_hands_move_more_than_idle_ones() -> None:
    talks, idles = Gestures(Random(3)), Gestures(Random(3))

    def busy(gestures: Gestures, speaking: bool) -> int:
        moved = 0
        for frame in range(60 * 40):
            moment = Moment("neutral", 0.0, 100.0 + frame * FRAME, speaking=speaking, level=0.5)
            made = gestures.update(frame * FRAME, FRAME, moment)
            moved += max(share for name, share in made.items() if name.startswith("arms_")) > 0.3
        return moved

    assert busy(talks, True) > 2 * busy(idles, False)


def test_joy_makes_her_hop_and_it_calms_down() -> None:
    body = Body()
    body.director.react(Mood("joy", 1.0), body.now)
    hops = [pose.bounce for pose in body.run(4.0)]
    assert max(hops[:60]) > 0.2
    assert max(abs(hop) for hop in hops[180:]) < 0.1


def test_surprise_makes_her_start_and_sadness_sink() -> None:
    body = Body()
    body.director.react(Mood("surprised", 1.0), body.now)
    start = [pose.bounce for pose in body.run(1.2)]
    assert max(start[:30]) > 0.3 and abs(start[-1]) < 0.05
    body.director.react(Mood("sad", 1.0), body.now)
    assert body.run(1.5)[-1].bounce < -0.2


def test_another_character_begins_with_arms_at_rest() -> None:
    body = Body()
    body.director.react(Mood("angry", 1.0), body.now)
    body.run(1.0)
    body.director.calm()
    assert leading(body.run(1.5)[-1]) == REST


def test_after_a_hidden_hour_nothing_jumps() -> None:
    body = Body()
    before = shares(body.director.pose)
    body.now += 3600.0
    after = shares(body.run(FRAME)[-1])
    assert max(abs(after[name] - before[name]) for name in GESTURES) < 0.2
