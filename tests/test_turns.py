"""Going back in a conversation, with a tiny real brain: what is asked, what is stored, what is known afterwards."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from companion import config
from companion.errors import CompanionError
from companion.session import Session, Sound
from companion.turns import Turns
from companion.voice.types import Event, ReplyDone, Spoken, Transcript, TurnTimings
from tests.tiny_gguf import WORDY, build


@pytest.fixture(scope="module")
def brain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("brain") / "wordy.gguf", WORDY)


class Talk:
    def __init__(self, brain: Path, database: Path) -> None:
        self.events: list[Event] = []
        settings = config.load(overrides={"brain.model": str(brain), "brain.seed": 3, "language": "en"})
        self.session = Session(
            settings, on_event=self.events.append, sound=Sound, hear=False, database=database / "x.sqlite3"
        )
        self.session.open("snow_white")
        self.turns = Turns(self.session)

    def answered(self, wish: Callable[[], object]) -> ReplyDone:
        """What she answers to it, once all of the turn is over."""
        before = len(self.events)
        wish()
        deadline = time.monotonic() + 20
        while not any(isinstance(event, TurnTimings) for event in self.events[before:]):
            assert time.monotonic() < deadline, self.events[before:]
            time.sleep(0.01)
        return [event for event in self.events[before:] if isinstance(event, ReplyDone)][-1]

    def say(self, text: str) -> ReplyDone:
        assert self.session.loop is not None
        loop = self.session.loop
        return self.answered(lambda: loop.submit(text))

    def shown(self) -> list[tuple[str, str]]:
        assert self.session.conversation is not None
        return [(turn.user, turn.text) for turn in self.session.conversation.page(0, 99)]


@pytest.fixture
def talk(brain: Path, tmp_path: Path) -> Iterator[Talk]:
    made = Talk(brain, tmp_path)
    yield made
    made.session.close()


def test_another_answer_other_words_and_back(talk: Talk) -> None:
    first, second = talk.say("Hello"), talk.say("And now?")
    number = talk.turns.last()
    other = talk.answered(lambda: talk.turns.again(number))
    assert talk.shown() == [("Hello", first.text), ("And now?", other.text)]
    assert talk.session.conversation is not None
    turn = talk.session.conversation.page(1, 1)[0]
    assert turn.hers[0] == number and turn.hers[1] == turn.id == other.turn.stored
    assert turn.context == talk.session.conversation.turn(number).context  # type: ignore[union-attr]
    root = talk.session.conversation.page(0, 1)[0].id
    anew = talk.answered(lambda: talk.turns.again(root, "Good evening"))
    assert talk.shown() == [("Good evening", anew.text)]
    transcript = [event for event in talk.events if isinstance(event, Transcript)][-1]
    assert (transcript.text, transcript.turn.instead) == ("Good evening", root)
    assert len(talk.session.past()) == 1
    talk.turns.show(number)
    assert talk.shown() == [("Hello", first.text), ("And now?", second.text)]
    assert "And now?" in talk.session.past()[-1].user


def test_a_turn_is_removed_and_she_does_not_know_it_any_more(talk: Talk) -> None:
    talk.say("Secret")
    talk.say("Later")
    assert talk.session.conversation is not None
    talk.turns.remove(talk.session.conversation.page(0, 1)[0].id)
    assert [user for user, _ in talk.shown()] == ["Later"]
    assert not any("Secret" in past.user for past in talk.session.past())
    with pytest.raises(CompanionError) as caught:
        talk.turns.remove(999)
    assert caught.value.code == "turn-gone"


def test_conversations_are_begun_resumed_and_deleted(talk: Talk) -> None:
    talk.say("One")
    assert talk.session.conversation is not None
    old = talk.session.conversation.id
    talk.turns.begin()
    new = talk.session.conversation.id
    assert new != old and talk.session.past() == []
    talk.turns.begin()
    assert talk.session.conversation.id == new, "an empty one is used again"
    talk.say("Two")
    assert talk.turns.resume(old) == "snow_white"
    assert [user for user, _ in talk.shown()] == ["One"]
    talk.say("Three")
    assert [user for user, _ in talk.shown()] == ["One", "Three"]
    talk.turns.delete(old)
    assert talk.session.conversation.id == new
    assert [user for user, _ in talk.shown()] == ["Two"]
    talk.turns.delete(new)
    assert talk.shown() == [] and talk.session.conversation.id not in (old, new)
    talk.say("Four")
    with pytest.raises(CompanionError):
        talk.turns.delete(old)
    ruby = talk.turns.store.new_conversation("ruby")
    assert talk.turns.resume(ruby.id) == "ruby"
    talk.session.switch_character("ruby")
    assert talk.session.conversation.id == ruby.id


def test_a_greeting_has_no_other_answer(talk: Talk) -> None:
    from companion.persona.emotion import Mood

    loop = talk.session.loop
    assert loop is not None
    talk.answered(lambda: loop.say("Hi there!", Mood("joy", 0.5)))
    assert talk.session.conversation is not None and talk.turns.last() == 0
    with pytest.raises(CompanionError) as caught:
        talk.turns.again(talk.session.conversation.page(0, 1)[0].id)
    assert caught.value.code == "turn-greeting"
    assert [event.complete for event in talk.events if isinstance(event, Spoken)] == [True]


def test_before_it_is_open_one_is_told(brain: Path) -> None:
    session = Session(config.load(overrides={"brain.model": str(brain)}), on_event=lambda event: None)
    for call in (lambda: Turns(session).last(), lambda: Turns(session).begin(), lambda: Turns(session).resume(1)):
        with pytest.raises(CompanionError, match="waking up"):
            call()
