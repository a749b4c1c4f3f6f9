"""Killed, stopped, crashed, locked out, out of disk: nothing is lost and the next run goes on. Real processes."""

import contextlib
import errno
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from companion.errors import TrainingError
from tests.trainer.fake_run import calls, job, run, tell, workspace
from trainer import lock, manifest
from trainer.state import Request, examine
from trainer.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return workspace(tmp_path)


@contextlib.contextmanager
def running(place: Workspace, stage: str) -> Iterator[subprocess.Popen[bytes]]:
    """A run in another process that hangs in `stage`."""
    tell(place, stage, "hang")
    command = [sys.executable, "-m", "tests.trainer.fake_run", str(place.folder)]
    child = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        until(lambda: (place.folder / "pids").exists() and (place.folder / "pids").read_text().count(" ") == 1)
        yield child
    finally:
        child.kill()
        child.wait()
        for pid in pids(place):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def pids(place: Workspace) -> list[int]:
    """Of the hanging stage and its helper."""
    return [int(word) for word in (place.folder / "pids").read_text(encoding="utf-8").split()]


def until(true: object, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not happen in time"
        threading.Event().wait(0.02)


def alive(pid: int) -> bool:
    with contextlib.suppress(psutil.Error):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


@pytest.mark.parametrize("stage", ["beta", "gamma"])
def test_kill_9_in_the_middle_and_the_next_run_goes_on(place: Workspace, stage: str) -> None:
    """A light stage and a heavy one; the heavy one's process and its helper end with the parent."""
    with running(place, stage) as child:
        os.kill(child.pid, signal.SIGKILL)
        child.wait(10)
        if stage == "gamma":
            until(lambda: not any(alive(pid) for pid in pids(place)))
    assert examine(job(place))[stage].condition == "started"
    assert manifest.read(place.stage(stage)) is None
    calls(place)
    counts, seen = run(place)
    assert calls(place)[0] == stage and seen.of("stage_started")[0]["reason"] == "goes on"
    assert counts["gamma"]["resumed_at"] == (2 if stage == "gamma" else 0)
    assert all(state.done for state in examine(job(place)).values())


def test_after_a_kill_other_settings_begin_anew(place: Workspace) -> None:
    with running(place, "gamma") as child:
        child.kill()
    counts, _ = run(place, train__seed=9)
    assert counts["gamma"]["resumed_at"] == 0
    assert (place.stage("gamma") / "step-0").read_text(encoding="utf-8") == "9"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 1), (signal.SIGTERM, -15)])
def test_ctrl_c_ends_both_processes(place: Workspace, number: int, code: int) -> None:
    with running(place, "gamma") as child:
        child.send_signal(number)
        child.wait(15)
        assert child.returncode in (code, -number)
        until(lambda: not any(alive(pid) for pid in pids(place)))
        if number == signal.SIGINT:
            assert (place.folder / "saved").exists()  # the stage could still save what it had
            events = [json.loads(line) for line in place.progress.read_text(encoding="utf-8").splitlines()]
            assert events[-1]["event"] == "run_stopped" and events[-1]["stage"] == "gamma"
    assert run(place)[0]["gamma"]["resumed_at"] == 2


@pytest.mark.parametrize(
    ("order", "code", "words"),
    [
        ("crash", "stage-crashed", "crashed (SIGSEGV)"),
        ("kill", "stage-killed", "memory of this machine ran out"),
        ("exit", "stage-crashed", "ended with code 7"),
        ("memory", "memory", "ran out of memory"),
        ("library", "library-missing", "needs the library `trl`"),
        ("error", "made-up", "sources/a.txt, line 3"),
        ("bug", "stage-failed", "ValueError at orders.py"),
    ],
)
def test_a_heavy_stage_that_ends_badly_is_one_clear_error(place: Workspace, order: str, code: str, words: str) -> None:
    tell(place, "gamma", order)
    with pytest.raises(TrainingError) as caught:
        run(place)
    assert (caught.value.code, words in caught.value.message) == (code, True)
    assert caught.value.hint and "private" not in str(caught.value)
    log = (place.logs / "gamma.log").read_text(encoding="utf-8")
    assert "private" not in log
    assert run(place)[0]["gamma"]["resumed_at"] == 2


def test_a_gate_of_a_heavy_stage_keeps_its_rows(place: Workspace) -> None:
    tell(place, "gamma", "gate")
    with pytest.raises(TrainingError) as caught:
        run(place)
    assert caught.value.rows[0].mend == "write more of her own dialogues"  # type: ignore[attr-defined]
    assert caught.value.report == "card.html"  # type: ignore[attr-defined]


def test_what_libraries_print_goes_to_the_log(place: Workspace, capfd: pytest.CaptureFixture[str]) -> None:
    tell(place, "gamma", "noise")
    counts, seen = run(place)
    assert counts["gamma"] == {"steps": 4, "resumed_at": 0, "name": "엘사"}
    assert capfd.readouterr() == ("", "")
    log = (place.logs / "gamma.log").read_text(encoding="utf-8")
    assert all(words in log for words in ("a library prints this", "and this", "and that"))
    assert [record["values"] for record in seen.of("metrics")][-1] == {"loss": 1.7, "step": 3}
    assert seen.of("progress")[-1]["done"] == 4


def test_one_run_at_a_time(place: Workspace) -> None:
    with running(place, "beta") as child:
        holder = lock.holder(place.lock)
        assert holder is not None and holder.pid == child.pid
        with pytest.raises(TrainingError) as caught:
            run(place)
        assert caught.value.code == "workspace-busy" and f"process {child.pid}, since 20" in caught.value.message
    assert place.lock.exists() and lock.holder(place.lock) is None
    run(place)  # the lock of a dead process is taken over


def test_a_lock_file_with_rubbish_is_no_hindrance(place: Workspace) -> None:
    place.lock.write_text('{"pid": 1, "born": "long ago"', encoding="utf-8")
    assert lock.holder(place.lock) is None
    with lock.held(place.lock), pytest.raises(TrainingError, match="being trained already"):
        with lock.held(place.lock):
            pass
    with lock.held(place.lock):
        pass


def test_a_process_id_that_is_used_again_is_not_the_holder(place: Workspace) -> None:
    place.lock.write_text(json.dumps({"pid": os.getpid(), "born": 12.0, "since": "2020"}), encoding="utf-8")
    assert lock.holder(place.lock) is None


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file of this process or its children may grow beyond 1 MB, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("stage", ["beta", "gamma"])
@pytest.mark.usefixtures("small_disk")
def test_a_full_disk_is_told_and_nothing_is_lost(place: Workspace, stage: str) -> None:
    tell(place, stage, "disk")
    with pytest.raises(TrainingError) as caught:
        run(place)
    assert caught.value.code == "disk" and "disk is full" in caught.value.message and caught.value.hint
    assert not (place.stage(stage) / "manifest.json").exists()
    run(place)
    assert all(state.done for state in examine(job(place)).values())


@pytest.mark.parametrize("number", range(1, 9))
def test_a_disk_that_is_full_at_any_write_leaves_no_half_manifest(
    place: Workspace, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The n-th flush fails; afterwards the run goes on to the same end."""
    count = 0
    real = os.fsync

    def fsync(handle: int) -> None:
        nonlocal count
        count += 1
        if count == number:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(TrainingError) as caught:
        run(place, Request(until="train"))
    assert caught.value.code == "disk"
    assert not list(place.folder.rglob("*.part"))
    run(place)
    assert all(state.done for state in examine(job(place)).values())


def test_a_disk_that_refuses_the_progress_file_does_not_stop_the_run(place: Workspace) -> None:
    place.progress.mkdir()
    run(place)
    assert calls(place)[-1] == "register"
