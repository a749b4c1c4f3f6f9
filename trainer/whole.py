"""Folders that get their name only when they are whole. Any thread."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from companion.errors import TrainingError

_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO)


@contextmanager
def folder(target: Path) -> Iterator[Path]:
    """An empty folder beside `target` that is renamed to it when the block ends well, and removed when it does not.

    Raises:
        TrainingError: the disk is full, or refuses.
    """
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        yield part
        part.rename(target)
    except OSError as error:
        if error.errno not in _DISK:
            raise
        raise TrainingError(
            f"{target} can't be written: {error.strerror}.", code="disk", hint="Free some disk space and run again."
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def link_or_copy(source: Path, target: Path) -> None:
    """The same file under a second name; a copy where the disk can't (then written beside and renamed)."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        try:
            os.link(source, part)
        except OSError:
            shutil.copyfile(source, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)  # replacing a name by another one of the same file does nothing
