"""A YAML file as plain data that knows its lines: safe types only, no aliases, no doubled keys, bounded in size and
depth. Pure; any thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from companion.errors import ModelError

MAX_BYTES = 1 << 20
MAX_DEPTH = 12
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same language, many times as fast


@dataclass(frozen=True, slots=True)
class Document:
    """data: what is in the file. root: the same as YAML nodes, which know where they stand; None = an empty file."""

    path: Path
    data: Any
    root: yaml.Node | None

    def line(self, location: Sequence[str | int]) -> int:
        """The line of the deepest part of `location` (keys and indexes) that is in the file, from 1."""
        node, line = self.root, 1
        for part in location:
            if isinstance(node, yaml.MappingNode):
                pair = next((pair for pair in node.value if pair[0].value == str(part)), None)
                if pair is None:
                    return line
                line, node = pair[0].start_mark.line + 1, pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line + 1
            else:
                return line
        return line


def read(path: Path) -> Document:
    """Raises ModelError: missing, unreadable, too large, not UTF-8, not YAML, aliases, doubled keys, too deep."""
    text = _text(path)
    try:
        depth = 0
        for event in yaml.parse(text, Loader=_LOADER):
            line = event.start_mark.line if event.start_mark else 0
            if isinstance(event, yaml.AliasEvent):
                raise _wrong(path, line, "YAML aliases (*name) are not allowed here")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise _wrong(path, line, "nested too deeply")
        root = yaml.compose(text, Loader=_LOADER)
        if root is None:
            return Document(path, None, None)
        _refuse_doubled(path, root)
        return Document(path, yaml.SafeLoader("").construct_document(root), root)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line if mark is not None else 0
        raise _wrong(path, line, f"this is not valid YAML ({getattr(error, 'problem', None) or error})") from error
    except (ValueError, OverflowError, TypeError) as error:  # e.g. a date like 2024-99-99, or a list as a key
        raise _wrong(path, 0, f"a value can't be read ({error})") from error


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise _wrong(path, 0, f"the file is larger than {MAX_BYTES >> 20} MiB")
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise ModelError(
            f"{path} can't be read: {error.strerror}.", code="models-catalogue", hint="Install the program again."
        ) from error
    except UnicodeDecodeError as error:
        raise _wrong(path, error.object[: error.start].count(b"\n"), "the file is not UTF-8") from error


def _refuse_doubled(path: Path, node: yaml.Node) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                raise _wrong(path, key.start_mark.line, f"`{name}` is there twice")
            seen.add(name)
            _refuse_doubled(path, value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_doubled(path, item)


def _wrong(path: Path, line: int, text: str) -> ModelError:
    return ModelError(
        f"{path}, line {line + 1}: {text}.",
        code="models-catalogue",
        hint="Mend that line, or install the program again.",
    )
