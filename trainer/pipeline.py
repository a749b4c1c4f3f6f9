"""Runs the stages of a workspace: those that are new or changed, in order, each done when its manifest is written.

Belongs to one thread, the main one of `companion-train`. Killed at any place, the next run goes on: a stage's folder
says by `started.json` for which inputs it is being made, and by `manifest.json` that it is done.
"""

import os
import time
from collections.abc import Mapping
from dataclasses import replace

from companion.errors import TrainingError
from trainer import failures, folder, lock, manifest, process, state
from trainer.catalog import Stage
from trainer.fingerprint import installed
from trainer.hashes import Hashes
from trainer.manifest import Manifest
from trainer.progress import Progress
from trainer.stage import Context, Counts
from trainer.state import Job, State

_RECORDED = ("vtuber-companion", "torch", "transformers", "trl", "peft", "bitsandbytes", "llama-cpp-python", "gguf")


def outlook(job: Job) -> dict[str, State]:
    """The chosen stages as `run` would find them, without changing anything."""
    states = state.examine(job)
    for name in job.again():
        if states[name].done:
            states[name] = replace(states[name], condition="changed", reason="asked for")
    return {stage.name: states[stage.name] for stage in job.chosen()}


def run(job: Job, progress: Progress) -> dict[str, Counts]:
    """Makes what is not done; returns the counts of the chosen stages.

    Raises:
        TrainingError: a stage failed, a gate did (GateFailed), or another process runs here. What is done stays done.
    """
    chosen = job.chosen()
    with lock.held(job.workspace.lock):
        began = time.monotonic()
        progress.emit("run_started", character=job.workspace.id, stages=[one.name for one in chosen], pid=os.getpid())
        _set_aside_damaged(job, progress)
        hashes = Hashes(job.workspace.stage("hashes.json"))
        _forget(job, hashes, progress)
        counts = _run_all(job, chosen, hashes, progress)
        progress.emit("run_finished", seconds=round(time.monotonic() - began, 2))
    return counts


def _run_all(job: Job, chosen: tuple[Stage, ...], hashes: Hashes, progress: Progress) -> dict[str, Counts]:
    counts: dict[str, Counts] = {}
    states: dict[str, State] = {}
    name = ""
    try:
        for stage in job.catalog.values():
            name = stage.name
            if stage in chosen:
                place = {"number": chosen.index(stage) + 1, "of": len(chosen)}
                states[name] = _make(job, stage, state.of(job, stage, states, hashes), hashes, progress, place)
                made = states[name].manifest
                counts[name] = dict(made.counts) if made else {}
            elif len(counts) < len(chosen):
                states[name] = state.of(job, stage, states, hashes)
    except (KeyboardInterrupt, SystemExit):
        progress.emit("run_stopped", stage=name)
        raise
    except Exception as error:  # the boundary to the stages: each failure becomes a TrainingError and an event
        known = failures.explain(name, error)
        if known is not error:
            _write_down(job, name, error)
        progress.emit("stage_failed", stage=name, **failures.to_json(known))
        progress.emit("run_failed", stage=name, **failures.to_json(known))
        raise known from error
    return counts


def _make(job: Job, stage: Stage, now: State, hashes: Hashes, progress: Progress, place: Mapping[str, int]) -> State:
    """One stage, unless it is done already; returns how it stands then."""
    out = job.workspace.stage(stage.name)
    if now.done and now.manifest is not None:
        return _leave(job, stage, now, progress, place)
    if now.inputs is None:
        raise _not_ready(job, stage, now)
    out.mkdir(parents=True, exist_ok=True)
    if now.inputs.skipped:
        made = Manifest(stage=stage.name, fingerprint=now.fingerprint, inputs=now.inputs, finished=manifest.stamp())
        manifest.finish(out, made)
        progress.emit("stage_skipped", stage=stage.name, reason=made.skipped, **place)
        return replace(now, condition="skipped", manifest=made)
    progress.stage_started(stage.name, reason=now.reason, heavy=stage.heavy, **place)
    had = _open_folder(job, stage, now, hashes, progress)
    began = time.monotonic()
    ctx = _working_context(job, stage, now, progress)
    counts = process.run(stage.name, stage.package, ctx) if stage.heavy else stage.run(ctx)
    seconds = round(time.monotonic() - began, 2)
    made = Manifest(
        stage=stage.name,
        fingerprint=now.fingerprint,
        inputs=now.inputs,
        counts=counts,
        outputs=folder.outputs(out, stage.keeps, hashes),
        variants=_complete(job, {*job.variants(stage), *had} if job.variants(stage) else set()),
        installed=installed(_RECORDED),
        seconds=seconds,
        finished=manifest.stamp(),
    )
    manifest.finish(out, made)
    hashes.save()
    progress.emit("stage_finished", stage=stage.name, seconds=seconds, counts=counts)
    return replace(now, condition="done", reason="", manifest=made)


def _leave(job: Job, stage: Stage, now: State, progress: Progress, place: Mapping[str, int]) -> State:
    assert now.manifest is not None
    if now.manifest != manifest.read(job.workspace.stage(stage.name)):
        manifest.finish(job.workspace.stage(stage.name), now.manifest)
    reason = now.manifest.skipped or ("unchanged, " + now.reason if now.reason else "unchanged")
    progress.emit("stage_skipped", stage=stage.name, reason=reason, **place)
    return now


def _open_folder(job: Job, stage: Stage, now: State, hashes: Hashes, progress: Progress) -> tuple[str, ...]:
    """The folder as the stage may find it; returns the variants of which it holds results."""
    out = job.workspace.stage(stage.name)
    made = now.manifest
    if now.condition != "damaged" and manifest.begun(out) == now.fingerprint:
        (out / manifest.NAME).unlink(missing_ok=True)
        return made.variants if made else ()
    if made is not None:
        _rescue(job, made, hashes, progress)
    folder.empty(out, stage.keeps)
    manifest.begin(out, now.fingerprint)
    return ()


def _rescue(job: Job, made: Manifest, hashes: Hashes, progress: Progress) -> None:
    """Rows that a person corrected by hand are not lost when their stage is made again."""
    out = job.workspace.stage(made.stage)
    names = sorted({*made.edited, *state.corrected(out, made, hashes)})
    for copy in folder.rescue(out, names, job.workspace.folder / "edited" / made.stage):
        progress.emit("notice", stage=made.stage, text=f"your own version is kept as {copy}")


def _working_context(job: Job, stage: Stage, now: State, progress: Progress) -> Context:
    """Stages that make one result a variant see only those that are wanted now."""
    ctx = job.context(stage, progress, now.fingerprint)
    some = job.variants(stage)
    if not some:
        return ctx
    kept = {name: text for name, text in job.recipe.variants.items() if name in some}
    return replace(ctx, recipe=job.recipe.model_copy(update={"variants": kept}))


def _complete(job: Job, made: set[str]) -> tuple[str, ...]:
    """() once all variants are there."""
    return () if made >= set(job.recipe.variants) else tuple(sorted(made))


def _forget(job: Job, hashes: Hashes, progress: Progress) -> None:
    """What is made again by request is not done any more, even if this run is killed."""
    for name in (name for name in job.catalog if name in job.again()):
        made = manifest.read(job.workspace.stage(name))
        if made is not None:
            _rescue(job, made, hashes, progress)
        manifest.forget(job.workspace.stage(name))


def _set_aside_damaged(job: Job, progress: Progress) -> None:
    for name in job.catalog:
        out = job.workspace.stage(name)
        try:
            manifest.read(out)
        except TrainingError as error:
            if error.code != "manifest-broken":
                raise
            progress.emit("notice", stage=name, text=f"{error.message} It is kept as {manifest.set_aside(out)}.")


def _not_ready(job: Job, stage: Stage, now: State) -> TrainingError:
    missing = [name for name in stage.needs if name not in job.catalog]
    if missing:
        return TrainingError(
            f"The stage {stage.name} needs {missing[0]}, which this installation does not have.",
            code="stage-missing",
            hint="Install the program again.",
        )
    return TrainingError(
        f"The stage {stage.name} can run only {now.reason}, which is not done.",
        code="stage-waits",
        hint="Run without --only.",
    )


def _write_down(job: Job, stage: str, error: BaseException) -> None:
    """The traceback of what should not happen, without what people wrote."""
    log = job.workspace.logs / f"{stage}.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{manifest.stamp()}\n{failures.discreet(error)}")
    except OSError:  # a full disk, which the error itself tells
        return
