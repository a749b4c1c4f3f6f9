"""SillyTavern chats, JSON Lines: a line about the chat, then `{"name", "is_user", "is_system", "mes"}`. Any thread.

A chat with this character becomes rows; a chat with anybody else becomes a log to find her words in.
"""

from typing import Any

from companion.persona.macros import expand
from trainer.rows import Row, Utterance
from trainer.sources import turns
from trainer.sources.chat import Message, document
from trainer.sources.found import Found, Skipped, Source, wrong_lines
from trainer.sources.names import Names
from trainer.sources.records import Record, objects


def fits(records: list[Record]) -> bool:
    values = [value for _, value in records[:2]]
    return all(isinstance(value, dict) for value in values) and ("mes" in values[-1] and "is_user" in values[-1])


def read_records(source: Source, records: list[Record]) -> Found:
    """Rows with her, or a chat log without.

    Raises:
        TrainingError: messages without a name or words; all lines are named.
    """
    spoken: list[Utterance] = []
    problems: list[tuple[int, str]] = []
    system = 0
    user = str(records[0][1].get("user_name", "")) if isinstance(records[0][1], dict) else ""
    for line, message in objects(source, records, what="messages"):
        if "mes" not in message and ("user_name" in message or "chat_metadata" in message):
            continue
        if not isinstance(message.get("mes"), str) or not isinstance(message.get("name"), str):
            problems.append((line, "a message has no name or no words"))
        elif message.get("is_system"):
            system += 1
        elif message["mes"].strip():
            spoken.append(_utterance(message, user))
    if problems:
        raise wrong_lines(source, problems, what="messages", hint="Export the chat again from SillyTavern.")
    skipped = [Skipped("", "chat-notice", f"{system} system message(s) left out")] if system else []
    background, exchanges = turns.conversation(spoken, Names.of(source.character))
    rows: list[Row] = turns.rows(source, 1, exchanges, background=background)
    if rows:
        return Found("sillytavern", rows=tuple(rows), skipped=tuple(skipped))
    found = document(source, "sillytavern", [Message(one.speaker, one.text) for one in spoken], {})
    skipped.append(Skipped("", "nobody-is-her", "nobody in it is her: kept as a chat log"))
    return Found("sillytavern", found.documents, (), tuple(skipped))


def _utterance(message: dict[str, Any], user: str) -> Utterance:
    name = message["name"].strip()
    words = expand(message["mes"], name, user).strip()
    return Utterance(speaker="user" if message.get("is_user") else name, text=words)
