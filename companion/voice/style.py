"""How a mood sounds: speed, pitch and volume relative to the voice's own. Pure; any thread."""

from companion.persona.emotion import Mood
from companion.voice.types import VoiceStyle

_FULL: dict[str, tuple[float, float, float]] = {  # at intensity 1: speed factor - 1, semitones, volume factor - 1
    "joy": (0.08, 1.5, 0.05),
    "smile": (0.0, 0.6, 0.0),
    "sad": (-0.14, -1.5, -0.15),
    "angry": (0.08, -0.8, 0.15),
    "surprised": (0.06, 2.0, 0.1),
    "shy": (-0.05, 0.8, -0.2),
    "love": (-0.05, 0.8, -0.05),
    "smug": (-0.03, -0.4, 0.0),
    "sleepy": (-0.2, -1.5, -0.2),
    "worried": (0.02, 0.5, -0.1),
    "excited": (0.14, 2.2, 0.1),
}


def style_of(mood: Mood) -> VoiceStyle:
    """The voice for `mood`, in proportion to its intensity; neutral is the voice's own."""
    speed, pitch, volume = _FULL.get(mood.emotion, (0.0, 0.0, 0.0))
    k = min(1.0, max(0.0, mood.intensity))
    return VoiceStyle(round(1 + speed * k, 3), round(pitch * k, 2), round(1 + volume * k, 3))
