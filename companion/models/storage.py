"""What downloads need of the disk: room, files that appear whole or not at all, one process at a time. Any thread."""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from companion.errors import ModelError

SPARE = 1 << 29  # bytes that stay free on the disk
_CHUNK = 1 << 20
Free = Callable[[Path], int]


def free_bytes(folder: Path) -> int:
    """Free bytes on the disk of a folder, which may not be there yet."""
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    return shutil.disk_usage(place).free


def check_room(folder: Path, need: int, free: Free) -> None:
    """Raises ModelError `models-disk-full` when `need` more bytes would leave less than SPARE."""
    have = free(folder)
    if need + SPARE > have:
        raise ModelError(
            f"{need / 1e9:.2f} GB are still to be downloaded, and the disk of {folder} has {have / 1e9:.2f} GB free "
            f"({SPARE / 1e9:.1f} GB should stay free).",
            code="models-disk-full",
            hint="Free some space; what is downloaded already is kept. COMPANION_HOME puts your files on another disk.",
        )


def disk_error(path: Path, error: OSError) -> ModelError:
    """What is said when the disk refuses."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return ModelError(
            f"The disk is full: {path} could not be written.",
            code="models-disk-full",
            hint="Free some space and try again; what is downloaded already is kept.",
        )
    return ModelError(
        f"{path} can't be written: {error.strerror}.",
        code="models-unwritable",
        hint="Check the permissions of that folder, and that no running program has the file open.",
    )


def write_json(path: Path, data: Any) -> None:
    """As a whole or not at all. Raises ModelError."""
    part = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False, indent=1)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise disk_error(path, error) from error


def read_json(path: Path) -> dict[str, Any] | None:
    """None where there is no such file. Raises ModelError `models-record` for one that is no JSON object."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        data = error
    if isinstance(data, dict):
        return data
    raise ModelError(
        f"{path} can't be read or is damaged.",
        code="models-record",
        hint="Delete that file; `companion models verify` looks at the models themselves again.",
    )


def digest(path: Path, tick: Callable[[], None], kind: str = "sha256") -> str:
    """Hash of a file, hex. tick: called now and then; may raise to end it. Raises OSError."""
    hasher = hashlib.new(kind, usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            hasher.update(chunk)
            tick()
    return hasher.hexdigest()


@contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Hold a lock that other processes see and that ends with this process, however it ends.

    Raises ModelError `models-busy` when somebody else has it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise disk_error(path, error) from error
    try:
        if not _take(handle):
            raise ModelError(
                f"{what} is being downloaded, checked or removed by another program already.",
                code="models-busy",
                hint="Wait until it has ended, or stop it.",
                retryable=True,
            )
        yield
    finally:
        os.close(handle)  # lets go of the lock


def _take(handle: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
