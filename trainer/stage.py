"""What a stage is, and what it is given.

A stage is one module of trainer/stages with

    NEEDS: tuple[str, ...]                     stages whose results it reads
    HEAVY: bool = False                        runs in a process of its own (torch, a GGUF)
    KEEPS: tuple[str, ...] = ()                globs in its folder that survive when its inputs change (paid answers)
    def options(recipe) -> dict[str, Any]      the part of the recipe that shapes its result, JSON values
    def sources(ctx) -> Iterable[Path]         optional: files outside stages/ that it reads (sources/, dialogues/, …)
    def skip(recipe) -> str                    optional: why this recipe does not need it; "" = it does
    def plan(ctx) -> Estimate                  optional: what it will cost; no side effects, no torch
    def run(ctx) -> dict[str, int | float | str]   does it; returns counts for the manifest and the terminal
    VERSION: int = 1                           optional: raised when the same inputs now give another result
    LIBRARIES: tuple[str, ...]                 optional: installed packages whose major version shapes its result

It writes into `ctx.out` only. When it is killed and run again with equal inputs it finds there what it had written
and goes on; with other inputs the pipeline has emptied the folder, except for KEEPS. The pipeline writes manifest.json
last: only then is the stage done. A failed gate is `GateFailed`; anything else that a person can mend is a
TrainingError.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from companion.errors import TrainingError
from companion.persona.character import Character
from trainer.recipe import Recipe
from trainer.workspace import Workspace

Counts = dict[str, int | float | str]


@dataclass(frozen=True, slots=True)
class FailedGate:
    """A row of the table that a person sees: what was measured, how much it is, how much it must be, how to mend it.
    limit: with its direction, e.g. ">= 0.95"."""

    name: str
    value: str
    limit: str
    mend: str = ""


class GateFailed(TrainingError):
    """Results are there but not good enough; the message names each failed row with its value and limit.

    rows: the same as a table. report: the file that shows it all, if one was written."""

    def __init__(
        self,
        message: str,
        *,
        code: str = "gate-failed",
        hint: str = "",
        retryable: bool = False,
        rows: tuple[FailedGate, ...] = (),
        report: str = "",
    ) -> None:
        super().__init__(message, code=code, hint=hint, retryable=retryable)
        self.rows = rows
        self.report = report


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a stage will take. counts: e.g. {"dialogues": 320}. seconds, tokens, bytes; 0 = nothing worth naming.
    money: in the currency of the recipe's prices. basis: where the figures come from, one sentence. unknown: names of
    the figures that nobody can tell yet; they are not 0."""

    counts: Counts = field(default_factory=dict)
    tokens: int = 0
    seconds: float = 0.0
    vram_bytes: int = 0
    disk_bytes: int = 0
    money: float = 0.0
    basis: str = ""
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What `run` and `plan` get. out: this stage's own folder (exists). tell(done, total, note): progress, any thread,
    as often as one likes; total 0 = unknown. event(record): a line for progress.jsonl, e.g. {"loss": 1.2, "step": 10}.
    fingerprint: of inputs and options. offline: nothing may be asked of the network besides this machine."""

    workspace: Workspace
    recipe: Recipe
    character: Character
    out: Path
    tell: Callable[[int, int, str], None]
    event: Callable[[dict[str, object]], None]
    fingerprint: str = ""
    offline: bool = False

    def of(self, stage: str) -> Path:
        """Folder of another stage's results."""
        return self.workspace.stage(stage)


MAIN = "main"


def variants(recipe: Recipe) -> tuple[str, ...]:
    """Names of the folders that train, dpo, merge, convert and quantize make: one a variant, or just `main`."""
    return tuple(recipe.variants) or (MAIN,)
