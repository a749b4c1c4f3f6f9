"""What the chat window shows and what it may ask for: plain values and callables. No Qt; main thread.

Callables return at once. Those with `then` bring their answer later, by calling it on the main thread.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from companion.persona.emotion import Mood

ExportKind = Literal["md", "json", "jsonl"]


class PastTurn(Protocol):
    """What is used of a stored turn (companion.memory.rows.StoredTurn). heard: the part of `text` that was audible.
    mine, hers: turns that stand for the wordings and the answers at this place, this one among them."""

    @property
    def id(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def heard(self) -> str: ...
    @property
    def complete(self) -> bool: ...
    @property
    def mood(self) -> Mood | None: ...
    @property
    def when(self) -> datetime | float: ...
    @property
    def answered(self) -> datetime | float | None: ...
    @property
    def mine(self) -> tuple[int, ...]: ...
    @property
    def hers(self) -> tuple[int, ...]: ...


@dataclass(frozen=True)
class Opening:
    """A conversation to show: `count` turns, of which `turns` are here, the first of them number `first`.

    at: number of the turn to look at; None: the end. id: of the conversation, 0 for none."""

    id: int = 0
    count: int = 0
    first: int = 0
    turns: Sequence[PastTurn] = ()
    at: int | None = None
    title: str = ""


@dataclass(frozen=True)
class ConversationItem:
    """One line of the list. who: her name. opening: the person's first words. current: it is the one in the window."""

    id: int
    who: str
    title: str
    opening: str
    last: datetime
    turns: int
    current: bool = False
    hers: bool = True  # with the character who is here now


@dataclass(frozen=True)
class Hit:
    """A message that a search found: `before` + `match` + `after` is a piece of it. who: whose words, in words."""

    conversation: int
    turn: int
    who: str
    before: str
    match: str
    after: str
    when: datetime
    title: str = ""


def _nothing(*_arguments: object) -> None: ...


@dataclass(frozen=True)
class ChatActions:
    """What a person can do with a conversation.

    page(conversation, first, count, then): stored turns from number `first` on. again(turn, words): answer it once
    more, or other words in its place. show(turn): this variant. remove(turn): delete it for good. open(conversation,
    turn): show it, at a turn or, with 0, at its end. export(conversation, kind, file). text(conversation, then): all of
    it as Markdown, for the clipboard. text_scaled: the person has changed the size of the letters to this factor.
    """

    page: Callable[[int, int, int, Callable[[Sequence[PastTurn]], None]], None] = _nothing
    again: Callable[[int, str], None] = _nothing
    show: Callable[[int], None] = _nothing
    remove: Callable[[int], None] = _nothing
    conversations: Callable[[Callable[[Sequence[ConversationItem]], None]], None] = _nothing
    search: Callable[[str, Callable[[Sequence[Hit]], None]], None] = _nothing
    begin: Callable[[], None] = _nothing
    open: Callable[[int, int], None] = _nothing
    rename: Callable[[int, str], None] = _nothing
    delete: Callable[[int], None] = _nothing
    export: Callable[[int, ExportKind, Path], None] = _nothing
    text: Callable[[int, Callable[[str], None]], None] = _nothing
    text_scaled: Callable[[float], None] = _nothing
    text_scale: float = 1.0
