"""Chat training data of other programs: `{"messages": [{"role", "content"}]}`, or ShareGPT's `{"conversations":
[{"from", "value"}]}`. Answers that are reply objects keep their emotion. Pure; any thread.
"""

from typing import Any

from trainer.rows import Exchange, Row
from trainer.sources import turns
from trainer.sources.found import Found, Skipped, Source, wrong_lines
from trainer.sources.records import Record, objects

_USER = frozenset({"user", "human", "prompter"})
_HER = frozenset({"assistant", "gpt", "model", "bot", "char", "chatgpt"})
_SYSTEM = frozenset({"system", "developer", "tool", "function"})


def fits(records: list[Record]) -> bool:
    return isinstance(records[0][1], dict) and _turns(records[0][1]) is not None


def read_records(source: Source, records: list[Record]) -> Found:
    """One row (or several of one scene) a conversation; system turns are replaced by the app's own prompt.

    Raises:
        TrainingError: unknown roles, contents that are no text, two turns of one side in a row, no answer.
    """
    rows: list[Row] = []
    problems: list[tuple[int, str]] = []
    skipped: list[Skipped] = []
    systems = 0
    for line, record in objects(source, records, what="conversations"):
        try:
            exchanges, system = _exchanges(_turns(record))
        except ValueError as error:
            problems.append((line, str(error)))
            continue
        systems += system
        meta = record.get("metadata", record.get("meta"))
        title = meta.get("scene_title", "") if isinstance(meta, dict) else ""
        scene = title if isinstance(title, str) else ""
        fresh = turns.rows(source, line, exchanges, scene=scene, topic=scene)
        rows += fresh
        if not fresh:
            skipped.append(Skipped(f"line {line}", "language", "neither Korean nor English"))
    if problems:
        hint = "Each conversation goes user, assistant, user, assistant; mend or delete these."
        raise wrong_lines(source, problems, what="conversations", hint=hint)
    if systems:
        text = f"{systems} system turn(s) replaced by the prompt that the app builds"
        skipped.append(Skipped("", "instruction-replaced", text))
    return Found("messages", rows=tuple(rows), skipped=tuple(skipped))


def _turns(record: dict[str, Any]) -> list[Any] | None:
    for key in ("messages", "conversations", "conversation"):
        value = record.get(key)
        if isinstance(value, list) and value and isinstance(value[0], dict) and ({"role", "from"} & set(value[0])):
            return value
    return None


def _exchanges(messages: list[Any] | None) -> tuple[list[Exchange], int]:
    if messages is None:
        raise ValueError("there are no messages with a role and a content")
    exchanges: list[Exchange] = []
    systems, said, last = 0, "", "assistant"
    for message in messages:
        role, content = _message(message)
        if role in _SYSTEM:
            systems += 1
        elif role in _USER:
            if last == "user":
                raise ValueError("two user turns in a row")
            said, last = content, "user"
        elif role in _HER:
            if last == "assistant" and exchanges:
                raise ValueError("two assistant turns in a row")
            exchanges.append(turns.answered(said, content))
            said, last = "", "assistant"
        else:
            raise ValueError(f"unknown role {role[:40]!r}")
    if not exchanges:
        raise ValueError("no assistant turn")
    return exchanges, systems


def _message(message: object) -> tuple[str, str]:
    if not isinstance(message, dict):
        raise ValueError("a message is not an object")
    role = message.get("role", message.get("from"))
    content = message.get("content", message.get("value"))
    if isinstance(content, list) and all(isinstance(part, dict) and part.get("type") == "text" for part in content):
        content = "\n".join(str(part.get("text", "")) for part in content)
    if not isinstance(role, str) or not isinstance(content, str):
        raise ValueError("a message has no role or no text")
    return role.strip().casefold(), content
