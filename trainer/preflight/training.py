"""Before a run: what training, converting and registering will need is installed and goes together. Any thread."""

import importlib.util
import subprocess
import sys

from companion.errors import TrainingError
from trainer import modelfile, ollama, templates
from trainer import variants as variants_of
from trainer.convert import own, source
from trainer.convert.names import FAMILIES
from trainer.preflight import base_model
from trainer.preflight.problem import Case, Problem
from trainer.stages import convert
from trainer.training import launch, trackers

_PATIENCE = 30.0  # seconds until a Python says what it has
_FAMILY_KINDS = frozenset(family.name for family in FAMILIES.values())
_NEEDED = {  # library -> stages that import it
    "torch": ("train", "dpo", "merge", "verify"),
    "transformers": ("check", "train", "dpo", "merge", "verify"),
    "trl": ("train", "dpo"),
    "datasets": ("train", "dpo"),
    "accelerate": ("train", "dpo"),
    "peft": ("train", "dpo", "merge"),
    "safetensors": ("merge", "convert"),
    "llama_cpp": ("quantize", "verify", "evaluate"),
    "jinja2": ("check", "train", "dpo", "merge", "verify"),
    "datasketch": ("prepare",),
}


def look(case: Case) -> list[Problem]:
    """All that settings and installed packages tell."""
    found = _libraries(case)
    if case.any_due("train", "dpo"):
        found += case.tried("train.report_to", lambda: trackers.check(case.recipe))
        found += _launcher(case)
    if "train" in case.due and case.recipe.train.backend == "unsloth":
        found += _unsloth(case)
    if "convert" in case.due:
        found += case.tried("register.adapter", lambda: convert.possible(case.recipe))
        found += _converter(case)
    if "register" in case.due:
        found += case.tried("variants", lambda: variants_of.check(case.job.character, case.recipe))
        found += _ollama(case)
    return found


def _libraries(case: Case) -> list[Problem]:
    missing = [
        name for name, stages in _NEEDED.items() if case.any_due(*stages) and importlib.util.find_spec(name) is None
    ]
    if not missing:
        return []
    text = f"{'the libraries' if len(missing) > 1 else 'the library'} {', '.join(missing)} not installed"
    fix = "Install what training needs: pip install 'vtuber-companion[train]'"
    return [Problem(sys.executable, text, fix, "library-missing")]


def _launcher(case: Case) -> list[Problem]:
    if case.recipe.train.launcher == "none":
        return []
    return case.tried("train.launcher_config", lambda: launch.accelerate_command(case.recipe))


def _unsloth(case: Case) -> list[Problem]:
    from trainer.training import unsloth

    setting = "train.backend"
    found = case.tried(setting, lambda: unsloth.check(case.recipe)) + case.tried(setting, launch.unsloth_command)
    python = launch.unsloth_python()
    if python and python != sys.executable and not _has(python, "unsloth"):
        message = f"train.backend: {python} can't be run, or has no unsloth"
        fix = f"Set {launch.UNSLOTH_PYTHON} to the python of its environment (docs/training.md), or write `backend: hf`"
        found.append(case.problem(setting, message, fix, "unsloth-missing"))
    return found


def _has(python: str, library: str) -> bool:
    code = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({library!r}) is None)"
    try:
        return subprocess.run([python, "-c", code], capture_output=True, timeout=_PATIENCE, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _converter(case: Case) -> list[Problem]:
    """llama.cpp's converter is needed for networks that ours does not know; then it must be here, or to be had."""
    seen = base_model.known(case)
    if seen is None or importlib.util.find_spec("llama_cpp") is None:
        return []
    if seen.found is not None:
        refusal = own.refusal(seen.found.folder)
    else:
        kind = str(seen.config.get("model_type", "unknown"))
        refusal = "" if kind in _FAMILY_KINDS else f"the network {kind} is known to llama.cpp's own converter only"
        if not refusal and base_model.sentencepiece(seen):
            refusal = "its SentencePiece vocabulary is known to llama.cpp's own converter only"
    if not refusal:
        return []
    try:
        source.at_hand(case.offline)
        if case.deep:
            source.fetch(case.offline)
    except TrainingError as error:
        message = f"{error.message.rstrip('.')}; it is needed: {refusal}"
        return [case.problem("base", message, error.hint, error.code)]
    return []


def _ollama(case: Case) -> list[Problem]:
    if case.recipe.register_.ollama != "on":
        return []
    found = case.tried("register.ollama", ollama.check)
    if case.recipe.template == "base":
        return found  # its template is known when the base is here
    try:
        modelfile.go(templates.plain_template(case.recipe))
    except TrainingError as error:
        message = f"register.ollama is `on`, but `template: {case.recipe.template}` can't be written as a Modelfile"
        found.append(case.problem("register.ollama", message, error.hint, error.code))
    return found
