"""One thread, one bounded inbox, one handler.

The handler runs on the worker's own thread only. `post` may be called from any thread. An exception in the handler is
the thread's boundary: it is handed to `on_error` and the worker goes on with the next item.
"""

import queue
import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
_STEP = 1.0  # seconds; longest wait without a look at the stop flag


class Worker(Generic[Item]):
    """A named daemon thread that handles items in order.

    Args:
        name: of the thread.
        handler: called with each item.
        capacity: items that may wait.
        on_error: called on the worker's thread with (error, item).
        stale: items for which it is true are dropped, before they are handled and when they are posted.
        deadline: when to call `on_tick` (in `clock` seconds) if no item comes; None = only items.
    """

    def __init__(
        self,
        name: str,
        handler: Callable[[Item], None],
        *,
        capacity: int,
        on_error: Callable[[Exception, Item | None], None],
        stale: Callable[[Item], bool] = lambda item: False,
        deadline: Callable[[], float | None] = lambda: None,
        on_tick: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._inbox: queue.Queue[Item] = queue.Queue(capacity)
        self._handler, self._on_error, self._stale = handler, on_error, stale
        self._deadline, self._on_tick, self._clock = deadline, on_tick, clock
        self._stopping = threading.Event()
        self._drain = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.dropped = 0  # items refused because the inbox was full

    def start(self) -> None:
        """Begin; items that were posted before are handled first."""
        self._thread.start()

    @property
    def name(self) -> str:
        return self._thread.name

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def depth(self) -> int:
        """Items waiting now."""
        return self._inbox.qsize()

    def room(self) -> float:
        """Free share of the inbox, 0..1."""
        return 1.0 - self._inbox.qsize() / self._inbox.maxsize

    def post(self, item: Item, timeout: float = 0.0) -> bool:
        """Append; waits up to `timeout` seconds for room. False if there was none, or the worker is stopping."""
        if self._stopping.is_set() or self._stale(item):
            return False
        try:
            self._inbox.put(item, block=timeout > 0, timeout=timeout or None)
        except queue.Full:
            self.dropped += 1
            return False
        return True

    def drop_oldest(self) -> bool:
        """Make room by forgetting the item that waits longest."""
        try:
            self._inbox.get_nowait()
        except queue.Empty:
            return False
        self.dropped += 1
        return True

    def stop(self, timeout: float = 2.0, *, drain: bool = False) -> bool:
        """End after the item at hand, or with `drain` after all that wait; True if the thread has ended within
        `timeout` seconds. Any thread but its own; idempotent."""
        self._drain = drain
        self._stopping.set()
        try:
            self._inbox.put_nowait(_WAKE)  # type: ignore[arg-type]
        except queue.Full:
            pass  # nothing waits on a full inbox
        if self._thread.ident is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set() or (self._drain and not self._inbox.empty()):
            item = self._next()
            if self._stopping.is_set() and not self._drain:
                return
            if item is not None and not self._stale(item):
                self._guard(self._handler, item)
            self._guard(self._tick, None)

    def _next(self) -> Item | None:
        due = self._deadline()
        wait = _STEP if due is None else min(_STEP, max(0.0, due - self._clock()))
        try:
            item = self._inbox.get(timeout=wait) if wait > 0 else self._inbox.get_nowait()
        except queue.Empty:
            return None
        return None if item is _WAKE else item

    def _tick(self, _: None) -> None:
        due = self._deadline()
        if due is not None and due <= self._clock():
            self._on_tick()

    def _guard(self, call: Callable[[Any], None], item: Item | None) -> None:
        try:
            call(item)
        except Exception as error:  # the boundary of the thread
            self._on_error(error, item)


_WAKE = object()
