"""Where a recipe's settings come from (arguments, recipe.yaml, preset) and what is wrong with them. Pure; any thread.

A person sees each problem with its place: `--set key=value` as it was given, or the line of recipe.yaml or of the
preset.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

import yaml
from pydantic import BaseModel

from companion.persona.character_file import CharacterFile, sentence

Location = tuple[str | int, ...]
_SHOWN = 60  # characters of a value
FILE, PRESET, ARGUMENT = 0, 1, 2  # order in which problems are told


@dataclass(frozen=True, slots=True)
class Problem:
    """layer: FILE, PRESET or ARGUMENT. line: of the file, 0 = an argument. place: as a person finds it."""

    layer: int
    line: int
    place: str
    text: str

    @property
    def said(self) -> str:
        """One line."""
        return sentence(f"{self.place}: {self.text}")


@dataclass(frozen=True, slots=True)
class Layers:
    """A recipe as it was put together. overrides: dotted keys and values of `--set`; they win. preset: None = none."""

    file: CharacterFile
    preset: CharacterFile | None = None
    overrides: Mapping[str, Any] = field(default_factory=dict)

    def place(self, location: Location) -> str:
        """Where the setting stands: "--set train.seed=x", "recipe.yaml, line 3", "preset qwen3-4b, line 9"."""
        layer, line, where = self._find(location)
        if layer == ARGUMENT:
            return where
        name = self.file.path.name if layer == FILE else where
        return f"{name}, line {line}" if line else name

    def problem(self, location: Location, text: str) -> Problem:
        """`text` about the setting at `location`; in the file itself, only the line is named."""
        layer, line, _ = self._find(location)
        return Problem(layer, line, f"line {line}" if layer == FILE else self.place(location), text)

    def problems(self, errors: Sequence[Any], model: type[BaseModel]) -> list[Problem]:
        """All errors of a pydantic validation, each once. A union's errors about one value become one."""
        about: dict[Location, list[Any]] = {}
        for item in errors:
            about.setdefault(_plain(item["loc"]), []).append(item)
        for where in [one for one, items in about.items() if items[0]["type"] == "too_short"]:
            if any(len(one) > len(where) and one[: len(where)] == where for one in about):
                del about[where]  # what is too few is only what is left without the wrong ones
        found = {self.problem(where, self._words(where, items, model)) for where, items in about.items()}
        return sorted(found, key=lambda one: (one.layer, one.line, one.place, one.text))

    def headline(self, problems: Sequence[Problem]) -> str:
        """What stands before the list."""
        where = f"{self.file.path}: " if any(one.layer == FILE for one in problems) else ""
        kinds = {one.layer for one in problems}
        what = "argument(s)" if kinds == {ARGUMENT} else "thing(s)"
        return f"{where}{len(problems)} {what} are wrong:"

    def _words(self, where: Location, items: Sequence[Any], model: type[BaseModel]) -> str:
        named = ".".join(str(part) for part in where)
        if items[0]["type"] == "extra_forbidden":
            near = difflib.get_close_matches(str(where[-1]), keys(model, where[:-1]), n=1)
            whole = ".".join([*map(str, where[:-1]), *near])
            return f"unknown key `{named}`" + (f"; did you mean `{whole}`?" if near else "")
        beyond = self._beyond(where) if items[0]["type"] == "tuple_type" else ""
        if beyond:
            return beyond
        said = dict.fromkeys(str(item["msg"]).removeprefix("Value error, ") for item in items)
        return f"{named}: {', or: '.join(said)}"

    def _beyond(self, where: Location) -> str:
        """For `train.stages.5.epochs` where the recipe has no fifth: the list became a mapping."""
        dotted = ".".join(str(part) for part in where)
        for key in self.overrides:
            number = key.removeprefix(f"{dotted}.").partition(".")[0] if key.startswith(f"{dotted}.") else ""
            if number.isdigit():
                return f"{dotted} has no entry {number}"
        return ""

    def _find(self, location: Location) -> tuple[int, int, str]:
        """(layer, line, name) of the layer that decides about the setting."""
        argument = self._argument(location)
        if argument:
            return ARGUMENT, 0, f"--set {argument}={_shown(self.overrides[argument])}"
        if self.preset is not None and not _holds(self.file.data, location) and _holds(self.preset.data, location):
            return PRESET, self.preset.line(location), f"preset {self.preset.path.stem}"
        return FILE, self.file.line(location) if _holds(self.file.data, location[:1]) else 0, self.file.path.name

    def _argument(self, location: Location) -> str:
        """The key of the override that set it, or that set a part of it or all that it is in; "" = none."""
        wanted = ".".join(str(part) for part in location)
        near = [
            key
            for key in self.overrides
            if wanted == key or wanted.startswith(f"{key}.") or key.startswith(f"{wanted}.")
        ]
        return near[-1] if near else ""


def keys(model: type[BaseModel], location: Location) -> list[str]:
    """Names of the settings in a section of `model`; [] where that is no section."""
    for part in location:
        if isinstance(part, int) or str(part).isdigit():
            continue
        named = {info.alias or name: info.annotation for name, info in model.model_fields.items()}
        inner = next((kind for kind in _kinds(named.get(str(part))) if issubclass(kind, BaseModel)), None)
        if inner is None:
            return []
        model = inner
    return [info.alias or name for name, info in model.model_fields.items()]


def _kinds(annotation: Any) -> list[type]:
    """The classes in an annotation: `tuple[SftStage, ...]` holds SftStage."""
    if isinstance(annotation, type) and not get_args(annotation):
        return [annotation]
    return [kind for part in get_args(annotation) for kind in _kinds(part)]


def _plain(location: Sequence[Any]) -> Location:
    """Without what pydantic puts in for keys and for the sides of a union (`literal['all-linear']`)."""
    return tuple(part for part in location if not (isinstance(part, str) and "[" in part))


def _holds(data: Any, location: Location) -> bool:
    for part in location:
        if isinstance(data, Mapping) and str(part) in map(str, data):
            data = next(value for key, value in data.items() if str(key) == str(part))
        elif isinstance(data, list) and str(part).isdigit() and int(part) < len(data):
            data = data[int(part)]
        else:
            return False
    return True


def _shown(value: Any) -> str:
    """A value as one writes it after `--set key=`."""
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False)
    plain = text.removesuffix("...\n").strip()
    return plain if len(plain) <= _SHOWN else f"{plain[: _SHOWN - 1]}…"
