"""What the conversation can do to the world, as one Protocol. VoiceLoop implements it with threads, tests without."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from companion.persona.prompt import Message
from companion.voice.signals import Mind
from companion.voice.types import Event, PlaybackPosition, Reply, SpeechChunk, Turn, Utterance, VoiceStyle


@dataclass(frozen=True, slots=True)
class Hearing:
    """Work for the ears. language None: detect. hints: names that may occur."""

    utterance: Utterance
    language: str | None
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thinking:
    """Work for the brain."""

    turn: Turn
    mind: Mind
    messages: Sequence[Message]


@dataclass(frozen=True, slots=True)
class Saying:
    """Work for the voice."""

    reply: Reply
    mind: Mind
    style: VoiceStyle


class Outlets(Protocol):
    """None of these waits or raises; results come back as signals. Called on the conversation's thread only."""

    def publish(self, event: Event) -> None:
        """To the window, in order with `remember`."""

    def remember(self, write: Callable[[], None]) -> None:
        """A write to the conversation log, done before any event that is published later."""

    def hear(self, work: Hearing) -> None: ...

    def think(self, work: Thinking) -> None: ...

    def prepare(self, mind: Mind, messages: Sequence[Message]) -> None:
        """Let the brain compute what is fixed."""

    def read_ahead(self, mind: Mind, messages: Sequence[Message]) -> None:
        """Let the brain compute what stands before the words that are being said now."""

    def abort(self, mind: Mind, turn: Turn) -> None:
        """Stop thinking about `turn` (already cancelled)."""

    def say(self, work: Saying) -> None: ...

    def play(self, chunk: SpeechChunk) -> None: ...

    def flush(self) -> PlaybackPosition | None:
        """Silence now; nothing stays paused or ducked."""

    def pause(self) -> None: ...

    def resume(self) -> None:
        """Go on at full volume."""

    def duck(self, gain: float) -> None: ...

    def position(self) -> PlaybackPosition | None: ...
