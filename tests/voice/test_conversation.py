"""Whole turns in virtual time: spoken, typed, speculated, and what is shown, written and remembered of them."""

from companion.voice.types import (
    ReplyText,
    Spoken,
    State,
    Transcript,
)
from tests.voice.room import Room

KO = "안녕하세요"


def test_a_spoken_sentence_is_answered_aloud() -> None:
    room = Room("반가워요! 오늘은 뭐 하고 싶어요?")
    room.speak(KO)
    room.speaking()
    room.resting()
    assert [event.text for event in room.of(Transcript)] == [KO]
    assert "".join(event.delta for event in room.of(ReplyText)) == "반가워요! 오늘은 뭐 하고 싶어요?"
    assert [(s.heard_text, s.complete) for s in room.of(Spoken)] == [("반가워요! 오늘은 뭐 하고 싶어요?", True)]
    assert [text for text, _, _ in room.voice.said] == ["반가워요!", "오늘은 뭐 하고 싶어요?"]
    assert room.states == [State.LISTENING, State.HEARING, State.THINKING, State.SPEAKING, State.LISTENING]
