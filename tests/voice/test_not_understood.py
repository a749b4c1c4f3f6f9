"""Speech that the ears do not know: she asks to say it again, in her own words, and not for ever."""

from collections.abc import Sequence

import pytest

from companion.persona.character import Greeting, Language
from companion.voice.types import Heard, Interrupted, Notice, Pcm, Spoken, State, Transcript
from tests import fakes
from tests.voice.room import Room

STRANGE = "블라블라 블라 블라"
REPLY = "반가워요!"
LINES: dict[Language, tuple[Greeting, ...]] = {
    "ko": (Greeting(text="응? 뭐라고?"), Greeting(text="못 들었어. 다시!")),
    "en": (Greeting(text="Sorry, what?"),),
}


class _UnsureEars(fakes.FakeEars):
    """Ears that know no other words than `known`."""

    known = "오늘 날씨 어때요"

    def transcribe(self, pcm: Pcm, *, language: str | None, hints: Sequence[str] = ()) -> Heard:
        heard = super().transcribe(pcm, language=language, hints=hints)
        return (
            heard
            if heard.text == self.known
            else Heard("", heard.language, unclear=any(char.isalnum() for char in heard.text))
        )


def _room(lines: dict[Language, tuple[Greeting, ...]] = LINES) -> Room:
    room = Room(REPLY)
    room.ears = _UnsureEars()
    object.__setattr__(room.mind, "character", room.mind.character.model_copy(update={"pardons": lines}))
    return room


def _said(room: Room) -> list[str]:
    return [event.heard_text for event in room.of(Spoken)]


def test_she_asks_to_say_it_again_with_a_line_of_hers() -> None:
    room = _room()
    room.speak(STRANGE)
    room.speaking()
    room.resting()
    assert _said(room) == ["응? 뭐라고?"]
    assert not room.brain.prompts and not room.of(Transcript)
    room.speak(_UnsureEars.known)
    room.speaking()
    room.resting()
    assert _said(room) == ["응? 뭐라고?", REPLY]
    assert [event.text for event in room.of(Transcript)] == [_UnsureEars.known]


def test_a_character_without_such_lines_has_a_plain_one() -> None:
    room = _room({})
    room.speak(STRANGE)
    room.speaking()
    room.resting()
    assert _said(room) == ["응? 다시 한번 말해 줄래?"]


def test_in_the_language_that_was_heard() -> None:
    room = _room()
    room.speak("bla bla bla bla")
    room.speaking()
    room.resting()
    assert _said(room) == ["Sorry, what?"]


def test_a_talking_box_does_not_make_her_ask_for_ever() -> None:
    room = _room()
    for _ in range(5):
        room.quiet(2.0)
        room.speak(STRANGE, 1.0)
        room.quiet(6.0)
    assert _said(room) == ["응? 뭐라고?", "못 들었어. 다시!"]
    assert [notice.code for notice in room.of(Notice)] == ["not-understood"]
    assert room.talk.state is State.LISTENING


@pytest.mark.parametrize("seconds", [0.6, 1.2])
def test_what_has_no_words_is_not_asked_about(seconds: float) -> None:
    room = _room()
    room.speak("...", seconds)
    room.quiet(3.0)
    assert not _said(room)


def test_strange_words_over_her_do_not_stop_her() -> None:
    room = Room(REPLY * 6)
    room.ears = _UnsureEars()
    room.speak(_UnsureEars.known)
    room.speaking()
    room.speak(STRANGE, 0.7)
    room.resting()
    assert _said(room) == [REPLY * 6]


def test_her_own_echo_is_not_asked_about() -> None:
    room = _room()
    room.speak(_UnsureEars.known)
    room.speaking()
    room.resting()
    room.quiet(0.5)
    room.speak(STRANGE)
    room.quiet(4.0)
    assert _said(room) == [REPLY]


class _WholeSentences(_UnsureEars):
    """Ears that know a sentence only when enough of it was said. least: voiced seconds."""

    least = 0.5

    def transcribe(self, pcm: Pcm, *, language: str | None, hints: Sequence[str] = ()) -> Heard:
        heard = super().transcribe(pcm, language=language, hints=hints)
        whole = float((abs(pcm) > 0.0).sum()) / 16_000 >= self.least
        return heard if whole else Heard("", heard.language, unclear=True)


def test_a_pause_in_what_is_said_over_her_loses_nothing_of_it() -> None:
    room = Room(REPLY * 12)
    room.ears = _WholeSentences()
    room.speak(_UnsureEars.known)
    room.speaking()
    room.run(0.3)
    room.speak(_UnsureEars.known, 0.32)
    room.quiet(0.3)
    assert len(room.of(Transcript)) == 1 and not room.of(Interrupted)
    room.speak(_UnsureEars.known, 0.4)
    room.until(lambda: len(room.of(Transcript)) == 2)
    assert [event.by for event in room.of(Interrupted)] == ["voice"]


def test_long_speech_over_her_that_is_not_known_stops_her_and_she_asks() -> None:
    room = Room(REPLY * 12)
    object.__setattr__(room.mind, "character", room.mind.character.model_copy(update={"pardons": LINES}))
    room.ears = _UnsureEars()
    room.speak(_UnsureEars.known)
    room.speaking()
    room.speak(STRANGE, 1.3)
    room.quiet(3.0)
    assert [event.by for event in room.of(Interrupted)] == ["voice"]
    assert _said(room)[-1] == "응? 뭐라고?"
