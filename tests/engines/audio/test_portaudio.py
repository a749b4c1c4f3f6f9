"""Real PortAudio streams on a private PulseAudio daemon: sound goes through, devices vanish and come back."""

import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest

from companion import config, espeak_ng
from companion.engines.audio import _devices, _probe, _wav, portaudio
from companion.errors import AudioError, CompanionError
from companion.voice.types import AudioBlock, Pcm, SpeechChunk
from tests.engines.audio.chunks import chunk, tone
from tests.virtual_audio import VirtualAudio, rms

pytestmark = pytest.mark.e2e
SETTINGS = config.defaults()
WAIT = 20.0


class Studio:
    """Both devices, with everything that they say."""

    def __init__(self, **changes: str) -> None:
        microphone = SETTINGS.microphone.model_copy(update=changes)
        self.devices = portaudio.create(microphone, SETTINGS.speaker, time.monotonic)
        self.blocks: list[AudioBlock] = []
        self.marks: list[tuple[str, SpeechChunk, float]] = []
        self.troubles: dict[str, list[CompanionError | None]] = {"microphone": [], "speaker": []}
        self.changed = threading.Condition()

    def start(self) -> None:
        self.start_microphone()
        self.devices.speaker.start(
            lambda item, when: self._mark("started", item, when),
            lambda item, when: self._mark("finished", item, when),
            lambda error: self._trouble("speaker", error),
        )

    def start_microphone(self) -> None:
        self.devices.microphone.start(self._block, lambda error: self._trouble("microphone", error))

    def _block(self, block: AudioBlock) -> None:
        with self.changed:
            self.blocks.append(block)
            self.changed.notify_all()

    def _mark(self, what: str, item: SpeechChunk, when: float) -> None:
        with self.changed:
            self.marks.append((what, item, when))
            self.changed.notify_all()

    def _trouble(self, kind: str, error: CompanionError | None) -> None:
        with self.changed:
            self.troubles[kind].append(error)
            self.changed.notify_all()

    def wait(self, what) -> None:  # type: ignore[no-untyped-def]
        with self.changed:
            assert self.changed.wait_for(what, WAIT), (self.troubles, self.marks, len(self.blocks))

    def running(self) -> None:
        """Wait until the microphone gives sound and the speaker takes some."""
        self.wait(lambda: all(troubles and troubles[-1] is None for troubles in self.troubles.values()))
        count = len(self.blocks)
        self.wait(lambda: len(self.blocks) > count + 10)
        end = time.monotonic() + WAIT
        marks = len(self.marks)
        while not self.devices.speaker.play(chunk(tone(0.05, 22_050), 22_050), 0.1):
            assert time.monotonic() < end
            time.sleep(0.05)
        self.wait(lambda: len(self.marks) >= marks + 2)

    def heard(self, since: int = 0) -> Pcm:
        return np.concatenate([block.pcm for block in self.blocks[since:]])


@pytest.fixture
def rent(virtual_audio: VirtualAudio) -> Iterator[Callable[..., Studio]]:
    """Makes studios and closes them, whatever happens."""
    rented: list[Studio] = []

    def make(**changes: str) -> Studio:
        rented.append(Studio(**changes))
        rented[-1].start()
        return rented[-1]

    yield make
    for studio in rented:
        studio.devices.close()


@pytest.fixture
def studio(rent: Callable[..., Studio]) -> Studio:
    studio = rent()
    studio.running()
    return studio


def _speech(text: str) -> Pcm:
    return espeak_ng.synthesize(text, voice="ko+f2").pcm.astype(np.float32) / 32768.0


def test_speaks_and_knows_the_position(virtual_audio: VirtualAudio, studio: Studio) -> None:
    recording = virtual_audio.record_speaker()
    item = chunk(tone(1.0, 22_050), 22_050)
    count = len(studio.marks)
    asked = time.monotonic()
    assert studio.devices.speaker.play(item, 1.0)
    studio.wait(lambda: len(studio.marks) == count + 1)
    assert -0.05 < studio.marks[-1][2] - asked < 1.0
    offsets = []
    while (position := studio.devices.speaker.position()) is not None:
        offsets.append(position.offset)
        assert position.chunk is item
        time.sleep(0.02)
    assert len(offsets) > 10 and offsets == sorted(offsets) and offsets[-1] > 0.9
    studio.wait(lambda: len(studio.marks) == count + 2)
    assert studio.marks[-1][2] - studio.marks[-2][2] == pytest.approx(1.0, abs=0.05)
    assert recording.wait_silence(5.0)
    heard = recording.stop()
    loud = np.abs(heard) > 0.05
    assert loud.sum() / 48_000 == pytest.approx(0.936, abs=0.06)  # the tone is below 0.05 for the rest
    assert np.abs(heard).max() == pytest.approx(0.5, abs=0.03)


def test_hears_what_is_said(virtual_audio: VirtualAudio, studio: Studio) -> None:
    since = len(studio.blocks)
    said = _wav.resample(_speech("안녕하세요, 오늘 기분이 어때요? 저는 오늘 기분이 좋아요."), 22_050, 16_000)
    virtual_audio.play_to_microphone(said).wait(WAIT)
    studio.wait(lambda: len(studio.heard(since)) > len(said) + 8_000)
    heard = studio.heard(since)
    assert np.sum(heard**2) == pytest.approx(np.sum(said**2), rel=0.2)
    loud, expected = (np.sqrt(np.mean(pcm[: len(pcm) // 320 * 320].reshape(-1, 320) ** 2, 1)) for pcm in (heard, said))
    lag = int(np.argmax(np.correlate(loud, expected, "valid")))
    assert np.corrcoef(loud[lag : lag + len(expected)], expected)[0, 1] > 0.8
    assert studio.blocks[-1].echo == "none"
    assert all(len(block.pcm) % 160 == 0 and block.pcm.dtype == np.float32 for block in studio.blocks)
    assert abs(studio.blocks[-1].time - time.monotonic()) < 1.0


def test_blocks_are_gathered_in_silence_and_come_at_once_when_somebody_speaks(
    virtual_audio: VirtualAudio, studio: Studio
) -> None:
    def length(block: AudioBlock) -> float:
        return len(block.pcm) / 16_000

    studio.wait(lambda: len(studio.blocks) > 10 and min(map(length, studio.blocks[-5:])) > 0.2)
    count = len(studio.blocks)
    virtual_audio.play_to_microphone(_speech("안녕, 나 왔어. 오늘은 뭐 하고 놀까?"), 22_050)
    studio.wait(lambda: len(studio.blocks) > count + 40)
    loud = next(i for i, block in enumerate(studio.blocks) if i >= count and float(np.abs(block.pcm).max()) > 0.01)
    after = sorted(map(length, studio.blocks[loud + 1 : loud + 30]))
    assert after[len(after) // 2] <= 0.05 and after[-1] < 0.15  # a busy machine may join two
    for before, block in pairwise(studio.blocks[count:]):
        assert block.time == pytest.approx(before.time + length(before), abs=0.02), "sound is missing"


def test_flush_is_quick_and_says_where(virtual_audio: VirtualAudio, studio: Studio) -> None:
    recording = virtual_audio.record_speaker()
    item = chunk(tone(4.0, 22_050), 22_050)
    studio.devices.speaker.play(item, 1.0)
    assert recording.wait_sound(5.0)
    before = time.monotonic()
    position = studio.devices.speaker.flush()
    assert position is not None and position.chunk is item and 0 <= position.offset < 3
    assert recording.wait_silence(3.0, seconds=0.05)
    assert time.monotonic() - before < 0.6  # device latency, recorder and a busy machine
    assert studio.devices.speaker.position() is None


def test_looped_speaker_is_cancelled(virtual_audio: VirtualAudio, studio: Studio) -> None:
    virtual_audio.loop_speaker_into_microphone(40, -12)
    microphone = virtual_audio.record_microphone()
    assert studio.devices.echo_state in ("unknown", "none", "half_duplex")
    for _ in range(3):
        since, from_ = len(studio.blocks), len(microphone.pcm)
        count = len(studio.marks)
        studio.devices.speaker.play(chunk(_speech("오늘은 날씨가 정말 좋네요. 우리 같이 산책하러 갈까요?"), 22_050), 5)
        studio.wait(lambda: len(studio.marks) >= count + 2)  # noqa: B023
        if studio.devices.echo_state == "cancelled":
            break
    assert studio.devices.echo_state == "cancelled"
    raw = microphone.pcm[from_:]
    clean = np.concatenate([block.pcm for block in studio.blocks[since:] if block.echo == "cancelled"])
    assert rms(raw) > 0.01 and len(clean) > 8_000
    assert 20 * np.log10(rms(raw) / (rms(clean) + 1e-9)) > 12


def test_all_devices_vanish_and_come_back(virtual_audio: VirtualAudio, studio: Studio) -> None:
    assert studio.devices.speaker.play(chunk(tone(4.0, 22_050), 22_050), 1.0)
    for name in ("microphone", "cable", "speaker"):
        virtual_audio.remove(name)
    studio.wait(lambda: all(len(troubles) == 2 for troubles in studio.troubles.values()))
    for kind, (_, error) in studio.troubles.items():
        assert isinstance(error, AudioError) and error.code == f"{kind}-lost" and error.hint
    assert studio.devices.speaker.position() is None
    before = time.monotonic()
    assert not studio.devices.speaker.play(chunk(tone(0.1)), 5.0)
    assert time.monotonic() - before < 1.0
    for name in ("cable", "speaker", "microphone"):
        virtual_audio.add(name)
    studio.wait(lambda: all(troubles[-1] is None for troubles in studio.troubles.values()))
    studio.running()
    assert [len(troubles) for troubles in studio.troubles.values()] == [3, 3]  # told once each way


def test_no_device_at_the_start_is_told_and_found_later(
    virtual_audio: VirtualAudio, rent: Callable[..., Studio]
) -> None:
    for name in ("microphone", "cable", "speaker"):
        virtual_audio.remove(name)
    studio = rent()
    studio.wait(lambda: studio.troubles["speaker"] and studio.troubles["microphone"])
    assert all(isinstance(troubles[0], AudioError) for troubles in studio.troubles.values())
    for name in ("cable", "speaker", "microphone"):
        virtual_audio.add(name)
    studio.wait(lambda: all(troubles[-1] is None for troubles in studio.troubles.values()))
    studio.running()


def test_unknown_name_is_told_and_the_other_device_plays_on(rent: Callable[..., Studio]) -> None:
    studio = rent(device="no such thing")
    studio.wait(lambda: studio.troubles["microphone"])
    error = studio.troubles["microphone"][0]
    assert error is not None and error.code == "microphone-missing"
    assert "no such thing" in error.message and "default" in error.hint
    studio.wait(lambda: studio.troubles["speaker"])
    studio.devices.speaker.play(chunk(tone(0.1)), 1.0)
    studio.wait(lambda: len(studio.marks) == 2)
    assert studio.troubles["speaker"] == [None]


def test_close_ends_every_thread_and_no_block_comes_after(studio: Studio) -> None:
    studio.devices.microphone.close()
    count = len(studio.blocks)
    studio.devices.microphone.close()
    studio.devices.speaker.close()
    studio.devices.close()
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"microphone", "audio-devices", "speaker-marks"}
    assert len(studio.blocks) == count


def test_a_resting_microphone_is_let_go_and_taken_again(virtual_audio: VirtualAudio, studio: Studio) -> None:
    assert virtual_audio.listeners() == 1
    began = time.monotonic()
    studio.devices.microphone.rest()
    assert time.monotonic() - began < 0.5
    end = time.monotonic() + WAIT
    while virtual_audio.listeners():
        assert time.monotonic() < end, "the microphone is still open"
        time.sleep(0.05)
    count = len(studio.blocks)
    assert studio.devices.speaker.play(chunk(tone(0.05, 22_050), 22_050), 1.0), "the speaker goes on"
    time.sleep(0.3)
    assert len(studio.blocks) == count and studio.troubles["microphone"] == [None]
    studio.start_microphone()
    studio.wait(lambda: len(studio.blocks) > count + 10)
    assert virtual_audio.listeners() == 1


def test_devices_are_listed_and_chosen_by_part_of_the_name(virtual_audio: VirtualAudio) -> None:
    names = [device.name for device in _devices.list_devices()]
    assert {"default", "cable"} <= set(names)
    assert _devices.choose("speaker", "CABL").name == "cable"
    assert _devices.choose("microphone", "default").default_microphone
    assert str(portaudio.check_device("speaker", "cable")).startswith("cable")
    assert _probe.is_there("speaker", "default")
    virtual_audio.remove("microphone")
    virtual_audio.remove("cable")
    virtual_audio.remove("speaker")
    assert not _probe.is_there("speaker", "default")
    with pytest.raises(AudioError):
        portaudio.check_device("speaker", "default")


def test_recordings_of_the_fixture_are_files_too(virtual_audio: VirtualAudio, studio: Studio, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "say.wav"
    path.write_bytes(_wav.encode(tone(0.5), 16_000))
    since = len(studio.blocks)
    virtual_audio.play_to_microphone(path)
    studio.wait(lambda: len(studio.blocks) > since and rms(studio.heard(since)) > 0.01)
