"""A run on the terminal: bars on a real (pseudo) terminal, plain lines elsewhere."""

import io
import os
import termios
from pathlib import Path

import pytest

from trainer.progress import Progress
from trainer.terminal import Terminal, columns, duration, size, table


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def play(terminal: Terminal, clock: Clock, folder: Path) -> None:
    progress = Progress(folder / "p.jsonl", (terminal,), clock=clock)
    progress.stage_started("train", number=3, of=5, reason="train.seed is 2, was 1")
    for second in range(31):
        clock.now = second
        progress.event({"loss": 2 - second / 100, "step": second})
        progress.tell(second, 60, "epoch 1")
    terminal.note("a warning")
    progress.emit("stage_finished", stage="train", seconds=30.0, counts={"steps": 30})
    progress.emit("stage_skipped", stage="last", reason="unchanged", number=4, of=5)
    progress.emit("unknown_event")
    terminal.close()


def test_plain_lines(tmp_path: Path) -> None:
    clock, stream = Clock(), io.StringIO()
    play(Terminal(stream, clock=clock), clock, tmp_path)
    assert stream.getvalue().splitlines() == [
        "[3/5] train (train.seed is 2, was 1)",
        "    train: 10 of 60 (17%), 50 s left · loss 1.9 epoch 1",
        "    train: 20 of 60 (33%), 40 s left · loss 1.8 epoch 1",
        "    train: 30 of 60 (50%), 30 s left · loss 1.7 epoch 1",
        "a warning",
        "    train: done in 30 s · steps 30",
        "[4/5] last: unchanged",
    ]


def test_bars(tmp_path: Path) -> None:
    leader, follower = os.openpty()
    termios.tcsetwinsize(follower, (24, 100))
    clock = Clock()
    with os.fdopen(follower, "w") as stream:
        play(Terminal(stream, clock=clock), clock, tmp_path)
        text = os.read(leader, 100_000).decode()
    os.close(leader)
    assert "30/60" in text and "loss 1.7" in text and "train: done in 30 s" in text


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.25, "0.2 s"), (45, "45 s"), (720, "12 min"), (12_600, "3.5 h"), (216_000, "2.5 days")]
)
def test_duration(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(("count", "words"), [(0, "0 B"), (3000, "3 kB"), (5.6e6, "5.6 MB"), (1.5e13, "15.0 TB")])
def test_size(count: float, words: str) -> None:
    assert size(count) == words


def test_tables_know_wide_letters_and_leave_out_empty_columns() -> None:
    text = table(("name", "x", "n"), [("라푼젤", "", 1), ("a", "", 22)])
    assert text.splitlines() == ["name    n", "라푼젤  1", "a       22"]
    assert columns("라a") == 3
