"""What a stage was made from and what it made: `manifest.json`, and `started.json` while it is being made. One thread.

Only a stage with a manifest is done; it is written last, by rename. A manifest that can't be read is set aside.
"""

import json
import os
import time
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from companion.errors import TrainingError

NAME = "manifest.json"
STARTED = "started.json"


class Output(BaseModel):
    """A file of the stage's folder. path: relative, with /. mtime_ns: when it was last changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    sha256: str
    bytes: int
    mtime_ns: int


class Inputs(BaseModel):
    """All that shapes a stage's result; equal inputs, equal fingerprint.

    needs: stage -> digest of its outputs. sources: path (relative to the workspace where it lies there) -> SHA-256.
    character: digest of what she is. prompt: version of the prompt builder. libraries: package -> compatible version.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    needs: dict[str, str] = Field(default_factory=dict)
    sources: dict[str, str] = Field(default_factory=dict)
    options: dict[str, Any] = Field(default_factory=dict)
    character: str = ""
    prompt: int = 0
    version: int = 1
    libraries: dict[str, str] = Field(default_factory=dict)
    skipped: str = ""


class Manifest(BaseModel):
    """variants: of which variants results are there; empty = all. edited: outputs that a person changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: str
    fingerprint: str
    inputs: Inputs
    counts: dict[str, int | float | str] = Field(default_factory=dict)
    outputs: tuple[Output, ...] = ()
    edited: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    installed: dict[str, str] = Field(default_factory=dict)
    seconds: float = 0.0
    finished: str = ""

    @property
    def skipped(self) -> str:
        """Why the recipe does not need the stage; "" = it was run."""
        return self.inputs.skipped


def read(folder: Path) -> Manifest | None:
    """The manifest of a stage that is done, None of one that is not.

    Raises:
        TrainingError: `manifest-broken`: there is one and it makes no sense; `set_aside` it.
    """
    path = folder / NAME
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise TrainingError(
            f"{path} is damaged.", code="manifest-broken", hint="The stage is made again from what is there."
        ) from error
    except OSError as error:
        raise TrainingError(f"{path} can't be read: {error.strerror}.", code="file-unreadable") from error


def set_aside(folder: Path) -> Path:
    """Renames a damaged manifest so that nothing is lost; returns its new place."""
    aside = folder / "manifest.broken.json"
    (folder / NAME).replace(aside)
    return aside


def finish(folder: Path, manifest: Manifest) -> None:
    """The stage is done from here on."""
    write(folder / NAME, manifest.model_dump_json(indent=1))


def begin(folder: Path, fingerprint: str) -> None:
    """The stage is being made, from the inputs with this fingerprint."""
    record = {"fingerprint": fingerprint, "started": stamp(), "pid": os.getpid()}
    write(folder / STARTED, json.dumps(record))


def begun(folder: Path) -> str:
    """Fingerprint of the inputs from which the folder's content is being (or was) made; "" if none, or damaged."""
    try:
        record = json.loads((folder / STARTED).read_bytes())
    except (FileNotFoundError, ValueError):
        return ""
    except OSError as error:
        raise TrainingError(f"{folder / STARTED} can't be read: {error.strerror}.", code="file-unreadable") from error
    return str(record.get("fingerprint", "")) if isinstance(record, dict) else ""


def forget(folder: Path) -> None:
    """Neither done nor begun."""
    for name in (NAME, STARTED):
        (folder / name).unlink(missing_ok=True)


def write(path: Path, text: str) -> None:
    """Writes beside the file, flushes to the disk, renames. Raises TrainingError when the disk is full or refuses."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise TrainingError(
            f"{path} can't be written: {error.strerror}.", code="disk", hint="Free some disk space and run again."
        ) from error
    finally:
        part.unlink(missing_ok=True)


def stamp() -> str:
    """Now, as ISO 8601 with the offset of this place."""
    return time.strftime("%Y-%m-%dT%H:%M:%S%z")
