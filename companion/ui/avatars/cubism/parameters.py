"""Which of a model's parameters show a FacePose, by their usual names. Pure; any thread.

Cubism names are those of its "standard parameter list" (ParamAngleX, or PARAM_ANGLE_X in converted models); L and R
are the character's own sides, so L is the viewer's right.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from companion.face.pose import NAMES, NEUTRAL, FacePose, from_values, values
from companion.face.visemes import VISEMES

_OPEN = 46.0  # mouth_open of the widest viseme


@dataclass(frozen=True, slots=True)
class Range:
    """One parameter of a model: its least, greatest and resting value."""

    id: str
    low: float
    high: float
    rest: float

    def at(self, share: float) -> float:
        """-1 = low, 0 = at rest, 1 = high; a share outside is cut off."""
        share = min(1.0, max(-1.0, share))
        return self.rest + share * (self.high - self.rest if share >= 0 else self.rest - self.low)

    def cut(self, value: float) -> float:
        return min(max(self.low, self.high), max(min(self.low, self.high), value))


Show = Callable[[FacePose], float]


def folded(name: str) -> str:
    """ParamAngleX, PARAM_ANGLE_X and param angle x are one name."""
    return name.replace("_", "").replace(" ", "").casefold()


def _lid(opened: float) -> float:
    return opened - 1.0 if opened <= 1.0 else (opened - 1.0) * 2.0


def _form(pose: FacePose) -> float:
    """Corners up is positive. Wide lips look like a smile, round ones like the opposite: that makes vowels differ."""
    away = pose.mouth_form - NEUTRAL.mouth_form
    speech = (pose.mouth_width - NEUTRAL.mouth_width) / 40.0 - 0.35 * pose.mouth_round
    return (away / 0.9 if away > 0 else away / 1.9) + (speech if pose.mouth_open > 3.0 else 0.0)


def _bend(bend: float) -> float:
    away = bend - NEUTRAL.brow_bend_l
    return away / 0.6 if away > 0 else away / 0.4


def _vowel(name: str) -> Show:
    def share(pose: FacePose) -> float:
        return vowels(pose).get(name, 0.0)

    return share


def vowels(pose: FacePose) -> dict[str, float]:
    """How much of which vowel an open mouth shows, 0..1 each; they add up to at most 1."""
    if pose.mouth_open < 3.0:
        return {}
    near = {name: math.exp(-_distance(pose, name) / 0.06) for name in "aiueo"}
    whole = sum(near.values()) or 1.0
    return {name: weight / whole * min(1.0, pose.mouth_open / VISEMES[name].open) for name, weight in near.items()}


def _distance(pose: FacePose, name: str) -> float:
    shape = VISEMES[name]
    return (
        abs(pose.mouth_open - shape.open) / _OPEN
        + abs(pose.mouth_width - shape.width) / 27.0
        + abs(pose.mouth_round - shape.round)
    )


def _blush(pose: FacePose) -> float:
    return max(0.0, (pose.blush - NEUTRAL.blush) / (1.0 - NEUTRAL.blush))


SHOWN: Mapping[str, Show] = {
    "paramanglex": lambda pose: pose.head_x,
    "paramangley": lambda pose: pose.head_y,
    "paramanglez": lambda pose: pose.head_z,
    "parambodyanglex": lambda pose: 0.8 * pose.body_x + 0.2 * pose.head_x,
    "parambodyangley": lambda pose: 0.6 * pose.bounce + 0.25 * pose.head_lift,
    "parambodyanglez": lambda pose: 0.8 * pose.lean + 0.25 * pose.head_z,
    "parambreath": lambda pose: pose.breath,
    "paramshouldery": lambda pose: pose.shoulders,
    "paramleftshoulderup": lambda pose: pose.shoulders,
    "paramrightshoulderup": lambda pose: pose.shoulders,
    "parameyelopen": lambda pose: _lid(pose.eye_open_r),
    "parameyeropen": lambda pose: _lid(pose.eye_open_l),
    "parameyelsmile": lambda pose: pose.eye_smile,
    "parameyersmile": lambda pose: pose.eye_smile,
    "parameyeballx": lambda pose: pose.gaze_x,
    "parameyebally": lambda pose: pose.gaze_y,
    "parambrowly": lambda pose: pose.brow_y_r,
    "parambrowry": lambda pose: pose.brow_y_l,
    "parambrowlangle": lambda pose: -pose.brow_angle_r,
    "parambrowrangle": lambda pose: -pose.brow_angle_l,
    "parambrowlform": lambda pose: _bend(pose.brow_bend_r),
    "parambrowrform": lambda pose: _bend(pose.brow_bend_l),
    "parammouthopeny": lambda pose: pose.mouth_open / _OPEN,
    "parammouthform": _form,
    "parammouthup": _form,
    "parammouthdown": lambda pose: max(0.0, -_form(pose)),
    **{f"param{name}": _vowel(name) for name in "aiueo"},
    "paramcheek": _blush,
    "paramtere": _blush,
    "paramtear": lambda pose: pose.tear,
    "paramhairfront": lambda pose: pose.hair_bangs / 8.0,
    "paramhairside": lambda pose: pose.hair_locks / 8.0,
    "paramhairback": lambda pose: pose.hair_tails / 8.0,
    "paramhairfluffy": lambda pose: pose.hair_tails / 8.0,
}
"""Folded name -> the share of its range that a pose asks for, as `Range.at` takes it."""

USUAL: Mapping[str, tuple[float, float, float]] = {
    **dict.fromkeys(("paramanglex", "paramangley", "paramanglez"), (-30.0, 30.0, 0.0)),
    **dict.fromkeys(("parambodyanglex", "parambodyangley", "parambodyanglez"), (-10.0, 10.0, 0.0)),
    **dict.fromkeys(("parameyelopen", "parameyeropen"), (0.0, 1.2, 1.0)),
    "parammouthup": (0.0, 1.0, 1.0),
    **dict.fromkeys(
        ("parambreath", "parameyelsmile", "parameyersmile", "parammouthopeny", "parammouthdown", "paramcheek",
         "paramtere", "paramtear", "parama", "parami", "paramu", "parame", "paramo"),
        (0.0, 1.0, 0.0),
    ),
}  # fmt: skip
"""Least, greatest and resting value of usual names; -1, 1, 0 for the others."""


def usual(name: str) -> Range:
    """What a parameter's range usually is, before the model has been asked."""
    return Range(name, *USUAL.get(folded(name), (-1.0, 1.0, 0.0)))


def bounded(pose: FacePose) -> FacePose:
    """Without numbers that are none, and without absurd ones."""
    rest = values(NEUTRAL)
    return from_values(
        min(60.0, max(-60.0, value)) if math.isfinite(value) else rest[place]
        for place, value in zip(range(len(NAMES)), values(pose), strict=True)
    )


class Table:
    """The parameters of one model, and how a pose moves them.

    eyes, lips: what the model itself names as blinking and speaking (model3.json, Groups); used where the usual names
    are missing.
    """

    def __init__(self, ranges: Iterable[Range], eyes: Iterable[str] = (), lips: Iterable[str] = ()) -> None:
        self.ranges = tuple(ranges)
        there = {folded(one.id) for one in self.ranges}
        extra: dict[str, Show] = {}
        if not there & {"parameyelopen", "parameyeropen"}:
            extra.update(dict.fromkeys(eyes, lambda pose: _lid(min(pose.eye_open_l, pose.eye_open_r))))
        if not there & {"parammouthopeny", "parama"}:
            extra.update(dict.fromkeys(lips, lambda pose: pose.mouth_open / _OPEN))
        found = [(one, extra.get(one.id) or SHOWN.get(folded(one.id))) for one in self.ranges]
        self._moved = [(one, show) for one, show in found if show is not None]

    def posed(self, pose: FacePose) -> dict[str, float]:
        """The value of every parameter for a pose, by id."""
        given = {one.id: one.rest for one in self.ranges}
        given.update({one.id: one.at(show(pose)) for one, show in self._moved})
        return given

    def cut(self, given: Mapping[str, float]) -> list[float]:
        """Values in the order of `ranges`, none outside of its range."""
        return [one.cut(given[one.id]) for one in self.ranges]

    def moved(self) -> set[str]:
        """Folded names of the parameters that a pose moves."""
        return {folded(one.id) for one, _ in self._moved}
