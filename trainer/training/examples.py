"""Which conversations a training sees. Reads and writes JSON Lines, no torch; any thread.

The `prepare` stage wrote the conversations ready to be trained on (`messages`) beside the rows that they came from; a
conversation and its row have the same id.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from companion.persona import prompt
from companion.persona.character import Character
from trainer.rows import Row, read

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Conversation:
    """messages: as chat templates take them."""

    id: str
    messages: tuple[Message, ...]


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file.

    Raises:
        TrainingError: unreadable, or a line is no JSON object; the message names file and line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise TrainingError(
            f"{path} can't be read: {error.strerror}.", code="rows-unreadable", hint="Run the stage before again."
        ) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise TrainingError(f"{path}, line {number}: no JSON.", code="rows-invalid") from error
        if not isinstance(record, dict):
            raise TrainingError(f"{path}, line {number}: no JSON object.", code="rows-invalid")
        yield record


def select(prepared: Path, split: str, *, variant: str, stage: int | str) -> list[tuple[Row, Conversation]]:
    """The conversations of `split` (train, val) for a variant ("" = none): its own and those for all. stage: 1, 2 or
    "all".

    Raises:
        TrainingError: unreadable, or the conversations don't belong to the rows.
    """
    rows = {row.id: row for row in read(prepared / "rows" / f"{split}.jsonl", Row)}
    chosen = []
    for number, record in enumerate(records(prepared / f"{split}.jsonl"), 1):
        place = f"{prepared / split}.jsonl, record {number}"
        row = rows.get(str(record.get("meta", {}).get("id")))
        if row is None:
            raise TrainingError(f"{place}: there is no row with this id.", code="rows-invalid", hint=_AGAIN)
        if row.variant in ("", variant) and stage in ("all", row.stage):
            chosen.append((row, Conversation(row.id, _messages(record, place))))
    return chosen


_AGAIN = "Run `prepare` again."


def _messages(record: dict[str, Any], place: str) -> tuple[Message, ...]:
    found = record.get("messages")
    if not isinstance(found, list) or not all(
        isinstance(part, dict) and isinstance(part.get("role"), str) and isinstance(part.get("content"), str)
        for part in found
    ):
        raise TrainingError(f"{place}: `messages` are not messages.", code="rows-invalid", hint=_AGAIN)
    return tuple({"role": part["role"], "content": part["content"]} for part in found)


def with_profile(
    chosen: Iterable[tuple[Row, Conversation]], character: Character, probability: float, seed: int
) -> list[Conversation]:
    """With this probability the short system turn becomes the full profile (Megumin's recipe: 0.3).

    Which ones depends on `seed` and the row's id only, so a resumed run sees the same. Rows whose system turn is full
    already, or is not the app's (scripts), stay as they are."""
    changed = []
    for row, conversation in chosen:
        draw = int.from_bytes(hashlib.sha256(f"{seed}:{row.id}".encode()).digest()[:8], "big") / 2**64
        changed.append(_full(conversation, character, row) if draw < probability else conversation)
    return changed


def _full(conversation: Conversation, character: Character, row: Row) -> Conversation:
    short = prompt.system_text(character, row.language, row.summary)
    first = conversation.messages[0]
    if first["role"] != "system" or short not in first["content"]:
        return conversation
    full = prompt.system_text(character, row.language, row.summary, detail="full")
    opened = {"role": "system", "content": first["content"].replace(short, full)}
    return Conversation(conversation.id, (opened, *conversation.messages[1:]))


def write(path: Path, found: Sequence[Conversation]) -> None:
    """Writes conversations as JSON Lines, by rename."""
    lines = [json.dumps({"id": one.id, "messages": one.messages}, ensure_ascii=False) for one in found]
    write_text(path, "".join(line + "\n" for line in lines))


def load(path: Path) -> list[Conversation]:
    """What `write` wrote. Raises TrainingError."""
    return [
        Conversation(str(record.get("id")), _messages(record, f"{path}, record {number}"))
        for number, record in enumerate(records(path), 1)
    ]


def write_text(path: Path, text: str) -> None:
    """Replaces a file as a whole.

    Raises:
        TrainingError: the disk refuses.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise TrainingError(
            f"{path} can't be written: {error.strerror}.", code="disk", hint="Free some disk space and run again."
        ) from error
    finally:
        part.unlink(missing_ok=True)
