"""The brain's process as the app sees it: started, watched, started again after a crash, and given up in the end.

One supervisor thread ("brain-process") owns the child: it starts it, reads its frames and notices its death at once
(end of file). It lives as long as the child, because Linux ties the parent-death signal to the thread. One writer
thread per child sends. Everything else may be called from any thread; no wait is unbounded.
"""

import contextlib
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from companion.engines.llm import _frames
from companion.errors import BrainError
from companion.voice.types import Notice

LOAD_STALL = 120.0  # seconds without a sign of life while loading
WORK_STALL = 120.0  # … while working
DEATHS = 3  # within DEATH_WINDOW seconds, then it is given up
DEATH_WINDOW = 60.0
_CALL_FRAMES = 16_384
_LOG_BYTES = 1 << 20
_log = logging.getLogger(__name__)


class Call:
    """A request under way; its frames arrive in a bounded queue."""

    def __init__(self, request_id: int) -> None:
        self.id = request_id
        self.finished = False  # its last frame has been taken
        self._frames: queue.Queue[_frames.Frame | BrainError] = queue.Queue(maxsize=_CALL_FRAMES)

    def deliver(self, item: _frames.Frame | BrainError) -> None:
        """Supervisor thread. A full queue means that the caller has gone; what it misses is of no use to anyone."""
        with contextlib.suppress(queue.Full):
            self._frames.put_nowait(item)

    def next(self, timeout: float) -> _frames.Frame | None:
        """The next frame; None after `timeout` seconds. Raises BrainError when the process died."""
        try:
            item = self._frames.get(timeout=timeout)
        except queue.Empty:
            return None
        if isinstance(item, BrainError):
            raise item
        return item


class BrainProcess:
    """Keeps one child process with one loaded model.

    Args:
        load: the load request: path, context, batch, threads, gpu_layers, reuse_prefix, snapshots.
        on_notice: receives Notices ("brain-restarted"), on the supervisor thread.
        environment: variables for the child besides the app's own.
        log: file for what native code prints when it fails; None discards it.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        load: dict[str, Any],
        *,
        on_notice: Callable[[Notice], None],
        environment: dict[str, str] | None = None,
        log: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._load = load
        self._on_notice = on_notice
        self._environment = environment or {}
        self._log_file = log
        self._clock = clock
        self._changed = threading.Condition()  # guards all below
        self._ready: _frames.Frame | None = None
        self._error: BrainError | None = None
        self._closing = False
        self._users = 1
        self._child: _Child | None = None
        self._calls: dict[int, Call] = {}
        self._next_id = 0
        self._sign_of_life = clock()
        self._deaths: deque[float] = deque(maxlen=DEATHS)
        self._thread = threading.Thread(target=self._supervise, name="brain-process", daemon=True)
        self._thread.start()

    # --- for callers ---

    @property
    def pid(self) -> int | None:
        with self._changed:
            return self._child.pid if self._child is not None else None

    def wait_ready(self, timeout: float, given_up: Callable[[], bool] = lambda: False) -> _frames.Frame | None:
        """The "ready" frame; None when `given_up()` became true (call `nudge` after changing it).

        Raises:
            BrainError: loading failed, took longer than `timeout` seconds, or showed no life for `LOAD_STALL` seconds.
        """
        end = self._clock() + timeout
        with self._changed:
            while True:
                if self._error is not None:
                    raise self._error
                if self._ready is not None or given_up():
                    return self._ready
                now = self._clock()
                left = min(end, self._sign_of_life + LOAD_STALL) - now
                if left <= 0:
                    break
                self._changed.wait(left)
        self._kill()
        raise BrainError(
            f"The brain model {self._load['path']} did not load in time.",
            code="brain-load-timeout",
            hint="Choose a smaller model, or close other programs and try again.",
            retryable=True,
        )

    def nudge(self) -> None:
        """Let `wait_ready` look at its `given_up` again."""
        with self._changed:
            self._changed.notify_all()

    @contextlib.contextmanager
    def call(self, request: dict[str, Any]) -> Iterator[Call]:
        """Send a request; its answers are delivered to the Call while the block runs. Raises BrainError."""
        with self._changed:
            if self._error is not None:
                raise self._error
            self._next_id += 1
            call = Call(self._next_id)
            child = self._child
            if child is None or self._ready is None:
                call.deliver(_died("is just starting again"))
            else:
                self._calls[call.id] = call
                child.send({**request, "id": call.id})
        try:
            yield call
        finally:
            with self._changed:
                self._calls.pop(call.id, None)

    def abort(self, request_id: int) -> None:
        with self._changed:
            if self._child is not None and request_id:
                self._child.send({"op": "abort", "id": request_id})

    def stalled(self) -> None:
        """The child shows no life: end it; the supervisor starts another."""
        self._kill()

    def share(self) -> None:
        """Another brain speaks through the same child; `close` ends it when the last one has closed."""
        with self._changed:
            self._users += 1

    def close(self) -> None:
        """End the child and the threads, at most about 4 s, unless others use them."""
        with self._changed:
            self._users -= 1
            if self._users > 0:
                return
            self._closing = True
            child = self._child
            if self._error is None:
                self._error = BrainError("The brain has been closed.", code="brain-closed")
            self._changed.notify_all()
        if child is not None:
            child.hang_up()
        if threading.current_thread() is self._thread:
            return
        self._thread.join(2.0)
        if self._thread.is_alive():
            self._kill()
            self._thread.join(2.0)

    # --- supervisor thread ---

    def _kill(self) -> None:
        with self._changed:
            child = self._child
        if child is not None:
            child.kill()

    def _supervise(self) -> None:
        while True:
            with self._changed:
                if self._closing or self._error is not None:
                    return
                self._sign_of_life = self._clock()
                try:
                    child = self._child = _Child(self._environment, self._log_file)
                except OSError as error:
                    self._fail(_no_start(error))
                    return
                child.send({**self._load, "op": "load", "id": 0})
            for frame in child.frames():
                self._receive(frame)
            how = child.end()
            self._bury(how)

    def _receive(self, frame: _frames.Frame) -> None:
        kind = frame.get("kind")
        with self._changed:
            self._sign_of_life = self._clock()
            if kind == "ready":
                self._ready = frame
                self._changed.notify_all()
            elif kind == "load-failed":
                self._fail(_unloadable(self._load["path"], str(frame.get("reason", ""))))
            elif (call := self._calls.get(int(frame.get("id", 0)))) is not None:
                call.deliver(frame)

    def _bury(self, how: str) -> None:
        """The child has ended: tell those who wait, and the person; give up when it happens again and again."""
        notice: Notice | None = None
        with self._changed:
            self._child, self._ready = None, None
            if self._closing or self._error is not None:
                self._fail(self._error or _died(how))
                return
            now = self._clock()
            self._deaths.append(now)
            _log.warning("the brain process ended (%s)", how)
            if len(self._deaths) == DEATHS and now - self._deaths[0] <= DEATH_WINDOW:
                self._fail(_gave_up(how))
            else:
                for call in self._calls.values():
                    call.deliver(_died(how))
                notice = Notice("brain-restarted", f"Her brain stopped ({how}) and is being started again.")
        if notice is not None:
            try:
                self._on_notice(notice)
            except Exception:  # thread boundary: a listener's fault must not leave her without a brain
                _log.exception("a listener failed on the notice %s", notice.code)

    def _fail(self, error: BrainError) -> None:
        """For good; the lock is held."""
        self._error = error
        for call in self._calls.values():
            call.deliver(error)
        self._changed.notify_all()


class _Child:
    """One operating system process and its pipes."""

    def __init__(self, environment: dict[str, str], log: Path | None) -> None:
        package = str(Path(__file__).resolve().parents[3])
        search = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
        with contextlib.ExitStack() as stack:
            sink: Any = subprocess.DEVNULL
            if log is not None:
                with contextlib.suppress(OSError):
                    log.parent.mkdir(parents=True, exist_ok=True)
                    sink = stack.enter_context(log.open("ab" if _small(log) else "wb"))
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "companion.engines.llm._child", str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=sink,
                env={**os.environ, **environment, "PYTHONPATH": search, "PYTHONIOENCODING": "utf-8"},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        self.pid = self._process.pid
        self._outbox: queue.Queue[_frames.Frame | None] = queue.Queue(maxsize=256)
        self._writer = threading.Thread(target=self._write, name="brain-writer", daemon=True)
        self._writer.start()

    def send(self, frame: _frames.Frame) -> None:
        """Queue a frame. A child that has taken nothing for 256 frames is beyond help."""
        try:
            self._outbox.put_nowait(frame)
        except queue.Full:
            self.kill()

    def frames(self) -> Iterator[_frames.Frame]:
        """Frames until the child's output ends or is not understood."""
        stdout = cast(BinaryIO, self._process.stdout)
        try:
            while (frame := _frames.read(stdout)) is not None:
                yield frame
        except (OSError, ValueError):
            return

    def hang_up(self) -> None:
        """Close its input after what is queued: the child ends."""
        with contextlib.suppress(queue.Full):
            self._outbox.put_nowait(None)

    def kill(self) -> None:
        with contextlib.suppress(OSError):
            self._process.kill()

    def end(self) -> str:
        """Clear up after the last frame; says how it ended, e.g. "signal SIGKILL"."""
        self.hang_up()
        try:
            code = self._process.wait(2.0)
        except subprocess.TimeoutExpired:
            self.kill()
            code = self._process.wait()
        self._writer.join()
        cast(BinaryIO, self._process.stdout).close()
        if code < 0:
            with contextlib.suppress(ValueError):
                return f"signal {signal.Signals(-code).name}"
        return f"exit code {code}"

    def _write(self) -> None:
        stdin = cast(BinaryIO, self._process.stdin)
        with contextlib.suppress(OSError, ValueError):
            while (frame := self._outbox.get()) is not None:
                _frames.write(stdin, frame)
        with contextlib.suppress(OSError):
            stdin.close()


def _small(log: Path) -> bool:
    return not log.exists() or log.stat().st_size < _LOG_BYTES


def _died(how: str) -> BrainError:
    return BrainError(f"Her brain's process ended in mid-work ({how}).", code="brain-died", retryable=True)


def _gave_up(how: str) -> BrainError:
    return BrainError(
        f"Her brain's process ended {DEATHS} times within a minute (last: {how}) and is not started again.",
        code="brain-gave-up",
        hint="Choose another model in `brain.model`, lower `brain.context`, or free memory, and restart the program.",
    )


def _no_start(error: OSError) -> BrainError:
    return BrainError(
        f"Her brain's process can't be started: {error.strerror}.",
        code="brain-not-started",
        hint="Free memory or check the installation (`companion doctor`).",
    )


def _unloadable(path: str, reason: str) -> BrainError:
    return BrainError(
        f"The brain model {path} can't be loaded: {reason}.",
        code="model-unloadable",
        hint="Use a GGUF that llama.cpp supports, or lower `brain.context` if memory is short.",
    )
