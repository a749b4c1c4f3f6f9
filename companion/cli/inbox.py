"""Collects a session's events for the terminal twin: bounded, any thread may post, one thread reads."""

import queue
import time
from collections.abc import Callable

from companion.errors import CompanionError
from companion.voice.types import Event, MicLevel

PATIENCE = 1.0  # seconds that a poster waits for room


class Inbox:
    """Events in order. Level meter events are dropped; when full, the poster waits a second, then fails."""

    def __init__(self, size: int = 10_000) -> None:
        self._queue: queue.Queue[Event] = queue.Queue(size)

    def post(self, event: Event) -> None:
        if not isinstance(event, MicLevel):
            self._queue.put(event, timeout=PATIENCE)

    def next(self, timeout: float) -> Event | None:
        """The next event; None after `timeout` seconds without one."""
        try:
            return self._queue.get(timeout=timeout)
        except queue.Empty:
            return None

    def until(self, done: Callable[[Event], bool], *, timeout: float, what: str) -> list[Event]:
        """All events up to and including the first for which `done` is true.

        Raises CompanionError when that takes longer than `timeout` seconds."""
        seen: list[Event] = []
        deadline = time.monotonic() + timeout
        while True:
            event = self.next(max(0.0, deadline - time.monotonic()))
            if event is None:
                raise CompanionError(f"{what} took longer than {timeout:.0f} s.", code="timeout", retryable=True)
            seen.append(event)
            if done(event):
                return seen
