"""Which stages there are and in what order they run. Imports the modules of trainer/stages/, which are light.

A stage is a module that sets NEEDS (trainer/stage.py says what else it may set); other modules there help them.
"""

import difflib
import importlib
import importlib.util
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from companion.errors import TrainingError
from trainer.recipe import Recipe
from trainer.stage import Context, Counts, Estimate

PACKAGE = "trainer.stages"
PER_VARIANT = "train"  # this stage and all after it make one result a variant
HANDS_OVER = "register"  # this stage passes the whole character on, with her voice and her looks on the screen
_NEEDS = re.compile(r"^NEEDS\s*[:=]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Stage:
    """A module of the contract, with its optional parts filled in."""

    name: str
    needs: tuple[str, ...]
    heavy: bool
    keeps: tuple[str, ...]
    version: int
    libraries: tuple[str, ...]
    module: ModuleType
    package: str = PACKAGE

    @property
    def summary(self) -> str:
        """What its docstring begins with, without "Stage x:"."""
        text = " ".join((self.module.__doc__ or "").split("\n\n")[0].split())
        text = re.sub(rf"^(the )?stage `?{self.name}`?[:.,]? ?|^{self.name}: ", "", text, flags=re.IGNORECASE)
        first = text.partition(". ")[0].rstrip(".")
        return first[:1].upper() + first[1:] if len(first) <= 110 else first[:109] + "…"

    def options(self, recipe: Recipe) -> dict[str, Any]:
        found: dict[str, Any] = self.module.options(recipe)
        return found

    def sources(self, ctx: Context) -> tuple[Path, ...]:
        read: Callable[[Context], Iterable[Path]] | None = getattr(self.module, "sources", None)
        return tuple(Path(path) for path in read(ctx)) if read else ()

    def skip(self, recipe: Recipe) -> str:
        ask: Callable[[Recipe], str] | None = getattr(self.module, "skip", None)
        return ask(recipe) if ask else ""

    def plan(self, ctx: Context) -> Estimate | None:
        ask: Callable[[Context], Estimate] | None = getattr(self.module, "plan", None)
        return ask(ctx) if ask else None

    def run(self, ctx: Context) -> Counts:
        counts: Counts | None = self.module.run(ctx)
        return dict(counts or {})


class Catalog(Mapping[str, Stage]):
    """All stages by name, each after those it needs."""

    def __init__(self, stages: Iterable[Stage]) -> None:
        self._stages = _ordered({stage.name: stage for stage in stages})

    def __getitem__(self, name: str) -> Stage:
        return self._stages[name]

    def __iter__(self) -> Any:
        return iter(self._stages)

    def __len__(self) -> int:
        return len(self._stages)

    def find(self, name: str) -> Stage:
        """The stage with this name. Raises TrainingError ("did you mean …") for an unknown one."""
        if name not in self._stages:
            near = difflib.get_close_matches(name, self._stages, n=1)
            raise TrainingError(
                f"There is no stage {name!r}" + (f"; did you mean `{near[0]}`?" if near else "."),
                code="stage-unknown",
                hint=f"Stages: {', '.join(self._stages)}.",
            )
        return self._stages[name]

    def before(self, name: str) -> frozenset[str]:
        """The stages that `name` needs, directly or not."""
        direct = [need for need in self.find(name).needs if need in self._stages]
        return frozenset(direct).union(*(self.before(need) for need in direct))

    def after(self, name: str) -> frozenset[str]:
        """The stages that need `name`, directly or not."""
        return frozenset(other for other in self._stages if name in self.before(other))

    def per_variant(self, name: str) -> bool:
        """Whether the stage makes one result a variant."""
        return name == PER_VARIANT or PER_VARIANT in self.before(name)


def discover(package: str = PACKAGE) -> Catalog:
    """The stages of a package.

    Raises:
        TrainingError: the stages need one another in a circle, or two parts of the contract are missing.
    """
    found = importlib.util.find_spec(package)
    folders = [Path(folder) for folder in (found.submodule_search_locations or ())] if found else []
    files = [file for folder in folders for file in sorted(folder.glob("*.py"))]
    names = [file.stem for file in files if _NEEDS.search(file.read_text(encoding="utf-8"))]
    return Catalog(load(name, package) for name in names)


def load(name: str, package: str = PACKAGE) -> Stage:
    """One stage by its name; imports nothing but its module."""
    module = importlib.import_module(f"{package}.{name}")
    missing = [part for part in ("NEEDS", "options", "run") if not hasattr(module, part)]
    if missing:
        raise TrainingError(f"The stage {name} has no {', '.join(missing)}.", code="stage-incomplete")
    return Stage(
        name,
        tuple(module.NEEDS),
        bool(getattr(module, "HEAVY", False)),
        tuple(getattr(module, "KEEPS", ())),
        int(getattr(module, "VERSION", 1)),
        tuple(getattr(module, "LIBRARIES", ())),
        module,
        package,
    )


def _ordered(stages: dict[str, Stage]) -> dict[str, Stage]:
    ordered: dict[str, Stage] = {}
    waiting = dict(stages)
    while waiting:
        ready = [name for name, stage in waiting.items() if not any(need in waiting for need in stage.needs)]
        if not ready:
            raise TrainingError(f"These stages need each other: {', '.join(waiting)}.", code="stages-circle")
        for name in ready:
            ordered[name] = waiting.pop(name)
    return ordered
