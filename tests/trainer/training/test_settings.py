"""Presets in the words of today's libraries."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.trainer.training import material
from trainer import recipe as recipes
from trainer.recipe import Recipe
from trainer.training import settings
from trainer.training.hardware import Hardware
from trainer.training.job import Job
from trainer.training.memory import Sizes

pytestmark = material.LIBRARIES
GPU = Hardware(True, "bf16", "sdpa", True, "a GPU")
CPU = Hardware(False, "fp32", "sdpa", True, "a CPU")


def job(recipe: Recipe, index: int = 0, folder: str = "/nowhere") -> Job:
    return Job(
        kind="sft",
        index=index,
        recipe=recipe.model_dump(mode="json", by_alias=True),
        base="",
        base_name="",
        template="",
        examples="",
        held_out="",
        start="",
        work=folder,
        out="",
        log="",
        label="persona",
    )


def arguments(name: str, index: int = 0, hardware: Hardware = GPU) -> dict[str, Any]:
    """Of stage `index` of a preset, for 1,000 rows with some held out."""
    recipe = recipes.preset(name)
    sizes = settings.sizes_of(recipe, job(recipe, index))
    once, total = settings.steps(1000, sizes, recipe.train.stages[index].epochs, None)
    return settings.supervised(job(recipe, index), hardware, sizes, held_out=True, once=once, total=total)


class TestPresets:
    """The values of the founding systems, under today's names."""

    def test_exagirl(self) -> None:
        """E7, E8."""
        first, second = arguments("exagirl", 0), arguments("exagirl", 1)
        assert (first["learning_rate"], first["num_train_epochs"]) == (1e-4, 1)
        assert (first["per_device_train_batch_size"], first["gradient_accumulation_steps"]) == (1, 16)
        assert (first["lr_scheduler_type"], first["warmup_steps"]) == ("cosine", 0.1)
        assert (second["learning_rate"], second["lr_scheduler_type"]) == (4e-5, "constant")
        assert second["gradient_accumulation_steps"] == 4
        lora = recipes.preset("exagirl").train.lora
        assert (lora.r, lora.alpha, lora.dropout) == (256, 128, 0.1)
        assert set(lora.targets) == {"q_proj", "k_proj", "v_proj", "out_proj"}, "EXAONE's name of the fourth"

    def test_fairy_tale(self) -> None:
        """F6."""
        found = arguments("fairy-tale")
        assert (found["learning_rate"], found["num_train_epochs"], found["max_length"]) == (2e-4, 3, 2048)
        assert (found["per_device_train_batch_size"], found["gradient_accumulation_steps"]) == (4, 4)
        assert (found["optim"], found["warmup_steps"]) == ("paged_adamw_32bit", 0.03)

    def test_megumin(self) -> None:
        """M11: 900 steps of warm-up stay steps; a share below 1 stays a share."""
        found = arguments("megumin")
        assert found["warmup_steps"] == 900 and isinstance(found["warmup_steps"], int)
        assert found["optim"] == "paged_adamw_32bit"
        recipe = recipes.preset("megumin")
        assert (recipe.train.patience, recipe.train.stages[0].profile_probability) == (10, 0.3)

    def test_ldcc(self) -> None:
        """L6, L7."""
        found = arguments("ldcc")
        assert (found["learning_rate"], found["num_train_epochs"], found["weight_decay"]) == (2e-4, 4, 0.01)
        assert found["neftune_noise_alpha"] > 0 and found["max_length"] == 1024

    @pytest.mark.parametrize("name", recipes.presets())
    def test_the_library_takes_them_all(self, name: str, tmp_path: Path) -> None:
        """Each on this machine, which has no GPU: nothing is called by an old name."""
        from trl import SFTConfig

        recipe = recipes.preset(name)
        for index in range(len(recipe.train.stages)):
            found = arguments(name, index, CPU) | {"output_dir": str(tmp_path)}
            made = SFTConfig(**found)
            assert made.use_cpu and not made.bf16 and made.optim.value == "adamw_torch"


class TestSteps:
    def test_an_epoch_that_does_not_come_out_even_has_one_more(self) -> None:
        assert settings.steps(17, Sizes(4, 2, 512), 2.0, None) == (3, 6)
        assert settings.steps(17, Sizes(4, 2, 512), 2.0, 5) == (3, 5)
        assert settings.steps(17, Sizes(4, 1, 512), 1.0, None, processes=2) == (3, 3)

    def test_checkpoints_are_made_where_one_is_evaluated(self) -> None:
        recipe = material.recipe(save_every=7, evaluate_every=3)
        found = settings.supervised(job(recipe), CPU, Sizes(4, 1, 512), held_out=True, once=10, total=30)
        assert (found["eval_steps"], found["save_steps"]) == (3, 9)
        alone = settings.supervised(job(recipe), CPU, Sizes(4, 1, 512), held_out=False, once=10, total=30)
        assert (alone["eval_strategy"], alone["save_steps"]) == ("no", 7)

    def test_the_best_state_is_kept_only_where_one_may_stop_early(self) -> None:
        for patience in (0, 3):
            recipe = material.recipe(patience=patience)
            found = settings.supervised(job(recipe), CPU, Sizes(4, 1, 512), held_out=True, once=10, total=30)
            assert found["load_best_model_at_end"] is (patience > 0)

    def test_optimizers_of_the_gpu_are_plain_adamw_on_a_cpu(self) -> None:
        assert settings.optimizer("paged_adamw_32bit", CPU) == "adamw_torch"
        assert settings.optimizer("adamw_8bit", CPU) == "adamw_torch"
        assert settings.optimizer("paged_adamw_32bit", GPU) == "paged_adamw_32bit"
        assert settings.optimizer("adafactor", CPU) == "adafactor"

    def test_a_packed_update_holds_as_many_conversations(self) -> None:
        """4 x 4 conversations, four to a row: one row at a time, four of them added up."""
        assert settings.packed(Sizes(4, 4, 2048), 4.0) == Sizes(1, 4, 2048)
        assert settings.packed(Sizes(8, 2, 512), 2.0) == Sizes(4, 2, 512)
        assert settings.packed(Sizes(1, 1, 512), 1.0) == Sizes(1, 1, 512)
        assert settings.packed(Sizes(2, 1, 512), 50.0) == Sizes(1, 1, 512)

    def test_a_job_crosses_a_process_border(self) -> None:
        from dataclasses import asdict

        one = job(recipes.preset("starter"))
        assert replace(Job(**asdict(one)), label="x").settings() == recipes.preset("starter")
