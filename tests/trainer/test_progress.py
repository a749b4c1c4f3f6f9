"""progress.jsonl: whole lines, a bounded file, an honest ETA."""

import json
import threading
from pathlib import Path

import pytest

from tests.trainer.fake_run import Seen
from trainer.progress import Eta, Progress, recent


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_events_are_lines_with_time_and_run(tmp_path: Path) -> None:
    progress = Progress(tmp_path / "deep" / "progress.jsonl")
    progress.emit("run_started", stages=["a"])
    progress.stage_started("a", number=1)
    progress.event({"loss": 1.5, "path": Path("x"), "text": "글\u2028줄", "grad": float("nan")})
    found = lines(tmp_path / "deep" / "progress.jsonl")
    assert [event["event"] for event in found] == ["run_started", "stage_started", "metrics"]
    assert {event["run"] for event in found} == {progress.run} and found[2]["stage"] == "a"
    assert found[2]["values"] == {"loss": 1.5, "path": "x", "text": "글\u2028줄", "grad": None}


def test_progress_is_written_twice_a_second_and_at_the_end(tmp_path: Path) -> None:
    clock, seen = Clock(), Seen()
    progress = Progress(tmp_path / "p.jsonl", (seen,), clock=clock)
    progress.stage_started("a")
    for step in range(101):
        clock.now = step / 50  # two seconds
        progress.tell(step, 100, "n" * 500)
    told = seen.of("progress")
    assert [event["done"] for event in told] == [0, 25, 50, 75, 100]
    assert told[-1]["eta"] == 0 and len(str(told[0]["note"])) == 200
    assert told[2]["eta"] == pytest.approx(1.0)
    assert lines(tmp_path / "p.jsonl")[1:] == told


def test_eta_follows_the_pace_of_late_and_forgets_another_part() -> None:
    eta = Eta(0)
    assert eta.update(0, 100, 0) is None
    for second in range(1, 41):
        left = eta.update(second, 100, second)
    assert left == pytest.approx(60)
    for second in range(1, 21):  # five times as fast now
        left = eta.update(40 + second * 2.5, 100, 40 + second / 2)  # type: ignore[arg-type]
    assert left is not None and 2 < left < 10
    assert eta.update(0, 500, 100) is None and eta.update(100, 500, 110) == pytest.approx(40)
    assert eta.update(50, 500, 111) is None  # it began anew
    assert eta.update(7, 0, 112) is None  # of unknown length


def test_a_run_that_goes_on_does_not_boast() -> None:
    """What was done before does not count for the pace."""
    eta = Eta(0)
    eta.update(900, 1000, 0)
    assert eta.update(910, 1000, 10) == pytest.approx(90)


def test_the_file_is_bounded(tmp_path: Path) -> None:
    file = tmp_path / "progress.jsonl"
    progress = Progress(file, max_bytes=2000)
    for number in range(200):
        progress.emit("notice", text=f"{number:040}")
    old = tmp_path / "progress.1.jsonl"
    assert old.stat().st_size < 2200 and (not file.exists() or file.stat().st_size < 2200)
    assert sorted(path.name for path in tmp_path.iterdir()) in (
        ["progress.1.jsonl"],
        ["progress.1.jsonl", "progress.jsonl"],
    )
    assert recent(file)[-1]["text"] == f"{199:040}"


def test_a_torn_line_of_a_killed_run_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "progress.jsonl"
    file.write_bytes(b'{"event": "run_started"}\n{"event": "prog')
    Progress(file).emit("notice")
    assert [event["event"] for event in recent(file)] == ["run_started", "notice"]
    assert file.read_bytes().count(b"\n") == 3


def test_many_threads_write_whole_lines(tmp_path: Path) -> None:
    progress = Progress(tmp_path / "p.jsonl")

    def work(name: int) -> None:
        for number in range(50):
            progress.event({"thread": name, "n": number, "text": "x" * 300})

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lines(tmp_path / "p.jsonl")) == 400


def test_trouble_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").mkdir()
    told: list[str] = []
    progress = Progress(tmp_path / "p.jsonl", on_trouble=told.append)
    progress.emit("a")
    progress.emit("b")
    assert len(told) == 1 and "goes on without it" in told[0]
