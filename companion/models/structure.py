"""Whether the files of a model are what they should be, whatever their hashes: GGUF, CTranslate2 and ONNX from the
inside, without loading them. Reads headers and skips over weights; any thread.

Formats: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, the writer in CTranslate2's `model_spec.py`
(version 6), https://protobuf.dev/programming-guides/encoding for ONNX.
"""

import json
import struct
from pathlib import Path
from typing import Any, BinaryIO

from companion import paths
from companion.errors import BrainError, ModelError

_GRAPH = 7  # the field of an ONNX ModelProto that holds the network
_LONGEST_NAME = 1 << 12


def check(kind: str, engine: str, folder: Path, main: str) -> None:
    """Raises ModelError `models-structure` that names the file and what is wrong with it."""
    if kind == "brain":
        _gguf(folder / main)
    elif kind == "ears":
        for name in ("config.json", "tokenizer.json"):
            _json(folder / name)
        _ctranslate2(folder / "model.bin")
    elif engine == "piper":
        _piper(folder / main)
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".json" and path.name != paths.MODEL_RECORD:
            _json(path)
        elif path.suffix == ".onnx":
            _onnx(path)


def _gguf(path: Path) -> None:
    from companion.engines.llm import _gguf

    try:
        _gguf.inspect(path)
    except BrainError as error:
        raise ModelError(error.message, code="models-structure", hint=_HINT) from error


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _wrong(path, "is not JSON") from error


def _piper(path: Path) -> None:
    settings = _json(path.with_name(path.name + ".json"))
    from piper import PiperConfig

    try:
        PiperConfig.from_dict(settings)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _wrong(path.with_name(path.name + ".json"), "is not the settings of a Piper voice") from error


def _ctranslate2(path: Path) -> None:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            version = _unpack(file, "<I")
            if not 2 <= version <= 6:
                raise _wrong(path, f"has the CTranslate2 version {version}, which is not supported")
            name = _name(file)
            if name != "WhisperSpec":
                raise _wrong(path, f"is no Whisper model ({name[:40]!r})")
            _unpack(file, "<I")
            for _ in range(_unpack(file, "<I")):
                _name(file)
                for _ in range(_unpack(file, "<B")):
                    _unpack(file, "<I")
                _unpack(file, "<B")  # type of its numbers
                file.seek(_unpack(file, "<I"), 1)
                if file.tell() > size:
                    raise ValueError("weights beyond the end")
            for _ in range(_unpack(file, "<I") if version >= 3 else 0):
                _name(file)
                _name(file)
            if file.tell() != size:
                raise ValueError("something behind the end")
    except (OSError, ValueError, struct.error) as error:
        raise _wrong(path, "is damaged or not whole") from error


def _onnx(path: Path) -> None:
    """Every field of the outermost message lies within the file, and one of them is the graph."""
    try:
        size = path.stat().st_size
        fields = set()
        with path.open("rb") as file:
            while file.tell() < size:
                tag = _varint(file)
                fields.add(tag >> 3)
                match tag & 7:
                    case 0:
                        _varint(file)
                    case 1:
                        file.seek(8, 1)
                    case 2:
                        file.seek(_varint(file), 1)
                    case 5:
                        file.seek(4, 1)
                    case _:
                        raise ValueError("no such kind of field")
            if file.tell() != size or _GRAPH not in fields:
                raise ValueError("cut off, or no graph")
    except (OSError, ValueError) as error:
        raise _wrong(path, "is no whole ONNX model") from error


def _varint(file: BinaryIO) -> int:
    value = 0
    for shift in range(0, 70, 7):
        byte = file.read(1)
        if not byte:
            raise ValueError("the file ends")
        value |= (byte[0] & 0x7F) << shift
        if not byte[0] & 0x80:
            return value
    raise ValueError("a number that is too long")


def _unpack(file: BinaryIO, kind: str) -> int:
    value: int = struct.unpack(kind, file.read(struct.calcsize(kind)))[0]
    return value


def _name(file: BinaryIO) -> str:
    length = _unpack(file, "<H")
    raw = file.read(length)
    if not 0 < length <= _LONGEST_NAME or len(raw) != length or raw[-1]:
        raise ValueError("no name")
    return raw[:-1].decode("utf-8")


_HINT = "Download it again (`companion models get` with its id), or choose another model."


def _wrong(path: Path, what: str) -> ModelError:
    return ModelError(f"{path} {what}.", code="models-structure", hint=_HINT)
