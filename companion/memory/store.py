"""What was said, on disk as it happens: a turn when it begins, her words as they are shown, what was heard at the end.

Any thread may call. One connection writes, another reads, each under a lock; a call takes a few hundred microseconds,
a search up to a tenth of a second. A turn that never ended (the program was killed) simply stays as it was last
written: not complete, and heard = what had been shown.
"""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from companion.errors import MemoryStoreError
from companion.memory import database, schema, searching
from companion.memory.conversation import Conversation
from companion.memory.rows import ConversationInfo, Found, StoredTurn, clean

_TITLE = 120  # characters
_FEW = 200  # turns


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
        self.clock = clock
        self._lock = threading.Lock()  # of the connection that writes
        self._read_lock = threading.Lock()  # of the one that reads; taken last where both are
        self._connection: sqlite3.Connection | None
        self._reader: sqlite3.Connection | None = None
        self._connection, aside = database.connect(path, clock)
        self.problems: tuple[str, ...] = ()  # what the person should know about the file
        if aside is not None:
            said = f"The file with earlier conversations was damaged. It is kept as {aside}, and a new one is begun."
            self.problems = (said,)

    def conversation(self, character_id: str) -> Conversation:
        """The conversation with a character that was opened last, or a new one."""
        with self.reading() as connection:
            row = connection.execute(
                "SELECT id FROM conversation WHERE character = ? ORDER BY opened DESC, id DESC LIMIT 1",
                (character_id,),
            ).fetchone()
        return Conversation(self, int(row[0])) if row else self.new_conversation(character_id)

    def new_conversation(self, character_id: str) -> Conversation:
        """A new conversation; the earlier ones stay. One with this character in which nothing was said is used."""
        with self.changing() as connection:
            row = connection.execute(
                "SELECT id FROM conversation WHERE character = ? AND title = ''"
                " AND NOT EXISTS (SELECT 1 FROM turn WHERE conversation = conversation.id) ORDER BY id DESC LIMIT 1",
                (character_id,),
            ).fetchone()
            now = self.clock()
            if row is not None:
                connection.execute("UPDATE conversation SET started = ?, opened = ? WHERE id = ?", (now, now, row[0]))
                return Conversation(self, int(row[0]))
            added = connection.execute(
                "INSERT INTO conversation(character, started, opened) VALUES (?, ?, ?)", (character_id, now, now)
            )
        return Conversation(self, int(added.lastrowid or 0))

    def resume(self, conversation_id: int) -> Conversation | None:
        """This conversation, which from now on is the one that `conversation` gives. None: there is none."""
        with self.writing() as connection:
            found = connection.execute(
                "UPDATE conversation SET opened = max(?, 1 + (SELECT max(opened) FROM conversation)) WHERE id = ?",
                (self.clock(), conversation_id),
            )
        return Conversation(self, conversation_id) if found.rowcount else None

    def rename(self, conversation_id: int, title: str) -> bool:
        """Give it a name; "" for none. False: there is no such conversation."""
        with self.writing() as connection:
            found = connection.execute(
                "UPDATE conversation SET title = ? WHERE id = ?",
                (" ".join(clean(title).split())[:_TITLE], conversation_id),
            )
        return found.rowcount > 0

    def conversations(self, character_id: str | None = None) -> list[ConversationInfo]:
        """All conversations (of one character), the one with the newest words first."""
        return self._listed("?1 IS NULL OR c.character = ?1", character_id)

    def info(self, conversation_id: int) -> ConversationInfo | None:
        """One of them."""
        return next(iter(self._listed("c.id = ?1", conversation_id)), None)

    def _listed(self, where: str, value: object) -> list[ConversationInfo]:
        with self.reading() as connection:
            found = connection.execute(
                "SELECT c.id, c.character, c.started,"
                " coalesce((SELECT started FROM turn WHERE id ="
                " (SELECT max(id) FROM turn WHERE conversation = c.id)), c.started) AS last,"
                " (SELECT count(*) FROM turn WHERE conversation = c.id AND shown = 1),"
                " coalesce((SELECT user FROM turn WHERE conversation = c.id AND shown = 1 AND user != ''"
                " ORDER BY id LIMIT 1), ''), c.title"
                f" FROM conversation c WHERE {where} ORDER BY last DESC, c.id DESC",
                (value,),
            ).fetchall()
        return [ConversationInfo(*row) for row in found]

    def search(self, text: str, limit: int = 50, character_id: str | None = None) -> list[Found]:
        """Turns in which all these words were said by either (a part of a word will do, "several words" stand as they
        are), variants among them, the newest first."""
        with self.reading() as connection:
            return searching.search(connection, text, character_id, limit)

    def delete(self, conversation_id: int) -> bool:
        """Remove a conversation for good: its words are no longer in the file. False: there is none."""

        def remove(connection: sqlite3.Connection) -> bool:
            if _is_much(
                connection, conversation_id
            ):  # the index of what stays is made sooner than all that is taken out
                with schema.unindexed(connection):
                    found = connection.execute("DELETE FROM conversation WHERE id = ?", (conversation_id,))
            else:
                found = connection.execute("DELETE FROM conversation WHERE id = ?", (conversation_id,))
            return found.rowcount > 0

        return self.wipe(remove)

    def wipe(self, remove: Callable[[sqlite3.Connection], bool]) -> bool:
        """Run a deletion, and where it says True, take the words out of the file as well."""
        with self.changing() as connection:
            gone = remove(connection)
        more = begin = gone
        while more:  # others may write between two steps
            with self.writing() as connection:
                more = database.forget_words(connection, begin=begin)
            begin = False
        if gone:
            with self.writing() as connection, self._read_lock:  # nobody of ours reads the log meanwhile
                database.purge(connection, self.path)
        return gone

    def close(self) -> None:
        """Idempotent; later calls raise MemoryStoreError."""
        with self._lock, self._read_lock:
            connections = (self._connection, self._reader)
            self._connection = self._reader = None
            for connection in connections:
                if connection is not None:
                    connection.close()

    # --- for conversation.py ---

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection that writes; each statement is a commit."""
        with self._lock:
            if self._connection is None:
                raise self._closed()
            try:
                yield self._connection
            except sqlite3.Error as error:
                raise database.explain(error, self.path) from error

    @contextlib.contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """The same in one transaction: all of it happens or nothing."""
        with self.writing() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection that reads: whoever writes does not wait for it."""
        with self._read_lock:
            if self._connection is None:
                raise self._closed()
            try:
                if self._reader is None:
                    self._reader = database.reader(self.path)
                yield self._reader
            except sqlite3.Error as error:
                raise database.explain(error, self.path) from error

    def _closed(self) -> MemoryStoreError:
        return MemoryStoreError(f"{self.path} is already closed.", code="memory-closed")


def _is_much(connection: sqlite3.Connection, conversation_id: int) -> bool:
    gone, all_turns = connection.execute(
        "SELECT (SELECT count(*) FROM turn WHERE conversation = ?), (SELECT count(*) FROM turn)", (conversation_id,)
    ).fetchone()
    return bool(gone > _FEW and gone * 5 > all_turns)


__all__ = ["Conversation", "ConversationInfo", "Found", "Store", "StoredTurn"]
