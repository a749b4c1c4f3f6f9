"""`companion listen FILE.wav…`: recordings in real time, as if through the microphone; nothing is remembered."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from companion.cli import output
from companion.cli.inbox import Inbox
from companion.config import Config
from companion.engines.audio import replay
from companion.errors import AudioError, ConfigError
from companion.session import Session, Sound
from companion.voice.types import Event, Failed, Interrupted, ReplyDone, State, StateChanged, Transcript

REST = 2.5  # seconds without anything going on, after which a recording counts as answered
PATIENCE = 300.0


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Print the events; the exit code is 0 even when nothing was heard, 1 when a part failed."""
    config = config.model_copy(update={"microphone": config.microphone.model_copy(update={"mode": "open"})})
    if arguments.gap is not None and not 0 <= arguments.gap <= 60:
        raise ConfigError("--gap must be between 0 and 60 seconds.", code="gap-out-of-range")
    _check_out(arguments.out)
    sound = replay.create(
        arguments.files, time.monotonic, gap=arguments.gap, volume=config.speaker.volume, out=arguments.out
    )
    show = _print_json if arguments.json else _print_text
    inbox = Inbox()
    with tempfile.TemporaryDirectory(prefix="companion-") as folder:
        session = Session(
            config,
            on_event=inbox.post,
            sound=lambda: Sound(sound.microphone, sound.speaker, lambda: _close(sound)),
            database=Path(folder) / "listen.sqlite3",
        )
        try:
            session.open(arguments.character)
            failed = _converse(inbox, sound, len(arguments.files), arguments.gap is not None, show)
        finally:
            session.close()
    return 1 if failed else 0


def _check_out(out: Path | None) -> None:
    if out is not None and not out.resolve().parent.is_dir():
        raise AudioError(f"The folder of {out} does not exist.", code="out-folder-missing", hint="Make it first.")


def _close(sound: replay.Replay) -> None:
    sound.microphone.close()
    sound.speaker.close()


def _converse(inbox: Inbox, sound: replay.Replay, files: int, fixed_gap: bool, show: Callable[[Event], None]) -> bool:
    """Let the recordings play, each after she has answered the one before; True if a part failed."""
    failed = False
    left = files
    state = State.OFF
    quiet_since: float | None = None
    deadline = time.monotonic() + PATIENCE * files
    while time.monotonic() < deadline:
        event = inbox.next(0.25)
        if event is not None:
            failed = failed or _failure(event)
            show(event)
        if isinstance(event, StateChanged):
            state = event.state
        resting = state in (State.LISTENING, State.IDLE) and all(p.ended for p in sound.microphone.played)
        quiet_since = (quiet_since or time.monotonic()) if resting else None
        played = len(sound.microphone.played)
        if quiet_since is None or time.monotonic() - quiet_since < (REST if played else 0.3):
            continue
        if played < files - left or (fixed_gap and played < files):
            continue  # a recording is still on its way into the microphone
        if played == files:
            return failed
        if not fixed_gap:
            sound.microphone.next()
            left -= 1
            quiet_since = None
    print("companion: the conversation did not come to rest in time.", file=sys.stderr)
    return True


def _failure(event: Event) -> bool:
    """Whether a part failed; without ears there is nothing to wait for, so that failure is raised."""
    if isinstance(event, Failed) and event.stage == "stt" and event.turn is None:
        raise event.error
    return isinstance(event, Failed)


def _print_json(event: Event) -> None:
    if (data := output.record(event)) is not None:
        print(output.line(data), flush=True)


def _print_text(event: Event) -> None:
    match event:
        case Transcript(final=True):
            print(f"you: {event.text}", flush=True)
        case ReplyDone(stopped=stopped) if stopped != "cancelled":
            print(f"she: [{event.mood.emotion}] {event.text}", flush=True)
        case Interrupted():
            print(f"     (interrupted after: {event.heard_text})", flush=True)
        case Failed():
            print(f"companion: {event.error}", file=sys.stderr)
