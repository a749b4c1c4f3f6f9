"""Downloads of base models from a Hugging Face hub (or a mirror: HF_ENDPOINT). Any thread; needs huggingface_hub.

What was downloaded stays in the hub library's own cache (HF_HOME), where other programs share it; a broken download is
resumed there.
"""

import os
import shutil
from pathlib import Path
from typing import Any

from companion.errors import TrainingError

FILES = ["*.safetensors", "*.safetensors.index.json", "*.json", "*.jinja", "*.txt", "*.model", "README.md", "LICENSE*"]
_SPARE = 1 << 30  # bytes to leave free on the disk


def fetch(name: str, *, revision: str = "", offline: bool = False, code: bool = False) -> Path:
    """The folder of hub model `name`. code: also its Python files.

    Raises:
        TrainingError: not in the cache while offline, not reachable, unknown, gated, no safetensors, no room.
    """
    from huggingface_hub import snapshot_download

    wanted = revision or None
    patterns = FILES + (["*.py"] if code else [])
    endpoint = os.environ.get("HF_ENDPOINT") or None
    if offline or os.environ.get("HF_HUB_OFFLINE", "").lower() in {"1", "true", "yes", "on"}:
        return _cached(name, wanted, patterns)
    try:
        _room(name, wanted, endpoint)
        return Path(snapshot_download(name, revision=wanted, allow_patterns=patterns, endpoint=endpoint))
    except _transport() as error:
        raise _explain(name, error) from error


def _transport() -> tuple[type[Exception], ...]:
    """The hub's errors and those of the HTTP library under it (httpx, httpx2, requests: it changed more than once)."""
    from huggingface_hub.errors import HfHubHTTPError

    kinds = [kind for kind in HfHubHTTPError.__mro__ if issubclass(kind, Exception) and kind is not Exception]
    return (*kinds, ValueError, RuntimeError)


def _cached(name: str, revision: str | None, patterns: list[str]) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, revision=revision, allow_patterns=patterns, local_files_only=True))
    except (LocalEntryNotFoundError, OSError) as error:
        raise TrainingError(
            f"base: {name} is not on this machine, and nothing may be downloaded.",
            code="base-offline",
            hint="Run once with a network, or choose `base: starter` or a folder.",
        ) from error


def _room(name: str, revision: str | None, endpoint: str | None) -> None:
    from huggingface_hub import HfApi, constants

    info = HfApi(endpoint=endpoint).model_info(name, revision=revision, files_metadata=True, timeout=30)
    files = [file for file in info.siblings or () if file.rfilename.endswith(".safetensors")]
    if not files:
        raise TrainingError(
            f"base: {name} has no safetensors; other weight files are pickles, which run code when they are read.",
            code="base-unusable",
            hint="Choose a model with *.safetensors, or convert it in a place that you trust.",
        )
    need = sum(file.size or 0 for file in files)
    cache = Path(constants.HF_HUB_CACHE)
    existing = next(folder for folder in (cache, *cache.parents) if folder.is_dir())
    free = shutil.disk_usage(existing).free
    if need + _SPARE > free and not (cache / f"models--{name.replace('/', '--')}").is_dir():
        raise TrainingError(
            f"base: {name} takes {need / 1e9:.1f} GB, and {existing} has {free / 1e9:.1f} GB free.",
            code="disk",
            hint="Free some space, or set HF_HOME to a larger disk.",
        )


def _explain(name: str, error: Exception) -> TrainingError:
    from huggingface_hub import errors

    known: tuple[tuple[Any, str, str, str], ...] = (
        (
            errors.GatedRepoError,
            "base-gated",
            "is given only to those who accepted its terms",
            "Accept them on its page, then set HF_TOKEN.",
        ),
        (errors.RevisionNotFoundError, "base-missing", "has no such revision", "Mend `revision`."),
        (
            errors.RepositoryNotFoundError,
            "base-missing",
            "is not on the hub, or is private",
            "Mend `base`; for a private one set HF_TOKEN.",
        ),
        (errors.OfflineModeIsEnabled, "base-offline", "may not be downloaded", "Unset HF_HUB_OFFLINE."),
    )
    for kind, code, what, hint in known:
        if isinstance(error, kind):
            return TrainingError(f"base: {name} {what}.", code=code, hint=hint)
    return TrainingError(
        f"base: {name} could not be downloaded ({type(error).__name__}).",
        code="base-unreachable",
        hint="Look at the network (or HF_ENDPOINT), or choose `base: starter` or a folder; downloads are resumed.",
        retryable=True,
    )
