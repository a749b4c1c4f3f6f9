"""Downloads of base models from a Hugging Face hub (or a mirror: HF_ENDPOINT). Any thread; needs huggingface_hub.

What was downloaded stays in the hub library's own cache (HF_HOME), where other programs share it; a broken download is
resumed there.
"""

import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from companion.errors import TrainingError

FILES = ["*.safetensors", "*.safetensors.index.json", "*.json", "*.jinja", "*.txt", "*.model", "README.md", "LICENSE*"]
_SPARE = 1 << 30  # bytes to leave free on the disk
_PATIENCE = 10.0  # seconds for a look at a page


def fetch(name: str, *, revision: str = "", offline: bool = False, code: bool = False) -> Path:
    """The folder of hub model `name`. code: also its Python files.

    Raises:
        TrainingError: not in the cache while offline, not reachable, unknown, gated, no safetensors, no room.
    """
    from huggingface_hub import snapshot_download

    wanted = revision or None
    patterns = FILES + (["*.py"] if code else [])
    endpoint = os.environ.get("HF_ENDPOINT") or None
    if forbidden(offline):
        return _cached(name, wanted, patterns)
    try:
        _room(name, wanted, endpoint)
        return Path(snapshot_download(name, revision=wanted, allow_patterns=patterns, endpoint=endpoint))
    except _transport() as error:
        raise _explain(name, error) from error


def forbidden(offline: bool) -> bool:
    """May nothing be asked of the hub?"""
    return offline or os.environ.get("HF_HUB_OFFLINE", "").lower() in {"1", "true", "yes", "on"}


@dataclass(frozen=True, slots=True)
class Glance:
    """What a model's page on the hub says. bytes: of its safetensors, 0 = it has none. parameters: 0 = not said.
    licence: as its card names it, "" = not said."""

    config: dict[str, Any]
    bytes: int
    parameters: int
    licence: str


def glance(name: str, revision: str = "") -> Glance | TrainingError:
    """A look at hub model `name`; nothing of it is kept. An error is given back, and like the answer it is remembered
    while the process lives, so that a plan of many stages asks once."""
    return _glance(name, revision or None, os.environ.get("HF_ENDPOINT") or None)


@lru_cache(maxsize=32)
def _glance(name: str, revision: str | None, endpoint: str | None) -> Glance | TrainingError:
    from huggingface_hub import HfApi, hf_hub_download

    try:
        info = HfApi(endpoint=endpoint).model_info(name, revision=revision, files_metadata=True, timeout=_PATIENCE)
        with tempfile.TemporaryDirectory(prefix="companion-glance-") as place:
            file = hf_hub_download(
                name, "config.json", revision=revision, endpoint=endpoint, local_dir=place, etag_timeout=_PATIENCE
            )
            config = json.loads(Path(file).read_text(encoding="utf-8"))
    except _transport() as error:  # ValueError: a config.json that is none
        return _explain(name, error)
    said = getattr(info, "card_data", None) or {}
    word = str(said.get("license") or "")
    return Glance(
        config=config if isinstance(config, dict) else {},
        bytes=_size(info),
        parameters=int(getattr(getattr(info, "safetensors", None), "total", 0) or 0),
        licence=str(said.get("license_name") or word) if word == "other" else word,
    )


def _size(info: Any) -> int:
    return sum(file.size or 0 for file in info.siblings or () if file.rfilename.endswith(".safetensors"))


def room() -> tuple[Path, int]:
    """(the folder on whose disk the hub's cache lies, bytes free there)."""
    from huggingface_hub import constants

    cache = Path(constants.HF_HUB_CACHE)
    existing = next(folder for folder in (cache, *cache.parents) if folder.is_dir())
    return existing, shutil.disk_usage(existing).free


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
    from huggingface_hub import HfApi

    info = HfApi(endpoint=endpoint).model_info(name, revision=revision, files_metadata=True, timeout=30)
    for fault in faults(name, _size(info)):
        raise fault


def faults(name: str, need: int) -> list[TrainingError]:
    """What stands in the way of fetching it. need: bytes of its safetensors."""
    from huggingface_hub import constants

    if not need:
        text = f"base: {name} has no safetensors; other weight files are pickles, which run code when they are read."
        hint = "Choose a model with *.safetensors, or convert it in a place that you trust."
        return [TrainingError(text, code="base-unusable", hint=hint)]
    existing, free = room()
    begun = (Path(constants.HF_HUB_CACHE) / f"models--{name.replace('/', '--')}").is_dir()
    if begun or need + _SPARE <= free:
        return []
    text = f"base: {name} takes {need / 1e9:.1f} GB, and {existing} has {free / 1e9:.1f} GB free."
    return [TrainingError(text, code="disk", hint="Free some space, or set HF_HOME to a larger disk.")]


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
