"""One supervised stage of one variant, by TRL's SFTTrainer. Process of the training; torch."""

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer.training import checkpoints, examples, hardware, loss, memory, model, packs, settings, tokens, trackers
from trainer.training.follow import follower
from trainer.training.job import Done, Job, Report
from trainer.training.memory import Sizes
from trainer.training.tokens import Encoded, Encodings

Attempt = Callable[[Job, Sizes, Report], Done]


def run(job: Job, report: Report) -> Done:
    """Trains, with smaller sizes each time that memory runs out.

    Raises:
        TrainingError: see `attempt`; or memory ran out at every size that may be tried.
    """
    return with_smaller_sizes(job, report, attempt)


def with_smaller_sizes(job: Job, report: Report, once: Attempt) -> Done:
    """Calls `once` with the recipe's sizes, then with smaller ones after each OutOfMemory; a resumed run begins with
    those that it had come down to."""
    recipe = job.settings()
    first = settings.sizes_of(recipe, job)
    notes = Path(job.work) / "sizes.json"
    tried = memory.remembered(notes, first)
    for number, sizes in enumerate(memory.attempts(tried, recipe.train.memory_retries)):
        if sizes.length != tried.length:
            checkpoints.clear(Path(job.work))  # other rows, so other steps
        tried = sizes
        try:
            return replace(once(job, sizes, report), retries=number)
        except memory.OutOfMemory:
            hardware.release()
        smaller = sizes.smaller()
        if smaller is not None:
            memory.remember(notes, first, smaller)
            report({"event": {"part": job.label, "memory": "out", "next": asdict(smaller)}})
    raise memory.exhausted(tried)


@dataclass(frozen=True, slots=True)
class Given:
    """What a training starts from. held_out: empty = nothing is evaluated. packs: several conversations share a row,
    behind one system turn."""

    machine: hardware.Hardware
    tokenizer: Any
    found: Encodings
    held_out: Sequence[Encoded]
    packs: bool


def attempt(job: Job, sizes: Sizes, report: Report) -> Done:
    """Trains with these sizes, from the newest whole checkpoint; the result stands at `job.out` at the end.

    Raises:
        OutOfMemory: a step did not fit; nothing is lost, smaller sizes may be tried.
        TrainingError: anything else that a person can mend.
    """
    try:
        return _train(job, sizes, report, given(job, sizes.length))
    except (RuntimeError, MemoryError) as error:
        if memory.ran_out(error):
            raise memory.OutOfMemory(f"{job.label}: memory ran out.", code="memory") from error
        raise


def given(job: Job, length: int) -> Given:
    """Sets this process up and reads what is trained on.

    Raises:
        TrainingError: there is nothing to learn, or the base's tokenizer can't be used.
    """
    train = job.settings().train
    hardware.use_threads(train.threads)
    trackers.point(Path(job.log).parent)
    tokenizer = model.tokenizer(job)

    def encoded(path: str) -> Encodings:
        rows = examples.load(Path(path)) if Path(path).is_file() else []
        return tokens.encode_all(tokenizer, job.template, rows, length, only_replies=train.completion_only)

    found = encoded(job.examples)
    if not found.rows:
        raise TrainingError(
            f"{job.label}: there is nothing to train on.",
            code="nothing-to-learn",
            hint="Look at `data` of this stage in recipe.yaml, and at the report of `check`.",
        )
    machine = hardware.find(train)
    return Given(machine, tokenizer, found, encoded(job.held_out).rows, machine.packs and _shares(job, found.rows))


def _shares(job: Job, rows: Sequence[Encoded]) -> bool:
    """May conversations share a row on this base?

    Raises:
        TrainingError: the recipe insists, and they may not.
    """
    known = packs.known(json.loads((Path(job.base) / "config.json").read_text(encoding="utf-8")))
    if known and packs.usable(rows):
        return len(rows) > 1
    if job.settings().train.packing == "on":
        why = "its layers take no mask of ours" if not known else "some have no system turn before the first user turn"
        raise TrainingError(
            f"packing: on, but conversations can't share a row on {job.base_name}: {why}.",
            code="packing",
            hint="Write `packing: auto`.",
        )
    return False


def _train(job: Job, sizes: Sizes, report: Report, have: Given) -> Done:
    from transformers import EarlyStoppingCallback

    train, stage = job.settings().train, job.stage()
    rows = dataset(have.found.rows)
    used = sizes
    if have.packs:
        packed = packs.pack(have.found.rows, most=sizes.batch, length=sizes.length, seed=train.seed)
        rows = packed_dataset(packed)
        used = settings.packed(sizes, len(have.found.rows) / len(packed))
    once, total = settings.steps(len(rows), used, stage.epochs, stage.max_steps, processes())
    arguments = settings.supervised(job, have.machine, used, held_out=bool(have.held_out), once=once, total=total)
    callbacks = [follower(job, report, total)]
    if have.held_out and train.patience:
        callbacks.append(EarlyStoppingCallback(train.patience))
    began = time.monotonic()
    trainer = _trainer(job, have, arguments, rows, callbacks)
    start = checkpoints.newest(Path(job.work))
    trainer.train(resume_from_checkpoint=str(start) if start else None)
    finish(job, trainer)
    return outcome(trainer, have.found, used, began, total, checkpoints.step_of(start) if start else 0)


def _trainer(job: Job, have: Given, arguments: dict[str, Any], rows: Any, callbacks: list[Any]) -> Any:
    from trl import SFTConfig, SFTTrainer

    class Ours(SFTTrainer):  # type: ignore[misc,unused-ignore]
        """TRL's trainer with the loss of `loss.py`, or with plain transformers' one."""

        def compute_loss(
            self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
        ) -> Any:
            shared = 1 if num_items_in_batch is None else self.accelerator.num_processes
            if not chunked:
                outputs = model(**inputs, use_cache=False, num_items_in_batch=num_items_in_batch)
                return (outputs.loss * shared, outputs) if return_outputs else outputs.loss * shared
            found = model(**inputs, learned_loss=True)
            count = found.count if num_items_in_batch is None else num_items_in_batch
            mode = "train" if self.model.training else "eval"
            self._metrics[mode]["mean_token_accuracy"].append((found.right / found.count.clamp(min=1)).item())
            return found.total / count * shared

    loaded = model.load(job, have.machine, device_map=device_map(have.machine))
    inner = loaded.get_base_model() if hasattr(loaded, "peft_config") else loaded
    chunked = job.settings().train.loss == "chunked"
    ours = not chunked or (loss.applies(inner) and not sharded())
    exact = model.trained_weights(loaded)
    trainer = (Ours if ours else SFTTrainer)(
        model=loaded,
        args=SFTConfig(**arguments, remove_unused_columns=False, dataset_kwargs={"skip_prepare_dataset": True}),
        train_dataset=rows,
        eval_dataset=dataset(have.held_out),
        data_collator=_collator(have.tokenizer),
        processing_class=have.tokenizer,
        callbacks=callbacks,
    )
    if ours and chunked:
        loss.attach(inner)
    model.restore(trainer.model, exact)
    return trainer


def _collator(tokenizer: Any) -> Any:
    """Rows of packs by their mask, others by padding."""
    from trl.trainer.sft_trainer import DataCollatorForLanguageModeling

    plain = DataCollatorForLanguageModeling(pad_token_id=tokenizer.pad_token_id)
    packed = packs.collator(tokenizer.pad_token_id)
    return lambda rows: packed(rows) if "parts" in rows[0] else plain(rows)


def sharded() -> bool:
    """Are the weights cut over several devices? Then the trainer library knows how to gather them for the loss."""
    return bool(os.environ.get("ACCELERATE_USE_FSDP") or os.environ.get("ACCELERATE_USE_DEEPSPEED"))


def dataset(rows: Sequence[Encoded]) -> Any:
    """The rows as TRL takes them, tokenized; None if there are none."""
    from datasets import Dataset

    if not rows:
        return None
    return Dataset.from_dict({"input_ids": [row.ids for row in rows], "labels": [row.labels for row in rows]})


def packed_dataset(rows: Sequence[packs.Pack]) -> Any:
    """Packs as rows of a dataset; `_collator` makes their mask."""
    from datasets import Dataset

    columns = {"input_ids": "ids", "labels": "labels", "position_ids": "positions", "parts": "parts"}
    return Dataset.from_dict({name: [getattr(row, field) for row in rows] for name, field in columns.items()})


def outcome(trainer: Any, found: Encodings, sizes: Sizes, began: float, total: int, done_before: int = 0) -> Done:
    """What a finished trainer tells. began: monotonic seconds. total: steps that were planned. done_before: steps that
    an interrupted run had done, whose time is taken to be as long as that of these."""
    state = trainer.state
    losses = [float(entry["loss"]) for entry in state.log_history if "loss" in entry]
    tail = losses[-max(1, len(losses) // 10) :]
    return Done(
        steps=state.global_step,
        loss=sum(tail) / len(tail) if tail else 0.0,
        best=min((float(entry["eval_loss"]) for entry in state.log_history if "eval_loss" in entry), default=None),
        tokens=round(found.tokens * (state.epoch or 0.0)),
        seconds=(time.monotonic() - began) * state.global_step / max(1, state.global_step - done_before),
        examples=len(found.rows),
        truncated=found.truncated,
        length=sizes.length,
        batch=sizes.batch,
        peak_bytes=hardware.peak_bytes(),
        stopped_early=state.global_step < total,
    )


def processes() -> int:
    """How many train together; told by the launcher."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def device_map(machine: hardware.Hardware) -> Any:
    """Where a model is put when it is read: quantized ones can't be moved later. None = the launcher decides."""
    if not machine.cuda or sharded():
        return None
    return {"": int(os.environ.get("LOCAL_RANK", "0"))}


def finish(job: Job, trainer: Any) -> None:
    """Writes the result; of several processes the first one writes, and all wait."""
    accelerator = trainer.accelerator
    whole = accelerator.unwrap_model(trainer.model)
    if "ref" in getattr(whole, "peft_config", {}):  # DPO's frozen copy of the adapter
        whole.delete_adapter("ref")
    if trainer.is_fsdp_enabled or trainer.is_deepspeed_enabled:
        part = Path(job.out).with_name(Path(job.out).name + ".part")
        trainer.save_model(str(part))  # all processes gather the weights
        accelerator.wait_for_everyone()
        if accelerator.is_main_process:
            model.adopt(part, job, Path(job.out))
    elif accelerator.is_main_process:
        model.save(whole, job, Path(job.out))
    accelerator.wait_for_everyone()
