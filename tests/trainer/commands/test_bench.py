"""`companion-train bench` at toy size, for real."""

import json
from pathlib import Path

import pytest

from companion import paths
from tests.trainer.training import material
from trainer.__main__ import main
from trainer.training import bench, launch

pytestmark = material.LIBRARIES
QUICK = ["--steps", "1", "--warmup", "1", "--batch", "4", "--threads", "1"]


@pytest.mark.slow
def test_the_arms_stand_beside_one_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """B1: plain libraries, ours, and unsloth, which says in its row that it is not there."""
    monkeypatch.delenv(launch.UNSLOTH_PYTHON, raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    out = tmp_path / "bench.json"
    assert main(["bench", "--arms", "hf,ours,unsloth", *QUICK, "--out", str(out)]) == 0
    report = json.loads(out.read_text(encoding="utf-8"))
    plain, ours = report["arms"]["hf"], report["arms"]["ours"]
    assert plain["conversation_tokens"] == ours["conversation_tokens"] > 3000
    assert ours["tokens_per_cpu_second"] > 2 * plain["tokens_per_cpu_second"], "8 to 12 times on an idle machine"
    assert ours["held_out_loss"] == pytest.approx(plain["held_out_loss"], abs=0.2)
    assert "not installed here" in report["arms"]["unsloth"]["error"]
    text = capsys.readouterr().out
    assert "tokens a second" in text and text.count("\nours") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--arms", "ours,theirs"], "there is no arm theirs"),
        (["--base", "/nowhere"], "there is no folder"),
        (["--steps", "100000"], "The example has conversations for"),
    ],
)
def test_bad_input(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", *arguments]) == 1
    assert message in capsys.readouterr().err


def test_no_number_is_a_wrong_argument(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["bench", "--steps", "0"])
    assert caught.value.code == 2 and "'0' is no number above 0" in capsys.readouterr().err


def test_a_shape_is_built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random weights in the shape of a model that is not here; as many as the model has."""
    from trainer import base

    monkeypatch.setitem(bench.SHAPES, "small", bench.SHAPES["small"] | {"num_hidden_layers": 1, "vocab_size": 4096})
    told: list[str] = []
    folder = bench.shaped("small", told.append)
    assert base.inspect(folder, "small").parameters == 5_244_544
    assert folder.is_relative_to(paths.cache()) and len(told) == 1
    assert bench.shaped("small", told.append) == folder and len(told) == 1


def test_a_shape_that_does_not_fit_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    from companion.errors import TrainingError

    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 10**9})())
    with pytest.raises(TrainingError, match=r"qwen3-4b takes 8\.0 GB"):
        bench.shaped("qwen3-4b", lambda text: None)
