"""`companion chat`: talk by typing; her words stream. Remembers like the window does."""

import argparse
import sys
from collections.abc import Callable
from functools import partial

from companion.cli import output
from companion.cli.inbox import Inbox
from companion.config import Config
from companion.errors import CompanionError
from companion.session import Session, Sound
from companion.turns import Turns
from companion.voice.types import Event, Failed, Notice, ReplyDone, ReplyStarted, ReplyText, TurnTimings

PATIENCE = 300.0
HELP = (
    "Type and press Enter. /again answers the last words once more, /edit WORDS replaces them, /new begins a new\n"
    "conversation, /switch ID changes the character, /quit or Ctrl-D ends."
)


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
            _line(session, inbox, text, arguments.json)
    finally:
        session.close()
    return 0


def _line(session: Session, inbox: Inbox, text: str, as_json: bool) -> None:
    """One line that was typed: a command, or words for her."""
    turns = Turns(session)
    command, _, rest = text.partition(" ")
    try:
        match command.replace(":", "/", 1):
            case "/switch":
                _switch(session, rest.strip(), as_json)
            case "/new":
                turns.begin()
            case "/again" | "/edit":
                number = turns.last()
                if not number or (command[1:] == "edit" and not rest.strip()):
                    print("companion: there is nothing to answer again.", file=sys.stderr)
                else:
                    _exchange(inbox, lambda: turns.again(number, rest if command[1:] == "edit" else ""), as_json)
            case _ if text:
                assert session.loop is not None
                _exchange(inbox, partial(session.loop.submit, text), as_json)
    except CompanionError as error:
        print(f"companion: {error}", file=sys.stderr)


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


def _exchange(inbox: Inbox, wish: Callable[[], None], as_json: bool) -> None:
    """Do what leads to an answer, and show the answer."""
    wish()
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
