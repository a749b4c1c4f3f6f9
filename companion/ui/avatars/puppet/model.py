"""A rig: parts of a drawing, each bound to her pose; `building.py` makes it. Plain values.

Parts are found by name: the Inkscape label of a group, otherwise its id. `eye_l` is a part, `eye_l.closed` one of its
keys; `eye_l.closed-smile` would be the drawing for both at once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtSvg import QSvgRenderer

from companion.ui.avatars.puppet.defaults import ALIASES, Binding, side_of
from companion.ui.avatars.puppet.path_data import Matrix
from companion.ui.avatars.puppet.shapes import Shape
from companion.ui.avatars.puppet.sheet import RigSheet
from companion.ui.avatars.puppet.svg_file import Drawing, Node


@dataclass(frozen=True, slots=True)
class Piece:
    """A node as it lies in the drawing: what its groups above give it."""

    node: Node
    above: Mapping[str, str]
    matrix: Matrix
    opacity: float = 1.0


@dataclass(slots=True)
class Part:
    """One bound part. shape: its living shape, None for one that is kept as a picture. pieces: its nodes in order."""

    name: str
    binding: Binding
    pieces: list[Piece]
    box: QRectF = field(default_factory=QRectF)
    shape: Shape | None = None
    inner: dict[str, Binding] = field(default_factory=dict)
    line: int = 0
    source: QSvgRenderer | None = None  # of a picture; made once

    @property
    def gestured(self) -> bool:
        """Whether it is drawn for one gesture only, and so made when it is first seen."""
        return "." in self.name

    @property
    def side(self) -> int:
        return side_of(self.name)


@dataclass(frozen=True, slots=True)
class Rig:
    """A figure that can be posed. unit: one unit of the usual bindings, in the drawing's. notes: worth a look;
    undrawn: of these, what of the drawing is left out. Each names its line."""

    drawing: Drawing
    sheet: RigSheet
    view: tuple[float, float, float, float]
    unit: float
    head: tuple[float, float]
    waist: tuple[float, float]
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    undrawn: tuple[str, ...]
    files: tuple[Path, ...]


def normal(name: str) -> str:
    """A name as parts are called: "Eye L" is eye_l, an alias is what it stands for; a key is kept."""
    stem, dot, key = re.sub(r"\s+", "_", name.strip().lower()).partition(".")
    stem = re.sub(r"-(\d+)$", "", stem)
    return ALIASES.get(stem, stem) + dot + key
