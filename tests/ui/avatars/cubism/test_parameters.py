"""From a FacePose to a model's parameters."""

import math
from dataclasses import replace

import pytest

from companion.face import reading
from companion.face.expression import face
from companion.face.pose import NAMES, NEUTRAL, from_values
from companion.face.visemes import VISEMES
from companion.persona.emotion import CANONICAL, Mood
from companion.ui.avatars.cubism.feeling import without
from companion.ui.avatars.cubism.parameters import SHOWN, Range, Table, bounded, usual, vowels

NAMES_USUAL = (
    "ParamAngleX", "ParamAngleY", "ParamAngleZ", "ParamEyeLOpen", "ParamEyeROpen", "ParamEyeLSmile", "ParamEyeBallX",
    "ParamBrowLAngle", "ParamBrowRY", "ParamMouthOpenY", "ParamMouthForm", "ParamBreath", "ParamCheek", "ParamHat",
)  # fmt: skip


def table(*names: str, **groups: tuple[str, ...]) -> Table:
    return Table([usual(name) for name in names or NAMES_USUAL], **groups)


def test_rest_is_the_artists_rest() -> None:
    mine = Table([Range("ParamMouthForm", -1, 1, 1), Range("ParamEyeLOpen", 0, 2, 1), Range("Hat", 0, 5, 3)])
    assert mine.posed(NEUTRAL) == {"ParamMouthForm": 1, "ParamEyeLOpen": 1, "Hat": 3}


def test_head_and_gaze_turn_the_same_way() -> None:
    values = table().posed(replace(NEUTRAL, head_x=1.0, head_y=-0.5, head_z=2.0, gaze_x=-1.0))
    assert (values["ParamAngleX"], values["ParamAngleY"], values["ParamAngleZ"]) == (30.0, -15.0, 30.0)
    assert values["ParamEyeBallX"] == -1.0


def test_the_characters_left_is_the_viewers_right() -> None:
    values = table().posed(replace(NEUTRAL, eye_open_r=0.0, brow_y_l=1.0))
    assert (values["ParamEyeLOpen"], values["ParamEyeROpen"]) == (0.0, 1.0)
    assert values["ParamBrowRY"] == 1.0


def test_inner_ends_down_is_anger() -> None:
    assert table().posed(face(Mood("angry", 1.0)))["ParamBrowLAngle"] == -1.0
    assert table().posed(face(Mood("worried", 1.0)))["ParamBrowLAngle"] > 0.5


def test_converted_names_work_too() -> None:
    values = table("PARAM_ANGLE_X", "PARAM_TERE").posed(replace(NEUTRAL, head_x=1.0, blush=1.0))
    assert values == {"PARAM_ANGLE_X": 30.0, "PARAM_TERE": 1.0}


def test_what_the_model_itself_names_blinks_and_speaks() -> None:
    shut = replace(NEUTRAL, eye_open_l=0.0, eye_open_r=0.0, mouth_open=46.0)
    odd = Table([Range("Lid", 0, 1, 1), Range("Lips", 0, 1, 0)], eyes=("Lid",), lips=("Lips",))
    assert odd.posed(shut) == {"Lid": 0.0, "Lips": 1.0}
    usual_ = table("ParamEyeLOpen", "ParamMouthOpenY", "Lid", "Lips", eyes=("Lid",), lips=("Lips",))
    assert usual_.posed(shut)["Lid"] == usual_.posed(shut)["Lips"] == 0.0


@pytest.mark.parametrize("name", list("aiueo"))
def test_vowels(name: str) -> None:
    shape = VISEMES[name]
    pose = replace(
        NEUTRAL, mouth_open=shape.open, mouth_width=shape.width, mouth_round=shape.round, mouth_form=shape.form
    )
    heard = vowels(pose)
    assert max(heard, key=lambda key: heard[key]) == name and heard[name] > 0.5 and sum(heard.values()) <= 1.0001
    assert table(*[f"Param{vowel}" for vowel in "AIUEO"]).posed(pose)[f"Param{name.upper()}"] == heard[name]
    assert vowels(NEUTRAL) == {}


def test_every_vowel_moves_a_plain_mouth_differently() -> None:
    def mouth(name: str) -> tuple[float, float]:
        shape = VISEMES[name]
        pose = replace(
            NEUTRAL, mouth_open=shape.open, mouth_width=shape.width, mouth_round=shape.round, mouth_form=shape.form
        )
        values = table().posed(pose)
        return values["ParamMouthOpenY"], values["ParamMouthForm"]

    shapes = [mouth(name) for name in "aiueo"]
    for index, one in enumerate(shapes):
        for other in shapes[:index]:
            assert math.dist(one, other) > 0.15


def test_no_value_leaves_its_range() -> None:
    ranges = [usual(key) for key in SHOWN] + [Range("Odd", 5, -5, 0)]
    mine = Table(ranges)
    for value in (1e9, -1e9, math.inf, math.nan, 3.0):
        found = mine.cut(mine.posed(bounded(from_values([value] * len(NAMES)))))
        for one, number in zip(ranges, found, strict=True):
            assert min(one.low, one.high) <= number <= max(one.low, one.high)


@pytest.mark.parametrize("emotion", CANONICAL[1:])
def test_without_takes_the_whole_face_of_a_feeling(emotion: str) -> None:
    """An expression of the model shows it; what stays is the face at rest, and what is not of the face."""
    for intensity in (0.3, 1.0):
        pose = face(Mood(emotion, intensity))
        left = without(pose, reading.felt(pose), {emotion})
        for name in ("eye_open_l", "eye_open_r", "brow_y_l", "brow_angle_r", "mouth_form", "blush", "eye_smile"):
            assert abs(getattr(left, name) - getattr(NEUTRAL, name)) < 0.12, name
        assert (left.head_x, left.head_y, left.head_z) == (pose.head_x, pose.head_y, pose.head_z)
        assert without(pose, reading.felt(pose), ()) == pose


def test_without_keeps_blinks_and_the_voice() -> None:
    for emotion in ("sad", "angry", "shy"):
        pose = face(Mood(emotion, 0.8))
        blinking = replace(pose, eye_open_l=0.0, eye_open_r=pose.eye_open_r / 2, mouth_open=30.0)
        left = without(blinking, reading.felt(blinking), {emotion})
        assert left.eye_open_l == 0.0 and abs(left.eye_open_r - 0.5) < 0.06 and left.mouth_open == 30.0


def test_a_blend_of_two_keeps_the_one_without_an_expression() -> None:
    from companion.face.pose import blend

    pose = blend(face(Mood("sad", 1.0)), face(Mood("shy", 1.0)), 0.5)
    left = without(pose, reading.felt(pose), {"sad"})
    assert left.blush > NEUTRAL.blush + 0.2 and abs(left.tear) < 0.1
