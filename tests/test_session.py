"""A session with a tiny real brain: what can fail at the start, and what is left behind when it does."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from companion import config, paths
from companion.config import Config
from companion.errors import CompanionError, SpeechError
from companion.persona.character import load_character
from companion.session import Session, Sound, open_voice
from companion.voice.types import Event, Failed, Spoken, Turn, VoiceStyle
from tests.fakes import FakeSpeaker
from tests.tiny_gguf import WORDY, build


@pytest.fixture(scope="module")
def brain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("brain") / "wordy.gguf", WORDY)


class Room:
    """The devices of a test: a speaker that plays at once, and how often they were closed."""

    def __init__(self) -> None:
        self.speaker = FakeSpeaker(time.monotonic, instant=True)
        self.opened = self.closed = 0

    def open(self) -> Sound:
        self.opened += 1
        return Sound(speaker=self.speaker, close=self._close)

    def _close(self) -> None:
        self.closed += 1


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def session(brain: Path, room: Room, events: list[Event]) -> Iterator[Session]:
    made = Session(settings(brain), on_event=events.append, sound=room.open, hear=False)
    yield made
    made.close()


def settings(brain: Path, **more: Any) -> Config:
    return config.load(overrides={"brain.model": str(brain), "brain.seed": 3, **more})


def own_character(name: str, *changes: tuple[str, str]) -> Path:
    """A copy of Ruby in the person's folder."""
    folder = paths.user_characters() / name
    shutil.copytree(paths.shipped_characters() / "ruby", folder)
    sheet = (folder / "character.yaml").read_text(encoding="utf-8")
    for old, new in (("id: ruby\n", f"id: {name}\n"), *changes):
        assert old in sheet
        sheet = sheet.replace(old, new)
    (folder / "character.yaml").write_text(sheet, encoding="utf-8")
    return folder


def wait_spoken(events: list[Event], count: int = 1, seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while sum(isinstance(event, Spoken) for event in events) < count and time.monotonic() < end:
        time.sleep(0.01)
    return sum(isinstance(event, Spoken) for event in events) >= count


def test_what_was_opened_before_the_brain_failed_is_closed(room: Room, events: list[Event]) -> None:
    nobody = {"brain.engine": "openai_compatible", "brain.url": "http://127.0.0.1:9/v1"}
    session = Session(config.load(overrides=nobody), on_event=events.append, sound=room.open, hear=False)
    for tries in (1, 2):
        with pytest.raises(CompanionError) as caught:
            session.open()
        assert caught.value.code == "brain-refused"
        assert room.opened == room.closed == tries
        assert session.loop is session.conversation is session.brain is None
    session.close()
    assert room.closed == room.opened


def test_a_session_that_was_given_up_loads_nothing(session: Session, room: Room) -> None:
    session.give_up()
    with pytest.raises(CompanionError) as caught:
        session.open()
    assert caught.value.code == "closing" and room.opened == room.closed


def test_another_character_speaks_though_the_first_one_could_not(
    session: Session, room: Room, events: list[Event]
) -> None:
    own_character("mute", ("voice: ko+f4", "voice: nobody"))
    session.open("mute")
    assert [event.stage for event in events if isinstance(event, Failed)] == ["tts"]
    assert session.loop is not None
    session.loop.submit("hello")
    assert wait_spoken(events) and not room.speaker.played
    session.switch_character("ruby")
    session.loop.submit("hello")
    assert wait_spoken(events, 2) and room.speaker.played


def test_a_character_without_a_voice_of_her_own_gets_one() -> None:
    ruby = load_character(paths.shipped_characters() / "ruby")
    for voices in ({}, {"ko": ruby.voices["ko"]}):
        tts = open_voice(ruby.model_copy(update={"voices": voices}), config.defaults())
        for language, text in (("ko", "안녕"), ("en", "Hello")):
            pieces = list(tts.synthesize(text, language=language, style=VoiceStyle(), turn=Turn(1)))
            assert sum(len(piece.pcm) for piece in pieces) > 1000
        tts.close()


def test_a_voice_may_lie_beside_her_sheet(tmp_path: Path) -> None:
    ruby = load_character(paths.shipped_characters() / "ruby")
    for name in ("mine.onnx", "mine.onnx.json"):
        (tmp_path / name).write_text("{}")
    voices = {"en": ruby.voices["en"].model_copy(update={"engine": "piper", "voice": "", "model": "mine.onnx"})}
    character = ruby.model_copy(update={"folder": tmp_path, "languages": ("en",), "voices": voices})
    with pytest.raises(SpeechError) as caught:  # found, and no voice
        open_voice(character, config.defaults())
    assert caught.value.code == "piper-voice-damaged" and str(tmp_path) in caught.value.message


def test_a_piper_voice_reads_its_own_language_only(tmp_path: Path) -> None:
    (tmp_path / "amy.onnx").write_text("")
    (tmp_path / "amy.onnx.json").write_text('{"espeak": {"voice": "en-us"}}')
    ruby = load_character(paths.shipped_characters() / "ruby")
    english = config.load(overrides={"voice.engine": "piper", "voice.model": str(tmp_path / "amy.onnx")})
    korean = ruby.model_copy(update={"languages": ("ko",), "voices": {"ko": ruby.voices["ko"]}})
    tts = open_voice(korean, english)
    assert list(tts.synthesize("안녕", language="ko", style=VoiceStyle(), turn=Turn(1)))
    with pytest.raises(SpeechError) as caught:  # English is Piper's: the file is no real voice
        open_voice(ruby, english)
    assert caught.value.code == "piper-voice-damaged"
