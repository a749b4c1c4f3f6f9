"""The character is learned: one adapter a variant on one base (or all weights), in one supervised stage or several.

A process of its own; writes stages/train/<variant>/: `adapter/` or `model/`, `log.jsonl`, `result.json`, and
`checkpoints/` while it runs. Killed at any moment it goes on from the last whole checkpoint, with the same losses.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer import base, templates
from trainer.recipe import Recipe, SftStage
from trainer.stage import MAIN, Context, Counts, Estimate, variants
from trainer.training import examples
from trainer.training.job import Done, Job, result_name

NEEDS: tuple[str, ...] = ("prepare", "check")
HEAVY = True
LIBRARIES: tuple[str, ...] = ("torch", "transformers", "trl", "peft", "bitsandbytes")


def options(recipe: Recipe) -> dict[str, Any]:
    train = recipe.train.model_dump(mode="json", exclude={"dpo", "threads", "report_to", "keep_checkpoints"})
    return {
        "train": train,
        "base": recipe.base,
        "revision": recipe.revision,
        "trust_remote_code": recipe.trust_remote_code,
        "template": recipe.template,
        "variants": sorted(recipe.variants),
    }


def plan(ctx: Context) -> Estimate:
    """Tokens, steps, hours, memory and disk; from what `prepare` made, or from the recipe's counts."""
    from trainer.training import estimate

    return estimate.supervised(ctx)


def run(ctx: Context) -> Counts:
    """Trains every variant.

    Raises:
        TrainingError: nothing to train on, a base that can't be had, memory ran out, a library or key is missing.
    """
    from trainer.training import speed, trackers

    trackers.check(ctx.recipe)
    found = base.resolve(ctx.recipe, ctx.offline)
    names = variants(ctx.recipe)
    done: list[Done] = []
    for variant in names:
        made = _variant(ctx, found, variant)
        done += made
    speed.remember(ctx.recipe, found, done)
    return {
        "adapters": len(names),
        "steps": sum(one.steps for one in done),
        "tokens": sum(one.tokens for one in done),
        "loss": round(done[-1].loss, 4),
        "truncated": sum(one.truncated for one in done),
        "method": ctx.recipe.train.method,
    }


def _variant(ctx: Context, found: base.Base, variant: str) -> list[Done]:
    """All supervised stages of one variant; those that a killed run had finished are not trained again."""
    folder = ctx.out / variant
    target = folder / result_name(ctx.recipe)
    record = folder / "result.json"
    if target.is_dir() and record.is_file():
        return [Done.from_json(one) for one in json.loads(record.read_text(encoding="utf-8"))]
    done, start = [], ""
    for index, stage in enumerate(ctx.recipe.train.stages):
        job = _job(ctx, found, variant, index, stage, start)
        done.append(_stage(ctx, job))
        start = job.out
    examples.write_text(record, json.dumps([one.to_json() for one in done], indent=1))
    Path(start).rename(target)
    shutil.rmtree(folder / "checkpoints")
    return done


def _job(ctx: Context, found: base.Base, variant: str, index: int, stage: SftStage, start: str) -> Job:
    recipe = ctx.recipe
    work = ctx.out / variant / "checkpoints" / f"{index + 1}_{stage.name}"
    return Job(
        kind="sft",
        index=index,
        recipe=recipe.model_dump(mode="json", by_alias=True),
        base=str(found.folder),
        base_name=found.name,
        template=templates.training_template(recipe, found.template),
        examples=str(work / "train.jsonl"),
        held_out=str(work / "val.jsonl"),
        start=start,
        work=str(work),
        out=str(work / result_name(recipe)),
        log=str(ctx.out / variant / "log.jsonl"),
        label=stage.name if variant == MAIN else f"{variant} {stage.name}",
        variant=variant,
        offline=ctx.offline,
    )


def _stage(ctx: Context, job: Job) -> Done:
    """One supervised stage, unless it is done."""
    from trainer.training import launch

    record = Path(job.work) / "done.json"
    if Path(job.out).is_dir() and record.is_file():
        return Done.from_json(json.loads(record.read_text(encoding="utf-8")))
    _select(ctx, job)
    done = launch.run(job, lambda report: _forward(ctx, report))
    examples.write_text(record, json.dumps(done.to_json()))
    ctx.event({"part": job.label, **done.to_json()})
    return done


def _select(ctx: Context, job: Job) -> None:
    """Writes what this stage sees of `prepare`'s conversations: of its data set, of its variant."""
    stage = job.stage()
    name = "" if job.variant == MAIN else job.variant
    for split, path in (("train", job.examples), ("val", job.held_out)):
        chosen = examples.select(ctx.of("prepare"), split, variant=name, stage=stage.data)
        if split == "train" and not chosen:
            raise TrainingError(
                f"train.stages: `{stage.name}` has no conversations (data: {stage.data}"
                + (f", variant {name})." if name else ")."),
                code="nothing-to-learn",
                hint="Rows say in `stage` (1 or 2) which training stage they are for; or write `data: all`.",
            )
        probability = stage.profile_probability
        examples.write(Path(path), examples.with_profile(chosen, ctx.character, probability, ctx.recipe.train.seed))


def _forward(ctx: Context, report: dict[str, Any]) -> None:
    if "tell" in report:
        ctx.tell(*report["tell"])
    if "event" in report:
        ctx.event(report["event"])
