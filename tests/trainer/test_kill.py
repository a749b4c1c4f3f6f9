"""`companion-train run`, killed by kill -9 in DPO, in merge and in quantize, each time run again: what comes out in the
end is byte for byte what a run gives that nobody disturbed. Real stages on a base of 160,000 weights."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.trainer.convert.tiny import write_model
from trainer import manifest
from trainer.create import Wish, create
from trainer.workspace import Workspace, at

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {
    "data.variations": 0,
    "prompt": "short",
    "train.threads": 1,
    "train.max_length": 512,
    "train.lora": {"r": 4, "alpha": 8, "dropout": 0.1},
    "train.stages": [{"name": "persona", "max_steps": 2, "batch": 4, "accumulate": 1, "optimizer": "adamw_torch"}],
    "train.dpo": {"enabled": True, "max_steps": 10, "batch": 2, "accumulate": 1, "learning_rate": 1e-3},
    "train.save_every": 1,
    "quantize": ["q8_0"],
    "deploy": "q8_0",
}


def start(place: Workspace, base: Path, until: str) -> "subprocess.Popen[bytes]":
    """The command, in a process of its own."""
    words = [sys.executable, "-m", "trainer", "run", place.id, "--workspace", str(place.folder.parent), "--offline"]
    words += ["--base", str(base), "--until", until]
    words += [part for key, value in SETTINGS.items() for part in ("--set", f"{key}={json.dumps(value)}")]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    with (place.folder / "said.txt").open("ab") as said:
        return subprocess.Popen(words, cwd=ROOT, env=environment, stdout=said, stderr=said)


def finish(child: "subprocess.Popen[bytes]", place: Workspace) -> None:
    assert child.wait(600) == 0, (place.folder / "said.txt").read_text(encoding="utf-8")[-3000:]


def kill_when(child: "subprocess.Popen[bytes]", place: Workspace, there: Callable[[], bool]) -> None:
    """kill -9 as soon as `there`, and nothing of it lives on."""
    end = time.monotonic() + 300
    while not there():
        assert child.poll() is None, (place.folder / "said.txt").read_text(encoding="utf-8")[-3000:]
        assert time.monotonic() < end, "it did not come that far"
        threading.Event().wait(0.005)
    helpers = psutil.Process(child.pid).children(recursive=True)
    os.kill(child.pid, signal.SIGKILL)
    assert child.wait(20) == -signal.SIGKILL
    _, alive = psutil.wait_procs(helpers, timeout=20)
    assert not alive


def results(place: Workspace) -> dict[str, str]:
    """SHA-256 of everything that dpo, merge, convert and quantize made; of what DPO took, all but the time."""
    found = {}
    for stage in ("dpo", "merge", "convert", "quantize"):
        made = manifest.read(place.stage(stage))
        assert made is not None, stage
        for one in made.outputs:
            data = (place.stage(stage) / one.path).read_bytes()
            if one.path.endswith("result.json"):
                taken = {key: value for key, value in json.loads(data).items() if key not in ("seconds", "peak_bytes")}
                data = json.dumps(taken).encode()
            found[f"{stage}/{one.path}"] = hashlib.sha256(data).hexdigest()
    return found


def events(place: Workspace, kind: str) -> list[dict[str, Any]]:
    lines = place.progress.read_text(encoding="utf-8").splitlines()
    return [record for line in lines if (record := json.loads(line))["event"] == kind]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Path]:
    """A workspace in which everything up to `train` is done, and its base."""
    root = tmp_path_factory.mktemp("kill")
    base = write_model(root / "base", "Qwen3ForCausalLM")
    place = create(at("elsa", root / "first"), Wish({"ko": "엘사", "en": "Elsa"})).workspace
    finish(start(place, base, "train"), place)
    return place, base


def test_killed_three_times_it_ends_as_if_it_had_not_been(trained: tuple[Workspace, Path], tmp_path: Path) -> None:
    first, base = trained
    whole, killed = Workspace(tmp_path / "whole" / "elsa"), Workspace(tmp_path / "killed" / "elsa")
    for copy in (whole, killed):
        shutil.copytree(first.folder, copy.folder)
    undisturbed = start(whole, base, "quantize")

    kill_when(
        start(killed, base, "quantize"),
        killed,
        lambda: (killed.stage("dpo") / "main" / "checkpoints" / "checkpoint-3" / "whole").exists(),
    )
    assert manifest.read(killed.stage("dpo")) is None and not (killed.stage("dpo") / "main" / "adapter").exists()
    part = killed.stage("merge") / ".main.part"
    kill_when(start(killed, base, "quantize"), killed, part.exists)
    assert manifest.read(killed.stage("dpo")) is not None and manifest.read(killed.stage("merge")) is None
    assert not (killed.stage("merge") / "main").exists(), "nothing partial has a final name"
    kill_when(start(killed, base, "quantize"), killed, (killed.stage("quantize") / manifest.STARTED).exists)
    assert manifest.read(killed.stage("quantize")) is None

    finish(start(killed, base, "quantize"), killed)
    finish(undisturbed, whole)
    assert results(killed) == results(whole) and len(results(whole)) > 12
    logs = [(place.stage("dpo") / "main" / "log.jsonl").read_text(encoding="utf-8") for place in (whole, killed)]
    assert logs[0] == logs[1] and len(logs[0].splitlines()) >= 10
    begun = [(record["stage"], record["reason"]) for record in events(killed, "stage_started")]
    after = begun[len([one for one in begun if one[0] not in ("dpo", "merge", "convert", "quantize")]) :]
    assert after == [
        *(("dpo", ""), ("dpo", "goes on")),
        *(("merge", ""), ("merge", "goes on")),
        ("convert", ""),
        *(("quantize", ""), ("quantize", "goes on")),
    ], "what was done stays done, and what was begun goes on"
    resumed = [record["done"] for record in events(killed, "progress") if record["stage"] == "dpo"]
    assert 3 in resumed and not list(killed.folder.rglob("*.part"))
