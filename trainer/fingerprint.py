"""What a stage's result depends on, and what of it is different from last time. Reads files; one thread."""

import importlib.metadata
import json
import re
from collections.abc import Mapping
from pathlib import Path

from companion.persona import prompt
from companion.persona.character import Character
from trainer.catalog import HANDS_OVER, Stage
from trainer.hashes import Hashes, digest, expand
from trainer.manifest import Inputs, Manifest
from trainer.stage import Context

HEAVY_LIBRARIES = ("torch", "transformers", "trl", "peft", "llama-cpp-python")
_NOTHING_TRAINED = {"voices", "avatar", "license", "author", "folder", "brain", "sampling"}


def inputs(stage: Stage, ctx: Context, needs: Mapping[str, Manifest], hashes: Hashes) -> Inputs:
    """All that shapes the result of `stage`. needs: manifests of the stages that it needs."""
    skipped = stage.skip(ctx.recipe)
    if skipped:
        return Inputs(skipped=skipped)
    sources = {_place(file, ctx): hashes.of(file) for path in stage.sources(ctx) for file in expand(path)}
    libraries = stage.libraries or (HEAVY_LIBRARIES if stage.heavy else ())
    return Inputs(
        needs={name: outputs_digest(needs[name]) for name in stage.needs},
        sources=dict(sorted(sources.items())),
        options=json.loads(json.dumps(stage.options(ctx.recipe))),  # as it will be read back: tuples are lists
        character=character_digest(ctx.character, whole=stage.name == HANDS_OVER),
        prompt=prompt.VERSION,
        version=stage.version,
        libraries={name: compatible(version) for name, version in installed(libraries).items()},
    )


def fingerprint(stage: str, of: Inputs) -> str:
    """Hex SHA-256."""
    return digest([stage, of.model_dump(mode="json")])


def outputs_digest(manifest: Manifest) -> str:
    """Hex SHA-256 over the names and contents of a stage's outputs."""
    return digest({output.path: output.sha256 for output in manifest.outputs})


def character_digest(character: Character, *, whole: bool = False) -> str:
    """Over what she is and how she talks; if not `whole`, without what no training sees: her voice, her looks on the
    screen, how the app samples."""
    left_out = {"folder"} if whole else _NOTHING_TRAINED
    return digest(character.model_dump(mode="json", exclude=left_out))


def installed(names: tuple[str, ...]) -> dict[str, str]:
    """Versions of those packages that are installed."""
    found = {}
    for name in names:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def compatible(version: str) -> str:
    """The part of a version that may not change: 5.23.0 -> 5, 0.21.2 -> 0.21 (semver.org, item 4)."""
    parts = re.findall(r"\d+", version)
    return ".".join(parts[:2] if parts[:1] == ["0"] else parts[:1])


def difference(old: Inputs, new: Inputs) -> str:
    """What is different, in words: "data.scenes is 50, was 40; sources/tale.txt changed". "" if nothing is."""
    if old.skipped != new.skipped:
        return "it is needed now" if old.skipped else "it is no longer needed"
    words = [f"{name} gave other results" for name in _keys(old.needs, new.needs)]
    words += [_file(name, old.sources, new.sources) for name in _keys(old.sources, new.sources)]
    before, after = _flat(old.options), _flat(new.options)
    words += [f"{key} is {_short(after.get(key))}, was {_short(before.get(key))}" for key in _keys(before, after)]
    words += ["the character changed"] * (old.character != new.character)
    words += ["the prompt builder changed"] * (old.prompt != new.prompt)
    words += ["the stage itself changed"] * (old.version != new.version)
    words += [f"{name} is {new.libraries.get(name, 'gone')}" for name in _keys(old.libraries, new.libraries)]
    return "; ".join(words[:4]) + (f"; and {len(words) - 4} more" if len(words) > 4 else "")


def _place(file: Path, ctx: Context) -> str:
    folder = ctx.workspace.folder
    return file.relative_to(folder).as_posix() if file.is_relative_to(folder) else str(file)


def _keys(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    return sorted(key for key in {*old, *new} if old.get(key) != new.get(key))


def _file(name: str, old: Mapping[str, str], new: Mapping[str, str]) -> str:
    if old.get(name, "missing") == "missing":
        return f"{name} is new"
    return f"{name} is gone" if new.get(name, "missing") == "missing" else f"{name} changed"


def _flat(value: object, at: str = "") -> dict[str, object]:
    """Dotted key -> value; the parts of a list of mappings have their number: train.stages.0.epochs."""
    parts: Mapping[object, object] = value if isinstance(value, Mapping) else {}
    if isinstance(value, list) and any(isinstance(part, Mapping) for part in value):
        parts = dict(enumerate(value))
    if not parts and at:
        return {at: value}
    return {
        key: leaf
        for name, part in parts.items()
        for key, leaf in _flat(part, f"{at}.{name}" if at else str(name)).items()
    }


def _short(value: object) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 40 else text[:39] + "…"
