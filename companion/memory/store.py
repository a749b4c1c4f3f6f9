"""What was said, on disk as it happens: a turn when it begins, her words as they are shown, what was heard at the end.

Any thread may call; one connection, one lock, each call a few hundred microseconds. A turn that never ended (the
program was killed) simply stays as it was last written: not complete, and heard = what had been shown.
"""

import contextlib
import sqlite3
import threading
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from companion.errors import MemoryStoreError
from companion.memory import database
from companion.persona.emotion import NEUTRAL, Mood
from companion.persona.prompt import Context, PastTurn, past_turn, user_text
from companion.persona.reply import Order
from companion.persona.text_stream import whole
from companion.voice.types import Turn

_OPEN_TURNS = 64  # turns of this run that may still be written to
_COLUMNS = (
    "turn.id, turn.user, turn.context, turn.text, turn.heard, turn.complete, turn.emotion, turn.intensity, turn.raw, "
    "turn.started, turn.language, turn.source"
)


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """One exchange. context: the user turn as the model saw it. raw: the reply object as generated, "" if it never
    came to its end. complete: all of `text` was heard. when: seconds since 1970."""

    id: int
    user: str
    context: str
    text: str
    heard: str
    complete: bool
    mood: Mood
    raw: str
    when: float
    language: str
    source: str

    def past_turn(self, order: Order) -> PastTurn:
        """As it belongs into the next prompt: only what was heard."""
        context = self.context or user_text("", Context(NEUTRAL))
        return past_turn(context, self.heard, self.mood, self.raw, complete=self.complete, order=order)


@dataclass(frozen=True, slots=True)
class ConversationInfo:
    """One line of a list of conversations. started, last: seconds since 1970; opening: the person's first words."""

    id: int
    character: str
    started: float
    last: float
    turns: int
    opening: str


@dataclass(frozen=True, slots=True)
class Found:
    """A turn that a search found, and where it belongs."""

    conversation: int
    character: str
    turn: StoredTurn


class Store:
    """The database of all conversations.

    Args:
        path: the file; it and its folder are made when they are missing.
        clock: seconds since 1970, for `when`.

    Raises:
        MemoryStoreError: no place to write, a newer schema, or another program's file. Every method raises it too,
            when the disk fails (`retryable` says whether the same call may succeed later).
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None
        self._connection, aside = database.connect(path, clock)
        self.problems: tuple[str, ...] = ()  # what the person should know about the file
        if aside is not None:
            said = f"The file with earlier conversations was damaged. It is kept as {aside}, and a new one is begun."
            self.problems = (said,)

    def conversation(self, character_id: str) -> "Conversation":
        """The newest conversation with a character, or a new one."""
        with self._work() as connection:
            row = connection.execute(
                "SELECT id FROM conversation WHERE character = ? ORDER BY id DESC LIMIT 1", (character_id,)
            ).fetchone()
        return Conversation(self, int(row[0])) if row else self.new_conversation(character_id)

    def new_conversation(self, character_id: str) -> "Conversation":
        """A new conversation; the earlier ones stay."""
        with self._work() as connection:
            row = connection.execute(
                "INSERT INTO conversation(character, started) VALUES (?, ?)", (character_id, self._clock())
            )
        return Conversation(self, int(row.lastrowid or 0))

    def conversations(self, character_id: str | None = None) -> list[ConversationInfo]:
        """All conversations (of one character), the newest first."""
        with self._work() as connection:
            rows = connection.execute(
                "SELECT c.id, c.character, c.started, coalesce(max(t.started), c.started), count(t.id), coalesce("
                "(SELECT user FROM turn WHERE conversation = c.id AND user != '' ORDER BY id LIMIT 1), '')"
                " FROM conversation c LEFT JOIN turn t ON t.conversation = c.id"
                " WHERE ?1 IS NULL OR c.character = ?1 GROUP BY c.id ORDER BY c.id DESC",
                (character_id,),
            ).fetchall()
        return [ConversationInfo(*row) for row in rows]

    def search(self, text: str, limit: int = 50) -> list[Found]:
        """Turns in which the person or the character said this (a part of a word will do), the newest first."""
        wanted = _clean(text).strip()
        if not wanted:
            return []
        if len(wanted) >= 3:
            where = "turn.id IN (SELECT rowid FROM turn_words WHERE turn_words MATCH ?1)"
            wanted = '"' + wanted.replace('"', '""') + '"'
        else:  # shorter than a trigram: two Korean syllables are a whole word
            where = "(turn.user LIKE ?1 ESCAPE '\\' OR turn.text LIKE ?1 ESCAPE '\\')"
            wanted = "%" + "".join("\\" + char if char in "\\%_" else char for char in wanted) + "%"
        with self._work() as connection:
            rows = connection.execute(
                f"SELECT c.id, c.character, {_COLUMNS} FROM turn JOIN conversation c ON c.id = turn.conversation"
                f" WHERE {where} ORDER BY turn.id DESC LIMIT ?2",
                (wanted, max(0, limit)),
            ).fetchall()
        return [Found(row[0], row[1], _turn(row[2:])) for row in rows]

    def delete(self, conversation_id: int) -> bool:
        """Remove a conversation for good: rows overwritten, word index rebuilt, log emptied. False: there is none."""
        with self._work() as connection:
            gone = connection.execute("DELETE FROM conversation WHERE id = ?", (conversation_id,)).rowcount > 0
            if gone:
                database.purge(connection)
        return gone

    def close(self) -> None:
        """Idempotent; later calls raise MemoryStoreError."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()

    @contextlib.contextmanager
    def _work(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._connection is None:
                raise MemoryStoreError(f"{self.path} is already closed.", code="memory-closed")
            try:
                yield self._connection
            except sqlite3.Error as error:
                raise database.explain(error, self.path) from error


class Conversation:
    """One conversation with one character; implements ports.ConversationLog. Any thread."""

    def __init__(self, store: Store, conversation_id: int) -> None:
        self.id = conversation_id
        self._store = store
        self._lock = threading.Lock()
        self._rows: OrderedDict[Turn, int] = OrderedDict()  # Turn.id begins anew with each loop, the object does not
        self._ended: set[int] = set()

    def user_said(self, turn: Turn, text: str, language: str, context: str) -> None:
        """A committed turn begins; on disk before an answer is generated."""
        self._row(turn, _clean(text), language, whole(context))

    def reply_progress(self, turn: Turn, text: str, mood: Mood) -> None:
        """All of the reply shown so far. What comes after `reply_done` is ignored."""
        row = self._row(turn)
        with self._lock:
            if row in self._ended:
                return
        shown = _clean(text)
        with self._store._work() as connection:
            connection.execute(
                "UPDATE turn SET text = ?, heard = ?, emotion = ?, intensity = ? WHERE id = ?",
                (shown, shown, mood.emotion, mood.intensity, row),
            )

    def reply_done(self, turn: Turn, text: str, heard: str, complete: bool, mood: Mood, raw: str) -> None:
        """The turn has ended, with what was heard of it."""
        row = self._row(turn)
        with self._store._work() as connection:
            connection.execute(
                "UPDATE turn SET text = ?, heard = ?, complete = ?, emotion = ?, intensity = ?, raw = ? WHERE id = ?",
                (_clean(text), _clean(heard), int(complete), mood.emotion, mood.intensity, whole(raw), row),
            )
        with self._lock:
            self._ended.add(row)

    def past(self, limit: int) -> list[StoredTurn]:
        """The last `limit` turns, the oldest first."""
        with self._store._work() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM turn WHERE conversation = ? ORDER BY id DESC LIMIT ?", (self.id, max(0, limit))
            ).fetchall()
        return [_turn(row) for row in reversed(rows)]

    def past_turns(self, limit: int, order: Order) -> list[PastTurn]:
        """The same for the next prompt, only what was heard. An unheard answer is left out where the person's words
        went into the next turn (see voice.history), else it stays as a trace."""
        turns = self.past(limit)
        after = [*(turn.context for turn in turns[1:]), ""][: len(turns)]
        kept = [
            turn
            for turn, following in zip(turns, after, strict=True)
            if turn.heard.strip() or not turn.user or turn.user not in following
        ]
        return [turn.past_turn(order) for turn in kept]

    def delete(self) -> bool:
        """Remove this conversation for good; see `Store.delete`."""
        return self._store.delete(self.id)

    def _row(self, turn: Turn, user: str = "", language: str = "", context: str = "") -> int:
        """The turn's row; made at the first call about it (a greeting has no words of the person)."""
        with self._lock:
            if turn not in self._rows:
                with self._store._work() as connection:
                    added = connection.execute(
                        "INSERT INTO turn(conversation, source, language, user, context, started)"
                        " VALUES (?, ?, ?, ?, ?, ?)",
                        (self.id, turn.source, language, user, context, self._store._clock()),
                    )
                self._rows[turn] = int(added.lastrowid or 0)
                while len(self._rows) > _OPEN_TURNS:
                    self._ended.discard(self._rows.popitem(last=False)[1])
            return self._rows[turn]


def _clean(text: str) -> str:
    """NFC (Korean typed on a Mac is found by Korean typed elsewhere), writable as UTF-8."""
    return unicodedata.normalize("NFC", whole(text)).replace("\0", "")


def _turn(row: tuple[object, ...]) -> StoredTurn:
    key, user, context, text, heard, complete, emotion, intensity, raw, when, language, source = row
    return StoredTurn(
        id=int(str(key)),
        user=str(user),
        context=str(context),
        text=str(text),
        heard=str(heard),
        complete=bool(complete),
        mood=Mood(str(emotion), float(str(intensity))),
        raw=str(raw),
        when=float(str(when)),
        language=str(language),
        source=str(source),
    )
