"""The SQLite file behind the memory: opening, wiping, setting a corrupt file aside. Called by store.py only.

WAL with synchronous=NORMAL: each commit survives a kill -9 of this process; after a power cut the last moments may be
missing, but the file is whole. `application_id` and `user_version` say whose file it is and which schema it has.
"""

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from companion.errors import MemoryStoreError
from companion.memory import schema

SCHEMA_VERSION = schema.VERSION
APPLICATION_ID = 0x56545543  # "VTUC"
BUSY_SECONDS = 2.0  # how long a second process may hold the file before a call fails
_MERGED = 200  # pages of the word index that a step of `forget_words` writes
_SMALL = 2000  # pages of a file that is written anew as a whole after each deletion
_OLDEST_SQLITE = (3, 34, 0)  # the first with the trigram tokenizer


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


def forget_words(connection: sqlite3.Connection, *, begin: bool) -> bool:
    """A step of taking deleted words out of the word index, where they are only marked as gone; False: all are out.
    begin: the first step after a deletion. A step takes some milliseconds."""
    before = connection.total_changes
    step = -_MERGED if begin else _MERGED
    connection.execute("INSERT INTO turn_words(turn_words, rank) VALUES ('merge', ?)", (step,))
    return begin or connection.total_changes - before >= 2


def purge(connection: sqlite3.Connection, path: Path) -> None:
    """After a deletion (whose rows `secure_delete` has overwritten): nothing of it stays in the write-ahead log, and
    the file gives back the room.

    Raises:
        MemoryStoreError: the rows are gone, but another program that reads the file keeps its log from being emptied.
    """
    pages, free = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count"))
    if pages <= _SMALL or free * 4 > pages:
        connection.execute("VACUUM")
    if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise MemoryStoreError(
            f"It is deleted, but another program reads {path}, whose log still holds the words.",
            code="memory-not-wiped",
            hint="Close the other program; the words go when this one is started again.",
            retryable=True,
        )


def reader(path: Path) -> sqlite3.Connection:
    """A second connection that only reads, so that a long search keeps nobody from writing."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA query_only = ON")
    return connection


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
        schema.migrate(connection, APPLICATION_ID)
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise _damaged("damaged pages", sqlite3.SQLITE_CORRUPT)
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
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
