"""Expressions of a Live2D model (exp3.json), and how several are blended into its parameters. Pure; any thread."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from companion.ui.avatars.cubism import json_file
from companion.ui.avatars.cubism.json_file import Wrong

Blend = Literal["Add", "Multiply", "Overwrite"]
_NEUTRAL: dict[Blend, float] = {"Add": 0.0, "Multiply": 1.0}


@dataclass(frozen=True, slots=True)
class Change:
    """What an expression does to one parameter."""

    id: str
    value: float
    blend: Blend = "Add"

    def applied(self, before: float, share: float) -> float:
        """The parameter's value with `share` (0..1) of this change."""
        if self.blend == "Add":
            return before + self.value * share
        if self.blend == "Multiply":
            return before * (1.0 + (self.value - 1.0) * share)
        return before + (self.value - before) * share


@dataclass(frozen=True, slots=True)
class Expression:
    """One .exp3.json. changes: those that do anything."""

    name: str
    path: Path
    changes: tuple[Change, ...]


def read_expression(path: Path, name: str) -> Expression:
    """Raises Wrong, which names the place."""
    data = json_file.table(json_file.read(path), f"{path}: the whole file")
    changes = []
    for number, entry in enumerate(json_file.rows(data.get("Parameters", []), f"{path}: Parameters")):
        where = f"{path}: Parameters[{number}]"
        row = json_file.table(entry, where)
        blend = row.get("Blend", "Add")
        if blend not in ("Add", "Multiply", "Overwrite"):
            raise Wrong(f"{where}.Blend is {blend!r}; Add, Multiply or Overwrite is possible.")
        change = Change(
            json_file.text(row.get("Id"), f"{where}.Id"), json_file.number(row.get("Value"), f"{where}.Value"), blend
        )
        if change.value != _NEUTRAL.get(change.blend):
            changes.append(change)
    return Expression(name, path, tuple(changes))


def apply(values: dict[str, float], shown: Iterable[tuple[Expression, float]]) -> None:
    """Change the values of the parameters that are there; shares 0..1."""
    for expression, share in shown:
        for change in expression.changes:
            if change.id in values:
                values[change.id] = change.applied(values[change.id], share)
