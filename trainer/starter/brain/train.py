"""Trains the starter brain on one thread, with checkpoints that can be resumed.

Main thread; writes only its work folder.

Rows are whole conversations cut to a length (512, 1,024 or 2,048 tokens), sampled anew for every step from (seed,
step): a resumed run sees what an uninterrupted one would. In most rows, until the cooling, a turn sees the system turn
and itself alone: so the network finds out early that the newest words are the ones to answer. Only what she says is
learnt, and beside it, by weights that are not shipped, what the turn is about, before she begins to answer: without
that a network this small learns her lines by heart long before it learns which one to say. The rate warms up, stays,
and falls linearly to zero over the last part (COOLING), so that a run can be cooled from any level checkpoint.
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
ABOUT = "about.embed"  # reads off what a turn is about; left behind when the training ends
ABOUT_WEIGHT = 0.5
FIRST, FIRST_WEIGHT = 3, 3.0  # the first tokens of her words decide which line it will be
APART = (0.85, 0.4)  # share of rows whose stretches stand apart, until the cooling and in it
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

    @property
    def level(self) -> int:
        """The step at which the cooling begins."""
        return max(1, round(self.steps * (1 - COOLING)))

    def at(self, step: int) -> float:
        """The learning rate of a step (from 0)."""
        if step < WARMUP:
            return self.rate * (step + 1) / WARMUP
        return self.rate * (1.0 if step < self.level else max(0.0, (self.steps - step) / (self.steps - self.level)))


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one length: ids, which of them are learnt, the parts where they stand apart, and labels."""

    ids: list[list[int]]
    learn: list[list[bool]]
    parts: list[list[int]] | None
    labels: list[list[int]]


def rows(expander: Expander, tokenizer: Any, plan: Plan, step: int) -> Rows:
    """What the network reads at a step: follows from the plan's seed and the step alone."""
    rng = random.Random(f"{plan.seed}/{step}")
    apart = rng.random() < APART[step >= plan.level]
    lengths = [(length, share) for length, share in LENGTHS if length <= plan.longest] or [(plan.longest, 1.0)]
    length = rng.choices([length for length, _ in lengths], [share for _, share in lengths])[0]
    length = min(length, lengths[0][0]) if apart else length
    ids, learn, parts, labels = [], [], [], []
    known = expander.labels()
    for _ in range(max(1, plan.batch // length)):
        sampled = pieces(expander.conversation(rng, turns=length // _TURN_TOKENS, apart=apart))
        conversation = [part for piece in sampled for part in tokens.torn(piece, rng)]
        row, marks = tokens.encode(tokenizer, conversation)
        places, numbers = tokens.marks(tokenizer, conversation, known)
        padding = length - len(row)
        ids.append(row[:length] + [0] * padding)
        learn.append(marks[:length] + [False] * padding)
        parts.append(places[:length] + [places[-1] + 1] * padding)
        labels.append(numbers[:length] + [-1] * padding)
    return Rows(ids, learn, parts if apart else None, labels)


def loss_of(weights: network.Weights, shape: network.Shape, given: Rows) -> tuple[Any, Any]:
    """Mean negative log likelihood of what is learnt, her first words counting more, and of the labels.

    The labels are read off the hidden states by `ABOUT`.
    """
    import torch
    from torch.nn import functional as f

    table = torch.tensor(given.ids)
    parts = None if given.parts is None else torch.tensor(given.parts)[:, :-1]
    states = network.hidden_states(weights, shape, table[:, :-1], parts)
    chosen = torch.tensor(given.learn)[:, 1:]
    labels = torch.tensor(given.labels)[:, :-1]
    told = labels >= 0
    first = told.clone()
    for later in range(1, FIRST):
        first[:, later:] |= told[:, :-later]
    each = f.cross_entropy(network.logits(weights, states[chosen]), table[:, 1:][chosen], reduction="none")
    weight = 1.0 + (FIRST_WEIGHT - 1.0) * first[chosen]
    words = (each * weight).sum() / weight.sum()
    return words, f.cross_entropy(f.linear(states[told], weights[ABOUT]), labels[told])


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
    weights = {name: weight.requires_grad_() for name, weight in beginning(expander, shape, plan.seed).items()}
    mean = {name: weight.detach().clone() for name, weight in weights.items()}
    optimizer = Optimizer(weights)
    start = _restore(work, shape, plan, weights, mean, optimizer) if resume else 0
    began, seen, recent, topics = time.monotonic(), 0, 0.0, 0.0
    for step in range(start, plan.steps):
        given = rows(expander, tokenizer, plan, step)
        loss, about = loss_of(weights, shape, given)
        value, topic = float(loss.detach()), float(about.detach())
        if not math.isfinite(value):
            raise TrainingError(f"The loss is {value} at step {step}.", code="starter-diverged", hint="Lower the rate.")
        (loss + ABOUT_WEIGHT * about).backward()
        optimizer.step(plan.at(step), step + 1)
        _average(mean, weights, step)
        seen += len(given.ids) * len(given.ids[0])
        recent = value if step == start else 0.95 * recent + 0.05 * value
        topics = topic if step == start else 0.95 * topics + 0.05 * topic
        if (step + 1) % 20 == 0 or step + 1 == plan.steps:
            speed = seen / (time.monotonic() - began)
            report(f"step {step + 1}/{plan.steps} loss {recent:.3f} about {topics:.3f} {speed:.0f} tokens/s")
        if (step + 1) % plan.keep_every == 0:
            save(work, step + 1, shape, plan, weights, mean, optimizer)
    return {name: weight for name, weight in mean.items() if name != ABOUT}


def beginning(expander: Expander, shape: network.Shape, seed: int) -> network.Weights:
    """The weights at step 0, with those that read off what a turn is about."""
    import torch

    return {**network.initial(shape, seed), ABOUT: torch.zeros(len(expander.labels()), shape.hidden)}


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
