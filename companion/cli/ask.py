"""`companion ask TEXT`: one reply, no sound, nothing remembered."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from companion.cli import output
from companion.cli.inbox import Inbox
from companion.config import Config
from companion.errors import CompanionError, ConfigError
from companion.session import Session, Sound
from companion.voice.types import Event, Failed, ReplyDone, TurnTimings

PATIENCE = 300.0  # seconds for one reply; a big model on a slow machine


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Print the reply; the exit code is 0 when there was one."""
    text = arguments.text.strip()
    if not text:
        raise ConfigError("There is nothing to answer: TEXT is empty.", code="empty-text")
    inbox = Inbox()
    with tempfile.TemporaryDirectory(prefix="companion-") as folder:
        session = Session(config, on_event=inbox.post, sound=Sound, database=Path(folder) / "ask.sqlite3", hear=False)
        try:
            started = time.monotonic()
            session.open(arguments.character)
            loaded = time.monotonic()
            assert session.loop is not None
            session.loop.submit(text)
            events = inbox.until(_ended, timeout=PATIENCE, what="The reply")
            assert session.character is not None
            who = session.character.id
        finally:
            session.close()
    _raise_failure(events)
    reply = next(event for event in events if isinstance(event, ReplyDone))
    timings = next(event for event in events if isinstance(event, TurnTimings))
    if arguments.json:
        marks = {"load": round((loaded - started) * 1000)} | output.milliseconds(timings.ms)
        print(output.line({"character": who, "text": reply.text} | output.mood(reply.mood) | {"timings": marks}))
    else:
        print(f"[{reply.mood.emotion}] {reply.text}")
    sys.stdout.flush()
    return 0


def _ended(event: Event) -> bool:
    return isinstance(event, TurnTimings) or (isinstance(event, Failed) and event.stage == "llm")


def _raise_failure(events: list[Event]) -> None:
    for event in events:
        if isinstance(event, Failed) and event.stage == "llm":
            raise event.error
    if not any(isinstance(event, ReplyDone) for event in events):
        raise CompanionError("There was no reply.", code="no-reply", retryable=True)
