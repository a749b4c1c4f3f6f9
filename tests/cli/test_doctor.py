"""`companion doctor`: every part is tried for real; what fails says what to do."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

CHECKS = "settings disk characters database screen avatar speaker microphone voice ears brain offline".split()  # noqa: SIM905


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
    for name in ("settings", "disk", "characters", "database", "avatar", "voice", "ears", "brain", "offline"):
        assert found[name]["status"] == "pass", found[name]
    assert found["screen"]["status"] == "note"
    failed = [check for check in found.values() if check["status"] == "fail"]
    assert {check["name"] for check in failed} <= {"speaker", "microphone"}
    assert all(check["fix"] for check in failed)
    assert data["ok"] == (not failed) and ran.code == (1 if failed else 0)


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
    marked = [line for line in ran.out.splitlines() if line[:4] in ("ok  ", "FAIL", "note")]
    assert len(marked) == len(CHECKS)
    assert ("FAIL" in ran.out) == (ran.code == 1)
