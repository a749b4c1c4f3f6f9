"""Settings that change while a session runs: what is new counts, what fails keeps what it had, nothing is forgotten."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from companion import config
from companion.config import Config, MicrophoneConfig, SpeakerConfig
from companion.persona import overrides
from companion.persona.emotion import Mood
from companion.session import Session, Sound
from companion.voice.types import Event, Interrupted, Notice, Ready, ReplyText, Spoken
from tests.fakes import FakeMicrophone, FakeSpeaker
from tests.test_session import wait_spoken
from tests.tiny_gguf import ENDLESS, WORDY, build


@pytest.fixture(scope="module")
def brain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("brain") / "wordy.gguf", WORDY)


class Studio:
    """A session with a real small brain, real ears and voice; only the devices are fakes."""

    def __init__(self, brain: Path) -> None:
        self.speaker, self.microphone = FakeSpeaker(time.monotonic, instant=True), FakeMicrophone()
        self.changes: list[tuple[MicrophoneConfig, SpeakerConfig]] = []
        self.events: list[Event] = []
        self.brain = brain
        self.session = Session(self.settings(), on_event=self.events.append, sound=self._open)

    def settings(self, **more: Any) -> Config:
        return config.load(overrides={"brain.model": str(self.brain), "brain.seed": 3, **_dotted(more)})

    def _open(self) -> Sound:
        return Sound(self.microphone, self.speaker, lambda: None, self._change)

    def _change(self, microphone: MicrophoneConfig, speaker: SpeakerConfig) -> threading.Event:
        self.changes.append((microphone, speaker))
        done = threading.Event()
        done.set()
        return done

    def talk(self, text: str = "hello") -> float:
        """Says it and waits; seconds of sound that she answered with."""
        spoken, before = sum(isinstance(event, Spoken) for event in self.events), len(self.speaker.played)
        assert self.session.loop is not None
        self.session.loop.submit(text)
        assert wait_spoken(self.events, spoken + 1), self.events[-5:]
        return sum(len(chunk.pcm) / chunk.rate for chunk in self.speaker.played[before:])

    def sound(self) -> float:
        """Seconds that one sentence of hers takes."""
        spoken, before = sum(isinstance(event, Spoken) for event in self.events), len(self.speaker.played)
        assert self.session.loop is not None
        self.session.loop.say("Hello there, how are you today?", Mood("joy", 0.5))
        assert wait_spoken(self.events, spoken + 1), self.events[-5:]
        return sum(len(chunk.pcm) / chunk.rate for chunk in self.speaker.played[before:])

    def past(self) -> int:
        conversation = self.session.conversation
        assert conversation is not None
        return len(conversation.past(100))


def _dotted(more: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("__", "."): value for name, value in more.items()}


@pytest.fixture
def studio(brain: Path) -> Iterator[Studio]:
    made = Studio(brain)
    made.session.open("ruby")
    yield made
    made.session.close()


def test_a_slower_voice_takes_longer_and_nothing_is_cut_off(studio: Studio) -> None:
    normal = studio.sound()
    assert studio.session.apply(studio.settings(voice__speed=0.5)) == ()
    assert studio.sound() > 1.5 * normal > 0
    assert studio.past() == 2 and not any(isinstance(event, Interrupted) for event in studio.events)


def test_sampling_counts_from_the_next_reply_with_the_same_brain(studio: Studio) -> None:
    before, loop = studio.session.brain, studio.session.loop
    assert loop is not None
    assert studio.session.apply(studio.settings(brain__temperature=0.1, brain__max_tokens=40)) == ()
    mind = loop._conversation.mind
    assert mind.sampling is not None and (mind.sampling.temperature, mind.sampling.max_tokens) == (0.1, 40)
    assert studio.session.brain is before
    studio.talk()


def test_another_model_takes_over_and_knows_what_was_said(studio: Studio, tmp_path: Path) -> None:
    studio.talk("my name is Bo")
    before = studio.session.brain
    other = build(tmp_path / "other.gguf", WORDY)
    assert studio.session.apply(studio.settings(brain__model=str(other))) == ()
    assert studio.session.brain is not before
    ready = [event.detail for event in studio.events if isinstance(event, Ready) and event.stage == "llm"]
    assert "other.gguf" in ready[-1]
    studio.talk()
    loop = studio.session.loop
    assert loop is not None and len(loop._conversation._she._history.messages("x", "en")) >= 5


def test_a_model_that_is_missing_leaves_the_old_one(studio: Studio) -> None:
    before = studio.session.brain
    failures = studio.session.apply(studio.settings(brain__model="/no/such.gguf", speaker__volume=0.3))
    assert [error.code for error in failures] == ["model-missing"]
    assert studio.session.brain is before
    assert [speaker.volume for _, speaker in studio.changes] == [0.3]  # the rest was changed
    studio.talk()
    assert studio.session.apply(studio.settings()) == ()  # taken back
    assert studio.session.brain is before


def test_a_voice_that_is_missing_leaves_the_old_one(studio: Studio) -> None:
    failures = studio.session.apply(studio.settings(voice__engine="piper", voice__model="/no/such.onnx"))
    assert [error.stage for error in failures] == ["tts"]
    assert studio.talk() > 0


def test_ears_are_exchanged_while_she_listens(studio: Studio) -> None:
    before = studio.session._stt
    assert studio.session.apply(studio.settings(ears__threads=2)) == ()
    assert studio.session._stt is not before is not None
    now = studio.session._stt
    failures = studio.session.apply(studio.settings(ears__model="/no/such/folder", ears__threads=2))
    assert [error.stage for error in failures] == ["stt"] and studio.session._stt is now
    assert studio.session.apply(studio.settings(ears__language="ko", ears__threads=2)) == ()
    assert studio.session._stt is now  # the language alone loads nothing
    loop = studio.session.loop
    assert loop is not None and loop._pass(5)
    assert loop._conversation._she._settings.ears_language == "ko"


def test_times_and_barge_in_reach_the_running_loop(studio: Studio) -> None:
    settings = studio.settings(microphone__hold_complete_ms=900, barge_in__enabled=False, conversation__history_turns=3)
    assert studio.session.apply(settings) == ()
    loop = studio.session.loop
    assert loop is not None
    loop._pass(5)
    talk = loop._conversation
    assert talk.listening.recorder.endpoint._settings.hold_complete == 0.9
    assert talk._barge_in is False and talk._she._history._keep == 3
    assert len(studio.changes) == 1


def test_she_may_finish_her_sentence_first(studio: Studio, tmp_path: Path) -> None:
    """A long reply is running while the voice is changed: it is changed behind it, in the end by cutting her off."""
    endless = build(tmp_path / "endless.gguf", ENDLESS)
    more = {"brain__model": str(endless), "brain__max_tokens": 1200, "brain__max_sentences": 100}
    assert studio.session.apply(studio.settings(**more)) == ()
    loop = studio.session.loop
    assert loop is not None
    tune = loop.tune
    loop.tune = lambda *parts: tune(*parts, patience=0.0)  # type: ignore[method-assign]
    loop.submit("tell me everything")
    deadline = time.monotonic() + 30
    while not any(isinstance(event, ReplyText) for event in studio.events) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert studio.session.apply(studio.settings(voice__speed=2.0, **more)) == ()
    cut = [event for event in studio.events if isinstance(event, Interrupted)]
    assert [event.by for event in cut] == ["switch"]


def test_wishes_for_her_alone_are_taken_up(studio: Studio) -> None:
    normal = studio.sound()
    overrides.change("ruby", {"voices.en.speed": 0.5, "voices.ko.speed": 0.5, "sampling.temperature": 0.0})
    assert studio.session.apply(studio.settings()) == ()
    character = studio.session.character
    assert character is not None and character.voices["en"].speed == 0.5
    assert not studio.session.outdated(character)
    assert studio.sound() > 1.3 * normal
    overrides.change("ruby", {"voices.en.speed": None, "voices.ko.speed": None, "sampling.temperature": None})
    assert studio.session.apply(studio.settings()) == ()
    assert studio.session.character is not None and studio.session.character.sampling.temperature is None


def test_before_it_is_open_it_only_remembers(brain: Path) -> None:
    studio = Studio(brain)
    assert studio.session.apply(studio.settings(brain__temperature=0.1)) == ()
    studio.session.open("ruby")
    loop = studio.session.loop
    assert loop is not None and loop._conversation.mind.sampling is not None
    assert loop._conversation.mind.sampling.temperature == 0.1
    studio.session.close()


def test_wishes_that_cannot_be_read_are_told(brain: Path) -> None:
    place = overrides.place("ruby")
    place.parent.mkdir(parents=True)
    place.write_text("voices: {ko: {speed: fast}}", encoding="utf-8")
    studio = Studio(brain)
    studio.session.open("ruby")
    told = [event for event in studio.events if isinstance(event, Notice)]
    assert [event.code for event in told] == ["character-settings-invalid"] and "voices.ko" in told[0].message
    studio.session.close()
