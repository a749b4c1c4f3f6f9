"""Checkpoints of an interrupted training: which one is whole. Main thread of the training process.

The trainer library writes a checkpoint file by file under its final name, so one that was being written when the power
went looks like any other. A marker that is written last says that it is whole.
"""

import shutil
from pathlib import Path

MARKER = "whole"
_PREFIX = "checkpoint-"


def step_of(folder: Path) -> int:
    """checkpoint-120 -> 120; -1 for anything else."""
    number = folder.name.removeprefix(_PREFIX)
    return int(number) if folder.name.startswith(_PREFIX) and number.isdigit() else -1


def mark(folder: Path) -> None:
    """Says that this checkpoint is whole."""
    (folder / MARKER).write_text("", encoding="utf-8")


def newest(work: Path) -> Path | None:
    """The newest whole checkpoint; those that are not whole are removed."""
    found = sorted((path for path in work.glob(f"{_PREFIX}*") if step_of(path) >= 0), key=step_of)
    for path in found:
        if not (path / MARKER).exists():
            shutil.rmtree(path)
    whole = [path for path in found if path.exists()]
    return whole[-1] if whole else None


def clear(work: Path) -> None:
    """Removes all checkpoints: they belong to other sizes."""
    for path in work.glob(f"{_PREFIX}*"):
        shutil.rmtree(path)
