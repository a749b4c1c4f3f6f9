"""The SQLite file behind the memory: opening, schema, setting a corrupt file aside. Called by store.py only.

WAL with synchronous=NORMAL: each commit survives a kill -9 of this process; after a power cut the last moments may be
missing, but the file is whole. `application_id` and `user_version` say whose file it is and which schema it has.
"""

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from companion.errors import MemoryStoreError

SCHEMA_VERSION = 1
APPLICATION_ID = 0x56545543  # "VTUC"
BUSY_SECONDS = 2.0  # how long a second process may hold the file before a call fails
_OLDEST_SQLITE = (3, 34, 0)  # the first with the trigram tokenizer

_SCHEMA = """
CREATE TABLE conversation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    character TEXT NOT NULL,
    started REAL NOT NULL
);
CREATE TABLE turn (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    language TEXT NOT NULL DEFAULT '',
    user TEXT NOT NULL DEFAULT '',
    context TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    heard TEXT NOT NULL DEFAULT '',
    complete INTEGER NOT NULL DEFAULT 0,
    emotion TEXT NOT NULL DEFAULT 'neutral',
    intensity REAL NOT NULL DEFAULT 0,
    raw TEXT NOT NULL DEFAULT '',
    started REAL NOT NULL
);
CREATE INDEX turn_of_conversation ON turn(conversation, id);
CREATE VIRTUAL TABLE turn_words USING fts5(user, text, content='turn', content_rowid='id', tokenize='trigram');
CREATE TRIGGER turn_added AFTER INSERT ON turn BEGIN
    INSERT INTO turn_words(rowid, user, text) VALUES (new.id, new.user, new.text);
END;
CREATE TRIGGER turn_removed AFTER DELETE ON turn BEGIN
    INSERT INTO turn_words(turn_words, rowid, user, text) VALUES ('delete', old.id, old.user, old.text);
END;
CREATE TRIGGER turn_changed AFTER UPDATE OF user, text ON turn BEGIN
    INSERT INTO turn_words(turn_words, rowid, user, text) VALUES ('delete', old.id, old.user, old.text);
    INSERT INTO turn_words(rowid, user, text) VALUES (new.id, new.user, new.text);
END;
"""


def connect(path: Path, clock: Callable[[], float] = time.time) -> tuple[sqlite3.Connection, Path | None]:
    """Open or make the database; the second value is where a corrupt file was put, None if there was none.

    Raises:
        MemoryStoreError: no place to write, a newer schema, or somebody else's file; nothing is changed then.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise MemoryStoreError(
            f"This Python has SQLite {sqlite3.sqlite_version}, which is too old.",
            code="memory-sqlite",
            hint="Use a Python with SQLite 3.34 or newer.",
        )
    _make_place(path)
    try:
        return _open(path), None
    except OSError as error:
        raise _no_place(path, error) from error
    except sqlite3.DatabaseError as error:
        if not corrupt(error):
            raise explain(error, path) from error
    aside = _set_aside(path, clock())
    _make_place(path)
    try:
        return _open(path), aside
    except sqlite3.Error as error:
        raise explain(error, path) from error


def corrupt(error: sqlite3.Error) -> bool:
    """Whether the file itself is damaged, and not only busy, full or out of reach."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def explain(error: sqlite3.Error, path: Path) -> MemoryStoreError:
    """The same as an error that a person can act on."""
    kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if corrupt(error):
        code, retryable, hint = "memory-corrupt", False, "Restart: the damaged file is kept, and a new one is begun."
    elif kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        code, retryable, hint = "memory-busy", True, "Close the other program that uses this file."
    elif kind == sqlite3.SQLITE_FULL:
        code, retryable, hint = "memory-full", True, "The disk is full; make room."
    elif kind == sqlite3.SQLITE_CONSTRAINT:
        code, retryable, hint = "memory-deleted", False, "This conversation has been deleted; begin a new one."
    else:
        code, retryable, hint = "memory-unwritable", False, "Check the folder's permissions and the free space."
    return MemoryStoreError(
        f"The conversations in {path} can't be used ({error}).", code=code, hint=hint, retryable=retryable
    )


def purge(connection: sqlite3.Connection) -> None:
    """After a delete: rebuild the word index, empty the write-ahead log; then the words are gone from the disk."""
    connection.execute("INSERT INTO turn_words(turn_words) VALUES ('rebuild')")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _make_place(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # what was said is for nobody else on this machine
    except OSError as error:
        raise _no_place(path, error) from error


def _no_place(path: Path, error: OSError) -> MemoryStoreError:
    return MemoryStoreError(
        f"The conversations can't be kept in {path}: {error.strerror}.",
        code="memory-unwritable",
        hint="Make the folder writable, or set COMPANION_HOME to another one.",
    )


def _open(path: Path) -> sqlite3.Connection:
    with path.open("rb") as file:
        header = file.read(16)
    if header and header != b"SQLite format 3\0":  # opened by SQLite, its write-ahead log would be removed
        raise _damaged("not a database", sqlite3.SQLITE_NOTADB)
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        _check_owner(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        _migrate(connection)
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise _damaged("damaged pages", sqlite3.SQLITE_CORRUPT)
    except BaseException:
        connection.close()
        raise
    return connection


def _damaged(what: str, code: int) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(what)
    error.sqlite_errorcode = code
    return error


def _check_owner(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    owner = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and owner != APPLICATION_ID:
        raise MemoryStoreError(
            f"{path} is a database of another program.",
            code="memory-foreign",
            hint="Move it away, or set COMPANION_HOME to another folder.",
        )
    if version > SCHEMA_VERSION:
        raise MemoryStoreError(
            f"{path} was written by a newer version of this program (schema {version}, known: {SCHEMA_VERSION}).",
            code="memory-newer",
            hint="Update the program; the file has not been touched.",
        )


def _migrate(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] == 0:  # another process may have been faster
            for statement in _statements(_SCHEMA):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> list[str]:
    """Single statements (executescript would commit the transaction they belong to)."""
    found, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            found.append(current)
            current = ""
    return found


def _set_aside(path: Path, now: float) -> Path:
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(now))
    aside = path.with_name(f"{path.name}.corrupt-{stamp}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.corrupt-{stamp}-{number}")
    try:
        for suffix in ("-wal", "-shm", ""):
            part = path.with_name(path.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
    except OSError as error:
        raise MemoryStoreError(
            f"{path} is damaged and can't be set aside: {error.strerror}.",
            code="memory-corrupt",
            hint="Move the file away by hand.",
        ) from error
    return aside
