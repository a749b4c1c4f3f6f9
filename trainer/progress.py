"""progress.jsonl: what happens in a run, for the app, `status` and other programs (docs/companion-train.md).

`Progress` may be used from any thread. Each line is written at once and whole. The file is bounded: when it is full it
becomes `progress.1.jsonl`, which replaces the one before.
"""

import contextlib
import json
import math
import os
import re
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

MAX_BYTES = 2_000_000
EVERY = 0.5  # seconds between two progress events of a stage
Record = dict[str, object]
_BREAKS = re.compile("[\x85\u2028\u2029]")  # some readers end a line there


class View(Protocol):
    """Who else wants to see the events: the terminal."""

    def show(self, record: Record) -> None: ...


class Eta:
    """Seconds that are left, from the pace since the start and the pace of late. One stage, one thread at a time."""

    def __init__(self, now: float) -> None:
        self._first: tuple[float, int] | None = None
        self._recent: list[tuple[float, int]] = []
        self._total = 0
        self._began = now

    def update(self, done: int, total: int, now: float) -> float | None:
        """None while nothing is known. A new total, or a smaller `done`, begins anew (another part of the stage)."""
        if self._first is None or total != self._total or done < self._recent[-1][1]:
            self._first, self._recent, self._total = (now, done), [(now, done)], total
            return 0.0 if 0 < total <= done else None
        self._recent = [*self._recent[-19:], (now, done)]
        if total <= 0:
            return None
        if done >= total:
            return 0.0
        paces = [
            pace for pace in (self._pace(*self._first, now, done), self._pace(*self._recent[0], now, done)) if pace
        ]
        return (total - done) * len(paces) / sum(paces) if paces else None

    @staticmethod
    def _pace(then: float, before: int, now: float, done: int) -> float:
        return (done - before) / (now - then) if now > then else 0.0


class Progress:
    """Writes events to the file and shows them to `views`. A disk that refuses is told once; the run goes on."""

    def __init__(
        self,
        file: Path,
        views: tuple[View, ...] = (),
        *,
        clock: Callable[[], float] = time.monotonic,
        on_trouble: Callable[[str], None] = lambda text: None,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self.run = uuid.uuid4().hex[:12]
        self._file = file
        self._views = views
        self._clock = clock
        self._on_trouble = on_trouble
        self._max = max_bytes
        self._lock = threading.Lock()
        self._stage = ""
        self._eta = Eta(0)
        self._began = 0.0
        self._shown = -1.0
        self._troubled = False

    def emit(self, event: str, **values: object) -> None:
        """One event of this run."""
        with self._lock:
            self._emit({"event": event, **values})

    def stage_started(self, name: str, **values: object) -> None:
        """From here on `tell` and `event` speak of this stage."""
        with self._lock:
            self._stage, self._began, self._shown = name, self._clock(), -1.0
            self._eta = Eta(self._began)
            self._emit({"event": "stage_started", "stage": name, **values})

    def tell(self, done: int, total: int, note: str = "") -> None:
        """How far the stage is; as often as one likes, written at most twice a second and at the end."""
        with self._lock:
            now = self._clock()
            last = 0 < total <= done
            if now - self._shown < EVERY and self._shown >= 0 and not last:
                return
            self._shown = now
            left = self._eta.update(done, total, now)
            self._emit(
                {
                    "event": "progress",
                    "stage": self._stage,
                    "done": done,
                    "total": total,
                    "note": note[:200],
                    "elapsed": round(now - self._began, 1),
                    "eta": None if left is None else round(left, 1),
                }
            )

    def event(self, record: Record) -> None:
        """Figures of the stage, e.g. {"loss": 1.2, "step": 10}."""
        self.emit("metrics", stage=self._stage, values=record)

    def _emit(self, record: Record) -> None:
        line: Record = {"time": round(time.time(), 3), "run": self.run, **{k: _plain(v) for k, v in record.items()}}
        for view in self._views:
            view.show(line)
        try:
            self._write(_BREAKS.sub(_escaped, json.dumps(line, ensure_ascii=False, default=str)) + "\n")
        except OSError as error:
            if not self._troubled:
                self._troubled = True
                self._on_trouble(f"{self._file} can't be written: {error.strerror}; the run goes on without it.")

    def _write(self, text: str) -> None:
        data = text.encode("utf-8", "replace")
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            size = os.fstat(handle).st_size
            if size:
                os.lseek(handle, size - 1, os.SEEK_SET)
                if os.read(handle, 1) != b"\n":  # someone was killed in the middle of a line
                    data = b"\n" + data
            os.write(handle, data)
        finally:
            os.close(handle)
        if size + len(data) > self._max:
            self._file.replace(self._file.with_name("progress.1.jsonl"))


def _plain(value: object) -> object:
    """JSON has no NaN and no infinity; a loss that broke is null."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def recent(file: Path, limit: int = 400) -> list[Record]:
    """The newest events, oldest first; lines that a killed process left unfinished are passed over."""
    lines: list[bytes] = []
    for path in (file.with_name("progress.1.jsonl"), file):
        with contextlib.suppress(FileNotFoundError):
            lines += path.read_bytes().splitlines()[-limit:]
    records = []
    for line in lines[-limit:]:
        with contextlib.suppress(ValueError):
            record = json.loads(line)
            if isinstance(record, dict):
                records.append(record)
    return records
