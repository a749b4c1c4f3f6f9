"""The render side of playback: sample-exact, without a device and without time."""

import numpy as np
import pytest

from companion.engines.audio._track import Track
from companion.voice.types import Pcm

RATE = 1_000


def _pull(track: Track, count: int, when: float = 0.0) -> Pcm:
    out = np.full(count, np.nan, np.float32)
    track.render(out, when)
    return out


def _counting(count: int, first: int = 1) -> Pcm:
    return np.arange(first, first + count, dtype=np.float32)


def test_plays_segments_without_a_seam_then_silence() -> None:
    track = Track(RATE)
    track.append(_counting(30))
    track.append(_counting(30, 31))
    heard = np.concatenate([_pull(track, 20, 0.02 * i) for i in range(4)])
    np.testing.assert_array_equal(heard, np.concatenate([_counting(60), np.zeros(20)]))
    assert track.rendered == track.written == 60
    assert track.queued == 0


def test_knows_what_is_audible_and_when() -> None:
    track = Track(RATE)
    assert track.audible(5.0) is None
    track.append(_counting(50))
    for index in range(4):
        _pull(track, 20, 10.1 + 0.02 * index)
    assert track.audible(10.0) is None
    assert track.audible(10.1 + 0.0301) == 30
    assert track.audible(99.0) == 50
    assert track.time_of(45) == pytest.approx(10.145)
    assert track.time_of(50) is None


def test_gap_does_not_move_the_count() -> None:
    track = Track(RATE)
    track.append(_counting(10))
    _pull(track, 20, 1.0)
    _pull(track, 20, 1.02)
    track.append(_counting(10, 11))
    _pull(track, 20, 1.04)
    assert track.audible(1.03) == 10
    assert track.time_of(10) == pytest.approx(1.04)


def test_pause_fades_holds_and_goes_on_at_the_same_sample() -> None:
    track = Track(RATE)
    track.append(np.ones(200, np.float32))
    _pull(track, 20)
    track.pause(True)
    fading = _pull(track, 20)
    assert fading[0] < 1 and np.all(np.diff(fading[:5]) < 0) and not fading[5:].any()
    held = track.rendered
    assert held == 25
    assert not _pull(track, 40).any()
    assert track.rendered == held
    track.pause(False)
    again = _pull(track, 20)
    assert track.rendered == held + 20
    assert again[0] < 1 and again[-1] == 1


def test_cut_fades_five_milliseconds_and_plays_what_came_after() -> None:
    track = Track(RATE)
    track.append(np.ones(500, np.float32))
    _pull(track, 20)
    track.cut()
    assert track.queued == 0
    track.append(np.full(10, 0.5, np.float32))
    assert track.queued == pytest.approx(0.01)
    out = _pull(track, 20, 3.0)
    assert np.all(np.diff(out[:5]) < 0) and out[4] == 0
    np.testing.assert_array_equal(out[5:], [0.5] * 10 + [0.0] * 5)
    assert track.time_of(500) == pytest.approx(3.005)
    assert track.rendered == track.written == 510


def test_cut_while_paused_is_silent() -> None:
    track = Track(RATE)
    track.append(np.ones(100, np.float32))
    _pull(track, 20)
    track.pause(True)
    _pull(track, 20)
    track.cut()
    assert not _pull(track, 20).any()
    track.pause(False)
    track.append(np.ones(10, np.float32))
    assert _pull(track, 20).sum() > 5


def test_two_cuts_in_one_block() -> None:
    track = Track(RATE)
    for _ in range(3):
        track.append(np.ones(30, np.float32))
        track.cut()
    track.append(np.full(5, 0.25, np.float32))
    out = _pull(track, 40)
    assert out[5:10].tolist() == [0.25] * 5
    assert track.rendered == track.written


def test_gain_is_ramped_from_where_it_was() -> None:
    track = Track(RATE)
    track.append(np.ones(200, np.float32))
    _pull(track, 20)
    track.set_gain(0.25, 0.03)
    out = np.concatenate([_pull(track, 20) for _ in range(3)])
    assert np.abs(np.diff(np.concatenate([[1.0], out]))).max() <= 1 / 30 + 1e-6
    assert out[-1] == 0.25
    track.set_gain(1.0, 0.0)
    assert _pull(track, 20)[-1] == 1.0


@pytest.mark.parametrize("size", [1, 7, 20, 333])
def test_any_block_size_gives_the_same_sound(size: int) -> None:
    track = Track(RATE)
    track.append(_counting(100))
    track.append(_counting(233, 101))
    heard = np.concatenate([_pull(track, size, i * size / RATE) for i in range(-(-333 // size))])
    np.testing.assert_array_equal(heard[:333], _counting(333))


def test_rest_is_silence_that_is_counted_like_rendered_silence() -> None:
    rested, rendered = Track(RATE), Track(RATE)
    for track in (rested, rendered):
        track.append(_counting(20))
        assert not track.idle
        _pull(track, 20, 1.0)
        assert track.idle
    rested.rest(1.02, 20)
    _pull(rendered, 20, 1.02)
    for track in (rested, rendered):
        track.append(_counting(20, 21))
        assert not track.idle
    np.testing.assert_array_equal(_pull(rested, 20, 1.04), _pull(rendered, 20, 1.04))
    assert [rested.audible(time) for time in (1.01, 1.03, 1.05)] == [rendered.audible(t) for t in (1.01, 1.03, 1.05)]
    rested.cut()
    assert not rested.idle, "a cut has to be heard"
