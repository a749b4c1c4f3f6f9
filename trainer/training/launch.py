"""Starts a training: in this process, in several (accelerate), or in unsloth's own environment. Main thread of the
stage; processes that it starts share its process group and end with it.
"""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer.recipe import Recipe
from trainer.training.job import Done, Job, Report
from trainer.training.worker import MARK

CONFIGS = Path(__file__).resolve().parents[1] / "launch"
UNSLOTH_PYTHON = "COMPANION_UNSLOTH_PYTHON"
_ROOT = Path(__file__).resolve().parents[2]


def run(job: Job, report: Report) -> Done:
    """Trains `job` where the recipe says.

    Raises:
        TrainingError: what is asked for is not installed, or the training failed.
    """
    train = job.settings().train
    from trainer.training import dpo, hardware, sft

    if train.backend == "unsloth" and job.kind == "sft":
        return sft.with_smaller_sizes(job, report, lambda *part: _apart(*part, command=unsloth_command()))
    if train.launcher == "accelerate":
        return sft.with_smaller_sizes(
            job, report, lambda *part: _apart(*part, command=accelerate_command(job.settings()))
        )
    hardware.one_gpu()
    return sft.run(job, report) if job.kind == "sft" else dpo.run(job, report)


def config_file(recipe: Recipe) -> Path:
    """The accelerate config that a recipe names: a file, or one that ships.

    Raises:
        TrainingError: there is no such file.
    """
    wanted = recipe.train.launcher_config or "multi_gpu"
    shipped = CONFIGS / f"{wanted}.yaml"
    path = shipped if shipped.is_file() else Path(wanted).expanduser()
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in CONFIGS.glob("*.yaml")))
        raise TrainingError(
            f"train.launcher_config: there is no {wanted!r}.",
            code="launcher-config",
            hint=f"Give a file that `accelerate config` wrote, or one of: {known}.",
        )
    return path


def accelerate_command(recipe: Recipe) -> list[str]:
    """What starts several processes. Raises TrainingError: a config or a library is missing."""
    path = config_file(recipe)
    if "DEEPSPEED" in path.read_text(encoding="utf-8") and importlib.util.find_spec("deepspeed") is None:
        raise TrainingError(
            f"{path.stem} needs the library `deepspeed`, which is not installed.",
            code="library-missing",
            hint="pip install deepspeed, or write `launcher_config: fsdp`.",
        )
    port = ["--main_process_port", "0"] if path.parent == CONFIGS else []
    launch = [sys.executable, "-m", "accelerate.commands.launch", "--config_file", str(path), *port]
    return [*launch, "-m", "trainer.training.worker"]


def unsloth_python() -> str:
    """The Python in whose environment unsloth lives; "" if there is none."""
    named = os.environ.get(UNSLOTH_PYTHON, "")
    if named:
        return named
    return sys.executable if importlib.util.find_spec("unsloth") is not None else ""


def unsloth_command() -> list[str]:
    """What starts a training in unsloth's environment. Raises TrainingError: there is none."""
    python = unsloth_python()
    if not python:
        raise TrainingError(
            "backend: unsloth is not installed here.",
            code="unsloth-missing",
            hint="Make an environment for it (docs/training.md), and set COMPANION_UNSLOTH_PYTHON to its python; or "
            "write `backend: hf`, which trains the same adapter.",
        )
    return [python, "-m", "trainer.training.worker"]


def _apart(job: Job, sizes: Any, report: Report, *, command: list[str]) -> Done:
    """One attempt in other processes. Raises TrainingError; OutOfMemory among them."""
    from dataclasses import asdict

    folder = Path(job.work)
    folder.mkdir(parents=True, exist_ok=True)
    task, result = folder / "job.json", folder / "result.json"
    task.write_text(json.dumps({"job": asdict(job), "sizes": asdict(sizes)}, ensure_ascii=False), encoding="utf-8")
    result.unlink(missing_ok=True)
    marks = ["unsloth"] if job.settings().train.backend == "unsloth" and job.kind == "sft" else []
    try:
        process = subprocess.Popen(
            [*command, str(task), str(result), *marks], stdout=subprocess.PIPE, env=environment(), cwd=folder, text=True
        )
    except OSError as error:
        raise TrainingError(
            f"{command[0]} can't be started: {error.strerror}.",
            code="launcher",
            hint=f"Mend {UNSLOTH_PYTHON}." if marks else "Install accelerate: pip install 'vtuber-companion[train]'.",
        ) from error
    with process:
        try:
            _listen(process, report)
        except BaseException:
            process.kill()
            raise
    return _outcome(result, process.returncode, job)


def environment() -> dict[str, str]:
    """Of a process that runs a module of this program, wherever its Python is from."""
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}


def _listen(process: "subprocess.Popen[str]", report: Report) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(MARK):
            report(json.loads(line[len(MARK) :]))
        else:
            sys.stderr.write(line)


def _outcome(result: Path, status: int, job: Job) -> Done:
    from trainer.training import memory

    try:
        found = json.loads(result.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError(
            f"{job.label}: the processes of the training ended with status {status} and left no result.",
            code="worker-died",
            hint="Look at the log of `train`; run again to go on from the last checkpoint.",
            retryable=True,
        ) from error
    if "error" in found:
        kind, message, code, hint = found["error"]
        raise (memory.OutOfMemory if kind == "OutOfMemory" else TrainingError)(message, code=code, hint=hint)
    return Done.from_json(found["done"])
