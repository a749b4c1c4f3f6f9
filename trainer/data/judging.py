"""May this conversation be trained on? Every check of a row in one place. Pure; any thread.

A conversation with one bad reply is not lost: what comes before that reply is kept, and the rest is rejected with its
reason. Words of others are only checked for what no human says (loops, placeholders, other scripts).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from companion.persona.character import Character, Language
from trainer.data import candidates, faults, persona
from trainer.data.candidates import Candidate
from trainer.data.faults import Fault
from trainer.recipe import Recipe
from trainer.rows import Exchange, Rejected, Row

USER_MOST = 2000  # characters of what is said to her at once
TURNS_MOST = 20  # exchanges of a conversation
_NOT_SAID = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """row: what may be trained on (perhaps the first part only). rejected: what may not."""

    row: Row | None
    rejected: Rejected | None = None


def judge(candidate: Candidate, character: Character, recipe: Recipe) -> Verdict:
    """Never raises for any row."""
    row = candidate.row
    if not candidates.usable(character, row.language):
        return _out(row, Fault("language", f"{character.id} does not speak {row.language!r}."))
    opening = _background(row)
    if opening:
        return _out(row, opening)
    for number, turn in enumerate(row.exchanges):
        found = Fault("too_long", f"It has more than {TURNS_MOST} exchanges.") if number >= TURNS_MOST else None
        found = found or _asked(turn, number, row) or _answered(candidate, number, character, recipe)
        if found:
            return _cut(row, number, found)
    return Verdict(row)


def _out(row: Row, fault: Fault) -> Verdict:
    return Verdict(None, Rejected(row=row, code=fault.code, reason=fault.reason))


def _cut(row: Row, number: int, fault: Fault) -> Verdict:
    upto = row.model_copy(update={"exchanges": row.exchanges[: number + 1]})
    rejected = Rejected(row=upto, code=fault.code, reason=f"Reply {number + 1}: {fault.reason}")
    good = row.model_copy(update={"exchanges": row.exchanges[:number]}) if number else None
    return Verdict(good, rejected)


def _background(row: Row) -> Fault | None:
    for line in row.background:
        found = _words(line.text, row.language)
        if found:
            return Fault(found.code, f"What was said before: {found.reason}")
    return None


def _asked(turn: Exchange, number: int, row: Row) -> Fault | None:
    """What is said to her. Only the first turn may be without words: her greeting answers that."""
    if not turn.user.strip():
        return Fault("empty", "Nothing is said to her.") if number else None
    if len(turn.user) > USER_MOST:
        return Fault("too_long", f"What is said to her has {len(turn.user)} characters, more than {USER_MOST}.")
    found = _words(turn.user, row.language)
    return Fault(found.code, f"What is said to her: {found.reason}") if found else None


def _words(text: str, language: Language) -> Fault | None:
    return faults.loop(text) or faults.placeholder(text)


def _answered(candidate: Candidate, number: int, character: Character, recipe: Recipe) -> Fault | None:
    row, turn = candidate.row, candidate.row.exchanges[number]
    script = row.kind == "script"
    most = max(recipe.data.chunk_chars * 2, recipe.data.max_reply_chars) if script else recipe.data.max_reply_chars
    if len(turn.text) > most:
        return Fault("too_long", f"The reply has {len(turn.text)} characters, more than {most}.")
    found = (
        faults.wordless(turn.text)
        or faults.loop(turn.text)
        or faults.placeholder(turn.text)
        or (None if script else faults.leftover(turn.text))
        or faults.foreign(turn.text, row.language)
        or _echo(row.exchanges, number)
    )
    if found or script:
        return found
    return persona.fault(_said(candidate, number), character, row.language)


def _said(candidate: Candidate, number: int) -> persona.Said:
    row, turn = candidate.row, candidate.row.exchanges[number]
    heard = [f"{line.speaker}: {line.text}" for line in row.background]
    earlier = [words for past in row.exchanges[:number] for words in (past.user, past.text)]
    before = "\n".join((row.summary, row.topic, *heard, *earlier))
    return persona.Said(turn.text, turn.user, before, candidate.partner, candidate.staged)


def _echo(exchanges: Sequence[Exchange], number: int) -> Fault | None:
    said = _folded(exchanges[number].text)
    if len(said) >= 6 and said == _folded(exchanges[number].user):
        return Fault("echo", "The reply only repeats what was said.")
    if len(said) >= 6 and any(said == _folded(past.text) for past in exchanges[:number]):
        return Fault("echo", "The reply is the same as an earlier one in the conversation.")
    return None


def _folded(text: str) -> str:
    return _NOT_SAID.sub("", text.casefold())
