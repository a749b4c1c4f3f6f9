"""The Speaker contract on a device that the test pulls by hand; time is a number."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from companion.engines.audio._playback import QUEUE, Playback, loudness
from companion.engines.audio._track import Track
from companion.voice.types import SpeechChunk
from tests.engines.audio.chunks import chunk, tone

BLOCK = 0.02
LATENCY = 0.05


class Device:
    """A sound card in slow motion: `advance` renders as a device with 50 ms of latency would."""

    def __init__(self, rate: int = 16_000, volume: float = 1.0) -> None:
        self.now = 0.0
        self.rate = rate
        self.playback = Playback(lambda: self.now, volume)
        self.calls: list[tuple[str, SpeechChunk, float]] = []
        self.called = threading.Condition()
        self.playback.start(self._note("started"), self._note("finished"))
        self.track: Track = self.playback.open(rate)
        self.sound: list[np.ndarray] = []

    def _note(self, what: str):  # type: ignore[no-untyped-def]
        def call(item: SpeechChunk, time: float) -> None:
            with self.called:
                self.calls.append((what, item, time))
                self.called.notify_all()

        return call

    def advance(self, seconds: float) -> None:
        for _ in range(round(seconds / BLOCK)):
            out = np.zeros(round(BLOCK * self.rate), np.float32)
            self.track.render(out, self.now + LATENCY)
            self.sound.append(out)
            self.now += BLOCK
        self.track.moved.set()

    def wait_calls(self, count: int) -> list[str]:
        with self.called:
            assert self.called.wait_for(lambda: len(self.calls) >= count, 5.0), self.calls
            return [what for what, _, _ in self.calls]


@pytest.fixture
def device() -> Iterator[Device]:
    device = Device()
    yield device
    device.playback.close()


def test_position_and_marks_are_on_the_audible_clock(device: Device) -> None:
    one, two = chunk(tone(0.1)), chunk(tone(0.2))
    assert device.playback.play(one, 0) and device.playback.play(two, 0)
    assert device.playback.position() is None
    device.advance(0.1)
    position = device.playback.position()
    assert position is not None and position.chunk is one
    assert position.offset == pytest.approx(0.1 - LATENCY)
    assert position.loudness == pytest.approx(0.5 / np.sqrt(2), rel=0.05)
    device.advance(0.3)
    assert device.wait_calls(4) == ["started", "finished", "started", "finished"]
    assert [round(time, 4) for _, _, time in device.calls] == [0.05, 0.15, 0.15, 0.35]
    assert device.playback.position() is None


def test_full_queue_is_refused_after_the_timeout_and_accepted_after_room(device: Device) -> None:
    assert device.playback.play(chunk(tone(QUEUE + 1)), 0)
    assert not device.playback.play(chunk(tone(0.1)), 0)
    device.advance(1.1)
    assert device.playback.play(chunk(tone(0.1)), 0)


def test_flush_says_where_it_was_and_wakes_the_producer(device: Device) -> None:
    long = chunk(tone(QUEUE + 2))
    assert device.playback.play(long, 0)
    device.advance(0.2)
    accepted: list[bool] = []
    producer = threading.Thread(target=lambda: accepted.append(device.playback.play(chunk(tone(1)), 60.0)))
    producer.start()
    position = device.playback.flush()
    assert position is not None and position.chunk is long
    assert position.offset == pytest.approx(0.2 - LATENCY, abs=0.001)
    device.playback.flush()
    producer.join(5.0)
    assert accepted in ([False], [True])  # True only if it came after the last flush; then it is whole
    assert device.playback.position() is None
    device.advance(0.02)
    assert np.abs(device.sound[-1][: int(0.005 * 16_000)]).max() > 0.1
    if accepted == [False]:
        assert not device.sound[-1][int(0.006 * 16_000) :].any()
    assert "finished" not in [what for what, item, _ in device.calls if item is long]


def test_flush_of_silence_is_none(device: Device) -> None:
    assert device.playback.flush() is None
    device.advance(0.1)
    assert device.playback.flush() is None


def test_flush_releases_a_pause(device: Device) -> None:
    device.playback.play(chunk(tone(1.0)), 0)
    device.advance(0.2)
    device.wait_calls(1)
    device.playback.pause()
    device.playback.flush()
    device.playback.play(chunk(tone(0.1)), 0)
    device.advance(0.3)
    assert device.wait_calls(3)[-2:] == ["started", "finished"]


def test_pause_keeps_the_position_and_the_mouth_shut(device: Device) -> None:
    item = chunk(tone(1.0))
    device.playback.play(item, 0)
    device.advance(0.2)
    device.playback.pause()
    device.advance(0.2)
    first = device.playback.position()
    device.advance(0.4)
    second = device.playback.position()
    assert first is not None and second is not None
    assert first.offset == second.offset and second.loudness == 0
    assert not np.concatenate(device.sound[-20:]).any()
    device.playback.resume()
    device.advance(1.2)
    assert device.wait_calls(2) == ["started", "finished"]
    assert device.calls[-1][2] == pytest.approx(LATENCY + 1.0 + 0.6, abs=0.021)


def test_lost_device_drops_what_waits_and_refuses_at_once(device: Device) -> None:
    device.playback.play(chunk(tone(QUEUE + 2)), 0)
    device.advance(0.1)
    device.wait_calls(1)
    result: list[bool] = []
    producer = threading.Thread(target=lambda: result.append(device.playback.play(chunk(tone(1)), 60.0)))
    producer.start()
    device.playback.lose()
    producer.join(5.0)
    assert result == [False]
    assert device.playback.position() is None
    assert not device.playback.play(chunk(tone(0.1)), 60.0)
    device.track = device.playback.open(16_000)
    assert device.playback.play(chunk(tone(0.1)), 0)
    device.advance(0.3)
    assert device.wait_calls(3)[-2:] == ["started", "finished"]


def test_a_device_is_only_taken_away_quietly_while_nothing_waits(device: Device) -> None:
    device.playback.play(chunk(tone(0.1)), 0)
    assert not device.playback.lose_if_idle()
    device.advance(0.3)
    device.wait_calls(2)
    assert device.playback.lose_if_idle()
    assert not device.playback.play(chunk(tone(0.1)), 60.0)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_pieces_of_a_clause_are_resampled_without_a_seam(rate: int) -> None:
    device = Device(48_000)
    whole = tone(0.6, rate)
    pieces = np.array_split(whole, 7)
    for index, piece in enumerate(pieces):
        assert device.playback.play(chunk(piece, rate, first=index == 0, last=index == 6), 0)
    device.advance(0.8)
    assert device.wait_calls(14) == ["started", "finished"] * 7
    device.playback.close()
    heard = np.concatenate(device.sound)[: int(0.6 * 48_000)]
    inside = slice(480, len(heard) - 480)
    np.testing.assert_allclose(heard[inside], tone(0.6, 48_000)[inside], atol=0.003)


def test_clause_that_is_never_finished_still_ends(device: Device) -> None:
    device.playback.play(chunk(tone(0.3, 22_050), 22_050, last=False), 0)
    device.advance(0.6)
    assert device.wait_calls(2) == ["started", "finished"]


def test_volume_and_gain() -> None:
    device = Device(volume=0.5)
    device.playback.set_gain(0.5, 0.0)
    device.playback.play(chunk(np.ones(1_600, np.float32)), 0)
    device.advance(0.06)
    device.playback.close()
    assert np.concatenate(device.sound)[400] == pytest.approx(0.25)


def test_empty_chunk_is_started_and_finished(device: Device) -> None:
    device.playback.play(chunk(tone(0.1)), 0)
    device.playback.play(chunk(np.zeros(0, np.float32)), 0)
    device.advance(0.4)
    assert device.wait_calls(4) == ["started", "finished"] * 2


def test_close_twice_and_play_after_it(device: Device) -> None:
    device.playback.close()
    device.playback.close()
    assert not device.playback.play(chunk(tone(0.1)), 1.0)


def test_loudness_outside_the_chunk_is_zero() -> None:
    assert loudness(chunk(tone(0.1)), 5.0) == 0.0
