"""Motions of a Live2D model (motion3.json): read, and their parameters at a time. Pure; any thread.

A curve is a first point and segments, each a number that says its kind, and its points: 0 a line, 1 a Bezier curve, 2 a
step at its end, 3 a step at its beginning.
"""

import bisect
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.ui.avatars.cubism import json_file
from companion.ui.avatars.cubism.json_file import Wrong

_LINE, _BEZIER, _LATE, _EARLY = range(4)
_POINTS = {_LINE: 1, _BEZIER: 3, _LATE: 1, _EARLY: 1}
_LONGEST = 600.0  # seconds of a motion
_MOST = 200_000  # numbers of a curve
_FADE = 0.5  # seconds, where a file says nothing
_HALVINGS = 18  # of the search for a time on a Bezier curve

Point = tuple[float, float]  # seconds, value


@dataclass(frozen=True, slots=True)
class Segment:
    """From one point to the next. points: those after the first."""

    kind: int
    first: Point
    points: tuple[Point, ...]

    def at(self, time: float) -> float:
        (begin, low), (end, high) = self.first, self.points[-1]
        if self.kind == _LATE:
            return low if time < end else high
        if self.kind == _EARLY:
            return high if time > begin else low
        if self.kind == _LINE or end <= begin:
            return high if end <= begin else low + (high - low) * (time - begin) / (end - begin)
        times = (begin, self.points[0][0], self.points[1][0], end)
        share, step = 0.5, 0.25
        for _ in range(_HALVINGS):
            share, step = (share + step if _bezier(times, share) < time else share - step), step / 2
        return _bezier((low, self.points[0][1], self.points[1][1], high), share)


@dataclass(frozen=True, slots=True)
class Curve:
    """One parameter over time. ends: of its segments, in seconds."""

    id: str
    segments: tuple[Segment, ...]
    ends: tuple[float, ...]

    def at(self, time: float) -> float:
        place = min(bisect.bisect_left(self.ends, time), len(self.segments) - 1)
        return self.segments[place].at(min(max(time, self.segments[0].first[0]), self.ends[-1]))


@dataclass(frozen=True, slots=True)
class Motion:
    """seconds: how long it is. fades: seconds in which it comes and goes."""

    path: Path
    seconds: float
    fades: tuple[float, float]
    curves: tuple[Curve, ...]

    def at(self, time: float) -> dict[str, float]:
        """Values by the parameters' ids."""
        return {curve.id: curve.at(time) for curve in self.curves}

    def weight(self, time: float, *, goes: bool = True) -> float:
        """How much of it is seen. goes: it ends at its end, instead of going on with another."""
        come = min(1.0, time / self.fades[0]) if self.fades[0] > 0 else 1.0
        left = self.seconds - time
        away = min(1.0, max(0.0, left / self.fades[1])) if goes and self.fades[1] > 0 else float(left > 0 or not goes)
        return max(0.0, min(come, away))


def read_motion(path: Path, entry: Mapping[str, Any]) -> Motion:
    """entry: what the model3.json says of it. Raises Wrong."""
    data = json_file.table(json_file.read(path), f"{path}: the whole file")
    meta = json_file.table(data.get("Meta"), f"{path}: Meta")
    seconds = _number(meta.get("Duration"), f"{path}: Meta.Duration")
    if not 0 < seconds <= _LONGEST:
        raise Wrong(f"{path}: Meta.Duration is {seconds:g}; more than 0 and at most {_LONGEST:g} seconds are possible.")
    curves = []
    for number, one in enumerate(json_file.rows(data.get("Curves"), f"{path}: Curves")):
        where = f"{path}: Curves[{number}]"
        row = json_file.table(one, where)
        if row.get("Target") == "Parameter":
            curves.append(_curve(json_file.text(row.get("Id"), f"{where}.Id"), row.get("Segments"), where))
    fades = (_fade(entry, meta, "FadeInTime"), _fade(entry, meta, "FadeOutTime"))
    return Motion(path, seconds, fades, tuple(curves))


def _curve(name: str, value: object, where: str) -> Curve:
    listed = json_file.rows(value, f"{where}.Segments")
    if not 5 <= len(listed) <= _MOST:
        raise Wrong(f"{where}.Segments has {len(listed)} numbers; a point and at least one segment are needed.")
    numbers = [_number(one, f"{where}.Segments") for one in listed]
    before: Point = (numbers[0], numbers[1])
    segments, at = [], 2
    while at < len(numbers):
        kind = int(numbers[at])
        size = 2 * _POINTS.get(kind, 0)
        if not size or at + size >= len(numbers):
            raise Wrong(f"{where}.Segments[{at}]: no segment begins there.")
        parts = numbers[at + 1 : at + 1 + size]
        points = tuple(zip(parts[::2], parts[1::2], strict=True))
        if points[-1][0] < before[0]:
            raise Wrong(f"{where}.Segments[{at}]: it goes back in time.")
        segments.append(Segment(kind, before, points))
        before, at = points[-1], at + 1 + size
    return Curve(name, tuple(segments), tuple(segment.points[-1][0] for segment in segments))


def _fade(entry: Mapping[str, Any], meta: Mapping[str, Any], key: str) -> float:
    """Seconds; what is none is the usual."""
    for value in (entry.get(key), meta.get(key)):
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _LONGEST:
            return float(value)
    return _FADE


def _number(value: object, where: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise Wrong(f"{where}: {value!r} is no number.")
    return float(value)


def _bezier(points: Sequence[float], share: float) -> float:
    rest = 1.0 - share
    a, b, c, d = points
    return rest**3 * a + 3 * rest * rest * share * b + 3 * rest * share * share * c + share**3 * d
