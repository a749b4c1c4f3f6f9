"""`companion-train format --show`: what the model reads, and what of it is learned (B8)."""

import json
from pathlib import Path

import pytest

from tests.trainer.data import making
from tests.trainer.data.making import said
from trainer.__main__ import main
from trainer.recipe import DataRecipe, Recipe
from trainer.stages import prepare


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [making.row("a", said("안녕", "왔구나!")), making.row("b", said("뭐 해?", "폭발!"), said("또?", "또 쾅!"))]
    making.inputs(tmp_path, dialogues=rows)
    prepare.run(making.context(tmp_path, "prepare", Recipe(data=DataRecipe(validation=0, test=0))))
    (tmp_path / "ruby" / "recipe.yaml").write_text("base: starter\nprompt: short\n")
    return tmp_path


def run(folder: Path, *words: str) -> int:
    return main(["format", "ruby", "--workspace", str(folder), *words])


def test_it_prints_a_row_with_its_mask(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "--show", "--row", "2") == 0
    out = capsys.readouterr().out
    assert out.startswith("<|im_start|>system\n당신은 루비입니다.")
    assert '⟦{"emotion": "joy", "intensity": 0.6, "text": "폭발!"}<|im_end|>⟧' in out
    assert '⟦{"emotion": "joy", "intensity": 0.6, "text": "또 쾅!"}<|im_end|>⟧' in out
    assert out.partition("\nb (")[0].count("⟦") == 2
    assert "b (dialogue, ko), 2 of 2" in out


def test_tokens_and_other_templates(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """L4: the same row in LDCC's form."""
    assert run(folder, "--tokens", "--set", "template=ldcc") == 0
    out = capsys.readouterr().out
    assert "│" in out
    assert out.replace("│", "").count("### Answer:\n⟦{") == 1


def test_json_holds_every_piece(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert record["ok"] is True
    assert (record["id"], record["rows"]) == ("a", 2)
    learned = "".join(piece["text"] for piece in record["pieces"] if piece["learned"])
    assert learned == '{"emotion": "joy", "intensity": 0.6, "text": "왔구나!"}<|im_end|>'
    assert 0 < record["learned"] < record["tokens"]


@pytest.mark.parametrize("words", [("--row", "0"), ("--row", "3"), ("--part", "test")])
def test_a_row_that_is_not_there_is_told(
    folder: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, *words) == 1
    assert "There is no row" in capsys.readouterr().err


def test_before_prepare_it_says_what_to_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "ruby" / "stages" / "prepare" / "rows" / "train.jsonl").unlink()
    assert run(folder, "--show") == 1
    assert "--until prepare" in capsys.readouterr().err
