"""The conversation as the panel shows it: stored turns and events in, exchanges out. Pure; main thread.

Of a long conversation only some turns are here: the rest comes when it is scrolled to (`missing`, `put`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from companion.persona.emotion import Mood
from companion.ui.chat.items import Opening, PastTurn
from companion.ui.status import answer_ms
from companion.voice.types import Interrupted, ReplyDone, ReplyStarted, ReplyText, Spoken, Transcript, Turn, TurnTimings

_LATELY = 12  # exchanges in which an event's turn is looked for


@dataclass(frozen=True)
class Line:
    """One bubble. heard: what was audible of an interrupted reply; None = all of it. turn: its exchange's number in the
    memory, 0 while it has none. variants: turns to choose from at this place, with `turn` among them."""

    mine: bool
    text: str
    when: datetime
    turn: int = 0
    mood: Mood | None = None
    heard: str | None = None
    latency_ms: float | None = None
    variants: tuple[int, ...] = ()

    @property
    def interrupted(self) -> bool:
        return self.heard is not None


@dataclass(frozen=True)
class Exchange:
    """What the person said and what she answered; either may be missing (a greeting, an answer to come)."""

    said: Line | None = None
    reply: Line | None = None
    live: Turn | None = None  # of this run; None for stored ones

    @property
    def turn(self) -> int:
        """Its number in the memory, 0 while it has none."""
        line = self.said or self.reply
        return (self.live.stored if self.live is not None else 0) or (line.turn if line is not None else 0)

    @property
    def lines(self) -> tuple[Line, ...]:
        found = (self.said, self.reply)
        return tuple(replace(line, turn=self.turn) for line in found if line is not None and (line.text or line.mood))

    @property
    def when(self) -> datetime:
        line = self.said or self.reply
        assert line is not None
        return line.when


@dataclass(frozen=True)
class Change:
    """index: the exchange that is new or has changed. cut: what followed it is gone (it took the place of another)."""

    index: int
    cut: bool = False


class ChatLog:
    """All exchanges of a conversation, oldest first, those that are here."""

    def __init__(self, opening: Opening | None = None) -> None:
        opening = opening or Opening()
        self.conversation = opening.id
        self.count = max(opening.count, opening.first + len(opening.turns))
        self._known: dict[int, Exchange] = {}
        self.put(opening.first, opening.turns)

    def get(self, index: int) -> Exchange | None:
        """None: it is not here yet."""
        return self._known.get(index)

    def exchanges(self) -> Iterable[Exchange]:
        """Those that are here, oldest first."""
        return (self._known[index] for index in sorted(self._known))

    def missing(self, first: int, last: int) -> range | None:
        """The part of [first, last) that is not here, as one range; None if all is."""
        lacking = [index for index in range(max(0, first), min(last, self.count)) if index not in self._known]
        return range(lacking[0], lacking[-1] + 1) if lacking else None

    def put(self, first: int, turns: Sequence[PastTurn]) -> None:
        """Stored turns from number `first` on. What has happened here since is newer and stays."""
        for index, turn in enumerate(turns, first):
            if index < self.count and index not in self._known:
                self._known[index] = stored(turn)

    def index_of(self, turn: int) -> int | None:
        """Where the stored turn with this number is, if it is here."""
        return next((index for index, each in self._known.items() if each.turn == turn), None)

    def on_event(self, event: object, when: datetime) -> Change | None:
        """Take any event; what is new or has changed, None if nothing has."""
        if isinstance(event, Transcript):
            return self._said(event, when) if event.final and event.text.strip() else None
        if isinstance(event, ReplyStarted):
            return self._reply(event.turn, when, text="", mood=event.mood)  # a repeated turn begins anew
        if isinstance(event, ReplyText):
            return self._reply(event.turn, when, text=self._so_far(event.turn) + event.delta)
        if isinstance(event, ReplyDone):
            if event.stopped == "cancelled" and self._find(event.turn) is None:
                return None
            return self._reply(event.turn, when, text=event.text, mood=event.mood)
        if isinstance(event, Interrupted):
            return self._cut(event.turn, event.heard_text)
        if isinstance(event, Spoken):
            return None if event.complete else self._cut(event.turn, event.heard_text)
        if isinstance(event, TurnTimings):
            return self._change(event.turn, latency_ms=answer_ms(event))
        return None

    def _said(self, event: Transcript, when: datetime) -> Change:
        index = self._find(event.turn)
        text = event.text.strip()
        if index is not None:
            exchange = self._known[index]
            self._known[index] = replace(exchange, said=replace(exchange.said or Line(True, "", when), text=text))
            return Change(index)
        instead = self.index_of(event.turn.instead) if event.turn.instead else None
        if instead is None:
            return self._append(Exchange(Line(True, text, when), live=event.turn))
        before = self._known[instead]
        for gone in [index for index in self._known if index >= instead]:
            del self._known[gone]
        self.count = instead
        change = self._append(_variant(before, event.turn, text, when))
        return replace(change, cut=True)

    def _append(self, exchange: Exchange) -> Change:
        self._known[self.count] = exchange
        self.count += 1
        return Change(self.count - 1)

    def _reply(self, turn: Turn, when: datetime, **changes: object) -> Change:
        index = self._find(turn)
        if index is None:
            index = self._append(Exchange(live=turn)).index
        exchange = self._known[index]
        reply = replace(exchange.reply or Line(False, "", when), **changes)  # type: ignore[arg-type]
        self._known[index] = replace(exchange, reply=reply)
        return Change(index)

    def _so_far(self, turn: Turn) -> str:
        index = self._find(turn)
        reply = self._known[index].reply if index is not None else None
        return reply.text if reply is not None else ""

    def _cut(self, turn: Turn, heard: str) -> Change | None:
        text = self._so_far(turn).strip()
        return self._change(turn, heard=None if heard.strip() == text else heard) if text else None

    def _change(self, turn: Turn, **changes: object) -> Change | None:
        index = self._find(turn)
        if index is None or (reply := self._known[index].reply) is None:
            return None
        self._known[index] = replace(self._known[index], reply=replace(reply, **changes))  # type: ignore[arg-type]
        return Change(index)

    def _find(self, turn: Turn) -> int | None:
        for index in range(self.count - 1, max(-1, self.count - 1 - _LATELY), -1):
            exchange = self._known.get(index)
            if exchange is not None and exchange.live is not None and exchange.live.id == turn.id:
                return index
        return None


def _variant(before: Exchange, turn: Turn, text: str, when: datetime) -> Exchange:
    """The exchange that takes the place of `before`: the same words answered anew, or other words."""
    old, key = before.turn, turn.stored
    mine = before.said.variants if before.said is not None else ()
    hers = before.reply.variants if before.reply is not None else ()
    if before.said is not None and before.said.text == text:
        mine = tuple(key if each == old else each for each in mine or (old,))
        hers = (*(hers or (old,)), key)
    else:
        mine, hers = (*(mine or (old,)), key), (key,)
    return Exchange(Line(True, text, when, variants=mine), Line(False, "", when, variants=hers), turn)


def stored(turn: PastTurn) -> Exchange:
    """A turn out of the memory."""
    when = _moment(turn.when)
    said = reply = None
    if turn.user.strip():
        said = Line(True, turn.user.strip(), when, turn.id, variants=turn.mine)
    answered = when if turn.answered is None else _moment(turn.answered)
    heard = None if turn.complete or turn.heard == turn.text else turn.heard
    if turn.text.strip() or len(turn.hers) > 1:
        reply = Line(False, turn.text, answered, turn.id, turn.mood, heard, variants=turn.hers)
    return Exchange(said or (None if reply else Line(True, "", when, turn.id)), reply)


def _moment(when: datetime | float) -> datetime:
    moment = when if isinstance(when, datetime) else datetime.fromtimestamp(when).astimezone()
    return moment.astimezone()
