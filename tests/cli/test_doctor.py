"""`companion doctor`: every part is tried for real; what fails says what to do."""

from pathlib import Path
from typing import Any

import pytest

from companion.checkup import run as run_module
from tests.cli.conftest import Run

CHECKS = list(run_module.CHECKS)


@pytest.fixture(autouse=True)
def no_sound_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same on every machine: without a display."""
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)


def checks(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {check["name"]: check for check in data["checks"]}


def test_every_part_is_tried(talk: Run) -> None:
    ran = talk("doctor", "--json")
    (data,) = ran.lines()
    found = checks(data)
    assert list(found) == CHECKS
    for name in ("settings", "disk", "memory", "characters", "database", "avatar", "voice", "ears", "brain", "offline"):
        assert found[name]["status"] == "pass", found[name]
    assert found["screen"]["status"] == "note" and found["models"]["status"] in ("note", "pass")
    failed = [check for check in found.values() if check["status"] == "fail"]
    assert {check["name"] for check in failed} <= {"speaker", "microphone", "level", "echo"}
    assert all(check["fix"] for check in failed)
    assert data["ok"] == (not failed) and ran.code == (1 if failed else 0)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Only the checks that take no time."""
    few = {name: check for name, check in run_module.CHECKS.items() if check.__module__.endswith("parts")}
    few.pop("avatar")
    monkeypatch.setattr(run_module, "CHECKS", few)
    return list(few)


def test_live_each_check_is_told_as_it_begins_and_ends(talk: Run, quick: list[str]) -> None:
    lines = talk("doctor", "--live").lines()
    assert [(line["event"], line["name"]) for line in lines] == [
        (event, name) for name in quick for event in ("begun", "check")
    ]


def test_a_report_to_pass_on(talk: Run, home: Path, quick: list[str]) -> None:
    out = talk("doctor", "--report").out
    assert "vtuber-companion" in out and "disk" in out and "python" in out
    assert str(home) not in out and str(Path.home()) not in out and "/" not in out


def test_broken_parts_are_named_with_their_fix(talk: Run, run: Run, home: Path, tmp_path: Path) -> None:
    folder = home / "characters" / "ghost"
    folder.mkdir(parents=True)
    (folder / "character.yaml").write_text("id: ghost\n")
    (home / "conversations.sqlite3").write_bytes(b"not a database " * 1000)
    wrong = ("--set", f"brain.model={tmp_path / 'none.gguf'}", "--set", f"ears.model={tmp_path / 'deaf'}")
    ran = run(*wrong, "--set", "offline=false", "doctor", "--json")
    assert ran.code == 1 and "Traceback" not in ran.err
    (data,) = ran.lines()
    found = checks(data)
    assert not data["ok"]
    for name, word in (("brain", "none.gguf"), ("ears", "deaf"), ("characters", "ghost")):
        assert found[name]["status"] == "fail" and word in found[name]["detail"] and found[name]["fix"]
    assert found["database"]["status"] == "note" and "conversations.sqlite3.corrupt" in found["database"]["detail"]
    assert found["offline"]["status"] == "note"


def test_the_report_for_people(talk: Run) -> None:
    ran = talk("doctor")
    marked = [line for line in ran.out.splitlines() if line[:4] in ("ok  ", "FAIL", "note", "skip")]
    assert len(marked) == len(CHECKS)
    assert ("FAIL" in ran.out) == (ran.code == 1)
