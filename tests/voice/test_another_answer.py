"""Another answer, other words in an earlier place, another past: in virtual time, with the prompts for the brain."""

from companion.persona.emotion import Mood
from companion.persona.prompt import PastTurn
from companion.persona.reply import encode
from companion.voice import signals as sig
from companion.voice.history import History
from companion.voice.stages import _freer
from companion.voice.types import Interrupted, ReplyDone, Spoken, State, Transcript, Turn
from tests import fakes
from tests.fakes import FakeReply
from tests.voice.room import Room

JOY = Mood("joy", 0.6)
FIRST, SECOND, OTHER = "네, 그럼요!", "좋아요, 가요!", "음, 다음에 가요."


def told(reply: str, mood: Mood = JOY) -> FakeReply:
    return FakeReply(reply, mood, raw=encode(reply, mood))


def talked(*more: FakeReply | str) -> tuple[Room, list[PastTurn]]:
    """Two turns are over; the turns as they stand in the log."""
    room = Room(told(FIRST), told(SECOND), *more)
    for words in ("같이 가요?", "지금 가요?"):
        room.send(sig.Submitted(words))
        room.resting()
    rendered = [call[3] for call in room.log.of("said")]
    raws = [encode(FIRST, JOY), encode(SECOND, JOY)]
    return room, [PastTurn(user, raw) for user, raw in zip(rendered, raws, strict=True)]


def again(past: list[PastTurn], number: int, text: str, **more: str) -> sig.Redone:
    return sig.Redone(number + 1, past[:number], text, **more)


def test_another_answer_is_asked_with_the_same_prompt_and_spoken() -> None:
    room, past = talked(OTHER)
    room.send(again(past, 1, "지금 가요?", language="ko", rendered=past[1].user))
    room.speaking()
    room.resting()
    assert room.brain.prompts[2] == room.brain.prompts[1], "the computed prefix is of use to the last token"
    assert [s.heard_text for s in room.of(Spoken)] == [FIRST, SECOND, OTHER]
    assert room.voice.said[-1][0] == "음, 다음에 가요."
    turn = room.of(Transcript)[-1].turn
    assert (turn.instead, turn.source) == (2, "typed") and room.of(Transcript)[0].turn.instead == 0


def test_the_next_turn_knows_the_answer_that_was_chosen() -> None:
    room, past = talked(told(OTHER), "응")
    room.send(again(past, 1, "지금 가요?", language="ko", rendered=past[1].user))
    room.resting()
    room.send(sig.Submitted("그래요"))
    room.resting()
    contents = [message.content for message in room.brain.prompts[-1]]
    assert encode(OTHER, JOY) in contents and encode(SECOND, JOY) not in contents
    assert encode(FIRST, JOY) in contents and len(contents) == 6
    room.send(sig.PastChanged(past))
    assert [message.content for message in room.brain.prepared[-1]][1:] == [
        content for turn in past for content in (turn.user, turn.assistant)
    ]
    room.send(sig.Submitted("그래요?"))
    room.resting()
    contents = [message.content for message in room.brain.prompts[-1]]
    assert encode(SECOND, JOY) in contents and encode(OTHER, JOY) not in contents


def test_other_words_in_an_earlier_place_forget_what_followed() -> None:
    room, past = talked(OTHER)
    room.send(again(past, 0, "혼자 가요?"))
    room.resting()
    contents = [message.content for message in room.brain.prompts[-1]]
    assert len(contents) == 2 and contents[1].endswith("혼자 가요?")
    assert room.of(Transcript)[-1].text == "혼자 가요?" and room.of(Transcript)[-1].turn.instead == 1


def test_words_that_were_carried_over_go_with_the_new_ones() -> None:
    room, past = talked(OTHER)
    room.send(again(past, 1, "지금요", carried="혹시"))
    room.resting()
    assert room.brain.prompts[-1][-1].content.endswith("혹시 지금요")


def test_it_interrupts_her_and_can_be_interrupted() -> None:
    room = Room(told("하나 둘 셋 넷 다섯 여섯 일곱 여덟."), told("아홉 열 열하나 열둘 열셋 열넷."), "끝")
    room.send(sig.Submitted("세어 봐"))
    room.speaking()
    room.run(0.3)
    rendered = room.log.of("said")[0][3]
    room.send(sig.Redone(1, (), "세어 봐", "ko", rendered))
    assert [(cut.by, cut.turn.instead) for cut in room.of(Interrupted)] == [("typed", 0)]
    room.speaking()
    room.run(0.3)
    room.send(sig.InterruptRequested("stop"))
    assert room.talk.state in (State.IDLE, State.LISTENING)
    done = room.log.of("done")
    assert [complete for _, _, _, complete, _, _ in done] == [False, False]
    assert 0 < len(done[1][2]) < len(done[1][1])
    room.send(sig.Submitted("더"))
    room.resting()
    contents = [message.content for message in room.brain.prompts[-1]]
    assert len(contents) == 4 and encode(done[1][2].strip(), JOY) in contents


def test_while_she_thinks_only_the_last_wish_is_answered() -> None:
    room = Room(FakeReply("하나", first_delay=2.0), told("둘"), told("셋"))
    room.send(sig.Submitted("세어 봐"))
    room.run(0.2)
    for _ in range(2):
        room.send(sig.Redone(1, (), "세어 봐", "ko", "[neutral] 세어 봐"))
        room.run(0.05)
    room.resting()
    assert [event.text for event in room.of(ReplyDone)] == ["셋"]
    assert [spoken.heard_text for spoken in room.of(Spoken)] == ["셋"]


def test_what_is_being_said_meanwhile_does_not_stay_half_understood() -> None:
    room, past = talked(OTHER)
    room.run(0.6, fakes.level_of("잠깐만요"))
    room.send(again(past, 1, "지금 가요?", language="ko", rendered=past[1].user))
    room.quiet(1.0)
    room.resting()
    assert [event.text for event in room.of(Transcript)][-1] == "지금 가요?"


def test_without_words_nothing_happens() -> None:
    room, past = talked(OTHER)
    room.send(again(past, 1, "  "))
    room.run(0.5)
    assert len(room.brain.prompts) == 2 and room.of(Interrupted) == []


def test_another_answer_is_another_draw() -> None:
    sampling = fakes.character().sampling.over(fakes.settings().brain)
    assert _freer(sampling, Turn(1)) is sampling
    seeded = sampling.__class__(**{**{n: getattr(sampling, n) for n in sampling.__dataclass_fields__}, "seed": 5})
    assert _freer(seeded, Turn(1, "typed", 7)).seed == 12
    assert _freer(seeded, Turn(1, "typed", 8)).temperature > seeded.temperature
    assert _freer(sampling, Turn(1, "typed", 7)).seed is None


def test_going_back_keeps_what_stands_before_for_the_computed_prefix() -> None:
    turns = [PastTurn(f"[neutral] {n}", encode(f"답 {n}", JOY)) for n in range(6)]
    past = History(fakes.character(), "ko", turns[:3], keep=3, half_life=100.0, now=0.0)
    for number in (3, 4):
        past.add(turns[number].user, f"답 {number}", JOY, turns[number].assistant, complete=True)

    def known() -> list[str]:
        return [message.content for message in past.messages("x")[1:-1:2]]

    past.go_back(turns[2:4], 1.0)  # the log gives the last few only; the ones before are known here
    assert known() == [turn.user for turn in turns[:4]]
    past.go_back(turns[4:], 2.0)  # another branch
    assert known() == [turn.user for turn in turns[4:]]
    past.go_back([], 3.0)
    assert known() == [] and past.mood(3.0).emotion == "neutral"
