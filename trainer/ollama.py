"""Ollama, where a person has it: the model is created again under the same name. Any thread; runs `ollama`.

The program is found on PATH; nothing is installed, started or downloaded.
"""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Literal

from companion.errors import TrainingError

_LIST_SECONDS, _CREATE_SECONDS = 30, 3600
Wish = Literal["auto", "on", "off"]


def create(name: str, modelfile: Path, wish: Wish) -> str:
    """Makes the model `name` from a Modelfile; one that exists is replaced. Returns what was done, in words.

    Raises:
        TrainingError: `on`, but Ollama is not installed or not running; or creating failed, whatever the wish.
    """
    if wish == "off":
        return "not asked for"
    program = shutil.which("ollama")
    if program is None:
        return _without(wish, "Ollama is not installed")
    known = _names(program)
    if known is None:
        return _without(wish, "Ollama does not answer")
    if name in known:
        _run([program, "rm", name], _LIST_SECONDS)  # it may be gone meanwhile
    done = _run([program, "create", name, "-f", str(modelfile)], _CREATE_SECONDS, folder=modelfile.parent)
    if done is None or done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines() if done else []
        raise TrainingError(
            f"`ollama create {name}` failed: {said[-1] if said else 'no reason given'}",
            code="ollama-failed",
            hint=f"Try it by hand: ollama create {name} -f {modelfile}; or set `register.ollama: off`.",
        )
    return f"{'replaced' if name in known else 'created'}; talk to it with: ollama run {name}"


def check() -> None:
    """For `register.ollama: on`. Raises TrainingError: Ollama is not installed, or does not answer."""
    program = shutil.which("ollama")
    if program is None:
        _without("on", "Ollama is not installed")
    elif _names(program) is None:
        _without("on", "Ollama does not answer")


def _without(wish: Wish, why: str) -> str:
    if wish == "on":
        raise TrainingError(
            f"register.ollama is `on`, but {why}.",
            code="ollama-missing",
            hint="Install Ollama and start it (ollama serve), or set `register.ollama: auto`.",
        )
    return f"skipped: {why}"


def _names(program: str) -> set[str] | None:
    """Models that Ollama has, without `:latest`; None when it can't be asked."""
    done = _run([program, "list"], _LIST_SECONDS)
    if done is None or done.returncode != 0:
        return None
    words = [line.split()[0] for line in done.stdout.splitlines()[1:] if line.split()]
    return {re.sub(":latest$", "", word) for word in words}


def _run(command: list[str], seconds: int, folder: Path | None = None) -> "subprocess.CompletedProcess[str] | None":
    try:
        return subprocess.run(
            command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
