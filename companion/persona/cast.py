"""In which order characters are listed: `cast.yaml` beside the shipped ones, and the person's own. Any thread.

A file is a list of ids. First come those of the person's file, then those of the shipped one, then all others by name.
"""

import functools
from collections.abc import Mapping
from pathlib import Path

import yaml

from companion import paths
from companion.errors import CharacterError
from companion.persona.character_file import MAX_BYTES

FILE_NAME = "cast.yaml"


def order() -> tuple[Mapping[str, int], tuple[CharacterError, ...]]:
    """The rank of each id that is named, and what is wrong with a file, which then orders nobody."""
    ranks: dict[str, int] = {}
    wrong = []
    for root in (paths.user_characters(), paths.shipped_characters()):
        found = _read(root / FILE_NAME, _stamp(root / FILE_NAME))
        if isinstance(found, CharacterError):
            wrong.append(found)
            continue
        for name in found:
            ranks.setdefault(name, len(ranks))
    return ranks, tuple(wrong)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


@functools.lru_cache(maxsize=8)
def _read(path: Path, stamp: tuple[int, int]) -> tuple[str, ...] | CharacterError:
    """The ids in the file of that time and size; none where there is no file."""
    if stamp == (0, 0):
        return ()
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            return _wrong(path, "it is too large")
        node = yaml.compose(raw.decode("utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        return _wrong(path, str(error))
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        return _wrong(path, f"line {mark.line + 1 if mark else 1}: it is not valid YAML")
    if node is None:
        return ()
    if not isinstance(node, yaml.SequenceNode):
        return _wrong(path, "line 1: a list of ids is expected, each on a line of its own: `- snow_white`")
    for item in node.value:
        if not isinstance(item, yaml.ScalarNode):
            return _wrong(path, f"line {item.start_mark.line + 1}: an id is expected")
    return tuple(str(item.value) for item in node.value)


def _wrong(path: Path, what: str) -> CharacterError:
    error = CharacterError(
        f"{path}: {what}.", code="cast-invalid", hint="Mend the file or delete it; until then it orders nobody."
    )
    error.folder = path.name
    return error
