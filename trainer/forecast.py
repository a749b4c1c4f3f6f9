"""What a run will take: the stages' own estimates, summed. No side effects, no torch; one thread.

What a stage says before the ones that it needs have run is a guess from the recipe; it says so in `basis`.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from companion.errors import TrainingError
from trainer import state
from trainer.catalog import Stage
from trainer.stage import Estimate
from trainer.state import Job

FIGURES = ("tokens", "seconds", "vram_bytes", "disk_bytes", "money")


@dataclass(frozen=True, slots=True)
class Line:
    """One stage. condition: as in trainer/state.py. estimate: None where it can't say anything. problem: why."""

    stage: str
    condition: str
    estimate: Estimate | None
    problem: str = ""

    @property
    def unknown(self) -> frozenset[str]:
        """Figures that nobody can tell yet."""
        if self.estimate is None:
            return frozenset(FIGURES) if self.problem else frozenset()
        return frozenset(self.estimate.unknown)


@dataclass(frozen=True, slots=True)
class Forecast:
    """lines: of the stages that would run. total: the most memory at a time; the sum of the rest, as far as it is
    known. free_bytes: on that disk."""

    lines: tuple[Line, ...]
    total: Estimate
    free_bytes: int

    @property
    def at_least(self) -> frozenset[str]:
        """Figures of `total` in which something unknown is missing."""
        return frozenset().union(*(line.unknown for line in self.lines))

    def reasons(self) -> dict[str, list[str]]:
        """Where figures come from, or why they are missing -> the stages of which that is true."""
        found: dict[str, list[str]] = {}
        for line in self.lines:
            text = line.problem or (line.estimate.basis if line.estimate else "")
            if text:
                found.setdefault(text, []).append(line.stage)
        return found

    @property
    def fits(self) -> bool:
        """Whether the disk has room for all that is known of it."""
        return self.total.disk_bytes <= self.free_bytes


def forecast(job: Job) -> Forecast:
    """What is still to be done, and what it takes.

    Raises:
        TrainingError: unknown stages were asked for.
    """
    states = state.examine(job)
    again = job.again()
    lines = []
    for stage in job.chosen():
        now = states[stage.name]
        if (now.done and stage.name not in again) or stage.skip(job.recipe):
            continue
        lines.append(_line(job, stage, now.condition))
    known = [line.estimate for line in lines if line.estimate]
    total = Estimate(
        tokens=sum(one.tokens for one in known),
        seconds=sum(one.seconds for one in known),
        vram_bytes=max((one.vram_bytes for one in known), default=0),
        disk_bytes=sum(one.disk_bytes for one in known),
        money=sum(one.money for one in known),
    )
    return Forecast(tuple(lines), total, shutil.disk_usage(job.workspace.folder).free)


def _line(job: Job, stage: Stage, condition: str) -> Line:
    with _somewhere(job.workspace.stage(stage.name)) as out:
        try:
            return Line(stage.name, condition, stage.plan(replace(job.context(stage), out=out)))
        except FileNotFoundError:
            return Line(stage.name, condition, None, f"can be told after {' and '.join(stage.needs)}.")
        except TrainingError as error:  # it needs what an earlier stage has not made yet, or something is wrong
            return Line(stage.name, condition, None, str(error))


@contextlib.contextmanager
def _somewhere(folder: Path) -> Iterator[Path]:
    """The stage's own folder, or an empty one elsewhere: a plan leaves nothing behind."""
    if folder.is_dir():
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="companion-plan-") as aside:
        yield Path(aside)
