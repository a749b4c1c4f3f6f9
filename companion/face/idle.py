"""What makes a still face live: blink, breath, glances, sway, springs. Pure; time and chance injected; one thread."""

import math
from dataclasses import dataclass
from random import Random

_CLOSE, _HOLD, _OPEN = 0.070, 0.030, 0.130  # seconds of a blink


class Blinker:
    """Lids: a blink every 1.2-8 s (log-normal, median 3.4 s, sigma .5), 15 % of them double."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._begin: float | None = None
        self._speed = 1.0
        self._next: float | None = None

    @property
    def moving(self) -> bool:
        """A blink has begun and is not over."""
        return self._begin is not None

    def update(self, now: float, *, slow: float = 1.0, allowed: bool = True) -> float:
        """Openness 0..1 by which the expression's lids are multiplied. slow: 2 = blinks last twice as long."""
        if self._next is None or now - self._next > 10.0:  # first call, or the window was hidden for long
            self._next = now + self._interval()
        if self._begin is None:
            if not allowed:
                self._next = max(self._next, now + 0.3)
            elif now >= self._next:
                self._start(now, slow)
        return self._openness(now)

    def glance(self, now: float) -> None:
        """The eyes have jumped: people often blink then."""
        if self._begin is None and self._next is not None and self._rng.random() < 0.35:
            self._next = now

    def _start(self, now: float, slow: float) -> None:
        self._begin, self._speed = now, slow
        if self._rng.random() < 0.15:
            self._next = now + slow * (_CLOSE + _HOLD + _OPEN) + self._rng.uniform(0.12, 0.20)
        else:
            self._next = now + self._interval()

    def _interval(self) -> float:
        return min(8.0, max(1.2, self._rng.lognormvariate(math.log(3.4), 0.5)))

    def _openness(self, now: float) -> float:
        if self._begin is None:
            return 1.0
        spent = (now - self._begin) / self._speed
        if spent < _CLOSE:
            return 1.0 - spent / _CLOSE
        if spent < _CLOSE + _HOLD:
            return 0.0
        share = (spent - _CLOSE - _HOLD) / _OPEN
        if share >= 1.0:
            self._begin = None
            return 1.0
        return 1.0 - (1.0 - share) ** 2


class Breath:
    """Chest and head, 0..1: inhale 42 % of the period; the head follows 150 ms later."""

    def __init__(self) -> None:
        self._phase = 0.0
        self._period = 3.6
        self._last: float | None = None

    def update(self, now: float, period: float) -> tuple[float, float]:
        """(chest, head) lift, 0..1."""
        elapsed = 0.0 if self._last is None else min(0.2, max(0.0, now - self._last))
        self._last = now
        self._period += (period - self._period) * min(1.0, elapsed / 1.5)  # no jump of the phase
        self._phase = (self._phase + elapsed / self._period) % 1.0
        return _lift(self._phase), _lift((self._phase - 0.15 / self._period) % 1.0)


def _lift(phase: float) -> float:
    share = phase / 0.42 if phase < 0.42 else 1.0 - (phase - 0.42) / 0.58
    return 0.5 - 0.5 * math.cos(math.pi * share)


class Glances:
    """Where the eyes go by themselves: saccades every .8-3 s, most of them back to the viewer, with micro movements."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._from = self._to = (0.0, 0.0)
        self._began = -1.0
        self._next: float | None = None
        self._next_micro = 0.0
        self._micro = (0.0, 0.0)

    def update(self, now: float) -> tuple[tuple[float, float], bool]:
        """((x, y) in gaze units, whether the eyes just jumped by more than .4)."""
        jumped = False
        if self._next is None or now - self._next > 10.0:
            self._next = now + self._rng.uniform(0.8, 3.0)
        if now >= self._next:
            here = self._place(now)
            self._from, self._to, self._began = here, self._choose(), now
            self._next = now + self._rng.uniform(0.8, 3.0)
            jumped = math.dist(here, self._to) > 0.4
        if now >= self._next_micro:
            self._micro = (self._rng.uniform(-0.03, 0.03), self._rng.uniform(-0.03, 0.03))
            self._next_micro = now + self._rng.uniform(0.4, 0.9)
        x, y = self._place(now)
        return (x + self._micro[0], y + self._micro[1]), jumped

    def _choose(self) -> tuple[float, float]:
        if self._to != (0.0, 0.0) and self._rng.random() < 0.7:
            return 0.0, 0.0
        return _clamp(self._rng.gauss(0, 0.18), 0.45), _clamp(self._rng.gauss(0, 0.10), 0.45)

    def _place(self, now: float) -> tuple[float, float]:
        share = min(1.0, max(0.0, (now - self._began) / 0.045))
        (x0, y0), (x1, y1) = self._from, self._to
        return x0 + (x1 - x0) * share, y0 + (y1 - y0) * share


def sway(now: float) -> tuple[float, float, float]:
    """Slow drift of the head (x, y, z) out of unrelated sines, around a rest pose that is not symmetric."""
    turn = math.tau * now
    x = 0.10 * math.sin(turn / 7.3) + 0.05 * math.sin(turn / 11.1 + 1.3)
    return x - 0.10, 0.06 * math.sin(turn / 6.3 + 2.0), 0.08 * math.sin(turn / 9.1 + 0.7) + 0.12


@dataclass(slots=True)
class Spring:
    """A damped spring on one value, semi-implicit Euler at 1/120 s.

    frequency in Hz; damping 0..1 (1 = critical); limit: the target is clamped to it, the value to 1.2 times it.
    """

    frequency: float
    damping: float
    limit: float = math.inf
    value: float = 0.0
    velocity: float = 0.0
    _rest: float = 0.0

    def update(self, elapsed: float, target: float) -> float:
        """Advance by `elapsed` seconds toward `target`; returns the value."""
        step = 1.0 / 120.0
        goal = _clamp(target, self.limit)
        omega = math.tau * self.frequency
        self._rest = min(0.25, self._rest + elapsed)
        while self._rest >= step:
            self._rest -= step
            self.velocity += (omega * omega * (goal - self.value) - 2.0 * self.damping * omega * self.velocity) * step
            self.value = _clamp(self.value + self.velocity * step, 1.2 * self.limit)
        return self.value

    def still(self) -> bool:
        return abs(self.velocity) < 0.02 and abs(self.value) < 0.02


@dataclass(frozen=True, slots=True)
class Hanging:
    """How one hanging part follows the head: its spring, and how far the head's turn shifts its root (units)."""

    frequency: float
    damping: float
    limit: float
    shift: float


HANGING: dict[str, Hanging] = {
    "hair_bangs": Hanging(2.2, 0.45, 2.0, 36),
    "hair_locks": Hanging(1.3, 0.30, 6.0, 22),
    "hair_tails": Hanging(0.8, 0.28, 4.0, 18),
    "ribbon": Hanging(1.7, 0.22, 10.0, 26),
    "ornament": Hanging(2.6, 0.35, 4.0, 24),
    "skirt": Hanging(0.9, 0.40, 1.5, 6),
}


class Springs:
    """All hanging parts: target angle = -2.5 deg x head tilt speed - .02 deg x head shift speed (units/s)."""

    def __init__(self) -> None:
        self._springs = {name: Spring(part.frequency, part.damping, part.limit) for name, part in HANGING.items()}
        self._head: tuple[float, float] | None = None

    def update(self, elapsed: float, head_x: float, head_z: float) -> dict[str, float]:
        """Degrees by part. elapsed: seconds since the last call."""
        before = self._head or (head_x, head_z)
        self._head = (head_x, head_z)
        turn = (head_x - before[0]) / elapsed if elapsed > 0 else 0.0
        tilt = (head_z - before[1]) / elapsed if elapsed > 0 else 0.0
        return {
            name: spring.update(elapsed, -2.5 * tilt - 0.02 * HANGING[name].shift * turn)
            for name, spring in self._springs.items()
        }

    def push(self, speed: float) -> None:
        """A pat or a drag: every part gets `speed` degrees per second times its limit."""
        for spring in self._springs.values():
            spring.velocity += speed * spring.limit

    def still(self) -> bool:
        return all(spring.still() for spring in self._springs.values())


def _clamp(value: float, limit: float) -> float:
    return min(limit, max(-limit, value))
