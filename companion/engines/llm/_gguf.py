"""Looks into a GGUF file before llama.cpp does, so that a bad file gets a clear sentence instead of a native failure.

Pure reading, any thread. Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (versions 2 and 3).
"""

import mmap
import struct
from dataclasses import dataclass
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
_FETCH = "Download or build the file again, or name another one in `brain.model`."


@dataclass(frozen=True, slots=True)
class GgufInfo:
    """What the header says. context: tokens the model was trained for, 0 when it doesn't say; template: Jinja or ""."""

    architecture: str
    name: str
    context: int
    template: str
    tensors: int


def inspect(path: Path) -> GgufInfo:
    """Read the header and prove that every tensor lies within the file.

    Raises:
        BrainError: model-missing, model-unreadable, model-not-gguf, model-truncated.
    """
    if not path.is_file():
        what = "is a folder, not a GGUF file" if path.is_dir() else "does not exist"
        raise BrainError(
            f"The brain model {path} {what}.",
            code="model-missing",
            hint="Put a GGUF file there, or name another one in `brain.model` of conf.yaml.",
        )
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            magic = file.read(4)
            if magic != b"GGUF":
                raise BrainError(f"The brain model {path} is not a GGUF file.", code="model-not-gguf", hint=_FETCH)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
                return _Header(view, size).read()
    except OSError as error:
        raise BrainError(
            f"The brain model {path} can't be read: {error.strerror}.",
            code="model-unreadable",
            hint="Check the file's permissions.",
        ) from error
    except _Version as error:
        raise BrainError(
            f"The brain model {path} has GGUF version {error}, which is not supported.",
            code="model-not-gguf",
            hint=_FETCH,
        ) from error
    except (struct.error, IndexError, KeyError, UnicodeDecodeError, OverflowError) as error:
        raise BrainError(
            f"The brain model {path} is damaged or not whole.", code="model-truncated", hint=_FETCH
        ) from error


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
        self._check_tensors(tensors, alignment if isinstance(alignment, int) and alignment > 0 else 32)
        architecture = str(values.get("general.architecture", ""))
        context = values.get(f"{architecture}.context_length", 0)
        return GgufInfo(
            architecture=architecture,
            name=str(values.get("general.name", "")),
            context=context if isinstance(context, int) else 0,
            template=str(values.get("tokenizer.chat_template", "")),
            tensors=tensors,
        )

    def _check_tensors(self, count: int, alignment: int) -> None:
        end = 0
        for _ in range(count):
            self._string()
            weights = 1
            for _ in range(self._number("I")):
                weights *= self._number("Q")
            per_block, block_bytes = _BLOCKS.get(self._number("I"), (0, 0))
            offset = self._number("Q")
            end = max(end, offset + (weights // per_block * block_bytes if per_block else 1))
        start = -(-self._at // alignment) * alignment
        if start + end > self._size:
            raise IndexError("tensors lie beyond the end of the file")

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
