"""`companion-train run` and what looks at a run, with small real stages: output, JSON, exit codes, no side effects."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.trainer import fake_run
from tests.trainer.fake_run import calls, tell, tree
from trainer import catalog, opening
from trainer.__main__ import main
from trainer.workspace import Workspace

ROOT = Path(__file__).resolve().parents[3]
STAGES = ["alpha", "beta", "gamma", "train", "register"]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr(opening, "discover", lambda: catalog.discover(fake_run.PACKAGE))
    return fake_run.workspace(tmp_path)


def command(place: Workspace, *words: str) -> int:
    return main([*words[:1], place.id, *words[1:], "--workspace", str(place.folder.parent)])


def objects(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_run_in_words(place: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(place, "run") == 0
    said = capsys.readouterr()
    assert said.out == "엘사 (elsa) is made: alpha, beta, gamma, train, register.\n"
    assert "[3/5] gamma" in said.err and "gamma: done in" in said.err


def test_run_as_json(place: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(place, "run", "--json") == 0
    said = capsys.readouterr()
    events = objects(said.out)
    assert said.err == "" and events[0]["event"] == "run_started" and events[0]["stages"] == STAGES
    assert events[-1] == {"ok": True, "counts": events[-1]["counts"]} and events[-2]["event"] == "run_finished"
    assert events[:-1] == objects(place.progress.read_text(encoding="utf-8"))


def test_a_failed_gate_is_exit_3_with_a_table(place: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """The failed rows: name, value, limit, how to mend; and where the report is."""
    tell(place, "train", "gate")
    assert command(place, "run") == 3
    lines = capsys.readouterr().err.splitlines()
    assert lines[-3].split() == ["gate", "is", "must", "be", "how", "to", "mend", "it"]
    assert lines[-2].split("  ") == ["style", "0.40", ">= 0.90", "write more of her own dialogues"]
    assert lines[-1].endswith("Report: card.html")
    tell(place, "train", "gate")
    assert command(place, "run", "--json") == 3
    last = objects(capsys.readouterr().out)[-1]
    assert last["ok"] is False and last["error"]["gates"][0]["limit"] == ">= 0.90"  # type: ignore[index]


def test_a_failure_is_exit_1_and_status_remembers_it(place: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    tell(place, "beta", "error")
    assert command(place, "run") == 1
    assert capsys.readouterr().err.splitlines()[-1] == "companion-train: sources/a.txt, line 3: no. Mend it."
    assert command(place, "status") == 0
    assert "The last run failed in beta: sources/a.txt, line 3: no. Mend it." in capsys.readouterr().out
    assert command(place, "run") == 0
    assert command(place, "status") == 0
    assert "All is done." in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [("run", "--dry-run"), ("status",), ("plan",), ("show",), ("run", "--dry-run", "--json")]
)
def test_looking_touches_nothing(place: Workspace, words: tuple[str, ...]) -> None:
    before = tree(place.folder)
    assert command(place, *words) == 0 and tree(place.folder) == before
    command(place, "run")
    before = tree(place.folder)
    assert command(place, *words, "--set", "train.seed=3") == 0 and tree(place.folder) == before


def test_dry_run_says_why(place: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    command(place, "run")
    capsys.readouterr()
    assert command(place, "run", "--dry-run", "--set", "train.seed=3", "--set", "register.app=false") == 0
    lines = capsys.readouterr().out.splitlines()[1:]
    assert [line.split()[0] for line in lines] == STAGES
    assert lines[0].split(maxsplit=1)[1] == "is done"
    assert lines[2].endswith("seed is 3, was 1") and "would run again" in lines[2]
    assert "after gamma" in lines[3]


def test_from_only_until_and_variants(place: Workspace) -> None:
    assert command(place, "run", "--until", "beta") == 0 and calls(place) == ["alpha", "beta"]
    assert command(place, "run", "--from", "beta", "--until", "gamma") == 0 and calls(place) == ["beta", "gamma"]
    assert command(place, "run", "--only", "beta", "--set", "teacher.temperature=0.3") == 0 and calls(place) == ["beta"]
    variants = ["--set", "variants={A: 다정, B: 솔직}"]
    assert command(place, "run", "--blood_type", "A", *variants) == 0  # B2
    assert [path.name for path in place.stage("train").glob("*/")] == ["A"]
    assert command(place, "run", "--variant", "C", *variants) == 1


def test_plan_sums_what_is_left(place: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """F12, E4: counts, tokens, hours, memory, disk and money before anything is done."""
    assert command(place, "plan", "--set", "teacher.price_in=1") == 0
    text = capsys.readouterr().out
    assert "1 texts" in text and "60 s" in text and "beta: " in text and "Free on that disk" in text
    command(place, "run", "--until", "alpha")
    capsys.readouterr()
    assert command(place, "plan", "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert [stage["stage"] for stage in record["stages"]] == STAGES[1:]
    assert record["total"]["tokens"] == 500 and record["total"]["money"] == 0.5 and record["total"]["vram_bytes"] == 7
    assert record["fits"] and record["stages"][0]["estimate"]["counts"] == {"answers": 1}
    command(place, "run")
    capsys.readouterr()
    assert command(place, "plan") == 0 and "Nothing is left to do." in capsys.readouterr().out
    assert command(place, "plan", "--from", "alpha", "--json") == 0
    assert json.loads(capsys.readouterr().out)["total"]["seconds"] == 90


def test_status_as_json(place: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """F4."""
    command(place, "run", "--until", "beta")
    capsys.readouterr()
    assert command(place, "status", "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert [stage["condition"] for stage in record["stages"]] == ["done", "done", "new", "waits", "waits"]
    assert record["running"] is None and record["failure"] is None and record["stages"][0]["counts"] == {"texts": 1}


PROGRAM = """
import sys
from tests.trainer import fake_run
from trainer import catalog, opening
from trainer.__main__ import main
opening.discover = lambda: catalog.discover(fake_run.PACKAGE)
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("stage", ["beta", "gamma"])
def test_ctrl_c_and_sigterm(place: Workspace, stage: str, number: int, code: int) -> None:
    tell(place, stage, "hang")
    words = [sys.executable, "-c", PROGRAM, "run", place.id, "--workspace", str(place.folder.parent)]
    child = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True, process_group=0)
    pids = place.folder / "pids"
    try:
        end = time.monotonic() + 20
        while not (pids.exists() and " " in pids.read_text(encoding="utf-8")):
            assert time.monotonic() < end
            threading.Event().wait(0.02)
        os.kill(child.pid, number)
        assert child.wait(20) == code
        helper = int(pids.read_text(encoding="utf-8").split()[1])
        if stage == "beta":
            os.kill(helper, signal.SIGKILL)  # a light stage's own business
        assert child.stderr is not None
        said = child.stderr.read()
        assert "Traceback" not in said and ("stopped; what is done is kept" in said) == (number == signal.SIGINT)
    finally:
        child.kill()
        child.wait()
        if child.stderr is not None:
            child.stderr.close()
    assert command(place, "run") == 0


def test_detached(tmp_path: Path) -> None:
    """F4: a run in the background, and `status` to look at it. The real first stage."""
    place = fake_run.workspace(tmp_path)
    words = ["run", "elsa", "--until", "collect", "--workspace", str(tmp_path)]
    started = subprocess.run(
        [sys.executable, "-m", "trainer", *words, "--detach"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "goes on in the background" in started.stdout
    end = time.monotonic() + 30
    while not (place.stage("collect") / "manifest.json").exists():
        assert time.monotonic() < end, (place.logs / "run.log").read_text(encoding="utf-8")
        threading.Event().wait(0.05)
    while "is made" not in (place.logs / "run.log").read_text(encoding="utf-8"):
        assert time.monotonic() < end
        threading.Event().wait(0.05)
