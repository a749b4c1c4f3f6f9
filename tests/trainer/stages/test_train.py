"""Real trainings of a few steps on the starter base."""

import json
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from companion import paths
from companion.errors import TrainingError
from companion.persona import prompt
from tests.trainer.training import material
from trainer.stage import Context
from trainer.stages import train, train_result
from trainer.training import examples, trackers

ROOT = Path(__file__).resolve().parents[3]
pytestmark = material.LIBRARIES


def weights(folder: Path) -> dict[str, Any]:
    """All tensors of an adapter or a model."""
    from safetensors.torch import load_file

    found = {}
    for file in sorted(folder.glob("*.safetensors")):
        found |= load_file(str(file))
    return found


def trained(tmp_path: Path, recipe: Any, **rows: Any) -> tuple[Context, material.Told, dict[str, Any]]:
    """A context after `train`."""
    ctx, told = material.context(tmp_path, recipe)
    material.prepare(ctx, rows.get("train", material.rows(12)), rows.get("held_out", material.rows(4, prefix="v")))
    counts = train.run(ctx)
    return ctx, told, counts


class TestMethods:
    """E9: one configuration, three methods."""

    def test_qlora_learns_and_leaves_an_adapter(self, tmp_path: Path) -> None:
        """L5, M5: 4-bit NormalFloat base, adapter in front; on a CPU too."""
        ctx, told, counts = trained(tmp_path, material.recipe("qlora"))
        adapter = ctx.out / "main" / "adapter"
        config = json.loads((adapter / "adapter_config.json").read_text(encoding="utf-8"))
        assert (config["r"], config["lora_alpha"], config["base_model_name_or_path"]) == (8, 16, "starter")
        found = weights(adapter)
        assert len(found) == 2 * 7 * 3, "A and B of seven matrices in three layers"
        assert all(str(tensor.dtype) == "torch.float32" for tensor in found.values())
        losses = told.losses()
        assert len(losses) == counts["steps"] == 6 and losses[-1] < losses[0] - 0.5
        assert not (ctx.out / "main" / "checkpoints").exists()
        assert train_result.last(ctx, "main") == adapter
        assert told.tells[-1] == (6, 6, "persona")

    def test_the_log_holds_each_step_and_the_evaluations(self, tmp_path: Path) -> None:
        ctx, _, _ = trained(tmp_path, material.recipe("lora"))
        lines = material.log(ctx.out / "main")
        assert [line["step"] for line in lines if "loss" in line] == [1, 2, 3, 4, 5, 6]
        assert [line["step"] for line in lines if "eval_loss" in line] == [3, 6]
        assert all(line["part"] == "persona" for line in lines)
        result = json.loads((ctx.out / "main" / "result.json").read_text(encoding="utf-8"))
        assert result[0]["best"] == min(line["eval_loss"] for line in lines if "eval_loss" in line)
        assert result[0]["tokens"] > 1000 and result[0]["examples"] == 12

    def test_all_weights_leave_a_model(self, tmp_path: Path) -> None:
        ctx, told, _ = trained(tmp_path, material.recipe("full"))
        folder = train_result.last(ctx, "main")
        assert folder.name == "model"
        assert {"config.json", "model.safetensors", "tokenizer.json"} <= {path.name for path in folder.iterdir()}
        assert told.losses()[-1] < told.losses()[0] - 0.5

    def test_embeddings_are_trained_and_saved_when_asked_for(self, tmp_path: Path) -> None:
        """A new character's words are new tokens to a small base: frozen embeddings never learn them."""
        lora = {"r": 8, "alpha": 16, "embeddings": True}
        ctx, _, _ = trained(tmp_path, material.recipe("qlora", lora=lora))
        adapter = weights(train_result.last(ctx, "main"))
        embeddings = [name for name in adapter if "embed_tokens" in name]
        assert len(embeddings) == 1, "one matrix for embedding and head: they are tied"
        from safetensors.torch import load_file

        from companion import paths

        before = load_file(str(paths.assets() / "starter" / "base" / "model.safetensors"))
        assert not adapter[embeddings[0]].equal(before["model.embed_tokens.weight"])


class TestStages:
    """E6, E8: two stages, the second on the first one's adapter."""

    def test_the_second_stage_goes_on_with_the_first_adapter(self, tmp_path: Path) -> None:
        """E8: another rate and schedule, its own rows; nothing of the first stage is lost in between."""
        settings = material.stages(
            {"data": 1, "max_steps": 4},
            {"data": 2, "max_steps": 1, "learning_rate": 1e-9, "scheduler": "constant"},
        )
        general = material.rows(8, stage=1, prefix="g")
        ctx, told, counts = trained(
            tmp_path, material.recipe("qlora", stages=settings), train=[*general, *material.rows(4)]
        )
        assert counts["steps"] == 5 and len(told.losses("part_0")) == 4 and len(told.losses("part_1")) == 1
        records = json.loads((ctx.out / "main" / "result.json").read_text(encoding="utf-8"))
        assert [record["examples"] for record in records] == [8, 4]
        alone, _ = material.context(tmp_path / "alone", material.recipe("qlora", stages=settings[:1]))
        material.prepare(alone, general, material.rows(4, prefix="v"))
        train.run(alone)
        first, both = weights(train_result.last(alone, "main")), weights(train_result.last(ctx, "main"))
        assert all(both[name].allclose(tensor, atol=1e-6, rtol=0) for name, tensor in first.items())

    def test_a_stage_without_rows_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(TrainingError, match="`part_0` has no conversations"):
            trained(tmp_path, material.recipe(stages=material.stages({"data": 1})))


class TestVariants:
    """B2: one base, an adapter for each variant."""

    def test_each_sees_its_own_rows_and_those_for_all(self, tmp_path: Path) -> None:
        recipe = material.recipe("qlora", stages=material.stages({"max_steps": 2})).model_copy(
            update={"variants": {"A": "다정하다", "B": "솔직하다"}}
        )
        common = material.rows(4)
        own = [*material.rows(3, variant="A", prefix="a"), *material.rows(5, variant="B", prefix="b")]
        ctx, told, counts = trained(tmp_path, recipe, train=[*common, *own])
        assert counts["adapters"] == 2
        seen = {
            name: json.loads((ctx.out / name / "result.json").read_text(encoding="utf-8"))[0]["examples"]
            for name in ("A", "B")
        }
        assert seen == {"A": 7, "B": 9}
        first, second = (weights(train_result.last(ctx, name)) for name in ("A", "B"))
        assert any(not first[name].equal(second[name]) for name in first)
        assert {event["part"] for event in told.events} == {"A part_0", "B part_0"}

    def test_a_variant_that_is_done_is_not_trained_again(self, tmp_path: Path) -> None:
        recipe = material.recipe("qlora", stages=material.stages({"max_steps": 1}))
        ctx, told, counts = trained(tmp_path, recipe)
        told.events.clear()
        assert train.run(ctx) == counts
        assert not told.events


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.trainer.stages.test_train import resumed_recipe
from tests.trainer.training import material
from trainer.stages import train

ctx, told = material.context(Path(sys.argv[1]), resumed_recipe())
step = int(sys.argv[2])


def tell(done, total, note):
    if done == step and note == "part_1":
        os.kill(os.getpid(), signal.SIGKILL)


object.__setattr__(ctx, "tell", tell)
train.run(ctx)
"""


def resumed_recipe() -> Any:
    """Everything that draws random numbers: dropout, NEFTune, shuffling, packing; two stages."""
    settings = material.stages({"max_steps": 2}, {"max_steps": 7, "neftune": 5.0})
    lora = {"r": 8, "alpha": 16, "dropout": 0.1}
    return material.recipe("qlora", stages=settings, lora=lora, save_every=2, evaluate_every=2, packing="on")


class TestInterruption:
    """Killed at any moment it goes on, with the same losses."""

    @pytest.mark.slow
    def test_kill_minus_nine_changes_nothing(self, tmp_path: Path) -> None:
        """L6, F1: NEFTune and dropout draw the same numbers after the resumption as without it."""
        whole, _, _ = trained(tmp_path / "whole", resumed_recipe())
        ctx, told = material.context(tmp_path / "killed", resumed_recipe())
        material.prepare(ctx, material.rows(12), material.rows(4, prefix="v"))
        ended = subprocess.run(
            [sys.executable, "-c", KILLED, str(tmp_path / "killed"), "5"], capture_output=True, timeout=240, cwd=ROOT
        )
        assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()[-2000:]
        work = ctx.out / "main" / "checkpoints" / "2_part_1"
        assert (work / "checkpoint-4" / "whole").exists()
        assert not (ctx.out / "main" / "adapter").exists()
        (work / "checkpoint-6").mkdir()  # one that was being written
        train.run(ctx)
        assert told.tells[0] == (4, 7, "part_1"), "neither the first stage nor the first steps again"
        assert material.log(ctx.out / "main") == material.log(whole.out / "main")
        expected, found = weights(train_result.last(whole, "main")), weights(train_result.last(ctx, "main"))
        assert all(found[name].equal(tensor) for name, tensor in expected.items())

    def test_ctrl_c_keeps_the_checkpoints(self, tmp_path: Path) -> None:
        ctx, _ = material.context(tmp_path, material.recipe("lora", save_every=2))
        material.prepare(ctx, material.rows(12), [])

        def interrupt(done: int, total: int, note: str) -> None:
            if done == 3:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            train.run(replace(ctx, tell=interrupt))
        assert (ctx.out / "main" / "checkpoints" / "1_persona" / "checkpoint-2" / "whole").exists()


class TestMemory:
    """F6: when memory runs out the batch is halved, then the length."""

    def test_a_step_that_does_not_fit_is_done_in_smaller_ones(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import torch
        from trl import SFTTrainer

        real = SFTTrainer.training_step
        seen: list[tuple[int, ...]] = []

        def step(self: Any, model: Any, inputs: Any, *more: Any) -> Any:
            seen.append(tuple(inputs["input_ids"].shape))
            if inputs["input_ids"].shape[0] > 2:
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
            return real(self, model, inputs, *more)

        monkeypatch.setattr(SFTTrainer, "training_step", step)
        ctx, told, counts = trained(tmp_path, material.recipe("lora"))
        assert seen[0][0] == 4 and {shape[0] for shape in seen[1:]} == {2}
        assert counts["steps"] == 6, "as many updates as before: the gradients of two steps are added up"
        result = json.loads((ctx.out / "main" / "result.json").read_text(encoding="utf-8"))[0]
        assert (result["batch"], result["retries"], result["length"]) == (2, 1, 512)
        told_of = [event["next"] for event in told.events if event.get("memory")]
        assert told_of == [{"batch": 2, "accumulate": 2, "length": 512}]

    def test_it_gives_up_with_advice(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from trl import SFTTrainer

        def step(*_: Any) -> Any:
            raise RuntimeError("[enforce fail at alloc_cpu.cpp:118] DefaultCPUAllocator: can't allocate memory")

        monkeypatch.setattr(SFTTrainer, "training_step", step)
        with pytest.raises(TrainingError, match="even with batch 2 and 512 tokens") as caught:
            trained(tmp_path, material.recipe("lora", memory_retries=1))
        assert caught.value.code == "memory"

    def test_another_error_is_not_taken_for_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from trl import SFTTrainer

        def step(*_: Any) -> Any:
            raise RuntimeError("expected all tensors on one device")

        monkeypatch.setattr(SFTTrainer, "training_step", step)
        with pytest.raises(RuntimeError, match="one device"):
            trained(tmp_path, material.recipe("lora"))


class TestChoices:
    def test_chunked_and_full_loss_are_the_same(self, tmp_path: Path) -> None:
        """Packing and chunks change memory and speed, never what is learned."""
        losses = {}
        for loss in ("chunked", "full"):
            recipe = material.recipe("lora", loss=loss, lora={"r": 8, "dropout": 0.0})
            losses[loss] = trained(tmp_path / loss, recipe)[1].losses()
        assert losses["chunked"] == pytest.approx(losses["full"], abs=2e-4)

    @pytest.mark.parametrize("method", ["qlora", "full"])
    def test_packed_conversations_teach_what_they_teach_alone(self, tmp_path: Path, method: str) -> None:
        """Behind one system turn, apart from each other: the same loss and the same gradient as row by row."""
        same = material.stages({"batch": 12, "max_steps": 1, "scheduler": "constant"})
        found = {}
        for packing in ("off", "on"):
            recipe = material.recipe(method, packing=packing, stages=same, max_length=2048)
            ctx, _, _ = trained(tmp_path / packing, recipe)
            (line,) = (line for line in material.log(ctx.out / "main") if "loss" in line)
            found[packing] = (line["loss"], line["grad_norm"], line["mean_token_accuracy"])
            batch = json.loads((ctx.out / "main" / "result.json").read_text(encoding="utf-8"))[0]["batch"]
            assert batch == (12 if packing == "off" else 2), "two rows: one a language"
        assert found["on"] == pytest.approx(found["off"], abs=2e-3)

    def test_early_stopping(self, tmp_path: Path) -> None:
        """M11: a training that no longer helps on held-out rows ends, and the best state is kept."""
        settings = material.stages({"max_steps": 12, "learning_rate": 0.3, "scheduler": "constant"})
        ctx, _, counts = trained(tmp_path, material.recipe("lora", stages=settings, evaluate_every=1, patience=2))
        assert int(counts["steps"]) < 12
        result = json.loads((ctx.out / "main" / "result.json").read_text(encoding="utf-8"))[0]
        assert result["stopped_early"]

    def test_neftune_adds_noise_and_nothing_that_stays(self, tmp_path: Path) -> None:
        """L6."""
        losses = {}
        for noise in (0.0, 15.0):
            _, told, _ = trained(
                tmp_path / str(noise),
                material.recipe("lora", stages=material.stages({"max_steps": 2, "neftune": noise})),
            )
            losses[noise] = told.losses()
        assert losses[0.0] != losses[15.0]
        assert all(loss < 20 for loss in losses[15.0])

    def test_the_profile_stands_in_some_system_turns(self, tmp_path: Path) -> None:
        """M11: with probability 0.3; which ones does not change from run to run."""
        ctx, _ = material.context(tmp_path, material.recipe())
        material.prepare(ctx, material.rows(200), [])
        found = examples.select(ctx.of("prepare"), "train", variant="", stage="all")
        plain = examples.with_profile(found, ctx.character, 0.0, 1)
        some = examples.with_profile(found, ctx.character, 0.3, 1)
        changed = [one.id for one, other in zip(plain, some, strict=True) if one != other]
        assert 40 <= len(changed) <= 80
        full = next(one for one in some if one.id == changed[0]).messages[0]["content"]
        assert full == prompt.system_text(ctx.character, "ko", detail="full") or "Story" in full
        assert examples.with_profile(found, ctx.character, 0.3, 1) == some
        assert examples.with_profile(found, ctx.character, 0.3, 2) != some
        assert all(len(one.messages[0]["content"]) > 300 for one in examples.with_profile(found, ctx.character, 1.0, 1))

    def test_tensorboard_files_lie_beside_the_log(self, tmp_path: Path) -> None:
        """F7."""
        from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

        recipe = material.recipe("lora", report_to=["tensorboard"], stages=material.stages({"max_steps": 2}))
        ctx, told, _ = trained(tmp_path, recipe)
        (file,) = (ctx.out / "main" / "tensorboard").rglob("events.*")
        events = EventAccumulator(str(file.parent)).Reload()
        assert [event.value for event in events.Scalars("train/loss")] == pytest.approx(told.losses())


class TestBadInput:
    def test_targets_that_the_base_does_not_have(self, tmp_path: Path) -> None:
        """M11: `out_proj` is no layer of Qwen; the founding code passed over it in silence."""
        with pytest.raises(TrainingError, match="no layer out_proj; did you mean `o_proj`") as caught:
            trained(tmp_path, material.recipe(lora={"r": 8, "targets": ["q_proj", "out_proj"]}))
        assert "down_proj" in caught.value.hint

    def test_packing_that_the_base_does_not_allow(self, tmp_path: Path) -> None:
        """`on` insists; `auto` goes without."""
        folder = tmp_path / "windowed"
        shutil.copytree(paths.assets() / "starter" / "base", folder)
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        windowed = config | {"sliding_window": 64, "use_sliding_window": True}
        (folder / "config.json").write_text(json.dumps(windowed), encoding="utf-8")
        with pytest.raises(TrainingError, match="packing: on, but conversations can't share a row on windowed"):
            trained(tmp_path / "on", material.recipe(packing="on").model_copy(update={"base": str(folder)}))
        stages = material.stages({"max_steps": 1})
        recipe = material.recipe("lora", packing="auto", stages=stages).model_copy(update={"base": str(folder)})
        ctx, _, _ = trained(tmp_path / "auto", recipe)
        assert json.loads((ctx.out / "main" / "result.json").read_text(encoding="utf-8"))[0]["batch"] == 4

    def test_rows_that_do_not_belong_together(self, tmp_path: Path) -> None:
        ctx, _ = material.context(tmp_path, material.recipe())
        material.prepare(ctx, material.rows(4), [])
        (ctx.of("prepare") / "rows" / "train.jsonl").write_text("", encoding="utf-8")
        with pytest.raises(TrainingError, match=r"train\.jsonl, record 1: there is no row with this id"):
            train.run(ctx)

    def test_a_length_that_leaves_no_reply(self, tmp_path: Path) -> None:
        with pytest.raises(TrainingError, match="has a reply within 64 tokens"):
            trained(tmp_path, material.recipe(max_length=64))

    def test_a_tracker_without_its_key_stops_before_the_training(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """F7: no key -> a clear message, not a prompt that nobody answers."""
        monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.delenv("WANDB_API_KEY", raising=False)
        monkeypatch.delenv("WANDB_MODE", raising=False)
        with pytest.raises(TrainingError, match="wandb has no key") as caught:
            trained(tmp_path, material.recipe(report_to=["wandb"]))
        assert caught.value.code == "tracker-key"
        (tmp_path / ".netrc").write_text("machine api.wandb.ai login user password secret\n", encoding="utf-8")
        trackers.check(material.recipe(report_to=["wandb"]))

    def test_a_tracker_that_is_not_installed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        with pytest.raises(TrainingError, match="trackio is not installed"):
            trackers.check(material.recipe(report_to=["trackio"]))
