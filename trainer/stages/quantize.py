"""The F16 GGUF in fewer bits, by llama.cpp in this process; what each tensor became is read back. A process of its own;
writes stages/quantize/<variant>/model-<quant>.gguf and report.json.

K-quants work on rows of 256 weights. Where a model's rows have another length llama.cpp takes another type and says so
in its log only: here it is counted, told, and a file in which no tensor is of the named type is not passed on.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer import manifest, whole
from trainer.convert import gguf_file
from trainer.recipe import Recipe
from trainer.stage import Context, Counts, Estimate, GateFailed, variants
from trainer.stages import convert

NEEDS: tuple[str, ...] = ("convert",)
HEAVY = True

# name -> (llama.cpp's constant, the type that gives it its name, types that belong to it, bits a weight)
KINDS: dict[str, tuple[str, str, frozenset[str], float]] = {
    "q4_0": ("LLAMA_FTYPE_MOSTLY_Q4_0", "Q4_0", frozenset({"Q4_0", "Q4_1", "Q6_K", "Q8_0"}), 4.6),
    "q4_k_m": ("LLAMA_FTYPE_MOSTLY_Q4_K_M", "Q4_K", frozenset({"Q4_K", "Q5_K", "Q6_K"}), 4.9),
    "q5_k_m": ("LLAMA_FTYPE_MOSTLY_Q5_K_M", "Q5_K", frozenset({"Q5_K", "Q6_K"}), 5.7),
    "q6_k": ("LLAMA_FTYPE_MOSTLY_Q6_K", "Q6_K", frozenset({"Q6_K"}), 6.6),
    "q8_0": ("LLAMA_FTYPE_MOSTLY_Q8_0", "Q8_0", frozenset({"Q8_0"}), 8.5),
}


def wanted(recipe: Recipe) -> tuple[str, ...]:
    """Every quantization that is made, the deployed one first."""
    return tuple(dict.fromkeys((recipe.deploy, *recipe.quantize)))


def options(recipe: Recipe) -> dict[str, Any]:
    shared = recipe.register_.adapter and convert.wants_adapter(recipe)
    return {
        "quantize": list(wanted(recipe)),
        "base": recipe.deploy if shared else "",
        "variants": sorted(recipe.variants),
    }


def plan(ctx: Context) -> Estimate:
    """Disk by bits a weight."""
    from trainer import outline

    weights = outline.of(ctx.recipe, ctx.offline).parameters
    kinds = [name for name in wanted(ctx.recipe) if name != "f16"]
    many = len(variants(ctx.recipe))
    size = many * sum(int(weights * KINDS[name][3] / 8) for name in kinds)
    return Estimate(
        counts={"files": many * len(kinds)},
        disk_bytes=size,
        seconds=many * len(kinds) * (0.2 + weights / 30e6),
        basis="Bits a weight of each kind; 30 million weights a second.",
    )


def run(ctx: Context) -> Counts:
    """Makes every file.

    Raises:
        GateFailed: a K-quant in which every matrix fell back to another type.
        TrainingError: the disk is full, or llama.cpp refused.
    """
    jobs = [(variant, name) for variant in variants(ctx.recipe) for name in wanted(ctx.recipe)]
    if options(ctx.recipe)["base"]:
        jobs.append((convert.BASE, ctx.recipe.deploy))
    report: dict[str, dict[str, Any]] = {}
    fell = 0
    for number, (variant, name) in enumerate(jobs):
        ctx.tell(number, len(jobs), f"{variant} {name}")
        made = one(ctx.of("convert") / variant / "model-f16.gguf", ctx.out / variant, name, threads=threads(ctx.recipe))
        report[f"{variant}/{name}"] = made
        if made["fell_back"]:
            fell += 1
            ctx.event({"warning": "quantize-fell-back", "file": f"{variant}/{name}", "tensors": len(made["fell_back"])})
    ctx.tell(len(jobs), len(jobs), "")
    manifest.write(ctx.out / "report.json", json.dumps(report, indent=1))
    counts: Counts = {"files": len(jobs), "bytes": sum(int(entry["bytes"]) for entry in report.values())}
    if fell:
        counts["fell_back"] = f"{fell} of {len(jobs)} files hold tensors of other types, see report.json"
    _gate(report)
    return counts


def one(source: Path, folder: Path, name: str, *, threads: int = 1) -> dict[str, Any]:
    """One file, whole or not at all; returns what it became.

    types: weights by type. fell_back: matrices of another type than this kind has, with their row length.
    """
    target = folder / f"model-{name}.gguf"
    if not target.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        if name == "f16":
            whole.link_or_copy(source, target)
        else:
            _quantize(source, target, name, threads)
    head = gguf_file.read(target)
    if len(head.tensors) != len(gguf_file.read(source).tensors):
        target.unlink()
        raise TrainingError(f"{target.name} has other tensors than {source.name}.", code="quantize-failed")
    proper = KINDS[name][2] if name in KINDS else frozenset({"F16"})
    fell = {
        tensor.name: f"{tensor.type} (rows of {tensor.shape[0]})"
        for tensor in head.tensors
        if len(tensor.shape) > 1 and tensor.type not in proper
    }
    return {"bytes": target.stat().st_size, "types": head.types(), "fell_back": fell}


def _quantize(source: Path, target: Path, name: str, threads: int) -> None:
    import llama_cpp

    from trainer.convert import native

    constant, _, _, bits = KINDS[name]
    need = int(sum(tensor.weights for tensor in gguf_file.read(source).tensors) * bits / 8)
    free = shutil.disk_usage(target.parent).free
    if need > free:
        raise TrainingError(
            f"{target.name} takes {need / 1e9:.1f} GB, and {target.parent} has {free / 1e9:.1f} GB free.",
            code="disk",
            hint="Free some disk space and run again.",
        )
    part = target.with_name(target.name + ".part")
    try:
        native.quantize(source, part, int(getattr(llama_cpp, constant)), threads)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _gate(report: dict[str, dict[str, Any]]) -> None:
    """A file that has nothing of what its name promises."""
    empty = [
        key
        for key, made in report.items()
        if (kind := KINDS.get(key.rpartition("/")[2])) and kind[1] not in made["types"]
    ]
    if empty:
        raise GateFailed(
            f"No tensor of {', '.join(empty)} is of the named type: the model's rows are no multiple of 256.",
            code="quantize-fell-back",
            hint="Set `quantize: [q8_0]` and `deploy: q8_0` in recipe.yaml; rows of 32 are enough for it.",
        )


def threads(recipe: Recipe) -> int:
    """Of this recipe, for what runs on the CPU."""
    return recipe.train.threads or max(1, (os.cpu_count() or 2) - 1)
