"""The files in a stage's folder: what counts as a result, what is kept, how the rest is removed. One thread."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from companion.errors import TrainingError
from trainer.hashes import Hashes
from trainer.manifest import NAME, STARTED, Output

_OURS = frozenset({NAME, STARTED, "manifest.broken.json"})


def kept(folder: Path, keeps: Iterable[str]) -> frozenset[Path]:
    """Files below `folder` that match one of the globs; one that matches a folder keeps all below it."""
    found: set[Path] = set()
    for pattern in keeps:
        for path in folder.glob(pattern.rstrip("/")):
            inside = (Path(root, name) for root, _, names in os.walk(path) for name in names)
            found.update(inside if path.is_dir() and not path.is_symlink() else (path,))
    return frozenset(found)


def results(folder: Path, keeps: Iterable[str]) -> tuple[Path, ...]:
    """Files that later stages may read: all but the manifest, what is kept, and what is being written."""
    spared = kept(folder, keeps)
    files = (Path(root, name) for root, _, names in os.walk(folder) for name in names)
    return tuple(
        sorted(
            file
            for file in files
            if file not in spared
            and not file.name.endswith(".part")
            and file.relative_to(folder).as_posix() not in _OURS
        )
    )


def outputs(folder: Path, keeps: Iterable[str], hashes: Hashes) -> tuple[Output, ...]:
    """`results` with their hashes, as the manifest lists them."""
    return tuple(output(folder, file, hashes) for file in results(folder, keeps))


def output(folder: Path, file: Path, hashes: Hashes) -> Output:
    """A file as the manifest lists it."""
    state = file.stat()
    name = file.relative_to(folder).as_posix()
    return Output(path=name, sha256=hashes.of(file), bytes=state.st_size, mtime_ns=state.st_mtime_ns)


def changed(folder: Path, listed: Iterable[Output], hashes: Hashes) -> tuple[list[str], list[str]]:
    """Paths of outputs that are gone, and of those that are others than when they were listed."""
    gone, other = [], []
    for output in listed:
        path = folder / output.path
        try:
            state = path.stat()
        except FileNotFoundError:
            gone.append(output.path)
            continue
        if (state.st_size, state.st_mtime_ns) != (output.bytes, output.mtime_ns) and hashes.of(path) != output.sha256:
            other.append(output.path)
    return gone, other


def empty(folder: Path, keeps: Iterable[str]) -> None:
    """Removes all but what is kept. Interrupted anywhere, it can be called again: what says "begun" goes first.

    Raises:
        TrainingError: a file can't be removed.
    """
    spared = kept(folder, keeps)
    try:
        for name in (NAME, STARTED):
            (folder / name).unlink(missing_ok=True)
        for root, folders, names in os.walk(folder, topdown=False):
            for path in (Path(root, name) for name in names):
                if path not in spared:
                    path.unlink(missing_ok=True)
            for path in (Path(root, name) for name in folders):
                _remove_empty(path)
    except OSError as error:
        raise TrainingError(
            f"{error.filename} can't be removed: {error.strerror}.", code="file-unremovable", hint="Remove it by hand."
        ) from error


def rescue(folder: Path, paths: Iterable[str], target: Path) -> list[Path]:
    """Copies files that a person has edited to `target` before the stage is made again; returns the copies."""
    copies = []
    for name in paths:
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        number = 1
        while copy.exists():
            number += 1
            copy = target / f"{name}.{number}"
        try:
            shutil.copy2(folder / name, copy)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise TrainingError(
                f"{copy} can't be written: {error.strerror}.", code="disk", hint="Free some disk space and run again."
            ) from error
        copies.append(copy)
    return copies


def _remove_empty(path: Path) -> None:
    if path.is_symlink():
        path.unlink()
    elif not any(path.iterdir()):
        path.rmdir()
