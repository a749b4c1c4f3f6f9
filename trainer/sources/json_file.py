"""JSON and JSON Lines: which format it is shows in the first record. Any thread."""

from collections.abc import Callable

from companion.errors import CharacterError
from companion.persona import cards
from trainer.sources import (
    card,
    discord,
    exagirl,
    fairy_tale,
    messages,
    own_rows,
    plain_records,
    qa,
    script,
    seed_schema,
    sillytavern,
)
from trainer.sources.found import Found, Source, unreadable
from trainer.sources.records import Record, read_records

SUFFIXES = (".json", ".jsonl", ".ndjson")
_FORMS: tuple[tuple[Callable[[list[Record]], bool], Callable[[Source, list[Record]], Found]], ...] = (
    (seed_schema.fits, seed_schema.read_records),
    (own_rows.fits, own_rows.read_records),
    (discord.fits, discord.read_records),
    (messages.fits, messages.read_records),
    (sillytavern.fits, sillytavern.read_records),
    (exagirl.fits, exagirl.read_records),
    (fairy_tale.fits, fairy_tale.read_records),
    (qa.fits, qa.read_records),
    (script.fits, script.read_records),
    (plain_records.fits, plain_records.read_records),
)


def read(source: Source) -> Found:
    """Rows or documents.

    Raises:
        TrainingError: not JSON, a format that is not known, or wrong records; lines are named.
    """
    records = read_records(source)
    first = records[0][1]
    if cards.looks_like(first):
        try:
            return card.read_card(source, cards.parse(first, source.path))
        except CharacterError as error:
            raise card.wrong(source, error) from error
    for fits, reader in _FORMS:
        if fits(records):
            return reader(source, records)
    hint = "docs/sources.md lists the formats that can be read."
    raise unreadable(source, "its records are in no format that is known", hint, code="source-format")
