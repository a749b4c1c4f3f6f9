"""Figures with their 95 % intervals. Pure; numpy inside functions; any thread."""

import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

Z = 1.959963984540054  # 97.5 % of the normal distribution
_RESAMPLES = 1000
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Figure:
    """value with its 95 % interval, from n observations; None where nothing was observed."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0

    def record(self) -> dict[str, float | int | None]:
        """For card.json, rounded to four digits."""
        digits = [None if part is None else round(part, 4) for part in (self.value, self.low, self.high)]
        return {"value": digits[0], "low": digits[1], "high": digits[2], "n": self.n}

    @staticmethod
    def read(record: dict[str, Any]) -> "Figure":
        """The reverse of `record`."""
        return Figure(record["value"], record["low"], record["high"], int(record["n"]))


NOTHING = Figure(None)


def share(flags: Iterable[bool]) -> Figure:
    """How many of them are true, with Wilson's interval (Wilson 1927), which stays inside [0, 1] and is honest for
    shares near 0 and 1 and for few observations."""
    found = list(flags)
    n = len(found)
    if not n:
        return NOTHING
    p = sum(found) / n
    middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return Figure(p, min(p, max(0.0, middle - half)), max(p, min(1.0, middle + half)), n)


def mean(values: Iterable[float]) -> Figure:
    """The mean, with a percentile bootstrap over the observations."""
    import numpy as np

    found = np.asarray(list(values), dtype=np.float64)
    if not len(found):
        return NOTHING
    draws = np.random.default_rng(1).integers(0, len(found), (_RESAMPLES, len(found)))
    low, high = np.percentile(found[draws].mean(axis=1), (2.5, 97.5))
    return Figure(float(found.mean()), float(low), float(high), len(found))


def bootstrap(
    items: Sequence[Item], statistic: Callable[[Sequence[Item]], float | None], resamples: int = 200
) -> Figure:
    """Any statistic of a sample, with a percentile bootstrap (Efron 1979) over its items; the draws repeat themselves.

    A resample for which the statistic is undefined (None) is passed over."""
    value = statistic(items)
    if value is None or not items:
        return Figure(None, n=len(items))
    rng = random.Random(1)
    found = sorted(
        drawn for _ in range(resamples) if (drawn := statistic(rng.choices(items, k=len(items)))) is not None
    )
    if not found:
        return Figure(value, n=len(items))
    return Figure(value, _percentile(found, 0.025), _percentile(found, 0.975), len(items))


def difference(pairs: Sequence[tuple[float, float]]) -> Figure:
    """Mean of first - second over paired observations, with a bootstrap over the pairs."""
    return mean(one - other for one, other in pairs)


def _percentile(found: Sequence[float], at: float) -> float:
    place = at * (len(found) - 1)
    low = math.floor(place)
    high = min(low + 1, len(found) - 1)
    return found[low] + (found[high] - found[low]) * (place - low)
