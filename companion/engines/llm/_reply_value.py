"""The value that the brains of this package return. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from companion.persona import prompt
from companion.persona.emotion import Mood
from companion.persona.reply import Order, encode

Stopped = Literal["end", "length", "loop", "cancelled"]


@dataclass(frozen=True, slots=True)
class BrainReply:
    """A generated reply (`ports.GeneratedReply`); stats: tokens and milliseconds, see `_decode.Stats`."""

    text: str
    mood: Mood
    raw: str
    stopped: Stopped
    stats: dict[str, Any] = field(default_factory=dict)


def default_mood(emotions: Sequence[str]) -> Mood:
    """What she feels while nothing is known."""
    return Mood("neutral" if "neutral" in emotions else emotions[0], 0.5)


def asked_mood(messages: Sequence[Any], emotions: Sequence[str]) -> Mood:
    """The feeling that a script is asked for: the bracket of the last message (persona.prompt.user_text)."""
    mood = prompt.asked_mood(messages[-1].content)[0] if messages else None
    if mood is None or mood.emotion not in emotions:
        return default_mood(emotions)
    return Mood(mood.emotion, max(0.1, mood.intensity))


def nothing(emotions: Sequence[str], order: Order) -> BrainReply:
    """A reply that was cancelled before it began."""
    mood = default_mood(emotions)
    return BrainReply("", mood, encode("", mood, order), "cancelled")
