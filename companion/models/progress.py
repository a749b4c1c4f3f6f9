"""How far a download is: bytes, rate and the time that is left. Pure, clock injected; one thread."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Stage = Literal["connecting", "downloading", "waiting", "checking", "done"]
_WINDOW = 8.0  # seconds over which the rate is taken
_EVERY = 0.2  # seconds between two reports of the same stage


@dataclass(frozen=True, slots=True)
class Progress:
    """model: its id. file: the one under way, the `number`th of `files`. done, total: bytes of the whole model, total
    an estimate while `exact` is False. rate: bytes a second, 0 while it is not known. eta: seconds, None likewise.
    reason: why it waits, for people."""

    model: str
    stage: Stage
    file: str
    number: int
    files: int
    done: int
    total: int
    exact: bool
    rate: float = 0.0
    eta: float | None = None
    reason: str = ""


class Meter:
    """Counts bytes and reports now and then; a change of stage is always reported."""

    def __init__(
        self,
        model: str,
        files: int,
        total: int,
        exact: bool,
        report: Callable[[Progress], None],
        clock: Callable[[], float],
    ) -> None:
        self._model, self._files, self._total, self._exact = model, files, total, exact
        self._report = report
        self._clock = clock
        self._finished = 0  # bytes of the files that are whole
        self._file, self._number, self._at = "", 0, 0
        self._stage: Stage = "connecting"
        self._reported = float("-inf")
        self._samples: deque[tuple[float, int]] = deque()

    def begin(self, file: str, number: int, already: int) -> None:
        """The next file is on; `already` bytes of it are there."""
        self._file, self._number, self._at = file, number, already
        self._samples.clear()
        self.stage("connecting")

    def finish(self, size: int, estimate: int) -> None:
        """The file is whole; it was reckoned with `estimate` bytes."""
        self._finished += size
        self._total += size - estimate
        self._at = 0
        self._tell(force=False)

    def at(self, offset: int) -> None:
        """So many bytes of the file are there."""
        now = self._clock()
        if offset < self._at:
            self._samples.clear()
        self._at = offset
        self._samples.append((now, offset))
        while self._samples[0][0] < now - _WINDOW:
            self._samples.popleft()
        self._tell(force=False)

    def stage(self, stage: Stage, reason: str = "") -> None:
        if stage != "downloading":
            self._samples.clear()
        self._stage = stage
        self._tell(force=True, reason=reason)

    def _tell(self, *, force: bool, reason: str = "") -> None:
        now = self._clock()
        if not force and now - self._reported < _EVERY:
            return
        self._reported = now
        rate, done = self._rate(), self._finished + self._at
        left = max(0, self._total - done)
        self._report(
            Progress(
                self._model,
                self._stage,
                self._file,
                self._number,
                self._files,
                done,
                max(self._total, done),
                self._exact,
                rate,
                left / rate if rate > 0 else None,
                reason,
            )
        )

    def _rate(self) -> float:
        if len(self._samples) < 2:
            return 0.0
        (start, first), (end, last) = self._samples[0], self._samples[-1]
        return max(0, last - first) / (end - start) if end > start else 0.0
