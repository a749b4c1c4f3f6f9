"""Preference training (DPO, Rafailov et al. 2023, arXiv 2305.18290) on the result of the supervised stages. Process of
the training; torch.

The reference is the model as it was before: a frozen copy of the adapter, which is not saved. Where all weights are
trained, its log-probabilities are computed once at the start, so that no second model is held.
"""

import time
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer.training import checkpoints, examples, hardware, memory, model, settings, sft, trackers
from trainer.training.follow import follower
from trainer.training.job import Done, Job, Report
from trainer.training.memory import Sizes


def run(job: Job, report: Report) -> Done:
    """Trains, with smaller sizes each time that memory runs out. Raises TrainingError like `sft.run`."""
    return sft.with_smaller_sizes(job, report, attempt)


def attempt(job: Job, sizes: Sizes, report: Report) -> Done:
    """Trains with these sizes. Raises like `sft.attempt`."""
    recipe = job.settings()
    hardware.use_threads(recipe.train.threads)
    trackers.point(Path(job.log).parent)
    machine = hardware.find(recipe.train)
    tokenizer = model.tokenizer(job)
    tokenizer.chat_template = job.template
    rows = _pairs(Path(job.examples))
    if not rows:
        raise TrainingError(
            f"{job.label}: there are no pairs.",
            code="nothing-to-learn",
            hint="Turn train.dpo.enabled off, or give more rejected answers.",
        )
    try:
        return _train(job, sizes, report, machine, tokenizer, rows)
    except (RuntimeError, MemoryError) as error:
        if memory.ran_out(error):
            raise memory.OutOfMemory(f"{job.label}: memory ran out.", code="memory") from error
        raise


def _pairs(path: Path) -> list[dict[str, Any]]:
    rows = []
    for number, record in enumerate(examples.records(path), 1):
        if not all(isinstance(record.get(key), list) for key in ("prompt", "chosen", "rejected")):
            raise TrainingError(
                f"{path}, line {number}: it is no pair.", code="rows-invalid", hint="Run `preferences` again."
            )
        rows.append({key: record[key] for key in ("prompt", "chosen", "rejected")})
    return rows


def _train(
    job: Job, sizes: Sizes, report: Report, machine: hardware.Hardware, tokenizer: Any, rows: list[dict[str, Any]]
) -> Done:
    from datasets import Dataset
    from trl import DPOConfig, DPOTrainer

    dpo = job.settings().train.dpo
    once, total = settings.steps(len(rows), sizes, dpo.epochs, dpo.max_steps, sft.processes())
    began = time.monotonic()
    loaded = model.load(job, machine, device_map=sft.device_map(machine))
    exact = model.trained_weights(loaded)
    trainer = DPOTrainer(
        model=loaded,
        args=DPOConfig(**settings.preferences(job, machine, sizes, once=once, total=total)),
        train_dataset=Dataset.from_list(rows),
        processing_class=tokenizer,
        callbacks=[follower(job, report, total)],
    )
    model.restore(trainer.model, exact)
    start = checkpoints.newest(Path(job.work))
    trainer.train(resume_from_checkpoint=str(start) if start else None)
    sft.finish(job, trainer)
    state = trainer.state
    losses = [entry["loss"] for entry in state.log_history if "loss" in entry]
    tail = losses[-max(1, len(losses) // 10) :]
    return Done(
        steps=state.global_step,
        loss=sum(tail) / len(tail) if tail else 0.0,
        best=None,
        tokens=0,
        seconds=time.monotonic() - began,
        examples=len(rows),
        truncated=0,
        length=sizes.length,
        batch=sizes.batch,
        peak_bytes=hardware.peak_bytes(),
    )
