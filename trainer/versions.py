"""Promoted versions of a character: versions/<n>/ in her workspace, each whole in itself, and which of them is in use.
Any thread; the caller holds the workspace's lock.

versions/<n>/version.json       what it is made of, with hashes (`Version`)
versions/<n>/<id>/              her character.yaml, model or adapter with its card, Modelfile; one folder a variant
versions/<n>/base/              the base that adapters are put on
versions/<n>/card.{json,md,html}  her report card
versions/current                the number of the one that the app talks with
"""

import hashlib
import re
import shutil
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from companion.errors import TrainingError
from trainer import app_menu, manifest, ollama
from trainer.workspace import Workspace

NAME = "version.json"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Stored(_Part):
    """A file of a version."""

    sha256: str
    bytes: int


class Persona(_Part):
    """One character of a version. Paths are relative to the version's folder. adapter: "" = the model is hers alone."""

    id: str
    variant: str
    model: str
    adapter: str = ""
    modelfile: str = ""


class Version(_Part):
    """fingerprint: of everything it was made from. evaluation: figure -> value, of the deployed model."""

    number: int
    created: str
    fingerprint: str
    quantization: str
    base: str
    licence: str
    commercial: bool
    personas: tuple[Persona, ...]
    evaluation: dict[str, dict[str, float]] = Field(default_factory=dict)
    files: dict[str, Stored] = Field(default_factory=dict)


def folder(workspace: Workspace, number: int) -> Path:
    return workspace.versions / str(number)


def every(workspace: Workspace) -> list[Version]:
    """All versions, oldest first.

    Raises:
        TrainingError: a version.json is damaged.
    """
    found = workspace.versions.glob("*") if workspace.versions.is_dir() else ()
    numbers = sorted(int(path.name) for path in found if path.name.isdigit() and (path / NAME).is_file())
    return [load(workspace, number) for number in numbers]


def load(workspace: Workspace, number: int) -> Version:
    """One version.

    Raises:
        TrainingError: there is no such version, or its version.json is damaged.
    """
    path = folder(workspace, number) / NAME
    try:
        return Version.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        have = ", ".join(str(version.number) for version in every(workspace)) or "none"
        raise TrainingError(
            f"{workspace.id} has no version {number}.", code="version-unknown", hint=f"Versions: {have}."
        ) from error
    except ValidationError as error:
        raise TrainingError(
            f"{path} is damaged.", code="version-damaged", hint="Choose another version with `rollback`."
        ) from error


def current(workspace: Workspace) -> int:
    """Number of the version in use; 0 when there is none."""
    try:
        text = (workspace.versions / "current").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return 0
    return int(text) if re.fullmatch(r"\d{1,9}", text) else 0


def next_number(workspace: Workspace) -> int:
    """Numbers are never given twice, not even when a version was removed."""
    have = [int(path.name) for path in workspace.versions.glob("*") if path.name.isdigit()]
    return max([current(workspace), *have], default=0) + 1


def rollback(workspace: Workspace, number: int | None = None, *, ollama_wish: ollama.Wish = "auto") -> Version:
    """Back to an earlier version (default: the one before the current). The app talks with it from the next switch on.

    Raises:
        TrainingError: there is no earlier one, or its files are damaged.
    """
    if number is None:
        earlier = [version.number for version in every(workspace) if version.number < current(workspace)]
        if not earlier:
            raise TrainingError(
                f"{workspace.id} has no earlier version than {current(workspace) or 'none'}.",
                code="version-first",
                hint="`companion-train versions` lists them.",
            )
        number = earlier[-1]
    version = load(workspace, number)
    check(workspace, version)
    use(workspace, version, app=True, ollama_wish=ollama_wish)
    return version


def use(workspace: Workspace, version: Version, *, app: bool, ollama_wish: ollama.Wish) -> list[str]:
    """Makes a version the current one, in the app's menu and in Ollama. Returns what a person should know.

    Raises:
        TrainingError: the app's folder refuses, the character there is broken, or Ollama fails.
    """
    notes: list[str] = []
    place = folder(workspace, version.number)
    if app:
        before = current(workspace)
        last = folder(workspace, before) if before else None
        for persona in version.personas:
            notes += app_menu.install(place, version, persona, last)
    manifest.write(workspace.versions / "current", f"{version.number}\n")
    if app:
        app_menu.tidy([name for known in every(workspace) for name in app_menu.model_names(known)])
    for persona in version.personas:
        if persona.modelfile:
            done = ollama.create(persona.id, place / persona.modelfile, ollama_wish)
            notes.append(f"Ollama, {persona.id}: {done}.")
        elif ollama_wish != "off":
            why = "her chat template can't be written as a Modelfile; the app and llama-server talk with her"
            notes.append(f"Ollama, {persona.id}: skipped: {why}.")
    return notes


def check(workspace: Workspace, version: Version) -> None:
    """Every file is there and is what it was.

    Raises:
        TrainingError: naming the first that is not.
    """
    place = folder(workspace, version.number)
    for name, stored in version.files.items():
        path = place / name
        if not path.is_file() or path.stat().st_size != stored.bytes or sha256(path) != stored.sha256:
            raise TrainingError(
                f"{path} is missing or was changed.",
                code="version-damaged",
                hint="Choose another version, or run `companion-train run` again.",
            )


def files(place: Path) -> dict[str, Stored]:
    """Every file of a version's folder but version.json, with its hash."""
    paths = sorted(path for path in place.rglob("*") if path.is_file() and path.name != NAME)
    return {
        PurePosixPath(path.relative_to(place)).as_posix(): Stored(sha256=sha256(path), bytes=path.stat().st_size)
        for path in paths
    }


def prune(workspace: Workspace, keep: int) -> list[int]:
    """Removes the oldest versions beyond `keep`, never the current one; returns their numbers."""
    have = [version.number for version in every(workspace)]
    gone = [number for number in have[: max(0, len(have) - keep)] if number != current(workspace)]
    for number in gone:
        shutil.rmtree(folder(workspace, number))
    return gone


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def summary(version: Version) -> dict[str, Any]:
    """What a list shows of it."""
    return {
        "version": version.number,
        "created": version.created,
        "base": version.base,
        "quantization": version.quantization,
        "characters": [persona.id for persona in version.personas],
        "bytes": sum(stored.bytes for stored in version.files.values()),
        "evaluation": version.evaluation,
    }
