"""A run on the terminal: bars with the time that is left, or plain lines elsewhere. Any thread may `show`."""

import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TextIO

from trainer.progress import Record

_LINE_EVERY = 10.0  # seconds between two plain lines of progress
_SHOWN = ("loss", "eval_loss", "train_loss", "rewards/accuracies")


class Terminal:
    """Shows events of trainer/progress.py on `stream`."""

    def __init__(self, stream: TextIO | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream or sys.stderr
        self._clock = clock
        self._bars = self._stream.isatty()
        self._bar: Any = None
        self._said = 0.0
        self._figures = ""
        self._lock = threading.Lock()

    def show(self, record: Record) -> None:
        """One event."""
        with self._lock:
            handler = getattr(self, f"_{record['event']}", None)
            if handler:
                handler(record)

    def note(self, text: str) -> None:
        """A line of its own, above the bar."""
        with self._lock:
            self._line(text)

    def close(self) -> None:
        """Leaves the terminal as it was."""
        with self._lock:
            self._end_bar()

    def _stage_started(self, record: Record) -> None:
        self._end_bar()
        self._figures, self._said = "", self._clock()
        why = f" ({record['reason']})" if record.get("reason") else ""
        self._line(f"[{record.get('number')}/{record.get('of')}] {record['stage']}{why}")

    def _progress(self, record: Record) -> None:
        done, total, note = _number(record["done"]), _number(record["total"]), str(record["note"])
        if self._bars:
            self._draw(str(record["stage"]), int(done), int(total), note)
            return
        now = self._clock()
        if now - self._said < _LINE_EVERY:
            return
        self._said = now
        share = f" of {total:g} ({done / total:.0%})" if total else ""
        left = f", {duration(_number(record['eta']))} left" if record["eta"] else ""
        words = " ".join(part for part in (self._figures, note) if part)
        self._line(f"    {record['stage']}: {done:g}{share}{left}" + (f" · {words}" if words else ""))

    def _metrics(self, record: Record) -> None:
        values = record["values"]
        if isinstance(values, dict):
            shown = [f"{key} {values[key]:.4g}" for key in _SHOWN if isinstance(values.get(key), int | float)]
            self._figures = ", ".join(shown) or self._figures

    def _notice(self, record: Record) -> None:
        self._line(f"    {record['text']}")

    def _stage_skipped(self, record: Record) -> None:
        self._line(f"[{record.get('number')}/{record.get('of')}] {record['stage']}: {record['reason']}")

    def _stage_finished(self, record: Record) -> None:
        self._end_bar()
        counts = record["counts"]
        shown = ", ".join(f"{key} {value}" for key, value in counts.items()) if isinstance(counts, dict) else ""
        took = duration(_number(record["seconds"]))
        self._line(f"    {record['stage']}: done in {took}" + (f" · {shown}" if shown else ""))

    def _stage_failed(self, record: Record) -> None:
        self._end_bar()
        self._line(f"    {record['stage']}: failed")

    def _draw(self, stage: str, done: int, total: int, note: str) -> None:
        if self._bar is None:
            from tqdm import tqdm

            tqdm.monitor_interval = 0  # no thread of its own
            self._bar = tqdm(
                mininterval=0,
                miniters=1,
                total=total or None,
                initial=done,
                desc=f"    {stage}",
                file=self._stream,
                leave=False,
                dynamic_ncols=True,
            )
        if self._bar.total != (total or None):  # another part of the stage
            self._bar.reset(total or None)
        if done < self._bar.n:
            self._bar.reset()
        self._bar.set_postfix_str(" ".join(part for part in (self._figures, note) if part)[:60], refresh=False)
        self._bar.update(done - self._bar.n)

    def _end_bar(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _line(self, text: str) -> None:
        if self._bar is not None:
            self._bar.clear()
        print(text, file=self._stream, flush=True)
        if self._bar is not None:
            self._bar.refresh()


def duration(seconds: float) -> str:
    """45 s, 12 min, 3.5 h, 2 days: as exact as a person needs it."""
    if seconds < 1:
        return f"{seconds:.1f} s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 6000:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 172_800 else f"{seconds / 86_400:.1f} days"


def size(count: float) -> str:
    """Bytes with a decimal unit."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit in ("B", "kB") or count >= 100 else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Columns as wide as their content (Korean letters count two); empty columns are left out."""
    cells = [[str(cell) for cell in row] for row in rows]
    used = [index for index in range(len(head)) if any(row[index] for row in cells)]
    lines = [[head[index] for index in used], *([row[index] for index in used] for row in cells)]
    widths = [max(columns(line[at]) for line in lines) for at in range(len(used))]
    return "\n".join(
        "  ".join(cell + " " * (widths[at] - columns(cell)) for at, cell in enumerate(line)).rstrip() for line in lines
    )


def columns(text: str) -> int:
    """How many cells of a terminal the text takes."""
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
