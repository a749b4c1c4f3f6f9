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
