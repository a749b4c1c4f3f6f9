"""The values that move through the conversation. All are frozen; what belongs to a turn carries its `Turn`.

Times are seconds of the injected monotonic clock. Audio is float32 mono in [-1, 1].
"""

import enum
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from companion.errors import CompanionError
from companion.persona.emotion import Mood

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Pcm = npt.NDArray[np.float32]
else:  # the windows read these types before the first sight of her: loading numpy for a name would delay it
    Pcm = Any
RATE = 16_000  # Hz, of everything between microphone and speech to text
Source = Literal["voice", "typed", "greeting"]


class Turn:
    """One exchange: what the person said and what she answers. Identity, plus two one-way flags.

    A turn is speculative until `commit()`, and dead after `cancel()`; both are safe from any thread.
    Only a committed turn may be heard, written to memory, or allowed to change the state.

    instead: the stored turn whose place this one takes (another answer, or the person's words written anew); 0: none.
    stored: the number under which the memory has written it down; 0 until then.
    """

    __slots__ = ("_cancelled", "_committed", "id", "instead", "source", "stored")

    def __init__(self, turn_id: int, source: Source = "voice", instead: int = 0) -> None:
        self.id = turn_id
        self.source: Source = source
        self.instead = instead
        self.stored = 0
        self._cancelled = threading.Event()
        self._committed = threading.Event()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    @property
    def committed(self) -> bool:
        return self._committed.is_set()

    def cancel(self) -> None:
        """Mark dead; workers drop its items before, between and after results."""
        self._cancelled.set()

    def commit(self) -> None:
        """Mark real; never undone (a committed turn can still be cancelled)."""
        self._committed.set()

    def wait_cancelled(self, timeout: float) -> bool:
        """Block up to `timeout` seconds; True as soon as the turn is cancelled."""
        return self._cancelled.wait(timeout)

    def __repr__(self) -> str:
        flags = ("committed" if self.committed else "speculative") + (" cancelled" if self.cancelled else "")
        return f"<Turn {self.id} {self.source} {flags}>"


class State(enum.Enum):
    """What she is doing; one value at a time, shown in the window."""

    OFF = "off"  # loop not running or still loading
    IDLE = "idle"  # ready, microphone not listening (muted, no device, or push-to-talk not held)
    LISTENING = "listening"  # ready, microphone open, nobody speaks
    HEARING = "hearing"  # the person speaks
    THINKING = "thinking"  # turn committed, no sound yet
    SPEAKING = "speaking"
    PAUSED = "paused"  # speech ducked or held while a barge-in is being confirmed


@dataclass(frozen=True, slots=True)
class AudioBlock:
    """A block of microphone sound after resampling and echo cancellation.

    pcm: float32 [n] at `RATE`. time: clock seconds of its first sample. echo: "none" (no playback or headset),
    "cancelled" (AEC active and converged), "half_duplex" (AEC absent or too weak: while she speaks this block
    must not start a barge-in).
    """

    pcm: Pcm
    time: float
    echo: Literal["none", "cancelled", "half_duplex"] = "none"


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the person said, as sound. `final` is False for a speculative cut of an utterance that may go on."""

    turn: Turn
    pcm: Pcm
    started: float
    ended: float
    rate: int = RATE
    final: bool = True


@dataclass(frozen=True, slots=True)
class Heard:
    """Result of a speech-to-text engine. `text` is "" when nothing was said (silence, noise, own echo).

    no_speech: probability in [0, 1] that there is no speech. logprob: mean log probability per token (<= 0).
    unclear: there was speech, but not of what the engine knows; the text is "".
    """

    text: str
    language: str
    no_speech: float = 0.0
    logprob: float = 0.0
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Transcript:
    """What the person said, as words; also for typed turns. `final` False: speculative or partial."""

    turn: Turn
    text: str
    language: str
    final: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """One speakable piece (clause or sentence) of her reply.

    text: as shown, with *actions* and emoji; the `text` of all pieces of a turn joined is the reply, lossless.
    spoken: what is read aloud ("" when there is nothing to read). index: 0, 1, 2 …; last: no further piece follows.
    """

    turn: Turn
    text: str
    spoken: str
    mood: Mood
    index: int = 0
    last: bool = False
    language: str = "en"


@dataclass(frozen=True, slots=True)
class TimedPhoneme:
    """An IPA or eSpeak phoneme and where it begins, in seconds from the start of its chunk.

    char: index into the spoken text that it belongs to, or -1 when the engine does not say.
    """

    name: str
    start: float
    char: int = -1


@dataclass(frozen=True, slots=True)
class VoiceStyle:
    """How to say it. speed 1.0 = the voice's own (2.0 twice as fast); pitch in semitones; volume 1.0 = unchanged."""

    speed: float = 1.0
    pitch: float = 0.0
    volume: float = 1.0


@dataclass(frozen=True, slots=True)
class SpeechPiece:
    """Sound from a text-to-speech engine, before it is bound to a turn. phonemes: empty when the engine has none."""

    pcm: Pcm
    rate: int
    phonemes: tuple[TimedPhoneme, ...] = ()


@dataclass(frozen=True, slots=True)
class SpeechChunk:
    """Sound of one piece of one reply, ready to be played. first/last: position within the piece `reply`."""

    turn: Turn
    pcm: Pcm
    rate: int
    reply: Reply
    phonemes: tuple[TimedPhoneme, ...] = ()
    first: bool = True
    last: bool = True


@dataclass(frozen=True, slots=True)
class PlaybackPosition:
    """Where the speaker is now. offset: seconds of `chunk` already audible (device latency taken off)."""

    chunk: SpeechChunk
    offset: float
    loudness: float  # RMS of the 20 ms around `offset`, 0..1


# --- events: everything the loop publishes (one callback, any worker thread) ---


@dataclass(frozen=True, slots=True)
class StateChanged:
    state: State
    turn: Turn | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A stage is loaded: "stt", "llm", "tts", "audio", "avatar"; detail is for the person ("Starter brain, 12 MB")."""

    stage: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """A stage failed; the loop goes on as far as it can (text only, half duplex …) and `error` says what to do."""

    stage: str
    error: CompanionError
    turn: Turn | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the person should know that is not a failure ("brain restarted", "half duplex")."""

    code: str
    message: str
    turn: Turn | None = None


@dataclass(frozen=True, slots=True)
class MicLevel:
    """Microphone level for a meter: RMS in dBFS (<= 0), at most 15 a second; speech: VAD probability."""

    dbfs: float
    speech: float


@dataclass(frozen=True, slots=True)
class ReplyStarted:
    """The emotion of the reply is known, before its first word and before the voice. The face changes now."""

    turn: Turn
    mood: Mood


@dataclass(frozen=True, slots=True)
class ReplyText:
    """Further words of the reply, as shown. Joined in order they give the reply's text."""

    turn: Turn
    delta: str


@dataclass(frozen=True, slots=True)
class ReplyDone:
    """The model has finished; `text` is the whole reply, `raw` the JSON object exactly as generated."""

    turn: Turn
    text: str
    mood: Mood
    raw: str
    stopped: Literal["end", "length", "loop", "cancelled"] = "end"


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """A chunk becomes audible now (device clock)."""

    turn: Turn
    reply: Reply
    chunk: SpeechChunk
    time: float


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn's speech has ended. heard_text: the part of the shown text that was audible; complete: all of it was."""

    turn: Turn
    heard_text: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The person cut her off (voice, stop button, new typed text, character switch)."""

    turn: Turn
    heard_text: str
    by: Literal["voice", "stop", "typed", "switch"]


@dataclass(frozen=True, slots=True)
class TurnTimings:
    """Milliseconds from the true end of speech (typed: from submit) to each mark of a finished turn.

    Keys: "endpoint" (commit), "transcript", "first_token", "emotion", "first_clause", "first_audio", "done"; those that
    happened. speculative: the reply had been started before the commit and was used.
    """

    turn: Turn
    ms: Mapping[str, float] = field(default_factory=dict)
    speculative: bool = False


Event = (
    StateChanged
    | Ready
    | Failed
    | Notice
    | MicLevel
    | Transcript
    | ReplyStarted
    | ReplyText
    | ReplyDone
    | SpeechStarted
    | Spoken
    | Interrupted
    | TurnTimings
)
