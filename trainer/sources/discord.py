"""Discord channels as DiscordChatExporter writes them in JSON. Pure; any thread."""

import re
from datetime import datetime
from typing import Any

from trainer.sources.chat import Message, document, drop
from trainer.sources.found import Found, Source, unreadable
from trainer.sources.records import Record

_SPOKEN = ("Default", "Reply")
_MARKUP = (
    (re.compile(r"<a?:(\w+):\d+>"), r":\1:"),
    (re.compile(r"\|\|(.+?)\|\|"), r"\1"),
    (re.compile(r"https?://\S+"), ""),
)


def fits(records: list[Record]) -> bool:
    first = records[0][1]
    return (
        isinstance(first, dict) and isinstance(first.get("messages"), list) and ("channel" in first or "guild" in first)
    )


def read_records(source: Source, records: list[Record]) -> Found:
    """The channel as one document; joins, pins, pictures and bots' embeds are counted and left out.

    Raises:
        TrainingError: a message without an author or a content.
    """
    channel: dict[str, Any] = records[0][1]
    messages: list[Message] = []
    dropped: dict[str, int] = {}
    for number, message in enumerate(channel["messages"], 1):
        author = message.get("author") if isinstance(message, dict) else None
        if not isinstance(author, dict) or not isinstance(message.get("content"), str):
            what = f"message {number} has no author or no content"
            raise unreadable(source, what, "Export the channel again as JSON.", code="source-rows-invalid")
        words = _plain(message["content"])
        if message.get("type", "Default") not in _SPOKEN:
            drop(dropped, "notice")
        elif not words:
            drop(dropped, "attachment")
        else:
            name = str(author.get("nickname") or author.get("name") or "?")
            messages.append(Message(name, words, _when(message.get("timestamp"))))
    title = channel.get("channel")
    name = str(title.get("name", "")) if isinstance(title, dict) else ""
    return document(source, "discord", messages, dropped, name)


def _plain(words: str) -> str:
    for pattern, replacement in _MARKUP:
        words = pattern.sub(replacement, words)
    return words.strip()


def _when(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=None)
    except ValueError:
        return None
