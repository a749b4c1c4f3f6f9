"""character.yaml as text that people edit: settings change, their comments and their own edits stay. Pure; any thread.

Works on top-level keys. A key's block reaches to the next key; comments right above a key belong to it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from companion.errors import TrainingError

HERS = frozenset({"avatar", "voices", "greetings", "pardons", "sampling", "license", "author"})
"""Keys that training does not depend on: what stands in the app stays when nothing tells who changed it."""
_OURS = frozenset({"id", "brain", "adapter"})
_BREAKS = re.compile("[\x85\u2028\u2029]")  # line ends to YAML, letters of a text to us
_KEY = re.compile(r"^(?:([A-Za-z_][\w]*)|\"([^\"]+)\"|'([^']+)')\s*:(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Merged:
    """text: the new file. kept: keys in which the person's edit won over a change of the workspace. taken: keys that
    were brought up to date."""

    text: str
    kept: tuple[str, ...] = ()
    taken: tuple[str, ...] = field(default=())


def set_key(text: str, key: str, value: Any) -> str:
    """`text` with `key` set; None removes it, but no comment above it."""
    blocks = _blocks(text)
    if value is None:
        return "".join(part if name != key else _head(part) for name, part in blocks)
    return _put(blocks, key, _dump({key: value}))


def merge(mine: str, last: str | None, theirs: str) -> Merged:
    """The app's file brought up to the workspace's, without losing what the person changed in the app.

    Args:
        mine: as it stands in the app now.
        last: as it was written there last; None when that is not known.
        theirs: as it stands in the workspace.

    Raises:
        TrainingError: one of them is no YAML mapping.
    """
    now, before, new = _data(mine), None if last is None else _data(last), _data(theirs)
    source = dict(_blocks(theirs))
    kept, taken, text = [], [], mine
    for key in [*new, *(key for key in now if key not in new)]:
        if key in _OURS or now.get(key) == new.get(key):
            continue
        unknown = key in new and (key not in now or key not in HERS)
        if not (unknown if before is None else now.get(key) == before.get(key)):
            changed = before is not None and before.get(key) != new.get(key)
            kept += [key] if changed or before is None else []
            continue
        taken.append(key)
        text = _put(_blocks(text), key, source[key]) if key in source else set_key(text, key, None)
    return Merged(text, tuple(kept), tuple(taken))


def _put(blocks: list[tuple[str, str]], key: str, block: str) -> str:
    """Replaces a block, or adds it at the end; comments above the old block stay."""
    block = block if block.endswith("\n") else block + "\n"
    found = False
    parts = []
    for name, part in blocks:
        if name == key:
            head = _head(part)
            part = head + block.removeprefix(_head(block))
            found = True
        elif part and not part.endswith("\n"):
            part += "\n"
        parts.append(part)
    return "".join(parts) + ("" if found else block)


def _dump(data: Mapping[str, Any]) -> str:
    text = yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, width=120)
    if not _BREAKS.search(text):
        return text
    # PyYAML writes such line ends as they are and reads them as blanks; escaped they come back
    return yaml.safe_dump(dict(data), allow_unicode=False, sort_keys=False, width=120)


def _head(block: str) -> str:
    """Comments and empty lines above the key."""
    lines = _lines(block)
    count = next((number for number, line in enumerate(lines) if _KEY.match(line)), 0)
    return "".join(lines[:count])


def _blocks(text: str) -> list[tuple[str, str]]:
    """(key, its lines with the comments above it); what stands before the first key and at
    the very end has the key ""."""
    if text.lstrip().startswith("{"):  # a flow mapping has no lines to keep
        text = _dump(_data(text))
    blocks: list[tuple[str, list[str]]] = [("", [])]
    for line in _lines(text):
        found = _KEY.match(line)
        if found:
            above = _trailing(blocks[-1][1])
            blocks.append((next(name for name in found.groups() if name), above))
        blocks[-1][1].append(line)
    blocks.append(("", _trailing(blocks[-1][1])))
    return [(key, "".join(lines)) for key, lines in blocks]


def _lines(text: str) -> list[str]:
    """Lines with their ends; other line ends than these are letters within quotes."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _trailing(lines: list[str]) -> list[str]:
    """Takes comments at the left edge off the end of a block: they speak of what follows."""
    count = len(lines)
    while count and lines[count - 1].startswith("#"):
        count -= 1
    taken = lines[count:]
    del lines[count:]
    return taken


def _data(text: str) -> Mapping[str, Any]:
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        raise TrainingError(f"character.yaml{where}: this is not valid YAML.", code="character-invalid") from error
    if not isinstance(data, dict):
        raise TrainingError("character.yaml is no mapping.", code="character-invalid")
    return data
