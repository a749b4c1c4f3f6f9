"""How far a run is, folded from the trainer's events one by one (docs/companion-train.md). Pure; any thread."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeGuard

Standing = Literal["idle", "running", "stopped", "failed", "finished"]
MOST_POINTS = 2_000
MOST_NOTES = 200


@dataclass(frozen=True, slots=True)
class Stage:
    """condition: waits, running, done, skipped, failed."""

    name: str
    condition: str = "waits"
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Point:
    """One step of a training. validation: the loss was measured on rows that are not learned."""

    step: int
    loss: float
    validation: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a run ended. gates: that the figures are not good enough is the only reason."""

    stage: str
    code: str
    message: str
    hint: str
    gates: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """eta: seconds left in the stage at work, None = unknown. notes: what was said, oldest first."""

    standing: Standing = "idle"
    stages: tuple[Stage, ...] = ()
    stage: str = ""
    done: int = 0
    total: int = 0
    note: str = ""
    eta: float | None = None
    points: tuple[Point, ...] = ()
    notes: tuple[str, ...] = ()
    trouble: Trouble | None = None
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def finished(self) -> int:
        """Stages that are behind."""
        return sum(stage.condition in ("done", "skipped") for stage in self.stages)

    @property
    def reported(self) -> bool:
        """Whether it has ended with a report card."""
        graded = self.trouble is not None and self.trouble.gates and self.trouble.stage == "evaluate"
        return self.standing == "finished" or graded

    def left(self, planned: Mapping[str, float]) -> float | None:
        """Seconds that are left in all: this stage's own guess, and the plan for those behind it."""
        later = [planned.get(stage.name, 0.0) for stage in self.stages if stage.condition == "waits"]
        here = self.eta
        if here is None and self.stage:
            here = planned.get(self.stage, 0.0) * (1 - (self.done / self.total if self.total else 0))
        whole = sum(later) + (here or 0.0)
        return whole if self.standing == "running" and (whole or planned) else None

    def after(self, event: Mapping[str, Any]) -> "Progress":
        """The state after one event; an event of another kind changes nothing."""
        kind = event.get("event")
        stage = str(event.get("stage") or "")
        if kind == "run_started":
            listed = event.get("stages")
            names = [str(name) for name in listed] if isinstance(listed, list | tuple) else []
            return Progress("running", tuple(Stage(name) for name in names), points=self.points)
        if kind == "stage_started":
            fresh = () if stage in ("train", "dpo") else self.points
            now = replace(self, stage=stage, done=0, total=0, note="", eta=None, points=fresh, standing="running")
            return now._with(stage, "running")
        if kind == "progress":
            eta = event.get("eta")
            return replace(
                self,
                stage=stage or self.stage,
                done=_count(event.get("done")),
                total=_count(event.get("total")),
                note=str(event.get("note") or ""),
                eta=float(eta) if _is_number(eta) else None,
            )
        if kind == "metrics":
            return self._measured(event.get("values"))
        if kind == "notice":
            return self._noted(str(event.get("text") or ""))
        if kind in ("stage_finished", "stage_skipped"):
            told = event.get("seconds")
            seconds = float(told) if _is_number(told) else 0.0
            now = self._with(stage, "done" if kind == "stage_finished" else "skipped", seconds)
            return replace(now, stage="", done=0, total=0, note="", eta=None) if stage == self.stage else now
        if kind in ("stage_failed", "run_failed"):
            return self._failed(event, stage)
        if kind in ("run_finished", "run_stopped"):
            standing: Standing = "finished" if kind == "run_finished" else "stopped"
            return replace(self, standing=standing, stage="", eta=None)
        return self

    def ended(self) -> "Progress":
        """The process is gone without a word: it was killed."""
        return replace(self, standing="stopped", stage="", eta=None) if self.standing == "running" else self

    def _with(self, name: str, condition: str, seconds: float = 0.0) -> "Progress":
        known = any(stage.name == name for stage in self.stages)
        stages = self.stages if known else (*self.stages, Stage(name))
        changed = tuple(Stage(name, condition, seconds) if stage.name == name else stage for stage in stages)
        return replace(self, stages=changed)

    def _measured(self, values: object) -> "Progress":
        if not isinstance(values, Mapping):
            return self
        points = self.points
        step = values.get("step")
        for key, validation in (("loss", False), ("eval_loss", True)):
            loss = values.get(key)
            if _is_number(loss) and _is_number(step):
                points = (*points, Point(int(step), float(loss), validation))[-MOST_POINTS:]
        figures = {str(key): float(value) for key, value in values.items() if _is_number(value)}
        return replace(self, points=points, figures={**self.figures, **figures})

    def _noted(self, text: str) -> "Progress":
        return replace(self, notes=(*self.notes, text)[-MOST_NOTES:]) if text else self

    def _failed(self, event: Mapping[str, Any], stage: str) -> "Progress":
        trouble = Trouble(
            stage,
            str(event.get("code") or ""),
            str(event.get("message") or ""),
            str(event.get("hint") or ""),
            bool(event.get("gates")),
        )
        now = self._with(stage, "failed") if stage else self
        return replace(now, standing="failed", trouble=trouble, stage="", eta=None)


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _count(value: object) -> int:
    return int(value) if _is_number(value) else 0
