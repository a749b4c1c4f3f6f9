"""Faces that differ while both feel the same."""

from dataclasses import replace

import numpy as np
import pytest

from companion.errors import AvatarError
from companion.face.expression import face
from companion.face.pose import NEUTRAL, FacePose
from companion.persona.emotion import CANONICAL, Mood
from companion.ui.avatars.figure.features import FACES, with_features
from companion.ui.avatars.figure.style import style_of
from tests.ui.avatars.sitters import at, avatar, picture, pixels


def lashes(name: str, pose: FacePose = NEUTRAL) -> tuple[float, float]:
    """Mean heights (pixels at 400 wide) of the dark lash of the viewer's left eye: (outer half, inner half)."""
    who = avatar("snow_white", 400, face=name)
    left, top = at(330, 370, 400)
    middle, bottom = at(407, 470, 400)
    right, _ = at(470, 470, 400)
    dark = pixels(picture(who, pose, 400))[..., :3].astype(int).sum(axis=2) < 150
    outer, inner = np.nonzero(dark[top:bottom, left:middle])[0], np.nonzero(dark[top:bottom, middle:right])[0]
    return float(outer.mean()), float(inner.mean())


def test_classic_changes_nothing() -> None:
    pose = face(Mood("sad", 0.7))
    assert with_features(pose, FACES["classic"]) is pose


def test_the_outer_corners_of_gentle_eyes_hang_and_of_sharp_eyes_rise() -> None:
    slopes = {name: outer - inner for name in ("gentle", "classic", "sharp") for outer, inner in [lashes(name)]}
    assert slopes["gentle"] > slopes["classic"] > slopes["sharp"]


def test_dreamy_eyes_are_half_open_and_closed_ones_are_closed_in_every_face() -> None:
    assert with_features(NEUTRAL, FACES["dreamy"]).eye_open_l < 0.9 < with_features(NEUTRAL, FACES["lively"]).eye_open_l
    shut = replace(NEUTRAL, eye_open_l=0.0, eye_open_r=0.0)
    for features in FACES.values():
        assert with_features(shut, features).eye_open_l == 0.0


@pytest.mark.parametrize("name", FACES)
def test_every_expression_is_told_apart_in_every_face(name: str) -> None:
    who = avatar("mina", 200, face=name, bangs="princess", accessories="")
    left, top = at(300, 300)
    right, bottom = at(700, 660)
    faces = {}
    for emotion in CANONICAL:
        pose = face(Mood(emotion, 1.0))
        still = replace(pose, head_x=0, head_y=0, head_z=0, **dict.fromkeys(_arms(pose), 0.0))
        faces[emotion] = pixels(picture(who, still))[top:bottom, left:right, :3].astype(int)
    for first in CANONICAL:
        for second in CANONICAL:
            if first < second:
                assert (np.abs(faces[first] - faces[second]).max(axis=2) > 40).mean() > 0.006, (first, second)


def _arms(pose: FacePose) -> list[str]:
    return [name for name in type(pose).__slots__ if name.startswith("arms_")]


@pytest.mark.parametrize(("mark", "x", "y"), [("mole", 434, 536), ("freckles", 384, 538)])
def test_marks_lie_on_the_skin_and_turn_with_the_head(mark: str, x: float, y: float) -> None:
    plain, marked = avatar("snow_white", 400, accessories=""), avatar("snow_white", 400, accessories=mark)
    places = []
    for turn in (0.0, 1.0):
        pose = replace(NEUTRAL, head_x=turn)
        change = np.abs(pixels(picture(plain, pose, 400)).astype(int) - pixels(picture(marked, pose, 400)).astype(int))
        rows, columns = np.nonzero(change.max(axis=2) > 8)
        assert 2 <= len(rows) < 400
        places.append(columns.mean())
    column, row = at(x, y, 400)
    assert places[1] - places[0] > 6
    if mark == "mole":
        assert abs(places[0] - column) < 3 and row > 0


def test_a_wrong_face_is_named() -> None:
    with pytest.raises(AvatarError, match=r"avatar\.style\.face is 'gentel'") as caught:
        style_of("mina", {"face": "gentel"})
    assert "'gentle'" in caught.value.hint
    assert style_of("mina", {"face": "dreamy"}).face == "dreamy"
