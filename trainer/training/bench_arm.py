"""One arm of `companion-train bench`, in a process of its own: `python -m trainer.training.bench_arm TASK RESULT`.

    hf        TRL's SFTTrainer, PEFT and bitsandbytes NF4 with their defaults: padded rows, gradient checkpointing
    hf16      the same with a 16-bit base (32 bit on a CPU) and the logits of all positions: LoRA as it was before QLoRA
    ours      what `train` does
    unsloth   what `train` does with `backend: unsloth`; its Python runs this module

All arms get the same conversations as the same tokens, adapter, rate, batch and seed.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from trainer.training import follow, hardware, model, settings, sft
from trainer.training.job import Job
from trainer.training.memory import Sizes


def main(arguments: list[str]) -> int:
    """Writes the figures of one arm; an exception is the caller's to report."""
    task = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    job, sizes, warmup = Job(**task["job"]), Sizes(**task["sizes"]), int(task["warmup"])
    clock = _Clock()
    if task["arm"] in ("hf", "hf16"):
        plain(job, sizes, clock, full_loss=task["arm"] == "hf16")
        done: dict[str, Any] = {}
    else:
        attempt = sft.attempt
        if task["arm"] == "unsloth":
            from trainer.training import unsloth

            attempt = unsloth.attempt
        done = attempt(job, sizes, clock.report).to_json()
    record = clock.figures(job, warmup) | _memory() | {"hardware": _device(job), "truncated": done.get("truncated", 0)}
    Path(arguments[1]).write_text(json.dumps(record, indent=1), encoding="utf-8")
    return 0


class _Clock:
    """Takes the time of each step from the reports."""

    def __init__(self) -> None:
        self.at: list[float] = []
        self.cpu: list[float] = []

    def report(self, record: dict[str, Any]) -> None:
        if "tell" in record:
            self.at.append(time.perf_counter())
            self.cpu.append(time.process_time())

    def figures(self, job: Job, warmup: int) -> dict[str, Any]:
        """Tokens a second over the steps after `warmup`: tokens of the conversations as each stands alone, so that what
        an arm saves by sharing counts for it and padding does not."""
        lines = [json.loads(line) for line in Path(job.log).read_text(encoding="utf-8").splitlines()]
        losses = [line["loss"] for line in lines if "loss" in line]
        held_out = [round(line["eval_loss"], 4) for line in lines if "eval_loss" in line]
        taken = len(self.at) - 1
        skipped = min(warmup, taken - 1)
        # what all rows hold, spread over the steps: arms that pack take fewer steps for the same conversations
        share = (taken - skipped) / taken
        total = _tokens(job)
        seconds, cpu = self.at[-1] - self.at[skipped], self.cpu[-1] - self.cpu[skipped]
        return {
            "steps": taken,
            "conversation_tokens": total,
            "tokens_per_second": round(total * share / seconds, 1),
            "tokens_per_cpu_second": round(total * share / cpu, 1),
            "ms_per_step": round(1000 * seconds / (taken - skipped), 1),
            "losses": [round(loss, 4) for loss in losses],
            "held_out_loss": held_out[-1] if held_out else None,
        }


def _tokens(job: Job) -> int:
    train = job.settings().train
    have = sft.given(job, train.max_length)
    return have.found.tokens


def _memory() -> dict[str, int]:
    import torch

    if not torch.cuda.is_available():
        return {"peak_bytes": hardware.peak_bytes(), "reserved_bytes": 0}
    return {"peak_bytes": hardware.peak_bytes(), "reserved_bytes": int(torch.cuda.max_memory_reserved())}


def _device(job: Job) -> str:
    return hardware.find(job.settings().train).name


def plain(job: Job, sizes: Sizes, clock: _Clock, *, full_loss: bool) -> None:
    """Trains as the libraries do by default."""
    from trl import SFTConfig, SFTTrainer

    have = sft.given(job, sizes.length)
    stage = job.stage()
    once, total = settings.steps(len(have.found.rows), sizes, stage.epochs, stage.max_steps)
    arguments = settings.supervised(job, have.machine, sizes, held_out=True, once=once, total=total)
    arguments |= {"gradient_checkpointing": True, "eval_strategy": "steps", "eval_steps": total, "save_strategy": "no"}
    arguments |= {"load_best_model_at_end": False, "optim": "adamw_torch"}

    class FullLogits(SFTTrainer):  # type: ignore[misc,unused-ignore]
        """Logits of all positions, as transformers' Trainer makes them."""

        def compute_loss(
            self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
        ) -> Any:
            outputs = model(**inputs, use_cache=False, num_items_in_batch=num_items_in_batch)
            return (outputs.loss, outputs) if return_outputs else outputs.loss

    trainer = (FullLogits if full_loss else SFTTrainer)(
        model=model.load(job, have.machine, device_map=sft.device_map(have.machine)),
        args=SFTConfig(**arguments, dataset_kwargs={"skip_prepare_dataset": True}),
        train_dataset=sft.dataset(have.found.rows),
        eval_dataset=sft.dataset(have.held_out),
        processing_class=have.tokenizer,
        callbacks=[follow.follower(job, clock.report, total)],
    )
    trainer.train()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
