"""SpeechChunks for the tests of playback."""

import numpy as np

from companion.persona.emotion import Mood
from companion.voice.types import Pcm, Reply, SpeechChunk, Turn


def chunk(
    pcm: Pcm, rate: int = 16_000, *, turn: Turn | None = None, first: bool = True, last: bool = True
) -> SpeechChunk:
    turn = turn or Turn(1)
    return SpeechChunk(turn, pcm, rate, Reply(turn, "hi", "hi", Mood("neutral", 0.5)), first=first, last=last)


def tone(seconds: float, rate: int = 16_000, hertz: float = 440.0, level: float = 0.5) -> Pcm:
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)
