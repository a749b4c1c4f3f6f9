"""The twelve expressions and their blending."""

import math
from itertools import combinations, pairwise

import pytest

from companion.face.expression import EXPRESSIONS, ExpressionBlender, ease_out, expression, face, strength
from companion.face.pose import NAMES, NEUTRAL, FacePose, blend, values
from companion.persona.emotion import CANONICAL, Mood

CALM = Mood("neutral", 0.0)


def distance(a: FacePose, b: FacePose) -> float:
    """How far apart two faces are, each parameter in shares of the range in which it moves."""
    ranges = {"mouth_width": 25.0, "mouth_open": 50.0}
    return sum(abs(x - y) / ranges.get(name, 1.0) for name, x, y in zip(NAMES, values(a), values(b), strict=True))


def test_every_canonical_emotion_has_a_face() -> None:
    assert tuple(EXPRESSIONS) == CANONICAL


def test_an_unknown_emotion_shows_the_neutral_face() -> None:
    assert face(Mood("hungry", 1.0)) == NEUTRAL


@pytest.mark.parametrize("pair", list(combinations(CANONICAL, 2)))
def test_any_two_faces_are_told_apart(pair: tuple[str, str]) -> None:
    first, second = (face(Mood(name, 1.0)) for name in pair)
    assert distance(first, second) > 0.9


def test_intensity_scales_from_neutral() -> None:
    assert face(Mood("joy", 0.0)) == NEUTRAL
    weak, strong = face(Mood("sad", 0.3)), face(Mood("sad", 1.0))
    assert NEUTRAL.mouth_form > weak.mouth_form > strong.mouth_form == pytest.approx(-1.3)
    assert 0.4 < strength(0.3) < strength(0.6) < strength(1.0) == 1.0
    assert strength(-1) == 0.0 and strength(7) == 1.0


def test_the_table_of_the_guide() -> None:
    joy, surprised, smug = (face(Mood(name, 1.0)) for name in ("joy", "surprised", "smug"))
    assert (joy.eye_open_l, joy.eye_smile, joy.mouth_open, joy.mouth_teeth) == (0, 1, 40, 1)
    assert (surprised.eye_open_r, surprised.iris, surprised.mouth_round) == (1.18, 0.84, 1)
    assert smug.brow_y_r > 0.5 > smug.brow_y_l and smug.mouth_cat == 1
    assert face(Mood("love", 1.0)).heart == 1 and face(Mood("sad", 1.0)).tear == 1


def test_a_laugh_and_a_shock_relax() -> None:
    laugh = Mood("joy", 1.0)
    assert face(laugh, age=1.0) == face(laugh)
    assert face(laugh, age=5.0).eye_open_l > 0.7
    assert face(Mood("surprised", 1.0), age=5.0).mouth_open < 20


@pytest.mark.parametrize("name", [name for name in CANONICAL if name != "neutral"])
def test_ninety_percent_within_250_ms(name: str) -> None:
    blender = ExpressionBlender()
    blender.update(0.0, CALM)
    blender.update(1.0, Mood(name, 1.0))
    arrived = blender.update(1.25, Mood(name, 1.0))
    target = face(Mood(name, 1.0))
    assert distance(arrived, target) <= 0.1 * distance(NEUTRAL, target) + 1e-9


def test_surprise_is_quicker_than_the_rest() -> None:
    def left(name: str) -> float:
        blender = ExpressionBlender()
        blender.update(0.0, Mood(name, 1.0))
        reached = blender.update(0.06, Mood(name, 1.0))
        return distance(reached, face(Mood(name, 1.0))) / distance(NEUTRAL, face(Mood(name, 1.0)))

    assert left("surprised") < 0.05 < 0.2 < left("sad")


def test_a_change_in_the_middle_of_a_blend_does_not_jump() -> None:
    blender = ExpressionBlender()
    before = blender.update(0.0, Mood("joy", 1.0))
    largest = 0.0
    for step in range(1, 60):
        mood = Mood("joy", 1.0) if step < 8 else Mood("angry", 1.0)
        now = blender.update(step / 120, mood)
        largest = max(largest, distance(before, now))
        before = now
    assert largest < 0.25 * distance(face(Mood("joy", 1.0)), face(Mood("angry", 1.0)))


def test_a_fading_mood_flows_back_to_neutral() -> None:
    blender = ExpressionBlender()
    opened = [blender.update(step * 0.1, Mood("sad", max(0.0, 1 - step * 0.05))).mouth_form for step in range(30)]
    after = opened[4:]
    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(after))
    assert opened[-1] == pytest.approx(NEUTRAL.mouth_form)


def test_ease_out_starts_fast_and_ends_at_one() -> None:
    assert ease_out(0) == 0 and ease_out(1) == 1 and ease_out(9) == 1
    assert ease_out(0.25) > 0.5
    assert all(math.isfinite(value) for value in values(blend(NEUTRAL, expression("joy").peak, ease_out(0.3))))
