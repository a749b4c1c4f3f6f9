"""Models that lie on this machine: where, what is recorded of them, taking them away. Any thread.

`models/<id>/` in the person's folder is one model; its record (`paths.MODEL_RECORD`) is written last, so a folder with
a record is whole. What is still being downloaded lies in `models/.downloads/<id>/`. The hash of a file that the
catalogue does not know is remembered in `models/.downloads/first.json` even when the model is removed.
"""

import re
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from companion import paths
from companion.errors import ModelError
from companion.models import storage
from companion.models.catalogue import Entry, ModelFile
from companion.persona import model_card

USES: Mapping[str, tuple[str, str]] = {  # kind -> the settings that name its engine and its model
    "brain": ("brain.engine", "brain.model"),
    "ears": ("ears.engine", "ears.model"),
    "voice": ("voice.engine", "voice.model"),
}
_WORDS = ("id", "kind", "name", "engine", "main", "licence", "source")


@dataclass(frozen=True, slots=True)
class RecordedFile:
    """by: what it was compared with when it came (`fetch.Got.by`). when: seconds since 1970."""

    name: str
    size: int
    sha256: str
    by: str
    when: float


@dataclass(frozen=True, slots=True)
class Installed:
    """A model that is whole. main: as in the catalogue; "" for ears, whose engine takes the folder."""

    id: str
    kind: str
    name: str
    engine: str
    main: str
    licence: str
    source: str
    folder: Path
    files: tuple[RecordedFile, ...]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def folder(model_id: str) -> Path:
    """Where a model lies, or would. Raises ModelError for what can't be an id (a path, say)."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", model_id):
        raise ModelError(
            f"`{model_id}` is no model's id.",
            code="models-unknown",
            hint="`companion models list` shows what there is.",
        )
    return paths.user_models() / model_id


def downloads(model_id: str) -> Path:
    """Where an unfinished download lies."""
    return folder(model_id).parent / ".downloads" / model_id


def lock(model_id: str) -> Path:
    return downloads(model_id).with_name(f"{model_id}.lock")


def find(model_id: str) -> Installed | None:
    """A model that is whole; None where it is not there. Raises ModelError for a damaged record."""
    place = folder(model_id)
    data = storage.read_json(place / paths.MODEL_RECORD)
    if data is None:
        return None
    try:
        files = tuple(
            RecordedFile(str(f["name"]), int(f["size"]), str(f["sha256"]), str(f["by"]), float(f["when"]))
            for f in data["files"]
        )
        id_, kind, name, engine, main, licence, source = (str(data[key]) for key in _WORDS)
        return Installed(id_, kind, name, engine, main, licence, source, place, files)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"{place / paths.MODEL_RECORD} is damaged.",
            code="models-record",
            hint=f"Run `companion models verify {model_id}`: it looks at the files themselves and writes it anew.",
        ) from error


def all_models() -> tuple[list[Installed], list[ModelError]]:
    """All models that were downloaded, by id, and what is wrong with those whose record can't be read."""
    found: list[Installed] = []
    broken: list[ModelError] = []
    root = paths.user_models()
    for place in sorted(root.iterdir()) if root.is_dir() else []:
        if place.name.startswith(".") or not (place / paths.MODEL_RECORD).is_file():
            continue
        try:
            model = find(place.name)
        except ModelError as error:
            broken.append(error)
            continue
        if model is not None:
            found.append(model)
    return found, broken


def unfinished(model_id: str) -> int:
    """Bytes of a download that has not ended; 0 for none."""
    place = downloads(model_id)
    if not place.is_dir():
        return 0
    return sum(file.stat().st_size for file in place.rglob("*") if file.is_file() and not file.name.endswith(".json"))


def write(entry: Entry, place: Path, files: Sequence[RecordedFile]) -> None:
    """Write the record of a model, and for a brain the card with what its makers advise, where there is none yet.

    Raises ModelError.
    """
    advice = {key: value for key, value in entry.sampling.model_dump().items() if value is not None}
    if entry.kind == "brain" and advice and not model_card.path_for(place / entry.main).exists():
        try:
            model_card.write(place / entry.main, {"sampling": advice})
        except OSError as error:
            raise storage.disk_error(place, error) from error
    storage.write_json(
        place / paths.MODEL_RECORD,
        {
            "id": entry.id,
            "kind": entry.kind,
            "name": entry.name,
            "engine": entry.engine,
            "main": "" if entry.kind == "ears" else entry.main,
            "licence": entry.licence,
            "source": f"{entry.repo}@{entry.revision}",
            "files": [asdict(file) for file in files],
        },
    )


def settings_for(model: Installed | Entry) -> dict[str, str]:
    """The settings that make the program use a model."""
    engine, name = USES[model.kind]
    return {engine: model.engine, name: model.id}


# --- what came first ---


def _first() -> Path:
    return paths.user_models() / ".downloads" / "first.json"


def _key(entry: Entry, file: ModelFile) -> str:
    return f"{entry.repo}@{entry.revision}/{file.path}"


def first_hash(entry: Entry, file: ModelFile) -> str | None:
    """SHA-256 of what was downloaded the first time; None before. Raises ModelError."""
    known = (storage.read_json(_first()) or {}).get(_key(entry, file))
    return str(known["sha256"]) if isinstance(known, dict) and "sha256" in known else None


def remember_first(entry: Entry, file: ModelFile, sha256: str) -> None:
    """Raises ModelError."""
    with storage.locked(_first().with_name("first.lock"), "The list of first downloads"):
        known = storage.read_json(_first()) or {}
        known.setdefault(_key(entry, file), {"sha256": sha256, "when": time.strftime("%Y-%m-%d %H:%M:%S")})
        storage.write_json(_first(), known)


def forget_first(entry: Entry) -> None:
    """Raises ModelError."""
    with storage.locked(_first().with_name("first.lock"), "The list of first downloads"):
        known = storage.read_json(_first()) or {}
        keys = {_key(entry, file) for file in entry.files}
        storage.write_json(_first(), {key: value for key, value in known.items() if key not in keys})


# --- taking away ---


def discard(model_id: str) -> int:
    """Delete what was downloaded of an unfinished model; one that is here stays. Returns the bytes that are free again.

    Raises ModelError: it is being downloaded, or can't be deleted."""
    part = downloads(model_id)
    with storage.locked(lock(model_id), f"The model {model_id}"):
        freed = unfinished(model_id)
        try:
            if part.is_dir():
                shutil.rmtree(part)
        except OSError as error:
            raise storage.disk_error(part, error) from error
    return freed


def remove(model_id: str) -> int:
    """Delete a model and what was downloaded of it; the number of bytes that are free again.

    A folder without a record is the person's own and stays. Raises ModelError: nothing there, in use by a download.
    """
    place, part = folder(model_id), downloads(model_id)
    ours = (place / paths.MODEL_RECORD).is_file()
    if not ours and not part.is_dir():
        raise ModelError(
            f"The model {model_id} is not on this machine.",
            code="models-not-there",
            hint="`companion models list` marks those that are.",
        )
    with storage.locked(lock(model_id), f"The model {model_id}"):
        freed = unfinished(model_id)
        try:
            if part.is_dir():
                shutil.rmtree(part)
            if ours:
                freed += sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
                gone = part.with_name(f"{model_id}.removed")
                if gone.exists():
                    shutil.rmtree(gone)
                place.replace(gone)  # half a model never looks like one
                shutil.rmtree(gone)
        except OSError as error:
            raise storage.disk_error(place, error) from error
    return freed
