"""character.yaml as text that people edit: settings change, their comments and their own edits stay. Pure; any thread.

Works on top-level keys. A key's block reaches to the next key; comments right above a key belong to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from companion.errors import TrainingError
from companion.persona.character_text import blocks, put
from companion.persona.character_text import set_key as set_key

HERS = frozenset({"avatar", "voices", "greetings", "pardons", "pats", "pokes", "sampling", "license", "author"})
"""Keys that training does not depend on: what stands in the app stays when nothing tells who changed it."""
_OURS = frozenset({"id", "brain", "adapter"})


@dataclass(frozen=True, slots=True)
class Merged:
    """text: the new file. kept: keys in which the person's edit won over a change of the workspace. taken: keys that
    were brought up to date."""

    text: str
    kept: tuple[str, ...] = ()
    taken: tuple[str, ...] = field(default=())


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
    source = dict(blocks(theirs))
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
        text = put(blocks(text), key, source[key]) if key in source else set_key(text, key, None)
    return Merged(text, tuple(kept), tuple(taken))


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
