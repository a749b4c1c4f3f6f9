"""The catalogue: models worth downloading, as `assets/catalogue.yaml` lists them. Pure reading; any thread; no network.

Read strictly and checked as a whole: all errors are told at once, each with its line. What a model needs is reckoned in
`needs`, what of it lies on this machine in `installed`.
"""

import difflib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from companion import paths
from companion.errors import ModelError
from companion.models.yaml_lines import Document, read

VERSION = 1
Kind = Literal["brain", "ears", "voice"]
Language = Literal["ko", "en"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_RESERVED = frozenset(("con", "prn", "aux", "nul")) | {f"{name}{n}" for name in ("com", "lpt") for n in range(10)}
_EARS = ("config.json", "model.bin", "tokenizer.json")  # what CTranslate2 and faster-whisper read


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Words(_Strict):
    """The same in both languages of the interface."""

    ko: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def of(self, language: Language) -> str:
        return self.ko if language == "ko" else self.en


class Licence(_Strict):
    """spdx: its identifier, None where it has none. commercial: may be used for money."""

    name: Annotated[str, Field(min_length=1)]
    spdx: str | None
    commercial: bool
    url: Annotated[str, Field(pattern=r"^https://\S+$")]
    terms: Words


class ModelFile(_Strict):
    """One file of a model. path: in its repository. save_as: where it lies in the model's folder ("" = its own name).

    size: bytes, None where not known for certain; about: then an estimate. sha256, md5: hex; None where not known.
    """

    path: str
    save_as: str = ""
    size: Annotated[int, Field(gt=0)] | None
    about: Annotated[int, Field(gt=0)] | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    md5: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | None = None

    @model_validator(mode="after")
    def _sound(self) -> "ModelFile":
        for field in ("path", "save_as"):
            problem = _path_problem(getattr(self, field))
            if problem and (field == "path" or self.save_as):
                raise ValueError(f"`{field}` {problem}")
        if self.size is None and self.about is None:
            raise ValueError("where `size` is null, `about` must give an estimate")
        return self

    @property
    def name(self) -> str:
        """Its place in the model's folder, with `/`."""
        return self.save_as or PurePosixPath(self.path).name

    @property
    def bytes(self) -> int:
        """Its size, or the estimate."""
        return self.size or self.about or 0


class Shape(_Strict):
    """What the memory is reckoned from. A brain needs all of it, ears the parameters."""

    parameters: Annotated[int, Field(gt=0)]
    layers: Annotated[int, Field(gt=0)] | None = None
    kv_heads: Annotated[int, Field(gt=0)] | None = None
    head_size: Annotated[int, Field(gt=0)] | None = None
    vocabulary: Annotated[int, Field(gt=0)] | None = None

    @property
    def whole(self) -> bool:
        return None not in (self.layers, self.kv_heads, self.head_size, self.vocabulary)


class Machine(_Strict):
    """memory_gb: of the whole machine. cores: physical. gpu_gb: memory of a graphics card, 0 = none is needed."""

    memory_gb: Annotated[float, Field(gt=0, le=4096, strict=False)]
    cores: Annotated[int, Field(ge=1, le=1024)]
    gpu_gb: Annotated[float, Field(ge=0, le=4096, strict=False)] = 0.0


class Sampling(_Strict):
    """What its makers advise for conversation."""

    temperature: Annotated[float, Field(ge=0, le=5, strict=False)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1, strict=False)] | None = None
    top_k: Annotated[int, Field(ge=0)] | None = None
    min_p: Annotated[float, Field(ge=0, le=1, strict=False)] | None = None


class Entry(_Strict):
    """One model. main: the file (its name in the folder) that an engine is given; ears take the folder.

    licence: its key in the catalogue. chatml: whether its turns are written as this program writes them.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]$")]
    kind: Kind
    name: Annotated[str, Field(min_length=1)]
    maker: Annotated[str, Field(min_length=1)]
    engine: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    languages: Annotated[tuple[Language, ...], Field(min_length=1, strict=False)]
    licence: str
    repo: Annotated[str, Field(pattern=r"^[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*$")]
    revision: Annotated[str, Field(pattern=r"^[A-Za-z0-9][\w.-]*$")]
    main: str
    chatml: bool = True
    files: Annotated[tuple[ModelFile, ...], Field(min_length=1, strict=False)]
    shape: Shape | None = None
    sampling: Sampling = Sampling()
    minimal: Machine
    recommended: Machine
    note: Words

    @model_validator(mode="after")
    def _sound(self) -> "Entry":
        problem = _entry_problem(self)
        if problem:
            raise ValueError(problem)
        return self

    @property
    def size(self) -> int:
        """Bytes to download, estimated where a file's size is not known."""
        return sum(file.bytes for file in self.files)

    @property
    def pinned(self) -> bool:
        """Whether the catalogue knows the SHA-256 or MD5 of every file."""
        return all(file.sha256 or file.md5 for file in self.files)


class _Sheet(_Strict):
    version: Literal[1]
    licences: dict[str, Licence]
    models: Annotated[tuple[Entry, ...], Field(strict=False)]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All models, in the file's order: smallest first within each kind."""

    licences: Mapping[str, Licence]
    models: tuple[Entry, ...]

    def find(self, model_id: str) -> Entry:
        """Raises ModelError for an unknown id."""
        found = next((entry for entry in self.models if entry.id == model_id), None)
        if found is not None:
            return found
        near = difflib.get_close_matches(model_id, [entry.id for entry in self.models], n=1, cutoff=0.5)
        hint = f"Did you mean `{near[0]}`?" if near else "`companion models list` shows what there is."
        raise ModelError(f"The catalogue has no model `{model_id}`.", code="models-unknown", hint=hint)

    def licence(self, entry: Entry) -> Licence:
        return self.licences[entry.licence]

    def select(
        self, *, kind: Kind | None = None, language: Language | None = None, memory_gb: float | None = None
    ) -> tuple[Entry, ...]:
        """Those of a kind, that speak or hear a language, that run on a machine with so much memory."""
        return tuple(
            entry
            for entry in self.models
            if (kind is None or entry.kind == kind)
            and (language is None or language in entry.languages)
            and (memory_gb is None or entry.minimal.memory_gb <= memory_gb)
        )


def load(path: Path | None = None) -> Catalogue:
    """Read and check a catalogue (default: the one that ships). Raises ModelError that lists all that is wrong."""
    place = path if path is not None else paths.assets() / "catalogue.yaml"
    document = read(place)
    try:
        sheet = _Sheet.model_validate(document.data)
    except ValidationError as error:
        found = [(item["loc"], _said(item)) for item in error.errors()]
        inner = {place[:depth] for place, _ in found for depth in range(len(place))}
        raise _wrong(document, [(place, text) for place, text in found if place not in inner]) from error
    problems = _cross_check(sheet)
    if problems:
        raise _wrong(document, problems)
    return Catalogue(sheet.licences, sheet.models)


Location = Sequence[str | int]


def _wrong(document: Document, problems: Sequence[tuple[Location, str]]) -> ModelError:
    lines = [
        f"{document.path}, line {document.line(place)}: {'.'.join(map(str, place))}: {text}" for place, text in problems
    ]
    return ModelError(
        f"The catalogue of models has {len(lines)} error(s):\n" + "\n".join(f"  - {line}" for line in lines),
        code="models-catalogue",
        hint="Mend these lines, or install the program again.",
    )


def _said(item: Any) -> str:
    if item["type"] == "extra_forbidden":
        return "unknown name"
    text = str(item["msg"]).removeprefix("Value error, ")
    return text if item["type"] in ("value_error", "missing") else f"{text} (got {item['input']!r:.80})"


def _cross_check(sheet: _Sheet) -> list[tuple[Location, str]]:
    problems: list[tuple[Location, str]] = []
    times = Counter(entry.id for entry in sheet.models)
    for at, entry in enumerate(sheet.models):
        if times[entry.id] > 1:
            problems.append((("models", at, "id"), f"`{entry.id}` is there {times[entry.id]} times"))
        if entry.licence not in sheet.licences:
            problems.append((("models", at, "licence"), f"`{entry.licence}` is not among the licences"))
    return problems


def _path_problem(text: str) -> str:
    """Why a path may not be used; "" if it may. Only plain relative paths that every system can store."""
    parts = text.split("/")
    if not re.fullmatch(r"[\w][\w.+=-]*(/[\w][\w.+=-]*)*", text, re.ASCII) or len(text) > 200:
        return f"{text!r} is not a plain relative path"
    if any(part.endswith(".") or part.split(".")[0].lower() in _RESERVED for part in parts):
        return f"{text!r} is no name that every system can store"
    return ""


def _entry_problem(entry: Entry) -> str:
    names = [file.name for file in entry.files]
    if len({name.lower() for name in names}) < len(names):
        return "two of its files would have the same name"
    if entry.main not in names:
        return f"`main` {entry.main!r} is none of its files"
    if entry.id.split(".")[0] in _RESERVED:
        return f"the id {entry.id!r} is no name that every system can store"
    least, best = entry.minimal, entry.recommended
    if least.memory_gb > best.memory_gb or least.cores > best.cores or least.gpu_gb > best.gpu_gb:
        return "`recommended` is less than `minimal`"
    return _kind_problem(entry, names)


def _kind_problem(entry: Entry, names: Sequence[str]) -> str:
    if entry.kind == "brain":
        if not entry.main.endswith(".gguf"):
            return "the `main` of a brain is a .gguf file"
        return "" if entry.shape is not None and entry.shape.whole else "a brain needs all of `shape`"
    if entry.kind == "ears":
        missing = [name for name in _EARS if name not in names]
        if missing:
            return f"ears need {', '.join(missing)}"
        return "" if entry.shape is not None else "ears need `shape.parameters`"
    if entry.engine == "piper" and f"{entry.main}.json" not in names:
        return "a Piper voice is two files, NAME.onnx and NAME.onnx.json"
    return ""
