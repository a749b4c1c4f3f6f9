"""The recipe in the trainer library's words (transformers 5.17+, TRL 1.15+): one place, so that a renamed argument is
mended once. Process of the training.

Old names and what they are today: warmup_ratio -> warmup_steps below 1, evaluation_strategy -> eval_strategy,
max_seq_length -> max_length, gradient_checkpointing -> activation_checkpointing in newer transformers.
"""

import math
from typing import Any

from trainer.recipe import Recipe
from trainer.training.hardware import Hardware
from trainer.training.job import Job
from trainer.training.memory import Sizes

CPU_OPTIMIZER = "adamw_torch"


def steps(rows: int, sizes: Sizes, epochs: float, most: int | None, processes: int = 1) -> tuple[int, int]:
    """Updates in one epoch, and in all. rows: conversations (or packs of them)."""
    batches = math.ceil(rows / (sizes.batch * processes))
    once = max(1, math.ceil(batches / sizes.accumulate))
    return once, most or max(1, math.ceil(once * epochs))


def every(wanted: int, once: int, total: int) -> int:
    """Every how many steps; 0 in the recipe = once an epoch."""
    return min(wanted or once, total)


def optimizer(name: str, hardware: Hardware) -> str:
    """bitsandbytes pages and packs optimizer states on a GPU only; on a CPU it is plain AdamW."""
    special = name.startswith("paged_") or name.endswith(("8bit", "bnb", "fused"))
    return CPU_OPTIMIZER if special and not hardware.cuda else name


def common(job: Job, hardware: Hardware, sizes: Sizes, *, held_out: bool, once: int, total: int) -> dict[str, Any]:
    """What supervised training and DPO share."""
    recipe = job.settings()
    train = recipe.train
    keep_best = held_out and train.patience > 0
    evaluate = every(train.evaluate_every, once, total)
    save = every(train.save_every, once, total)
    if held_out:  # the best checkpoint can only be kept where one is evaluated
        save = math.ceil(save / evaluate) * evaluate
    return {
        "output_dir": job.work,
        "per_device_train_batch_size": sizes.batch,
        "per_device_eval_batch_size": sizes.batch,
        "gradient_accumulation_steps": sizes.accumulate,
        "max_length": sizes.length,
        "gradient_checkpointing": train.checkpointing and hardware.cuda,
        "eval_strategy": "steps" if held_out else "no",
        "eval_steps": evaluate if held_out else None,
        "save_strategy": "steps",
        "save_steps": save,
        "save_total_limit": max(2, train.keep_checkpoints),
        "load_best_model_at_end": keep_best,
        "metric_for_best_model": "eval_loss" if keep_best else None,
        "greater_is_better": False if keep_best else None,
        "restore_callback_states_from_checkpoint": True,
        "logging_steps": 1,
        "disable_tqdm": True,
        "report_to": list(train.report_to) or "none",
        "run_name": job.label,
        "seed": train.seed,
        "data_seed": train.seed,
        "use_cpu": not hardware.cuda,
        "bf16": hardware.precision == "bf16",
        "fp16": hardware.precision == "fp16",
        "dataloader_pin_memory": hardware.cuda,
    }


def supervised(job: Job, hardware: Hardware, sizes: Sizes, *, held_out: bool, once: int, total: int) -> dict[str, Any]:
    """Arguments of TRL's SFTConfig for stage `job.index`."""
    stage = job.stage()
    return common(job, hardware, sizes, held_out=held_out, once=once, total=total) | {
        "num_train_epochs": stage.epochs,
        "max_steps": stage.max_steps or -1,
        "learning_rate": stage.learning_rate,
        "lr_scheduler_type": stage.scheduler,
        "warmup_steps": stage.warmup if stage.warmup < 1 else int(stage.warmup),
        "weight_decay": stage.weight_decay,
        "optim": optimizer(stage.optimizer, hardware),
        "neftune_noise_alpha": stage.neftune or None,
    }


def preferences(job: Job, hardware: Hardware, sizes: Sizes, *, once: int, total: int) -> dict[str, Any]:
    """Arguments of TRL's DPOConfig."""
    recipe = job.settings()
    dpo = recipe.train.dpo
    return common(job, hardware, sizes, held_out=False, once=once, total=total) | {
        "beta": dpo.beta,
        "num_train_epochs": dpo.epochs,
        "max_steps": dpo.max_steps or -1,
        "learning_rate": dpo.learning_rate,
        "lr_scheduler_type": "linear",
        "warmup_steps": 0.1,
        "optim": optimizer(recipe.train.stages[-1].optimizer, hardware),
        "precompute_ref_log_probs": recipe.train.method == "full",
    }


def sizes_of(recipe: Recipe, job: Job) -> Sizes:
    """What the recipe asks for."""
    part = recipe.train.stages[job.index] if job.kind == "sft" else recipe.train.dpo
    return Sizes(part.batch, part.accumulate, recipe.train.max_length)


def packed(sizes: Sizes, per_pack: float) -> Sizes:
    """The same number of conversations an update when each row holds `per_pack` of them."""
    wanted = max(1, round(sizes.batch * sizes.accumulate / per_pack))
    batch = max(1, min(round(sizes.batch / per_pack), wanted))
    return Sizes(batch, max(1, round(wanted / batch)), sizes.length)
