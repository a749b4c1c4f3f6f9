"""`new`, `list`, `show`, `stages`, `presets`: in words and as JSON."""

import json
from pathlib import Path

import pytest

from trainer import recipe
from trainer.__main__ import main
from trainer.create import examples


@pytest.fixture
def root(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    where = ["--workspace", str(tmp_path)]
    assert main(["new", "rapunzel", *where]) == 0
    said = capsys.readouterr().out
    assert "from the example rapunzel" in said and "companion-train run rapunzel" in said
    return where


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_new_as_json(root: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "tale.txt").write_text("once", encoding="utf-8")
    names = ["--name", "엘사", "--name", "en=Elsa", "--from", str(tmp_path / "tale.txt"), "--language", "ko"]
    assert main(["new", "elsa", *names, *root, "--json"]) == 0
    record = json.loads(said(capsys))
    assert record["ok"] and record["sources"] == 1 and record["folder"] == str(tmp_path / "elsa")
    assert main(["show", "elsa", *root]) == 0 and said(capsys).startswith("엘사 (elsa)")


def test_show(root: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """E1: her sheet: name, story, looks, age, traits, speech."""
    assert main(["show", "rapunzel", *root]) == 0
    text = said(capsys)
    for words in (
        "라푼젤 / Rapunzel",
        "[ko]",
        "[en]",
        "age: ",
        "looks: ",
        "story: ",
        "traits: ",
        "speech: ",
        "recipe: ",
    ):
        assert words in text
    assert main(["show", "rapunzel", "--recipe", *root, "--set", "train.seed=77"]) == 0
    assert "seed: 77" in said(capsys)
    assert main(["show", "rapunzel", "--prompt", *root]) == 0
    assert "라푼젤" in said(capsys)
    assert main(["show", "rapunzel", "--json", *root]) == 0
    record = json.loads(said(capsys))
    assert record["character"]["id"] == "rapunzel" and record["recipe"]["register"]["app"] is True


def test_list(root: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "character.yaml").write_text("id: [", encoding="utf-8")
    assert main(["list", *root]) == 0
    lines = said(capsys).splitlines()
    assert lines[1].split()[0] == "broken" and "character.yaml is wrong" in lines[1] and "라푼젤" in lines[2]
    assert main(["list", "--json", *root]) == 0
    assert [one["id"] for one in json.loads(said(capsys))["characters"]] == ["broken", "rapunzel"]
    assert main(["list", "--workspace", str(tmp_path / "none")]) == 0
    assert f"companion-train new {examples()[0]}" in said(capsys)


def test_presets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["presets"]) == 0
    text = said(capsys)
    assert all(f"\n{name} " in text for name in recipe.presets())
    assert main(["presets", "--json"]) == 0
    assert all(one["what"] for one in json.loads(said(capsys))["presets"])


def test_stages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stages", "--json"]) == 0
    found = {one["stage"]: one for one in json.loads(said(capsys))["stages"]}
    assert found["train"]["heavy"] and not found["collect"]["heavy"] and "collect" in found["clean"]["needs"]
    assert main(["stages"]) == 0 and "collect" in said(capsys)
