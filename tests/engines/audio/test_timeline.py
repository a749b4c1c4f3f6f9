"""Clocks and rings between device threads and workers."""

import numpy as np
import pytest

from companion.engines.audio._timeline import Resampler, Ring, SampleClock
from tests.engines.audio.chunks import tone


def test_jitter_is_smoothed() -> None:
    clock, random = SampleClock(48_000), np.random.default_rng(1)
    errors = []
    for block in range(500):
        true = 7.0 + block * 0.02
        errors.append(clock.observe(block * 960, true + random.normal(0, 0.004)) - true)
    assert np.std(errors[100:]) < 0.0012
    assert clock.time(48_000) == pytest.approx(8.0, abs=0.003)
    assert clock.index(8.0) == pytest.approx(48_000, abs=150)
    assert clock.jumps == 0


def test_a_gap_is_believed_and_a_burst_is_not() -> None:
    clock = SampleClock(1_000)
    for block in range(50):
        clock.observe(block * 20, block * 0.02)
    for block in range(50, 60):  # bursts: late and early in turn
        clock.observe(block * 20, block * 0.02 + (0.04 if block % 2 else -0.04))
    assert clock.jumps == 0 and clock.time(1_200) == pytest.approx(1.2, abs=0.005)
    clock.observe(1_200, 1.2)
    for block in range(61, 65):
        clock.observe(block * 20, block * 0.02 + 0.1)
    assert clock.jumps == 0
    clock.observe(1_300, 1.4)
    assert clock.jumps == 1 and clock.time(1_400) == pytest.approx(1.5, abs=0.005)
    clock.observe(1_320, 3.02)  # the device stood still: no doubt about that
    assert clock.jumps == 2 and clock.time(1_400) == pytest.approx(3.1)


def test_drift_of_the_device_is_followed() -> None:
    clock = SampleClock(48_000)
    for block in range(5_000):
        clock.observe(block * 960, block * 0.02 * 1.0003)
    assert clock.time(5_000 * 960) == pytest.approx(100.03, abs=0.002)
    assert clock.jumps == 0


def test_ring_wraps_mixes_and_forgets() -> None:
    ring = Ring(100)
    for start in range(0, 250, 50):
        block = np.arange(start, start + 50, dtype=np.float32)
        ring.write(np.stack([block, block + 2], axis=1))
    assert ring.written == 250 and 150 < ring.oldest <= 170
    np.testing.assert_array_equal(ring.read(180, 40), np.arange(181, 221))
    mono = Ring(100)
    mono.write(np.arange(30, dtype=np.float32))
    np.testing.assert_array_equal(mono.read(-5, 10), [0, 0, 0, 0, 0, 0, 1, 2, 3, 4])
    assert mono.oldest == 0


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_resampler_keeps_the_timeline(rate: int) -> None:
    resampler = Resampler(rate, 16_000)
    sound = tone(1.0, rate, 300)
    pieces = [resampler.process(piece) for piece in np.array_split(sound, 83)]
    out = np.concatenate(pieces)
    assert 16_000 - len(out) < 0.035 * 16_000
    np.testing.assert_allclose(out[800:15_000], tone(1.0, 16_000, 300)[800:15_000], atol=0.01)


def test_ring_knows_where_the_last_sound_ended() -> None:
    ring = Ring(100)
    ring.write(np.ones(30, np.float32))
    ring.write_silence(50)
    assert (ring.sounded, ring.written) == (30, 80)
    np.testing.assert_array_equal(ring.read(20, 20), [1.0] * 10 + [0.0] * 10)
    for _ in range(10):
        ring.write_silence(50)
    assert (ring.sounded, ring.written) == (30, 580) and not ring.read(490, 80).any()
    ring.write(np.full(10, 0.5, np.float32))
    assert ring.sounded == 590 and ring.read(575, 10).tolist() == [0.0] * 5 + [0.5] * 5
