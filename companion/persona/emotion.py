"""Emotions: the canonical names, their aliases, and the mood that is carried over turns. Pure; any thread."""

from dataclasses import dataclass

CANONICAL: tuple[str, ...] = (
    "neutral",
    "joy",
    "smile",
    "sad",
    "angry",
    "surprised",
    "shy",
    "love",
    "smug",
    "sleepy",
    "worried",
    "excited",
)


@dataclass(frozen=True, slots=True)
class Mood:
    """A canonical emotion with intensity in [0, 1]."""

    emotion: str
    intensity: float
