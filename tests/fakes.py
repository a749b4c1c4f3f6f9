"""Scripted fakes of every port, and a clock that only moves when told to.

Words travel inside the sound: `voice("안녕", 0.5)` is sound that FakeEars reads back as "안녕", so a test sees which
part of the sound an engine was given.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from companion import config
from companion.errors import CompanionError
from companion.paths import shipped_characters
from companion.persona.character import Character, load_character
from companion.persona.emotion import Mood
from companion.persona.reply import encode
from companion.voice.ports import Message, ReplyEvents, Sampling
from companion.voice.settings import LoopSettings
from companion.voice.types import (
    RATE,
    AudioBlock,
    Heard,
    Pcm,
    PlaybackPosition,
    SpeechChunk,
    SpeechPiece,
    TimedPhoneme,
    Turn,
    VoiceStyle,
)

JOY = Mood("joy", 0.6)
_WORDS: list[str] = [""]  # what sound of level number / 1000 says


class VirtualClock:
    """Seconds that pass only by `advance`."""

    def __init__(self, now: float = 100.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


def level_of(text: str) -> float:
    """The loudness of sound that says `text`."""
    if text not in _WORDS:
        _WORDS.append(text)
    return _WORDS.index(text) / 1000


def voice(text: str, seconds: float) -> Pcm:
    """Sound at 16 kHz that says `text`; "" is silence."""
    return np.full(round(seconds * RATE), level_of(text), np.float32)


def words_in(pcm: Pcm) -> str:
    """What the sound says, once for each stretch, in order."""
    numbers = np.rint(pcm * 1000).astype(int)
    changes = [int(n) for i, n in enumerate(numbers) if n and (i == 0 or numbers[i - 1] != n)]
    spoken = [n for i, n in enumerate(changes) if i == 0 or changes[i - 1] != n]
    return " ".join(_WORDS[n] for n in spoken)


def settings(**changes: Any) -> LoopSettings:
    """The shipped settings as the loop sees them, with changes."""
    plain = LoopSettings.of(config.defaults())
    return LoopSettings(**{name: changes.get(name, getattr(plain, name)) for name in plain.__slots__})


def character(name: str = "snow_white", **changes: Any) -> Character:
    """A shipped character, with changes."""
    return load_character(shipped_characters() / name).model_copy(update=changes)


class FakeMicrophone:
    """`push` delivers sound, `trouble` a lost (error) or found (None) device. start_error: raised by `start`."""

    def __init__(self, start_error: CompanionError | None = None) -> None:
        self.start_error = start_error
        self.closed = False
        self.begun = self.rested = 0
        self._on_block: Callable[[AudioBlock], None] = lambda block: None
        self._on_trouble: Callable[[CompanionError | None], None] = lambda error: None

    def start(
        self, on_block: Callable[[AudioBlock], None], on_trouble: Callable[[CompanionError | None], None]
    ) -> None:
        if self.start_error is not None:
            raise self.start_error
        self._on_block, self._on_trouble = on_block, on_trouble
        self.closed = False
        self.begun += 1

    def rest(self) -> None:
        self.closed = True
        self.rested += 1

    def push(self, pcm: Pcm, time: float, echo: Literal["none", "cancelled", "half_duplex"] = "none") -> None:
        if not self.closed:
            self._on_block(AudioBlock(pcm, time, echo))

    def trouble(self, error: CompanionError | None) -> None:
        self._on_trouble(error)

    def close(self) -> None:
        self.closed = True


class FakeSpeaker:
    """Plays on the injected clock: call `poll()` when time has passed. Thread-safe. `journal` lists what was done.

    instant: a chunk starts and finishes as soon as it is given (for tests with real threads).
    """

    def __init__(self, clock: Callable[[], float], *, instant: bool = False, room: float = 5.0) -> None:
        self._clock, self._instant, self.room = clock, instant, room
        self.offers = 0
        self._lock = threading.RLock()
        self._queue: deque[SpeechChunk] = deque()
        self._offset = 0.0
        self._begun = False
        self._last = clock()
        self.paused = False
        self.closed = False
        self.gain = 1.0
        self.journal: list[tuple[str, float]] = []
        self.played: list[SpeechChunk] = []
        self._on_started: Callable[[SpeechChunk, float], None] = lambda chunk, time: None
        self._on_finished: Callable[[SpeechChunk, float], None] = lambda chunk, time: None
        self._on_trouble: Callable[[CompanionError | None], None] = lambda error: None

    def start(
        self,
        on_started: Callable[[SpeechChunk, float], None],
        on_finished: Callable[[SpeechChunk, float], None],
        on_trouble: Callable[[CompanionError | None], None],
    ) -> None:
        self._on_started, self._on_finished, self._on_trouble = on_started, on_finished, on_trouble

    def trouble(self, error: CompanionError | None) -> None:
        self._on_trouble(error)

    def play(self, chunk: SpeechChunk, timeout: float) -> bool:
        with self._lock:
            self.offers += 1
            if sum(len(c.pcm) / c.rate for c in self._queue) > self.room:
                return False
            if not self._queue:
                self._last = self._clock()
            self._queue.append(chunk)
        if self._instant:
            while self._queue:
                self._begin()
                self._end()
        return True

    def poll(self) -> None:
        now = self._clock()
        passed, self._last = now - self._last, now
        while self._queue and not self.paused:
            if not self._begun:
                self._begin()
            length = len(self._queue[0].pcm) / self._queue[0].rate
            if self._offset + passed < length - 1e-9:
                self._offset += passed
                return
            passed -= length - self._offset
            self._end()

    def _begin(self) -> None:
        with self._lock:
            self._begun, chunk = True, self._queue[0]
            self.played.append(chunk)
        self._on_started(chunk, self._clock())

    def _end(self) -> None:
        with self._lock:
            self._begun, self._offset = False, 0.0
            chunk = self._queue.popleft()
        self._on_finished(chunk, self._clock())

    def _note(self, what: str) -> None:
        self.journal.append((what, self._clock()))

    def set_gain(self, gain: float, ramp: float = 0.03) -> None:
        if gain != self.gain:
            self._note(f"gain {gain:.2f}")
        self.gain = gain

    def pause(self) -> None:
        self._note("pause")
        self.paused = True

    def resume(self) -> None:
        if self.paused:
            self._note("resume")
            self._last = self._clock()
        self.paused = False

    def flush(self) -> PlaybackPosition | None:
        with self._lock:
            position = self.position()
            self._queue.clear()
            self._begun, self._offset = False, 0.0
            self._note("flush")
            return position

    def position(self) -> PlaybackPosition | None:
        with self._lock:
            return PlaybackPosition(self._queue[0], self._offset, 0.1) if self._queue and self._begun else None

    def close(self) -> None:
        self.closed = True


class FakeDetector:
    """Any sound is speech. error: raised at each frame."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.resets = 0

    def probability(self, frame: Pcm) -> float:
        if self.error is not None:
            raise self.error
        return 0.95 if float(np.max(np.abs(frame))) > 0 else 0.02

    def reset(self) -> None:
        self.resets += 1

    def close(self) -> None: ...


class FakeEars:
    """Reads the words that `voice` put into the sound. errors: raised first, one a call. gate: waited for if set."""

    def __init__(self, delay: float = 0.08) -> None:
        self.delay = delay
        self.errors: list[Exception] = []
        self.heard: list[str] = []
        self.languages: list[str | None] = []
        self.gate: threading.Event | None = None

    def transcribe(self, pcm: Pcm, *, language: str | None, hints: Sequence[str] = ()) -> Heard:
        if self.gate is not None:
            self.gate.wait(5)
        if self.errors:
            raise self.errors.pop(0)
        text = words_in(pcm)
        self.heard.append(text)
        self.languages.append(language)
        return Heard(text, language or ("ko" if any("가" <= c <= "힣" for c in text) else "en"))

    def close(self) -> None: ...


@dataclass(frozen=True)
class FakeReply:
    """One scripted reply. deltas: as they come; delay: seconds to the mood and between deltas. error: raised behind
    the deltas instead of a result."""

    text: str
    mood: Mood = JOY
    deltas: tuple[str, ...] = ()
    delay: float = 0.02
    first_delay: float = 0.1
    error: Exception | None = None
    stopped: Literal["end", "length", "loop", "cancelled"] = "end"
    raw: str = ""

    def parts(self) -> tuple[str, ...]:
        *words, last = self.text.split(" ")
        return self.deltas or (*(word + " " for word in words), last)

    def done(self) -> "FakeReply":
        raw = self.raw or encode(self.text, self.mood)
        return FakeReply(self.text, self.mood, self.deltas, stopped=self.stopped, raw=raw)


class FakeBrain:
    """Answers from a list, the last one again and again. gate: if set, waited for before the first word.

    `prompts` keeps the messages of each call; `aborts` counts."""

    def __init__(self, *replies: FakeReply | str) -> None:
        self.replies = deque(FakeReply(r) if isinstance(r, str) else r for r in replies)
        self.prompts: list[tuple[Message, ...]] = []
        self.prepared: list[tuple[Message, ...]] = []
        self.read: list[tuple[Message, ...]] = []  # ahead of the words
        self.aborts = 0
        self.gate: threading.Event | None = None
        self.entered = threading.Event()
        self.prepare_error: Exception | None = None
        self._aborted = threading.Event()

    def next(self, messages: Sequence[Message]) -> FakeReply:
        self.prompts.append(tuple(messages))
        return self.replies.popleft() if len(self.replies) > 1 else self.replies[0]

    def prepare(self, messages: Sequence[Message]) -> None:
        self.prepared.append(tuple(messages))
        if self.prepare_error is not None:
            raise self.prepare_error

    def read_ahead(self, messages: Sequence[Message]) -> None:
        self.read.append(tuple(messages))
        if self.prepare_error is not None:
            raise self.prepare_error

    def reply(
        self,
        messages: Sequence[Message],
        *,
        emotions: Sequence[str],
        order: Literal["emotion_first", "text_first"],
        sampling: Sampling,
        turn: Turn,
        events: ReplyEvents,
        max_sentences: int = 6,
    ) -> FakeReply:
        self._aborted.clear()
        script = self.next(messages)
        self.entered.set()
        if self.gate is not None:
            while not (self.gate.wait(0.01) or self._aborted.is_set() or turn.cancelled):
                pass
        if turn.cancelled or self._aborted.is_set():
            return FakeReply("", stopped="cancelled")
        events.mood(script.mood)
        for part in script.parts():
            if turn.cancelled:
                return FakeReply("", stopped="cancelled")
            events.text(part)
        if script.error is not None:
            raise script.error
        return script.done()

    def abort(self) -> None:
        self.aborts += 1
        self._aborted.set()

    def close(self) -> None: ...


class FakeVoice:
    """`seconds` of sound a spoken character, in `parts` pieces, with one phoneme a character unless `phonemes` is off.

    errors: raised first, one a call. `said` lists (text, language, style)."""

    def __init__(self, seconds: float = 0.06, *, parts: int = 1, phonemes: bool = True, delay: float = 0.03) -> None:
        self.seconds, self.parts, self.phonemes, self.delay = seconds, parts, phonemes, delay
        self.errors: list[Exception] = []
        self.said: list[tuple[str, str, VoiceStyle]] = []

    def synthesize(self, text: str, *, language: str, style: VoiceStyle, turn: Turn) -> Iterator[SpeechPiece]:
        self.said.append((text, language, style))
        if self.errors:
            raise self.errors.pop(0)
        size = -(-len(text) // self.parts)
        for start in range(0, len(text), size):
            part = text[start : start + size]
            phonemes = tuple(TimedPhoneme(c, i * self.seconds, start + i) for i, c in enumerate(part))
            pcm = np.full(round(len(part) * self.seconds * RATE), 0.1, np.float32)
            yield SpeechPiece(pcm, RATE, phonemes if self.phonemes else ())

    def close(self) -> None: ...


@dataclass
class FakeLog:
    """Keeps every call, oldest first, as (name, …). error: raised by every call."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)
    error: Exception | None = None

    def user_said(self, turn: Turn, text: str, language: str, context: str) -> None:
        self._keep("said", turn.id, text, language, context)

    def reply_progress(self, turn: Turn, text: str, mood: Mood) -> None:
        self._keep("progress", turn.id, text, mood)

    def reply_done(self, turn: Turn, text: str, heard: str, complete: bool, mood: Mood, raw: str) -> None:
        self._keep("done", turn.id, text, heard, complete, mood, raw)

    def _keep(self, *call: Any) -> None:
        if self.error is not None:
            raise self.error
        self.calls.append(call)

    def of(self, name: str) -> list[tuple[Any, ...]]:
        return [call[1:] for call in self.calls if call[0] == name]
