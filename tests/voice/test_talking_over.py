"""Speaking over her, in virtual time: real words stop her, back-channels, echo and noise do not."""

import dataclasses

import pytest

from companion.persona.reply import encode
from companion.voice import signals as sig
from companion.voice.types import Interrupted, SpeechStarted, Spoken, State, Transcript
from tests import fakes
from tests.fakes import FakeReply
from tests.voice.room import Room

LONG = (
    "옛날 옛날에 깊은 숲 속에 작은 집이 하나 있었어요. 그 집에는 일곱 난쟁이가 살고 있었답니다. "
    "그리고 저도 거기 있었지요."
)


def telling(*more: str, echo: str = "cancelled", **changes: object) -> Room:
    """A room in which she has been telling a story for a second."""
    room = Room(FakeReply(LONG, delay=0.005), *more, **changes)  # type: ignore[arg-type]
    room.echo = echo  # type: ignore[assignment]
    room.send(sig.Submitted("옛날 얘기 해 줘"))
    room.speaking()
    room.quiet(1.0)
    return room


def silent_since(room: Room, onset: float) -> float:
    """Seconds from `onset` to the first pause or flush."""
    return next(time for what, time in room.speaker.journal if what in ("pause", "flush") and time >= onset) - onset


def test_real_words_silence_her_within_300_ms_and_are_answered_whole() -> None:
    room = telling("미안해요.")
    onset = room.clock.now
    room.speak("잠깐만 그만해", 1.4)
    assert silent_since(room, onset) <= 0.26
    assert next(time for what, time in room.speaker.journal if what == "gain 0.25") - onset <= 0.07
    cut = room.of(Interrupted)[0]
    assert cut.by == "voice" and LONG.startswith(cut.heard_text) and cut.heard_text
    assert room.talk.state is State.HEARING
    room.speaking()
    assert [event.text for event in room.of(Transcript)] == ["옛날 얘기 해 줘", "잠깐만 그만해"]
    assert room.brain.prompts[1][2].content == encode(cut.heard_text, fakes.JOY)
    assert room.speaker.gain == 1.0 and not room.speaker.paused
    room.resting()


def test_a_short_word_that_is_meant_stops_her() -> None:
    room = telling("네.")
    room.speak("잠깐", 0.22)
    room.quiet(0.3)
    assert room.of(Interrupted)
    room.until(lambda: len(room.of(Transcript)) == 2)


@pytest.mark.parametrize(
    ("text", "seconds"), [("응", 0.3), ("네", 0.16), ("진짜?", 0.4), ("uh-huh", 0.35), ("그래 그래 맞아", 0.8)]
)
def test_a_back_channel_does_not_stop_her(text: str, seconds: float) -> None:
    room = telling()
    room.speak(text, seconds)
    room.quiet(0.5)
    assert room.talk.state is State.SPEAKING
    room.resting()
    assert not room.of(Interrupted)
    assert room.of(Spoken)[0].complete and room.of(Spoken)[0].heard_text == LONG
    assert len(room.of(Transcript)) == 1
    assert room.speaker.gain == 1.0 and not room.speaker.paused


def test_a_short_back_channel_only_ducks_her() -> None:
    room = telling()
    room.speak("응", 0.19)
    room.quiet(0.5)
    did = [what for what, _ in room.speaker.journal]
    assert did == ["gain 0.25", "gain 1.00"]
    assert State.PAUSED in room.states and room.states[-1] is State.SPEAKING


def test_held_speech_goes_on_at_the_same_sample() -> None:
    room = telling()
    room.speak("그래 맞아 그렇지", 0.7)
    held = room.speaker.position()
    assert room.speaker.paused and held is not None
    room.until(lambda: not room.speaker.paused)
    position = room.speaker.position()
    assert position is not None and position.offset == pytest.approx(held.offset, abs=0.04)


def test_her_own_words_coming_back_are_echo() -> None:
    room = telling()
    room.speak("깊은 숲 속에 작은 집이", 0.7)
    room.quiet(0.5)
    assert room.talk.state is State.SPEAKING
    room.resting()
    assert not room.of(Interrupted) and len(room.of(Transcript)) == 1


def test_echo_of_her_last_words_is_not_an_utterance() -> None:
    room = Room("좋은 아침이에요.")
    room.send(sig.Submitted("안녕"))
    room.speaking()
    room.resting()
    room.speak("좋은 아침이에요", 0.8)
    room.quiet(1.0)
    assert len(room.of(Transcript)) == 1
    room.quiet(2.0)
    room.speak("좋은 아침이에요", 0.8)
    room.until(lambda: len(room.of(Transcript)) == 2)


def test_noise_over_her_ducks_and_restores() -> None:
    room = telling()
    room.speak("...", 0.1)
    room.quiet(0.5)
    assert [what for what, _ in room.speaker.journal] == ["gain 0.25", "gain 1.00"]
    room.speak("...", 0.6)
    room.quiet(0.5)
    assert room.talk.state is State.SPEAKING and not room.of(Interrupted)


def test_without_a_verdict_she_goes_on_in_time() -> None:
    room = telling()
    room.ears.delay = 5.0
    room.speak("응", 0.4)
    end = room.clock.now
    room.until(lambda: room.talk.state is State.SPEAKING)
    assert room.clock.now - end == pytest.approx(1.2, abs=0.05)


def test_a_lost_microphone_does_not_hold_her_for_ever() -> None:
    room = telling()
    room.ears.delay = 60.0
    room.speak("응", 0.4)
    room.deaf = True
    room.quiet(1.4)
    assert room.talk.state is State.SPEAKING


def test_a_late_verdict_still_stops_her() -> None:
    room = telling("네.")
    room.ears.delay = 1.6
    room.speak("다른 얘기 해 줘", 0.5)
    room.quiet(1.4)
    assert room.talk.state is State.SPEAKING
    room.quiet(0.6)
    assert room.of(Interrupted)
    room.until(lambda: len(room.of(Transcript)) == 2)


@pytest.mark.parametrize("disabled", [True, False])
def test_half_duplex_and_disabled_barge_in_hear_nothing_while_she_speaks(disabled: bool) -> None:
    plain = fakes.settings()
    off = fakes.settings(barge_in=dataclasses.replace(plain.barge_in, enabled=False))
    room = telling(echo="none" if disabled else "half_duplex", settings=off if disabled else plain)
    room.speak("잠깐만 그만해", 1.0)
    assert not room.speaker.journal and room.talk.state is State.SPEAKING
    room.resting()
    assert room.of(Spoken)[0].complete and not room.ears.heard
    room.quiet(0.4)
    room.speak("이제 들려요", 0.8)
    room.until(lambda: len(room.of(Transcript)) == 2)
    assert room.ears.heard[-1] == "이제 들려요"


def test_yes_at_the_end_of_her_question_is_an_answer() -> None:
    room = Room("그럼 밥 먹었어요?", "잘했어요!")
    room.send(sig.Submitted("배고파"))
    room.speaking()
    chunk_end = len(room.of(SpeechStarted)[0].chunk.pcm) / 16_000
    room.quiet(chunk_end - 0.35)
    room.speak("응", 0.2)
    room.until(lambda: len(room.of(Transcript)) == 2)
    assert room.of(Transcript)[1].text == "응"


def test_going_on_before_her_first_word_joins_both_and_teaches_patience() -> None:
    room = Room(FakeReply("알겠어요.", first_delay=1.5), "다녀왔군요.")
    room.speak("어제 학교에 갔어요", 0.8)
    room.until(lambda: room.talk.state is State.THINKING)
    room.quiet(0.2)
    room.speak("그리고 친구도 만났어요", 1.2)
    assert room.of(Interrupted)[0].heard_text == ""
    room.speaking()
    assert room.brain.prompts[-1][-1].content.endswith("] 어제 학교에 갔어요 그리고 친구도 만났어요")
    assert len(room.brain.prompts[-1]) == 2
    room.resting()
    start = room.clock.now
    room.speak("오늘은 어땠어요", 0.6)
    room.until(lambda: len(room.of(Transcript)) == 3)
    assert room.clock.now - start - 0.6 > 0.36


def test_speaking_while_she_thinks_holds_her_first_word() -> None:
    room = Room(FakeReply("알겠어요.", first_delay=0.9))
    room.speak("어제 학교에 갔어요", 0.8)
    room.until(lambda: room.talk.state is State.THINKING)
    room.quiet(0.3)
    room.speak("음", 0.2)
    assert room.speaker.paused and room.talk.state is State.PAUSED
    room.quiet(0.3)
    assert room.talk.state is State.THINKING and not room.speaker.paused
    room.speaking()


def test_typing_while_she_speaks_interrupts() -> None:
    room = telling("네.")
    room.send(sig.Submitted("그만"))
    assert room.of(Interrupted)[0].by == "typed" and room.of(Interrupted)[0].heard_text
    assert room.speaker.position() is None
    room.speaking()
    assert {event.turn.id for event in room.of(SpeechStarted)} == {1, 2}


def test_typing_while_one_speaks_loses_neither() -> None:
    room = Room("하나.", "둘.")
    room.speak("이것도 들어 줘", 0.6)
    room.quiet(0.2)
    room.send(sig.Submitted("안녕"))
    room.until(lambda: len(room.of(Transcript)) == 2)
    assert [event.text for event in room.of(Transcript)] == ["안녕", "이것도 들어 줘"]
    room.speaking()
    room.resting()


@pytest.mark.parametrize("state", ["hearing", "guessing", "thinking", "speaking", "paused"])
def test_the_stop_button_works_in_every_state(state: str) -> None:
    room = telling() if state in ("speaking", "paused") else Room(LONG)
    if state in ("hearing", "guessing", "thinking"):
        room.speak("오늘 날씨 어때요", 0.6)
        room.quiet({"hearing": 0.0, "guessing": 0.2, "thinking": 0.35}[state])
    elif state == "paused":
        room.speak("저기", 0.3)
    room.send(sig.InterruptRequested("stop"))
    assert room.speaker.position() is None and not room.speaker.paused and room.speaker.gain == 1.0
    room.until(lambda: bool(room.of(Interrupted)) or bool(room.of(Transcript)))
    room.resting()


def test_stale_results_of_a_cut_turn_change_nothing() -> None:
    room = telling("네.")
    old = room.of(Transcript)[0].turn
    chunk = room.of(SpeechStarted)[0].chunk
    room.send(sig.InterruptRequested("stop"))
    before = len(room.events)
    room.send(sig.TextGenerated(old, "더"))
    room.send(sig.ChunkMade(chunk))
    room.send(sig.ChunkStarted(chunk, room.clock.now))
    room.send(sig.ChunkFinished(chunk, room.clock.now))
    room.send(sig.PieceMade(old, 0))
    room.send(sig.ReplyGenerated(old, sig.Written("더", fakes.JOY, "{}")))
    room.send(sig.Recognized(old, fakes.Heard("더", "ko")))
    room.send(sig.StageFailed("llm", fakes.CompanionError("x", code="x"), old))
    assert len(room.events) == before and room.talk.state is State.LISTENING
