"""`companion listen`: recordings through the real loop with the starter ears; every wrong file is one line."""

import os
import signal
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import Run, spoken, write_wav

EVENTS = {"transcript", "reply", "spoken", "timings"}


def letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def test_two_recordings_of_different_kinds_are_heard_and_answered(talk: Run, tmp_path: Path) -> None:
    files = [
        write_wav(tmp_path / "ko.wav", spoken("너 이름이 뭐야?", "ko", 44_100), 44_100, channels=2),
        write_wav(tmp_path / "en.wav", spoken("What is your name?", "en-us", 48_000), 48_000),
    ]
    out = tmp_path / "reply.wav"
    ran = talk("listen", "--json", "--out", out, *files)
    assert ran.code == 0, ran.err
    events = ran.lines()
    assert set(events[0]) > {"event"} and {event["event"] for event in events} >= EVENTS
    first, second = [event for event in events if event["event"] == "transcript"]
    assert (letters(first["text"]), first["language"]) == (letters("너 이름이 뭐야"), "ko")
    assert (letters(second["text"]), second["language"]) == (letters("What is your name"), "en")
    replies = [event for event in events if event["event"] == "reply"]
    told = [event for event in events if event["event"] == "spoken"]
    assert len(replies) == len(told) == 2
    for reply, heard in zip(replies, told, strict=True):
        assert set(reply) >= {"text", "emotion", "intensity"} and reply["turn"] == heard["turn"]
        assert heard["complete"] and heard["heard_text"].strip() == reply["text"].strip()
    for timings in (event for event in events if event["event"] == "timings"):
        assert timings["transcript"] > 0 and timings["first_token"] < timings["first_audio"]
    with wave.open(str(out)) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        assert file.getnframes() / file.getframerate() > 1.0 and np.abs(sound).max() > 1000


def test_eight_kilohertz_and_plain_output(talk: Run, tmp_path: Path) -> None:
    file = write_wav(tmp_path / "low.wav", spoken("안녕", "ko", 8_000), 8_000)
    ran = talk("listen", file)
    assert ran.code == 0, ran.err
    assert "you: " in ran.out and "she: [" in ran.out


def test_silence_and_noise_are_not_answered(talk: Run, tmp_path: Path) -> None:
    silence = write_wav(tmp_path / "silence.wav", np.zeros(16_000, np.float32), 16_000)
    noise = np.random.default_rng(1).normal(0, 0.03, 16_000).astype(np.float32)
    ran = talk("listen", "--json", "--gap", "0.3", silence, write_wav(tmp_path / "noise.wav", noise, 16_000))
    assert ran.code == 0, ran.err
    assert not {event["event"] for event in ran.lines()} & EVENTS


def bad_files(folder: Path) -> dict[str, bytes]:
    good = write_wav(folder / "good.wav", np.zeros(1600, np.float32), 16_000).read_bytes()
    return {
        "zero.wav": b"",
        "header.wav": good[:44],
        "cut.wav": good[:30],
        "text.wav": b"this is not sound\n" * 50,
        "song.mp3": b"ID3\x04" + bytes(500),
        "click.wav": good[:44] + bytes(64),
    }


@pytest.mark.parametrize("name", ["zero.wav", "header.wav", "cut.wav", "text.wav", "song.mp3", "click.wav"])
def test_a_file_that_is_no_sound(talk: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(bad_files(tmp_path)[name])
    assert talk("listen", "--json", tmp_path / name).failed_with_one_line(name)


def test_missing_files_and_folders(talk: Run, tmp_path: Path) -> None:
    assert talk("listen", tmp_path / "none.wav").failed_with_one_line("none.wav")
    assert talk("listen", tmp_path).failed_with_one_line(str(tmp_path))
    file = write_wav(tmp_path / "a.wav", np.zeros(1600, np.float32), 16_000)
    assert talk("listen", "--out", tmp_path / "no" / "out.wav", file).failed_with_one_line("out.wav")


def test_wrong_gap_and_unknown_character(talk: Run, tmp_path: Path) -> None:
    file = write_wav(tmp_path / "a.wav", np.zeros(1600, np.float32), 16_000)
    assert talk("listen", "--gap", "-1", file).failed_with_one_line("--gap")
    assert talk("listen", "--character", "nobody", file).failed_with_one_line("nobody")


def test_missing_ears_are_reported_and_end_in_failure(talk: Run, tmp_path: Path) -> None:
    file = write_wav(tmp_path / "a.wav", np.zeros(1600, np.float32), 16_000)
    ran = talk("--set", f"ears.model={tmp_path / 'none'}", "listen", "--json", file)
    assert ran.failed_with_one_line("none", "ears.model")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ended_from_outside_it_leaves_nothing_behind(
    brain: Path, home: Path, tmp_path: Path, number: signal.Signals
) -> None:
    file = write_wav(tmp_path / "long.wav", np.zeros(16_000 * 60, np.float32), 16_000)
    folder = tmp_path / "temporary"
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "companion", "--set", f"brain.model={brain}", "listen", "--json", file],
        env=os.environ | {"TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert "state" in process.stdout.readline()  # it runs
        assert list(folder.iterdir())  # with the words in it
        process.send_signal(number)
        assert process.wait(timeout=20) == 128 + number
        assert process.stderr is not None and process.stderr.read() == ""
    assert list(folder.iterdir()) == []
