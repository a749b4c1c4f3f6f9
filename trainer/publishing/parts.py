"""What is published, laid out in a folder: files get second names, nothing is copied where the disk can do that.
Any thread; writes the given folder only.
"""

import json
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from companion.persona import prompt
from companion.persona.character import Character
from trainer import base, licences, rows, versions, whole
from trainer.publishing import cards
from trainer.publishing.cards import Facts
from trainer.recipe import Recipe
from trainer.rows import Row
from trainer.stage import MAIN
from trainer.versions import Version
from trainer.workspace import Workspace

_SPLITS = ("train", "val", "test")


def facts(workspace: Workspace, recipe: Recipe, character: Character, repo: str = "") -> tuple[Version, Facts]:
    """The version in use and what can be said of it.

    Raises:
        TrainingError: there is no version, its files were changed, or its base must not be sold as the recipe wants.
    """
    number = versions.current(workspace)
    if not number:
        raise TrainingError(
            f"{workspace.id} has no version to publish.",
            code="version-none",
            hint=f"Make one with: companion-train run {workspace.id}",
        )
    version = versions.load(workspace, number)
    licence = licences.Licence(version.licence, version.commercial, _terms(recipe, version))
    licences.refuse_commercial(recipe.commercial, version.base, licence)
    versions.check(workspace, version)
    system = prompt.system_text(character, character.languages[0], detail=recipe.prompt)
    return version, Facts(
        character=character,
        recipe=recipe,
        base=version.base,
        licence=version.licence,
        terms=licence.terms,
        commercial=version.commercial,
        version=number,
        counts=counts(workspace.stage("prepare")),
        evaluation=_evaluation(versions.folder(workspace, number)),
        files={},
        system=system,
        repo=repo,
    )


def _terms(recipe: Recipe, version: Version) -> str:
    """The base may be gone from this machine by now; its licence was written down."""
    try:
        return base.resolve(recipe, offline=True).terms
    except TrainingError:
        return licences.named(version.licence).terms


def model(workspace: Workspace, version: Version, told: Facts, target: Path) -> dict[str, str]:
    """Lays the model repository out in `target`: Hugging Face folder, GGUF files, Modelfile, cards. Returns the files
    with what they are.

    Raises:
        TrainingError: the merged model on the disk is not the one of this version.
    """
    place = versions.folder(workspace, version.number)
    files: dict[str, str] = {}
    for persona in version.personas:
        under = f"{persona.id}/" if len(version.personas) > 1 else ""
        merged = workspace.stage("merge") / (persona.variant or MAIN)
        if _same(workspace, version) and merged.is_dir():
            for file in sorted(path for path in merged.iterdir() if path.is_file()):
                whole.link_or_copy(file, target / under / file.name)
            files[f"{under}model*.safetensors"] = "merged weights in 16 bit, with tokenizer and chat template"
        for inside, words in ((persona.model, "quantized for llama.cpp and Ollama"), (persona.adapter, "LoRA for it")):
            if inside:
                shared = inside.startswith("base/")
                name = Path(inside).name if not shared else f"base-{Path(inside).name}"
                where = name if shared else f"{under}{name}"
                whole.link_or_copy(place / inside, target / where)
                files[where] = f"{version.quantization} {words}" if inside == persona.model else f"GGUF {words}"
        for name, words in (("character.yaml", "her card, for the companion app"), ("Modelfile", "for Ollama")):
            source = place / persona.id / name
            if source.is_file() and not (name == "Modelfile" and persona.adapter):
                shutil.copyfile(source, _in(target / under) / name)
                files[f"{under}{name}"] = words
    for name in ("card.json", "card.md", "card.html"):
        if (place / name).is_file():
            shutil.copyfile(place / name, _in(target / "report") / name)
    files["report/"] = "the whole report card"
    _write(target / "README.md", cards.model(replace(told, files=files)))
    return files


def dataset(workspace: Workspace, told: Facts, target: Path) -> None:
    """Lays the data repository out in `target`: the conversations as they were trained.

    Raises:
        TrainingError: `prepare` has not run.
    """
    for split in _SPLITS:
        source = workspace.stage("prepare") / f"{split}.jsonl"
        if not source.is_file():
            raise TrainingError(
                f"{source} is not there.", code="rows-unreadable", hint="Run the stage `prepare` first."
            )
        shutil.copyfile(source, _in(target) / source.name)
    _write(target / "README.md", cards.dataset(told))


def counts(prepared: Path) -> dict[str, dict[str, int]]:
    """Conversations by kind, language and origin, counted from the rows."""
    kinds, languages, origins = Counter[str](), Counter[str](), Counter[str]()
    for split in _SPLITS:
        path = prepared / "rows" / f"{split}.jsonl"
        for row in rows.read(path, Row) if path.is_file() else ():
            kinds[row.kind] += 1
            languages[row.language] += 1
            origins[_origin(row.source)] += 1
    return {
        name: dict(counter.most_common())
        for name, counter in (("kinds", kinds), ("languages", languages), ("origin", origins))
    }


def _origin(source: str) -> str:
    """A file's name is the person's own matter."""
    if source.startswith("teacher:") or source in ("seed", "profile"):
        return "hand-written seed dialogues" if source == "seed" else source
    return "sources of the author"


def _same(workspace: Workspace, version: Version) -> bool:
    """The stages still hold what this version was made from."""
    path = workspace.stage("register") / "registered.json"
    try:
        return bool(json.loads(path.read_text(encoding="utf-8"))["version"] == version.number)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _evaluation(place: Path) -> dict[str, Mapping[str, Any]]:
    path = place / "card.json"
    if not path.is_file():
        return {}
    parts = json.loads(path.read_text(encoding="utf-8")).get("variants", {})
    return {name: part.get("overall", {}) for name, part in parts.items()}


def _in(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write(path: Path, text: str) -> None:
    _in(path.parent)
    path.write_text(text, encoding="utf-8")
