"""The lines about frames: only while she speaks, once a second, in milliseconds; the lines about stalls."""

import queue
import time
from collections.abc import Callable
from typing import Any

import pytest

from companion.event_log import FrameLog, StallLog


@pytest.fixture
def lines() -> list[dict[str, Any]]:
    return []


def test_a_second_of_frames_is_summed_up(lines: list[dict[str, Any]]) -> None:
    log = FrameLog(lines.append, lambda: True)
    for frame in range(140):
        log.painted(frame / 62.5, 0.004)
    assert len(lines) == 2 and all(line["n"] >= 62 for line in lines)
    assert lines[0]["event"] == "frames"
    assert lines[0]["interval_p50_ms"] == lines[0]["interval_p99_ms"] == 16.0
    assert lines[0]["paint_p50_ms"] == 4.0


def test_one_late_frame_shows_in_the_tail_only(lines: list[dict[str, Any]]) -> None:
    log = FrameLog(lines.append, lambda: True)
    late = 0.0
    for frame in range(70):
        late += 0.05 if frame == 30 else 0.0
        log.painted(frame / 64 + late, 0.003)
    assert lines[0]["interval_p50_ms"] < 16 < 60 < lines[0]["interval_p99_ms"]


def test_silence_counts_nothing_and_begins_anew(lines: list[dict[str, Any]]) -> None:
    speaking = True
    log = FrameLog(lines.append, lambda: speaking)
    for frame in range(40):
        log.painted(frame / 60, 0.003)
    speaking = False
    log.painted(0.7, 0.003)
    speaking = True
    for frame in range(40):
        log.painted(1 + frame / 60, 0.003)
    assert lines == []


def test_a_main_thread_that_does_not_answer_is_written_down_with_what_it_did(lines: list[dict[str, Any]]) -> None:
    asked: queue.Queue[Callable[[], object]] = queue.Queue()
    log = StallLog(lines.append, asked.put)
    try:
        for _ in range(20):
            answer_for(asked, 0.02)
            if lines:
                lines.clear()  # a busy machine
            sleeps_at_its_desk()
            answer_for(asked, 0.1)
            if lines:
                break
    finally:
        log.close()
    stall = lines[0]
    assert stall["event"] == "stall" and 150 <= stall["ms"] < 5000
    assert 0 <= stall["waited_ms"] < 0.5 * stall["ms"], "asleep, it did not wait for a processor"
    assert "sleeps_at_its_desk" in stall["at"]


def answer_for(asked: "queue.Queue[Callable[[], object]]", seconds: float) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        try:
            asked.get(timeout=left)()
        except queue.Empty:
            return


def sleeps_at_its_desk() -> None:
    time.sleep(0.25)
