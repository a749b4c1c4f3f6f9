"""A character.yaml as plain data that knows its lines. Safe YAML only, bounded in size and depth; any thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import yaml

from companion.errors import CharacterError

MAX_BYTES = 256 * 1024
MAX_DEPTH = 12
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same language, twenty times as fast
Problem = tuple[int, str]  # line (from 1), what is wrong there


@dataclass(frozen=True, slots=True)
class CharacterFile:
    """data: the mapping in the file. root: the same as YAML nodes, which know where they stand."""

    path: Path
    data: dict[str, Any]
    root: yaml.MappingNode

    def line(self, location: tuple[Any, ...]) -> int:
        """The line of the deepest part of `location` (keys and indexes) that is in the file, from 1."""
        node: yaml.Node = self.root
        line = 1
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


def read(path: Path) -> CharacterFile:
    """Read a character.yaml.

    Raises:
        CharacterError: missing, unreadable, too large, not UTF-8, not YAML, aliases, doubled keys, or no mapping.
    """
    with _opened(path) as file:
        return parse(file.read(MAX_BYTES + 1), path)


def parse(raw: bytes, path: Path) -> CharacterFile:
    """The same for bytes that are to be, or were, the file at `path`; nothing is read."""
    text = _text(raw, path)
    try:
        problems = _suspicious(text)
        if problems:
            raise _wrong(path, *problems[0])
        root = yaml.compose(text, Loader=_LOADER)
        data = yaml.SafeLoader("").construct_document(root) if isinstance(root, yaml.MappingNode) else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = min(mark.line + 1, len(text.splitlines())) if mark is not None else 1
        raise _wrong(path, line, f"this is not valid YAML ({getattr(error, 'problem', None) or error})") from error
    except (ValueError, OverflowError) as error:  # e.g. a date like 2024-99-99
        raise _wrong(path, 1, f"a value can't be read ({error})") from error
    if not isinstance(root, yaml.MappingNode) or not isinstance(data, dict):
        raise _wrong(path, 1, "a character is a list of `name: value` lines")
    double = _doubled(root)
    if double:
        raise _wrong(path, *double)
    return CharacterFile(path, {str(key): value for key, value in data.items()}, root)


def sentence(text: str) -> str:
    """With a full stop, unless it ends as a sentence already ("did you mean …?")."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError as error:
        raise CharacterError(
            f"{path.parent} has no {path.name}.",
            code="character-missing",
            hint="A character is a folder with a character.yaml in it.",
        ) from error
    except OSError as error:
        raise CharacterError(f"{path} can't be read: {error.strerror}.", code="character-unreadable") from error


def _text(raw: bytes, path: Path) -> str:
    if len(raw) > MAX_BYTES:
        raise _wrong(path, 1, f"the file is larger than {MAX_BYTES // 1024} KiB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _wrong(path, line, "the file is not UTF-8; save it as UTF-8") from error


def _suspicious(text: str) -> list[Problem]:
    """Aliases (a few lines can unfold to gigabytes) and deep nesting, seen before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            return [(line, "YAML aliases (*name) are not allowed here; write the text out")]
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            return [(line, "nested too deeply")]
    return []


def _doubled(node: yaml.Node) -> Problem | None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                return key.start_mark.line + 1, f"`{name}` is there twice"
            seen.add(name)
            found = _doubled(value)
            if found:
                return found
    elif isinstance(node, yaml.SequenceNode):
        return next((found for found in map(_doubled, node.value) if found), None)
    return None


def _wrong(path: Path, line: int, text: str) -> CharacterError:
    return CharacterError(
        f"{path}, line {line}: {text}.", code="character-syntax", hint="Mend that line with a text editor."
    )
