"""What the conversation reacts to: everything outside reaches it as one of these, in order, on one thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from companion.errors import CompanionError
from companion.persona.character import Character, Language
from companion.persona.emotion import Mood
from companion.persona.prompt import Detail, PastTurn
from companion.persona.recall import Reminder
from companion.voice.ports import ChatModel, ConversationLog, GeneratedReply, Sampling, TextToSpeech
from companion.voice.settings import LoopSettings
from companion.voice.types import Heard, Pcm, SpeechChunk, Turn

Echo = Literal["none", "cancelled", "half_duplex"]
By = Literal["voice", "stop", "typed", "switch"]


@dataclass(frozen=True, slots=True)
class Mind:
    """Who she is now. tts None: silent. past: earlier turns, oldest first.

    language: of the fixed part of the prompt until the person speaks another one of hers. detail: how much of her sheet
    the model is told: "short" for a model trained on her, "full" for any other. sampling None: hers over conf.yaml's.
    reminder: of lines that were written for her; None where there are none.
    """

    character: Character
    brain: ChatModel
    tts: TextToSpeech | None
    language: Language
    log: ConversationLog
    past: Sequence[PastTurn] = ()
    detail: Detail = "short"
    sampling: Sampling | None = None
    reminder: Reminder | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """32 ms of microphone sound with its speech probability; time: of its first sample."""

    pcm: Pcm
    time: float
    probability: float
    echo: Echo = "none"


@dataclass(frozen=True, slots=True)
class Recognized:
    """The ears have read an utterance."""

    turn: Turn
    heard: Heard


@dataclass(frozen=True, slots=True)
class MoodGenerated:
    turn: Turn
    mood: Mood


@dataclass(frozen=True, slots=True)
class TextGenerated:
    turn: Turn
    delta: str


@dataclass(frozen=True, slots=True)
class ReplyGenerated:
    turn: Turn
    reply: GeneratedReply


@dataclass(frozen=True, slots=True)
class ChunkMade:
    """The voice has made sound."""

    chunk: SpeechChunk


@dataclass(frozen=True, slots=True)
class PieceMade:
    """All sound of piece `index` is made."""

    turn: Turn
    index: int


@dataclass(frozen=True, slots=True)
class ChunkStarted:
    chunk: SpeechChunk
    time: float


@dataclass(frozen=True, slots=True)
class ChunkFinished:
    chunk: SpeechChunk
    time: float


@dataclass(frozen=True, slots=True)
class StageFailed:
    """An engine raised; index: the piece it was working on (voice)."""

    stage: str
    error: CompanionError
    turn: Turn | None = None
    index: int = 0


@dataclass(frozen=True, slots=True)
class MicrophoneTrouble:
    error: CompanionError | None


@dataclass(frozen=True, slots=True)
class SpeakerTrouble:
    error: CompanionError | None


@dataclass(frozen=True, slots=True)
class Submitted:
    text: str


@dataclass(frozen=True, slots=True)
class Redone:
    """Another answer is wanted, or the person has written a turn anew: the conversation goes on from before it.

    instead: the stored turn whose place the new one takes. past: the turns before it. text, language: the person's
    words. rendered: the user message as it was, so that its computed prefix is of use; "" where the words are new.
    carried: unanswered words from before, which belong to new words."""

    instead: int
    past: Sequence[PastTurn]
    text: str
    language: str = ""
    rendered: str = ""
    carried: str = ""


@dataclass(frozen=True, slots=True)
class PastChanged:
    """Something else stands before the next turn: a variant was chosen, or a turn deleted."""

    past: Sequence[PastTurn]


@dataclass(frozen=True, slots=True)
class SayRequested:
    """A line of hers that needs no brain, such as a greeting."""

    text: str
    mood: Mood


@dataclass(frozen=True, slots=True)
class MoodWished:
    """The person wants her to feel so; it fades as any mood does."""

    mood: Mood


@dataclass(frozen=True, slots=True)
class InterruptRequested:
    by: By = "stop"


@dataclass(frozen=True, slots=True)
class ListeningSet:
    on: bool


@dataclass(frozen=True, slots=True)
class PushToTalk:
    down: bool


@dataclass(frozen=True, slots=True)
class VoiceSet:
    on: bool


@dataclass(frozen=True, slots=True)
class Switched:
    mind: Mind


@dataclass(frozen=True, slots=True)
class Tuned:
    """The same character with another brain, voice or sampling, once she is quiet. taken: called when that is done."""

    mind: Mind
    taken: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Other settings from now on; microphone mode and voice have signals of their own."""

    settings: LoopSettings


@dataclass(frozen=True, slots=True)
class EarsSet:
    """Whether there is a microphone that can be understood; open: whether she listens to it all the time."""

    there: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Stopped:
    """The loop ends: the turn at hand is closed as interrupted."""


@dataclass(frozen=True, slots=True)
class Written:
    """A reply that needs no brain; a `GeneratedReply`."""

    text: str
    mood: Mood
    raw: str
    stopped: Literal["end", "length", "loop", "cancelled"] = field(default="end")


Signal = (
    Frame
    | Recognized
    | MoodGenerated
    | TextGenerated
    | ReplyGenerated
    | ChunkMade
    | PieceMade
    | ChunkStarted
    | ChunkFinished
    | StageFailed
    | MicrophoneTrouble
    | SpeakerTrouble
    | Submitted
    | Redone
    | PastChanged
    | SayRequested
    | MoodWished
    | InterruptRequested
    | ListeningSet
    | PushToTalk
    | VoiceSet
    | Switched
    | Tuned
    | Adjusted
    | EarsSet
    | Stopped
)
