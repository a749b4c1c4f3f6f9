"""The person's own conf.yaml, changed a setting at a time: their comments, order and spelling stay. Any thread.

Only the text of the value is replaced (YAML nodes know where they stand); what is there afterwards is read again and
compared with what was meant, so a file that is written too cleverly for this is left alone and said so.
"""

import contextlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from companion import config, paths
from companion.errors import ConfigError


def change(changes: Mapping[str, Any], path: Path | None = None) -> Path:
    """Set settings in the person's file (default `paths.user_config()`), which is made where there is none.

    Args:
        changes: dotted names and values ({"brain.model": "qwen3-4b"}); a section and a name in it at most.

    Raises:
        ConfigError: the file is not valid, or would not be afterwards; it can't be written. It stays as it was.
    """
    place = path if path is not None else paths.user_config()
    before = _text(place)
    text = before
    try:
        for name in _new_ones_first(changes):
            text = _set(text, name.split("."), changes[name])
        as_meant = yaml.safe_load(text) == _merged(yaml.safe_load(before) or {}, changes)
    except (yaml.YAMLError, _Unusual):
        as_meant = False
        config.load(place)  # says what is wrong with it, if that is why
    if not as_meant:
        lines = "; ".join(f"{name}: {_written(value)}" for name, value in changes.items())
        raise ConfigError(
            f"{place} is written in a way that this program does not change by itself.",
            code="config-unusual",
            hint=f"Write these settings into it by hand: {lines}",
        )
    _write(place, text)
    return place


def forget(names: Iterable[str], path: Path | None = None) -> Path:
    """Take settings out of the person's file, so that the defaults count; where a comment of theirs stands beside one,
    or it is not a line of its own, the default is written instead. As `change` otherwise."""
    place = path if path is not None else paths.user_config()
    text, left, usual = _text(place), [], config.defaults().model_dump(mode="json")
    for name in names:
        shorter = _line_taken_out(text, name)
        if shorter is None:
            left.append(name)
        else:
            text = shorter
    if text != _text(place):
        _write(place, text)
    known = _merged(yaml.safe_load(text) or {}, {})
    wanted = {name: _value(usual, name) for name in left if _value(known, name) is not None}
    return change(wanted, place) if wanted else place


def read(path: Path | None = None) -> str:
    """The whole text, "" where there is no file. Raises ConfigError: it can't be read."""
    return _text(path if path is not None else paths.user_config())


def restore(text: str, path: Path | None = None) -> Path:
    """The whole text as it was before; checked like a change."""
    place = path if path is not None else paths.user_config()
    _write(place, text)
    return place


class _Unusual(Exception):
    pass


def _value(data: Any, name: str) -> Any:
    for part in name.split("."):
        data = data.get(part) if isinstance(data, Mapping) else None
    return data


def _line_taken_out(text: str, name: str) -> str | None:
    """Without the line of this setting (and of its section, where nothing else is in it); None: that can't be done."""
    root, parts = yaml.compose(text, Loader=yaml.SafeLoader), name.split(".")
    found = _pair(root, parts[0]) if isinstance(root, yaml.MappingNode) else None
    if found is None:
        return text
    first, last = found[0], found[1]
    if len(parts) > 1:
        if not isinstance(found[1], yaml.MappingNode):
            return None
        inner = _pair(found[1], parts[1])
        if inner is None:
            return text
        alone = len(found[1].value) == 1
        flow = alone and found[1].flow_style
        first, last = (found if alone else inner)[0], (found if flow else inner)[1]
    if isinstance(last, yaml.CollectionNode) and not last.flow_style:
        return None
    begin, end = first.start_mark.index - first.start_mark.column, last.end_mark.index
    rest = text.find("\n", end)
    end_of_line = len(text) if rest < 0 else rest + 1
    lone = not text[begin : first.start_mark.index].strip() and not text[end:end_of_line].strip()
    return text[:begin] + text[end_of_line:] if lone and "#" not in text[begin:end] else None


def _text(place: Path) -> str:
    try:
        return place.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{place} can't be read: {error}.", code="config-unreadable") from error


def _new_ones_first(changes: Mapping[str, Any]) -> list[str]:
    """Sections in their order, the names in each backwards: a new name is put before those that are there."""
    sections = dict.fromkeys(name.partition(".")[0] for name in changes)
    return [name for section in sections for name in reversed(list(changes)) if name.partition(".")[0] == section]


def _set(text: str, name: list[str], value: Any) -> str:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        return _appended(text, name, value)
    if not isinstance(root, yaml.MappingNode):
        raise _Unusual
    found = _pair(root, name[0])
    if found is None:
        return _inside(text, root, name[0], value) if len(name) == 1 else _appended(text, name, value)
    key, node = found
    if len(name) == 1:
        return _replaced(text, node, value)
    if isinstance(node, yaml.MappingNode):
        inner = _pair(node, name[1])
        return _replaced(text, inner[1], value) if inner is not None else _inside(text, node, name[1], value)
    if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null" and not node.value:
        end = text.find("\n", key.end_mark.index)  # `brain:` and nothing behind it
        at = len(text) if end < 0 else end
        return f"{text[:at]}\n  {name[1]}: {_written(value)}{text[at:]}"
    raise _Unusual


def _pair(node: yaml.MappingNode, name: str) -> tuple[yaml.Node, yaml.Node] | None:
    """The last of that name, which is the one that counts."""
    return next(((key, value) for key, value in reversed(node.value) if key.value == name), None)


def _replaced(text: str, node: yaml.Node, value: Any) -> str:
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        raise _Unusual
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        raise _Unusual
    gap = "" if start == 0 or text[start - 1] in " \t[{," else " "
    return f"{text[:start]}{gap}{_written(value)}{text[end:]}"


def _inside(text: str, node: yaml.MappingNode, name: str, value: Any) -> str:
    """A new name as the first of a section."""
    line = f"{name}: {_written(value)}"
    if node.flow_style:
        at = node.start_mark.index + 1
        return f"{text[:at]}{line}{', ' if node.value else ''}{text[at:]}"
    first = node.value[0][0].start_mark
    begin = first.index - first.column
    if text[begin : first.index].strip():
        raise _Unusual
    return f"{text[:begin]}{' ' * first.column}{line}\n{text[begin:]}"


def _appended(text: str, name: list[str], value: Any) -> str:
    line = f"{name[0]}: {_written(value)}" if len(name) == 1 else f"{name[0]}:\n  {name[1]}: {_written(value)}"
    return f"{text}{'' if not text or text.endswith(chr(10)) else chr(10)}{line}\n"


def _written(value: Any) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=float("inf"))
    return text.removesuffix("\n").removesuffix("\n...")


def _merged(data: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(data)
    for name, value in changes.items():
        section, _, inner = name.partition(".")
        if inner:
            merged[section] = {**(merged.get(section) or {}), inner: value}
        else:
            merged[section] = value
    return merged


def _write(place: Path, text: str) -> None:
    part = place.with_name(place.name + ".new")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            config.load(part)
        except ConfigError as error:
            raise ConfigError(
                error.message.replace(str(part), str(place)), code=error.code, hint="Nothing was changed."
            ) from error
        part.replace(place)
    except OSError as error:
        raise ConfigError(
            f"Your settings {place} can't be written: {error.strerror}.",
            code="config-unwritable",
            hint="Check the permissions of that folder and the room on the disk.",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
