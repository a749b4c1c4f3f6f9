"""What most commands begin with: the workspace, its recipe and character, as the arguments say. Main thread."""

import argparse
import json
import os

from companion.errors import CharacterError, TrainingError
from companion.persona.character import Character, load_character
from trainer import recipe as recipes
from trainer import render
from trainer import workspace as workspaces
from trainer.catalog import discover
from trainer.recipe import Recipe
from trainer.state import Job, Request
from trainer.workspace import Workspace


def workspace(given: argparse.Namespace) -> Workspace:
    """The workspace that the arguments name. Raises TrainingError when there is none."""
    return workspaces.find(given.id, given.workspace)


def character(of: Workspace) -> Character:
    """Her profile. Raises TrainingError with all problems of character.yaml."""
    try:
        return load_character(of.folder)
    except CharacterError as error:
        raise TrainingError(error.message, code=error.code, hint=error.hint) from error


def recipe(of: Workspace, given: argparse.Namespace) -> Recipe:
    """Her recipe with what the arguments change."""
    changes = dict(getattr(given, "set", []))
    changes |= {key: getattr(given, key) for key in ("base", "preset") if getattr(given, key, None)}
    return recipes.load(of.recipe_file, changes)


def job(given: argparse.Namespace) -> Job:
    """All of it, with what was asked for."""
    place = workspace(given)
    request = Request(
        start=getattr(given, "start", None) or "",
        only=getattr(given, "only", None) or "",
        until=getattr(given, "until", None) or "",
        variants=tuple(getattr(given, "variants", None) or ()),
        offline=getattr(given, "offline", False) or os.environ.get("HF_HUB_OFFLINE", "") in ("1", "true", "True"),
    )
    wanted = recipe(place, given)
    return Job(place, wanted, render.fitting(character(place), wanted.task), request, discover())


def say(record: object) -> None:
    """One JSON object on standard output."""
    print(json.dumps(record, ensure_ascii=False, default=str), flush=True)
