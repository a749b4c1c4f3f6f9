"""Lorebooks of character cards: what is known about a world, and the keywords that other programs bring it up by.

Read and written whole. While she talks, `lore.Lore` brings entries up; its texts are sources to train on as well
(trainer/sources/card.py). Pure; any thread.
"""

import re
from dataclasses import dataclass
from typing import Any, Literal

_DECORATOR = re.compile(r"^@@@?[a-z_]+.*$")
MAX_ENTRIES = 5000
Logic = Literal["any", "not all", "none", "all"]
LOGIC: tuple[Logic, ...] = ("any", "not all", "none", "all")  # SillyTavern's numbers


@dataclass(frozen=True, slots=True)
class LoreEntry:
    """keys: any of them in the recent words brings the entry up; secondary: one of these as well, or as `logic` says.
    constant: always. regex: keys are regular expressions. order: lower ones stand first; priority: lower ones go first
    where there is no room. position: before or after what is said about her. decorators: V3's `@@…` lines."""

    content: str
    keys: tuple[str, ...] = ()
    secondary: tuple[str, ...] = ()
    name: str = ""
    constant: bool = False
    enabled: bool = True
    regex: bool = False
    case_sensitive: bool = False
    order: float = 0.0
    decorators: tuple[str, ...] = ()
    priority: float = 0.0
    position: Literal["before", "after"] = "after"
    logic: Logic = "any"


def entries(book: object) -> tuple[LoreEntry, ...]:
    """The entries of a `character_book`, or of a lorebook file (`{"entries": [...]}`, a list or an object of them).

    What has no content is left out."""
    raw = book.get("entries") if isinstance(book, dict) else None
    items = list(raw.values()) if isinstance(raw, dict) else raw if isinstance(raw, list) else []
    found = [_entry(item) for item in items[:MAX_ENTRIES] if isinstance(item, dict)]
    return tuple(sorted((entry for entry in found if entry.content), key=lambda entry: entry.order))


def _entry(item: dict[str, Any]) -> LoreEntry:
    lines = str(item.get("content") or "").strip().split("\n")
    decorators = []
    while lines and _DECORATOR.match(lines[0].strip()):
        decorators.append(lines.pop(0).strip())
    order = item.get("insertion_order", item.get("order", 0))
    selective = item.get("selective", True)
    more = extensions if isinstance(extensions := item.get("extensions"), dict) else {}
    logic = item.get("selectiveLogic", more.get("selectiveLogic"))
    return LoreEntry(
        content="\n".join(lines).strip(),
        keys=_words(item.get("keys", item.get("key"))),
        secondary=_words(item.get("secondary_keys", item.get("keysecondary"))) if selective else (),
        name=str(item.get("name") or item.get("comment") or "").strip(),
        constant=bool(item.get("constant")) or bool({"@@constant", "@@activate"} & {*decorators}),
        enabled=bool(item.get("enabled", not item.get("disable", False))) and "@@dont_activate" not in decorators,
        regex=bool(item.get("use_regex")),
        case_sensitive=bool(item.get("case_sensitive", item.get("caseSensitive"))),
        order=_number(order),
        decorators=tuple(decorators),
        priority=_number(item.get("priority", 0)),
        position="before" if item.get("position", more.get("position")) in ("before_char", 0) else "after",
        logic=LOGIC[logic] if isinstance(logic, int) and 0 <= logic < len(LOGIC) else "any",
    )


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and value == value else 0.0


def _words(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else str(value or "").split(",")
    return tuple(dict.fromkeys(str(item).strip() for item in items if str(item).strip()))
