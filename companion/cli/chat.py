"""`companion chat`: talk by typing; her words stream. Remembers like the window does."""

import argparse
import sys

from companion.cli import output
from companion.cli.inbox import Inbox
from companion.config import Config
from companion.errors import CompanionError
from companion.session import Session, Sound
from companion.voice.types import Event, Failed, Notice, ReplyDone, ReplyStarted, ReplyText, TurnTimings

PATIENCE = 300.0
HELP = "Type and press Enter. /switch ID changes the character, /quit or Ctrl-D ends."


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Read lines until end of input."""
    inbox = Inbox()
    session = Session(config, on_event=inbox.post, sound=Sound, hear=False)
    try:
        session.open(arguments.character)
        if sys.stdin.isatty() and not arguments.json:
            print(HELP)
        while (text := _read(session, arguments.json)) is not None:
            if text in ("/quit", "/exit"):
                break
            if text.startswith("/switch "):
                _switch(session, text.removeprefix("/switch ").strip(), arguments.json)
            elif text:
                _exchange(session, inbox, text, arguments.json)
    finally:
        session.close()
    return 0


def _read(session: Session, as_json: bool) -> str | None:
    try:
        return input("" if as_json or not sys.stdin.isatty() else "> ").strip()
    except (EOFError, UnicodeDecodeError):
        return None


def _switch(session: Session, character_id: str, as_json: bool) -> None:
    try:
        character = session.switch_character(character_id)
    except CompanionError as error:
        print(f"companion: {error}", file=sys.stderr)
        return
    shown = output.line({"event": "character", "character": character.id}) if as_json else f"({character.id})"
    print(shown, flush=True)


def _exchange(session: Session, inbox: Inbox, text: str, as_json: bool) -> None:
    assert session.loop is not None
    session.loop.submit(text)
    show = _print_json if as_json else _print_text
    while True:
        event = inbox.next(PATIENCE)
        if event is None:
            print("companion: no answer came in time.", file=sys.stderr)
            return
        show(event)
        if isinstance(event, TurnTimings) or (isinstance(event, Failed) and event.turn is not None):
            return


def _print_json(event: Event) -> None:
    if (data := output.record(event)) is not None:
        print(output.line(data), flush=True)


def _print_text(event: Event) -> None:
    match event:
        case ReplyStarted():
            print(f"[{event.mood.emotion}] ", end="", flush=True)
        case ReplyText():
            print(event.delta, end="", flush=True)
        case ReplyDone():
            print(flush=True)
        case Failed():
            print(f"companion: {event.error}", file=sys.stderr)
        case Notice():
            print(f"({event.message})", file=sys.stderr)
