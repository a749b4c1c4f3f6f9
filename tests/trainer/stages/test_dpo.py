"""Real preference trainings of a few steps on the starter base."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from companion.errors import TrainingError
from tests.trainer.stages.test_train import ROOT, weights
from tests.trainer.training import material
from trainer.stage import Context
from trainer.stages import dpo, train, train_result

pytestmark = material.LIBRARIES


def recipe(method: str = "qlora", **more: Any) -> Any:
    settings = {"enabled": True, "batch": 2, "accumulate": 1, "max_steps": 4, "learning_rate": 1e-3}
    stages = material.stages({"max_steps": 2})
    return material.recipe(method, stages=stages, save_every=2, dpo=settings | more)


def ready(folder: Path, which: Any) -> tuple[Context, material.Told]:
    """A context for `dpo` behind a finished `train`."""
    before, _ = material.context(folder, which, "train")
    material.prepare(before, material.rows(8), [])
    train.run(before)
    ctx, told = material.context(folder, which, "dpo")
    material.preferences(ctx, material.rows(8))
    return ctx, told


class TestRun:
    """L6: preference training."""

    def test_the_adapter_goes_on_and_no_reference_is_saved(self, tmp_path: Path) -> None:
        ctx, told = ready(tmp_path, recipe())
        counts = dpo.run(ctx)
        assert counts["pairs"] == 8 and counts["steps"] == 4
        adapter = ctx.out / "main" / "adapter"
        assert train_result.last(ctx, "main") == adapter
        assert sorted(path.name for path in adapter.iterdir()) == ["adapter_config.json", "adapter_model.safetensors"]
        before, after = weights(ctx.of("train") / "main" / "adapter"), weights(adapter)
        assert before.keys() == after.keys() and any(not after[name].equal(before[name]) for name in before)
        margins = [event["rewards/margins"] for event in told.events if "rewards/margins" in event]
        assert margins[0] == 0 and margins[-1] > 0, "at the start it is its own reference; then it prefers the chosen"
        assert not (ctx.out / "main" / "checkpoints").exists()
        assert dpo.run(ctx) == counts

    def test_all_weights(self, tmp_path: Path) -> None:
        ctx, told = ready(tmp_path, recipe("full", learning_rate=1e-4))
        dpo.run(ctx)
        assert (train_result.last(ctx, "main") / "model.safetensors").is_file()
        margins = [event["rewards/margins"] for event in told.events if "rewards/margins" in event]
        assert abs(margins[0]) < 1e-4 and margins[-1] > 0.001

    @pytest.mark.slow
    def test_kill_minus_nine_changes_nothing(self, tmp_path: Path) -> None:
        whole, _ = ready(tmp_path / "whole", recipe())
        dpo.run(whole)
        ctx, told = ready(tmp_path / "killed", recipe())
        ended = subprocess.run(
            [sys.executable, "-c", KILLED, str(tmp_path / "killed")], capture_output=True, timeout=240, cwd=ROOT
        )
        assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()[-2000:]
        dpo.run(ctx)
        assert told.tells[0][0] == 2, "from the checkpoint"
        assert material.log(ctx.out / "main") == material.log(whole.out / "main")
        expected = weights(train_result.last(whole, "main"))
        found = weights(train_result.last(ctx, "main"))
        assert all(found[name].equal(tensor) for name, tensor in expected.items())


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.trainer.stages.test_dpo import recipe
from tests.trainer.training import material
from trainer.stages import dpo

ctx, told = material.context(Path(sys.argv[1]), recipe(), "dpo")


def tell(done, total, note):
    if done == 3:
        os.kill(os.getpid(), signal.SIGKILL)


object.__setattr__(ctx, "tell", tell)
dpo.run(ctx)
"""


class TestChoice:
    def test_it_is_skipped_unless_it_is_on(self) -> None:
        assert dpo.skip(material.recipe()) == "train.dpo.enabled is off"
        assert dpo.skip(recipe()) == ""

    def test_without_it_the_result_is_that_of_train(self, tmp_path: Path) -> None:
        ctx, _ = material.context(tmp_path, material.recipe())
        with pytest.raises(TrainingError, match="Run the stage `train` first"):
            train_result.last(ctx, "main")
        (ctx.of("train") / "main" / "adapter").mkdir(parents=True)
        assert train_result.last(ctx, "main") == ctx.of("train") / "main" / "adapter"


class TestBadInput:
    def test_no_pairs(self, tmp_path: Path) -> None:
        ctx, _ = ready(tmp_path, recipe())
        material.preferences(ctx, [])
        with pytest.raises(TrainingError, match="there are no pairs"):
            dpo.run(ctx)

    def test_files_that_do_not_belong_together(self, tmp_path: Path) -> None:
        ctx, _ = material.context(tmp_path, recipe(), "dpo")
        (ctx.of("train") / "main" / "adapter").mkdir(parents=True)
        material.preferences(ctx, material.rows(3))
        (ctx.of("preferences") / "dpo.jsonl").write_text(json.dumps({"prompt": []}) + "\n", encoding="utf-8")
        with pytest.raises(TrainingError, match=r"pairs\.jsonl has 3 lines and dpo\.jsonl 1"):
            dpo.run(ctx)

    def test_before_train(self, tmp_path: Path) -> None:
        ctx, _ = material.context(tmp_path, recipe(), "dpo")
        with pytest.raises(TrainingError, match="Run the stage `train` first"):
            dpo.run(ctx)
