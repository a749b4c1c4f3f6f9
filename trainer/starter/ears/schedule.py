"""How a training run of the starter ears changes with its steps: pure, no torch."""

from __future__ import annotations

from dataclasses import dataclass


def _ramp(step: int, first: int, last: int) -> float:
    """0 up to ``first``, 1 from ``last`` on, a straight line between."""
    return min(1.0, max(0.0, (step - first) / (last - first)))


@dataclass(frozen=True)
class Schedule:
    """Steps are batches of 16. The rate is flat, then falls to nothing over the last ``decay`` share."""

    steps: int = 6_000
    seed: int = 20
    rate: float = 1.2e-3
    warmup: int = 150
    decay: float = 0.3
    clean_until: int = 300
    worst_from: int = 2_000
    guided_until: int = 2_500
    narrow_until: int = 1_300
    wide_from: int = 2_000
    checkpoint_every: int = 250

    def learning_rate(self, step: int, fresh: int = 0) -> float:
        """``fresh``: the step at which the optimizer began without a memory."""
        falling = (self.steps - step) / max(1.0, self.decay * self.steps)
        return self.rate * min(1.0, (step - fresh + 1) / self.warmup, max(0.02, falling))

    def strength(self, step: int) -> float:
        """How bad rooms and microphones are, 0 to 1."""
        return _ramp(step, self.clean_until, self.worst_from)

    def grown(self, step: int) -> float:
        """How varied the texts are, 0 to 1."""
        return _ramp(step, self.narrow_until, self.wide_from)

    def guidance(self, step: int) -> float:
        return max(0.05, 1.0 - step / self.guided_until)
