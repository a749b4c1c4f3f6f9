"""Blink, breath, glances, sway and springs in virtual time."""

import itertools
import math
from random import Random

import pytest

from companion.face.idle import HANGING, Blinker, Breath, Glances, Spring, Springs, sway


def blinks(seconds: float, *, seed: int = 1, slow: float = 1.0, allowed: bool = True) -> list[tuple[float, float]]:
    """(begin, length) of each closing of the lids."""
    blinker, found, begin = Blinker(Random(seed)), [], None
    for step in range(int(seconds * 200)):
        now = step / 200
        opened = blinker.update(now, slow=slow, allowed=allowed)
        assert 0.0 <= opened <= 1.0
        if opened < 1.0 and begin is None:
            begin = now
        if opened >= 1.0 and begin is not None:
            found.append((begin, now - begin))
            begin = None
    return found


def test_blinks_about_every_three_to_five_seconds() -> None:
    found = blinks(600)
    assert 600 / 5 < len(found) < 600 / 2.5
    singles = [later[0] - earlier[0] for earlier, later in itertools.pairwise(found)]
    assert max(singles) < 8.5
    doubles = [gap for gap in singles if gap < 0.6]
    assert 0.05 < len(doubles) / len(found) < 0.3
    assert min(gap for gap in singles if gap >= 0.6) > 1.0


def test_a_blink_takes_230_ms_and_twice_that_when_sleepy() -> None:
    assert blinks(60)[0][1] == pytest.approx(0.23, abs=0.02)
    assert blinks(60, slow=2.0)[0][1] == pytest.approx(0.46, abs=0.02)


def test_no_blink_where_it_is_not_allowed() -> None:
    assert blinks(60, allowed=False) == []


def test_the_same_seed_blinks_the_same() -> None:
    assert blinks(60, seed=4) == blinks(60, seed=4) != blinks(60, seed=5)


def test_a_long_absence_does_not_bring_a_burst() -> None:
    blinker = Blinker(Random(1))
    blinker.update(0.0)
    assert blinker.update(3600.0) == 1.0


def test_breath_has_its_period_and_the_head_follows() -> None:
    breath, chest, head = Breath(), [], []
    for step in range(int(3.6 * 5 * 100)):
        low, high = breath.update(step / 100, 3.6)
        chest.append(low)
        head.append(high)
    tops = [i for i in range(1, len(chest) - 1) if chest[i - 1] < chest[i] >= chest[i + 1]]
    assert len(tops) == 5
    assert (tops[1] - tops[0]) / 100 == pytest.approx(3.6, abs=0.05)
    later = [i for i in range(1, len(head) - 1) if head[i - 1] < head[i] >= head[i + 1]]
    assert (later[-1] - tops[-1]) / 100 == pytest.approx(0.15, abs=0.03)
    assert min(chest) >= 0 and max(chest) <= 1


def test_glances_stay_near_and_return_to_the_viewer() -> None:
    glances, away, jumps = Glances(Random(2)), 0, 0
    steps = 60 * 120
    for step in range(steps):
        (x, y), jumped = glances.update(step / 60)
        assert abs(x) <= 0.48 and abs(y) <= 0.48
        away += math.hypot(x, y) > 0.1
        jumps += jumped
    assert 0.1 < away / steps < 0.7
    assert jumps < 40


def test_sway_is_slow_small_and_never_symmetric() -> None:
    path = [sway(step / 10) for step in range(2000)]
    for axis, reach in ((0, 0.26), (1, 0.07), (2, 0.21)):
        assert max(abs(point[axis]) for point in path) <= reach
    assert abs(sum(point[2] for point in path) / len(path)) > 0.05
    steps = [math.dist(a, b) for a, b in itertools.pairwise(path)]
    assert max(steps) < 0.03


@pytest.mark.parametrize("rate", [30, 60, 144])
def test_a_spring_settles_whatever_the_frame_rate(rate: int) -> None:
    spring = Spring(2.2, 0.45)
    peak = 0.0
    for _ in range(rate * 2):
        peak = max(peak, spring.update(1 / rate, 1.0))
    assert 1.05 < peak < 1.4
    assert spring.value == pytest.approx(1.0, abs=0.01)


def test_a_spring_keeps_its_limit_and_survives_a_pause() -> None:
    spring = Spring(1.7, 0.22, limit=10.0)
    for _ in range(100):
        assert abs(spring.update(5.0, 1000.0)) <= 12.0


def turn_the_head(seconds: float) -> dict[str, list[float]]:
    """head_z 0 to .5 and head_x 0 to 1 within .25 s, as the art guide measures it."""
    springs = Springs()
    path: dict[str, list[float]] = {name: [] for name in HANGING}
    springs.update(0.0, 0.0, 0.0)
    for frame in range(int(seconds * 60)):
        share = min(1.0, (frame + 1) / 15)
        for name, angle in springs.update(1 / 60, share, 0.5 * share).items():
            path[name].append(abs(angle))
    return path


def test_a_turn_swings_the_hair_and_it_comes_to_rest() -> None:
    path = turn_the_head(6.0)
    for name, low, high in (
        ("hair_bangs", 1.5, 2.5), ("hair_locks", 4.0, 7.3), ("hair_tails", 1.5, 4.9), ("ribbon", 6.0, 12.0),
    ):  # fmt: skip
        assert low < max(path[name]) <= high, name
    assert max(path["hair_bangs"][48:]) < 0.4  # still after .8 s
    assert all(angles[-1] < 0.15 for angles in path.values())


def test_a_pat_moves_every_part_and_calms_down() -> None:
    springs = Springs()
    assert springs.still()
    springs.push(6.0)
    assert not springs.still()
    for _ in range(60 * 12):
        springs.update(1 / 60, 0.0, 0.0)
    assert springs.still()
