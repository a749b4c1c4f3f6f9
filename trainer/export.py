"""One file for a whole character: `<id>.companion`, a ZIP with her card, model, report card and hashes. Any thread.

    companion.json              what is inside: format, characters, base and licence, SHA-256 and size of every file
    characters/<id>/…           her folder as the app knows it; `brain` and `adapter` name files of models/
    models/*.gguf, *.json       models with their cards
    card.json card.md card.html her report card

Nothing is compressed (weights don't shrink), so a reader can map the models where they lie. Equal versions give equal
files. Readers must check hashes and refuse other names than these.
"""

import contextlib
import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from companion import paths
from companion.errors import TrainingError
from companion.persona import prompt
from companion.persona.character import FILE_NAME
from trainer import app_menu, character_text, versions
from trainer.versions import Persona, Version
from trainer.workspace import Workspace

FORMAT = 1
SUFFIX = ".companion"
_DATE = (1980, 1, 1, 0, 0, 0)  # ZIP's beginning of time
_BLOCK = 1 << 20


def export(workspace: Workspace, target: Path, number: int | None = None) -> dict[str, Any]:
    """Writes `target` whole or not at all; returns companion.json. number: a version, None = the one in use.

    Raises:
        TrainingError: there is no such version, one of its files was changed, or the disk refuses.
    """
    version = versions.load(workspace, number or _current(workspace))
    place = versions.folder(workspace, version.number)
    versions.check(workspace, version)
    content = _content(place, version)
    record = _record(workspace, version, content)
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED, allowZip64=True) as file:
            _add(file, "companion.json", json.dumps(record, ensure_ascii=False, indent=1).encode())
            for name, source in content.items():
                _add(file, name, source)
        part.replace(target)
    except OSError as error:
        raise TrainingError(
            f"{target} can't be written: {error.strerror or error}.", code="disk", hint="Choose another place."
        ) from error
    finally:
        with contextlib.suppress(OSError):  # the error is on its way already
            part.unlink(missing_ok=True)
    return record


def _current(workspace: Workspace) -> int:
    number = versions.current(workspace)
    if not number:
        raise TrainingError(
            f"{workspace.id} has no version yet.",
            code="version-none",
            hint=f"Make one with: companion-train run {workspace.id}",
        )
    return number


def _content(place: Path, version: Version) -> dict[str, Path | bytes]:
    """Name in the file -> where it comes from."""
    content: dict[str, Path | bytes] = {}
    for persona in version.personas:
        names = app_menu.names(version, persona)
        text = _card(place, version, persona, names)
        content[f"characters/{persona.id}/{FILE_NAME}"] = text.encode()
        for file in sorted((place / persona.id).iterdir()):
            if app_menu.belongs(file):
                content[f"characters/{persona.id}/{file.name}"] = file
        for inside, name in zip((persona.model, persona.adapter), names, strict=False):
            content[f"models/{name}"] = place / inside
            content[f"models/{Path(name).with_suffix('.json').name}"] = (place / inside).with_suffix(".json")
    for name in ("card.json", "card.md", "card.html"):
        if (place / name).is_file():
            content[name] = place / name
    return content


def _card(place: Path, version: Version, persona: Persona, names: list[str]) -> str:
    """With the person's own edits, where the app talks with this very version."""
    text = (place / persona.id / FILE_NAME).read_text(encoding="utf-8")
    text = character_text.set_key(text, "brain", names[0])
    text = character_text.set_key(text, "adapter", names[1] if persona.adapter else None)
    mine = paths.user_characters() / persona.id / FILE_NAME
    if not mine.is_file():
        return text
    edited = mine.read_text(encoding="utf-8")
    same = character_text.set_key(edited, "brain", names[0]) == edited
    return edited if same else text


def _record(workspace: Workspace, version: Version, content: Mapping[str, Path | bytes]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "id": workspace.id,
        "version": version.number,
        "created": version.created,
        "prompt_version": prompt.VERSION,
        "base": {"name": version.base, "licence": version.licence, "commercial": version.commercial},
        "quantization": version.quantization,
        "characters": [
            {
                "id": one.id,
                "models": app_menu.names(version, one),
                "evaluation": version.evaluation.get(one.variant or "main", {}),
            }
            for one in version.personas
        ],
        "files": {name: _hashed(source) for name, source in content.items()},
    }


def _hashed(source: Path | bytes) -> dict[str, Any]:
    if isinstance(source, bytes):
        return {"sha256": hashlib.sha256(source).hexdigest(), "bytes": len(source)}
    return {"sha256": versions.sha256(source), "bytes": source.stat().st_size}


def _add(file: zipfile.ZipFile, name: str, source: Path | bytes) -> None:
    info = zipfile.ZipInfo(name, _DATE)
    info.external_attr = 0o644 << 16
    if isinstance(source, bytes):
        file.writestr(info, source)
        return
    info.file_size = source.stat().st_size
    with source.open("rb") as reader, file.open(info, "w") as writer:
        while block := reader.read(_BLOCK):
            writer.write(block)
