"""What most commands begin with: the workspace, its recipe and character, as the arguments say. Main thread."""

import argparse
import json
import os
from typing import Any

from companion.errors import CharacterError, TrainingError
from companion.persona.character import Character, load_character
from trainer import recipe as recipes
from trainer import render
from trainer import workspace as workspaces
from trainer.catalog import discover
from trainer.preflight.problem import Problem
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
    return recipes.load(of.recipe_file, changes(given))


def job(given: argparse.Namespace) -> Job:
    """All of it, with what was asked for.

    Raises:
        TrainingError: no workspace, or what is wrong in recipe.yaml, the arguments and character.yaml, all at once.
    """
    place = workspace(given)
    request = Request(
        start=getattr(given, "start", None) or "",
        only=getattr(given, "only", None) or "",
        until=getattr(given, "until", None) or "",
        variants=tuple(getattr(given, "variants", None) or ()),
        offline=getattr(given, "offline", False) or os.environ.get("HF_HUB_OFFLINE", "") in ("1", "true", "True"),
    )
    wanted, her = _both(place, given)
    return Job(place, wanted, render.fitting(her, wanted.task), request, discover())


def _both(place: Workspace, given: argparse.Namespace) -> tuple[Recipe, Character]:
    faults: list[TrainingError] = []
    wanted, her = None, None
    try:
        wanted = recipe(place, given)
    except TrainingError as error:
        faults.append(error)
    try:
        her = character(place)
    except TrainingError as error:
        faults.append(error)
    if wanted is not None and her is not None:
        return wanted, her
    if len(faults) == 1:
        raise faults[0]
    text = "\n".join(str(fault) for fault in faults)
    raise TrainingError(text, code="workspace-invalid") from faults[0]


def changes(given: argparse.Namespace) -> dict[str, Any]:
    """What the arguments change in the recipe: dotted keys."""
    named = {key: getattr(given, key) for key in ("base", "preset") if getattr(given, key, None) is not None}
    return dict(getattr(given, "set", [])) | named


def problems(of: Job, given: argparse.Namespace) -> tuple[Problem, ...]:
    """What stands in the way of running it."""
    from trainer.preflight import checks

    return checks.examine(of, recipes.layers(of.workspace.recipe_file, changes(given)))


def cleared(of: Job, given: argparse.Namespace, *, deep: bool) -> tuple[Problem, ...]:
    """Looks before it is run; returns what should only be said. Raises TrainingError with all that would stop it."""
    from trainer.preflight import checks

    found = checks.examine(of, recipes.layers(of.workspace.recipe_file, changes(given)), deep=deep)
    checks.refuse(found)
    return found


def listed(found: tuple[Problem, ...]) -> list[str]:
    """Problems as lines for a person; [] for none."""
    parts = {"This would stop the run:": True, "Worth knowing:": False}
    return [
        line
        for title, serious in parts.items()
        if (some := [one for one in found if one.serious is serious])
        for line in (title, *(f"  - {one.said}" for one in some))
    ]


def say(record: object) -> None:
    """One JSON object on standard output."""
    print(json.dumps(record, ensure_ascii=False, default=str), flush=True)
