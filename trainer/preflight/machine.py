"""Before a run: this machine can do it: 4-bit weights, precision, memory for merging, room on the disk. Any thread.

torch is not imported here: what a GPU really does is tried in a process of its own, and only when a run is about to
begin (trainer/training/four_bit.py).
"""

import importlib.metadata
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

from trainer import forecast
from trainer.preflight import base_model
from trainer.preflight.problem import Case, Problem
from trainer.stages import merge
from trainer.terminal import size
from trainer.training import launch, speed

_PATIENCE = 300.0  # seconds: the first start of CUDA on a slow disk
_TRAINED = ("train", "dpo")


def look(case: Case) -> list[Problem]:
    """What is missing."""
    found: list[Problem] = []
    if case.any_due(*_TRAINED):
        found += _precision(case)
        if case.recipe.train.method == "qlora" and case.recipe.train.backend != "unsloth":
            found += _four_bit(case)
    if "merge" in case.due:
        found += _memory(case)
    return [*found, *_disk(case)]


def _precision(case: Case) -> list[Problem]:
    found = []
    gpu = speed.device() != "cpu"
    if case.recipe.train.precision == "fp16" and not gpu:
        message = "train.precision: fp16 trains on a GPU only, and there is none"
        found.append(case.problem("train.precision", message, "Write `precision: auto`", "precision"))
    if gpu and _version("torch").endswith("+cpu"):
        message = f"there is a GPU ({speed.device()}), but the installed torch is built for the CPU and will not use it"
        fix = "Install torch for CUDA (pytorch.org says how)"
        found.append(Problem(sys.executable, message, fix, "torch-cpu", serious=False))
    return found


def _four_bit(case: Case) -> list[Problem]:
    """bitsandbytes with its compiled part for this device."""
    setting = "train.method"
    spec = importlib.util.find_spec("bitsandbytes")
    if spec is None or not spec.submodule_search_locations:
        fix = "pip install 'vtuber-companion[train]', or write `method: lora`, which needs no 4-bit weights"
        message = "train.method: qlora needs the library `bitsandbytes`, which is not installed"
        return [case.problem(setting, message, fix, "library-missing")]
    gpu = speed.device() != "cpu" and not _version("torch").endswith("+cpu")
    kind = "cuda" if gpu else "cpu"
    folder = Path(next(iter(spec.submodule_search_locations)))
    if not any(folder.glob(f"libbitsandbytes_{kind}*")):
        where = "GPU" if gpu else "processor"
        message = (
            f"train.method: bitsandbytes {_version('bitsandbytes')} has no part for this {where}, so no 4-bit weights"
        )
        fix = "Install a newer bitsandbytes, or write `method: lora`"
        return [case.problem(setting, message, fix, "four-bit")]
    why = tried(case.recipe.train.threads) if gpu and case.deep else ""
    if not why:
        return []
    message = f"train.method: 4-bit weights were tried on {speed.device()} and failed: {why}"
    fix = "Look at the versions of driver, torch and bitsandbytes, or write `method: lora`"
    return [case.problem(setting, message, fix, "four-bit")]


def tried(threads: int = 0) -> str:
    """Why 4-bit weights don't work here, "" = they do. Takes seconds; a process of its own."""
    command = [sys.executable, "-m", "trainer.training.four_bit", str(threads)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE, check=False, env=launch.environment()
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    try:
        return str(json.loads(done.stdout.strip().splitlines()[-1])["why"])
    except (IndexError, ValueError, KeyError):
        return (done.stderr.strip().splitlines() or [f"the process ended with {done.returncode}"])[-1]


def _memory(case: Case) -> list[Problem]:
    """Merging loads the base in 16 bit: a machine that can't is told before it trains for hours."""
    import psutil

    seen = base_model.known(case)
    if seen is None:
        return []
    need = merge.SPARE * 2 * seen.parameters
    have = psutil.virtual_memory().total + psutil.swap_memory().total
    if need <= have:
        return []
    message = f"merging {seen.name} takes {size(need)} of memory, and this machine has {size(have)} with its swap"
    return [case.problem("base", message, "Choose a smaller base, or add swap", "memory")]


def _disk(case: Case) -> list[Problem]:
    found = forecast.forecast(case.job)
    if found.fits:
        return []
    needed = f"{'at least ' if 'disk_bytes' in found.at_least else ''}{size(found.total.disk_bytes)}"
    message = f"the run takes {needed}, and {size(found.free_bytes)} are free on this disk"
    fix = "Free some space, or use --workspace on a larger disk; `companion-train plan` says what takes how much"
    return [Problem(str(case.job.workspace.folder), message, fix, "disk")]


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""
