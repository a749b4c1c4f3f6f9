"""What the window of the settings may ask for. Qt-free; called on the main thread, all return at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from companion.ui.audio_picker import SoundCalls


@dataclass(frozen=True)
class Option:
    """A value that may be chosen, and what the person reads."""

    value: Any
    label: str


Options = Mapping[str, Sequence[Option]]
"""Name of a setting -> what may be chosen for it."""


@dataclass(frozen=True)
class Her:
    """The character on the desktop. languages: hers. wishes: what was chosen for her alone, dotted names.
    otherwise: what counts where nothing is chosen, for every name there is."""

    id: str
    name: str
    languages: Sequence[str]
    wishes: Mapping[str, Any]
    otherwise: Mapping[str, Any]


@dataclass(frozen=True)
class SettingsCalls:
    """values: what counts now, by dotted name. problem(name, value): why a value is impossible, in the person's words,
    or "". change, reset: written and used soon; then `SettingsWindow.show_values` is called. options(take): `take` is
    called once they are known. her(): None while nobody is there. change_hers(id, {name: value or None}). here(): where
    she stands. sound(parent): a booth for each picker. restart_waits(): settings that count from the next start."""

    values: Callable[[], Mapping[str, Any]]
    problem: Callable[[str, Any], str]
    change: Callable[[Mapping[str, Any]], None]
    reset: Callable[[Sequence[str]], None]
    reset_all: Callable[[], None]
    undo: Callable[[], None]
    can_undo: Callable[[], bool]
    open_file: Callable[[], None]
    restart: Callable[[], None]
    restart_waits: Callable[[], frozenset[str]]
    options: Callable[[Callable[[Options], None]], None]
    her: Callable[[], Her | None]
    change_hers: Callable[[str, Mapping[str, Any]], None]
    here: Callable[[], tuple[int, int]]
    sound: Callable[[Any], SoundCalls]
    later: frozenset[str] = frozenset()
