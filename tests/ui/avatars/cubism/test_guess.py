"""Guessing which expression shows which feeling."""

from pathlib import Path

import pytest

from companion.ui.avatars.cubism.expressions import Change, Expression, apply
from companion.ui.avatars.cubism.guess import Guess, by_name, guess
from companion.ui.avatars.cubism.parameters import Range

SMILING = {"ParamEyeLOpen": -1, "ParamEyeROpen": -1, "ParamEyeLSmile": 1, "ParamEyeRSmile": 1}
ANGRY = {"ParamBrowLAngle": -1, "ParamBrowRAngle": -1, "ParamBrowLForm": -1, "ParamBrowRForm": -1, "ParamMouthForm": -1}
TROUBLED = {"ParamBrowLAngle": 1, "ParamBrowRAngle": 1, "ParamMouthForm": -0.8}
WIDE = {"ParamEyeLOpen": 0.5, "ParamEyeROpen": 0.5, "ParamBrowLY": 1, "ParamBrowRY": 1}


def shown(name: str, **changes: float) -> Expression:
    return Expression(name, Path(f"{name}.exp3.json"), tuple(Change(key, value) for key, value in changes.items()))


@pytest.mark.parametrize(
    ("name", "emotion"),
    [
        ("笑", "joy"), ("笑顔", "joy"), ("微笑み", "smile"), ("怒り", "angry"), ("悲しい", "sad"), ("泣き", "sad"),
        ("困り顔", "worried"), ("驚き", "surprised"), ("照れ", "shy"), ("ドヤ顔", "smug"), ("眠い", "sleepy"),
        ("キラキラ目", "excited"), ("生气", "angry"), ("开心", "joy"), ("脸红", "shy"), ("通常", "neutral"),
        ("기쁨", "joy"), ("화남2", "angry"), ("울음", "sad"), ("당황", "shy"), ("하트눈", "love"), ("졸림", "sleepy"),
        ("angry", "angry"), ("Angry_02", "angry"), ("exp_sad", "sad"), ("bigSmile", "smile"), ("crying", "sad"),
        ("her happy face", "joy"), ("flush", "shy"), ("normal", "neutral"), ("StarEyes", "excited"),
        ("F01", None), ("exp_03", None), ("expression12", None), ("a", None), ("", None), ("glasses", None),
    ],
)  # fmt: skip
def test_what_a_name_says(name: str, emotion: str | None) -> None:
    assert by_name(name) == emotion


def test_names_that_say_nothing_are_guessed_by_what_they_do() -> None:
    found = guess(
        [
            shown("F01"),
            shown("F02", **SMILING),
            shown("F03", **ANGRY),
            shown("F04", **TROUBLED),
            shown("F05", **WIDE),
            shown("F06", ParamCheek=1),
        ]
    )
    said = {emotion: one.expression for emotion, one in found.items()}
    assert said["neutral"] == "F01" and said["joy"] == "F02" and said["angry"] == "F03"
    assert said["surprised"] == "F05" and said["shy"] == "F06"
    assert said["sad"] == said["worried"] == "F04"
    assert found["joy"].how == "look"


def test_converted_names_are_the_same_parameters() -> None:
    old = {"PARAM_EYE_L_OPEN": -1, "PARAM_EYE_R_OPEN": -1, "PARAM_EYE_L_SMILE": 1, "PARAM_EYE_R_SMILE": 1}
    assert guess([shown("a1", **old)])["joy"] == Guess("a1", "look")


def test_a_name_counts_more_than_a_look() -> None:
    found = guess([shown("angry", **SMILING), shown("F02", **SMILING)])
    assert found["angry"] == Guess("angry", "name") and found["joy"].expression == "F02"


def test_what_the_artist_calls_a_parameter_counts() -> None:
    found = guess([shown("exp1", Param7=1)], {"Param7": "涙"})
    assert found["sad"] == Guess("exp1", "look")
    assert found["worried"] == Guess("exp1", "near")
    assert guess([shown("exp1", Param7=1)]) == {}


def test_a_near_feeling_lends_its_expression() -> None:
    assert guess([shown("smile")]) == {
        "smile": Guess("smile", "name"),
        "joy": Guess("smile", "near"),
        "love": Guess("smile", "near"),
        "excited": Guess("smile", "near"),
        "smug": Guess("smile", "near"),
    }


def test_the_models_own_ranges_say_what_an_expression_does() -> None:
    smiling_anyway = [Range("ParamMouthForm", -1, 1, 1), Range("ParamBrowLAngle", -1, 1, 0)]
    grin = shown("F01", ParamMouthForm=1)
    assert guess([grin])["smile"].how == "look"
    assert guess([grin], ranges=smiling_anyway) == {"neutral": Guess("F01", "look")}


def test_a_face_that_the_house_can_move_borrows_nothing() -> None:
    able = [Range("ParamMouthForm", -1, 1, 0), Range("ParamBrowLAngle", -1, 1, 0)]
    assert guess([shown("smile")], ranges=able) == {"smile": Guess("smile", "name")}


def test_nothing_to_guess() -> None:
    assert guess([]) == {}
    assert guess([shown("glasses", ParamGlasses=1)]) == {}


def test_expressions_are_blended_by_their_shares() -> None:
    values = {"A": 0.5, "B": 2.0, "C": 1.0}
    one = Expression("x", Path("x"), (Change("A", 1.0), Change("B", 3.0, "Multiply"), Change("C", -1.0, "Overwrite")))
    apply(values, [(one, 0.5), (shown("y", gone=1), 1.0)])
    assert values == {"A": 1.0, "B": 4.0, "C": 0.0}
    apply(values, [(one, 1.0)])
    assert values == {"A": 2.0, "B": 12.0, "C": -1.0}
