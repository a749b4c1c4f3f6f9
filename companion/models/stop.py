"""Pausing and cancelling a download from another thread. `pause` and `cancel` from any thread; the rest by the one that
downloads."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from companion.errors import ModelError

How = Literal["", "paused", "cancelled"]


class Stop:
    """One for each download. What waits on the network is woken at once."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._how: How = ""
        self._abort: Callable[[], None] | None = None

    @property
    def how(self) -> How:
        """ "" while nobody has asked to stop."""
        return self._how

    def pause(self) -> None:
        """Stop, and keep what is there; the next download goes on from it."""
        self._end("paused")

    def cancel(self) -> None:
        """Stop, and throw away what was downloaded of the unfinished model."""
        self._end("cancelled")

    def check(self) -> None:
        """Raises ModelError `models-paused` or `models-cancelled` once somebody has asked."""
        if self._how == "paused":
            raise ModelError(
                "The download is paused.", code="models-paused", hint="The same command goes on where it was."
            )
        if self._how == "cancelled":
            raise ModelError("The download was cancelled.", code="models-cancelled")

    def wait(self, seconds: float) -> None:
        """Wait, unless somebody asks to stop: then as `check`."""
        self._event.wait(seconds)
        self.check()

    @contextmanager
    def aborting(self, abort: Callable[[], None]) -> Iterator[None]:
        """While inside, asking to stop also calls `abort` (on the asking thread)."""
        with self._lock:
            self._abort = abort
        try:
            self.check()
            yield
        finally:
            with self._lock:
                self._abort = None

    def _end(self, how: How) -> None:
        with self._lock:
            if not self._how or how == "cancelled":
                self._how = how
            abort = self._abort
            if abort is not None:
                abort()
        self._event.set()
