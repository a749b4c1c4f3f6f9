"""`companion-train plan` for a base that is not here: figures, or a plain word that there are none; reasons once."""

import json
from pathlib import Path

import pytest

from tests.trainer.fake_run import tree
from trainer.__main__ import main


@pytest.fixture
def words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """A new workspace."""
    assert main(["new", "elsa", "--name", "엘사", "--preset", "qwen2.5-7b", "--workspace", str(tmp_path)]) == 0
    capsys.readouterr()
    return ["plan", "elsa", "--workspace", str(tmp_path), "--offline", "--set", "teacher.model=m"]


def table(text: str) -> dict[str, str]:
    """Stage -> the rest of its line."""
    lines = text.partition("\n\n")[0].splitlines()[1:]
    return {line.split()[0]: line for line in lines}


def test_a_fresh_machine_gets_every_figure(
    words: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    before = tree(tmp_path)
    assert main(words) == 0
    text = capsys.readouterr().out.partition("This would stop the run:")[0]
    rows = table(text)
    assert "11.3 GB" in rows["train"] and "15.2 GB" in rows["merge"] and "15.2 GB" in rows["check"]
    assert "unknown" not in text and "at least" not in text and "may be downloaded" not in text
    assert "fetched from the hub" in text and tree(tmp_path) == before


def test_what_nobody_knows_is_called_unknown(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--base", "some/base"]) == 0
    text = capsys.readouterr().out
    rows = table(text)
    assert rows["train"].split()[-3:] == ["unknown"] * 3 and "conversations" in rows["train"]
    assert rows["merge"].split()[1:] == ["unknown"] * 3 and rows["clean"].split() == ["clean"]
    assert "at least 4 min" in rows["all"] and rows["all"].count("at least") == 2 and "unknown" in rows["all"]
    reasons = [line for line in text.splitlines() if "The sizes of some/base are not known" in line]
    assert len(reasons) == 1, "seven stages, one reason"
    assert reasons[0].startswith("check, train, merge, convert, quantize, verify, evaluate: ")
    assert "more is needed than can be told yet" in text


def test_as_json(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--json", "--base", "some/base"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["at_least"] == ["disk_bytes", "money", "seconds", "tokens", "vram_bytes"]
    stages = {stage["stage"]: stage for stage in record["stages"]}
    assert stages["train"]["unknown"] == ["disk_bytes", "seconds", "vram_bytes"] and not stages["scenes"]["unknown"]
    assert stages["train"]["estimate"]["counts"]["conversations"] > 500
