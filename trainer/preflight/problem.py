"""What stands in the way of a run, and where it is mended. Values; any thread."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from companion.errors import TrainingError
from companion.persona.character_file import sentence
from trainer.recipe import Recipe
from trainer.recipe_layers import Layers
from trainer.state import Job


@dataclass(frozen=True, slots=True)
class Problem:
    """place: "recipe.yaml, line 3", "--set train.seed=2", a file. message: one sentence. fix: what to do. serious:
    the run would fail of it; else it is only said. code: stable, as of the error that it would be later."""

    place: str
    message: str
    fix: str
    code: str
    serious: bool = True

    @property
    def said(self) -> str:
        """One line."""
        fix = f" {sentence(self.fix)}" if self.fix else ""
        return f"{self.place}: {sentence(self.message)}{fix}"

    def to_json(self) -> dict[str, Any]:
        return {
            "place": self.place,
            "message": self.message,
            "fix": self.fix,
            "code": self.code,
            "serious": self.serious,
        }


@dataclass(frozen=True, slots=True)
class Case:
    """What is looked at. due: names of the stages that would run. layers: where each setting stands. deep: the run is
    about to begin, so that a look may take some seconds."""

    job: Job
    due: frozenset[str]
    layers: Layers
    deep: bool = False

    @property
    def recipe(self) -> Recipe:
        return self.job.recipe

    @property
    def offline(self) -> bool:
        return self.job.request.offline

    def place(self, setting: str) -> str:
        """Where a setting ("train.report_to") stands."""
        return self.layers.place(tuple(setting.split(".")))

    def any_due(self, *stages: str) -> bool:
        return bool(self.due.intersection(stages))

    def problem(self, setting: str, message: str, fix: str, code: str, *, serious: bool = True) -> Problem:
        """About one setting."""
        return Problem(self.place(setting), message, fix, code, serious)

    def from_error(self, setting: str, error: TrainingError) -> Problem:
        """What a stage would raise hours later."""
        return self.problem(setting, error.message.removeprefix("recipe.yaml: "), error.hint, error.code)

    def tried(self, setting: str, what: Callable[[], object]) -> list[Problem]:
        """`what` is done for its errors."""
        try:
            what()
        except TrainingError as error:
            return [self.from_error(setting, error)]
        return []
