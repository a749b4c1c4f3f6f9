"""VoiceLoop with its real threads and fake engines: it works, switches, survives failures, and leaves no thread."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from companion.errors import AudioError, BrainError
from companion.persona.emotion import Mood
from companion.voice.answering import Answering
from companion.voice.loop import VoiceLoop
from companion.voice.types import Event, Failed, Interrupted, ReplyText, Spoken, State, StateChanged, Transcript
from tests import fakes


class Desk:
    """A loop, its fakes, and its events with a way to wait for one."""

    def __init__(self, *replies: fakes.FakeReply | str, silent: bool = False, typed_only: bool = False) -> None:
        self.microphone = fakes.FakeMicrophone()
        self.speaker = fakes.FakeSpeaker(time.monotonic, instant=True)
        self.detector, self.ears, self.voice = fakes.FakeDetector(), fakes.FakeEars(), fakes.FakeVoice()
        self.brain = fakes.FakeBrain(*(replies or ("그래요. 좋아요!",)))
        self.log = fakes.FakeLog()
        self.events: list[Event] = []
        self._changed = threading.Condition()
        ears = (None, None, None) if typed_only else (self.microphone, self.detector, self.ears)
        self.loop = VoiceLoop(
            ears[0],
            None if silent else self.speaker,
            ears[1],
            ears[2],
            self.brain,
            None if silent else self.voice,
            character=fakes.character(),
            language="ko",
            log=self.log,
            settings=fakes.settings(),
            clock=time.monotonic,
            on_event=self._on_event,
        )

    def _on_event(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait(self, true: Callable[[Event], bool], count: int = 1, timeout: float = 5.0) -> Event:
        """The `count`th event for which `true`."""

        def found() -> list[Event]:
            return [event for event in self.events if true(event)]

        with self._changed:
            assert self._changed.wait_for(lambda: len(found()) >= count, timeout), self.events
            return found()[count - 1]

    def wait_for(self, kind: type[object], count: int = 1) -> Event:
        return self.wait(lambda event: isinstance(event, kind), count)

    def speak(self, text: str, seconds: float, start: float) -> float:
        """Push sound and the silence behind it, faster than real time; returns its end."""
        for i, pcm in enumerate([fakes.voice(text, 0.02)] * round(seconds / 0.02) + [fakes.voice("", 0.02)] * 40):
            self.microphone.push(pcm, start + i * 0.02)
        return start + seconds + 0.8


@pytest.fixture
def desk() -> Iterator[Desk]:
    before = set(threading.enumerate())
    desk = Desk()
    desk.loop.start()
    yield desk
    assert desk.loop.stop()
    assert desk.loop.stop()
    assert set(threading.enumerate()) == before
    assert desk.loop.state is State.OFF


def test_a_typed_turn_is_answered(desk: Desk) -> None:
    desk.loop.submit("안녕")
    done = desk.wait_for(Spoken)
    assert isinstance(done, Spoken) and done.heard_text == "그래요. 좋아요!" and done.complete
    assert [chunk.reply.text for chunk in desk.speaker.played] == ["그래요.", " 좋아요!"]
    assert desk.log.calls[0][0] == "said"
    assert desk.log.of("done")[0][1:4] == ("그래요. 좋아요!", "그래요. 좋아요!", True)


def test_a_spoken_turn_is_heard_and_answered(desk: Desk) -> None:
    desk.speak("오늘 뭐 했어요", 0.8, time.monotonic())
    heard = desk.wait_for(Transcript)
    assert isinstance(heard, Transcript) and heard.text == "오늘 뭐 했어요"
    desk.wait_for(Spoken)


def test_typing_stops_a_thinking_brain(desk: Desk) -> None:
    desk.brain.gate = threading.Event()
    desk.loop.submit("하나")
    assert desk.brain.entered.wait(5)
    desk.brain.gate, gate = None, desk.brain.gate
    desk.loop.submit("둘")
    cut = desk.wait_for(Interrupted)
    assert isinstance(cut, Interrupted) and (cut.by, cut.heard_text) == ("typed", "")
    desk.wait_for(Spoken)
    gate.set()
    assert desk.brain.aborts >= 1
    assert [event.turn.id for event in desk.events if isinstance(event, ReplyText)] == [2] * 2


def test_switch_frees_the_old_engines_and_uses_the_new(desk: Desk) -> None:
    desk.brain.gate = threading.Event()  # never opened
    desk.loop.submit("하나")
    assert desk.brain.entered.wait(5)
    brain, log = fakes.FakeBrain("I am Ruby."), fakes.FakeLog()
    assert desk.loop.switch(fakes.character("ruby"), brain, fakes.FakeVoice(), "en", log)
    cut = desk.wait_for(Interrupted)
    assert isinstance(cut, Interrupted) and cut.by == "switch"
    desk.loop.submit("Who are you?")
    done = desk.wait_for(Spoken)
    assert isinstance(done, Spoken) and done.heard_text == "I am Ruby."
    assert brain.prepared and "Ruby" in brain.prepared[0][0].content
    assert [call[0] for call in desk.log.calls] == ["said", "done"] and log.of("done")


def test_a_microphone_that_cannot_be_opened_leaves_typing() -> None:
    desk = Desk()
    desk.microphone.start_error = AudioError("No microphone.", code="no-device")
    desk.loop.start()
    failed = desk.wait_for(Failed)
    assert isinstance(failed, Failed) and failed.error.code == "no-device"
    desk.loop.submit("안녕")
    desk.wait_for(Spoken)
    assert desk.loop.state is State.IDLE
    assert desk.loop.stop()


def test_typed_only_and_silent() -> None:
    desk = Desk(silent=True, typed_only=True)
    desk.loop.start()
    desk.loop.say("어서 와요!", Mood("smile", 0.5))
    desk.loop.submit("안녕")
    done = desk.wait_for(Spoken, 2)
    assert isinstance(done, Spoken) and done.heard_text == "그래요. 좋아요!"
    assert desk.voice.said == [] and desk.loop.position() is None
    assert desk.loop.stop()


def test_a_failing_detector_is_told_once_and_typing_goes_on(desk: Desk) -> None:
    desk.detector.error = RuntimeError("secret words")
    desk.speak("안녕", 0.5, time.monotonic())
    failed = desk.wait_for(Failed)
    assert isinstance(failed, Failed) and failed.stage == "stt" and "secret" not in str(failed.error)
    desk.loop.submit("안녕")
    desk.wait_for(Spoken)
    assert len([event for event in desk.events if isinstance(event, Failed)]) == 1


@pytest.mark.parametrize("state", ["idle", "transcribing", "thinking"])
def test_stop_is_bounded_in_every_state(state: str) -> None:
    desk = Desk()
    desk.loop.start()
    gate = threading.Event()
    if state == "transcribing":
        desk.ears.gate = gate
        desk.speak("안녕하세요", 0.8, time.monotonic())
        desk.wait(lambda event: getattr(event, "state", None) is State.HEARING)
        gate.set()
    elif state == "thinking":
        desk.brain.gate = gate
        desk.loop.submit("안녕")
        assert desk.brain.entered.wait(5)
    begun = time.monotonic()
    assert desk.loop.stop()
    assert time.monotonic() - begun < 2.0
    if state == "thinking":
        assert desk.log.of("done") == [(1, "", "", False, *desk.log.of("done")[0][4:])]
    left = desk.loop.depths()["talk"]  # what a worker still signalled while the loop ended
    desk.loop.submit("too late")
    assert desk.loop.depths()["talk"] == left


def test_depths_name_every_queue(desk: Desk) -> None:
    assert set(desk.loop.depths()) == {"talk", "frames", "listener", "ears", "brain", "voice", "mouth", "outbox"}


def test_a_speaker_that_takes_nothing_does_not_hang_the_turn_or_spin(desk: Desk) -> None:
    desk.speaker.room = -1.0
    desk.loop.submit("안녕")
    desk.wait(lambda event: getattr(event, "text", None) == "그래요. 좋아요!")
    desk.speaker.trouble(AudioError("Speaker lost.", code="speaker-lost"))
    done = desk.wait_for(Spoken)
    assert isinstance(done, Spoken) and done.complete
    assert desk.speaker.offers < 20
    desk.speaker.room = 5.0
    desk.speaker.trouble(None)
    desk.loop.submit("또 안녕")
    desk.wait_for(Spoken, 2)
    assert [chunk.turn.id for chunk in desk.speaker.played] == [2, 2]


def test_preparing_is_never_aborted_and_its_failure_is_told() -> None:
    desk = Desk()
    desk.brain.prepare_error = BrainError("No model.", code="model-missing")
    desk.loop.start()
    failed = desk.wait_for(Failed)
    assert isinstance(failed, Failed) and (failed.stage, failed.error.code) == ("llm", "model-missing")
    assert desk.brain.aborts == 0
    assert desk.loop.stop()


def test_a_defect_in_the_conversation_is_told_and_talk_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = [True]
    say = Answering.say

    def fail(self: Answering, text: str, mood: Mood, now: float) -> None:
        if broken:
            broken.clear()
            raise KeyError("secret words")
        say(self, text, mood, now)

    monkeypatch.setattr(Answering, "say", fail)
    desk.loop.say("어서 와요", Mood("smile", 0.5))
    failed = desk.wait_for(Failed)
    assert isinstance(failed, Failed) and failed.stage == "app" and "secret" not in str(failed.error)
    desk.loop.submit("안녕")
    desk.wait_for(Spoken)


def test_a_window_that_fails_does_not_stop_the_talk(desk: Desk) -> None:
    def fail(event: Event) -> None:
        raise RuntimeError("window gone")

    keep, desk.loop._stages._on_event = desk.loop._stages._on_event, fail
    desk.loop.submit("안녕")
    assert desk.brain.entered.wait(5)
    desk.loop._stages._on_event = keep
    desk.loop.submit("또 안녕")
    desk.wait(lambda event: isinstance(event, Spoken) and event.turn.id == 2)


def test_a_microphone_that_is_off_is_not_held(desk: Desk) -> None:
    microphone = desk.microphone
    assert (microphone.begun, microphone.rested) == (1, 0)
    for mode in ("push_to_talk", "off", "off"):
        desk.loop.set_microphone(mode)  # type: ignore[arg-type]
    assert (microphone.begun, microphone.rested) == (1, 1), "a key can be held at any moment: only `off` lets go"
    desk.wait(lambda event: isinstance(event, StateChanged) and event.state is State.IDLE)
    desk.loop.set_microphone("open")
    assert microphone.begun == 2
    desk.wait(lambda event: isinstance(event, StateChanged) and event.state is State.LISTENING, 2)
    desk.speak("다시 들려요", 0.8, time.monotonic())
    heard = desk.wait_for(Transcript)
    assert isinstance(heard, Transcript) and heard.text == "다시 들려요"
    desk.wait_for(Spoken)


def test_who_starts_with_the_microphone_off_never_opens_it() -> None:
    microphone = fakes.FakeMicrophone()
    loop = VoiceLoop(
        microphone,
        None,
        fakes.FakeDetector(),
        fakes.FakeEars(),
        fakes.FakeBrain("네."),
        None,
        character=fakes.character(),
        language="ko",
        log=fakes.FakeLog(),
        settings=fakes.settings(microphone_mode="off"),
        clock=time.monotonic,
        on_event=lambda event: None,
    )
    loop.set_microphone("open")  # before it runs
    loop.set_microphone("off")
    loop.start()
    assert microphone.begun == 0
    loop.set_ears(microphone, fakes.FakeDetector(), fakes.FakeEars())
    assert microphone.begun == 0
    loop.set_microphone("push_to_talk")
    assert microphone.begun == 1
    assert loop.stop()
