"""The threads around the engines: each engine is called from one worker, and its results become signals.

`Stages` is the `Outlets` of a running loop. Its methods are called on the conversation's thread; the handlers below run
on the worker that is named after them.
"""

import contextlib
import functools
import logging
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from companion.errors import (
    AudioError,
    BrainError,
    CompanionError,
    HearingError,
    MemoryStoreError,
    SpeechError,
)
from companion.persona.character import Sampling
from companion.persona.emotion import Mood
from companion.persona.prompt import Message
from companion.voice import ports
from companion.voice import signals as sig
from companion.voice.frames import Framer
from companion.voice.outlets import Hearing, Saying, Thinking
from companion.voice.ports import ChatModel, Clock, Speaker, SpeechDetector, SpeechToText
from companion.voice.settings import LoopSettings
from companion.voice.signals import Mind
from companion.voice.types import AudioBlock, Event, MicLevel, PlaybackPosition, SpeechChunk, SpeechPiece, Turn
from companion.voice.worker import Worker

logger = logging.getLogger(__name__)

_WAIT = 2.0  # seconds; longest wait for room in a full inbox
_PLAY_STEP, _PLAY_LIMIT = 0.25, 15.0  # seconds per offer to a full speaker, and of them all
_SURPRISE = 0.5  # least temperature of another answer
_SCRIPT = 1000  # sentences of a script: it ends where it ends
_ERRORS: dict[str, type[CompanionError]] = {
    "audio": AudioError,
    "stt": HearingError,
    "llm": BrainError,
    "tts": SpeechError,
    "memory": MemoryStoreError,
}
_NAMES = {
    "audio": "the microphone or speaker",
    "stt": "speech recognition",
    "llm": "the language model",
    "tts": "the voice",
    "memory": "the conversation memory",
}


@dataclass(frozen=True, slots=True)
class Preparing:
    """Work for the brain: compute the fixed part of the prompt; ahead: what stands before words still to come."""

    mind: Mind
    messages: Sequence[Message]
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """A mark in a queue: everything posted before it has been handled."""

    event: threading.Event


@dataclass(frozen=True, slots=True)
class Playing:
    """Work for the mouth. flushes: how often the speaker had been emptied when it was given."""

    chunk: SpeechChunk
    flushes: int

    @property
    def turn(self) -> Turn:
        return self.chunk.turn


def explained(stage: str, error: Exception) -> CompanionError:
    """An engine's error for a person to read. One that is no CompanionError is a defect and goes to the log, without
    its message, which might quote words."""
    if isinstance(error, CompanionError):
        return error
    stack = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s raised %s\n%s", stage, type(error).__name__, stack)
    name = _NAMES.get(stage, "the conversation")
    return _ERRORS.get(stage, CompanionError)(
        f"Something unexpected went wrong in {name} ({type(error).__name__}).",
        code=f"{stage}-unexpected",
        hint="The log file has the details; please report it.",
        retryable=True,
    )


class Stages:
    """Workers around the engines.

    Args:
        signal: takes a signal to the conversation; any thread. Its second argument is how long it may wait, seconds.
        detector, stt, speaker: may be None; what is missing is never asked.
        on_event: receives every event, on the outbox's thread.
    """

    def __init__(
        self,
        speaker: Speaker | None,
        detector: SpeechDetector | None,
        stt: SpeechToText | None,
        settings: LoopSettings,
        clock: Clock,
        signal: Callable[[sig.Signal, float], bool],
        on_event: Callable[[Event], None],
    ) -> None:
        self._speaker, self._stt, self._settings, self._clock = speaker, stt, settings, clock
        self._signal, self._on_event = signal, on_event
        self.wants_sound = True
        self._wanted: Mind | None = None  # who the brain is prepared for
        self._reading: ChatModel | None = None  # the brain that prepares now
        self._accepted = 0.0  # seconds of the chunk that the speaker took last; mouth's thread only
        self._framer = Framer(detector, self._on_frame, self._on_level) if detector is not None else None
        self.free = (threading.Event(), threading.Event())
        self._stopping = threading.Event()
        self._flushes = 0
        self._thinking: Turn | None = None  # what the brain is at, if it is a reply
        worker = self._worker
        self.listener: Worker[AudioBlock] = worker("listener", self._listen, 100, "stt")
        self.ears: Worker[Hearing | Passed] = worker("ears", self._on_ears_work, 4, "stt", _stale)
        self.brain: Worker[Thinking | Preparing | Passed] = worker("brain", self._on_brain_work, 8, "llm", _stale)
        self.voice: Worker[Saying | Passed] = worker("voice", self._on_voice_work, 8, "tts", _stale)
        self.mouth: Worker[Playing] = worker("mouth", self._play, 64, "audio", self._silenced)
        self.outbox: Worker[Event | Callable[[], None]] = Worker(
            "companion-outbox", self._deliver, capacity=1024, on_error=self._undelivered
        )
        self.all = (self.listener, self.ears, self.brain, self.voice, self.mouth, self.outbox)

    def _worker(
        self,
        name: str,
        handler: Callable[..., None],
        capacity: int,
        stage: str,
        stale: Callable[..., bool] = lambda item: False,
    ) -> Worker:  # type: ignore[type-arg]
        on_error = functools.partial(self._failed, stage)
        return Worker(f"companion-{name}", handler, capacity=capacity, on_error=on_error, stale=stale)

    def start(self) -> None:
        for worker in self.all:
            worker.start()

    def stop(self, timeout: float) -> bool:
        """All but the outbox end; True if they did within `timeout` seconds each."""
        self._stopping.set()
        ended = [worker.stop(timeout) for worker in self.all if worker is not self.outbox]
        return all(ended)

    def depths(self) -> dict[str, int]:
        return {name: getattr(self, name).depth() for name in ("listener", "ears", "brain", "voice", "mouth", "outbox")}

    def _failed(self, stage: str, error: Exception, item: object) -> None:
        turn = getattr(item, "turn", None)
        index = 0
        if isinstance(item, Hearing):
            turn = item.utterance.turn
        elif isinstance(item, Saying):
            turn, index = item.reply.turn, item.reply.index
        self._signal(sig.StageFailed(stage, explained(stage, error), turn, index), _WAIT)

    def adjust(self, settings: LoopSettings) -> None:
        """Other settings, from the next reply on. Any thread."""
        self._settings = settings

    def set_ears(self, detector: SpeechDetector, stt: SpeechToText, timeout: float) -> bool:
        """Other ears, from the next utterance on; True when the old ones are not in use any more. Any thread."""
        if self._framer is None:
            self._framer = Framer(detector, self._on_frame, self._on_level)
        self._stt = stt
        passed = threading.Event()
        return self.ears.post(Passed(passed), timeout) and passed.wait(timeout)

    # --- listener ---

    def hear_block(self, block: AudioBlock) -> None:
        """From the microphone's thread. A listener that lags loses the oldest sound, never the newest."""
        if self._framer is None or not self.wants_sound:
            return
        if not self.listener.post(block) and self.listener.drop_oldest():
            self.listener.post(block)

    def _listen(self, block: AudioBlock) -> None:
        if self._framer is not None:
            self._framer.feed(block)

    def _on_frame(self, frame: sig.Frame) -> None:
        self._signal(frame, 0.0)

    def _on_level(self, level: MicLevel) -> None:
        if self.outbox.room() > 0.5:
            self.outbox.post(level)

    # --- ears ---

    def hear(self, work: Hearing) -> None:
        self.ears.post(work, _WAIT)

    def _on_ears_work(self, work: Hearing | Passed) -> None:
        if isinstance(work, Passed):
            work.event.set()
        else:
            self._transcribe(work)

    def _transcribe(self, work: Hearing) -> None:
        if self._stt is None:
            return
        turn = work.utterance.turn
        heard = self._stt.transcribe(work.utterance.pcm, language=work.language, hints=work.hints)
        if not turn.cancelled:
            self._signal(sig.Recognized(turn, heard), _WAIT)

    # --- brain ---

    def think(self, work: Thinking) -> None:
        self.brain.post(work, _WAIT)

    def prepare(self, mind: Mind, messages: Sequence[Message]) -> None:
        """Also marks in `free` when brain and voice have done with what they were given before; a preparation for
        somebody else is given up."""
        self._wanted = mind
        if (reading := self._reading) is not None:
            reading.abort()
        self.free = (threading.Event(), threading.Event())
        self.brain.post(Passed(self.free[0]), _WAIT)
        self.voice.post(Passed(self.free[1]), _WAIT)
        self.brain.post(Preparing(mind, messages), _WAIT)

    def read_ahead(self, mind: Mind, messages: Sequence[Message]) -> None:
        if self.brain.depth() == 0:
            self.brain.post(Preparing(mind, messages, ahead=True), _WAIT)

    def abort(self, mind: Mind, turn: Turn) -> None:
        """Only a reply that runs is aborted: nothing else the brain does is in the way."""
        if self._thinking is turn:
            mind.brain.abort()

    def _on_brain_work(self, work: Thinking | Preparing | Passed) -> None:
        if isinstance(work, Passed):
            work.event.set()
        elif isinstance(work, Preparing):
            self._prepare(work)
        else:
            self._thinking = work.turn
            try:
                if not work.turn.cancelled:
                    self._reply(work)
            finally:
                self._thinking = None

    def _prepare(self, work: Preparing) -> None:
        brain = work.mind.brain
        self._reading = brain
        try:
            if work.mind is not self._wanted:
                return
            if not work.ahead:
                brain.prepare(work.messages)
                return
            with contextlib.suppress(BrainError):  # the reply will meet the same error, and tell it
                brain.read_ahead(work.messages)
        finally:
            self._reading = None

    def _reply(self, work: Thinking) -> None:
        character, turn = work.mind.character, work.turn
        reply = work.mind.brain.reply(
            work.messages,
            emotions=character.emotions,
            order=character.reply_order,
            sampling=_freer(work.mind.sampling or character.sampling.over(self._settings.brain), turn),
            turn=turn,
            events=_Listener(turn, self._signal),
            max_sentences=_SCRIPT if character.form == "script" else self._settings.brain.max_sentences,
        )
        if turn.cancelled:
            return
        if reply.stopped == "cancelled":
            raise BrainError("The answer was stopped from outside.", code="brain-stopped", retryable=True)
        self._signal(sig.ReplyGenerated(turn, reply), _WAIT)

    # --- voice ---

    def say(self, work: Saying) -> None:
        self.voice.post(work, _WAIT)

    def _on_voice_work(self, work: Saying | Passed) -> None:
        if isinstance(work, Passed):
            work.event.set()
            return
        tts, reply = work.mind.tts, work.reply
        waiting: SpeechPiece | None = None
        first = True
        if tts is not None:
            pieces = tts.synthesize(reply.spoken, language=reply.language, style=work.style, turn=reply.turn)
            for piece in pieces:
                if reply.turn.cancelled:
                    return
                if waiting is not None:
                    self._chunk(waiting, work, first=first, last=False)
                    first = False
                waiting = piece
            if waiting is not None:
                self._chunk(waiting, work, first=first, last=True)
        self._signal(sig.PieceMade(reply.turn, reply.index), _WAIT)

    def _chunk(self, piece: SpeechPiece, work: Saying, *, first: bool, last: bool) -> None:
        if len(piece.pcm):
            chunk = SpeechChunk(work.reply.turn, piece.pcm, piece.rate, work.reply, piece.phonemes, first, last)
            self._signal(sig.ChunkMade(chunk), _WAIT)

    # --- mouth ---

    def play(self, chunk: SpeechChunk) -> None:
        if not self.mouth.post(Playing(chunk, self._flushes), 0.0) and not chunk.turn.cancelled:
            error = AudioError("The speaker does not take any more sound.", code="speaker-full")
            self._signal(sig.StageFailed("audio", error, chunk.turn), 0.0)

    def _silenced(self, work: Playing) -> bool:
        return work.turn.cancelled or work.flushes != self._flushes or self._stopping.is_set()

    def _play(self, work: Playing) -> None:
        if self._speaker is None:
            return
        limit = self._clock() + self._accepted + _PLAY_LIMIT  # a long chunk plays for long before there is room again
        while not self._silenced(work):
            offered = self._clock()
            if self._speaker.play(work.chunk, _PLAY_STEP):
                self._accepted = len(work.chunk.pcm) / work.chunk.rate
                break
            if self._clock() >= limit:
                raise AudioError("The speaker has stopped.", code="speaker-stalled", hint="Check the speaker.")
            work.turn.wait_cancelled(max(0.0, offered + _PLAY_STEP - self._clock()))  # no device: it refuses at once
        if self._silenced(work):  # cut off while it was handed over: nothing else can be queued yet
            self._speaker.flush()

    def flush(self) -> PlaybackPosition | None:
        self._flushes += 1
        if self._speaker is None:
            return None
        position = self._speaker.flush()
        self.resume()
        return position

    def pause(self) -> None:
        if self._speaker is not None:
            self._speaker.pause()

    def resume(self) -> None:
        if self._speaker is not None:
            self._speaker.set_gain(1.0)
            self._speaker.resume()

    def duck(self, gain: float) -> None:
        if self._speaker is not None:
            self._speaker.set_gain(gain)

    def position(self) -> PlaybackPosition | None:
        return self._speaker.position() if self._speaker is not None else None

    # --- outbox ---

    def publish(self, event: Event) -> None:
        self.outbox.post(event, _WAIT)

    def remember(self, write: Callable[[], None]) -> None:
        self.outbox.post(write, _WAIT)

    def _deliver(self, item: Event | Callable[[], None]) -> None:
        if callable(item):
            item()
        else:
            self._on_event(item)

    def _undelivered(self, error: Exception, item: object) -> None:
        failure = explained("memory" if callable(item) else "app", error)
        if callable(item):
            self._signal(sig.StageFailed("memory", failure), 0.0)


def _freer(sampling: ports.Sampling, turn: Turn) -> ports.Sampling:
    """For another answer than the one in whose place `turn` stands: the same words again would be of no use."""
    if not turn.instead:
        return sampling
    return Sampling(
        temperature=max(_SURPRISE, sampling.temperature * 1.2),
        top_p=sampling.top_p,
        top_k=sampling.top_k,
        min_p=sampling.min_p,
        repeat_penalty=sampling.repeat_penalty,
        max_tokens=sampling.max_tokens,
        seed=None if sampling.seed is None else sampling.seed + turn.instead,
    )


class _Listener:
    """ReplyEvents of one turn."""

    def __init__(self, turn: Turn, signal: Callable[[sig.Signal, float], bool]) -> None:
        self._turn, self._signal = turn, signal

    def mood(self, mood: Mood) -> None:
        self._signal(sig.MoodGenerated(self._turn, mood), _WAIT)

    def text(self, delta: str) -> None:
        self._signal(sig.TextGenerated(self._turn, delta), _WAIT)


def _stale(work: object) -> bool:
    if isinstance(work, Hearing):
        return work.utterance.turn.cancelled
    if isinstance(work, Thinking):
        return work.turn.cancelled
    return isinstance(work, Saying) and work.reply.turn.cancelled
