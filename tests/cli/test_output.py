"""The JSON lines: names and shapes that scripts rely on."""

import json

import numpy as np

from companion.cli import output
from companion.errors import BrainError
from companion.persona.emotion import Mood
from companion.voice.types import (
    Failed,
    Interrupted,
    MicLevel,
    Notice,
    Ready,
    Reply,
    ReplyDone,
    ReplyText,
    SpeechChunk,
    SpeechStarted,
    Spoken,
    State,
    StateChanged,
    Transcript,
    Turn,
    TurnTimings,
)

TURN = Turn(7)
MOOD = Mood("joy", 0.6)


def test_every_event_of_the_interface() -> None:
    reply = Reply(TURN, "하하.", "하하", MOOD)
    chunk = SpeechChunk(TURN, np.zeros(10, np.float32), 22_050, reply)
    error = BrainError("It broke.", code="broke", hint="Mend it.")
    shown = [
        (Transcript(TURN, "안녕", "ko"), {"event": "transcript", "turn": 7, "text": "안녕", "language": "ko"}),
        (
            ReplyDone(TURN, "하하.", MOOD, "{}"),
            {
                "event": "reply",
                "turn": 7,
                "text": "하하.",
                "emotion": "joy",
                "intensity": 0.6,
            },
        ),
        (Spoken(TURN, "하하", False), {"event": "spoken", "turn": 7, "heard_text": "하하", "complete": False}),
        (Interrupted(TURN, "하", "voice"), {"event": "interrupted", "turn": 7, "heard_text": "하", "by": "voice"}),
        (Failed("llm", error), {"event": "failed", "stage": "llm", "code": "broke", "message": "It broke. Mend it."}),
        (Notice("restarted", "Again."), {"event": "notice", "code": "restarted", "message": "Again."}),
        (StateChanged(State.SPEAKING), {"event": "state", "state": "speaking"}),
        (SpeechStarted(TURN, reply, chunk, 1.0), {"event": "speaking", "turn": 7, "text": "하하."}),
    ]
    for event, expected in shown:
        assert output.record(event) == expected
        assert json.loads(output.line(expected)) == expected


def test_timings_always_name_the_three_main_marks() -> None:
    record = output.record(TurnTimings(TURN, {"transcript": 12.4, "endpoint": 300.6}, speculative=True))
    assert record == {
        "event": "timings",
        "turn": 7,
        "speculative": True,
        "transcript": 12,
        "first_token": None,
        "first_audio": None,
        "endpoint": 301,
    }


def test_what_is_not_part_of_the_interface() -> None:
    for event in (
        Transcript(TURN, "안", "ko", final=False),
        ReplyDone(TURN, "", MOOD, "", stopped="cancelled"),
        ReplyText(TURN, "하"),
        MicLevel(-20.0, 0.5),
        Ready("llm"),
    ):
        assert output.record(event) is None


def test_lines_keep_korean_readable_and_stay_one_line() -> None:
    text = output.line({"text": "안녕\n하세요\u2028"})
    assert "안녕" in text and "\n" not in text and json.loads(text)["text"] == "안녕\n하세요\u2028"
