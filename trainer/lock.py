"""One run at a time in a workspace. The operating system frees the lock of a dead process. One thread.

The lock file names its holder (process id, when it started) and stays where it is: deleting it would let two in.
"""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from companion.errors import TrainingError
from trainer.manifest import stamp


@dataclass(frozen=True, slots=True)
class Holder:
    """pid: of the process that runs here. since: ISO 8601."""

    pid: int
    since: str


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    """Holds the lock inside a `with`.

    Raises:
        TrainingError: `workspace-busy`: another process has it; the message names that process.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise TrainingError(f"{path} can't be written: {error.strerror}.", code="disk") from error
    with file:
        if not _acquire(file, path):
            raise _busy(path)
        try:
            _say(file, {"pid": os.getpid(), "born": _born(os.getpid()), "since": stamp()})
            yield
        finally:
            with contextlib.suppress(OSError):  # a full disk; the holder's name is for people only
                file.truncate(0)


def holder(path: Path) -> Holder | None:
    """Who runs in this workspace now; takes no lock and changes nothing."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        pid, born, since = int(record["pid"]), float(record["born"]), str(record["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Holder(pid, since) if abs(_born(pid) - born) < 2 else None


def _busy(path: Path) -> TrainingError:
    who = holder(path)
    name = path.parent.name
    by = f" (process {who.pid}, since {who.since})" if who else ""
    return TrainingError(
        f"{name} is being trained already{by}.",
        code="workspace-busy",
        hint=f"Look at it with: companion-train status {name}" + (f"; end it with: kill {who.pid}" if who else "."),
        retryable=True,
    )


def _born(pid: int) -> float:
    """When a process was started, seconds since 1970; -1 if there is none: ids are used again."""
    import psutil

    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return -1.0


def _say(file: IO[str], record: dict[str, object]) -> None:
    with contextlib.suppress(OSError):
        file.truncate(0)
        file.write(json.dumps(record))
        file.flush()


def _acquire(file: IO[str], path: Path) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(1 << 30)  # far behind the text, which others want to read
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError as error:
        raise TrainingError(
            f"{path} can't be locked: {error.strerror}.",
            code="lock-impossible",
            hint="Choose a folder on a disk of this machine with --workspace.",
        ) from error
    return True
