"""Recordings run through the real-time microphone and speaker; short sounds, real clock."""

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from companion.engines.audio import _wav, replay
from companion.errors import AudioError
from companion.voice.types import AudioBlock, SpeechChunk
from tests.engines.audio.chunks import chunk, tone


def _wave(folder: Path, name: str, seconds: float) -> Path:
    path = folder / name
    path.write_bytes(_wav.encode(tone(seconds), 16_000))
    return path


def test_microphone_plays_each_sound_after_the_gap_in_real_time(tmp_path: Path) -> None:
    files = [_wave(tmp_path, "a.wav", 0.1), _wave(tmp_path, "b.wav", 0.05)]
    devices = replay.create(files, time.monotonic, gap=0.06)
    blocks: list[AudioBlock] = []
    late: list[float] = []

    def take(block: AudioBlock) -> None:
        blocks.append(block)
        late.append(time.monotonic() - (block.time + 0.02))

    begun = time.monotonic()
    devices.microphone.start(take, lambda error: None)
    assert devices.microphone.wait_played(5.0)
    took = time.monotonic() - begun
    devices.microphone.close()
    assert took == pytest.approx(0.06 + 0.1 + 0.06 + 0.06, abs=0.08)
    assert all(len(block.pcm) == 320 and block.pcm.dtype == np.float32 for block in blocks)
    np.testing.assert_allclose(np.diff([block.time for block in blocks]), 0.02, atol=1e-6)
    assert min(late) >= -0.001
    first, second = devices.microphone.played
    assert first.index == 0 and first.ended - first.started == pytest.approx(0.1)
    sound = np.concatenate([block.pcm for block in blocks])
    begin = round((first.started - blocks[0].time) * 16_000)
    np.testing.assert_allclose(sound[begin : begin + 1_600], tone(0.1), atol=1e-3)
    assert not sound[:begin].any() and second.started - first.ended == pytest.approx(0.06, abs=0.021)


def test_without_a_gap_each_sound_waits_to_be_asked_for(tmp_path: Path) -> None:
    devices = replay.create([_wave(tmp_path, "a.wav", 0.03)], time.monotonic)
    silent = threading.Event()
    count = [0]

    def take(block: AudioBlock) -> None:
        count[0] += 1
        if count[0] == 3:
            silent.set()

    devices.microphone.start(take, lambda error: None)
    assert silent.wait(5.0)
    assert devices.microphone.played == ()
    devices.microphone.next()
    assert devices.microphone.wait_played(5.0)
    devices.microphone.say(tone(0.02))
    assert devices.microphone.wait_played(5.0)
    assert len(devices.microphone.played) == 2
    devices.microphone.close()
    devices.microphone.close()


def test_speaker_keeps_time_and_records_what_was_heard(tmp_path: Path) -> None:
    out = tmp_path / "reply.wav"
    devices = replay.create([], time.monotonic, out=out)
    done = threading.Event()
    started: list[float] = []
    finished: list[float] = []

    def end(item: SpeechChunk, when: float) -> None:
        finished.append(when)
        done.set()

    devices.speaker.start(lambda item, when: started.append(when), end, lambda error: None)
    begun = time.monotonic()
    assert devices.speaker.play(chunk(tone(0.2, 22_050), 22_050), 1.0)
    assert done.wait(5.0)
    devices.speaker.close()
    assert started[0] == pytest.approx(begun, abs=0.06)
    assert finished[0] - started[0] == pytest.approx(0.2, abs=0.001)
    assert devices.speaker.sound_begins(begun) == pytest.approx(started[0], abs=0.002)
    heard = _wav.read(out, 22_050)
    np.testing.assert_allclose(heard[:4_410], tone(0.2, 22_050), atol=1e-3)
    assert not (tmp_path / "reply.wav.part").exists()


@pytest.mark.parametrize(("seconds", "code"), [(0.01, "sound-too-short"), (0.0, "sound-invalid")])
def test_a_recording_without_a_word_is_refused(tmp_path: Path, seconds: float, code: str) -> None:
    path = _wave(tmp_path, "short.wav", seconds)
    with pytest.raises(AudioError) as caught:
        replay.create([path], time.monotonic)
    assert caught.value.code == code and str(path) in caught.value.message


def test_recording_into_a_missing_folder_is_refused_before_anything_plays(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="--out"):
        replay.create([], time.monotonic, out=tmp_path / "no" / "such.wav")
