"""Safetensors as numpy arrays, one at a time and by memory map: a model larger than the memory can be read. Any thread.

Format: https://huggingface.co/docs/safetensors (8 bytes of length, a JSON header, then the data). bfloat16, which numpy
does not have, comes as float32; that loses nothing.
"""

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.errors import TrainingError

_TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}
_LONGEST_HEADER = 100 << 20  # bytes; the format's own limit


@dataclass(frozen=True, slots=True)
class Stored:
    """One tensor in a file. start: bytes from the beginning of the file."""

    file: Path
    name: str
    type: str
    shape: tuple[int, ...]
    start: int

    def load(self) -> Any:
        """The values as float32, float16 or float64, shape as stored. float16 and float32 are views of the file."""
        import numpy as np

        if self.type not in _TYPES:
            raise TrainingError(
                f"{self.file}: {self.name} is stored as {self.type}, which can't be converted.",
                code="convert-tensor",
                hint="The base must be in 16 or 32 bit, not quantized.",
            )
        raw = np.memmap(self.file, dtype=_TYPES[self.type], mode="r", offset=self.start, shape=self.shape or (1,))
        if self.type == "BF16":
            return (np.asarray(raw).astype("<u4") << 16).view("<f4")
        return np.asarray(raw)


def files(folder: Path) -> list[Path]:
    """The safetensors files of a model or adapter folder, in order. Raises TrainingError when there are none."""
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        names = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
        return [folder / name for name in names]
    found = sorted(folder.glob("*.safetensors"))
    if not found:
        raise TrainingError(f"{folder} has no *.safetensors.", code="convert-weights")
    return found


def stored(file: Path) -> Iterator[Stored]:
    """What a safetensors file holds, in file order.

    Raises:
        TrainingError: unreadable, or the header does not fit the file.
    """
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            if length > _LONGEST_HEADER:
                raise ValueError("its header is too long")
            header = json.loads(stream.read(length))
        header.pop("__metadata__", None)
        for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"][0]):
            start, end = entry["data_offsets"]
            if 8 + length + end > size:
                raise ValueError("it is cut off")
            yield Stored(file, name, entry["dtype"], tuple(entry["shape"]), 8 + length + start)
    except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
        raise TrainingError(
            f"{file} is no whole safetensors file: {error}.", code="convert-weights", hint="Run the stage before again."
        ) from error


def of_folder(folder: Path) -> Iterator[Stored]:
    """All tensors of a model folder, file after file."""
    for file in files(folder):
        yield from stored(file)
