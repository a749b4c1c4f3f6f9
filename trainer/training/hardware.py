"""What this machine can do: threads, precision, the attention kernel. Imports torch inside functions; main thread."""

import importlib.util
import os
from dataclasses import dataclass
from typing import Any, Literal

from companion.errors import TrainingError
from trainer.recipe import TrainRecipe

Precision = Literal["bf16", "fp16", "fp32"]


@dataclass(frozen=True, slots=True)
class Hardware:
    """cuda: train on a GPU. kernel: attention implementation of transformers. packs: conversations may share a row."""

    cuda: bool
    precision: Precision
    kernel: str
    packs: bool
    name: str

    def dtype(self) -> Any:
        import torch

        return {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32}[self.precision]


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def threads(wanted: int) -> int:
    """`wanted`, or all cores but one: torch on every core of a busy machine was 8 times slower than on one less."""
    return wanted or max(1, cores() - 1)


def use_threads(wanted: int) -> None:
    """Sets torch's threads for this process and those it starts."""
    import torch

    count = threads(wanted)
    os.environ["OMP_NUM_THREADS"] = str(count)
    torch.set_num_threads(count)


def one_gpu() -> None:
    """Without a launcher one GPU is used: the trainer library refuses torch's DataParallel. Before CUDA starts."""
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "0")


def find(train: TrainRecipe) -> Hardware:
    """Raises:
    TrainingError: the recipe asks for a precision or for packing that this machine does not know.
    """
    import torch

    cuda = torch.cuda.is_available()
    precision = _precision(train.precision, cuda)
    packs = train.packing != "off"
    flash = cuda and not packs and precision != "fp32" and importlib.util.find_spec("flash_attn") is not None
    return Hardware(
        cuda=cuda,
        precision=precision,
        kernel="flash_attention_2" if flash else "sdpa",
        packs=packs,
        name=torch.cuda.get_device_name() if cuda else f"CPU, {torch.get_num_threads()} thread(s)",
    )


def _precision(wanted: str, cuda: bool) -> Precision:
    import torch

    if wanted == "auto":
        if not cuda:
            return "fp32"
        return "bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "fp16"
    if wanted == "bf16" and cuda and not torch.cuda.is_bf16_supported(including_emulation=False):
        raise TrainingError(
            "This GPU does not know bf16.", code="precision", hint="Write `precision: auto` in recipe.yaml."
        )
    if wanted == "fp16" and not cuda:
        raise TrainingError(
            "fp16 trains on a GPU only.", code="precision", hint="Write `precision: auto` in recipe.yaml."
        )
    return {"bf16": "bf16", "fp16": "fp16", "fp32": "fp32"}[wanted]  # type: ignore[return-value]


def peak_bytes() -> int:
    """Most memory so far: of the GPU where there is one, else of this process."""
    import torch

    if torch.cuda.is_available():
        return int(torch.cuda.max_memory_allocated())
    import resource
    import sys

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def release() -> None:
    """Gives back what a failed attempt held."""
    import gc

    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
