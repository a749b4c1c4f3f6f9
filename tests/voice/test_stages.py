"""The workers around the engines, one call at a time: a full speaker, and preparations that are overtaken."""

import numpy as np
import pytest

from companion.errors import AudioError, BrainError
from companion.persona.emotion import Mood
from companion.persona.prompt import Message
from companion.voice.signals import Mind
from companion.voice.stages import Playing, Preparing, Stages
from companion.voice.types import Reply, SpeechChunk, Turn
from tests import fakes

RATE = 100


class SlowSpeaker(fakes.FakeSpeaker):
    """Has no room for a while; each refusal takes a second."""

    def __init__(self, clock: fakes.VirtualClock) -> None:
        super().__init__(clock, instant=True)
        self.clock, self.refusals = clock, 0

    def play(self, chunk: SpeechChunk, timeout: float) -> bool:
        if self.refusals > 0:
            self.refusals -= 1
            self.clock.advance(1.0)
            return False
        return super().play(chunk, timeout)


@pytest.fixture
def speaker() -> SlowSpeaker:
    return SlowSpeaker(fakes.VirtualClock())


@pytest.fixture
def stages(speaker: SlowSpeaker) -> Stages:
    return Stages(speaker, None, None, fakes.settings(), speaker.clock, lambda signal, wait: True, lambda event: None)


def chunk(seconds: float) -> Playing:
    turn = Turn(1)
    turn.commit()
    reply = Reply(turn, "그래.", "그래.", Mood("joy", 0.5))
    return Playing(SpeechChunk(turn, np.ones(int(seconds * RATE), np.float32), RATE, reply), 0)


def test_a_sentence_behind_a_very_long_one_is_waited_for(stages: Stages, speaker: SlowSpeaker) -> None:
    stages._play(chunk(25.0))
    speaker.refusals = 25
    stages._play(chunk(1.0))
    assert len(speaker.played) == 2


def test_a_speaker_without_room_for_longer_than_it_can_need_has_stopped(stages: Stages, speaker: SlowSpeaker) -> None:
    stages._play(chunk(1.0))
    speaker.refusals = 40
    with pytest.raises(AudioError, match="speaker has stopped"):
        stages._play(chunk(1.0))
    assert speaker.refusals > 20


def mind(brain: fakes.FakeBrain) -> Mind:
    return Mind(fakes.character(), brain, None, "ko", fakes.FakeLog())


def test_a_preparation_for_somebody_else_is_given_up(stages: Stages) -> None:
    brain = fakes.FakeBrain("그래.")
    old, new = mind(brain), mind(brain)
    messages = (Message("system", "당신은 …"),)

    class Slow(fakes.FakeBrain):
        def prepare(self, messages: object) -> None:
            stages.prepare(new, ())  # she is switched while the old one's prompt is read

    slow = Slow("그래.")
    other = mind(slow)
    stages.prepare(other, messages)
    stages._on_brain_work(Preparing(other, messages))
    assert slow.aborts == 1 and brain.aborts == 0
    stages._on_brain_work(Preparing(old, messages))
    assert brain.prepared == []
    stages._on_brain_work(Preparing(new, messages))
    stages._on_brain_work(Preparing(new, messages, ahead=True))
    assert brain.prepared == brain.read == [messages]


def test_what_fails_when_reading_ahead_is_left_to_the_reply(stages: Stages) -> None:
    brain = fakes.FakeBrain("그래.")
    brain.prepare_error = BrainError("Gone.", code="gone")
    her = mind(brain)
    stages.prepare(her, ())
    stages._on_brain_work(Preparing(her, (), ahead=True))
    with pytest.raises(BrainError):
        stages._on_brain_work(Preparing(her, ()))
