"""The geometry under the drawings."""

import math

import pytest

from companion.ui.avatars.figure.curves import (
    along,
    bow,
    chain,
    join,
    left,
    mix,
    moved,
    right,
    scaled,
    scallops,
    smooth,
    strand,
    taper,
    turned,
    wedge,
)


def test_every_builder_makes_whole_cubics() -> None:
    for curve in (
        chain((0, 0), ((10, 0), 0.2), ((10, 10), 0.0, 0.2, 0.5)),
        taper((0, 0), (0, 50), 6),
        wedge((0, 0), (0, 50), 6),
        smooth([(0, 0), (5, 8), (10, 0)]),
        smooth([(0, 0), (5, 8), (10, 0)], closed=True),
        strand([(0, 0), (0, 20), (5, 40)], [10, 8, 0]),
        scallops([(0, 0), (10, 0), (20, 0)], 0.3),
        join([(0, 0), (1, 0), (2, 0), (3, 0)], [(9, 9), (9, 8), (9, 7), (9, 6)]),
    ):
        assert len(curve) % 3 == 1 and len(curve) >= 4


def test_a_bow_bulges_to_the_left_of_the_way() -> None:
    points = bow((0, 0), (100, 0), 0.2)
    assert points[-1] == (100, 0)
    assert points[0] == pytest.approx((36, -20)) and points[1] == pytest.approx((64, -20))


def test_a_taper_is_pointed_at_both_ends_and_as_thick_as_asked() -> None:
    curve = taper((0, 0), (0, 100), 10)
    assert curve[0] == curve[-1] == (0, 0) and curve[3] == (0, 100)
    half = abs(0.375 * curve[1][0] + 0.375 * curve[2][0])
    assert 2 * half == pytest.approx(10, rel=0.05)


def test_mirroring_twice_is_nothing() -> None:
    curve = [(410.0, 20.0), (420.0, 30.0), (440.0, 50.0), (480.0, 90.0)]
    assert right(right(curve)) == left(curve) == curve
    assert right([(410.0, 20.0)]) == [(590.0, 20.0)]


def test_mix_refuses_curves_of_different_length() -> None:
    assert mix([(0, 0), (2, 2)], [(2, 4), (4, 4)], 0.5) == [(1, 2), (3, 3)]
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        mix([(0, 0), (1, 1)], [(0, 0)], 0.5)


def test_a_strand_is_pointed_where_its_width_is_zero() -> None:
    outline = strand([(0, 0), (0, 50), (0, 100)], [20, 20, 0])
    assert min(x for x, _ in outline) == pytest.approx(-10, abs=2.0)
    assert any(math.dist(point, (0, 100)) < 1e-9 for point in outline)


def test_moves() -> None:
    assert moved([(1, 2)], 3, 4) == [(4, 6)]
    assert scaled([(2, 2)], 2, 3, (1, 1)) == [(3, 4)]
    assert turned([(1, 0)], 90)[0] == pytest.approx((0, 1))


def test_along_sags_in_the_middle() -> None:
    points = along((0, 0), (100, 0), 4, sag=10)
    assert [round(y, 2) for _, y in points] == [0, 7.5, 10, 7.5, 0]
