"""`companion --events FILE`: what happens in the window as JSON lines, for scripts and tests. Off unless asked for.

It contains what is said. Besides the events of the terminal twin there are `face` lines: what her face shows
and how far her mouth is open, whenever they change; and `frames` lines, one a second while she is heard: milliseconds
between frames and milliseconds a frame took to paint; `first_paint`: milliseconds from the start of the process until
she was on the screen; `stall`: milliseconds for which the main thread did not do what was asked of it, and what
it did. `t` is monotonic seconds. Any thread may write.
"""

import itertools
import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
        from companion.cli import output  # not before she is on the screen

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

    def first_paint(self) -> None:
        """She is on the screen."""
        self.line({"event": "first_paint", "ms": since_start()})

    def close(self) -> None:
        with self._lock:
            self._file.close()


class FrameLog:
    """Sums up the frames that are painted while she speaks, a line a second. Main thread.

    Args:
        line: takes `{"event": "frames", "n", "interval_p50_ms", "interval_p99_ms", "paint_p50_ms", "paint_p99_ms",
            "slow"}`; slow: frames that took longer than 20 ms to paint.
        speaking: whether sound is audible now.
    """

    SLOW = 0.02  # seconds

    def __init__(self, line: Callable[[dict[str, Any]], None], speaking: Callable[[], bool]) -> None:
        self._line, self._speaking = line, speaking
        self._frames: list[tuple[float, float]] = []

    def painted(self, when: float, seconds: float) -> None:
        """A frame. when: start of painting, monotonic seconds."""
        if not self._speaking():
            self._frames.clear()
            return
        self._frames.append((when, seconds))
        if when - self._frames[0][0] >= 1.0:
            starts = [start for start, _ in self._frames]
            intervals = [later - earlier for earlier, later in itertools.pairwise(starts)]
            took = [spent for _, spent in self._frames]
            self._line(
                {"event": "frames", "n": len(intervals)}
                | {f"interval_p{part}_ms": _percentile(intervals, part) for part in (50, 99)}
                | {f"paint_p{part}_ms": _percentile(took, part) for part in (50, 99)}
                | {"slow": sum(spent > self.SLOW for spent in took[:-1])}
            )
            del self._frames[:-1]


class LoggedFace:
    """A FaceDirector that also writes what her face does, at most 50 lines a second. Main thread."""

    NAMES = ("mouth_open", "mouth_form", "mouth_width", "eye_open_l", "eye_smile", "brow_y_l", "brow_angle_l", "blush")

    def __init__(self, director: Any, events: EventLog) -> None:
        self._director, self._events = director, events
        self._last: tuple[float, ...] = ()
        self._at = float("-inf")
        self.react, self.calm, self.wave = director.react, director.calm, director.wave

    @property
    def blinking(self) -> bool:
        return bool(self._director.blinking)

    def update(self, now: float, *arguments: Any, **options: Any) -> Any:
        pose = self._director.update(now, *arguments, **options)
        values = tuple(round(getattr(pose, name), 2) for name in self.NAMES)
        if values != self._last and now - self._at >= 0.02:
            self._last, self._at = values, now
            self._events.line({"event": "face"} | dict(zip(self.NAMES, values, strict=True)))
        return pose


def director(events: EventLog | None) -> Any:
    """What makes her face; written down where events are wanted."""
    from companion.face.director import FaceDirector

    made: Any = FaceDirector()
    return made if events is None else LoggedFace(made, events)


class StallLog:
    """Asks the main thread for an answer every 25 ms and writes down when it took longer than it may. Any thread.

    After five seconds without a stall it asks every 100 ms: it must not be what keeps the machine awake.

    Args:
        line: takes `{"event": "stall", "ms", "waited_ms", "at"}`; waited_ms: of these, how long the main thread was
            ready but had no processor (Linux; 0 elsewhere); at: what it was doing, innermost first.
        call: runs a callable on the main thread soon.
    """

    LEAST = 0.03  # seconds that are written down
    _EVERY, _CALM = 0.025, 0.1
    _CALM_AFTER = 200  # answers in time

    def __init__(self, line: Callable[[dict[str, Any]], None], call: Callable[[Callable[[], object]], None]) -> None:
        self._line, self._call = line, call
        self._main = threading.main_thread().ident
        self._schedule = Path(f"/proc/self/task/{threading.main_thread().native_id}/schedstat")
        self._answered_at = 0.0
        self._over = threading.Event()
        self._answered = threading.Event()
        self._thread = threading.Thread(target=self._run, name="stalls", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        self._answered.set()
        self._thread.join(1.0)

    def _run(self) -> None:
        in_time = 0
        while not self._over.wait(self._EVERY if in_time < self._CALM_AFTER else self._CALM):
            self._answered.clear()
            asked, waited = time.monotonic(), self._waited()
            self._call(self._answer)
            at = "" if self._answered.wait(self.LEAST) else self._place()
            self._answered.wait()
            took = self._answered_at - asked
            in_time = 0 if at else in_time + 1
            if took >= self.LEAST and not self._over.is_set():
                waited = min(took, self._waited() - waited)
                self._line(
                    {"event": "stall", "ms": round(1000 * took, 1), "waited_ms": round(1000 * waited, 1), "at": at}
                )

    def _answer(self) -> None:
        self._answered_at = time.monotonic()
        self._answered.set()

    def _waited(self) -> float:
        """Seconds that the main thread has waited for a processor, ever."""
        try:
            return int(self._schedule.read_bytes().split()[1]) / 1e9
        except (OSError, IndexError, ValueError):
            return 0.0

    def _place(self) -> str:
        frame = sys._current_frames().get(self._main or 0)
        names: list[str] = []
        while frame is not None and len(names) < 16:
            names.append(f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}:{frame.f_lineno}")
            frame = frame.f_back
        return " < ".join(names)


def since_start() -> float:
    """Milliseconds since this process was started (10 ms steps on Linux)."""
    now = time.time()
    import psutil

    return round(1000 * (now - psutil.Process().create_time()), 0)


def _percentile(values: list[float], part: int) -> float:
    ordered = sorted(values)
    return round(1000 * ordered[min(len(ordered) - 1, len(ordered) * part // 100)], 2)
