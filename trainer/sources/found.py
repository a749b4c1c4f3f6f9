"""What a reader of sources is given and gives back. Frozen values; any thread.

A reader is a module of trainer/sources with `SUFFIXES` and `read(source) -> Found`, or, where several formats share a
suffix, with `fits(...)` and `read_text` / `read_records`, which trainer/sources/formats.py asks in order.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from companion.errors import TrainingError
from companion.persona.character import Character
from trainer.rows import Document, Row


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. name: its path relative to sources/, with `/`. variants: names that rows may carry."""

    path: Path
    name: str
    character: Character
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A part of a file that was left out. place: "line 12", "page 3", "" = the file. reason: never quotes words."""

    place: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was read. format: how, in one word."""

    format: str
    documents: tuple[Document, ...] = ()
    rows: tuple[Row, ...] = ()
    skipped: tuple[Skipped, ...] = field(default=())


def unreadable(source: Source, what: str, hint: str, *, code: str = "source-unreadable") -> TrainingError:
    """The error for a file that can't be used: `what` is a clause about it, `hint` says how to mend it."""
    return TrainingError(f"sources/{source.name}: {what}.", code=code, hint=hint)


def wrong_lines(source: Source, problems: Iterable[tuple[int, str]], *, what: str, hint: str) -> TrainingError:
    """The error for a file of rows with mistakes: all of them with their lines (the first 20 in words)."""
    listed = sorted(set(problems))
    shown = "\n".join(f"  - line {line}: {text}." for line, text in listed[:20])
    more = f"\n  - and {len(listed) - 20} more." if len(listed) > 20 else ""
    return TrainingError(
        f"sources/{source.name}: {len(listed)} thing(s) are wrong in these {what}:\n{shown}{more}",
        code="source-rows-invalid",
        hint=hint,
    )


def row_id(source: Source, place: int | str) -> str:
    """Stable as long as the file keeps its name and the row its place."""
    return hashlib.sha256(f"{source.name}\n{place}".encode()).hexdigest()[:16]


def document_id(source: Source, number: int) -> str:
    """Name of the n-th document of a file."""
    return source.name if number == 0 else f"{source.name}#{number + 1}"
