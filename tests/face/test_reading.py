"""A pose tells which emotion it shows, however she talks, blinks or looks about."""

import math
from dataclasses import replace
from random import Random

import pytest

from companion.face.director import FaceDirector
from companion.face.expression import face
from companion.face.pose import NAMES, NEUTRAL, blend, from_values
from companion.face.reading import emotion, shares
from companion.face.visemes import VISEMES
from companion.persona.emotion import CANONICAL, Mood


@pytest.mark.parametrize("name", [name for name in CANONICAL if name != "neutral"])
@pytest.mark.parametrize("intensity", [0.3, 0.6, 1.0])
@pytest.mark.parametrize("age", [0.0, 10.0])
def test_an_emotion_is_read_while_she_talks_and_blinks(name: str, intensity: float, age: float) -> None:
    pose = face(Mood(name, intensity), age=age)
    assert emotion(pose) == name
    for shape in VISEMES.values():
        talking = replace(
            pose, mouth_open=shape.open, mouth_width=shape.width, mouth_form=shape.form, mouth_round=shape.round
        )
        assert emotion(replace(talking, eye_open_l=0.1, eye_open_r=0.1, gaze_x=0.7, head_x=-0.5)) == name


def test_neutral_and_nonsense_are_neutral() -> None:
    assert emotion(NEUTRAL) == "neutral" and shares(NEUTRAL) == {}
    assert emotion(face(Mood("joy", 0.02))) == "neutral"
    assert emotion(from_values([math.nan] * len(NAMES))) == "neutral"
    assert emotion(from_values([1e300] * len(NAMES))) in CANONICAL


def test_halfway_from_one_emotion_to_another_is_half_of_both() -> None:
    found = shares(blend(face(Mood("joy", 1.0)), face(Mood("angry", 1.0)), 0.5))
    assert found.keys() == {"joy", "angry"}
    assert found["joy"] == pytest.approx(0.5, abs=0.05) and found["angry"] == pytest.approx(0.5, abs=0.05)


def test_a_lively_face_shows_what_it_reacts_to() -> None:
    director = FaceDirector(rng=Random(3))
    for index, name in enumerate(CANONICAL):
        began = index * 3.0
        director.react(Mood(name, 1.0), began)
        seen = [emotion(director.update(began + step / 30, Mood("neutral", 0.0))) for step in range(60)]
        assert seen[15:].count(name) >= 44, (name, seen)
