"""What a training will take: tokens, steps, hours, memory, disk. No torch, no side effects; any thread.

Memory on the device, in bytes:

    weights      qlora: matrices x 4.127 / 8 (4 bits, and per block of 64 a constant of 8 bits that is quantized again
                 in blocks of 256: 4 + 8/64 + 32/(64 x 256) bits; Dettmers et al. 2023) + the rest x 2
                 lora: all x 2        full: all x 4 (single precision)
    training     what is trained x 12 (gradient and two moments of AdamW, 4 each), and x 4 more for the weights of an
                 adapter themselves
    activations  with checkpointing: 2 x hidden x tokens x layers (the input of each layer) + one layer's own;
                 without: 34 x hidden x tokens x layers (Korthikanti et al. 2022, arXiv 2205.05198, without attention
                 scores, which no kernel here keeps)
    logits       full loss: 6 x tokens x vocabulary (16 bit, and 32 bit for the softmax); chunked: of 1,024 tokens
    reserve      0.6 GB for the CUDA context, and 10 % for what the allocator can't use

tokens = batch x length. `companion-train bench` measures what it really is.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer import base
from trainer.recipe import Recipe
from trainer.stage import Context, Estimate, variants
from trainer.training import shapes, speed
from trainer.training.loss import CHUNK

NF4_BITS = 4 + 8 / 64 + 32 / (64 * 256)
CONTEXT_BYTES = 600_000_000
CHARACTERS_PER_TOKEN = 1.8  # of Korean with JSON and an English system turn: 3,000 rows of the starter's dialogues
TYPICAL_TOKENS = 400  # of a conversation, where none is there to be measured


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes on the device."""

    weights: int
    training: int
    activations: int
    logits: int

    @property
    def total(self) -> int:
        held = self.weights + self.training + self.activations + self.logits
        return int(held * 1.1) + CONTEXT_BYTES


def memory(recipe: Recipe, shape: shapes.Shape, *, batch: int, length: int, checkpointing: bool = True) -> Memory:
    """By the formula above."""
    train = recipe.train
    rest = shape.parameters - shape.matrices
    if train.method == "full":
        weights, trained = 4 * shape.parameters, 12 * shape.parameters
    else:
        weights = 2 * shape.parameters
        if train.method == "qlora":
            weights = round(shape.matrices * NF4_BITS / 8) + 2 * rest
        trained = 16 * (shape.adapter(train.lora.r, train.lora.targets))
        trained += 16 * shape.embeddings if train.lora.embeddings else 0
    tokens = batch * length
    each = 34 * shape.hidden * tokens
    activations = 2 * shape.hidden * tokens * shape.layers + each if checkpointing else each * shape.layers
    logits = 6 * shape.vocab * (min(tokens, CHUNK) if train.loss == "chunked" else tokens)
    return Memory(weights, trained, activations, logits)


@dataclass(frozen=True, slots=True)
class Amount:
    """What there is to train on. rows: conversations. tokens: of all of them, once. measured: counted, not guessed."""

    rows: int
    tokens: int
    measured: bool


def amount(ctx: Context) -> Amount:
    """Counted in what `prepare` wrote; before that, guessed from the recipe's counts."""
    file = ctx.of("prepare") / "train.jsonl"
    if file.is_file():
        rows = file.read_text(encoding="utf-8").splitlines()
        characters = sum(_characters(line) for line in rows)
        return Amount(len(rows), round(characters / CHARACTERS_PER_TOKEN), True)
    data = ctx.recipe.data
    made = data.scenes * data.dialogues_per_scene + data.qa + data.identity + data.protective + data.general
    rows_guessed = made * max(1, len(ctx.character.languages))
    return Amount(rows_guessed, rows_guessed * TYPICAL_TOKENS, False)


def _characters(line: str) -> int:
    try:
        messages = json.loads(line)["messages"]
        return sum(len(str(part["content"])) + 8 for part in messages)
    except (ValueError, KeyError, TypeError):
        return len(line)


def supervised(ctx: Context) -> Estimate:
    """Estimate of `train`. Raises TrainingError when the base is no usable folder."""
    recipe = ctx.recipe
    found = _base(ctx)
    if isinstance(found, TrainingError):
        return Estimate(basis=f"The base is not on this machine yet: {found.message}")
    have = amount(ctx)
    many = len(variants(recipe))
    passes, steps = 0.0, 0
    for stage in recipe.train.stages:
        an_update = stage.batch * stage.accumulate
        once = max(1, -(-have.rows // an_update))
        taken = stage.max_steps or max(1, round(once * stage.epochs))
        steps += taken
        passes += taken * an_update / max(1, have.rows)
    tokens = round(have.tokens * passes) * many
    expected = speed.expect(recipe, found)
    said = "counted in prepare" if have.measured else f"about {TYPICAL_TOKENS} tokens a conversation"
    return Estimate(
        counts={"conversations": have.rows, "steps": steps * many, "adapters": many},
        tokens=tokens,
        seconds=tokens / expected.tokens_per_second,
        vram_bytes=_vram(recipe, found),
        disk_bytes=_disk(recipe, found) * many,
        basis=f"{said}; speed {expected.basis}; memory by the formula of docs/training.md.",
    )


def preferences(ctx: Context) -> Estimate:
    """Estimate of `dpo`: chosen and rejected, each with and without gradients: 2 x (1 + 1/3) passes."""
    recipe = ctx.recipe
    found = _base(ctx)
    if isinstance(found, TrainingError):
        return Estimate(basis=f"The base is not on this machine yet: {found.message}")
    file = ctx.of("preferences") / "dpo.jsonl"
    pairs = len(file.read_text(encoding="utf-8").splitlines()) if file.is_file() else 0
    dpo, many = recipe.train.dpo, len(variants(recipe))
    once = max(1, -(-pairs // (dpo.batch * dpo.accumulate)))
    steps = dpo.max_steps or max(1, round(once * dpo.epochs))
    tokens = round(steps * dpo.batch * dpo.accumulate * TYPICAL_TOKENS * 2 * 4 / 3) * many if pairs else 0
    expected = speed.expect(recipe, found)
    return Estimate(
        counts={"pairs": pairs, "steps": steps * many if pairs else 0},
        tokens=tokens,
        seconds=tokens / expected.tokens_per_second,
        vram_bytes=_vram(recipe, found),
        disk_bytes=_disk(recipe, found) * many,
        basis=f"about {TYPICAL_TOKENS} tokens an answer; speed {expected.basis}.",
    )


def _base(ctx: Context) -> base.Base | TrainingError:
    """Without a download: what is not here yet is told, and the plan goes on."""
    try:
        return base.resolve(ctx.recipe, offline=True)
    except TrainingError as error:
        return error


def _vram(recipe: Recipe, found: base.Base) -> int:
    shape = shapes.of(found.config())
    batch = max(stage.batch for stage in recipe.train.stages)
    if shape is None:  # unknown kind: weights and training only
        held = {"qlora": 0.75, "lora": 2.2, "full": 16.0}[recipe.train.method]
        return int(found.parameters * held) + CONTEXT_BYTES
    checkpointing = recipe.train.checkpointing
    return memory(recipe, shape, batch=batch, length=recipe.train.max_length, checkpointing=checkpointing).total


def _disk(recipe: Recipe, found: base.Base) -> int:
    """Checkpoints (weights and two moments, 12 bytes a trained weight) and the result."""
    shape = shapes.of(found.config())
    if recipe.train.method == "full" or shape is None:
        trained = found.parameters if recipe.train.method == "full" else found.parameters // 100
    else:
        trained = shape.adapter(recipe.train.lora.r, recipe.train.lora.targets)
        trained += shape.embeddings if recipe.train.lora.embeddings else 0
    return 12 * trained * (max(2, recipe.train.keep_checkpoints) + 1) + 4 * trained


def of_config(path: Path) -> dict[str, Any]:
    """config.json of a folder, for estimates of a model that is not to be trained here."""
    found: dict[str, Any] = json.loads((path / "config.json").read_text(encoding="utf-8"))
    return found
