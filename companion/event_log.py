"""`companion --events FILE`: what happens in the window as JSON lines, for scripts and tests. Off unless asked for.

It contains what is said. Besides the events of the terminal twin there are `face` lines: what her face shows
and how far her mouth is open, whenever they change. `t` is monotonic seconds. Any thread may write.
"""

import json
import threading
import time
from pathlib import Path
from typing import Any

from companion.cli import output
from companion.errors import ConfigError
from companion.voice.types import Event, Ready, ReplyStarted, ReplyText


class EventLog:
    """Appends to one file, a line at a time, flushed at once.

    Raises:
        ConfigError: the file can't be written.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("a", encoding="utf-8", buffering=1)
        except OSError as error:
            raise ConfigError(
                f"--events {path} can't be written: {error.strerror}.", code="events-unwritable"
            ) from error
        self._lock = threading.Lock()

    def write(self, event: Event) -> None:
        """An event of the session; those that scripts don't need are left out."""
        match event:
            case ReplyStarted(turn=turn):
                data: dict[str, Any] | None = {"event": "emotion", "turn": turn.id} | output.mood(event.mood)
            case ReplyText(turn=turn):
                data = {"event": "words", "turn": turn.id, "text": event.delta}
            case Ready():
                data = {"event": "ready", "stage": event.stage}
            case _:
                data = output.record(event)
        if data is not None:
            self.line(data)

    def line(self, data: dict[str, Any]) -> None:
        text = json.dumps({"t": round(time.monotonic(), 4)} | data, ensure_ascii=False)
        with self._lock:
            if not self._file.closed:
                self._file.write(text + "\n")

    def close(self) -> None:
        with self._lock:
            self._file.close()
