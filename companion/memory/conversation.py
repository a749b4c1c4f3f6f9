"""One conversation with one character, as it is written and read. Any thread may call; see store.py."""

import sqlite3
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from companion.memory import branches, rows
from companion.memory.rows import COLUMNS, StoredTurn, clean
from companion.persona.emotion import Mood
from companion.persona.prompt import PastTurn
from companion.persona.reply import Order
from companion.persona.text_stream import whole
from companion.voice.types import Turn

if TYPE_CHECKING:
    from companion.memory.store import Store

_OPEN_TURNS = 64  # turns of this run that may still be written to
_SHOWN = "turn.conversation = ?1 AND turn.shown = 1"


class Conversation:
    """Implements ports.ConversationLog. What is read are the turns that are shown, not their variants."""

    def __init__(self, store: "Store", conversation_id: int) -> None:
        self.id = conversation_id
        self._store = store
        self._lock = threading.Lock()
        self._rows: OrderedDict[Turn, int] = OrderedDict()  # Turn.id begins anew with each loop, the object does not
        self._ended: set[int] = set()

    # --- as it happens ---

    def user_said(self, turn: Turn, text: str, language: str, context: str) -> None:
        """A committed turn begins; on disk before an answer is generated. Where `turn.instead` is set, it takes the
        place of that stored turn, which stays as a variant together with what followed it."""
        self._row(turn, clean(text), language, whole(context))

    def reply_progress(self, turn: Turn, text: str, mood: Mood) -> None:
        """All of the reply shown so far. What comes after `reply_done` is ignored."""
        row = self._row(turn)
        with self._lock:
            if row in self._ended:
                return
        shown = clean(text)
        with self._store.writing() as connection:
            connection.execute(
                "UPDATE turn SET text = ?, heard = ?, emotion = ?, intensity = ?, answered = coalesce(answered, ?)"
                " WHERE id = ?",
                (shown, shown, mood.emotion, mood.intensity, self._store.clock(), row),
            )

    def reply_done(self, turn: Turn, text: str, heard: str, complete: bool, mood: Mood, raw: str) -> None:
        """The turn has ended, with what was heard of it."""
        row = self._row(turn)
        said = clean(text)
        with self._store.writing() as connection:
            connection.execute(
                "UPDATE turn SET text = ?, heard = ?, complete = ?, emotion = ?, intensity = ?, raw = ?,"
                " answered = coalesce(answered, ?) WHERE id = ?",
                (
                    *(said, clean(heard), int(complete), mood.emotion, mood.intensity, whole(raw)),
                    *(self._store.clock() if said else None, row),
                ),
            )
        with self._lock:
            self._ended.add(row)

    def _row(self, turn: Turn, user: str = "", language: str = "", context: str = "") -> int:
        """The turn's row; made at the first call about it (a greeting has no words of the person)."""
        with self._lock:
            if turn not in self._rows:
                with self._store.changing() as connection:
                    self._rows[turn] = self._add(connection, turn, user, language, context)
                turn.stored = self._rows[turn]
                while len(self._rows) > _OPEN_TURNS:
                    self._ended.discard(self._rows.popitem(last=False)[1])
            return self._rows[turn]

    def _add(self, connection: sqlite3.Connection, turn: Turn, user: str, language: str, context: str) -> int:
        instead = turn.instead
        parent = branches.fork(connection, self.id, instead) if instead else branches.last(connection, self.id)
        added = connection.execute(
            "INSERT INTO turn(conversation, source, language, user, context, started, parent)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (self.id, turn.source, language, user, context, self._store.clock(), parent),
        )
        return int(added.lastrowid or 0)

    # --- read ---

    def count(self) -> int:
        """Turns that are shown."""
        with self._store.reading() as connection:
            row = connection.execute(f"SELECT count(*) FROM turn WHERE {_SHOWN}", (self.id,)).fetchone()
        return int(row[0])

    def place(self, turn: int) -> int | None:
        """How many shown turns stand before this one; None where it is not shown."""
        with self._store.reading() as connection:
            row = connection.execute(
                f"SELECT (SELECT count(*) FROM turn WHERE {_SHOWN} AND id < ?2) FROM turn WHERE {_SHOWN} AND id = ?2",
                (self.id, turn),
            ).fetchone()
        return None if row is None else int(row[0])

    def page(self, first: int, limit: int) -> list[StoredTurn]:
        """Shown turns from number `first` on (0: the oldest), with their variants."""
        wanted = f"turn.id IN (SELECT id FROM turn WHERE {_SHOWN} ORDER BY id LIMIT ?2 OFFSET ?3)"
        return self._read(f"{wanted} ORDER BY turn.id", (max(0, limit), max(0, first)))

    def past(self, limit: int, before: int = 0) -> list[StoredTurn]:
        """The last `limit` turns (before a turn, where one is named), the oldest first."""
        wanted = f"{_SHOWN} AND (?2 = 0 OR turn.id < ?2) ORDER BY turn.id DESC LIMIT ?3"
        return self._read(wanted, (before, max(0, limit)))[::-1]

    def turn(self, number: int) -> StoredTurn | None:
        """One turn by its id, also one that is not shown."""
        return next(iter(self._read("turn.conversation = ?1 AND turn.id = ?2", (number,))), None)

    def _read(self, wanted: str, values: tuple[int, ...]) -> list[StoredTurn]:
        with self._store.reading() as connection:
            found = connection.execute(f"SELECT {COLUMNS} FROM turn WHERE {wanted}", (self.id, *values)).fetchall()
            parents = [int(row[12]) for row in found]
            variants = branches.variants(connection, self.id, parents) if len(parents) <= 500 else {}
        return [rows.turn(row, variants.get(int(row[12]))) for row in found]

    def past_turns(self, limit: int, order: Order, before: StoredTurn | None = None) -> list[PastTurn]:
        """The same for the next prompt, only what was heard. An unheard answer is left out where the person's words
        went into the next turn (see voice.history), else it stays as a trace.

        before: the turns before this one, for another answer to it."""
        turns = self.past(limit, before.id if before else 0)
        after = [*(turn.context for turn in turns[1:]), before.context if before else ""][: len(turns)]
        kept = [turn for turn, following in zip(turns, after, strict=True) if not _carried(turn, following)]
        return [turn.past_turn(order) for turn in kept]

    def carried_into(self, turn: StoredTurn) -> str:
        """The words of the turn before that were answered by this one, "" for none."""
        before = self.past(1, turn.id)
        return before[0].user if before and _carried(before[0], turn.context) else ""

    # --- changed afterwards ---

    def show(self, turn: int) -> None:
        """Show this variant, what led to it, and what followed it when it was shown last."""
        with self._store.changing() as connection:
            branches.show(connection, self.id, turn)

    def remove(self, turn: int) -> bool:
        """Delete one turn for good, like `Store.delete`; what followed it stays. False: there is none."""
        return self._store.wipe(lambda connection: branches.remove(connection, self.id, turn))

    def delete(self) -> bool:
        """Remove this conversation for good; see `Store.delete`."""
        return self._store.delete(self.id)


def _carried(turn: StoredTurn, following: str) -> bool:
    """Nothing of the answer was heard, and the words went into the next turn."""
    return bool(turn.user) and not turn.heard.strip() and turn.user in following
