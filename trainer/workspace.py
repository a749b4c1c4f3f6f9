"""Where one character's training lives. Only paths and names; any thread.

<root>/<id>/
  character.yaml     her profile: the app's own schema (companion.persona.character)
  recipe.yaml        how she is made (trainer.recipe)
  topics.yaml        topic: count, for generated dialogues
  sources/           texts, chat logs, cards, rows of other programs; any depth
  dialogues/         hand-written seed dialogues (*.yaml)
  prompts/           the person's own wording for the teacher; what is missing comes with the program
  stages/<name>/     what a stage made, manifest.json last
  progress.jsonl     what happens, one line an event, for the terminal and the app
  logs/              what libraries said while a stage ran
  report/            newest reports: check.{json,md,html}, card.{json,md,html}
  versions/<n>/      promoted versions
"""

import re
from dataclasses import dataclass
from pathlib import Path

from companion import paths
from companion.errors import TrainingError


@dataclass(frozen=True, slots=True)
class Workspace:
    """folder: `<root>/<id>`."""

    folder: Path

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def character_file(self) -> Path:
        return self.folder / "character.yaml"

    @property
    def used(self) -> bool:
        """Is there anything in it (or a file in its place)? Then `new` does not touch it."""
        return self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir()))

    @property
    def headless(self) -> str:
        """What to do where the folder is there and character.yaml is not."""
        kept = sorted(self.versions.glob(f"*/{self.id}/character.yaml"), key=lambda file: file.stat().st_mtime)
        copy = f"Her last version has a copy: {kept[-1]}. Put it" if kept else "Put it"
        return f"{copy} back into the folder, or give the folder another name and make her anew."

    @property
    def recipe_file(self) -> Path:
        return self.folder / "recipe.yaml"

    @property
    def topics_file(self) -> Path:
        return self.folder / "topics.yaml"

    @property
    def sources(self) -> Path:
        return self.folder / "sources"

    @property
    def dialogues(self) -> Path:
        return self.folder / "dialogues"

    @property
    def prompts(self) -> Path:
        return self.folder / "prompts"

    def stage(self, name: str) -> Path:
        return self.folder / "stages" / name

    @property
    def progress(self) -> Path:
        return self.folder / "progress.jsonl"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def report(self) -> Path:
        return self.folder / "report"

    @property
    def versions(self) -> Path:
        return self.folder / "versions"

    @property
    def lock(self) -> Path:
        return self.folder / "lock"


def root() -> Path:
    """Where all workspaces lie, unless `--workspace` says otherwise."""
    return paths.user_data() / "training"


def find(name: str, folder: Path | None = None) -> Workspace:
    """The workspace of an existing character.

    Raises:
        TrainingError: no such workspace.
    """
    workspace = at(name, folder)
    if workspace.character_file.is_file():
        return workspace
    if not workspace.used:
        raise TrainingError(
            f"There is no workspace {workspace.folder}.",
            code="workspace-missing",
            hint=f"Make it with: companion-train new {name}",
        )
    raise TrainingError(
        f"{workspace.folder} has no character.yaml any more.", code="workspace-headless", hint=workspace.headless
    )


def at(name: str, folder: Path | None = None) -> Workspace:
    """The workspace with this id, whether or not it exists. Raises TrainingError for an id that can't be one."""
    if not re.fullmatch("[a-z0-9_]{1,60}", name):
        raise TrainingError(
            f"{name!r} can't be a character's id.",
            code="id-invalid",
            hint="An id is made of small letters a-z, digits and _, at most 60.",
        )
    return Workspace((folder or root()).expanduser().resolve() / name)
