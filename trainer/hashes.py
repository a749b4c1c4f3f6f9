"""SHA-256 of files, remembered by size and time of change, so that a 15 GB model is read once. One thread.

The memory lies in the workspace (`stages/hashes.json`); losing it costs time only.
"""

import hashlib
import json
import os
import time
from pathlib import Path

from companion.errors import TrainingError

_FRESH = 2.0  # seconds; a file changed so recently may change again without its time changing


class Hashes:
    """file: where they are remembered; read at once, written by `save`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known = _remembered(file)
        self._seen: dict[str, list[object]] = {}

    def of(self, path: Path) -> str:
        """Hex SHA-256, or "missing". Raises TrainingError for a file that is there and can't be read."""
        try:
            state = path.stat()
        except FileNotFoundError:
            return "missing"
        except OSError as error:
            raise _unreadable(path, error) from error
        key, stamp = str(path), [state.st_size, state.st_mtime_ns]
        entry = self._seen.get(key) or self._known.get(key)
        if entry and entry[:2] == stamp:
            self._seen[key] = entry
            return str(entry[2])
        found = sha256(path)
        if time.time() - state.st_mtime > _FRESH:
            self._seen[key] = [*stamp, found]
        return found

    def save(self) -> None:
        """Remembers what was asked for since the last time, and what else still exists."""
        old = {key: entry for key, entry in self._known.items() if key not in self._seen and Path(key).exists()}
        if {**old, **self._seen} == self._known:
            return
        self._known = {**old, **self._seen}
        part = self._file.with_name(self._file.name + ".part")
        try:
            part.write_text(json.dumps(self._known), encoding="utf-8")
            part.replace(self._file)
        except OSError:  # only time is lost; a full disk is told by the stage that needs the space
            part.unlink(missing_ok=True)


def sha256(path: Path) -> str:
    """Hex SHA-256 of a file. Raises TrainingError when it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error


def digest(value: object) -> str:
    """Hex SHA-256 of a JSON value."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def expand(path: Path) -> list[Path]:
    """The file itself, or all files below a folder, in order."""
    if not path.is_dir():
        return [path]
    return sorted(Path(root, name) for root, _, names in os.walk(path) for name in names)


def _remembered(file: Path) -> dict[str, list[object]]:
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(known, dict):
        return {}
    return {str(key): entry for key, entry in known.items() if isinstance(entry, list) and len(entry) == 3}


def _unreadable(path: Path, error: OSError) -> TrainingError:
    return TrainingError(
        f"{path} can't be read: {error.strerror}.", code="file-unreadable", hint="Check its permissions."
    )
