"""A character becomes one file (see package.py). Writes only that file, whole or not at all; any thread.

What she needs to be herself goes in: her folder, her own model or adapter with its card, her report card. A model that
conf.yaml names is not hers and stays out, and so does a voice of the models folder; the notes say so.
"""

import contextlib
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from companion import paths
from companion.errors import CharacterError
from companion.persona import character_text, model_card, package, prompt
from companion.persona.character import FILE_NAME, Character

_DATE = (1980, 1, 1, 0, 0, 0)  # ZIP's beginning of time: equal characters give equal files
_BLOCK = 1 << 20
_PACKED = frozenset((".yaml", ".yml", ".json", ".jsonl", ".txt", ".md", ".svg"))
Report = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Written:
    """bytes: of the file. notes: what is not in it, for the person to read."""

    file: Path
    bytes: int
    files: int
    notes: tuple[str, ...]


def export(
    character: Character, target: Path, *, model: bool = True, report: Report = lambda _done, _of: None
) -> Written:
    """Writes her into `target`. model: with her own model or adapter. report: bytes done, bytes of all.

    Raises:
        CharacterError: one of her files can't be read, or the disk refuses.
    """
    notes: list[str] = []
    try:
        content = _content(character, model, notes)
        record = _record(character, content)
        _write(target, content, record, report)
    except OSError as error:
        place = error.filename or target
        raise CharacterError(
            f"{place} can't be read or written: {error.strerror or error}.", code="disk", hint="Choose another place."
        ) from error
    return Written(target, target.stat().st_size, len(content), tuple(notes))


def _content(character: Character, model: bool, notes: list[str]) -> dict[str, Path | bytes]:
    """Name in the file -> where it comes from."""
    home = f"characters/{character.id}"
    text = (character.folder / FILE_NAME).read_text(encoding="utf-8")
    models: dict[str, Path] = {}
    for key, reference in (("brain", character.brain), ("adapter", character.adapter)):
        if reference is None:
            continue
        place = paths.resolve(reference, base=character.folder)
        if not model or not place.is_file() or place.suffix.lower() != ".gguf":
            why = "was left out" if place.is_file() and model is False else "is not a file here"
            notes.append(f"her {key} {Path(reference).name} {why}")
            text = character_text.set_key(text, key, None)
            continue
        models[place.name] = place
        text = character_text.set_key(text, key, place.name)
    content: dict[str, Path | bytes] = {f"{home}/{FILE_NAME}": text.encode()}
    inside = {place.resolve() for place in models.values()}
    content.update(_folder(character, home, inside, notes))
    for name, place in models.items():
        content[f"models/{name}"] = place
        card = model_card.path_for(place)
        if card.is_file():
            content[f"models/{card.name}"] = card
    report = report_folder(character)
    for name in package.REPORT:
        if report is not None and (report / name).is_file():
            content[name] = report / name
    for language, voice in character.voices.items():
        if voice.model and not (character.folder / voice.model).is_file():
            notes.append(f"her {language} voice {Path(voice.model).name} is not inside: it is a model of its own")
    return content


def _folder(character: Character, home: str, models: set[Path], notes: list[str]) -> dict[str, Path]:
    """The files beside character.yaml that belong into a package; no links, which could name anything."""
    found: dict[str, Path] = {}
    for file in sorted(character.folder.rglob("*")):
        inside = file.relative_to(character.folder)
        if not file.is_file() or any(part.startswith(".") for part in inside.parts) or inside.name == FILE_NAME:
            continue
        if file.resolve() in models or inside.parts[0] == "report" or inside.name.startswith("character.before-"):
            continue
        name = f"{home}/{inside.as_posix()}"
        linked = any(path.is_symlink() for path in (file, *file.parents[: len(inside.parts) - 1]))
        if linked or not package.may_hold(name):
            if inside.suffix.lower() not in (".part", ".gguf"):
                notes.append(f"{inside.as_posix()} is not inside: a character's file holds no such files")
            continue
        found[name] = file
    return found


def report_folder(character: Character) -> Path | None:
    """Where her report card lies: beside her, or in the version that the trainer put into the menu."""
    beside = character.folder / "report"
    if (beside / "card.json").is_file():
        return beside
    reference = character.adapter or character.brain
    if reference is None:
        return None
    card = model_card.path_for(paths.resolve(reference, base=character.folder))
    try:
        data = json.loads(card.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    version = data.get("version") if isinstance(data, dict) else None
    made = sorted((paths.user_data() / "training").glob(f"*/versions/{version}/{character.id}"))
    return made[0].parent if isinstance(version, int) and made and (made[0].parent / "card.json").is_file() else None


def _record(character: Character, content: Mapping[str, Path | bytes]) -> dict[str, Any]:
    models = sorted(name.removeprefix("models/") for name in content if name.endswith(".gguf"))
    base: dict[str, Any] = {}
    for name in models:
        source = content.get(f"models/{Path(name).with_suffix('.json').name}")
        with contextlib.suppress(OSError, ValueError, AttributeError):
            data = json.loads(source.read_text(encoding="utf-8")) if isinstance(source, Path) else {}
            base = base or dict(data.get("base") or {})
    return {
        "format": package.FORMAT,
        "id": character.id,
        "created": datetime.now(UTC).strftime("%Y-%m-%d"),
        "prompt_version": prompt.VERSION,
        "names": dict(character.names),
        "licence": character.license,
        "author": character.author,
        "base": base,
        "characters": [{"id": character.id, "models": models}],
        "files": {name: _hashed(source) for name, source in content.items()},
    }


def _hashed(source: Path | bytes) -> dict[str, Any]:
    if isinstance(source, bytes):
        return {"sha256": hashlib.sha256(source).hexdigest(), "bytes": len(source)}
    with source.open("rb") as file:
        return {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "bytes": source.stat().st_size}


def _write(target: Path, content: Mapping[str, Path | bytes], record: Mapping[str, Any], report: Report) -> None:
    part = target.with_name(target.name + ".part")
    every = sum(int(one["bytes"]) for one in record["files"].values())
    done = 0
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED, allowZip64=True) as file:
            with file.open(_info(package.MANIFEST), "w", force_zip64=False) as writer:
                writer.write(json.dumps(record, ensure_ascii=False, indent=1).encode())
            for name, source in content.items():
                with _opened(source) as reader, file.open(_info(name, record["files"][name]["bytes"]), "w") as writer:
                    while block := reader.read(_BLOCK):
                        writer.write(block)
                        done += len(block)
                        report(done, every)
        part.replace(target)
    finally:
        with contextlib.suppress(OSError):  # the error is on its way already
            part.unlink(missing_ok=True)


def _opened(source: Path | bytes) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def _info(name: str, size: int = 0) -> zipfile.ZipInfo:
    """Texts are packed; pictures and weights don't shrink and stay as they are."""
    info = zipfile.ZipInfo(name, _DATE)
    info.external_attr = 0o100644 << 16
    info.compress_type = zipfile.ZIP_DEFLATED if Path(name).suffix.lower() in _PACKED else zipfile.ZIP_STORED
    info.file_size = size
    return info
