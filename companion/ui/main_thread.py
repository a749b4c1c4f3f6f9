"""Runs callables on the main thread from any other. Made on the main thread."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from companion.errors import CompanionError

PATIENCE = 30.0  # seconds
T = TypeVar("T")


class MainThread(QObject):
    """`call` returns at once, `ask` waits for the result."""

    _wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._asked: set[Future[Any]] = set()  # waiting for an answer
        self._wanted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def call(self, work: Callable[[], object]) -> None:
        """Run `work` on the main thread soon; nothing happens after `close`. Any thread."""
        if not self._closed.is_set():
            self._wanted.emit(work)

    def ask(self, work: Callable[[], T]) -> T:
        """Run `work` on the main thread and return its result or raise its exception. Never from the main thread.

        Raises:
            CompanionError: the program is closing, or the main thread did not answer.
        """
        result: Future[T] = Future()

        def run() -> None:
            if not result.set_running_or_notify_cancel():
                return
            try:
                result.set_result(work())
            except Exception as error:  # handed to the asking thread
                result.set_exception(error)

        with self._lock:
            if self._closed.is_set():
                result.cancel()
            self._asked.add(result)
        self.call(run)
        try:
            return result.result(PATIENCE)
        except CancelledError as error:
            raise CompanionError("The program is closing.", code="closing") from error
        except TimeoutError as error:
            raise CompanionError("The window does not answer.", code="window-busy", retryable=True) from error
        finally:
            with self._lock:
                self._asked.discard(result)

    def close(self) -> None:
        """Whoever asks gets no answer any more, and is told so at once. Main thread."""
        with self._lock:
            self._closed.set()
            asked = list(self._asked)
        for result in asked:
            result.cancel()

    @Slot(object)
    def _run(self, work: Callable[[], object]) -> None:
        if not self._closed.is_set():
            work()
