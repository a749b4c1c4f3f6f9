"""A room in virtual time: the real conversation, a person who speaks, and scripted engines that take their time."""

import heapq
import itertools
from collections.abc import Callable, Sequence
from typing import TypeVar

from companion.persona.prompt import Message, PastTurn
from companion.voice import signals as sig
from companion.voice.conversation import Conversation
from companion.voice.outlets import Hearing, Saying, Thinking
from companion.voice.settings import FRAME, LoopSettings
from companion.voice.signals import Echo, Mind
from companion.voice.stages import explained
from companion.voice.types import Event, PlaybackPosition, SpeechChunk, State, StateChanged, Turn
from tests import fakes

_STEP = FRAME / 4
Kind = TypeVar("Kind")


class Room:
    """`speak`, `quiet` and `run` let time pass; `events` is what the window would see."""

    def __init__(
        self,
        *replies: fakes.FakeReply | str,
        settings: LoopSettings | None = None,
        past: Sequence[PastTurn] = (),
        ears: bool = True,
        mouth: bool = True,
        voice: bool = True,
        language: str = "ko",
    ) -> None:
        self.clock = fakes.VirtualClock()
        self.ears = fakes.FakeEars()
        self.brain = fakes.FakeBrain(*(replies or ("그래, 알겠어요. 무슨 일이에요?",)))
        self.voice = fakes.FakeVoice()
        self.speaker = fakes.FakeSpeaker(self.clock)
        self.log = fakes.FakeLog()
        self.events: list[Event] = []
        self.times: list[float] = []
        self.aborted: list[Turn] = []
        self.echo: Echo = "none"
        self.deaf = False
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._number = itertools.count()
        self._mouth = mouth
        self.mind = Mind(
            fakes.character(),
            self.brain,
            self.voice if voice else None,
            "en" if language == "en" else "ko",
            self.log,
            past,
        )
        self.talk = Conversation(settings or fakes.settings(), self.mind, self, self.clock, ears=ears, mouth=mouth)
        self.speaker.start(
            lambda chunk, time: self.send(sig.ChunkStarted(chunk, time)),
            lambda chunk, time: self.send(sig.ChunkFinished(chunk, time)),
            lambda error: self.send(sig.SpeakerTrouble(error)),
        )
        self.talk.begin_running()

    # --- the person ---

    def speak(self, text: str, seconds: float = 0.8) -> None:
        """The person says `text`."""
        self.run(seconds, fakes.level_of(text))

    def quiet(self, seconds: float) -> None:
        """Nobody says a word to her."""
        self.run(seconds)

    def run(self, seconds: float, level: float = 0.0) -> None:
        for _ in range(round(seconds / FRAME)):
            begun = self.clock.now
            for _ in range(4):
                self._step()
            if not self.deaf:
                pcm = fakes.np.full(512, level, fakes.np.float32)
                self.send(sig.Frame(pcm, begun, 0.95 if level else 0.02, self.echo))

    def until(self, true: Callable[[], bool], seconds: float = 10.0, level: float = 0.0) -> None:
        """Let time pass until something is so; fails after `seconds`."""
        for _ in range(round(seconds / FRAME)):
            if true():
                return
            self.run(FRAME, level)
        raise AssertionError(f"not within {seconds} s; events: {self.events}")

    def speaking(self) -> None:
        """Wait until she speaks."""
        self.until(lambda: self.talk.state is State.SPEAKING)

    def resting(self) -> None:
        """Wait until she has nothing to say."""
        self.until(lambda: self.talk.state in (State.LISTENING, State.IDLE), 30.0)

    def send(self, signal: sig.Signal) -> None:
        self.talk.handle(signal)

    def of(self, kind: type[Kind]) -> list[Kind]:
        return [event for event in self.events if isinstance(event, kind)]

    def when(self, kind: type[object], number: int = 0) -> float:
        return [time for event, time in zip(self.events, self.times, strict=True) if isinstance(event, kind)][number]

    @property
    def states(self) -> list[State]:
        return [event.state for event in self.of(StateChanged)]

    def _step(self) -> None:
        self.clock.advance(_STEP)
        while self._due and self._due[0][0] <= self.clock.now + 1e-9:
            heapq.heappop(self._due)[2]()
        self.speaker.poll()
        due = self.talk.deadline()
        if due is not None and due <= self.clock.now:
            self.talk.tick()

    def after(self, seconds: float, call: Callable[[], None]) -> None:
        heapq.heappush(self._due, (self.clock.now + seconds, next(self._number), call))

    # --- outlets ---

    def publish(self, event: Event) -> None:
        self.events.append(event)
        self.times.append(self.clock.now)

    def remember(self, write: Callable[[], None]) -> None:
        try:
            write()
        except Exception as error:
            failure = sig.StageFailed("memory", explained("memory", error))
            self.after(0.0, lambda: self.send(failure))

    def hear(self, work: Hearing) -> None:
        turn = work.utterance.turn

        def read() -> None:
            if turn.cancelled:
                return
            try:
                heard = self.ears.transcribe(work.utterance.pcm, language=work.language, hints=work.hints)
            except Exception as error:
                self.send(sig.StageFailed("stt", explained("stt", error), turn))
            else:
                self.send(sig.Recognized(turn, heard))

        self.after(self.ears.delay, read)

    def think(self, work: Thinking) -> None:
        script, turn = work.mind.brain.next(work.messages), work.turn  # type: ignore[attr-defined]
        at = script.first_delay
        self.after(at, lambda: self._live(turn, sig.MoodGenerated(turn, script.mood)))
        for part in script.parts():
            at += script.delay
            self.after(at, lambda part=part: self._live(turn, sig.TextGenerated(turn, part)))  # type: ignore[misc]
        if script.error is not None:
            failure = sig.StageFailed("llm", explained("llm", script.error), turn)
            self.after(at, lambda: self._live(turn, failure))
        else:
            self.after(at + script.delay, lambda: self._live(turn, sig.ReplyGenerated(turn, script.done())))

    def _live(self, turn: Turn, signal: sig.Signal) -> None:
        if not turn.cancelled:
            self.send(signal)

    def prepare(self, mind: Mind, messages: Sequence[Message]) -> None:
        mind.brain.prepare(messages)

    def read_ahead(self, mind: Mind, messages: Sequence[Message]) -> None:
        mind.brain.read_ahead(messages)

    def abort(self, mind: Mind, turn: Turn) -> None:
        self.aborted.append(turn)

    def say(self, work: Saying) -> None:
        reply, tts = work.reply, work.mind.tts
        assert tts is not None

        def make() -> None:
            try:
                pieces = list(tts.synthesize(reply.spoken, language=reply.language, style=work.style, turn=reply.turn))
            except Exception as error:
                self._live(reply.turn, sig.StageFailed("tts", explained("tts", error), reply.turn, reply.index))
                return
            for number, piece in enumerate(pieces):
                first, last = number == 0, number == len(pieces) - 1
                chunk = SpeechChunk(reply.turn, piece.pcm, piece.rate, reply, piece.phonemes, first, last)
                self._live(reply.turn, sig.ChunkMade(chunk))
            self._live(reply.turn, sig.PieceMade(reply.turn, reply.index))

        self.after(self.voice.delay, make)

    def play(self, chunk: SpeechChunk) -> None:
        if not self.speaker.play(chunk, 0.0):
            self.after(0.2, lambda: None if chunk.turn.cancelled else self.play(chunk))

    def flush(self) -> PlaybackPosition | None:
        position = self.speaker.flush() if self._mouth else None
        self.resume()
        return position

    def pause(self) -> None:
        self.speaker.pause()

    def resume(self) -> None:
        self.speaker.set_gain(1.0)
        self.speaker.resume()

    def duck(self, gain: float) -> None:
        self.speaker.set_gain(gain)

    def position(self) -> PlaybackPosition | None:
        return self.speaker.position() if self._mouth else None
