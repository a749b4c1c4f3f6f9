"""One supervised stage by unsloth, in the environment where it lives: `backend: unsloth`. Own process.

unsloth pins older versions of the libraries that this program uses, so it never shares an environment with them, and
nothing of it is part of this program. It reads the same job, the same tokens and the same settings, and leaves the same
kind of adapter.
"""

import time
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer.recipe import Recipe
from trainer.training import checkpoints, hardware, memory, model, settings, sft, tokens
from trainer.training.follow import follower
from trainer.training.job import Done, Job, Report
from trainer.training.memory import Sizes

LINEAR = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


def attempt(job: Job, sizes: Sizes, report: Report) -> Done:
    """Like `sft.attempt`."""
    try:
        from unsloth import FastLanguageModel
    except (ImportError, NotImplementedError) as error:
        raise TrainingError(
            f"unsloth can't be loaded in its environment: {error}.",
            code="unsloth-missing",
            hint="Make that environment anew (docs/training.md), or write `backend: hf`.",
        ) from error
    from trl import SFTConfig, SFTTrainer

    check(job.settings())
    have = sft.given(job, sizes.length)
    stage = job.stage()
    once, total = settings.steps(len(have.found.rows), sizes, stage.epochs, stage.max_steps)
    began = time.monotonic()
    loaded = _model(FastLanguageModel, job, sizes, have.machine)
    arguments = settings.supervised(job, have.machine, sizes, held_out=bool(have.held_out), once=once, total=total)
    arguments["gradient_checkpointing"] = False  # unsloth brings its own
    try:
        trainer = SFTTrainer(
            model=loaded,
            args=SFTConfig(**arguments, dataset_kwargs={"skip_prepare_dataset": True}),
            train_dataset=sft.dataset(have.found.rows),
            eval_dataset=sft.dataset(have.held_out),
            data_collator=_collator(have.tokenizer),
            processing_class=have.tokenizer,
            callbacks=[follower(job, report, total)],
        )
        start = checkpoints.newest(Path(job.work))
        trainer.train(resume_from_checkpoint=str(start) if start else None)
    except (RuntimeError, MemoryError) as error:
        if memory.ran_out(error):
            raise memory.OutOfMemory(f"{job.label}: memory ran out.", code="memory") from error
        raise
    model.save(trainer.model, job, Path(job.out))
    return sft.outcome(trainer, have.found, sizes, began, total)


def check(recipe: Recipe) -> None:
    """Raises TrainingError: the recipe asks for what unsloth does not do."""
    train = recipe.train
    if train.method == "full" or train.launcher != "none" or train.lora.embeddings:
        raise TrainingError(
            "backend: unsloth trains adapters on one device, without embeddings.",
            code="unsloth-limits",
            hint="Write `backend: hf`, or `method: qlora` with `launcher: none` and `lora.embeddings: false`.",
        )


def _model(library: Any, job: Job, sizes: Sizes, machine: hardware.Hardware) -> Any:
    train = job.settings().train
    loaded, _ = library.from_pretrained(
        model_name=job.start or job.base,
        max_seq_length=sizes.length,
        load_in_4bit=train.method == "qlora",
        dtype=machine.dtype(),
        trust_remote_code=job.settings().trust_remote_code,
        local_files_only=True,
    )
    if job.start:
        return loaded
    lora = train.lora
    return library.get_peft_model(
        loaded,
        r=lora.r,
        lora_alpha=lora.alpha,
        lora_dropout=lora.dropout,
        target_modules=list(LINEAR if isinstance(lora.targets, str) else lora.targets),
        use_rslora=lora.rslora,
        bias="none",
        use_gradient_checkpointing="unsloth" if train.checkpointing and machine.cuda else False,
        random_state=train.seed,
        max_seq_length=sizes.length,
    )


def _collator(tokenizer: Any) -> Any:
    from transformers import DataCollatorForSeq2Seq

    return DataCollatorForSeq2Seq(tokenizer, label_pad_token_id=tokens.IGNORED)
