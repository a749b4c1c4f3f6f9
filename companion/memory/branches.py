"""Variants of turns: which are shown, what follows which. Each function works inside a transaction of its caller.

See schema.py for what `parent`, `picked` and `shown` mean. Called by conversation.py only.
"""

import sqlite3

_UP = """
WITH RECURSIVE up(id, parent) AS (
    SELECT id, parent FROM turn WHERE id = ?2 AND conversation = ?1 AND shown = 0
    UNION ALL
    SELECT turn.id, turn.parent FROM turn JOIN up ON turn.id = up.parent WHERE turn.shown = 0
) SELECT id, parent FROM up ORDER BY id
"""
_DOWN = """
WITH RECURSIVE down(id) AS (
    SELECT ?2
    UNION ALL
    SELECT turn.id FROM turn JOIN down ON turn.parent = down.id WHERE turn.conversation = ?1 AND turn.picked = 1
) UPDATE turn SET shown = 1 WHERE id IN (SELECT id FROM down)
"""


def last(connection: sqlite3.Connection, conversation: int) -> int:
    """The last turn that is shown; 0: there is none."""
    row = connection.execute("SELECT max(id) FROM turn WHERE conversation = ? AND shown = 1", (conversation,))
    return int(row.fetchone()[0] or 0)


def fork(connection: sqlite3.Connection, conversation: int, instead: int) -> int:
    """Make room for a new turn in place of `instead`: that one and what follows are no longer shown. Returns the
    parent of the new one; the last shown turn where `instead` is gone."""
    row = connection.execute(
        "SELECT parent FROM turn WHERE id = ? AND conversation = ?", (instead, conversation)
    ).fetchone()
    if row is None:
        return last(connection, conversation)
    parent = int(row[0])
    show(connection, conversation, instead)  # what leads to it, where it was a variant that is not shown
    _hide_after(connection, conversation, parent)
    connection.execute("UPDATE turn SET picked = 0 WHERE conversation = ? AND parent = ?", (conversation, parent))
    return parent


def show(connection: sqlite3.Connection, conversation: int, turn: int) -> None:
    """Show this turn, what led to it, and what followed it when it was shown last."""
    path = connection.execute(_UP, (conversation, turn)).fetchall()
    if not path:
        return  # shown already, or gone
    _hide_after(connection, conversation, path[0][1])
    for number, parent in path:
        connection.execute("UPDATE turn SET picked = 0 WHERE conversation = ? AND parent = ?", (conversation, parent))
        connection.execute("UPDATE turn SET picked = 1, shown = 1 WHERE id = ?", (number,))
    connection.execute(_DOWN, (conversation, turn))


def remove(connection: sqlite3.Connection, conversation: int, turn: int) -> bool:
    """Delete one turn. What followed it follows the turn before; where nothing did, the newest variant takes its place,
    one with the same words of the person if there is one. False: there is no such turn."""
    row = connection.execute(
        "SELECT parent, picked, shown, user FROM turn WHERE id = ? AND conversation = ?", (turn, conversation)
    ).fetchone()
    if row is None:
        return False
    parent, picked, shown, user = row
    place = (conversation, turn)
    if not picked:
        connection.execute("UPDATE turn SET picked = 0 WHERE conversation = ? AND parent = ?", place)
    heirs = connection.execute("UPDATE turn SET parent = ?3 WHERE conversation = ?1 AND parent = ?2", (*place, parent))
    connection.execute("DELETE FROM turn WHERE id = ?", (turn,))
    if picked and not heirs.rowcount:
        heir = connection.execute(
            "SELECT id FROM turn WHERE conversation = ?1 AND parent = ?2 ORDER BY user = ?3 DESC, id DESC LIMIT 1",
            (conversation, parent, user),
        ).fetchone()
        if heir is not None:
            connection.execute("UPDATE turn SET picked = 1 WHERE id = ?", heir)
            if shown:
                connection.execute(_DOWN, (conversation, heir[0]))
    return True


def variants(connection: sqlite3.Connection, conversation: int, parents: list[int]) -> dict[int, list[tuple[int, str]]]:
    """For each of these parents the (id, the person's words) of the turns that follow it, oldest first."""
    found: dict[int, list[tuple[int, str]]] = {}
    marks = ",".join("?" * len(parents))
    for parent, number, user in connection.execute(
        "SELECT parent, id, user FROM turn INDEXED BY turn_variants"
        f" WHERE conversation = ? AND parent IN ({marks}) ORDER BY id",
        (conversation, *parents),
    ):
        found.setdefault(parent, []).append((number, user))
    return found


def _hide_after(connection: sqlite3.Connection, conversation: int, turn: int) -> None:
    connection.execute(
        "UPDATE turn SET shown = 0 WHERE conversation = ? AND shown = 1 AND id > ?", (conversation, turn)
    )
