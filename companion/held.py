"""What a session holds for one character. Session thread."""

from dataclasses import dataclass

from companion.config import BrainConfig
from companion.memory.store import Conversation
from companion.persona.character import Character
from companion.voice import ports


@dataclass
class Persona:
    """What belongs to one character: swapped as a whole, or not at all."""

    character: Character
    brain: ports.ChatModel
    brain_config: BrainConfig
    stamp: tuple[tuple[int, int], ...]  # of the files that the brain was loaded from
    tts: ports.TextToSpeech | None
    conversation: Conversation


def close_new(*pairs: tuple[ports.ChatModel | ports.TextToSpeech | None, object]) -> None:
    """Close the first of each pair, unless it is the second as well."""
    for engine, kept in pairs:
        if engine is not None and engine is not kept:
            engine.close()
