"""character.yaml as text that people edit: settings change, their comments stay. Pure; any thread.

Works on top-level keys. A key's block reaches to the next key; comments right above a key belong to it.
"""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from companion.errors import CharacterError

_BREAKS = re.compile("[\x85\u2028\u2029]")  # line ends to YAML, letters of a text to us
_KEY = re.compile(r"^(?:([A-Za-z_][\w]*)|\"([^\"]+)\"|'([^']+)')\s*:(?=\s|$)")


def set_key(text: str, key: str, value: Any) -> str:
    """`text` with `key` set; None removes it, but no comment above it."""
    parts = blocks(text)
    if value is None:
        return "".join(part if name != key else _head(part) for name, part in parts)
    return put(parts, key, _dump({key: value}))


def put(old: list[tuple[str, str]], key: str, block: str) -> str:
    """Replaces a block, or adds it at the end; comments above the old block stay."""
    block = block if block.endswith("\n") else block + "\n"
    found = False
    parts = []
    for name, part in old:
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


def blocks(text: str) -> list[tuple[str, str]]:
    """(key, its lines with the comments above it); what stands before the first key and at
    the very end has the key ""."""
    if text.lstrip().startswith("{"):  # a flow mapping has no lines to keep
        text = _dump(data(text))
    found_blocks: list[tuple[str, list[str]]] = [("", [])]
    for line in _lines(text):
        found = _KEY.match(line)
        if found:
            above = _trailing(found_blocks[-1][1])
            found_blocks.append((next(name for name in found.groups() if name), above))
        found_blocks[-1][1].append(line)
    found_blocks.append(("", _trailing(found_blocks[-1][1])))
    return [(key, "".join(lines)) for key, lines in found_blocks]


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


def data(text: str) -> Mapping[str, Any]:
    """The mapping in it. Raises CharacterError: no YAML, or no mapping."""
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        raise CharacterError(f"character.yaml{where}: this is not valid YAML.", code="character-invalid") from error
    if not isinstance(found, dict):
        raise CharacterError("character.yaml is no mapping.", code="character-invalid")
    return found
