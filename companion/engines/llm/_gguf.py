"""Looks into a GGUF file before llama.cpp does, so that a bad file gets a clear sentence instead of a native failure.

Pure reading, any thread. Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (versions 2 and 3).
"""

import math
import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from companion.errors import BrainError

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
# (weights in a block, bytes of a block) of each tensor type
_BLOCKS = {
    0: (1, 4),
    1: (1, 2),
    2: (32, 18),
    3: (32, 20),
    6: (32, 22),
    7: (32, 24),
    8: (32, 34),
    9: (32, 36),
    10: (256, 84),
    11: (256, 110),
    12: (256, 144),
    13: (256, 176),
    14: (256, 210),
    15: (256, 292),
    20: (32, 18),
    23: (256, 136),
    24: (1, 1),
    25: (1, 2),
    26: (1, 4),
    27: (1, 8),
    28: (1, 8),
    30: (1, 2),
}


@dataclass(frozen=True, slots=True)
class GgufInfo:
    """What the header says. context: tokens the model was trained for, 0 when it doesn't say; template: Jinja or "".

    kind: general.type, "model" or "adapter"; adapter: "lora" …; shapes: name of a tensor -> its sizes, innermost first.
    """

    architecture: str
    name: str
    context: int
    template: str
    tensors: int
    kind: str = "model"
    adapter: str = ""
    shapes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def inspect(path: Path, what: str = "brain model", key: str = "brain.model") -> GgufInfo:
    """Read the header and prove that every tensor lies within the file.

    what, key: how messages call the file, and the setting that names it.

    Raises:
        BrainError: model-missing, model-unreadable, model-not-gguf, model-truncated.
    """
    fetch = f"Download or build the file again, or name another one in `{key}`."
    if not path.is_file():
        wrong = "is a folder, not a GGUF file" if path.is_dir() else "does not exist"
        raise BrainError(
            f"The {what} {path} {wrong}.",
            code="model-missing",
            hint=f"Put a GGUF file there, or name another one in `{key}`.",
        )
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            magic = file.read(4)
            if magic != b"GGUF":
                raise BrainError(f"The {what} {path} is not a GGUF file.", code="model-not-gguf", hint=fetch)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
                return _Header(view, size).read()
    except OSError as error:
        raise BrainError(
            f"The {what} {path} can't be read: {error.strerror}.",
            code="model-unreadable",
            hint="Check the file's permissions.",
        ) from error
    except _Version as error:
        raise BrainError(
            f"The {what} {path} has GGUF version {error}, which is not supported.",
            code="model-not-gguf",
            hint=fetch,
        ) from error
    except (struct.error, IndexError, KeyError, UnicodeDecodeError, OverflowError) as error:
        raise BrainError(f"The {what} {path} is damaged or not whole.", code="model-truncated", hint=fetch) from error


def check_adapter(path: Path, base: Path) -> None:
    """Prove that a GGUF LoRA belongs on a base: each of its matrices has its tensor there, of the right size.

    Raises:
        BrainError: model-missing, model-unreadable, model-not-gguf, model-truncated, adapter-not-lora, adapter-base.
    """
    info, under = inspect(path, "adapter", "adapter"), inspect(base)
    if info.kind != "adapter" or info.adapter != "lora":
        raise BrainError(
            f"The file {path} is a {info.kind}, not a LoRA adapter.",
            code="adapter-not-lora",
            hint="A whole model belongs under `brain`; `adapter` names a GGUF LoRA.",
        )
    misfit = _misfit(info, under)
    if misfit:
        raise BrainError(
            f"The adapter {path} was made for another base than {base.name}: {misfit}.",
            code="adapter-base",
            hint="Name the base that it was trained on as `brain`, or train the adapter on this one.",
        )


def _misfit(adapter: GgufInfo, base: GgufInfo) -> str:
    """Why the adapter doesn't fit; "" if it does."""
    if adapter.architecture != base.architecture:
        return f"its architecture is {adapter.architecture or 'unknown'}, not {base.architecture}"
    for name, shape in adapter.shapes.items():
        place, half = name.removesuffix(".lora_a").removesuffix(".lora_b"), name[-1:]
        weights = base.shapes.get(place)
        if place == name:
            continue  # llama.cpp judges what is no LoRA matrix
        if weights is None:
            return f"the base has no {place}"
        at = wanted = 0 if half == "a" else 1
        if place == "token_embd.weight":  # looked up, not multiplied
            at, wanted = 1, 1 - wanted
        if len(shape) < 2 or len(weights) < 2 or shape[at] != weights[wanted]:
            return f"{place} has other sizes there"
    return "" if adapter.shapes else "it is empty"


class _Version(Exception):
    pass


class _Header:
    def __init__(self, view: mmap.mmap, size: int) -> None:
        self._view = view
        self._size = size
        self._at = 4

    def read(self) -> GgufInfo:
        version = self._number("I")
        if version not in (2, 3):
            raise _Version(version)
        tensors, pairs = self._number("Q"), self._number("Q")
        values: dict[str, object] = {}
        for _ in range(pairs):
            key = self._string()
            value = self._value(self._number("I"))
            if value is not None:
                values[key] = value
        alignment = values.get("general.alignment", 32)
        shapes = self._check_tensors(tensors, alignment if isinstance(alignment, int) and alignment > 0 else 32)
        architecture = str(values.get("general.architecture", ""))
        context = values.get(f"{architecture}.context_length", 0)
        return GgufInfo(
            architecture=architecture,
            name=str(values.get("general.name", "")),
            context=context if isinstance(context, int) else 0,
            template=str(values.get("tokenizer.chat_template", "")),
            tensors=tensors,
            kind=str(values.get("general.type", "model")),
            adapter=str(values.get("adapter.type", "")),
            shapes=shapes,
        )

    def _check_tensors(self, count: int, alignment: int) -> dict[str, tuple[int, ...]]:
        end = 0
        shapes: dict[str, tuple[int, ...]] = {}
        for _ in range(count):
            name = self._string()
            shapes[name] = tuple(self._number("Q") for _ in range(self._number("I")))
            weights = math.prod(shapes[name])
            per_block, block_bytes = _BLOCKS.get(self._number("I"), (0, 0))
            offset = self._number("Q")
            end = max(end, offset + (weights // per_block * block_bytes if per_block else 1))
        start = -(-self._at // alignment) * alignment
        if start + end > self._size:
            raise IndexError("tensors lie beyond the end of the file")
        return shapes

    def _number(self, kind: str) -> int:
        value: int = struct.unpack_from("<" + kind, self._view, self._at)[0]
        self._at += struct.calcsize("<" + kind)
        return value

    def _string(self) -> str:
        length = self._number("Q")
        start = self._at
        self._skip(length)
        return self._view[start : self._at].decode("utf-8")

    def _skip(self, count: int) -> None:
        self._at += count
        if self._at > self._size:
            raise IndexError("a value lies beyond the end of the file")

    def _value(self, kind: int) -> object:
        """A scalar or string; None for an array, which is only skipped."""
        if kind == _STRING:
            return self._string()
        if kind != _ARRAY:
            return self._number(_SCALARS[kind])
        inner, count = self._number("I"), self._number("Q")
        if inner == _STRING:
            for _ in range(count):
                self._skip(self._number("Q"))
        elif inner == _ARRAY:
            for _ in range(count):
                self._value(_ARRAY)
        else:
            self._skip(count * struct.calcsize("<" + _SCALARS[inner]))
        return None
