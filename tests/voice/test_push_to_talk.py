"""Push-to-talk, muting and opening the microphone."""

from companion.voice import signals as sig
from companion.voice.types import Interrupted, State, Transcript
from tests import fakes
from tests.voice.room import Room

HELD = fakes.settings(microphone_mode="push_to_talk")


def test_the_key_opens_the_microphone_and_its_release_answers_at_once() -> None:
    room = Room("네.", settings=HELD)
    room.speak("들리면 안 돼요", 1.0)
    assert room.talk.state is State.IDLE and not room.ears.heard
    room.send(sig.PushToTalk(True))
    assert room.talk.state is State.LISTENING
    room.speak("나는 오늘", 0.5)
    room.quiet(2.5)
    assert not room.of(Transcript)
    room.speak("학교에 가서", 0.5)
    room.send(sig.PushToTalk(False))
    released = room.clock.now
    room.until(lambda: bool(room.of(Transcript)))
    assert room.when(Transcript) - released < 0.32
    assert room.of(Transcript)[0].text == "나는 오늘 학교에 가서"
    room.speaking()
    room.resting()
    assert room.talk.state is State.IDLE


def test_sound_just_after_the_release_still_counts() -> None:
    room = Room("네.", settings=HELD)
    room.send(sig.PushToTalk(True))
    room.speak("오늘", 0.4)
    room.send(sig.PushToTalk(False))
    room.speak("어때요", 0.1)
    room.until(lambda: bool(room.of(Transcript)))
    assert room.of(Transcript)[0].text == "오늘 어때요"


def test_the_key_silences_her_at_once() -> None:
    room = Room("하나 둘 셋 넷 다섯 여섯.", "네.", settings=HELD)
    room.send(sig.Submitted("세어 봐"))
    room.speaking()
    room.quiet(0.4)
    room.send(sig.PushToTalk(True))
    assert room.of(Interrupted)[0].by == "voice" and room.speaker.position() is None
    room.speak("이제 됐어요", 0.6)
    room.send(sig.PushToTalk(False))
    room.speaking()
    assert room.of(Transcript)[1].text == "이제 됐어요"


def test_a_key_press_without_a_word_is_nothing() -> None:
    room = Room("네.", settings=HELD)
    room.send(sig.PushToTalk(True))
    room.quiet(1.0)
    room.send(sig.PushToTalk(False))
    room.quiet(1.0)
    room.send(sig.PushToTalk(False))
    assert room.talk.state is State.IDLE and not room.ears.heard


def test_the_words_before_a_release_in_a_pause_are_not_read_twice() -> None:
    room = Room("네.", settings=HELD)
    room.send(sig.PushToTalk(True))
    room.speak("오늘 날씨 어때요", 0.6)
    room.quiet(0.6)
    room.send(sig.PushToTalk(False))
    room.speaking()
    assert room.ears.heard == ["오늘 날씨 어때요"] and len(room.brain.prompts) == 1


def test_muting_finishes_what_is_being_said_and_then_hears_nothing() -> None:
    room = Room("네.")
    room.speak("오늘 날씨 어때요", 0.8)
    room.send(sig.ListeningSet(False))
    room.speaking()
    room.resting()
    assert room.of(Transcript)[0].text == "오늘 날씨 어때요"
    assert room.talk.state is State.IDLE and not room.talk.wants_sound
    room.speak("이건 못 들어요", 1.0)
    room.quiet(1.0)
    assert len(room.ears.heard) == 1
    room.send(sig.ListeningSet(True))
    assert room.talk.state is State.LISTENING
    room.speak("다시 들려요", 0.6)
    room.until(lambda: len(room.of(Transcript)) == 2)
    assert room.of(Transcript)[1].text == "다시 들려요"
