"""The chat's exchanges: events and stored turns in, lines out; what takes the place of what; what is not here yet."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from companion.persona.emotion import Mood
from companion.ui.chat.items import Opening
from companion.ui.chat_log import Change, ChatLog, Line
from companion.voice.types import Interrupted, ReplyDone, ReplyStarted, ReplyText, Spoken, Transcript, Turn, TurnTimings
from tests.ui.parts import Past, opening, turn

JOY = Mood("joy", 0.8)
NOW = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)


def lines(log: ChatLog) -> list[Line]:
    return [line for exchange in log.exchanges() for line in exchange.lines]


def test_a_turn_becomes_two_lines_of_one_exchange() -> None:
    log, one = ChatLog(), turn()
    for event in (
        Transcript(one, " Hello ", "en"),
        ReplyStarted(one, JOY),
        ReplyText(one, "Hi "),
        ReplyText(one, "there"),
        TurnTimings(one, {"first_audio": 400.0}),
    ):
        assert log.on_event(event, NOW) == Change(0)
    assert [(line.mine, line.text) for line in lines(log)] == [(True, "Hello"), (False, "Hi there")]
    assert lines(log)[1].mood == JOY and lines(log)[1].latency_ms == 400.0


def test_partial_and_empty_transcripts_are_not_shown() -> None:
    log = ChatLog()
    assert log.on_event(Transcript(turn(), "Hel", "en", final=False), NOW) is None
    assert log.on_event(Transcript(turn(), "  ", "en"), NOW) is None
    assert log.count == 0


def test_a_better_transcript_replaces_the_first() -> None:
    log, one = ChatLog(), turn()
    log.on_event(Transcript(one, "Hell", "en"), NOW)
    log.on_event(ReplyStarted(one, JOY), NOW)
    assert log.on_event(Transcript(one, "Hello", "en"), NOW) == Change(0)
    assert log.count == 1 and lines(log)[0].text == "Hello"


@pytest.mark.parametrize("event", [Interrupted, Spoken])
def test_what_was_not_heard_is_known(event: type) -> None:
    log, one = ChatLog(), turn()
    log.on_event(ReplyText(one, "One. Two. Three."), NOW)
    how = "voice" if event is Interrupted else False
    assert log.on_event(event(one, "One.", how), NOW) == Change(0)
    assert lines(log)[0].interrupted and lines(log)[0].heard == "One."


def test_whole_replies_are_not_interrupted() -> None:
    log, one = ChatLog(), turn()
    log.on_event(ReplyText(one, "One."), NOW)
    assert log.on_event(Spoken(one, "One.", True), NOW) is None
    log.on_event(Interrupted(one, "One. ", "stop"), NOW)
    assert not lines(log)[0].interrupted


def test_a_cancelled_reply_without_words_leaves_nothing() -> None:
    log = ChatLog()
    assert log.on_event(ReplyDone(turn(), "", JOY, "", "cancelled"), NOW) is None
    assert log.on_event(Interrupted(turn(), "", "typed"), NOW) is None
    assert log.count == 0


def test_a_repeated_reply_begins_anew() -> None:
    log = ChatLog()
    log.on_event(ReplyText(turn(4), "Half of an ans"), NOW)
    log.on_event(ReplyStarted(turn(4), JOY), NOW)
    log.on_event(ReplyText(turn(4), "A whole answer."), NOW)
    assert [line.text for line in lines(log)] == ["A whole answer."]


def test_stored_turns_become_lines_with_their_time_and_cut() -> None:
    log = ChatLog(
        opening(Past("Hi", "One. Two.", heard="One.", complete=False), Past("", "A greeting"), Past("alone", ""))
    )
    assert [(line.mine, line.text, line.turn) for line in lines(log)] == [
        (True, "Hi", 1),
        (False, "One. Two.", 1),
        (False, "A greeting", 2),
        (True, "alone", 3),
    ]
    assert lines(log)[1].heard == "One." and not lines(log)[2].interrupted
    assert lines(log)[0].when.timestamp() == Past("", "").when


def redone(instead: int, stored: int, number: int = 9) -> Turn:
    made = Turn(number, "typed", instead)
    made.commit()
    made.stored = stored
    return made


def test_another_answer_takes_the_place_of_the_old_one() -> None:
    log = ChatLog(opening(Past("a", "1"), Past("b", "2"), Past("c", "3")))
    again = redone(2, 7)
    assert log.on_event(Transcript(again, "b", "en"), NOW) == Change(1, cut=True)
    log.on_event(ReplyStarted(again, JOY), NOW)
    log.on_event(ReplyText(again, "22"), NOW)
    assert [line.text for line in lines(log)] == ["a", "1", "b", "22"] and log.count == 2
    said, reply = lines(log)[2:]
    assert reply.variants == (2, 7) and said.variants == (7,) and reply.turn == 7
    third = redone(7, 8, 10)
    log.on_event(Transcript(third, "b", "en"), NOW)
    log.on_event(ReplyStarted(third, JOY), NOW)
    assert lines(log)[-1].variants == (2, 7, 8)


def test_other_words_are_another_version_of_mine() -> None:
    log = ChatLog(opening(replace(Past("a", "1"), mine=(1,), hers=(1,))))
    log.on_event(Transcript(redone(1, 4), "A", "en"), NOW)
    said = lines(log)[0]
    assert (said.text, said.variants, said.turn) == ("A", (1, 4), 4)


def test_what_stood_in_a_place_that_is_not_here_is_left_alone() -> None:
    log = ChatLog(opening(Past("a", "1")))
    assert log.on_event(Transcript(redone(77, 4), "A", "en"), NOW) == Change(1)


def test_of_a_long_conversation_the_rest_comes_later() -> None:
    page = [replace(Past(f"q{n}", f"a{n}"), id=n) for n in range(100)]
    log = ChatLog(Opening(3, 100, 60, page[60:]))
    assert log.count == 100 and log.get(59) is None and log.get(60) is not None
    assert log.missing(50, 70) == range(50, 60) and log.missing(60, 200) is None
    log.on_event(Transcript(turn(5), "new", "en"), NOW)
    log.put(40, page[40:80])
    assert log.missing(0, 101) == range(40) and log.count == 101
    assert [line.text for line in log.get(59).lines] == ["q59", "a59"]  # type: ignore[union-attr]
    assert log.index_of(45) == 45 and log.index_of(5) is None
