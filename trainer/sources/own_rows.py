"""Rows as this program writes them (rows.jsonl of another workspace), strictly. Pure; any thread."""

from pydantic import ValidationError

from trainer.rows import Row
from trainer.sources.found import Found, Source, wrong_lines
from trainer.sources.records import Record


def fits(records: list[Record]) -> bool:
    return isinstance(records[0][1], dict) and {"id", "kind", "scene", "exchanges"} <= set(records[0][1])


def read_records(source: Source, records: list[Record]) -> Found:
    """The rows as they are. Raises TrainingError: fields are missing, unknown or wrong; all lines are named."""
    rows: list[Row] = []
    problems: list[tuple[int, str]] = []
    for line, value in records:
        try:
            row = Row.model_validate(value)
        except ValidationError as error:
            place = ".".join(str(part) for part in error.errors()[0]["loc"])
            problems.append((line, f"{place or 'the line'}: {error.errors()[0]['msg']}"))
        else:
            rows.append(row.model_copy(update={"source": source.name}))
    if problems:
        raise wrong_lines(source, problems, what="rows", hint="Mend or delete these lines.")
    return Found("rows", rows=tuple(rows))
