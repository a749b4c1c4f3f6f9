"""Muon for the matrices, Adam for the rest, in plain torch on one thread. Main thread of the trainer.

Muon: Keller Jordan 2024 (momentum whose singular values are evened out by a Newton-Schulz iteration), with the scale
0.2 · sqrt(larger side) of Liu et al. 2025 (arXiv 2502.16982), so that one learning rate serves both. Matrices of one
size are handled together.
"""

import math
from dataclasses import dataclass, field
from typing import Any

Tensor = Any
_STEPS, _A, _B, _C = 5, 3.4445, -4.7750, 2.0315


@dataclass(slots=True)
class Optimizer:
    """State of one run. `state` is a flat dictionary of tensors, for checkpoints."""

    weights: dict[str, Tensor]
    decay: float = 0.02
    momentum: float = 0.95
    betas: tuple[float, float] = (0.9, 0.98)
    state: dict[str, Tensor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        import torch

        for name, weight in self.weights.items():
            self.state["m." + name] = torch.zeros_like(weight)
            if not _matrix(name, weight):
                self.state["v." + name] = torch.zeros_like(weight)

    def step(self, rate: float, count: int) -> None:
        """One update from the gradients at hand, which are then cleared. count: 1 for the first step."""
        import torch

        groups: dict[tuple[int, ...], list[str]] = {}
        with torch.no_grad():
            _clip([weight.grad for weight in self.weights.values()], 1.0)
            for name, weight in self.weights.items():
                if _matrix(name, weight):
                    groups.setdefault(tuple(weight.shape), []).append(name)
                else:
                    self._adam(name, rate, count)
            for names in groups.values():
                self._muon(names, rate)
            for weight in self.weights.values():
                weight.grad = None

    def _adam(self, name: str, rate: float, count: int) -> None:
        weight, (first, second) = self.weights[name], self.betas
        m, v = self.state["m." + name], self.state["v." + name]
        m.lerp_(weight.grad, 1 - first)
        v.mul_(second).addcmul_(weight.grad, weight.grad, value=1 - second)
        size = math.sqrt(1 - second**count) / (1 - first**count)
        weight.addcdiv_(m, v.sqrt().add_(1e-8), value=-rate * size)

    def _muon(self, names: list[str], rate: float) -> None:
        import torch

        updates = []
        for name in names:
            gradient, m = self.weights[name].grad, self.state["m." + name]
            m.lerp_(gradient, 1 - self.momentum)
            updates.append(gradient.lerp(m, self.momentum))
        even = _orthogonal(torch.stack(updates))
        scale = 0.2 * math.sqrt(max(even.shape[-2:]))
        for name, update in zip(names, even, strict=True):
            self.weights[name].mul_(1 - rate * self.decay).add_(update, alpha=-rate * scale)


def _matrix(name: str, weight: Tensor) -> bool:
    return weight.ndim == 2 and "embed" not in name


def _clip(gradients: list[Tensor], limit: float) -> None:
    import torch

    norm = float(torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(g) for g in gradients])))
    if norm > limit:
        for gradient in gradients:
            gradient.mul_(limit / norm)


def _orthogonal(x: Tensor) -> Tensor:
    """(n, rows, columns) -> the same directions with singular values near one."""
    tall = x.shape[-2] > x.shape[-1]
    x = x.mT if tall else x
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(_STEPS):
        square = x @ x.mT
        x = _A * x + (_B * square + _C * square @ square) @ x
    return x.mT if tall else x
