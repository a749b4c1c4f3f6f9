"""What the windows about one character show and may ask for: plain values. Pure; any thread."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Way = Literal["new", "replace", "copy"]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that someone wants to take in. kind: "package" or "card". taken: names of those that are here already.
    shipped: all of these came with the program, so replacing hides nothing for good. size: bytes. picture: a PNG."""

    file: str
    kind: str
    names: tuple[str, ...]
    one_line: str
    licence: str
    author: str
    size: int
    models: tuple[tuple[str, int], ...]
    taken: tuple[str, ...]
    shipped: bool
    notes: tuple[str, ...]
    picture: bytes | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What she knows of her world. name: "" for none. when: the words that bring it up. always: it needs none. used:
    False = never."""

    name: str
    text: str
    when: tuple[str, ...]
    always: bool
    used: bool


@dataclass(frozen=True, slots=True)
class Arrived:
    """Who came. ids, names: the same order. notes: what the person should know."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ImportActions:
    """take: take in what was shown. talk: change to that character now. choose: another file."""

    take: Callable[[Way], None]
    talk: Callable[[str], None]
    choose: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One character as her page shows her, in one of her languages.

    own: her folder is the person's. stands_before: a shipped one of the same id comes back when she goes. here: she is
    on the desktop now; renewed: but her files have changed since she came. model: what she thinks with, ("", 0) = the
    settings' model. figures: gate name -> share, of her report card. lines: how many written exchanges she is reminded
    of. languages: those she has. lore: what she knows of her world. expressions: her look is a model whose
    expressions can be chosen.
    """

    id: str
    language: str
    languages: tuple[str, ...]
    name: str
    one_line: str
    traits: tuple[str, ...]
    level: str
    rules: tuple[str, ...]
    backstory: tuple[str, ...]
    user_relation: str
    knowledge: str
    keywords: tuple[str, ...]
    greeting: str
    licence: str
    author: str
    own: bool
    stands_before: bool
    here: bool
    renewed: bool
    model: tuple[str, int]
    voice: str
    lines: int
    figures: tuple[tuple[str, float], ...]
    folder: str
    lore: tuple[Entry, ...] = ()
    expressions: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """One in the list of all."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Edit:
    """What may be changed in place, in the language of the sheet; the same names as in Sheet."""

    name: str
    one_line: str
    traits: tuple[str, ...]
    level: str
    rules: tuple[str, ...]
    backstory: tuple[str, ...]
    user_relation: str
    knowledge: str
    keywords: tuple[str, ...]
    greeting: str


Form = Literal[".companion", ".png", ".json", ".charx"]


@dataclass(frozen=True)
class CharacterActions:
    """What her page may ask for; all return at once, answers come as calls of the page's methods."""

    show: Callable[[str, str], None]  # id, language
    save: Callable[[Edit], None]
    export: Callable[[Form], None]
    take_in: Callable[[], None]
    remove: Callable[[], None]
    undo: Callable[[], None]
    talk: Callable[[], None]
    open_folder: Callable[[], None]
    make: Callable[[], None]
    expressions: Callable[[], None] = lambda: None
