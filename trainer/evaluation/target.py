"""Which model is asked, as which character, and how: for the commands `eval` and `compare`. Reads files; any thread."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from companion.errors import CharacterError, TrainingError
from companion.persona import model_card
from companion.persona.character import Character, find_character, load_character
from companion.persona.prompt import Detail
from trainer import recipe as recipes
from trainer import render
from trainer import workspace as workspaces
from trainer.convert import gguf_file
from trainer.evaluation import sheets
from trainer.evaluation.speaker import Sampling
from trainer.recipe import Recipe
from trainer.stage import MAIN, variants
from trainer.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Target:
    """recipe and workspace: None for a GGUF by itself. label: what it is called in a report."""

    gguf: Path
    character: Character
    sampling: Sampling
    detail: Detail
    label: str
    recipe: Recipe | None = None
    workspace: Workspace | None = None
    variant: str = MAIN

    @property
    def template(self) -> str:
        """See `Speaker`: as trained where a recipe says so."""
        if self.recipe is None:
            return ""
        return "chatml" if self.recipe.template == "chatml" else "own"

    @property
    def context(self) -> int:
        return sheets.context(self.recipe) if self.recipe is not None else 4096


def of_workspace(name: str, root: Path | None, variant: str = "", gguf: Path | None = None) -> Target:
    """A character that is being trained; her deployed model unless `gguf` is given.

    Raises:
        TrainingError: no such workspace or variant, or she has no model yet.
    """
    place = workspaces.find(name, root)
    made = recipes.load(place.recipe_file)
    known = variants(made)
    chosen = variant or known[0]
    if chosen not in known:
        raise TrainingError(
            f"{name} has no variant {chosen!r}.", code="variant-unknown", hint=f"Variants: {', '.join(known)}."
        )
    file = gguf or place.stage("quantize") / chosen / f"model-{made.deploy}.gguf"
    if not file.is_file():
        raise TrainingError(
            f"{file} does not exist.",
            code="gguf-missing",
            hint=f"Make it with: companion-train run {name}" if gguf is None else "Check the name of the file.",
        )
    who = render.fitting(_profile(place.folder), made.task)
    return Target(file, who, sheets.sampling(made), made.prompt, file.stem, made, place, chosen)


def of_file(path: Path, character: str = "", root: Path | None = None) -> Target:
    """Any GGUF, as a character of the app, of a workspace, or of a folder; without a name as the one that its own card
    knows. Prompt and sampling are what the card beside it says.

    Raises:
        TrainingError: no such file, no GGUF, or nobody knows the character.
    """
    if not path.is_file():
        raise TrainingError(f"{path} does not exist.", code="gguf-missing", hint="Check the name of the file.")
    gguf_file.check(path)
    beside = model_card.read(path)
    wanted = character or (next(iter(beside.characters)) if len(beside.characters) == 1 else "")
    if not wanted:
        known = ", ".join(beside.characters) or "the app's are listed by: companion characters"
        raise TrainingError(
            f"It is not said as whom {path.name} is asked.", code="character-missing", hint=f"--character ID: {known}."
        )
    who = person(wanted, root)
    return Target(path, who, changed(Sampling(), beside.sampling), beside.detail_for(who.id), path.stem)


def person(name: str, root: Path | None = None) -> Character:
    """A character by id or name, of a workspace, or of a folder. Raises TrainingError for an unknown or broken one."""
    folder = Path(name).expanduser()
    if folder.is_dir() and (folder / "character.yaml").is_file():
        return _profile(folder)
    try:
        place = workspaces.at(name, root)
    except TrainingError:
        place = None
    if place is not None and place.character_file.is_file():
        return _profile(place.folder)
    try:
        return find_character(name)
    except CharacterError as error:
        raise TrainingError(error.message, code=error.code, hint=error.hint) from error


def changed(sampling: Sampling, wishes: Mapping[str, Any]) -> Sampling:
    """With what is named and not None in `wishes`."""
    names = {field.name for field in fields(Sampling)}
    return replace(sampling, **{key: value for key, value in wishes.items() if key in names and value is not None})


def _profile(folder: Path) -> Character:
    try:
        return load_character(folder)
    except CharacterError as error:
        raise TrainingError(error.message, code=error.code, hint=error.hint) from error
