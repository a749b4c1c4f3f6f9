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

from dataclasses import dataclass, replace

from companion.errors import TrainingError
from trainer import outline
from trainer.outline import Outline
from trainer.recipe import Recipe
from trainer.stage import Context, Counts, Estimate, variants
from trainer.training import amount, shapes, speed
from trainer.training.loss import CHUNK

NF4_BITS = 4 + 8 / 64 + 32 / (64 * 256)
CONTEXT_BYTES = 600_000_000


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


def supervised(ctx: Context) -> Estimate:
    """Estimate of `train`. What hangs on the sizes of an unknown base is `unknown`."""
    recipe = ctx.recipe
    have = amount.of(ctx)
    many = len(variants(recipe))
    passes, steps = 0.0, 0
    for stage in recipe.train.stages:
        an_update = stage.batch * stage.accumulate
        once = max(1, -(-have.rows // an_update))
        taken = stage.max_steps or max(1, round(once * stage.epochs))
        steps += taken
        passes += taken * an_update / max(1, have.rows)
    tokens = round(have.tokens * passes) * many
    counts: Counts = {"conversations": have.rows, "steps": steps * many, "adapters": many}
    return _sized(ctx, Estimate(counts=counts, tokens=tokens, basis=have.basis), many)


def preferences(ctx: Context) -> Estimate:
    """Estimate of `dpo`: chosen and rejected, each with and without gradients: 2 x (1 + 1/3) passes."""
    recipe = ctx.recipe
    have = amount.pairs(ctx)
    dpo, many = recipe.train.dpo, len(variants(recipe))
    once = max(1, -(-have.rows // (dpo.batch * dpo.accumulate)))
    steps = dpo.max_steps or max(1, round(once * dpo.epochs))
    each = have.tokens / max(1, have.rows)
    tokens = round(steps * dpo.batch * dpo.accumulate * each * 2 * 4 / 3) * many if have.rows else 0
    counts: Counts = {"pairs": have.rows, "steps": steps * many if have.rows else 0}
    return _sized(ctx, Estimate(counts=counts, tokens=tokens, basis=have.basis), many)


def _sized(ctx: Context, so_far: Estimate, many: int) -> Estimate:
    """With time, memory and disk, where the base's sizes are known."""
    try:
        found = outline.of(ctx.recipe, ctx.offline)
    except TrainingError as error:
        return replace(so_far, basis=str(error), unknown=("seconds", "vram_bytes", "disk_bytes"))
    expected = speed.expect(ctx.recipe, found)
    faster = speed.with_gpu(found)
    hours = so_far.tokens / faster.tokens_per_second / 3600 if faster else 0.0
    instead = f" (there is no GPU here; by {faster.basis}: {hours:.1f} h)" if faster else ""
    return replace(
        so_far,
        seconds=so_far.tokens / expected.tokens_per_second,
        vram_bytes=_vram(ctx.recipe, found),
        disk_bytes=_disk(ctx.recipe, found) * many,
        basis=f"{so_far.basis}; {found.source}; speed {expected.basis}{instead}; memory: docs/training.md.",
    )


def _vram(recipe: Recipe, found: Outline) -> int:
    batch = max(stage.batch for stage in recipe.train.stages)
    if found.shape is None:  # unknown kind: weights and training only
        held = {"qlora": 0.75, "lora": 2.2, "full": 16.0}[recipe.train.method]
        return int(found.parameters * held) + CONTEXT_BYTES
    checkpointing = recipe.train.checkpointing
    return memory(recipe, found.shape, batch=batch, length=recipe.train.max_length, checkpointing=checkpointing).total


def _disk(recipe: Recipe, found: Outline) -> int:
    """Checkpoints (weights and two moments, 12 bytes a trained weight) and the result."""
    if recipe.train.method == "full" or found.shape is None:
        trained = found.parameters if recipe.train.method == "full" else found.parameters // 100
    else:
        trained = found.shape.adapter(recipe.train.lora.r, recipe.train.lora.targets)
        trained += found.shape.embeddings if recipe.train.lora.embeddings else 0
    return 12 * trained * (max(2, recipe.train.keep_checkpoints) + 1) + 4 * trained
