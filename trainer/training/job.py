"""One training to be done: plain values that also cross a process border as JSON. Pure; any thread."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from trainer.recipe import Recipe, SftStage

Report = Callable[[dict[str, Any]], None]
"""Takes {"tell": [done, total, note]} or {"event": {...}}."""


@dataclass(frozen=True, slots=True)
class Job:
    """kind: a supervised stage (`index` into train.stages) or DPO. recipe: as JSON values. base: folder of the model.
    template: the training template (supervised) or the plain one (DPO). examples, held_out: JSON Lines, held_out may be
    missing. start: adapter or model folder to go on from, "" = the base. work: checkpoints. out: result; appears last.
    log: JSON Lines of figures. label: what the progress line says."""

    kind: Literal["sft", "dpo"]
    index: int
    recipe: dict[str, Any] = field(repr=False)
    base: str
    base_name: str
    template: str = field(repr=False)
    examples: str
    held_out: str
    start: str
    work: str
    out: str
    log: str
    label: str
    variant: str = "main"
    offline: bool = False

    def settings(self) -> Recipe:
        return Recipe.model_validate(self.recipe)

    def stage(self) -> SftStage:
        """Raises IndexError for a DPO job's index."""
        return self.settings().train.stages[self.index]


@dataclass(frozen=True, slots=True)
class Done:
    """What a training took and gave. loss: mean over the last tenth of its steps. best: lowest loss on held-out rows,
    None without any. tokens: given to the model, padding not counted. truncated: conversations cut at `length`."""

    steps: int
    loss: float
    best: float | None
    tokens: int
    seconds: float
    examples: int
    truncated: int
    length: int
    batch: int
    retries: int = 0
    peak_bytes: int = 0
    stopped_early: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(data: dict[str, Any]) -> "Done":
        return Done(**data)


def result_name(recipe: Recipe) -> str:
    """Name of the folder that a training ends in: `adapter`, or `model` where all weights were trained."""
    return "model" if recipe.train.method == "full" else "adapter"
