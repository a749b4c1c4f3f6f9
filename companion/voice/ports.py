"""What the conversation core needs from the outside, as Protocols. Engines implement them; tests fake them.

Each object is used from one thread only, the worker that owns it, unless a method says "any thread".
`close()` is idempotent everywhere and may be called from the owner thread only.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, Protocol

from companion.errors import CompanionError
from companion.persona.emotion import Mood
from companion.voice.types import (
    AudioBlock,
    Heard,
    Pcm,
    PlaybackPosition,
    SpeechChunk,
    SpeechPiece,
    Turn,
    VoiceStyle,
)

Clock = Callable[[], float]  # monotonic seconds


class Microphone(Protocol):
    """A source of AudioBlocks at 16 kHz. A lost device is reported, never raised later; it comes back by itself."""

    def start(
        self, on_block: Callable[[AudioBlock], None], on_trouble: Callable[[CompanionError | None], None]
    ) -> None:
        """Begin. `on_block` is called on the microphone's own worker thread (never in the PortAudio callback) and must
        return quickly. `on_trouble(error)` says that the device is lost, `on_trouble(None)` that it is there."""

    def rest(self) -> None:
        """Let the device go, so that the system shows nobody listening; `start` takes it again. Returns at once."""

    def close(self) -> None: ...


class Speaker(Protocol):
    """Plays SpeechChunks in order, with a known position. Bounded; all methods may be called from any thread."""

    def start(
        self,
        on_started: Callable[[SpeechChunk, float], None],
        on_finished: Callable[[SpeechChunk, float], None],
        on_trouble: Callable[[CompanionError | None], None],
    ) -> None:
        """Begin. `on_started(chunk, t)` when its first sample becomes audible, `on_finished(chunk, t)` after its last;
        called on the speaker's own worker thread; chunks dropped by flush, or lost with the device, get neither."""

    def play(self, chunk: SpeechChunk, timeout: float) -> bool:
        """Append; waits while more than ~5 s are queued. False after `timeout` seconds without room, and at once while
        there is no device."""

    def set_gain(self, gain: float, ramp: float = 0.03) -> None:
        """Duck (0.25) or restore (1.0), ramped over `ramp` seconds."""

    def pause(self) -> None:
        """Hold playback within 20 ms; `resume()` goes on at the same sample."""

    def resume(self) -> None: ...

    def flush(self) -> PlaybackPosition | None:
        """Drop everything within one block, 5 ms fade; returns where it was, None if nothing was playing."""

    def position(self) -> PlaybackPosition | None:
        """What is audible now; None when silent."""

    def close(self) -> None: ...


class SpeechDetector(Protocol):
    """Streaming voice activity detection."""

    def probability(self, frame: Pcm) -> float:
        """Speech probability of the next 512 samples at 16 kHz (32 ms)."""

    def reset(self) -> None:
        """Forget the stream so far."""

    def close(self) -> None: ...


class SpeechToText(Protocol):
    def transcribe(self, pcm: Pcm, *, language: str | None, hints: Sequence[str] = ()) -> Heard:
        """Words of one utterance (16 kHz). language None = detect. hints: names that may occur.

        Raises HearingError."""

    def close(self) -> None: ...


class TextToSpeech(Protocol):
    def synthesize(self, text: str, *, language: str, style: VoiceStyle, turn: Turn) -> Iterator[SpeechPiece]:
        """Sound of one clause or sentence, in order. Stops soon after `turn` is cancelled. Raises SpeechError."""

    def close(self) -> None: ...


class Message(Protocol):
    """One chat message; see companion.persona.prompt.Message for the concrete value."""

    @property
    def role(self) -> Literal["system", "user", "assistant"]: ...

    @property
    def content(self) -> str: ...


class ReplyEvents(Protocol):
    """Receives a reply as it is generated; called on the thread that called `ChatModel.reply`."""

    def mood(self, mood: Mood) -> None: ...

    def text(self, delta: str) -> None: ...


class Sampling(Protocol):
    """See companion.persona.character.Sampling."""

    @property
    def temperature(self) -> float: ...
    @property
    def top_p(self) -> float: ...
    @property
    def top_k(self) -> int: ...
    @property
    def min_p(self) -> float: ...
    @property
    def repeat_penalty(self) -> float: ...
    @property
    def max_tokens(self) -> int: ...
    @property
    def seed(self) -> int | None: ...


class GeneratedReply(Protocol):
    """What `ChatModel.reply` returns at the end."""

    @property
    def text(self) -> str: ...
    @property
    def mood(self) -> Mood: ...
    @property
    def raw(self) -> str: ...
    @property
    def stopped(self) -> Literal["end", "length", "loop", "cancelled"]: ...


class ChatModel(Protocol):
    """A brain. Called from the brain worker only; `abort()` from any thread."""

    def prepare(self, messages: Sequence[Message]) -> None:
        """Prefill these messages (the system turn) so that the next reply starts at once. Raises BrainError."""

    def read_ahead(self, messages: Sequence[Message]) -> None:
        """The person has begun to speak: prefill what will stand before their words. The last message is the user's,
        without words yet. May do nothing where that would cost more than it saves. Raises BrainError."""

    def reply(
        self,
        messages: Sequence[Message],
        *,
        emotions: Sequence[str],
        order: Literal["emotion_first", "text_first", "plain"],
        sampling: Sampling,
        turn: Turn,
        events: ReplyEvents,
        max_sentences: int = 6,
    ) -> GeneratedReply:
        """Generate one reply object, valid by construction. messages: system first, then user/assistant alternating, a
        user turn last; assistant content is the raw JSON as generated. Whole old turns are dropped to fit the context.
        Ends early with stopped="cancelled" when `turn` is cancelled. Raises BrainError (retryable after a crash)."""

    def abort(self) -> None:
        """Stop the running reply or prefill now, within milliseconds; harmless when nothing runs. Any thread."""

    def close(self) -> None: ...


class ConversationLog(Protocol):
    """Durable memory of the conversation; every call is on disk when it returns. Any thread."""

    def user_said(self, turn: Turn, text: str, language: str, context: str) -> None:
        """A committed turn begins, in the place of the stored turn `turn.instead` where that is not 0; sets
        `turn.stored`. context: the user message as rendered for the model (see persona.prompt)."""

    def reply_progress(self, turn: Turn, text: str, mood: Mood) -> None:
        """All of the reply shown so far (called at least once a clause)."""

    def reply_done(self, turn: Turn, text: str, heard: str, complete: bool, mood: Mood, raw: str) -> None:
        """The turn has ended. heard: what was audible (equals text when the voice is off)."""
