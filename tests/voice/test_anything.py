"""Whatever happens in whatever order, some things always hold."""

import random
from collections.abc import Callable

import pytest

from companion.errors import AudioError, BrainError, HearingError, SpeechError
from companion.voice import signals as sig
from companion.voice.types import (
    Interrupted,
    ReplyDone,
    ReplyStarted,
    ReplyText,
    SpeechStarted,
    Spoken,
    State,
    Transcript,
    TurnTimings,
)
from tests import fakes
from tests.fakes import FakeReply
from tests.voice.room import Room

WORDS = ["오늘 날씨 어때요", "그래서", "응", "잠깐만", "음 나는", "what is your name", "...", "네"]
REPLIES = [
    FakeReply("그래요. 좋아요! 그럼 같이 갈까요?", delay=0.01),
    FakeReply("*웃음* 😊", first_delay=0.5),
    FakeReply("하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열 열하나 열둘", delay=0.06),
    FakeReply("아", error=BrainError("crash", code="crash", retryable=True)),
    FakeReply("", error=BrainError("broken", code="broken")),
    FakeReply("", first_delay=0.02),
]


def something(room: Room, dice: random.Random) -> None:
    """One thing that may happen, and some time."""
    lost = AudioError("lost", code="lost")
    happenings: list[Callable[[], object]] = [
        lambda: room.speak(dice.choice(WORDS), dice.choice([0.064, 0.2, 0.4, 1.3])),
        lambda: room.speak(dice.choice(WORDS), 0.6),
        lambda: room.quiet(dice.choice([0.032, 0.16, 0.4, 1.6])),
        lambda: room.quiet(2.5),
        lambda: room.send(sig.Submitted(dice.choice(["안녕", "hello", " "]))),
        lambda: room.send(sig.InterruptRequested(dice.choice(["stop", "voice"]))),  # type: ignore[arg-type]
        lambda: room.send(sig.PushToTalk(dice.random() < 0.5)),
        lambda: room.send(sig.ListeningSet(dice.random() < 0.7)),
        lambda: room.send(sig.VoiceSet(dice.random() < 0.7)),
        lambda: room.send(sig.SayRequested("어서 와요!", fakes.JOY)),
        lambda: room.send(sig.Switched(sig.Mind(fakes.character(), room.brain, room.voice, "ko", room.log))),
        lambda: room.send(sig.MicrophoneTrouble(dice.choice([lost, None]))),
        lambda: room.speaker.trouble(dice.choice([lost, None, None])),
        lambda: room.ears.errors.append(HearingError("x", code="x")),
        lambda: room.voice.errors.append(SpeechError("x", code="x")),
        lambda: setattr(room, "echo", dice.choice(["none", "cancelled", "half_duplex"])),
        lambda: setattr(room.ears, "delay", dice.choice([0.05, 0.3, 1.5])),
        lambda: setattr(room, "deaf", dice.random() < 0.2),
    ]
    dice.choice(happenings)()


def settle(room: Room) -> None:
    room.deaf, room.echo, room.ears.delay = False, "none", 0.05
    room.ears.errors.clear()
    room.send(sig.PushToTalk(False))
    room.send(sig.ListeningSet(True))
    room.send(sig.MicrophoneTrouble(None))
    room.quiet(30.0)


@pytest.mark.parametrize("seed", range(24))
def test_invariants(seed: int) -> None:
    dice = random.Random(seed)
    room = Room(*[dice.choice(REPLIES) for _ in range(40)], REPLIES[0])
    for _ in range(30):
        something(room, dice)
    settle(room)
    assert room.talk.state is State.LISTENING
    assert not room.speaker.paused and room.speaker.gain == 1.0 and room.speaker.position() is None
    said, done = [call[0] for call in room.log.of("said")], [call[0] for call in room.log.of("done")]
    assert said == done and len(set(said)) == len(said)
    ends = [event.turn.id for event in room.events if isinstance(event, Spoken | Interrupted)]
    assert ends == done == [event.turn.id for event in room.of(TurnTimings)]
    for event in room.events:
        if isinstance(event, ReplyStarted | ReplyText | ReplyDone | SpeechStarted | Transcript):
            assert event.turn.committed and event.turn.id in done
    for prompt in room.brain.prompts:
        roles = [message.role for message in prompt]
        assert roles == ["system", *["user", "assistant"] * ((len(roles) - 2) // 2), "user"]
    before = len(room.of(Spoken))
    room.brain.replies.clear()
    room.brain.replies.append(FakeReply("여기 있어요."))
    room.voice.errors.clear()
    room.speak("아직 거기 있어요?", 0.8)
    room.until(lambda: len(room.of(Spoken)) > before, 20.0)
    assert room.of(Spoken)[-1].heard_text == "여기 있어요."
    assert room.talk.listening.recorder.depth() < 900
