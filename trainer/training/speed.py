"""How fast this machine trains: measured by each training, kept in the cache, used by `plan`. Any thread.

Without a measurement: a table of published figures (source beside each), scaled by the number of weights, since the
work of a token is proportional to it (about 6 operations a weight: Kaplan et al. 2020, arXiv 2001.08361).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from companion import paths
from trainer.recipe import Recipe
from trainer.training.examples import write_text
from trainer.training.job import Done

_MUCH = 300e6  # weights that nobody trains on a CPU by choice
FEW = 5  # steps below which a training says nothing about speed


@dataclass(frozen=True, slots=True)
class Speed:
    """tokens_per_second of a supervised training. basis: where that comes from."""

    tokens_per_second: float
    basis: str


class Sized(Protocol):
    """A base, or the outline of one. name: as people know it. parameters: number of weights."""

    @property
    def name(self) -> str: ...

    @property
    def parameters(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Published:
    """A figure that others measured."""

    parameters: float
    tokens_per_second: float
    source: str


GPU = Published(8.0e9, 2413, "torchtune: Llama 3.1 8B, QLoRA, RTX 4090, packed")
CPU = Published(2.8e6, 2500, "the starter base, QLoRA, one thread of a shared 2-core machine")


def file() -> Path:
    return paths.cache() / "training-speed.json"


def device() -> str:
    """The device without importing torch: the GPU that its driver names, else the CPU."""
    found = sorted(Path("/proc/driver/nvidia/gpus").glob("*/information"))
    for path in found:
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("Model:"):
                return line.partition(":")[2].strip()
    return "cpu"


def remember(recipe: Recipe, base: Sized, done: Sequence[Done]) -> None:
    """Keeps the speed of a training that took some steps."""
    steps, seconds = sum(one.steps for one in done), sum(one.seconds for one in done)
    tokens = sum(one.tokens for one in done)
    if steps < FEW or seconds <= 0 or not tokens:
        return
    known = _read()
    known[_key(device(), recipe)] = {
        "parameters": base.parameters,
        "tokens_per_second": round(tokens / seconds, 2),
        "base": base.name,
    }
    write_text(file(), json.dumps(known, indent=1))


def expect(recipe: Recipe, base: Sized) -> Speed:
    """Tokens a second to be expected here."""
    where = device()
    known = _read().get(_key(where, recipe))
    if known:
        scale = known["parameters"] / base.parameters
        told = "" if known["base"] == base.name else ", scaled by the number of weights"
        return Speed(known["tokens_per_second"] * scale, f"measured here with {known['base']}{told}")
    published = CPU if where == "cpu" else GPU
    return Speed(
        published.tokens_per_second * published.parameters / base.parameters,
        f"not measured here yet; from {published.source}, scaled by the number of weights",
    )


def with_gpu(base: Sized) -> Speed | None:
    """What a GPU would do, for a base that is too much for the CPU that is here; None where that is no question."""
    if device() != "cpu" or base.parameters < _MUCH:
        return None
    return Speed(GPU.tokens_per_second * GPU.parameters / base.parameters, GPU.source)


def _key(where: str, recipe: Recipe) -> str:
    return f"{where} {recipe.train.method}"


def _read() -> dict[str, dict[str, Any]]:
    try:
        found = json.loads(file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        return {}  # a cache that can't be read is measured anew
    return found if isinstance(found, dict) else {}
