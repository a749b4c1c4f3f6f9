"""Settings that change while she talks: nothing is cut off, nothing is forgotten, the new values count."""

import threading
from dataclasses import replace

from companion.voice import signals as sig
from companion.voice.settings import BargeInSettings, EndpointSettings
from companion.voice.types import Interrupted, Spoken, State, Transcript
from tests import fakes
from tests.voice.room import Room


def done(room: Room) -> int:
    return sum(isinstance(event, Spoken) for event in room.events)


def test_longer_patience_counts_from_the_next_pause() -> None:
    room = Room()
    room.speak("오늘 날씨가 참 좋네요")
    room.quiet(0.6)
    assert done(room) or room.talk.state is State.SPEAKING
    room.quiet(6)
    slow = EndpointSettings(hold_complete=1.2, hold_unsure=1.2)
    room.send(sig.Adjusted(replace(fakes.settings(), endpoint=slow)))
    room.speak("오늘 뭐 했어요")
    room.quiet(0.9)
    assert sum(isinstance(event, Transcript) for event in room.events) == 1, "she did not wait"
    room.quiet(3)
    assert done(room) == 2


def test_without_barge_in_she_is_not_interrupted() -> None:
    for enabled in (True, False):
        room = Room("이것은 아주 아주 긴 대답이에요. 그래서 오래 걸려요. 정말로 오래 걸리는 대답이에요.")
        room.voice = fakes.FakeVoice()
        room.speak("이야기해 줘")
        room.quiet(0.7)
        assert room.talk.state is State.SPEAKING
        room.send(sig.Adjusted(replace(fakes.settings(), barge_in=BargeInSettings(enabled=enabled))))
        room.speak("잠깐만 기다려 봐", 1.5)
        room.quiet(3)
        assert any(isinstance(event, Interrupted) for event in room.events) is enabled


def test_another_brain_waits_until_she_is_quiet_and_knows_what_was_said() -> None:
    room = Room("처음 대답이에요. 조금 길어요.")
    room.speak("안녕하세요")
    room.quiet(0.6)
    assert room.talk.state is State.SPEAKING
    taken = threading.Event()
    brain = fakes.FakeBrain("두 번째 대답이에요.")
    log = room.mind.log
    other = replace(room.mind, brain=brain, detail="full", log=fakes.FakeLog())
    room.send(sig.Tuned(other, taken.set))
    assert not taken.is_set() and room.talk.mind.brain is room.brain
    room.quiet(4)
    assert taken.is_set() and room.talk.mind.brain is brain
    assert room.talk.mind.log is log  # the conversation is the same
    assert not any(isinstance(event, Interrupted) for event in room.events)
    room.speak("그 다음은요")
    room.quiet(4)
    messages = brain.prompts[-1]
    assert len(messages) == 4 and "안녕하세요" in messages[1].content and "처음 대답이에요" in messages[2].content


def test_a_switch_wins_over_what_was_waiting() -> None:
    room = Room("긴 대답이에요. 아주 길어요.")
    room.speak("안녕하세요")
    room.quiet(0.6)
    taken = threading.Event()
    room.send(sig.Tuned(replace(room.mind, brain=fakes.FakeBrain()), taken.set))
    ruby = replace(room.mind, character=fakes.character("ruby"))
    room.send(sig.Switched(ruby))
    room.quiet(3)
    assert room.talk.mind is ruby and not taken.is_set()


def test_ears_that_come_later_are_used() -> None:
    room = Room(ears=False)
    room.speak("안녕하세요")
    room.quiet(3)
    assert not done(room) and room.talk.state is State.IDLE
    room.send(sig.EarsSet(True, True))
    assert room.talk.state is State.LISTENING
    room.speak("안녕하세요")
    room.quiet(4)
    assert done(room) == 1


def test_the_language_that_was_chosen_for_her_is_the_one_she_is_heard_in() -> None:
    room = Room()
    character = fakes.character().model_copy(update={"language": "en"})
    room.send(sig.Tuned(replace(room.mind, character=character), lambda: None))
    room.speak("hello there")
    room.quiet(2)
    assert room.ears.languages[-1] == "en"
