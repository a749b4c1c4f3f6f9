"""Which models have ended the native library, so that they are not tried at every start. Any thread.

A small JSON file in the cache: digest of the files -> how it ended, with the version of live2d-py. Another version, or
changed files, are tried anew. A file that can't be read counts as empty: it only costs one more try in another process.
"""

import contextlib
import importlib.metadata
import json
import os
import tempfile
from pathlib import Path

from companion import paths

_MANY = 200


def version() -> str:
    """Of live2d-py; "" = it is not installed."""
    try:
        return importlib.metadata.version("live2d-py")
    except importlib.metadata.PackageNotFoundError:
        return ""


def read(digest: str) -> str:
    """How this model ended the library that is installed; "" = it did not."""
    how, library = _all().get(digest, ("", ""))
    return how if library == version() else ""


def write(digest: str, how: str) -> None:
    """Remember it; "" forgets. Raises OSError."""
    known = _all()
    known.pop(digest, None)
    if how:
        known[digest] = (how, version())
    kept = dict(list(known.items())[-_MANY:])
    place = _place()
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".live2d-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(kept, file, indent=1)
        Path(name).replace(place)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _place() -> Path:
    return paths.cache() / "live2d-broken.json"


def _all() -> dict[str, tuple[str, str]]:
    try:
        data = json.loads(_place().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(data, dict):
        return {}
    return {key: (str(row[0]), str(row[1])) for key, row in data.items() if isinstance(row, list) and len(row) == 2}
