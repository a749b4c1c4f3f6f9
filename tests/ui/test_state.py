"""Status, open problems, the chat's lines and the face's inputs: events in, values out."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from companion.errors import AudioError, BrainError, CompanionError, SpeechError
from companion.face.pose import FacePose
from companion.persona.emotion import Mood
from companion.ui.face_feed import FaceFeed
from companion.ui.problems import Problems
from companion.ui.status import Status
from companion.ui.texts import Texts
from companion.voice.types import (
    Failed,
    MicLevel,
    Notice,
    Ready,
    ReplyDone,
    ReplyStarted,
    State,
    StateChanged,
    Transcript,
    Turn,
    TurnTimings,
)
from tests.ui.parts import Face, piece, position, turn

EN, KO = Texts("en"), Texts("ko")
JOY = Mood("joy", 0.8)
NOW = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)


# --- status ---


@pytest.mark.parametrize("state", list(State))
def test_every_state_is_worded(state: State) -> None:
    status = Status().after(StateChanged(state))
    assert status.state is state
    assert status.words(EN) and status.words(KO) and status.words(EN) != status.words(KO)


def test_push_to_talk_and_a_switch_have_words_of_their_own() -> None:
    idle = Status(state=State.IDLE)
    assert idle.words(EN) != replace(idle, mode="push_to_talk").words(EN)
    assert "Ruby" in replace(idle, switching="Ruby").words(EN)


def test_a_failure_before_she_is_ready_is_not_called_waking_up() -> None:
    stuck = Status().after(Failed("llm", BrainError("No model.", code="x")))
    assert stuck.words(EN) == EN("state.stuck")
    assert stuck.after(StateChanged(State.LISTENING)).words(EN) == EN("state.listening")
    listening = Status(state=State.LISTENING)
    assert listening.after(Failed("tts", SpeechError("No voice.", code="x"))) == listening


def test_the_level_shows_only_while_the_microphone_is_open() -> None:
    listening = Status(state=State.LISTENING)
    assert listening.after(MicLevel(-6.0, 0.9)).level > 0.5
    assert listening.after(MicLevel(-80.0, 0.0)).level == 0.0
    assert listening.after(MicLevel(0.0, 1.0)).level == 1.0
    assert Status(state=State.SPEAKING).after(MicLevel(0.0, 1.0)).level == 0.0
    assert listening.after(MicLevel(0.0, 1.0)).after(StateChanged(State.THINKING)).level == 0.0


def test_noise_below_a_step_changes_nothing() -> None:
    listening = Status(state=State.LISTENING)
    assert listening.after(MicLevel(-55.0, 0.0)) == listening.after(MicLevel(-70.0, 0.0)) == listening


def test_half_duplex_comes_and_goes() -> None:
    half = Status().after(Notice("half-duplex", "…"))
    assert half.half_duplex
    assert not half.after(Notice("full-duplex", "…")).half_duplex
    assert half.after(Notice("brain-restarted", "…")) == half


def test_latency_is_the_first_sound_or_else_the_first_word() -> None:
    timed = Status().after(TurnTimings(turn(), {"first_audio": 412.0, "first_token": 200.0}))
    assert timed.latency(EN) == "0.41 s"
    assert Status().after(TurnTimings(turn(), {"first_token": 1250.0})).latency(KO) == "1.25초"
    assert Status().after(TurnTimings(turn(), {})).latency(EN) == ""
    assert Status().after(TurnTimings(Turn(3, "greeting"), {"first_audio": 20.0})).latency(EN) == "", "nobody asked"


# --- problems ---


@pytest.fixture
def problems() -> Problems:
    return Problems(EN)


def lost(device: str) -> Failed:
    return Failed("audio", AudioError(f"The {device} was unplugged.", code=f"{device}-lost", hint="Plug it in."))


def test_a_failure_stays_until_its_stage_works(problems: Problems) -> None:
    problems.on_event(Failed("tts", SpeechError("No voice.", code="x", hint="Choose another.")))
    for event in (StateChanged(State.LISTENING), MicLevel(-20.0, 1.0), Ready("stt"), ReplyDone(turn(), "a", JOY, "{}")):
        problems.on_event(event)
        assert [problem.key for problem in problems.open] == ["tts"]
    problems.on_event(piece(turn(), "I speak again."))
    assert problems.open == ()


def test_ready_and_dismissal_close_a_card(problems: Problems) -> None:
    for close in (lambda: problems.on_event(Ready("stt")), lambda: problems.solved("stt")):
        problems.on_event(Failed("stt", CompanionError("Broken.", code="x")))
        close()
        assert problems.open == ()


def test_microphone_and_speaker_are_two_problems(problems: Problems) -> None:
    problems.on_event(lost("microphone"))
    problems.on_event(lost("speaker"))
    assert len(problems.open) == 2
    problems.on_event(Ready("audio", "microphone"))
    assert [problem.key for problem in problems.open] == ["audio:speaker"]
    problems.on_event(Ready("audio", "Built-in Audio"))
    assert problems.open == ()


def test_the_newest_report_of_a_stage_wins_and_comes_last(problems: Problems) -> None:
    problems.on_event(Failed("llm", BrainError("First.", code="a")))
    problems.on_event(lost("speaker"))
    problems.on_event(Failed("llm", BrainError("Second.", code="b")))
    assert [problem.words.message for problem in problems.open] == ["The speaker was unplugged.", "Second."]


def test_a_reply_proves_the_brain_and_a_spoken_turn_the_ears(problems: Problems) -> None:
    problems.on_event(Failed("llm", BrainError("x", code="a")))
    problems.on_event(Failed("stt", CompanionError("y", code="b")))
    problems.on_event(Transcript(turn(source="typed"), "typed words", "en"))
    problems.on_event(ReplyDone(turn(), "a", JOY, "{}"))
    assert [problem.key for problem in problems.open] == ["stt"]
    problems.on_event(Transcript(turn(source="voice"), "spoken words", "en"))
    assert problems.open == ()


def test_notices_are_cards_too_but_half_duplex_is_on_the_badge(problems: Problems) -> None:
    problems.on_event(Notice("brain-restarted", "Her brain was restarted."))
    problems.on_event(Notice("half-duplex", "…"))
    assert [(problem.key, problem.kind) for problem in problems.open] == [("brain-restarted", "notice")]


def test_every_change_is_told() -> None:
    told: list[int] = []
    problems = Problems(EN, lambda: told.append(1))
    problems.on_event(lost("speaker"))
    problems.solved("audio:speaker")
    problems.solved("audio:speaker")
    assert len(told) == 2


# --- the face's inputs ---


def test_the_face_reacts_when_the_emotion_is_known() -> None:
    face = Face()
    feed = FaceFeed(face)
    feed.on_event(StateChanged(State.THINKING), 0.0)
    feed.on_event(ReplyStarted(turn(), JOY), 5.0)
    feed.frame(5.0, None)
    assert face.reactions == [JOY]
    assert face.updates[-1]["thinking"] is True and face.updates[-1]["listening"] is False
    assert feed.activity(5.1, visible=True).since_change == pytest.approx(0.1)


def test_a_frame_counts_only_when_something_visible_moved() -> None:
    face = Face()
    feed = FaceFeed(face)
    assert feed.frame(0.0, None)
    assert not feed.frame(0.1, None)
    face.pose = FacePose(head_x=0.001, mouth_open=0.2)
    assert not feed.frame(0.2, None)
    face.pose = FacePose(mouth_open=5.0)
    assert feed.frame(0.3, None)


def test_slow_movement_adds_up_until_it_is_seen() -> None:
    face = Face()
    feed = FaceFeed(face)
    feed.frame(0.0, None)
    painted = 0
    for step in range(1, 501):  # each step too small to be seen
        face.pose = FacePose(breath=step * 0.002, head_lift=step * 0.002)
        painted += feed.frame(step / 60, None)
    assert 5 <= painted <= 50


def test_what_is_not_seen_to_move_stays_as_it_was_painted_and_the_body_moves_as_a_whole() -> None:
    face = Face()
    feed = FaceFeed(face)
    feed.frame(0.0, None)
    face.pose = FacePose(head_lift=0.5, head_x=0.01, eye_open_l=0.99, mouth_open=0.3)
    assert feed.frame(0.1, None)
    assert feed.pose == FacePose(head_lift=0.5, head_x=0.01)
    face.pose = FacePose(head_lift=0.51, head_x=0.02, eye_open_l=0.2, eye_open_r=0.99)
    assert feed.frame(0.2, None)
    assert feed.pose == FacePose(head_lift=0.5, head_x=0.01, eye_open_l=0.2, eye_open_r=0.99)
    face.pose = FacePose(head_lift=0.51, head_x=0.06, mouth_open=9.0, hair_bangs=0.05)
    assert feed.frame(0.3, None)
    assert feed.pose == FacePose(head_lift=0.51, head_x=0.06, mouth_open=9.0, hair_bangs=0.05)


def test_a_blink_is_fast_and_breath_is_not() -> None:
    face = Face()
    feed = FaceFeed(face)
    feed.frame(0.0, None)
    face.pose = FacePose(breath=0.1)
    feed.frame(0.1, None)
    assert feed.activity(0.1, visible=True).speed < 0.6
    face.pose = FacePose(breath=0.1, eye_open_l=0.3, eye_open_r=0.3)
    feed.frame(0.18, None)
    assert feed.activity(0.18, visible=True).speed > 0.6


def test_playback_and_mood_are_asked_each_frame() -> None:
    playing = [None, position(turn())]
    face = Face()
    feed = FaceFeed(face, lambda: playing.pop(0), lambda: Mood("sad", 0.4))
    feed.frame(0.0, None)
    assert not feed.activity(0.0, visible=True).speaking
    feed.frame(0.1, None)
    assert feed.activity(0.1, visible=True).speaking
    assert [update["mood"] for update in face.updates] == [Mood("sad", 0.4)] * 2


def test_touch_is_passed_on_until_it_ends() -> None:
    face = Face()
    feed = FaceFeed(face)
    feed.touch("head", 1.0)
    feed.frame(1.0, None)
    feed.touch(None, 2.0)
    feed.frame(2.0, None)
    assert [update["touched"] for update in face.updates] == ["head", None]
