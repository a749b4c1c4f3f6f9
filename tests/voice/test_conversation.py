"""Whole turns in virtual time: spoken, typed, speculated, and what is shown, written and remembered of them."""

import pytest

from companion.persona.emotion import Mood
from companion.persona.prompt import PastTurn
from companion.persona.reply import encode
from companion.voice import signals as sig
from companion.voice.types import (
    Interrupted,
    Notice,
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

KO = "오늘 날씨 어때요"
REPLY = "반가워요! 오늘은 뭐 하고 싶어요?"


def test_a_spoken_sentence_is_answered_aloud() -> None:
    room = Room(REPLY)
    room.speak(KO)
    room.speaking()
    room.resting()
    assert [event.text for event in room.of(Transcript)] == [KO]
    assert "".join(event.delta for event in room.of(ReplyText)) == REPLY
    assert [(s.heard_text, s.complete) for s in room.of(Spoken)] == [(REPLY, True)]
    assert [text for text, _, _ in room.voice.said] == ["반가워요!", "오늘은 뭐 하고 싶어요?"]
    assert room.states == [State.LISTENING, State.HEARING, State.THINKING, State.SPEAKING, State.LISTENING]


def test_the_answer_is_begun_on_speculation_and_plays_at_the_commit() -> None:
    room = Room(FakeReply(REPLY, first_delay=0.03))
    room.ears.delay = 0.03
    room.speak(KO)
    end = room.clock.now
    room.quiet(0.256)
    assert len(room.brain.prompts) == 1 and room.voice.said
    assert not room.of(Transcript) and not room.of(ReplyStarted) and not room.speaker.played and not room.log.calls
    room.speaking()
    assert room.when(SpeechStarted) - end == pytest.approx(0.29, abs=0.02)
    assert len(room.brain.prompts) == 1
    room.resting()
    timings = room.of(TurnTimings)[0]
    assert timings.speculative
    assert timings.ms["transcript"] < timings.ms["emotion"] < timings.ms["endpoint"] <= timings.ms["first_audio"]
    assert set(timings.ms) == {
        "endpoint",
        "transcript",
        "first_token",
        "emotion",
        "first_clause",
        "first_audio",
        "done",
    }


def test_while_the_person_speaks_the_brain_reads_what_stands_before_the_words() -> None:
    room = Room(FakeReply("그래!", raw=encode("그래!", Mood("joy", 0.6))))
    room.run(0.1, fakes.level_of(KO))
    assert not room.brain.read  # may still be a noise
    room.run(0.5, fakes.level_of(KO))
    assert len(room.brain.read) == 1
    room.speaking()
    *before, words = room.brain.prompts[0]
    *read, empty = room.brain.read[0]
    assert read == before and empty.content == "[neutral]" and words.content == f"[neutral] {KO}"
    room.speak("잠깐만요 잠깐", 0.3)
    assert len(room.brain.read) == 1  # over her: the brain is busy
    room.resting()
    room.speak(KO)
    room.speaking()
    assert room.brain.prompts[-1][:-1] == room.brain.read[-1][:-1] and len(room.brain.read[-1]) > 2


def test_without_speculation_nothing_runs_before_the_hold_is_over() -> None:
    room = Room(REPLY, settings=fakes.settings(speculate=False))
    room.speak(KO)
    room.quiet(0.55)
    assert not room.ears.heard
    room.speaking()
    room.resting()
    assert not room.of(TurnTimings)[0].speculative
    assert room.ears.heard == [KO]


def test_speech_that_goes_on_cancels_the_speculation_and_keeps_the_whole_sound() -> None:
    room = Room(REPLY)
    room.speak("나는 오늘", 0.5)
    room.quiet(0.26)
    assert len(room.brain.prompts) == 0 or not room.of(Transcript)
    room.speak("학교에 갔어요", 0.6)
    room.speaking()
    assert [event.text for event in room.of(Transcript)] == ["나는 오늘 학교에 갔어요"]
    assert room.brain.prompts[-1][-1].content.endswith("나는 오늘 학교에 갔어요")


def test_at_most_three_speculative_answers_an_utterance() -> None:
    room = Room(REPLY)
    for number in range(6):
        room.speak(f"그래서 {number}", 0.4)
        room.quiet(0.3)
    room.speak("끝났어요", 0.4)
    room.until(lambda: room.brain.prompts and bool(room.of(Transcript)))
    assert len(room.brain.prompts) == 4
    assert room.of(Transcript)[0].text.endswith("끝났어요")
    cancelled = [turn for turn in room.aborted if turn.cancelled]
    assert len(cancelled) == 3


@pytest.mark.parametrize(("text", "hold"), [(KO, 0.3), ("음 나는", 1.5), ("hmm okay then", 0.6), ("응", 0.3)])
def test_the_hold_follows_how_finished_the_words_sound(text: str, hold: float) -> None:
    room = Room(REPLY)
    room.speak(text, 0.5)
    end = room.clock.now
    room.until(lambda: bool(room.of(Transcript)))
    assert room.when(Transcript) - end == pytest.approx(hold, abs=0.04)


def test_sound_before_the_first_voiced_frame_is_kept_and_earlier_speech_is_not() -> None:
    room = Room("네.", "그래요.")
    room.quiet(1.0)
    room.speak(KO, 0.5)
    room.speaking()
    room.resting()
    room.quiet(1.0)
    room.speak("그리고 이건 뭐예요", 0.5)
    room.speaking()
    assert room.ears.heard[0] == KO and room.ears.heard[-1] == "그리고 이건 뭐예요"


@pytest.mark.parametrize("seconds", [0.032, 0.064, 0.096])
def test_a_click_is_not_speech(seconds: float) -> None:
    room = Room(REPLY)
    room.speak("딱", seconds)
    room.quiet(1.5)
    assert not room.ears.heard
    assert room.states == [State.LISTENING]


def test_a_voice_without_words_is_nothing_and_is_told_when_it_repeats() -> None:
    room = Room(REPLY)
    for _ in range(3):
        room.speak("...", 1.0)
        room.quiet(1.0)
    assert not room.of(Transcript) and not room.brain.prompts
    assert [notice.code for notice in room.of(Notice)] == ["not-understood"]
    assert room.talk.state is State.LISTENING


def test_the_mood_is_shown_before_words_and_sound_even_if_it_was_known_before_the_commit() -> None:
    room = Room(FakeReply(REPLY, Mood("shy", 0.8)))
    room.speak(KO)
    room.speaking()
    kinds = [type(event) for event in room.events]
    assert kinds.index(Transcript) < kinds.index(ReplyStarted) < kinds.index(ReplyText) < kinds.index(SpeechStarted)
    assert room.of(ReplyStarted)[0].mood == Mood("shy", 0.8)
    assert len(room.of(ReplyStarted)) == 1
    style = room.voice.said[0][2]
    assert style.volume < 1.0


def test_a_typed_turn_is_committed_at_once() -> None:
    room = Room(REPLY)
    room.send(sig.Submitted("  안녕?  "))
    assert room.talk.state is State.THINKING
    assert [event.text for event in room.of(Transcript)] == ["안녕?"]
    room.speaking()
    room.resting()
    assert room.of(Spoken)[0].heard_text == REPLY
    room.send(sig.Submitted("   "))
    assert len(room.of(Transcript)) == 1


def test_a_greeting_needs_no_brain_and_is_remembered() -> None:
    room = Room(REPLY)
    room.send(sig.SayRequested("어서 와요!", Mood("smile", 0.5)))
    room.resting()
    assert room.of(Spoken)[0].heard_text == "어서 와요!" and not room.of(Transcript)
    assert room.of(ReplyDone)[0].raw == encode("어서 와요!", Mood("smile", 0.5))
    room.send(sig.Submitted("안녕"))
    assert [m.content for m in room.brain.prompts[0][1:3]] == ["[neutral]", encode("어서 와요!", Mood("smile", 0.5))]
    room.send(sig.SayRequested("어서 와요!", Mood("smile", 0.5)))
    assert len(room.of(ReplyStarted)) == 1


def test_turns_become_the_past_as_they_were_generated() -> None:
    raw = '{"emotion": "joy", "intensity": 0.6, "text": "그래!"}'
    room = Room(FakeReply("그래!", raw=raw), "응!")
    room.send(sig.Submitted("하나"))
    room.speaking()
    room.resting()
    room.send(sig.Submitted("둘"))
    system, user, assistant, now = room.brain.prompts[1]
    assert (user.content, assistant.content) == ("[neutral] 하나", raw)
    assert now.content == "[joy 0.6] 둘"
    assert room.brain.prompts[0][0] == system == room.brain.prepared[0][0]


def test_her_mood_comes_back_with_the_past() -> None:
    past = [PastTurn("[neutral] 안녕", encode("흥!", Mood("angry", 0.8)))]
    room = Room(REPLY, past=past)
    assert room.talk.mood() == Mood("angry", 0.8)
    assert [message.role for message in room.brain.prepared[0]] == ["system", "user", "assistant"]
    room.send(sig.Submitted("미안"))
    assert room.brain.prompts[0][-1].content == "[angry 0.8] 미안"


def test_what_is_written_is_written_before_it_is_shown() -> None:
    room = Room(REPLY)
    shown_then_written = []
    publish = room.publish

    def check(event: object) -> None:
        if isinstance(event, Transcript):
            shown_then_written.append(room.log.of("said") == [])
        if isinstance(event, Spoken):
            shown_then_written.append(room.log.of("done") == [])
        publish(event)  # type: ignore[arg-type]

    room.publish = check  # type: ignore[method-assign]
    room.send(sig.Submitted("안녕"))
    room.speaking()
    room.resting()
    assert shown_then_written == [False, False]
    assert room.log.of("said") == [(1, "안녕", "ko", "[neutral] 안녕")]
    progress = [text for _, text, _ in room.log.of("progress")]
    assert progress[-1] == REPLY and len(progress) >= 2
    _, text, heard, complete, mood, raw = room.log.of("done")[0]
    assert (text, heard, complete, mood) == (REPLY, REPLY, True, fakes.JOY) and raw == encode(REPLY, fakes.JOY)


def test_each_piece_is_spoken_in_its_own_language() -> None:
    room = Room("Hello there! 반가워요.", language="en")
    room.send(sig.Submitted("hi"))
    room.speaking()
    room.resting()
    assert [(text, language) for text, language, _ in room.voice.said] == [("Hello there!", "en"), ("반가워요.", "ko")]


def test_pieces_without_words_are_shown_and_not_spoken() -> None:
    room = Room("*손을 흔든다*\n(웃음) 😊")
    room.send(sig.Submitted("안녕"))
    room.resting()
    assert room.voice.said == []
    assert room.of(Spoken)[0].heard_text == "*손을 흔든다*\n(웃음) 😊"


def test_an_empty_reply_ends_the_turn() -> None:
    room = Room("")
    room.send(sig.Submitted("안녕"))
    room.resting()
    assert [(s.heard_text, s.complete) for s in room.of(Spoken)] == [("", True)]


def test_the_voice_runs_at_most_two_pieces_ahead() -> None:
    text = " ".join(f"이것은 문장 {number}번이에요." for number in range(6))
    room = Room(FakeReply(text, delay=0.0))
    room.send(sig.Submitted("얘기해 줘"))
    room.speaking()
    room.quiet(0.2)
    assert len(room.voice.said) == 3
    room.resting()
    assert len(room.voice.said) == 6


def test_a_long_past_is_cut_in_one_step() -> None:
    room = Room("응.", settings=fakes.settings(history_turns=2))
    for number in range(6):
        room.send(sig.Submitted(f"질문 {number}"))
        room.speaking()
        room.resting()
    assert [len(prompt) // 2 - 1 for prompt in room.brain.prompts] == [0, 1, 2, 3, 4, 2]


def test_text_first_says_the_mood_at_the_end() -> None:
    room = Room(REPLY)
    room.mind.character.__dict__["reply_order"] = "text_first"
    room.send(sig.Submitted("안녕"))
    turn = room.of(Transcript)[0].turn
    room.send(sig.TextGenerated(turn, "그래! "))
    room.send(sig.ReplyGenerated(turn, sig.Written("그래! 응.", Mood("sad", 0.4), "{}")))
    assert [event.mood for event in room.of(ReplyStarted)] == [Mood("sad", 0.4)]


def test_stop_button_silences_and_leaves_what_was_heard() -> None:
    room = Room("하나 둘 셋 넷 다섯 여섯.")
    room.send(sig.Submitted("세어 봐"))
    room.speaking()
    room.quiet(0.4)
    room.send(sig.InterruptRequested("stop"))
    cut = room.of(Interrupted)[0]
    assert cut.by == "stop" and cut.heard_text == "하나 둘 셋"
    assert room.speaker.position() is None and room.talk.state is State.LISTENING
    assert not room.of(Spoken)
    room.send(sig.Submitted("계속"))
    assert room.brain.prompts[1][2].content == encode("하나 둘 셋", fakes.JOY)


def test_a_mood_that_the_person_wishes_is_hers_until_it_fades() -> None:
    room = Room(settings=fakes.settings(mood_half_life=60.0))
    room.send(sig.MoodWished(Mood("sad", 0.8)))
    assert room.talk.mood() == Mood("sad", 0.8)
    room.quiet(60.0)
    assert room.talk.mood().emotion == "sad" and abs(room.talk.mood().intensity - 0.4) < 0.01
    room.send(sig.MoodWished(Mood("neutral", 0.0)))
    assert room.talk.mood().emotion == "neutral"


def test_she_answers_in_the_mood_that_was_wished() -> None:
    room = Room()
    room.send(sig.MoodWished(Mood("joy", 0.8)))
    room.send(sig.Submitted("안녕"))
    room.quiet(0.5)
    assert "joy" in room.brain.prompts[-1][-1].content
