"""Engines and devices that fail: said once, with what to do, and the conversation goes on as far as it can."""

import pytest

from companion.errors import AudioError, BrainError, CompanionError, HearingError, SpeechError
from companion.voice import signals as sig
from companion.voice.types import (
    Failed,
    Interrupted,
    Notice,
    Ready,
    ReplyStarted,
    ReplyText,
    SpeechStarted,
    Spoken,
    State,
    Transcript,
)
from tests import fakes
from tests.fakes import FakeReply
from tests.voice.room import Room

CRASH = BrainError("The brain crashed.", code="brain-crashed", retryable=True)
WRONG = BrainError("The model is broken.", code="model-broken")


def test_ears_that_fail_are_told_and_listening_goes_on() -> None:
    room = Room("네.")
    error = HearingError("Ears failed.", code="ears-failed")
    room.ears.errors = [error, RuntimeError("defect"), error, error]
    for _ in range(2):
        room.speak("오늘 날씨 어때요", 0.6)
        room.quiet(1.5)
    assert [(event.stage, event.error.code) for event in room.of(Failed)] == [("stt", "ears-failed")]
    assert room.talk.state is State.LISTENING and not room.of(Transcript)
    room.speak("들려요?", 0.6)
    room.speaking()
    room.resting()
    room.ears.errors = [error]
    room.speak("다시 한번 말할게요", 0.6)
    room.speaking()
    assert len(room.of(Failed)) == 2 and room.of(Transcript)[-1].text == "다시 한번 말할게요"


def test_ears_that_fail_while_she_speaks_do_not_hold_her() -> None:
    room = Room("하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열. 열하나 열둘 열셋 열넷 열다섯 열여섯.")
    room.send(sig.Submitted("세어 봐"))
    room.speaking()
    room.ears.errors = [HearingError("Ears failed.", code="ears-failed")]
    room.speak("응", 0.35)
    room.quiet(0.4)
    assert room.talk.state is State.SPEAKING and not room.speaker.paused


def test_a_crashed_brain_answers_again_as_the_same_turn() -> None:
    room = Room(FakeReply("처음 대답은 이렇게 시작해요. 그리고", error=CRASH), "두 번째 대답이에요.")
    room.send(sig.Submitted("안녕"))
    room.until(lambda: len(room.of(ReplyStarted)) == 2)
    room.resting()
    assert not room.of(Failed)
    assert [notice.code for notice in room.of(Notice)] == ["reply-restarted"]
    assert room.of(Spoken)[0].heard_text == "두 번째 대답이에요." and room.of(Spoken)[0].complete
    assert {event.turn.id for event in room.of(ReplyText)} == {1}
    assert room.log.of("said") == [(1, "안녕", "ko", "[neutral] 안녕")]
    assert room.log.of("done")[0][2] == "두 번째 대답이에요."
    played = [chunk.reply.text for chunk in room.speaker.played]
    assert played[-1] == "두 번째 대답이에요."


def test_a_brain_that_keeps_failing_is_given_up_with_an_apology() -> None:
    room = Room(FakeReply("하나 둘", error=CRASH), FakeReply("셋", error=CRASH), "그래요.")
    room.send(sig.Submitted("안녕"))
    room.until(lambda: bool(room.of(Spoken)))
    assert [notice.code for notice in room.of(Notice)] == ["reply-restarted", "no-answer"]
    assert len(room.of(Failed)) == 1 and not room.of(Spoken)[0].complete
    assert room.talk.state is State.LISTENING
    room.send(sig.Submitted("다시"))
    room.speaking()
    assert [m.content for m in room.brain.prompts[-1][1:]] == ["[joy 0.6] 다시"]


def test_a_broken_model_is_not_tried_twice() -> None:
    room = Room(FakeReply("", error=WRONG))
    room.send(sig.Submitted("안녕"))
    room.until(lambda: bool(room.of(Notice)))
    assert len(room.brain.prompts) == 1 and room.of(Failed)[0].error.code == "model-broken"


def test_a_failure_on_speculation_is_tried_again_at_the_commit() -> None:
    room = Room(FakeReply("", error=CRASH, first_delay=0.02), "괜찮아요.")
    room.speak("오늘 날씨 어때요", 0.6)
    room.speaking()
    room.resting()
    assert not room.of(Failed) and room.of(Spoken)[0].heard_text == "괜찮아요."
    assert len(room.of(Transcript)) == 1 and room.of(Transcript)[0].turn is room.of(Spoken)[0].turn


def test_a_brain_without_a_sign_of_life_is_given_up() -> None:
    room = Room(FakeReply("늦었어요.", first_delay=500.0))
    room.send(sig.Submitted("안녕"))
    room.until(lambda: bool(room.of(Failed)), 130.0)
    assert room.of(Failed)[0].error.code == "brain-stalled"
    assert room.talk.state is State.LISTENING and room.of(Transcript)[0].turn in room.aborted


def test_a_failing_voice_leaves_the_text_and_is_told_once() -> None:
    room = Room("첫째 문장이에요. 둘째 문장이에요.")
    room.voice.errors = [SpeechError("No voice.", code="voice-failed") for _ in range(2)]
    for _ in range(2):
        room.send(sig.Submitted("안녕"))
        room.resting()
    assert [event.error.code for event in room.of(Failed)] == ["voice-failed"]
    assert [(s.heard_text, s.complete) for s in room.of(Spoken)] == [("첫째 문장이에요. 둘째 문장이에요.", True)] * 2
    assert len(room.of(ReplyStarted)) == 2
    room.send(sig.Submitted("안녕"))
    room.speaking()
    room.resting()
    assert len(room.speaker.played) == 2


def test_a_voice_that_fails_in_the_middle_finishes_what_it_began() -> None:
    room = Room("첫째 문장이에요. 둘째 문장이에요. 셋째 문장이에요.")
    room.send(sig.Submitted("안녕"))
    room.speaking()
    room.voice.errors = [SpeechError("No voice.", code="voice-failed")]
    room.resting()
    assert len(room.speaker.played) == 1 and room.of(Spoken)[0].complete
    length = len(room.speaker.played[0].pcm) / room.speaker.played[0].rate
    assert room.when(Spoken) - room.when(SpeechStarted) == pytest.approx(length, abs=0.02)


def test_a_lost_speaker_turns_speech_into_text() -> None:
    room = Room("첫째 문장이에요. 둘째 문장이에요.")
    room.send(sig.Submitted("안녕"))
    room.speaking()
    room.speaker.trouble(AudioError("Speaker lost.", code="speaker-lost"))
    room.resting()
    assert room.of(Failed)[0].stage == "audio"
    assert room.of(Spoken)[0].complete and room.of(Spoken)[0].heard_text == "첫째 문장이에요. 둘째 문장이에요."
    room.send(sig.Submitted("아직 있어?"))
    room.until(lambda: len(room.of(Spoken)) == 2)
    room.speaker.trouble(None)
    assert [ready.detail for ready in room.of(Ready)] == ["speaker"]
    room.send(sig.Submitted("들려?"))
    room.speaking()


def test_a_speaker_that_stops_without_a_word_does_not_hold_the_turn() -> None:
    room = Room("첫째 문장이에요.")
    room.send(sig.Submitted("안녕"))
    room.speaking()
    room.speaker.pause()
    room.until(lambda: bool(room.of(Spoken)), 20.0)
    assert room.of(Failed)[0].error.code == "speaker-stalled"


def test_a_lost_microphone_ends_the_utterance_with_what_is_there() -> None:
    room = Room("네.")
    room.speak("오늘 날씨 어때요", 0.8)
    room.send(sig.MicrophoneTrouble(AudioError("Microphone lost.", code="microphone-lost")))
    room.deaf = True
    room.speaking()
    room.resting()
    assert room.of(Transcript)[0].text == "오늘 날씨 어때요"
    assert room.of(Failed)[0].error.code == "microphone-lost" and room.talk.state is State.IDLE
    room.send(sig.Submitted("타자로 말할게"))
    room.speaking()
    room.resting()
    room.send(sig.MicrophoneTrouble(None))
    assert room.talk.state is State.LISTENING and room.of(Ready)[0].detail == "microphone"


def test_a_hole_in_the_sound_ends_the_utterance() -> None:
    room = Room("네.")
    room.speak("오늘 날씨 어때요", 0.8)
    room.deaf = True
    room.quiet(2.0)
    room.deaf = False
    room.quiet(0.3)
    room.until(lambda: bool(room.of(Transcript)))
    assert room.of(Transcript)[0].text == "오늘 날씨 어때요"


def test_memory_that_cannot_be_written_is_told_once_and_talk_goes_on() -> None:
    room = Room("네.")
    room.log.error = CompanionError("Disk full.", code="memory-full")
    room.send(sig.Submitted("안녕"))
    room.speaking()
    room.resting()
    assert [event.stage for event in room.of(Failed)] == ["memory"]


@pytest.mark.parametrize(("mouth", "voice"), [(False, True), (True, False), (False, False)])
def test_without_a_voice_the_reply_is_text_and_the_face_still_moves(mouth: bool, voice: bool) -> None:
    room = Room("그래요. 좋아요.", mouth=mouth, voice=voice)
    room.send(sig.Submitted("안녕"))
    room.resting()
    assert room.of(ReplyStarted) and room.of(Spoken)[0].heard_text == "그래요. 좋아요."
    assert not room.voice.said and State.SPEAKING not in room.states


def test_the_voice_can_be_switched_off_while_she_speaks() -> None:
    room = Room(FakeReply("하나 둘 셋 넷 다섯. 여섯 일곱 여덟 아홉 열.", delay=0.2))
    room.send(sig.Submitted("세어 봐"))
    room.speaking()
    room.send(sig.VoiceSet(False))
    assert room.speaker.position() is None
    room.resting()
    assert room.of(Spoken)[0].complete and "".join(e.delta for e in room.of(ReplyText)).endswith("열.")
    room.send(sig.VoiceSet(True))
    room.send(sig.Submitted("다시"))
    room.speaking()


def test_no_microphone_at_all() -> None:
    room = Room("네.", ears=False)
    assert room.talk.state is State.IDLE
    room.send(sig.ListeningSet(True))
    room.send(sig.PushToTalk(True))
    room.speak("들려?", 1.0)
    assert room.talk.state is State.IDLE and not room.ears.heard
    room.send(sig.Submitted("안녕"))
    room.speaking()


@pytest.mark.parametrize("state", ["hearing", "guessing", "thinking", "speaking", "paused"])
def test_switch_and_stop_in_every_state(state: str) -> None:
    for signal in (sig.Stopped(), None):
        room = Room(FakeReply("하나 둘 셋 넷 다섯 여섯 일곱. 여덟 아홉 열.", first_delay=0.3), "네.")
        room.speak("오늘 날씨 어때요", 0.6)
        room.quiet({"hearing": 0.0, "guessing": 0.2}.get(state, 0.35))
        if state in ("speaking", "paused"):
            room.speaking()
            room.quiet(0.5)
        if state == "paused":
            room.speak("저기", 0.3)
        log, brain = fakes.FakeLog(), fakes.FakeBrain("I am Ruby.")
        mind = sig.Mind(fakes.character("ruby"), brain, room.voice, "en", log)
        room.send(signal or sig.Switched(mind))
        assert room.speaker.position() is None and not room.speaker.paused
        committed = state in ("thinking", "speaking", "paused")
        assert [cut.by for cut in room.of(Interrupted)] == (["stop" if signal else "switch"] if committed else [])
        assert len(room.log.of("done")) == committed
        room.quiet(2.0)
        if signal:
            assert room.talk.state is State.OFF and len(room.of(Transcript)) == committed
            continue
        assert brain.prepared and not brain.prompts
        room.send(sig.Submitted("Who are you?"))
        room.speaking()
        room.resting()
        assert room.of(Spoken)[-1].heard_text == "I am Ruby." and log.of("done")
        assert [m.role for m in brain.prompts[0]] == ["system", "user"]
