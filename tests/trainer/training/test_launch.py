"""Trainings in other processes: by accelerate, and in unsloth's environment."""

import os
import sys
from pathlib import Path

import pytest
import yaml

from companion.errors import TrainingError
from tests.trainer.stages.test_train import weights
from tests.trainer.training import material
from trainer.recipe import Recipe
from trainer.stages import train, train_result
from trainer.training import launch

pytestmark = material.LIBRARIES


class TestAccelerate:
    """Several processes: `launcher: accelerate`."""

    @pytest.mark.slow
    def test_two_processes_learn_what_one_learns(self, tmp_path: Path) -> None:
        """Half the batch each: the same updates, within the order of the rows and the rounding of sums."""
        one = material.recipe("lora", lora={"r": 8, "dropout": 0.0}, stages=material.stages({"batch": 12, "epochs": 3}))
        two = material.recipe(
            "lora",
            lora={"r": 8, "dropout": 0.0},
            stages=material.stages({"batch": 6, "epochs": 3}),
            launcher="accelerate",
            launcher_config="multi_cpu",
        )
        losses = {}
        for name, recipe in (("one", one), ("two", two)):
            ctx, told = material.context(tmp_path / name, recipe)
            material.prepare(ctx, material.rows(12), [])
            assert train.run(ctx)["steps"] == 3
            losses[name] = told.losses()
            assert len(weights(train_result.last(ctx, "main"))) == 42
            assert told.tells[-1] == (3, 3, "part_0")
        assert losses["two"] == pytest.approx(losses["one"], abs=0.02)

    def test_a_worker_that_fails_says_why(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """One worker without the launcher around it: what it reports is what the person reads."""
        monkeypatch.setattr(
            launch, "accelerate_command", lambda recipe: [sys.executable, "-m", "trainer.training.worker"]
        )
        recipe = material.recipe(lora={"r": 8, "targets": ["out_proj"]}, launcher="accelerate")
        ctx, _ = material.context(tmp_path, recipe)
        material.prepare(ctx, material.rows(4), [])
        with pytest.raises(TrainingError, match="no layer out_proj"):
            train.run(ctx)

    def test_a_worker_that_dies_leaves_advice(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            launch, "accelerate_command", lambda recipe: [sys.executable, "-c", "import os; os.abort()"]
        )
        ctx, _ = material.context(tmp_path, material.recipe(launcher="accelerate"))
        material.prepare(ctx, material.rows(4), [])
        with pytest.raises(TrainingError, match="ended with status -6 and left no result") as caught:
            train.run(ctx)
        assert caught.value.retryable

    def test_the_configs_that_ship(self, tmp_path: Path) -> None:
        names = sorted(path.stem for path in launch.CONFIGS.glob("*.yaml"))
        assert names == ["fsdp", "multi_cpu", "multi_gpu", "zero2", "zero3"]
        for name in names:
            path = launch.config_file(Recipe.model_validate({"train": {"launcher_config": name}}))
            assert yaml.safe_load(path.read_text(encoding="utf-8"))["num_processes"] == 2
        own = tmp_path / "mine.yaml"
        own.write_text("distributed_type: MULTI_GPU\n", encoding="utf-8")
        assert launch.config_file(Recipe.model_validate({"train": {"launcher_config": str(own)}})) == own

    def test_a_config_that_is_not_there(self) -> None:
        with pytest.raises(TrainingError, match="there is no 'zero9'") as caught:
            launch.config_file(Recipe.model_validate({"train": {"launcher_config": "zero9"}}))
        assert "zero3" in caught.value.hint

    def test_deepspeed_that_is_not_installed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        ctx, _ = material.context(tmp_path, material.recipe(launcher="accelerate", launcher_config="zero2"))
        material.prepare(ctx, material.rows(4), [])
        with pytest.raises(TrainingError, match="needs the library `deepspeed`"):
            train.run(ctx)


class TestUnsloth:
    """B1: an optional backend in an environment of its own."""

    def test_where_it_is_missing_the_message_says_what_to_do(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv(launch.UNSLOTH_PYTHON, raising=False)
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        ctx, _ = material.context(tmp_path, material.recipe(backend="unsloth"))
        material.prepare(ctx, material.rows(4), [])
        with pytest.raises(TrainingError, match="unsloth is not installed here") as caught:
            train.run(ctx)
        assert launch.UNSLOTH_PYTHON in caught.value.hint

    def test_an_environment_without_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A real process of another Python that can't import it."""
        monkeypatch.setenv(launch.UNSLOTH_PYTHON, sys.executable)
        monkeypatch.setenv("PYTHONPATH", str(_without(tmp_path / "site")))
        ctx, _ = material.context(tmp_path, material.recipe(backend="unsloth"))
        material.prepare(ctx, material.rows(4), [])
        with pytest.raises(TrainingError, match="can't be loaded in its environment"):
            train.run(ctx)

    def test_a_python_that_is_not_there(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(launch.UNSLOTH_PYTHON, str(tmp_path / "python"))
        ctx, _ = material.context(tmp_path, material.recipe(backend="unsloth"))
        material.prepare(ctx, material.rows(4), [])
        with pytest.raises(TrainingError, match="can't be started"):
            train.run(ctx)

    @pytest.mark.slow
    @pytest.mark.skipif(launch.UNSLOTH_PYTHON not in os.environ, reason="no environment with unsloth is named")
    def test_it_trains_where_it_is_there(self, tmp_path: Path) -> None:
        ctx, told = material.context(tmp_path, material.recipe("lora", backend="unsloth", lora={"r": 8, "dropout": 0}))
        material.prepare(ctx, material.rows(12), material.rows(4, prefix="v"))
        assert train.run(ctx)["steps"] == 6
        assert told.losses()[-1] < told.losses()[0] - 0.5
        assert len(weights(train_result.last(ctx, "main"))) == 42


def _without(folder: Path) -> Path:
    """A search path on which importing unsloth fails, whatever is installed."""
    package = folder / "unsloth"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise ImportError('not here')\n", encoding="utf-8")
    return folder
