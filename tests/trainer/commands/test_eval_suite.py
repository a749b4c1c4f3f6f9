"""`eval --suite` on the shipped starter brain: a real run with a handful of turns, and what goes wrong."""

import json
from pathlib import Path

import pytest

from tests.trainer.evaluation.suite_parts import BRAIN, HELD_OUT
from trainer.__main__ import EXIT_FAILED, EXIT_GATE, EXIT_USAGE, main

WORDS = ["eval", str(BRAIN), "--suite", str(HELD_OUT), "--threads", "1"]


def test_a_real_run_writes_both_cards_and_ends_by_its_limits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = [*WORDS, "--character", "snow_white,ruby", "--samples", "1", "--out", str(tmp_path), "--json"]
    code = main(few)
    told = json.loads(capsys.readouterr().out)
    card = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    whole = card["figures"]["overall"]["all"]
    assert code == (0 if card["passed"] else EXIT_GATE) and told["ok"] is card["passed"]
    assert card["characters"] == ["snow_white", "ruby"] and card["whole"] == 7
    assert card["replies"] == 2 * 2 * (1 + 1 + 1 + 5 + 1)
    assert whole["json_valid"] == {"value": 1.0, "low": pytest.approx(0.904, abs=0.001), "high": 1.0, "n": 36}
    assert whole["point"]["n"] == 4 and whole["context"]["n"] >= 8 and whole["odd_valid"]["n"] == 4
    assert whole["language"]["value"] > 0.8
    assert "json_valid_free" not in whole, "the starter brain says written lines: it decodes nothing freely"
    assert set(card["figures"]["both"]) == {"snow_white, ko", "snow_white, en", "ruby, ko", "ruby, en"}
    assert len(card["samples"]) == 4 and len(card["talks"]) == 4 and all(len(talk) == 5 for talk in card["talks"])
    text = (tmp_path / "card.md").read_text(encoding="utf-8")
    assert "## Limits" in text and "## 4 samples to be read" in text
    assert main(few) == code
    again = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    assert {**again, "made": ""} == {**card, "made": ""}


def test_what_can_not_be_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, says in (
        ([*WORDS, "--character", "cinderella"], "nothing about cinderella"),
        (["eval", "missing.gguf", "--suite", str(HELD_OUT)], "missing.gguf does not exist"),
        (["eval", str(BRAIN), "--suite", str(tmp_path / "nowhere")], "cast.yaml is missing; write it"),
    ):
        assert main([*words, "--out", str(tmp_path / "out")]) == EXIT_FAILED
        said = capsys.readouterr()
        assert says in said.err and "Traceback" not in said.err and not (tmp_path / "out").exists()
    with pytest.raises(SystemExit) as stopped:
        main([*WORDS, "--recall", "9"])
    assert stopped.value.code == EXIT_USAGE and "--recall must be from 0 to 8" in capsys.readouterr().err
