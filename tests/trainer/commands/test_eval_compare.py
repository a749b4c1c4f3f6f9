"""`eval` and `compare` on the shipped brain: cards of any GGUF, two models side by side, and what goes wrong."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trainer.evaluation import workshop
from tests.trainer.teachers.loopback import Said, server
from trainer import rows
from trainer.__main__ import EXIT_GATE, main
from trainer.evaluation import side_by_side
from trainer.evaluation.side_by_side import Asking
from trainer.evaluation.speaker import GREEDY

BRAIN = str(workshop.BRAIN)
Failing = Callable[..., str]


@pytest.fixture
def failing(capsys: pytest.CaptureFixture[str]) -> Failing:
    """Runs a command that must fail with one line; returns it."""

    def run(*words: str) -> str:
        assert main(list(words)) == 1
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return said.err

    return run


@pytest.mark.parametrize("who", ["snow_white", "ruby"])
def test_the_shipped_brain_as_each_shipped_character(
    who: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """M10: any character, any GGUF."""
    words = ["eval", BRAIN, "--character", who, "--out", str(tmp_path), "--probes", "12", "--json"]
    assert main(words) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["ok"] and record["overall"]["json_valid"]["value"] == 1.0
    assert record["overall"]["language"]["value"] > 0.8
    card = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    assert card["id"] == who and card["gates"] == [] and card["settings"]["sampling"] == {"temperature": 0.5}
    assert card["settings"]["prompt"] == "short"
    assert (tmp_path / "card.html").is_file() and (tmp_path / "card.md").is_file()


def test_rows_of_ones_own_a_base_and_gates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """F13: with limits a failure is told as a table and by the exit code."""
    rows.write(tmp_path / "mine.jsonl", workshop.some_rows())
    words = ["eval", BRAIN, "--character", "snow_white", "--set", str(tmp_path / "mine.jsonl"), "--samples", "8"]
    words += ["--base", BRAIN, "--probes", "4", "--gates", "--contract-only", "--out", str(tmp_path / "out")]
    words += ["--temperature", "0", "--threads", "1"]
    code = main(words)
    said = capsys.readouterr()
    card = json.loads((tmp_path / "out" / "card.json").read_text(encoding="utf-8"))
    part = card["variants"]["main"]
    assert part["groups"]["held_out"]["emotion"]["n"] == 8 and "json_valid_free" not in part["overall"]
    assert part["base"]["forgetting"]["value"] == 0.0
    assert code == (0 if card["passed"] else EXIT_GATE)
    if not card["passed"]:
        assert "card.html" in said.err + said.out


def test_what_cant_be_measured_is_told(failing: Failing, tmp_path: Path) -> None:
    assert "does not exist" in failing("eval", "none.gguf")
    assert "--character ID: ruby, snow_white" in failing("eval", BRAIN)
    assert "did you mean `ruby`" in failing("eval", BRAIN, "--character", "rubyy")
    (tmp_path / "junk.gguf").write_bytes(b"junk" * 9)
    said = failing("eval", str(tmp_path / "junk.gguf"))
    assert "junk.gguf is not a GGUF file" in said and "--character" not in said, "what is wrong with it comes first"
    assert "junk.gguf is not a GGUF file" in failing("compare", str(tmp_path / "junk.gguf"), BRAIN)
    assert "companion-train new nobody" in failing("eval", "nobody", "--workspace", str(tmp_path))
    (tmp_path / "x.gguf").write_text("x", encoding="utf-8")
    assert "is not a GGUF" in failing("eval", str(tmp_path / "x.gguf"), "--character", "ruby", "--out", str(tmp_path))
    (tmp_path / "r.jsonl").write_text('{"id": 1}\n', encoding="utf-8")
    assert "r.jsonl, line 1" in failing("eval", BRAIN, "--character", "ruby", "--set", str(tmp_path / "r.jsonl"))


@pytest.mark.parametrize("words", [["--temperature", "9"], ["--top-p", "2"], ["--samples", "0"], ["--max-tokens", "1"]])
def test_impossible_settings_are_wrong_arguments(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["eval", BRAIN, "--character", "ruby", *words])
    assert caught.value.code == 2 and words[0] in capsys.readouterr().err


def test_a_workspace_is_measured_by_its_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = workshop.base_gguf(tmp_path)
    ctx = workshop.fill(tmp_path, base, workshop.recipe())
    folder = ctx.workspace.folder
    (folder / "character.yaml").write_bytes((workshop.character().folder / "character.yaml").read_bytes())
    (folder / "recipe.yaml").write_text(
        "prompt: short\nquantize: [q8_0]\ndeploy: q8_0\ntrain: {max_length: 512}\nevaluate: {samples: 4, probes: 4}\n"
        "gates: {emotion: null, identity: null, json_valid_free: 0.5, leak: 1.0, style: 0.5, language: 0.5}\n",
        encoding="utf-8",
    )
    assert main(["eval", "snow_white", "--workspace", str(tmp_path), "--threads", "1"]) == 0
    said = capsys.readouterr().out
    assert "Feeling is right" in said and "She is ready" in said
    card = json.loads((folder / "report" / "eval" / "model-q8_0" / "card.json").read_text(encoding="utf-8"))
    assert card["variants"]["main"]["groups"]["held_out"]["emotion"]["n"] == 4
    out = tmp_path / "side"
    words = ["compare", "base", "snow_white", "--workspace", str(tmp_path), "--out", str(out), "--threads", "1"]
    assert main(words) == 0
    made = json.loads((out / "compare.json").read_text(encoding="utf-8"))
    assert (made["base"], made["tuned"]) == ("model-f16", "model-q8_0") and len(made["rows"]) > 30


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    path = tmp_path / "prompts.txt"
    path.write_text("# mine\n안녕?\n\nWho are you <b>really</b>?\n오늘 뭐 했어?\n", encoding="utf-8")
    return path


def test_two_models_side_by_side(tmp_path: Path, prompts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """L8: the same prompt to base and tuned, as HTML, Markdown and JSON, with her role and sampling of one's own."""
    base = workshop.base_gguf(tmp_path)
    words = ["compare", str(base), BRAIN, "--character", "snow_white", "--prompts", str(prompts), "--temperature", "0"]
    words += ["--no-repeat-ngram", "2", "--max-tokens", "60", "--out", str(tmp_path / "out"), "--threads", "1"]
    assert main(words) == 0
    assert "compare.html" in capsys.readouterr().out
    made = json.loads((tmp_path / "out" / "compare.json").read_text(encoding="utf-8"))
    assert [row["prompt"] for row in made["rows"]] == ["안녕?", "Who are you <b>really</b>?", "오늘 뭐 했어?"]
    assert all(row[side]["text"].strip() for row in made["rows"] for side in ("base", "tuned"))
    assert made["sampling"]["no_repeat"] == 2 and made["role"] is None
    page = (tmp_path / "out" / "compare.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;really&lt;/b&gt;" in page and "<script" not in page and "starter-q8_0" in page
    text = (tmp_path / "out" / "compare.md").read_text(encoding="utf-8")
    assert "| prompt |" in text and "\\<b\\>really" in text


def test_a_judge_says_which_is_better_in_both_orders(
    tmp_path: Path, prompts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = '{"reason": "r", "winner": "B"}'
    words = ["compare", BRAIN, BRAIN, "--character", "ruby", "--prompts", str(prompts), "--out", str(tmp_path / "o")]
    with server(lambda number, body: Said(content=answer)) as log:
        assert main([*words, "--judge", log.url, "--judge-model", "strict", "--offline"]) == 0
    made = json.loads((tmp_path / "o" / "compare.json").read_text(encoding="utf-8"))
    assert len(log.bodies) == 6 and made["duels"] == {"0": 0.5, "1": 0.5, "2": 0.5}
    assert made["judge"]["agreed"]["value"] == 0.0
    assert "asked in both orders" in (tmp_path / "o" / "compare.md").read_text(encoding="utf-8")


def test_free_text_without_a_character(tmp_path: Path, prompts: Path) -> None:
    """L8, L9: a role of one's own, plain text."""
    words = ["compare", BRAIN, BRAIN, "--prompts", str(prompts), "--role", "You write plays.", "--free"]
    assert main([*words, "--out", str(tmp_path / "o"), "--max-tokens", "8", "--json"]) == 0
    made = json.loads((tmp_path / "o" / "compare.json").read_text(encoding="utf-8"))
    assert made["role"] == "You write plays." and made["character"] == ""


def test_roles_make_the_conversation() -> None:
    who = workshop.character()
    sheet = Asking(who, None, "short", GREEDY, False)
    assert [one.role for one in sheet.messages("안녕")] == ["system", "user"]
    assert sheet.language("안녕") == "ko" and sheet.language("Hello") == "en" and sheet.language("!?") == "en"
    own = Asking(who, "A pirate.", "short", GREEDY, False).messages("안녕")
    assert own[0].content == "A pirate." and own[1].content == "[neutral] 안녕"
    assert [one.role for one in Asking(None, "", "full", GREEDY, True).messages("x")] == ["user"]


def test_prompts_that_cant_be_read_are_named(failing: Failing, tmp_path: Path) -> None:
    path = tmp_path / "p.txt"
    words = ("compare", BRAIN, BRAIN, "--prompts", str(path))
    assert "can't be read" in failing(*words)
    path.write_text("# nothing\n\n", encoding="utf-8")
    assert "holds no prompt" in failing(*words)
    path.write_text("ok\n" + "x" * 5000, encoding="utf-8")
    assert "line 2" in failing(*words)
    path.write_bytes(b"\xff\xff")
    assert "UTF-8" in failing(*words)
    assert "There are no prompts" in failing("compare", BRAIN, BRAIN)
    with pytest.raises(Exception, match="can't be read"):
        side_by_side.prompts(tmp_path)
