"""`versions` and `rollback`: which versions there are, and back to one of them."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.trainer import fake_run
from trainer import lock, versions
from trainer.__main__ import main
from trainer.workspace import Workspace


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return fake_run.workspace(tmp_path)


def add(place: Workspace, number: int, *, app: bool = False) -> None:
    """A version without characters: what the commands need of it."""
    folder = versions.folder(place, number)
    folder.mkdir(parents=True)
    (folder / "card.json").write_text(f"{number}", encoding="utf-8")
    stored = versions.Stored(sha256=hashlib.sha256(str(number).encode()).hexdigest(), bytes=1)
    version = versions.Version(
        number=number,
        created=f"2026-01-0{number}",
        fingerprint="f",
        quantization="q8_0",
        base="starter",
        licence="GPL",
        commercial=True,
        personas=(),
        evaluation={"q8_0": {"style": 0.97}},
        files={"card.json": stored},
    )
    (folder / versions.NAME).write_text(version.model_dump_json(), encoding="utf-8")
    (place.versions / "current").write_text(str(number), encoding="utf-8")


def command(place: Workspace, *words: str) -> int:
    return main([words[0], place.id, *words[1:], "--workspace", str(place.folder.parent)])


def test_versions(place: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(place, "versions") == 0 and "no version yet" in capsys.readouterr().out
    add(place, 1)
    add(place, 2)
    assert command(place, "versions") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[:2] == ["1", "2026-01-01"] and lines[2].split()[:2] == ["*", "2"] and "97%" in lines[2]
    assert command(place, "versions", "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert record["current"] == 2 and [one["version"] for one in record["versions"]] == [1, 2]


def test_rollback(place: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    add(place, 1)
    add(place, 2)
    assert command(place, "rollback") == 0 and versions.current(place) == 1
    assert "is version 1 again" in capsys.readouterr().out
    assert command(place, "rollback", "2", "--json") == 0 and versions.current(place) == 2
    assert json.loads(capsys.readouterr().out)["version"] == 2
    assert command(place, "rollback", "7") == 1 and "no version 7" in capsys.readouterr().err


def test_a_damaged_version_is_not_taken_and_a_busy_workspace_waits(
    place: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    add(place, 1)
    add(place, 2)
    (versions.folder(place, 1) / "card.json").write_text("cheated", encoding="utf-8")
    assert command(place, "rollback") == 1 and versions.current(place) == 2
    assert "missing or was changed" in capsys.readouterr().err
    with lock.held(place.lock):
        assert command(place, "rollback", "2") == 1
    assert "being trained already" in capsys.readouterr().err
