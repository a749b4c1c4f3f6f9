"""A person speaks, she answers aloud, her face shows it first, and the turn is in the database."""

import statistics
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from companion import espeak_ng
from companion.face.expression import face
from companion.face.pose import NEUTRAL
from companion.memory.store import Store
from companion.persona.character import find_character
from companion.persona.emotion import CANONICAL, Mood
from companion.voice.speakable import language_of, speakable
from tests.e2e.conftest import Person
from tests.e2e.driver import App, Record, screenshot, windows
from tests.virtual_audio import RECORD_RATE

pytestmark = pytest.mark.e2e

SHOWN = ("mouth_form", "eye_smile", "brow_y_l", "brow_angle_l", "blush", "eye_open_l")
LOUD = 0.004


def letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFC", text).lower() if c.isalnum())


def exchange(app: App, person: Person, text: str, language: str) -> dict[str, Record]:
    """Say a sentence and wait for the whole answer."""
    began = person.say(text, language)
    records = {"transcript": app.wait("transcript", after=began, timeout=20)}
    turn = records["transcript"]["turn"]
    for event in ("emotion", "reply", "speaking", "spoken", "timings"):
        records[event] = app.wait(
            lambda r, event=event: r["event"] == event and r["turn"] == turn, after=began, timeout=60, what=event
        )
    return records


def shown_share(app: App, mood: Mood, before: float) -> float:
    """How far her face had gone from neutral to the expression (0..1) at a moment."""
    target, neutral = face(mood), NEUTRAL
    way = np.array([getattr(target, name) - getattr(neutral, name) for name in SHOWN])
    faces = [r for r in app.records if r["event"] == "face" and r["t"] <= before]
    now = np.array([faces[-1][name] - getattr(neutral, name) for name in SHOWN])
    return float(now @ way / (way @ way))


@pytest.mark.parametrize(
    ("language", "text"), [("ko", "나 오늘 너무 슬퍼"), ("en", "What is your name?")], ids=["korean", "english"]
)
def test_a_spoken_sentence_is_answered_aloud(
    launch: Callable[..., App], person: Person, home: Path, language: str, text: str
) -> None:
    with launch(language=language) as app:
        ear = person.listen()
        app.wait_quiet()
        said = exchange(app, person, text, language)

        assert letters(said["transcript"]["text"]) == letters(text)
        assert said["transcript"]["language"] == language
        reply = said["reply"]
        assert reply["text"].strip() and reply["emotion"] in CANONICAL and 0 < reply["intensity"] <= 1
        assert language_of(reply["text"]) == language
        assert said["spoken"]["complete"] and said["spoken"]["heard_text"] == reply["text"]

        assert said["emotion"]["t"] < said["speaking"]["t"]
        mood = Mood(reply["emotion"], reply["intensity"])
        if mood.emotion != "neutral":
            sound = said["speaking"]["t"]
            assert shown_share(app, mood, sound) > 0.02, "the face did not begin to show it before the sound"
            assert shown_share(app, mood, sound + 0.2) > 0.5, "the face does not show it with her first syllable"

        mouth = [
            r["mouth_open"]
            for r in app.between("face", said["speaking"]["t"], said["spoken"]["t"])
            if "mouth_open" in r
        ]
        assert max(mouth) > 8 and min(mouth[3:]) < 0.6 * max(mouth), "the mouth did not move with the words"
        frames = app.between("frames", said["speaking"]["t"], said["spoken"]["t"])
        assert frames, "no second of painted frames while she spoke"
        assert statistics.median(r["interval_p50_ms"] for r in frames) < 25, "she does not move at 60 frames a second"
        assert ear.wait_silence(10)
        assert_length_fits(ear.pcm, reply["text"], said)
        assert app.between("failed", 0) == []
        screenshot(home / f"talk-{language}.png")
    store = Store(home / "conversations.sqlite3")
    try:
        turn = store.conversation("snow_white").past(1)[0]
    finally:
        store.close()
    assert (turn.user, turn.text, turn.heard, turn.complete) == (
        said["transcript"]["text"],
        reply["text"],
        reply["text"],
        True,
    )


def assert_length_fits(heard: np.ndarray, text: str, said: dict[str, Record]) -> None:
    """What the virtual speaker played is about as long as her voice needs for the text."""
    language = language_of(text)
    voice = find_character("snow_white").voices[language]
    speech = espeak_ng.synthesize(speakable(text), voice=voice.voice)
    expected = len(speech.pcm) / speech.rate / voice.speed
    seconds = said["spoken"]["t"] - said["speaking"]["t"] + 0.5
    tail = heard[-int((seconds + 12) * RECORD_RATE) :]
    blocks = tail[: len(tail) // 480 * 480].reshape(-1, 480)
    loud = np.flatnonzero(np.sqrt((blocks**2).mean(1)) > LOUD)
    assert len(loud), "nothing came out of the speaker"
    gaps = np.flatnonzero(np.diff(loud) > 120)  # 1.2 s of silence: the greeting before it
    first = loud[gaps[-1] + 1] if len(gaps) else loud[0]
    played = (loud[-1] - first) / 100
    assert 0.55 * expected < played < 1.8 * expected + 0.5, (played, expected)


def test_barge_in_stops_her(launch: Callable[..., App], person: Person) -> None:
    with launch(language="ko") as app:
        ear = person.listen()
        app.wait_quiet()
        began = person.say("재미있는 이야기 해 줘", "ko")
        speaking = app.wait("speaking", after=began, timeout=20)
        ear.wait_sound(5)
        over = person.say("나 오늘 너무 피곤해", "ko", wait=False)
        cut = app.wait("interrupted", after=over, timeout=10)
        assert ear.wait_silence(1.0), "the virtual speaker goes on"
        assert cut["turn"] == speaking["turn"] and cut["by"] == "voice"
        assert app.between("spoken", over, cut["t"] + 0.01) == [] or not app.between("spoken", over)[0]["complete"]
        assert cut["t"] - over < 1.5
        heard = app.wait("transcript", after=over, timeout=10)
        assert letters(heard["text"]) == letters("나 오늘 너무 피곤해"), (
            "the beginning of what was said over her is lost"
        )
        answer = app.wait(lambda r: r["event"] == "speaking" and r["turn"] == heard["turn"], after=over, timeout=20)
        assert answer["turn"] != speaking["turn"]


def test_a_back_channel_does_not_stop_her(launch: Callable[..., App], person: Person) -> None:
    with launch(language="ko") as app:
        ear = person.listen()
        app.wait_quiet()
        began = person.say("재미있는 이야기 해 줘", "ko")
        speaking = app.wait("speaking", after=began, timeout=20)
        ear.wait_sound(5)
        person.say("응", "ko")
        spoken = app.wait(lambda r: r["event"] == "spoken" and r["turn"] == speaking["turn"], after=began, timeout=60)
        assert spoken["complete"], "the back-channel stopped her"
        assert app.between("interrupted", began) == []


def test_she_does_not_answer_herself(launch: Callable[..., App], person: Person, audio) -> None:  # type: ignore[no-untyped-def]
    audio.loop_speaker_into_microphone()
    with launch(language="en") as app:
        app.wait_quiet()  # after the greeting, which she heard herself say
        began = person.say("Tell me a story.", "en")
        mine = app.wait("transcript", after=began, timeout=20)
        app.wait(lambda r: r["event"] == "spoken" and r["turn"] == mine["turn"], after=began, timeout=60)
        time.sleep(4)
        transcripts = [r["text"] for r in app.poll() if r["event"] == "transcript"]
        assert transcripts == [mine["text"]], "she took her own voice for the person's"
        assert [r for r in app.records if r["event"] == "interrupted"] == []


def test_the_window_is_there_in_both_languages(launch: Callable[..., App], home: Path) -> None:
    with launch(language="ko") as app:
        app.wait_listening()
        app.wait("face", timeout=10)
        assert windows("백설공주"), "no window"
        screenshot(home / "window-ko.png")
