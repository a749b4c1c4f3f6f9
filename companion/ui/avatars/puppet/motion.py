"""From a pose to where a part is: bindings as numbers. Pure; called for each part in each frame, so kept plain."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from companion.ui.avatars.puppet.defaults import Binding, Ramp

Values = Mapping[str, float]
"""A pose by parameter name."""
_REST = {"iris": 1.0, "eye_open_l": 1.0, "eye_open_r": 1.0}  # parameters whose resting value is not 0, for `grow`
_FOOT = 0.01745  # radians of a degree


@dataclass(frozen=True, slots=True)
class Place:
    """dx, dy in the drawing's units; shear and turn in degrees; sx, sy; opacity 0..1."""

    dx: float
    dy: float
    shear: float
    turn: float
    sx: float
    sy: float
    opacity: float

    @property
    def upright(self) -> bool:
        """Whether it is only moved."""
        return (
            abs(self.shear) < 0.05 and abs(self.turn) < 0.05 and abs(self.sx - 1) < 0.003 and abs(self.sy - 1) < 0.002
        )


def ramp(value: float, points: Ramp) -> float:
    """0 where it begins, 1 where it is full; beyond only as far as the third number says, and to 1.25."""
    start, full = points[0], points[1]
    lowest = points[2] if len(points) > 2 else 0.0
    share = (value - start) / (full - start) if full != start else 0.0
    return min(1.25, max(lowest, share))


def weight(ramps: Mapping[str, Ramp], values: Values) -> float:
    """The product of all ramps of one key."""
    result = 1.0
    for name, points in ramps.items():
        result *= ramp(values[name], points)
    return result


def visible(ramps: Mapping[str, Ramp], values: Values) -> float:
    """How visible a part is, 0..1: the product of all its ramps."""
    result = 1.0
    for name, points in ramps.items():
        result *= min(1.0, max(0.0, ramp(values[name], points)))
    return result


def weights(keys: Mapping[str, Mapping[str, Ramp]], drawn: Iterable[str], values: Values) -> dict[str, float]:
    """Weights of the keys that are drawn; `a-b` has that of both."""
    found: dict[str, float] = {}
    for key in drawn:
        value = 1.0
        for word in key.split("-"):
            value *= weight(keys[word], values)
        if abs(value) > 0.002:
            found[key] = value
    return found


class Mover:
    """One part's binding, ready to be asked once a frame."""

    def __init__(self, binding: Binding, side: int, lean: tuple[float, float] = (0.0, 0.0), rise: float = 0.0) -> None:
        """lean: degrees of shear and shift sideways at lean 1. rise: how far up at bounce 1."""
        self.lean, self.rise = lean, rise
        self._move = tuple((name, dx, dy) for name, (dx, dy) in binding.move.items())
        self._swing = tuple(binding.swing.items())
        self._turn = tuple(binding.turn.items())
        self._grow = tuple((name, x, y) for name, (x, y) in binding.grow.items())
        self._far, self._side, self._show = binding.far, side, binding.show
        far = ("head_x",) if binding.far and side else ()
        whole = (*(("lean",) if any(lean) else ()), *(("bounce",) if rise else ()))
        self.names = tuple(
            dict.fromkeys((*binding.move, *binding.swing, *binding.turn, *binding.grow, *binding.show, *far, *whole))
        )

    def place(self, values: Values) -> Place:
        lean = values["lean"]
        shear, dx, dy, turn = self.lean[0] * lean, self.lean[1] * lean, -self.rise * values["bounce"], 0.0
        sx = sy = 1.0
        for name, x, y in self._move:
            value = values[name]
            dx += x * value
            dy += y * value
        for name, degrees in self._swing:
            shear += degrees * values[name]
        for name, degrees in self._turn:
            turn += degrees * values[name]
        for name, x, y in self._grow:
            value = values[name] - _REST.get(name, 0.0)
            sx += x * value
            sy += y * value
        if self._far and self._side:
            away = values["head_x"] * self._side
            sx *= 1.0 + self._far * away if away > 0 else 1.0 - 0.02 * away
        return Place(dx, dy, shear, turn, max(0.01, sx), max(0.01, sy), visible(self._show, values))

    def reach(
        self, pivot: tuple[float, float], corners: Iterable[tuple[float, float]]
    ) -> tuple[float, float, float, float]:
        """How far (left, up, right, down) it can go beyond its box, in the drawing's units."""
        x = sum(abs(dx) for _, dx, _ in self._move) + 2
        y = sum(abs(dy) for _, _, dy in self._move) + 2
        far = max(math.dist(pivot, corner) for corner in corners)
        lean = sum(abs(degrees) for _, degrees in self._swing) * 8 + sum(abs(d) for _, d in self._turn) * 1.5
        swing = far * math.sin(min(1.0, lean * _FOOT))
        growth = max((abs(gx) + abs(gy) for _, gx, gy in self._grow), default=0.0) * far
        return x + swing + growth, y + swing * 0.4 + growth, x + swing + growth, y + swing * 0.4 + growth
