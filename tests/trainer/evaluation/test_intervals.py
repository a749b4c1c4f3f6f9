"""Intervals: Wilson's by hand, bounds for all inputs, a bootstrap that repeats itself."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.evaluation.intervals import NOTHING, Figure, bootstrap, difference, mean, share


def test_wilsons_interval_of_eight_in_ten() -> None:
    found = share([True] * 8 + [False] * 2)
    assert found.value == 0.8
    assert (found.low, found.high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))
    assert found.n == 10


def test_nothing_seen_says_nothing() -> None:
    assert share([]) == NOTHING
    assert mean([]) == NOTHING
    assert bootstrap([], len).value is None


def test_all_of_few_is_no_certainty() -> None:
    found = share([True] * 5)
    assert found.value == 1.0 == found.high
    assert found.low == pytest.approx(0.5655, abs=1e-4)


@given(st.lists(st.booleans(), min_size=1, max_size=200))
def test_a_share_lies_inside_its_interval(flags: list[bool]) -> None:
    found = share(flags)
    assert found.value is not None and found.low is not None and found.high is not None
    assert 0 <= found.low <= found.value <= found.high <= 1


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_a_mean_is_between_the_least_and_the_most(values: list[float]) -> None:
    found = mean(values)
    assert found.value == pytest.approx(math.fsum(values) / len(values), abs=1e-6)
    assert found.low is not None and found.high is not None
    assert min(values) - 1e-6 <= found.low <= found.high <= max(values) + 1e-6


def test_a_bootstrap_repeats_itself_and_passes_over_what_is_undefined() -> None:
    def spread(sample: object) -> float | None:
        values = list(sample)  # type: ignore[call-overload]
        return None if len(set(values)) < 2 else max(values) - min(values)

    first, second = (bootstrap([1.0, 2.0, 4.0], spread) for _ in range(2))
    assert first == second
    assert first.value == 3.0
    assert first.low is not None and first.high == 3.0 and first.low >= 1.0


def test_more_observations_narrow_the_interval() -> None:
    few, many = mean([0.0, 1.0] * 5), mean([0.0, 1.0] * 200)
    assert few.high is not None and few.low is not None and many.high is not None and many.low is not None
    assert many.high - many.low < few.high - few.low


def test_a_paired_difference_is_smaller_than_the_spread() -> None:
    found = difference([(0.9, 0.8), (0.2, 0.1), (0.5, 0.4)])
    assert found.value == pytest.approx(0.1)
    assert found.low == pytest.approx(0.1) and found.high == pytest.approx(0.1)


def test_a_figure_survives_json() -> None:
    figure = Figure(0.51236, 0.4, 0.6, 12)
    assert Figure.read(figure.record()) == Figure(0.5124, 0.4, 0.6, 12)
    assert NOTHING.record() == {"value": None, "low": None, "high": None, "n": 0}
