"""Rows and workspaces for the tests of data preparation: real characters, real files, no stand-ins."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from companion import paths
from companion.persona.character import Character, load_character
from trainer.recipe import Recipe
from trainer.rows import Exchange, Kind, Row, write
from trainer.stage import Context
from trainer.workspace import Workspace

SHIPPED = paths.shipped_characters()


def ruby() -> Character:
    return load_character(SHIPPED / "ruby")


def snow_white() -> Character:
    return load_character(SHIPPED / "snow_white")


def said(user: str, text: str, emotion: str = "joy", intensity: float = 0.6) -> Exchange:
    return Exchange(user=user, text=text, emotion=emotion, intensity=intensity)


def row(
    name: str, *turns: Exchange, language: Any = "ko", scene: str = "", kind: Kind = "dialogue", **more: Any
) -> Row:
    return Row(id=name, kind=kind, language=language, scene=scene or f"scene {name}", exchanges=turns, **more)


@dataclass
class Told:
    """What a stage said while it ran."""

    progress: list[tuple[int, int, str]] = field(default_factory=list)
    events: list[dict[str, object]] = field(default_factory=list)


def context(root: Path, stage: str, recipe: Recipe, character: str = "ruby", told: Told | None = None) -> Context:
    """A workspace of a shipped character, with the folder of `stage` in it."""
    told = told or Told()
    workspace = Workspace(root / character)
    if not workspace.folder.exists():
        shutil.copytree(SHIPPED / character, workspace.folder)
    workspace.stage(stage).mkdir(parents=True, exist_ok=True)
    return Context(
        workspace=workspace,
        recipe=recipe,
        character=load_character(workspace.folder),
        out=workspace.stage(stage),
        tell=lambda done, total, note: told.progress.append((done, total, note)),
        event=told.events.append,
    )


def inputs(root: Path, character: str = "ruby", **files: Iterable[BaseModel]) -> None:
    """Results of the stages before: collect, clean_lines, clean_passages, dialogues, scenes; empty where not given."""
    stages = root / character / "stages"
    if not (root / character).exists():
        shutil.copytree(SHIPPED / character, root / character)
    write(stages / "collect" / "rows.jsonl", files.get("collect", ()))
    write(stages / "clean" / "lines.jsonl", files.get("clean_lines", ()))
    write(stages / "clean" / "passages.jsonl", files.get("clean_passages", ()))
    write(stages / "dialogues" / "rows.jsonl", files.get("dialogues", ()))
    write(stages / "scenes" / "scenes.jsonl", files.get("scenes", ()))
