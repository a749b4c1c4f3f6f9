"""Trains the starter brain on one thread, with checkpoints that can be resumed.

Main thread; writes only its work folder.

Rows are whole conversations cut to a length (512, 1,024 or 2,048 tokens), sampled anew for every step from (seed,
step): a resumed run sees what an uninterrupted one would. In most rows of the first half a turn sees the system turn
and itself alone: so the network finds out early that the newest words are the ones to answer. Only what she says is
learnt. The rate warms up, stays, and falls linearly to zero over the last part (COOLING), so that a run can be cooled
from any checkpoint of the level part.
"""

import json
import math
import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer.starter.brain import network, tokens
from trainer.starter.brain.expand import Expander, pieces
from trainer.starter.brain.optimizer import Optimizer

WARMUP, COOLING = 40, 0.3
APART = (0.85, 0.4)  # share of rows whose stretches stand apart, in the first half and after it
AVERAGE = 0.97  # of the running mean of the weights, which is what is exported
LENGTHS = ((512, 0.6), (1024, 0.28), (2048, 0.12))
_TURN_TOKENS = 45  # a turn is never shorter on average; what is too much is cut off
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train. batch: tokens of one step. longest: rows are not longer than this."""

    steps: int
    seed: int = 1
    batch: int = 3072
    rate: float = 4e-3
    longest: int = 2048
    keep_every: int = 50

    def at(self, step: int) -> float:
        """The learning rate of a step (from 0)."""
        level = max(1, round(self.steps * (1 - COOLING)))
        if step < WARMUP:
            return self.rate * (step + 1) / WARMUP
        return self.rate * (1.0 if step < level else max(0.0, (self.steps - step) / (self.steps - level)))


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one step, all of one length: ids, which of them are learnt, and the parts where they stand apart."""

    ids: list[list[int]]
    learn: list[list[bool]]
    parts: list[list[int]] | None


def rows(expander: Expander, tokenizer: Any, plan: Plan, step: int) -> Rows:
    """What the network reads at a step: follows from the plan's seed and the step alone."""
    rng = random.Random(f"{plan.seed}/{step}")
    apart = rng.random() < APART[step * 2 >= plan.steps]
    lengths = [(length, share) for length, share in LENGTHS if length <= plan.longest] or [(plan.longest, 1.0)]
    length = rng.choices([length for length, _ in lengths], [share for _, share in lengths])[0]
    length = min(length, lengths[0][0]) if apart else length
    ids, learn, parts = [], [], []
    for _ in range(max(1, plan.batch // length)):
        conversation = list(pieces(expander.conversation(rng, turns=length // _TURN_TOKENS, apart=apart)))
        row, marks = tokens.encode(tokenizer, conversation)
        places = tokens.parts(tokenizer, conversation)
        padding = length - len(row)
        ids.append(row[:length] + [0] * padding)
        learn.append(marks[:length] + [False] * padding)
        parts.append(places[:length] + [places[-1] + 1] * padding)
    return Rows(ids, learn, parts if apart else None)


def loss_of(weights: network.Weights, shape: network.Shape, given: Rows) -> Any:
    """Mean negative log likelihood of what is learnt."""
    import torch
    from torch.nn import functional as f

    table = torch.tensor(given.ids)
    parts = None if given.parts is None else torch.tensor(given.parts)[:, :-1]
    states = network.hidden_states(weights, shape, table[:, :-1], parts)
    chosen = torch.tensor(given.learn)[:, 1:]
    return f.cross_entropy(network.logits(weights, states[chosen]), table[:, 1:][chosen])


def run(
    expander: Expander,
    tokenizer: Any,
    shape: network.Shape,
    plan: Plan,
    work: Path,
    report: Report,
    *,
    resume: bool = False,
) -> network.Weights:
    """Trains to the end of the plan and returns the weights. With `resume` it goes on from the newest checkpoint.

    Raises:
        TrainingError: the loss is not a number, or a checkpoint is of another shape or seed.
    """
    import torch

    torch.set_num_threads(1)
    weights = {name: weight.requires_grad_() for name, weight in network.initial(shape, plan.seed).items()}
    mean = {name: weight.detach().clone() for name, weight in weights.items()}
    optimizer = Optimizer(weights)
    start = _restore(work, shape, plan, weights, mean, optimizer) if resume else 0
    began, seen, recent = time.monotonic(), 0, 0.0
    for step in range(start, plan.steps):
        given = rows(expander, tokenizer, plan, step)
        loss = loss_of(weights, shape, given)
        value = float(loss.detach())
        if not math.isfinite(value):
            raise TrainingError(f"The loss is {value} at step {step}.", code="starter-diverged", hint="Lower the rate.")
        loss.backward()
        optimizer.step(plan.at(step), step + 1)
        _average(mean, weights, step)
        seen += len(given.ids) * len(given.ids[0])
        recent = value if step == start else 0.95 * recent + 0.05 * value
        if (step + 1) % 20 == 0 or step + 1 == plan.steps:
            speed = seen / (time.monotonic() - began)
            report(f"step {step + 1}/{plan.steps} loss {recent:.3f} {speed:.0f} tokens/s")
        if (step + 1) % plan.keep_every == 0:
            save(work, step + 1, shape, plan, weights, mean, optimizer)
    return mean


def _average(mean: network.Weights, weights: network.Weights, step: int) -> None:
    for name, weight in weights.items():
        mean[name].lerp_(weight.detach(), max(1 - AVERAGE, 1 / (step + 1)))


def save(
    work: Path,
    step: int,
    shape: network.Shape,
    plan: Plan,
    weights: network.Weights,
    mean: network.Weights,
    optimizer: Optimizer,
) -> None:
    """checkpoint.safetensors and checkpoint.json; each replaced as a whole, the JSON last."""
    from safetensors.torch import save_file

    work.mkdir(parents=True, exist_ok=True)
    tensors = {"w." + name: weight.detach().contiguous() for name, weight in weights.items()}
    tensors |= {"a." + name: weight.contiguous() for name, weight in mean.items()}
    save_file(tensors | optimizer.state, str(work / "checkpoint.part"))
    (work / "checkpoint.part").replace(work / "checkpoint.safetensors")
    about = {"step": step, "shape": shape.to_json(), "plan": asdict(plan)}
    part = work / "checkpoint.json.part"
    part.write_text(json.dumps(about, indent=1), encoding="utf-8")
    part.replace(work / "checkpoint.json")


def _restore(
    work: Path,
    shape: network.Shape,
    plan: Plan,
    weights: network.Weights,
    mean: network.Weights,
    optimizer: Optimizer,
) -> int:
    import torch
    from safetensors.torch import load_file

    about_file = work / "checkpoint.json"
    if not about_file.is_file():
        return 0
    about = json.loads(about_file.read_text(encoding="utf-8"))
    if about["shape"] != shape.to_json() or about["plan"]["seed"] != plan.seed:
        raise TrainingError(
            f"{about_file} belongs to another network or seed.",
            code="starter-checkpoint",
            hint="Build without --resume, or give the same settings.",
        )
    tensors = load_file(str(work / "checkpoint.safetensors"))
    with torch.no_grad():
        for name, weight in weights.items():
            weight.copy_(tensors["w." + name])
            mean[name].copy_(tensors["a." + name])
        for name, value in optimizer.state.items():
            value.copy_(tensors[name])
    return int(about["step"])
