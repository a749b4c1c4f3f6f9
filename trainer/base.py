"""Which model is tuned: `base` of the recipe becomes a folder with what is known of it. Any thread; reads files, asks
the hub only for a hub id.

Only safetensors are taken: other weight files are pickles, which run code when they are read. Python files of a
repository are fetched only when the recipe says `trust_remote_code: true`.
"""

import json
import re
import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from companion import paths
from companion.errors import TrainingError
from trainer import hub, licences
from trainer.recipe import Recipe

STARTER = "starter"
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
_HEADER_LIMIT = 100 << 20  # bytes; the format's own limit


@dataclass(frozen=True, slots=True)
class Base:
    """A base model on this machine.

    name: as people know it (hub id, folder name). licence: its name. commercial: may what is made from it be sold;
    False too where the licence is unknown. architecture: e.g. Qwen3ForCausalLM. parameters: number of weights.
    template: its own chat template as Jinja, "" if it has none."""

    folder: Path
    name: str
    licence: str
    commercial: bool
    architecture: str
    parameters: int
    template: str
    terms: str = ""

    def config(self) -> dict[str, Any]:
        """config.json."""
        return _json(self.folder / "config.json")


def resolve(recipe: Recipe, offline: bool = False) -> Base:
    """The base of a recipe; a hub id is downloaded (or found in the hub's cache).

    Raises:
        TrainingError: no such folder or model, not reachable, not permitted, no room, or not usable files; the message
            says which.
    """
    wanted = recipe.base
    if wanted == STARTER:
        folder = paths.assets() / "starter" / "base"
        return inspect(folder, "starter")
    path = Path(wanted).expanduser()
    if path.is_dir():
        return inspect(path.resolve(), path.resolve().name)
    if wanted.startswith(("/", ".", "~")) or not _HUB_ID.fullmatch(wanted):
        raise TrainingError(
            f"base: there is no folder {wanted!r}.",
            code="base-missing",
            hint="Give `starter`, a folder with config.json, or a Hugging Face id such as Qwen/Qwen3-4B-Instruct-2507.",
        )
    folder = hub.fetch(wanted, revision=recipe.revision, offline=offline, code=recipe.trust_remote_code)
    return inspect(folder, wanted)


def inspect(folder: Path, name: str) -> Base:
    """What a model folder holds. Reads headers only, never weights.

    Raises:
        TrainingError: a file is missing or broken, or the weights are no safetensors.
    """
    config = _json(folder / "config.json")
    if not any((folder / file).is_file() for file in ("tokenizer.json", "tokenizer.model", "vocab.json")):
        raise _unusable(folder, "it has no tokenizer (tokenizer.json)")
    licence = _licence(folder, name)
    architectures = config.get("architectures") or ["unknown"]
    return Base(
        folder=folder,
        name=name,
        licence=licence.name,
        commercial=licence.commercial,
        architecture=str(architectures[0]),
        parameters=sum(_weights(file) for file in _shards(folder)),
        template=_template(folder),
        terms=licence.terms,
    )


def _shards(folder: Path) -> list[Path]:
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        files = [folder / name for name in sorted(set(_json(index).get("weight_map", {}).values()))]
        missing = [file.name for file in files if not file.is_file()]
        if missing:
            raise _unusable(folder, f"{', '.join(missing)} of its weights is missing")
        return files
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        other = any(folder.glob("*.bin")) or any(folder.glob("*.pt"))
        raise _unusable(folder, "its weights are pickles (.bin), not safetensors" if other else "it has no weights")
    return files


def _weights(file: Path) -> int:
    """Number of weights in a safetensors file, from its header (8 bytes of length, then JSON)."""
    try:
        with file.open("rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            if length > _HEADER_LIMIT:
                raise ValueError("header too long")
            header = json.loads(stream.read(length))
        return sum(prod(tensor["shape"]) for key, tensor in header.items() if key != "__metadata__")
    except (OSError, ValueError, struct.error, KeyError, TypeError, AttributeError) as error:
        raise _unusable(file.parent, f"{file.name} is damaged") from error


def _template(folder: Path) -> str:
    file = folder / "chat_template.jinja"
    if file.is_file():
        return file.read_text(encoding="utf-8")
    config = folder / "tokenizer_config.json"
    found = _json(config).get("chat_template", "") if config.is_file() else ""
    if isinstance(found, list):
        named = {str(item.get("name")): item.get("template") for item in found if isinstance(item, dict)}
        found = named.get("default", "")
    return found if isinstance(found, str) else ""


def _licence(folder: Path, name: str) -> licences.Licence:
    card = folder / "README.md"
    if card.is_file():
        head = re.match(r"---\s*\n(.*?)\n---", card.read_text(encoding="utf-8", errors="replace"), re.DOTALL)
        said = dict(re.findall(r"^(license|license_name):[ \t]*['\"]?([^'\"\n]+)", head.group(1), re.M)) if head else {}
        words = said.get("license", "").strip()
        if words and words != "other":
            return licences.named(words)
        if said.get("license_name"):
            return licences.named(said["license_name"])
    return licences.of_family(name)


def _json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _unusable(path.parent, f"it has no {path.name}") from error
    except (OSError, ValueError) as error:
        raise _unusable(path.parent, f"{path.name} can't be read") from error
    if not isinstance(data, dict):
        raise _unusable(path.parent, f"{path.name} is no JSON object")
    return data


def _unusable(folder: Path, why: str) -> TrainingError:
    return TrainingError(
        f"{folder} can't be tuned: {why}.",
        code="base-unusable",
        hint="Choose a folder with config.json, tokenizer.json and *.safetensors.",
    )
