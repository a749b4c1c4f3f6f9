"""Blocks of any size become frames of 512 samples with the right times."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.voice.frames import Framer
from companion.voice.signals import Frame
from companion.voice.types import RATE, AudioBlock, MicLevel
from tests.fakes import FakeDetector


class Catch:
    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.levels: list[MicLevel] = []
        self.detector = FakeDetector()
        self.framer = Framer(self.detector, self.frames.append, self.levels.append)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 1500), min_size=1, max_size=40))
def test_no_sample_is_lost_or_moved(sizes: list[int]) -> None:
    catch, at = Catch(), 0
    sound = np.arange(1, sum(sizes) + 1, dtype=np.float32) / 1e6
    for size in sizes:
        catch.framer.feed(AudioBlock(sound[at : at + size], 5.0 + at / RATE))
        at += size
    assert all(len(frame.pcm) == 512 for frame in catch.frames)
    assert len(catch.frames) == sum(sizes) // 512
    joined = np.concatenate([f.pcm for f in catch.frames]) if catch.frames else np.zeros(0, np.float32)
    assert np.array_equal(joined, sound[: len(joined)])
    for number, frame in enumerate(catch.frames):
        assert frame.time == pytest.approx(5.0 + number * 512 / RATE)


def test_a_hole_drops_the_half_frame_and_resets_the_detector() -> None:
    catch = Catch()
    catch.framer.feed(AudioBlock(np.zeros(500, np.float32), 5.0))
    catch.detector.resets = 0
    catch.framer.feed(AudioBlock(np.ones(512, np.float32), 9.0))
    assert catch.detector.resets == 1
    assert [frame.time for frame in catch.frames] == [9.0] and catch.frames[0].pcm.min() == 1.0


def test_half_duplex_sound_marks_the_frame_it_reaches_into() -> None:
    catch = Catch()
    catch.framer.feed(AudioBlock(np.zeros(400, np.float32), 5.0, "half_duplex"))
    catch.framer.feed(AudioBlock(np.zeros(624, np.float32), 5.0 + 400 / RATE, "none"))
    assert catch.frames[0].echo == "half_duplex"


def test_levels_are_few_and_in_decibels() -> None:
    catch = Catch()
    for i in range(100):
        level = 0.02 * (1 + i % 10) if i >= 50 else 0.0
        catch.framer.feed(AudioBlock(np.full(320, level, np.float32), i * 0.02))
    assert 8 <= len(catch.levels) <= 18
    assert catch.levels[0].dbfs == -100.0 and catch.levels[-1].dbfs == pytest.approx(-17.0, abs=3.1)
    assert catch.levels[-1].speech > 0.9


def test_a_level_that_stays_is_told_once_a_second() -> None:
    catch = Catch()
    for i in range(250):
        catch.framer.feed(AudioBlock(np.zeros(320, np.float32), i * 0.02))
    assert [round(level.dbfs) for level in catch.levels] == [-100] * 5
