"""The tables of the memory and how an older file becomes a newer one. Called by database.py only.

A conversation is a tree of turns: `parent` is the turn before (0: none). Of the turns with one parent, which are
variants of each other, one is `picked`; the turns from the root along the picked ones are `shown`. A turn is written
after its parent, so that the shown turns in the order of their ids are the conversation as the person sees it.
"""

import contextlib
import sqlite3
from collections.abc import Iterator

_FIRST = """
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

_VARIANTS = """
ALTER TABLE conversation ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN opened REAL NOT NULL DEFAULT 0;
ALTER TABLE turn ADD COLUMN parent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE turn ADD COLUMN picked INTEGER NOT NULL DEFAULT 1;
ALTER TABLE turn ADD COLUMN shown INTEGER NOT NULL DEFAULT 1;
ALTER TABLE turn ADD COLUMN answered REAL;
UPDATE conversation SET opened = started;
UPDATE turn SET parent = coalesce(
    (SELECT max(before.id) FROM turn before WHERE before.conversation = turn.conversation AND before.id < turn.id), 0);
CREATE INDEX turn_shown ON turn(conversation, shown, id);
CREATE INDEX turn_variants ON turn(conversation, parent, id);
"""

_REMOVED = """
CREATE TRIGGER turn_removed AFTER DELETE ON turn BEGIN
    INSERT INTO turn_words(turn_words, rowid, user, text) VALUES ('delete', old.id, old.user, old.text);
END;
"""

STEPS = (_FIRST, _VARIANTS)
"""Step n makes schema n out of schema n - 1."""
VERSION = len(STEPS)


def migrate(connection: sqlite3.Connection, application_id: int) -> None:
    """Bring the file to `VERSION`, wholly or not at all: one transaction, also for a kill in the middle."""
    if _version(connection) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in STEPS[_version(connection) :]:  # read again: another process may have been faster
            for statement in statements(step):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {application_id}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def unindexed(connection: sqlite3.Connection) -> Iterator[None]:
    """Delete many turns inside of a transaction: the word index is made anew afterwards from those that are left."""
    connection.execute("DROP TRIGGER turn_removed")
    yield
    connection.execute(_REMOVED)
    connection.execute("INSERT INTO turn_words(turn_words) VALUES ('rebuild')")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def statements(script: str) -> list[str]:
    """Single statements (executescript would commit the transaction they belong to)."""
    found, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            found.append(current)
            current = ""
    return found
