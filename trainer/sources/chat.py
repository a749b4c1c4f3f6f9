"""A chat log of any program as a document: `name: words`, further lines indented, `#scene` where a talk begins anew.
Pure; any thread.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from trainer.rows import Document
from trainer.sources.found import Found, Skipped, Source, document_id, unreadable
from trainer.sources.script import indented

PAUSE = timedelta(hours=6)
"""A longer silence begins a new talk: what was said before it is no context."""


@dataclass(frozen=True, slots=True)
class Message:
    """when: None where the log does not say."""

    speaker: str
    text: str
    when: datetime | None = None


def document(source: Source, form: str, messages: Iterable[Message], dropped: dict[str, int], title: str = "") -> Found:
    """The document. dropped: what was left out (pictures, notices) -> how many.

    Raises:
        TrainingError: nobody says anything in it.
    """
    lines: list[str] = []
    last: datetime | None = None
    for message in messages:
        if not lines or (message.when and last and message.when - last > PAUSE):
            lines += [""] * bool(lines) + ([f"#scene {message.when:%Y-%m-%d}"] if message.when else [])
        last = message.when or last
        speaker = " ".join(message.speaker.replace(":", " ").replace("：", " ").split())
        lines.append(f"{speaker}: {indented(message.text)}")
    if not lines:
        raise unreadable(source, "nobody says anything in it", "Take it out of sources/.", code="source-empty")
    skipped = tuple(
        Skipped("", f"chat-{what}", f"{count} {what}(s) left out") for what, count in sorted(dropped.items())
    )
    text = "\n".join(lines).strip()
    made = Document(id=document_id(source, 0), source=source.name, kind="chat", title=title, text=text)
    return Found(form, (made,), (), skipped)


def drop(dropped: dict[str, int], what: str) -> None:
    dropped[what] = dropped.get(what, 0) + 1
