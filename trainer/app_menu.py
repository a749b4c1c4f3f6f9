"""A version goes into the app: her model among the person's models, her folder among the person's characters.
Any thread; writes paths.user_models() and paths.user_characters() only.

The app reads a character's folder when she is chosen, so nothing has to be told to it. Models get the version's number
in their name: a running app keeps the old file open, and the new character.yaml names the new one. Order matters: first
the model and its card, then character.yaml, by rename.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from companion import paths
from companion.errors import CharacterError, TrainingError
from companion.persona.character import FILE_NAME, list_characters, load_character
from trainer import character_text, manifest, whole

if TYPE_CHECKING:
    from trainer.versions import Persona, Version


def install(place: Path, version: "Version", persona: "Persona", last: Path | None) -> list[str]:
    """Puts one character of the version in `place` into the app. last: folder of the version that was in use before.
    Returns what the person should know.

    Raises:
        TrainingError: the disk refuses, or what stands in the app can't be merged with the new card.
    """
    brain, adapter = _model(place, version, persona)
    target = paths.user_characters() / persona.id
    theirs = (place / persona.id / FILE_NAME).read_text(encoding="utf-8")
    notes: list[str] = []
    text = theirs
    if (target / FILE_NAME).is_file():
        mine = (target / FILE_NAME).read_text(encoding="utf-8")
        before = last / persona.id / FILE_NAME if last else None
        known = before.read_text(encoding="utf-8") if before is not None and before.is_file() else None
        merged = character_text.merge(mine, known, theirs)
        text = merged.text
        notes += _keep_copy(target, mine, version.number) if merged.taken else []
        if merged.kept:
            notes.append(f"{persona.id}: your own {', '.join(merged.kept)} in the app were kept.")
    for key, value in (("id", persona.id), ("brain", brain), ("adapter", adapter or None)):
        text = character_text.set_key(text, key, value)
    _write(target, text, place / persona.id)
    return notes


def _model(place: Path, version: "Version", persona: "Persona") -> tuple[str, str]:
    """Model and adapter with their cards into the models folder; returns their names there."""
    models = paths.user_models()
    named = dict(zip((persona.model, persona.adapter), names(version, persona), strict=False))
    for inside, name in named.items():
        source = place / inside
        with _disk(models / name):
            card = source.with_suffix(".json")
            if card.is_file():
                manifest.write(_made(models / name).with_suffix(".json"), card.read_text(encoding="utf-8"))
            whole.link_or_copy(source, models / name)
    return named[persona.model], named[persona.adapter] if persona.adapter else ""


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def names(version: "Version", persona: "Persona") -> list[str]:
    """In the models folder: of her model, or of the base and her adapter. A base is named by its content, so that
    characters of several workspaces share the file."""
    quant = Path(persona.model).stem.removeprefix("model-")
    if not persona.adapter:
        return [f"{persona.id}-v{version.number}-{quant}.gguf"]
    base = f"base-{version.files[persona.model].sha256[:12]}-{quant}.gguf"
    return [base, f"{persona.id}-v{version.number}-adapter.gguf"]


def model_names(version: "Version") -> list[str]:
    """Names in the models folder of all that this version's characters use."""
    return [name for persona in version.personas for name in names(version, persona)]


def tidy(known: Iterable[str]) -> None:
    """Removes those of the named models that no character uses; the versions keep their own copies."""
    used: set[str] = set()
    everyone = list_characters()
    if everyone.broken:
        return  # who knows what they use
    for character in everyone.characters:
        used |= {Path(name).name for name in (character.brain, getattr(character, "adapter", None)) if name}
    for name in set(known) - used:
        path = paths.user_models() / name
        for file in (path, path.with_suffix(".json")):
            with contextlib.suppress(OSError):  # a running app may have it open; the next version tidies again
                file.unlink(missing_ok=True)


def _write(target: Path, text: str, source: Path) -> None:
    """Checks the new card as the app will read it, then renames it into place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with _disk(target), tempfile.TemporaryDirectory(prefix=".new-", dir=target.parent) as scratch:
        trial = Path(scratch) / target.name
        trial.mkdir()
        (trial / FILE_NAME).write_text(text, encoding="utf-8")
        try:
            load_character(trial)
        except CharacterError as error:
            message = error.message.replace(str(trial), str(target))
            raise TrainingError(message, code=error.code, hint="Mend it in the workspace, then run again.") from error
        target.mkdir(exist_ok=True)
        for file in source.iterdir():
            if belongs(file) and not (target / file.name).exists():
                shutil.copyfile(file, target / file.name)
        manifest.write(target / FILE_NAME, text)


_BESIDE = {".onnx", ".png", ".webp", ".jpg", ".svg"}  # a voice or a picture that her card names


def belongs(file: Path) -> bool:
    """Is it a voice or a picture that her card names?"""
    return file.is_file() and (file.suffix in _BESIDE or file.name.endswith(".onnx.json"))


def beside(data: Any, folder: Path) -> list[Path]:
    """Files beside a character.yaml that it names: voices, pictures."""
    if isinstance(data, dict):
        return [path for value in data.values() for path in beside(value, folder)]
    if isinstance(data, list | tuple):
        return [path for value in data for path in beside(value, folder)]
    if not isinstance(data, str) or "/" in data or "\\" in data or Path(data).suffix not in _BESIDE:
        return []
    found = folder / data
    return [path for path in (found, found.with_name(found.name + ".json")) if path.is_file()]


def _keep_copy(target: Path, text: str, number: int) -> list[str]:
    copy = target / f"character.before-{number}.yaml"
    if not copy.exists():
        manifest.write(copy, text)
    return [f"The card that stood in the app before is {copy}."]


@contextlib.contextmanager
def _disk(path: Path) -> Any:
    try:
        yield
    except OSError as error:
        raise TrainingError(
            f"{path} can't be written: {error.strerror or error}.", code="disk", hint="Free some disk space."
        ) from error
