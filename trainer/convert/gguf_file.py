"""What stands in the head of a GGUF file: metadata and the types of its tensors. Pure reading; any thread.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (versions 2 and 3). Weights are never read, so a file
of many gigabytes takes milliseconds; the `gguf` package builds an object for every token and takes seconds.
"""

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from companion.errors import TrainingError

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_VERSIONS = (2, 3)
_TYPES = {  # number: name, weights in a block, bytes of a block
    0: ("F32", 1, 4),
    1: ("F16", 1, 2),
    2: ("Q4_0", 32, 18),
    3: ("Q4_1", 32, 20),
    6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24),
    8: ("Q8_0", 32, 34),
    10: ("Q2_K", 256, 84),
    11: ("Q3_K", 256, 110),
    12: ("Q4_K", 256, 144),
    13: ("Q5_K", 256, 176),
    14: ("Q6_K", 256, 210),
    20: ("IQ4_NL", 32, 18),
    23: ("IQ4_XS", 256, 136),
    30: ("BF16", 1, 2),
}


@dataclass(frozen=True, slots=True)
class Tensor:
    """shape: as GGUF writes it, row length first. type: "Q4_K" and the like. size: bytes."""

    name: str
    shape: tuple[int, ...]
    type: str
    size: int

    @property
    def weights(self) -> int:
        return prod(self.shape)


@dataclass(frozen=True, slots=True)
class Head:
    """metadata: scalars, texts and arrays by key. tensors: in file order."""

    metadata: Mapping[str, Any]
    tensors: tuple[Tensor, ...]

    @property
    def architecture(self) -> str:
        return str(self.metadata.get("general.architecture", ""))

    @property
    def template(self) -> str:
        """The chat template as Jinja; "" where there is none."""
        return str(self.metadata.get("tokenizer.chat_template", ""))

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(self.metadata.get("tokenizer.ggml.tokens", ()))

    def types(self) -> dict[str, int]:
        """How many weights have which type, most first."""
        found: dict[str, int] = {}
        for tensor in self.tensors:
            found[tensor.type] = found.get(tensor.type, 0) + tensor.weights
        return dict(sorted(found.items(), key=lambda item: -item[1]))


def check(path: Path) -> None:
    """A glance at the first bytes: is it a GGUF of a version that is known?

    Raises:
        TrainingError: it is not, or can't be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise TrainingError(f"{path} can't be read: {error.strerror}.", code="gguf-unreadable") from error
    version = int.from_bytes(head[4:8], "little")
    if head[:4] == b"GGUF" and version in _VERSIONS:
        return
    why = f"its version is {version}, known are 2 and 3" if head[:4] == b"GGUF" else "it does not begin with GGUF"
    raise TrainingError(
        f"{path} is not a GGUF file that can be read: {why}.",
        code="gguf-damaged",
        hint="Give the file of a model; `companion-train run` leaves them in stages/quantize/.",
    )


def read(path: Path) -> Head:
    """Reads the head and proves that every tensor lies within the file.

    Raises:
        TrainingError: no such file, no GGUF, another version, or damaged.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            return _Reader(view).read()
    except FileNotFoundError as error:
        raise TrainingError(f"{path} does not exist.", code="gguf-missing") from error
    except (OSError, ValueError, struct.error, KeyError, IndexError, OverflowError) as error:
        raise TrainingError(
            f"{path} is no whole GGUF file: {error}.", code="gguf-damaged", hint="Delete it and run the stage again."
        ) from error


class _Reader:
    def __init__(self, view: mmap.mmap) -> None:
        self._view = view
        self._at = 4

    def read(self) -> Head:
        if self._view[:4] != b"GGUF":
            raise ValueError("it does not begin with GGUF")
        version = self._number("I")
        if version not in _VERSIONS:
            raise ValueError(f"its version is {version}, known are 2 and 3")
        tensors, pairs = self._number("Q"), self._number("Q")
        metadata = {}
        for _ in range(pairs):
            key = self._text()
            metadata[key] = self._value(self._number("I"))
        if not metadata.get("general.architecture"):
            raise ValueError("it names no architecture")
        return Head(metadata, self._tensors(tensors, int(metadata.get("general.alignment", 32))))

    def _tensors(self, count: int, alignment: int) -> tuple[Tensor, ...]:
        found, end = [], 0
        for _ in range(count):
            name = self._text()
            shape = tuple(self._number("Q") for _ in range(self._number("I")))
            number = self._number("I")
            if number not in _TYPES:
                raise ValueError(f"tensor {name} has the unknown type {number}")
            kind, block, size = _TYPES[number]
            found.append(Tensor(name, shape, kind, prod(shape) // block * size))
            end = max(end, self._number("Q") + found[-1].size)
        if -(-self._at // alignment) * alignment + end > len(self._view):
            raise ValueError("tensors lie beyond its end")
        return tuple(found)

    def _number(self, kind: str) -> Any:
        (value,) = struct.unpack_from("<" + kind, self._view, self._at)
        self._at += struct.calcsize("<" + kind)
        return value

    def _text(self) -> str:
        length = self._number("Q")
        start, self._at = self._at, self._at + length
        if self._at > len(self._view):
            raise ValueError("a text lies beyond its end")
        return self._view[start : self._at].decode("utf-8", "replace")

    def _value(self, kind: int) -> Any:
        if kind == _STRING:
            return self._text()
        if kind != _ARRAY:
            return self._number(_SCALARS[kind])
        inner, count = self._number("I"), self._number("Q")
        if inner in _SCALARS:
            code = f"<{count}{_SCALARS[inner]}"
            values = struct.unpack_from(code, self._view, self._at)
            self._at += struct.calcsize(code)
            return list(values)
        return [self._value(inner) for _ in range(count)]
