"""Search in everything that was said: each word of a query is a part of what was said. Called by store.py.

Three characters and more are found by the trigram index, which knows Korean as well as English; one or two (a Korean
word often has no more) by looking at every turn, or at those that the longer words have found.
"""

import sqlite3

from companion.memory import rows
from companion.memory.rows import COLUMNS, Found, clean

_TRIGRAM = 3  # characters


def words(query: str) -> list[str]:
    """The parts to look for: words, and "phrases in quotation marks" as a whole."""
    text = clean(query).replace("“", '"').replace("”", '"')
    if text.count('"') % 2:  # a mark that is looked for itself
        return list(dict.fromkeys(text.split()))
    found: list[str] = []
    for number, part in enumerate(text.split('"')):
        quoted = number % 2 == 1
        found += [part.strip()] if quoted and part.strip() else part.split() if not quoted else []
    return list(dict.fromkeys(found))


def search(connection: sqlite3.Connection, query: str, character: str | None, limit: int) -> list[Found]:
    """Turns that hold all words of the query, said by either, the newest first."""
    wanted = words(query)
    if not wanted:
        return []
    clauses: list[str] = ["(? IS NULL OR c.character = ?)"]
    values: list[object] = [character, character]
    longer = [word for word in wanted if len(word) >= _TRIGRAM]
    if longer:
        clauses.append("turn.id IN (SELECT rowid FROM turn_words WHERE turn_words MATCH ?)")
        values.append(" AND ".join('"' + word.replace('"', '""') + '"' for word in longer))
    for word in wanted:
        if len(word) < _TRIGRAM:
            clauses.append("(turn.user LIKE ? ESCAPE '\\' OR turn.text LIKE ? ESCAPE '\\')")
            values += 2 * ["%" + "".join("\\" + char if char in "\\%_" else char for char in word) + "%"]
    found = connection.execute(
        f"SELECT c.id, c.character, c.title, {COLUMNS} FROM turn JOIN conversation c ON c.id = turn.conversation"
        f" WHERE {' AND '.join(clauses)} ORDER BY turn.id DESC LIMIT ?",
        (*values, max(0, limit)),
    ).fetchall()
    return [Found(row[0], row[1], rows.turn(row[3:]), row[2]) for row in found]
