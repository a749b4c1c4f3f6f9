"""The bubble is a subtitle with a voice, and readable text without one."""

import pytest

from companion.persona.emotion import Mood
from companion.ui.subtitle import AFTERGLOW, ROOM, VOICE_PATIENCE, Subtitle, newest
from companion.voice.types import Interrupted, MicLevel, ReplyDone, ReplyStarted, ReplyText, Spoken
from tests.ui.parts import piece, turn

JOY = Mood("joy", 0.8)


def test_with_a_voice_each_piece_appears_when_it_is_heard() -> None:
    one, subtitle = turn(), Subtitle()
    subtitle.on_event(ReplyStarted(one, JOY), 0.0)
    subtitle.on_event(ReplyText(one, "One. Two."), 0.1)
    assert subtitle.text(0.2) == ""
    subtitle.on_event(piece(one, "One. ", 0), 0.4)
    assert subtitle.text(0.5) == "One."
    subtitle.on_event(piece(one, "One. ", 0), 0.6)  # the next chunk of the same piece
    assert subtitle.text(0.7) == "One."
    subtitle.on_event(piece(one, "Two.", 1), 0.9)
    assert subtitle.text(1.0) == "One. Two."


def test_after_the_voice_the_words_stay_a_moment() -> None:
    one, subtitle = turn(), Subtitle()
    subtitle.on_event(piece(one, "One.", 0), 0.0)
    subtitle.on_event(Spoken(one, "One.", True), 1.0)
    assert subtitle.text(1.0 + AFTERGLOW - 0.01) == "One."
    assert subtitle.next_change(1.0) == pytest.approx(AFTERGLOW)
    assert subtitle.text(1.0 + AFTERGLOW) == ""
    assert subtitle.next_change(10.0) is None


def test_a_voice_that_does_not_come_leaves_the_words() -> None:
    one, subtitle = turn(), Subtitle()
    subtitle.on_event(ReplyText(one, "Hello."), 5.0)
    assert subtitle.next_change(5.0) == pytest.approx(VOICE_PATIENCE)
    assert subtitle.text(5.0 + VOICE_PATIENCE) == "Hello."
    subtitle.on_event(ReplyDone(one, "Hello.", JOY, "{}"), 6.0)
    assert subtitle.text(8.0) == "Hello."
    assert subtitle.text(20.0) == ""


def test_without_a_voice_words_appear_as_they_are_written() -> None:
    one, subtitle = turn(), Subtitle(voice_on=False)
    subtitle.on_event(ReplyText(one, "안녕"), 0.0)
    assert subtitle.text(0.0) == "안녕"
    subtitle.on_event(ReplyText(one, "하세요"), 0.1)
    assert subtitle.text(0.1) == "안녕하세요"


def test_long_silent_words_stay_longer() -> None:
    lasting = []
    for length in (10, 200):
        one, subtitle = turn(), Subtitle(voice_on=False)
        subtitle.on_event(ReplyText(one, "x" * length), 0.0)
        subtitle.on_event(ReplyDone(one, "x" * length, JOY, "{}"), 0.0)
        lasting.append(subtitle.next_change(0.0) or 0.0)
    assert lasting[0] >= 2.0
    assert lasting[1] > lasting[0] + 10


def test_an_interruption_fades_soon_and_a_new_turn_begins_empty() -> None:
    one, two, subtitle = turn(1), turn(2), Subtitle()
    subtitle.on_event(piece(one, "One.", 0), 0.0)
    subtitle.on_event(Interrupted(one, "One", "voice"), 1.0)
    assert subtitle.text(1.1) == "One."
    assert subtitle.text(1.6) == ""
    subtitle.on_event(ReplyStarted(two, JOY), 2.0)
    subtitle.on_event(piece(two, "Two.", 0), 2.5)
    assert subtitle.text(2.6) == "Two."


def test_a_repeated_turn_with_the_same_number_begins_anew() -> None:
    subtitle = Subtitle()
    subtitle.on_event(piece(turn(3), "Half a", 0), 0.0)
    subtitle.on_event(piece(turn(3), "Whole.", 0), 1.0)
    assert subtitle.text(1.0) == "Whole."


def test_late_events_of_an_older_turn_change_nothing() -> None:
    one, two, subtitle = turn(1), turn(2), Subtitle()
    subtitle.on_event(piece(one, "One.", 0), 0.0)
    subtitle.on_event(piece(two, "Two.", 0), 1.0)
    subtitle.on_event(Spoken(one, "One.", True), 1.1)
    assert subtitle.text(60.0) == "Two."


def test_only_the_newest_pieces_fit() -> None:
    pieces = ("a" * 100, "b" * 100, "c" * 40)
    assert newest(pieces) == "b" * 100 + "c" * 40
    assert newest(("d" * 400,)) == "d" * 400
    assert len(newest(pieces)) <= ROOM


def test_other_events_do_not_concern_it() -> None:
    assert not Subtitle().on_event(MicLevel(-20.0, 0.5), 0.0)
