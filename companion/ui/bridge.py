"""Events from worker threads to the windows: `post` on any thread, `event` on the main thread.

The words of a reply arrive token by token; neighbours are joined, and given on at most 30 times a second, so that a
fast brain can't flood the main thread. A microphone level that nobody has shown yet is replaced by the newer one.
The order of everything else is kept.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from companion.voice.types import MicLevel, ReplyText

PERIOD = 1 / 30  # seconds between two deliveries of streaming values
CAPACITY = 4096  # events; only a main thread that hangs for minutes comes near

_STREAMS = (ReplyText, MicLevel)
_log = logging.getLogger(__name__)


class _Relay(QObject):
    """The Qt half. (A QObject itself may not have a signal called `event`: that is the name of a virtual method.)"""

    arrived = Signal(object)
    wake = Signal()

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self._work = work
        self.wake.connect(self.run, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def run(self) -> None:
        """Runs on the thread that this object lives on, whoever emitted `wake`."""
        self._work()


class Bridge:
    """Made on the main thread. Connect to `event`, a Signal(object); hand `post` to whoever publishes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._relay = _Relay(self._drain)
        self.event = self._relay.arrived
        self._clock = clock
        self._lock = threading.Lock()
        self._pending: deque[object] = deque()
        self._awake = False
        self._closed = False
        self._delivered = float("-inf")
        self._timer = QTimer(self._relay)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._relay.run)

    def post(self, event: object) -> None:
        """Deliver `event` on the main thread soon. Any thread; never waits; nothing happens after `close`."""
        with self._lock:
            if self._closed:
                return
            if not self._merge(event):
                self._pending.append(event)
                if len(self._pending) > CAPACITY:
                    self._pending.popleft()
                    _log.warning("the window does not keep up: the oldest event was dropped")
            wake = not self._awake or not isinstance(event, _STREAMS)
            self._awake = True
        if wake:
            self._relay.wake.emit()

    def close(self) -> None:
        """Deliver nothing more. Main thread; call before the windows go."""
        with self._lock:
            self._closed = True
            self._pending.clear()
        self._timer.stop()

    def _merge(self, event: object) -> bool:
        last = self._pending[-1] if self._pending else None
        if isinstance(event, ReplyText) and isinstance(last, ReplyText) and last.turn is event.turn:
            self._pending[-1] = ReplyText(event.turn, last.delta + event.delta)
            return True
        if isinstance(event, MicLevel):
            for index, waiting in enumerate(self._pending):
                if isinstance(waiting, MicLevel):
                    self._pending[index] = event
                    return True
        return False

    def _drain(self) -> None:
        wait = self._delivered + PERIOD - self._clock()
        ready: list[object] = []
        with self._lock:
            hold = wait > 0 and bool(self._pending) and all(isinstance(event, _STREAMS) for event in self._pending)
            if not hold:
                ready.extend(self._pending)
                self._pending.clear()
                self._awake = False
        if hold:
            self._timer.start(max(1, round(wait * 1000)))
            return
        self._timer.stop()
        if ready:
            self._delivered = self._clock()
        for event in ready:
            self.event.emit(event)
