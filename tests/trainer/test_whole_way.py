"""The whole way, as a person goes it: new, run, and the character answers in the app. Real parts, the starter base."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from companion.persona.character import load_character
from tests.trainer.teachers.loopback import REFUSAL, Said, good, server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

STAGE = {"batch": 8, "accumulate": 1, "optimizer": "adamw_torch"}
FEW_STEPS = {
    "train.method": "qlora",
    "train.stages": [
        {"name": "manner", "data": 1, "max_steps": 4, **STAGE},
        {"name": "persona", "data": 2, "max_steps": 10, **STAGE},
    ],
    "train.dpo": {"enabled": True, "max_steps": 3, "batch": 4, "accumulate": 1},
    "train.save_every": 4,
    "train.evaluate_every": 4,
    "evaluate": {"samples": 6, "base": False, "quants": False, "perplexity": False},
}
"""A few steps of everything: what is made is a whole model, though not a good one."""
NO_QUALITY = {
    f"gates.{name}": None
    for name in ("style", "identity", "emotion", "json_valid_free", "stop", "language", "leak", "quant_drop")
}
FEW_ROWS = {"data.variations": 0, "train.dpo.enabled": False}
A_FIFTH = {
    "data.variations": 3,
    "train.method": "qlora",
    "train.stages": [
        {"name": "manner", "data": 1, "max_steps": 20, "learning_rate": 0.003, **STAGE},
        {"name": "persona", "data": 2, "max_steps": 260, "learning_rate": 0.003, **STAGE},
    ],
    "train.dpo": {"enabled": True, "max_steps": 4, "batch": 4, "accumulate": 1, "learning_rate": 1e-6},
    "evaluate": {"samples": 20, "probes": 40, "base": True, "quants": False, "perplexity": False},
    "gates.identity": 0.8,
    "gates.emotion": 0.5,
}
"""A fifth of the steps of the starter preset: enough for her style and her name, not for all that she should know."""


def start(home: Path, *arguments: str, module: str = "trainer") -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env=os.environ | {"COMPANION_HOME": str(home), "OPENAI_API_KEY": "none"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def command(home: Path, *arguments: str, module: str = "trainer", code: int = 0) -> str:
    with start(home, *arguments, module=module) as process:
        out, err = process.communicate(timeout=1400)
    assert process.returncode == code, f"{arguments}: {process.returncode}\n{out[-3000:]}\n{err[-3000:]}"
    return out if code == 0 else out + err


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def settings(values: dict[str, Any]) -> list[str]:
    return [part for key, value in values.items() for part in ("--set", f"{key}={json.dumps(value)}")]


@dataclass(frozen=True)
class Trained:
    """A home in which Rapunzel was really trained. run: the arguments that made her."""

    home: Path
    run: tuple[str, ...]

    @property
    def workspace(self) -> Path:
        return self.home / "training" / "rapunzel"

    def card(self) -> dict[str, Any]:
        return dict(json.loads((self.workspace / "report" / "card.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """In two stages and DPO on the 4-bit base, with the gates on."""
    home = tmp_path_factory.mktemp("trained")
    command(home, "new", "rapunzel")
    run = ("run", "rapunzel", *settings(A_FIFTH))
    command(home, *run)
    return Trained(home, run)


def ask(home: Path, who: str, text: str) -> dict[str, Any]:
    """A reply in the app."""
    return dict(json.loads(command(home, "ask", "--character", who, "--json", text, module="companion")))


def test_a_new_character_from_seed_dialogues_answers_in_the_app(trained: Trained) -> None:
    home, workspace = trained.home, trained.workspace
    done = {path.parent.name for path in workspace.glob("stages/*/manifest.json")}
    assert done >= {"collect", "clean", "scenes", "dialogues", "prepare", "preferences", "check", "train", "dpo"}
    assert done >= {"merge", "convert", "quantize", "verify", "evaluate", "register"}
    parity = json.loads((workspace / "stages" / "verify" / "report.json").read_text(encoding="utf-8"))
    assert parity["variants"]["main"]["conversations"] >= 100
    assert trained.card()["passed"] is True

    listed = json.loads(command(home, "characters", "list", "--json", module="companion"))
    assert "rapunzel" in json.dumps(listed)
    for text in ("안녕", "Who are you?"):
        reply = ask(home, "rapunzel", text)
        assert reply["character"] == "rapunzel" and reply["text"].strip() and 0 <= reply["intensity"] <= 1

    before = len(_lines(workspace / "progress.jsonl"))
    command(home, *trained.run)
    events = _lines(workspace / "progress.jsonl")[before:]
    assert sum(event["event"] == "stage_skipped" for event in events) == len(done), "a second run does nothing"


def test_she_speaks_in_her_style_and_knows_her_name_and_the_base_does_not(trained: Trained) -> None:
    """The deployed GGUF against the starter base, asked the same: every marker of her sheet at its rate."""
    part = trained.card()["variants"]["main"]
    her, base = part["overall"], part["base"]["overall"]
    character = load_character(trained.workspace)
    for language, speech in character.speech.items():
        for marker in speech.markers:
            name = f"marker:{language}:{marker.name}"
            assert her[name]["value"] >= marker.min_rate and her[name]["n"] >= 60, name
    assert her["style"]["low"] > base["style"]["high"] and her["level"]["value"] > 0.9 > base["level"]["value"]
    assert her["identity"]["low"] > base["identity"]["high"]
    assert her["identity_named"]["value"] >= 0.5 > 0.1 >= base["identity_named"]["value"]
    assert "라푼젤" in ask(trained.home, "rapunzel", "이름이 뭐야?")["text"]
    assert "Rapunzel" in ask(trained.home, "rapunzel", "What is your name?")["text"]


def test_a_failed_gate_leaves_the_version_that_stands_in_the_menu(trained: Trained) -> None:
    sheet = trained.home / "characters" / "rapunzel" / "character.yaml"
    before = sheet.read_bytes()
    out = command(trained.home, *trained.run, "--set", "gates.emotion=1.0", code=3)
    assert "emotion" in out and trained.card()["passed"] is False
    assert sheet.read_bytes() == before
    assert ask(trained.home, "rapunzel", "안녕")["text"].strip()


def test_a_teacher_that_fails_in_all_ways_still_makes_a_character(tmp_path: Path) -> None:
    def behave(number: int, body: dict[str, Any]) -> Said:
        if number < 2:
            return Said(status=500, content="overloaded")
        if number % 9 == 4:
            return Said(content=good(number, body)[:-7])  # broken JSON
        if number % 17 == 6:
            return Said(stall=True)
        if number % 23 == 8:
            return Said(content=REFUSAL)
        return Said()

    command(tmp_path, "new", "mina", "--name", "Mina")
    with server(behave) as log:
        teacher = {
            "teacher": {"engine": "openai_compatible", "url": log.url, "model": "m", "timeout": 2, "workers": 16},
            "data.scenes": 8,
            "data.dialogues_per_scene": 2,
            "data.qa": 8,
            "data.identity": 16,
            "data.protective": 8,
            "data.general": 12,
        }
        every = settings(FEW_STEPS | NO_QUALITY | teacher)
        command(tmp_path, "run", "mina", *every)
        asked = len(log.bodies)
        assert asked > 20 and log.most > 4
        good_answers = len({json.dumps(body) for body in log.bodies})
        command(tmp_path, "run", "mina", *every, "--from", "dialogues", "--until", "dialogues")
        again = len(log.bodies) - asked
        assert again < good_answers / 4, "only what was never answered well is asked again"
    workspace = tmp_path / "training" / "mina"
    rows = _lines(workspace / "stages/dialogues/rows.jsonl")
    assert {row["kind"] for row in rows} >= {"dialogue", "qa", "identity", "protective", "general"}
    assert ask(tmp_path, "mina", "hello")["text"].strip()


@pytest.fixture(scope="session")
def killed_and_whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two homes with the same few steps of training, made side by side: one was killed twice on the way, one never."""
    killed, whole = tmp_path_factory.mktemp("killed"), tmp_path_factory.mktemp("whole")
    for home in (killed, whole):
        command(home, "new", "rapunzel")
    run = ["run", "rapunzel", *settings(FEW_STEPS | FEW_ROWS), "--until", "train"]
    stages = killed / "training" / "rapunzel" / "stages"
    with ThreadPoolExecutor(1) as pool:
        undisturbed = pool.submit(command, whole, *run)
        _kill_when(start(killed, *run), lambda: (stages / "dialogues/manifest.json").exists())
        _kill_when(start(killed, *run), lambda: any(stages.glob("train/main/checkpoints/2_persona/checkpoint-4")))
        command(killed, *run)
        undisturbed.result()
    return killed, whole


def test_killed_and_resumed_is_the_same_as_never_killed(killed_and_whole: tuple[Path, Path]) -> None:
    results = []
    for home in killed_and_whole:
        stages = home / "training" / "rapunzel" / "stages"
        steps = [row for row in _lines(stages / "train/main/log.jsonl") if "loss" in row and "step" in row]
        losses = {(row["part"], row["step"]): row["loss"] for row in steps}
        results.append(((stages / "prepare/train.jsonl").read_bytes(), losses))
    (data, losses), (data_again, losses_again) = results
    assert data == data_again
    assert len(losses) >= 8 and losses == pytest.approx(losses_again, abs=1e-6)


def test_a_failed_gate_keeps_a_new_character_out_of_the_menu(killed_and_whole: tuple[Path, Path]) -> None:
    home = killed_and_whole[1]
    out = command(home, "run", "rapunzel", *settings(FEW_STEPS | FEW_ROWS), code=3)
    workspace = home / "training" / "rapunzel"
    assert "style" in out and "not good enough" in out
    assert "Not yet" in (workspace / "report" / "card.md").read_text(encoding="utf-8")
    assert not (home / "characters" / "rapunzel").exists()


def _kill_when(process: "subprocess.Popen[str]", reached: Any) -> None:
    deadline = time.monotonic() + 900
    while not reached():
        assert process.poll() is None, f"it ended before it could be killed: {process.communicate()[1][-2000:]}"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
