"""rig.yaml: what an artist says about a drawing beyond the names of its groups. Strict; pure besides the file read."""

import difflib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from companion.errors import AvatarError, CharacterError
from companion.face.pose import NAMES
from companion.persona import character_file
from companion.ui.avatars.puppet.svg_file import Problem, refused

FILE_NAME = "rig.yaml"
Number = Annotated[float, Field(ge=-5000, le=5000, allow_inf_nan=False)]
Pair = tuple[Number, Number]


def _parameter(value: object) -> object:
    if value not in NAMES:
        near = difflib.get_close_matches(str(value), NAMES, n=1)
        raise ValueError(f"unknown parameter {value!r}" + (f"; did you mean `{near[0]}`?" if near else ""))
    return value


Parameter = Annotated[str, BeforeValidator(_parameter)]
Ramps = dict[Parameter, Annotated[tuple[Number, ...], Field(min_length=2, max_length=3)]]


class _Sheet(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class InnerSheet(_Sheet):
    """A group inside of a part: an iris, a pupil."""

    move: dict[Parameter, Pair] = Field(default_factory=dict)
    grow: dict[Parameter, Number] = Field(default_factory=dict)
    show: Ramps = Field(default_factory=dict)
    clip: str = ""


class PartSheet(_Sheet):
    """One part; what is left out comes from the part's usual binding."""

    belongs: Literal["head", "body"] | None = None
    pivot: Pair | None = None
    move: dict[Parameter, Pair] | None = None
    swing: dict[Parameter, Number] | None = None
    turn: dict[Parameter, Number] | None = None
    grow: dict[Parameter, Pair] | None = None
    far: Annotated[float, Field(ge=-0.9, le=0.9)] | None = None
    show: Ramps | None = None
    keys: dict[str, Ramps] | None = None
    clip: str | None = None
    draw: Literal["shapes", "house_mouth"] | None = None
    inner: dict[str, InnerSheet] = Field(default_factory=dict)


class RigSheet(_Sheet):
    """The whole file. drawing: the SVG beside it. head: the point about which the head turns; waist: about which she
    leans. tilt: degrees of the head at head_z 1. frame: x, y, width, height that is shown (None: the page). unit:
    lengths of the usual bindings in the drawing's own units (None: by the width of the face)."""

    drawing: Annotated[str, Field(pattern=r"^[^/\\]+\.svg$")] = "figure.svg"
    title: str = ""
    author: str = ""
    license: str = ""
    unit: Annotated[float, Field(gt=0.001, le=1000)] | None = None
    head: Pair | None = None
    waist: Pair | None = None
    tilt: Annotated[float, Field(ge=0, le=45)] = 9.0
    frame: tuple[Number, Number, Number, Number] | None = None
    parts: dict[str, PartSheet] = Field(default_factory=dict)


class SheetFile:
    """A read rig.yaml and where its words stand. `path` may be missing: then everything is as usual."""

    def __init__(self, path: Path, sheet: RigSheet, source: character_file.CharacterFile | None) -> None:
        self.path, self.sheet, self._source = path, sheet, source

    def line(self, *location: Any) -> int:
        return 1 if self._source is None else self._source.line(location)


def read_sheet(folder: Path) -> SheetFile:
    """The rig.yaml of a folder. Without one, the only SVG of the folder is the drawing.

    Raises:
        AvatarError: no YAML, or wrong fields; every place with its line.
    """
    path = folder / FILE_NAME
    if not path.exists():
        drawings = sorted(entry.name for entry in folder.glob("*.svg")) if folder.is_dir() else []
        if len(drawings) != 1:
            found = "there is no SVG" if not drawings else f"there are {len(drawings)} SVGs"
            raise AvatarError(
                f"{folder}: {found} and no {FILE_NAME}.",
                code="avatar-missing",
                hint="A rig is a folder with one SVG, and a rig.yaml that binds its parts (docs/make-an-avatar.md).",
            )
        return SheetFile(path, RigSheet(drawing=drawings[0]), None)
    try:
        source = character_file.read(path)
    except CharacterError as error:
        message = error.message.replace("a character is a list", "a rig is a list")
        raise AvatarError(message, code="avatar-yaml", hint=error.hint) from error
    try:
        return SheetFile(path, RigSheet.model_validate(source.data), source)
    except ValidationError as error:
        problems = [_explain(item, source) for item in error.errors()]
        raise refused(path, problems, code="avatar-yaml") from error


def _explain(item: Any, source: character_file.CharacterFile) -> Problem:
    location = tuple(part for part in item["loc"] if part != "[key]")
    place, line = ".".join(map(str, location)), source.line(location)
    if item["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(location[-1]), _fields(location[:-1]), n=1)
        return line, f"unknown key `{place}`" + (f"; did you mean `{near[0]}`?" if near else "")
    return line, f"{place}: {str(item['msg']).removeprefix('Value error, ')}"


def _fields(location: tuple[Any, ...]) -> list[str]:
    if len(location) == 0:
        return list(RigSheet.model_fields)
    return list((InnerSheet if "inner" in location else PartSheet).model_fields)
