"""The conversation as the panel shows it: stored turns and events in, lines out. Pure; main thread."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from companion.persona.emotion import Mood
from companion.ui.status import answer_ms
from companion.voice.types import Interrupted, ReplyDone, ReplyStarted, ReplyText, Spoken, Transcript, TurnTimings


class PastTurn(Protocol):
    """What is used of a stored turn (companion.memory.store.StoredTurn). heard: the part of `text` that was audible."""

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


@dataclass(frozen=True)
class Line:
    """One bubble. heard: what was audible of an interrupted reply; None = all of it. turn: -1 for stored turns."""

    mine: bool
    text: str
    when: datetime
    turn: int = -1
    mood: Mood | None = None
    heard: str | None = None
    latency_ms: float | None = None

    @property
    def interrupted(self) -> bool:
        return self.heard is not None


class ChatLog:
    """All lines of a conversation, oldest first."""

    def __init__(self, past: Iterable[PastTurn] = ()) -> None:
        self.lines: list[Line] = []
        for turn in past:
            self._remember(turn)

    def on_event(self, event: object, when: datetime) -> int | None:
        """Take any event; the index of the line that is new or has changed, None if none has."""
        if isinstance(event, Transcript):
            return self._said(event, when) if event.final and event.text.strip() else None
        if isinstance(event, ReplyStarted):
            return self._reply(event.turn.id, when, text="", mood=event.mood)  # a repeated turn begins anew
        if isinstance(event, ReplyText):
            index = self._find(event.turn.id)
            before = "" if index is None else self.lines[index].text
            return self._reply(event.turn.id, when, text=before + event.delta)
        if isinstance(event, ReplyDone):
            if event.stopped == "cancelled" and self._find(event.turn.id) is None:
                return None
            return self._reply(event.turn.id, when, text=event.text, mood=event.mood)
        if isinstance(event, Interrupted):
            return self._cut(event.turn.id, event.heard_text)
        if isinstance(event, Spoken):
            return None if event.complete else self._cut(event.turn.id, event.heard_text)
        if isinstance(event, TurnTimings):
            return self._change(self._find(event.turn.id), latency_ms=answer_ms(event))
        return None

    def _remember(self, turn: PastTurn) -> None:
        when = _moment(turn.when)
        if turn.user.strip():
            self.lines.append(Line(True, turn.user.strip(), when))
        if turn.text.strip():
            heard = None if turn.complete or turn.heard == turn.text else turn.heard
            self.lines.append(Line(False, turn.text, when, mood=turn.mood, heard=heard))

    def _said(self, event: Transcript, when: datetime) -> int:
        for index in range(len(self.lines) - 1, -1, -1):
            if self.lines[index].turn == event.turn.id and self.lines[index].mine:
                self.lines[index] = replace(self.lines[index], text=event.text.strip())
                return index
        self.lines.append(Line(True, event.text.strip(), when, turn=event.turn.id))
        return len(self.lines) - 1

    def _reply(self, turn: int, when: datetime, **changes: object) -> int:
        index = self._find(turn)
        if index is None:
            self.lines.append(Line(False, "", when, turn=turn))
            index = len(self.lines) - 1
        self._change(index, **changes)
        return index

    def _cut(self, turn: int, heard: str) -> int | None:
        index = self._find(turn)
        if index is None or not self.lines[index].text.strip():
            return index
        whole = heard.strip() == self.lines[index].text.strip()
        return self._change(index, heard=None if whole else heard)

    def _change(self, index: int | None, **changes: object) -> int | None:
        if index is not None:
            self.lines[index] = replace(self.lines[index], **changes)  # type: ignore[arg-type]
        return index

    def _find(self, turn: int) -> int | None:
        for index in range(len(self.lines) - 1, max(-1, len(self.lines) - 12), -1):
            if self.lines[index].turn == turn and not self.lines[index].mine:
                return index
        return None


def _moment(when: datetime | float) -> datetime:
    moment = when if isinstance(when, datetime) else datetime.fromtimestamp(when).astimezone()
    return moment.astimezone()
