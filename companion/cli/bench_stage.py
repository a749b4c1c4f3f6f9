"""One run of the bench: a real session whose microphone and speaker are recordings, and a clock that sees all."""

import re
import tempfile
import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from companion.cli.bench_turns import BenchTurn, Clip
from companion.cli.inbox import Inbox
from companion.config import Config
from companion.engines.audio import replay
from companion.errors import CompanionError
from companion.persona.character import list_characters
from companion.session import Session, Sound
from companion.voice import ports
from companion.voice.types import (
    Event,
    Failed,
    Interrupted,
    Notice,
    ReplyDone,
    SpeechStarted,
    Spoken,
    State,
    StateChanged,
    Transcript,
    TurnTimings,
)

PATIENCE = 60.0  # seconds for one turn
MISSED = 4.0  # seconds after which a turn that brought no transcript counts as missed
START = 120.0  # seconds until she listens
REST = 0.7  # seconds of quiet between turns


@dataclass
class TurnResult:
    """What one turn showed; times in milliseconds, None where it did not happen."""

    kind: str
    language: str
    index: int
    first_audio: float | None = None  # true end of speech -> first audible sample
    stages: dict[str, float] = field(default_factory=dict)  # the loop's own marks
    speculative: bool = False
    heard: str = ""
    error_rate: float | None = None
    missed: bool = False
    false_cut: bool = False
    false_turn: bool = False
    stopped_after: float | None = None  # barge-in onset -> silence
    interrupted: bool = False
    over_tried: bool = False
    failures: list[str] = field(default_factory=list)
    rss_mb: float = 0.0


class Stage:
    """Plays turns to a session and watches. Use as a context manager."""

    def __init__(
        self, config: Config, *, wrap: Callable[[ports.SpeechToText], ports.SpeechToText] | None = None
    ) -> None:
        self.sound = replay.create([], time.monotonic, volume=config.speaker.volume)
        self.saying: Clip | None = None
        self._inbox = Inbox()
        self._folder = tempfile.TemporaryDirectory(prefix="companion-bench-")
        self._session = Session(
            config,
            on_event=lambda event: self._inbox.post(event),
            sound=lambda: Sound(self.sound.microphone, self.sound.speaker, self._close_sound),
            database=Path(self._folder.name) / "bench.sqlite3",
            wrap_ears=wrap,
        )
        self._state = State.OFF
        self.cold_start = 0.0

    def __enter__(self) -> "Stage":
        started = time.monotonic()
        try:
            self._session.open()
            while self._state is not State.LISTENING:
                self._see(self._next_while_starting())
        except BaseException:
            self.__exit__()
            raise
        self.cold_start = (time.monotonic() - started) * 1000
        return self

    def __exit__(self, *problem: Any) -> None:
        self._session.close()
        self._folder.cleanup()

    def _next_while_starting(self) -> Event:
        event = self._inbox.next(START)
        if isinstance(event, Failed):
            raise event.error
        if event is None:
            raise CompanionError("She does not listen.", code="bench-not-listening")
        return event

    def depths(self) -> dict[str, int]:
        """Items that wait in the loop's queues."""
        return self._session.loop.depths() if self._session.loop is not None else {}

    def switches(self, count: int) -> list[float]:
        """Milliseconds of each of `count` character switches, to and fro between all of the characters."""
        ids = [character.id for character in list_characters().characters]
        taken = []
        for index in range(count):
            started = time.monotonic()
            self._session.switch_character(ids[(index + 1) % len(ids)])
            taken.append((time.monotonic() - started) * 1000)
        return taken

    def play(self, index: int, turn: BenchTurn) -> TurnResult:
        """Say the turn, wait for the whole answer, and judge it."""
        result = TurnResult(turn.kind, turn.language, index)
        self.saying = turn.clip
        end, events = self._say(turn.clip)
        events += self._until_rest(turn, end, result)
        judge(turn, result, events, end)
        first = self.sound.speaker.sound_begins(end)
        if turn.kind != "noise" and not (result.missed or result.false_cut) and first is not None:
            result.first_audio = (first - end) * 1000
        result.rss_mb = _memory()
        return result

    def _say(self, clip: Clip) -> tuple[float, list["Stamped"]]:
        """Play a clip into the microphone; returns the clock time at which its speech truly ended."""
        before = len(self.sound.microphone.played)
        self.sound.microphone.say(clip.pcm)
        if not self.sound.microphone.wait_played(PATIENCE):
            raise CompanionError("The microphone stands still.", code="bench-microphone")
        played = self.sound.microphone.played[before]
        return played.started + clip.ends, []

    def _until_rest(self, turn: BenchTurn, end: float, result: TurnResult) -> list["Stamped"]:
        events: list[Stamped] = []
        over_due: float | None = None
        quiet: float | None = None
        answered = turn.kind == "noise"
        deadline = time.monotonic() + PATIENCE
        while (now := time.monotonic()) < deadline:
            event = self._inbox.next(0.05)
            if event is not None:
                self._see(event)
                events.append(Stamped(time.monotonic(), event))
                answered = answered or isinstance(event, Spoken | Interrupted | Failed | TurnTimings)
                if isinstance(event, SpeechStarted) and turn.over is not None and not result.over_tried:
                    over_due = over_due or event.time + 0.5
            if over_due is not None and not result.over_tried and now >= over_due:
                result.over_tried = True
                self._speak_over(turn, result)
                answered = turn.kind == "back_channel"
            resting = self._state in (State.LISTENING, State.IDLE) and self.sound.speaker.position() is None
            quiet = (quiet or now) if resting else None
            if quiet is not None and now - quiet >= REST and (answered or now - end > MISSED):
                return events
        result.failures.append("no rest within a minute")
        return events

    def _speak_over(self, turn: BenchTurn, result: TurnResult) -> None:
        assert turn.over is not None
        self.saying = turn.over
        if self.sound.speaker.position() is None:
            result.failures.append("she had finished before she was spoken over")
            return
        end, _ = self._say(turn.over)
        onset = end - turn.over.ends + turn.over.begins
        if turn.kind == "barge_in":
            deadline = time.monotonic() + 1.5
            while (ended := self.sound.speaker.sound_ends(onset)) is None and time.monotonic() < deadline:
                time.sleep(0.02)
            result.stopped_after = (ended - onset) * 1000 if ended is not None else None

    def _see(self, event: Event) -> None:
        if isinstance(event, StateChanged):
            self._state = event.state

    def _close_sound(self) -> None:
        self.sound.microphone.close()
        self.sound.speaker.close()


@dataclass(frozen=True)
class Stamped:
    """An event and when the bench saw it."""

    time: float
    event: Event


def judge(turn: BenchTurn, result: TurnResult, events: Sequence[Stamped], end: float) -> None:
    """Fill in `result` from what happened; `end`: clock seconds of the true end of speech."""
    final = [s for s in events if isinstance(s.event, Transcript) and s.event.final]
    timings = [s.event for s in events if isinstance(s.event, TurnTimings)]
    result.failures += [s.event.error.code for s in events if isinstance(s.event, Failed)]
    result.failures += [
        s.event.code for s in events if isinstance(s.event, Notice) and s.event.code == "brain-restarted"
    ]
    result.interrupted = any(isinstance(s.event, Interrupted) and s.event.by == "voice" for s in events)
    if turn.kind == "noise":
        result.false_turn = bool(final)
        return
    result.missed = not final or not any(isinstance(s.event, ReplyDone) for s in events)
    if timings:
        result.stages = dict(timings[0].ms)
        result.speculative = timings[0].speculative
    if final:
        first = final[0]
        assert isinstance(first.event, Transcript)
        result.heard = first.event.text
        result.error_rate = character_error_rate(turn.text, first.event.text)
        result.false_cut = first.time < end or (turn.kind == "pause" and len(final) > 1)


def character_error_rate(truth: str, heard: str) -> float:
    """Edit distance over letters and digits, divided by the length of the truth."""
    a, b = _letters(truth), _letters(heard)
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1] / max(1, len(a))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFC", text).lower())


def _memory() -> float:
    me = psutil.Process()
    total = 0
    for process in [me, *me.children(recursive=True)]:
        try:
            total += process.memory_info().rss
        except psutil.Error:
            continue
    return total / 1e6
