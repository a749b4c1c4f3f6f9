"""Events as JSON lines: the stable interface of the terminal twin. Pure."""

import json
from collections.abc import Mapping
from typing import Any

from companion.persona.emotion import Mood
from companion.voice.types import (
    Event,
    Failed,
    Interrupted,
    Notice,
    ReplyDone,
    SpeechStarted,
    Spoken,
    StateChanged,
    Transcript,
    TurnTimings,
)

# The marks that `timings` always names; others follow when they were measured.
MARKS = ("transcript", "first_token", "first_audio")


def record(event: Event) -> dict[str, Any] | None:
    """The event's JSON object, or None for one that is not part of the interface."""
    match event:
        case Transcript(turn=turn, final=True):
            return {"event": "transcript", "turn": turn.id, "text": event.text, "language": event.language}
        case ReplyDone(turn=turn, stopped=stopped) if stopped != "cancelled":
            return {"event": "reply", "turn": turn.id, "text": event.text} | mood(event.mood)
        case Spoken(turn=turn):
            return {"event": "spoken", "turn": turn.id, "heard_text": event.heard_text, "complete": event.complete}
        case Interrupted(turn=turn):
            return {"event": "interrupted", "turn": turn.id, "heard_text": event.heard_text, "by": event.by}
        case TurnTimings(turn=turn):
            return {"event": "timings", "turn": turn.id, "speculative": event.speculative} | milliseconds(event.ms)
        case Failed():
            error = event.error
            return {"event": "failed", "stage": event.stage, "code": error.code, "message": str(error)}
        case Notice():
            return {"event": "notice", "code": event.code, "message": event.message}
        case StateChanged():
            return {"event": "state", "state": event.state.value}
        case SpeechStarted(turn=turn):
            return {"event": "speaking", "turn": turn.id, "text": event.reply.text}
    return None


def mood(value: Mood) -> dict[str, Any]:
    return {"emotion": value.emotion, "intensity": round(value.intensity, 2)}


def milliseconds(marks: Mapping[str, float]) -> dict[str, Any]:
    """Marks in whole milliseconds; the three main ones are always there, null when they did not happen."""
    rounded = {name: round(value) for name, value in marks.items()}
    return {name: rounded.get(name) for name in MARKS} | rounded


def line(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)
