"""The character learns which of two answers is hers: preference training on the adapter of `train`.

A process of its own; writes stages/dpo/<variant>/ like `train`. Off unless `train.dpo.enabled`.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer import base, templates
from trainer.recipe import Recipe
from trainer.stage import MAIN, Context, Counts, Estimate, variants
from trainer.stages import train
from trainer.training import examples
from trainer.training.job import Done, Job, result_name

NEEDS: tuple[str, ...] = ("train", "preferences")
HEAVY = True
LIBRARIES = train.LIBRARIES


def options(recipe: Recipe) -> dict[str, Any]:
    return train.options(recipe) | {"dpo": recipe.train.dpo.model_dump(mode="json")}


def skip(recipe: Recipe) -> str:
    return "" if recipe.train.dpo.enabled else "train.dpo.enabled is off"


def plan(ctx: Context) -> Estimate:
    """Steps, hours and memory: each pair costs four passes, two of them without gradients."""
    from trainer.training import estimate

    return estimate.preferences(ctx)


def run(ctx: Context) -> Counts:
    """Trains every variant that has pairs.

    Raises:
        TrainingError: there are no pairs, or see `train.run`.
    """
    from trainer.training import trackers

    trackers.check(ctx.recipe)
    found = base.resolve(ctx.recipe, ctx.offline)
    done = [_variant(ctx, found, variant) for variant in variants(ctx.recipe)]
    return {
        "adapters": len(done),
        "pairs": sum(one.examples for one in done),
        "steps": sum(one.steps for one in done),
        "loss": round(done[-1].loss, 4),
    }


def _variant(ctx: Context, found: base.Base, variant: str) -> Done:
    folder = ctx.out / variant
    name = result_name(ctx.recipe)
    record = folder / "result.json"
    if (folder / name).is_dir() and record.is_file():
        return Done.from_json(json.loads(record.read_text(encoding="utf-8")))
    start = ctx.of("train") / variant / name
    if not start.is_dir():
        raise TrainingError(f"{start} is not there.", code="train-missing", hint="Run the stage `train` first.")
    job = _job(ctx, found, variant, start)
    if Path(job.out).is_dir() and (folder / "checkpoints" / "done.json").is_file():
        done = Done.from_json(json.loads((folder / "checkpoints" / "done.json").read_text(encoding="utf-8")))
    else:
        done = _train(ctx, job, variant)
        examples.write_text(folder / "checkpoints" / "done.json", json.dumps(done.to_json()))
    examples.write_text(record, json.dumps(done.to_json(), indent=1))
    Path(job.out).rename(folder / name)
    shutil.rmtree(folder / "checkpoints")
    return done


def _train(ctx: Context, job: Job, variant: str) -> Done:
    from trainer.training import launch

    pairs = _pairs(ctx, "" if variant == MAIN else variant)
    lines = [json.dumps(pair, ensure_ascii=False) + "\n" for pair in pairs]
    examples.write_text(Path(job.examples), "".join(lines))
    return launch.run(job, lambda report: train._forward(ctx, report))


def _pairs(ctx: Context, variant: str) -> list[dict[str, Any]]:
    """The pairs of a variant and those for all; `pairs.jsonl` says which is which, line by line."""
    from trainer.rows import Pair, read

    folder = ctx.of("preferences")
    told = list(read(folder / "pairs.jsonl", Pair))
    rendered = list(examples.records(folder / "dpo.jsonl"))
    if len(told) != len(rendered):
        raise TrainingError(
            f"{folder}: pairs.jsonl has {len(told)} lines and dpo.jsonl {len(rendered)}.",
            code="rows-invalid",
            hint="Run `preferences` again.",
        )
    return [record for pair, record in zip(told, rendered, strict=True) if pair.row.variant in ("", variant)]


def _job(ctx: Context, found: base.Base, variant: str, start: Path) -> Job:
    recipe = ctx.recipe
    work = ctx.out / variant / "checkpoints"
    return Job(
        kind="dpo",
        index=0,
        recipe=recipe.model_dump(mode="json", by_alias=True),
        base=str(found.folder),
        base_name=found.name,
        template=templates.plain_template(recipe, found.template),
        examples=str(work / "pairs.jsonl"),
        held_out="",
        start=str(start),
        work=str(work),
        out=str(work / result_name(recipe)),
        log=str(ctx.out / variant / "log.jsonl"),
        label="preferences" if variant == MAIN else f"{variant} preferences",
        variant=variant,
        offline=ctx.offline,
    )
