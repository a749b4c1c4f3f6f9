"""Loading, and what can be wrong with it; saving, and what happens when the disk is full."""

import errno
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from companion import paths
from companion.errors import TrainingError
from tests.trainer.training import material
from tests.trainer.training.test_settings import CPU, job
from trainer.training import checkpoints, hardware, model
from trainer.training.follow import Log
from trainer.training.job import Job

pytestmark = material.LIBRARIES
STARTER = paths.assets() / "starter" / "base"


def prepared(tmp_path: Path, method: str = "lora", **changes: Any) -> Job:
    """A job on a copy of the starter base whose config.json has these changes."""
    folder = tmp_path / "base"
    shutil.copytree(STARTER, folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | changes), encoding="utf-8")
    return replace(job(material.recipe(method)), base=str(folder), base_name="toy")


class TestLoad:
    def test_code_of_its_own_runs_only_when_the_recipe_trusts_it(self, tmp_path: Path) -> None:
        one = prepared(
            tmp_path, model_type="mystery", auto_map={"AutoConfig": "code.C", "AutoModelForCausalLM": "code.M"}
        )
        trap = tmp_path / "ran"
        (tmp_path / "base" / "code.py").write_text(f"open({str(trap)!r}, 'w')\n", encoding="utf-8")
        with pytest.raises(TrainingError, match="toy brings program code of its own") as caught:
            model.load(one, CPU)
        assert caught.value.code == "remote-code" and not trap.exists()

    def test_an_unknown_network_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(TrainingError, match="The model of toy can't be loaded"):
            model.load(prepared(tmp_path, model_type="mystery"), CPU)

    def test_an_adapter_of_another_base(self, tmp_path: Path) -> None:
        small = model.load(prepared(tmp_path), CPU)
        small.save_pretrained(str(tmp_path / "adapter"))
        file = tmp_path / "adapter" / "adapter_model.safetensors"
        from safetensors.torch import load_file, save_file

        save_file({name: tensor[:, :8].contiguous() for name, tensor in load_file(str(file)).items()}, str(file))
        with pytest.raises(TrainingError, match="is no adapter of this base"):
            model.load(replace(prepared(tmp_path / "two"), start=str(tmp_path / "adapter")), CPU)

    def test_two_adapters_of_one_seed_are_equal(self, tmp_path: Path) -> None:
        import torch

        first = model.trained_weights(model.load(prepared(tmp_path / "a"), CPU))
        torch.rand(7)
        second = model.trained_weights(model.load(prepared(tmp_path / "b"), CPU))
        assert len(first) == 42 and all(second[name].equal(tensor) for name, tensor in first.items())

    def test_the_base_is_in_four_bit(self, tmp_path: Path) -> None:
        """L5, M5."""
        loaded = model.load(prepared(tmp_path, "qlora"), CPU)
        kinds = [type(module).__name__ for module in loaded.modules() if hasattr(module, "quant_state")]
        assert kinds == ["Linear4bit"] * 21, "seven matrices in three layers; not the head"
        state = next(module for module in loaded.modules() if type(module).__name__ == "Linear4bit").weight.quant_state
        assert state.quant_type == "nf4" and state.nested


class TestSave:
    def test_a_full_disk_leaves_nothing_under_the_final_name(self, tmp_path: Path) -> None:
        class Full:
            peft_config: dict[str, Any] = {}  # noqa: RUF012

            def save_pretrained(self, folder: str, **_: Any) -> None:
                (Path(folder) / "adapter_model.safetensors").write_bytes(b"half")
                raise OSError(errno.ENOSPC, "No space left on device")

        with pytest.raises(TrainingError, match="No space left on device") as caught:
            model.save(Full(), prepared(tmp_path), tmp_path / "out" / "adapter")
        assert caught.value.code == "disk" and not (tmp_path / "out" / "adapter").exists()

    def test_an_earlier_result_is_replaced_as_a_whole(self, tmp_path: Path) -> None:
        target = tmp_path / "out" / "adapter"
        target.mkdir(parents=True)
        (target / "old").write_text("", encoding="utf-8")
        one = prepared(tmp_path)
        model.save(model.load(one, CPU), one, target)
        assert sorted(path.name for path in target.iterdir()) == ["adapter_config.json", "adapter_model.safetensors"]


class TestCheckpoints:
    def test_only_whole_ones_count(self, tmp_path: Path) -> None:
        for step in (9, 10, 100):
            (tmp_path / f"checkpoint-{step}").mkdir()
        for step in (9, 10):
            checkpoints.mark(tmp_path / f"checkpoint-{step}")
        assert checkpoints.newest(tmp_path) == tmp_path / "checkpoint-10"
        assert not (tmp_path / "checkpoint-100").exists()
        checkpoints.clear(tmp_path)
        assert checkpoints.newest(tmp_path) is None and checkpoints.step_of(tmp_path) == -1


class TestLog:
    def test_steps_that_are_done_again_are_forgotten_first(self, tmp_path: Path) -> None:
        file = tmp_path / "log.jsonl"
        first, second = Log(file, "one"), Log(file, "two")
        for step in (1, 2):
            first.add({"step": step})
        for step in (1, 2, 3):
            second.add({"step": step})
        with file.open("a", encoding="utf-8") as half:
            half.write('{"part": "two", "st')
        second.rewind(1)
        kept = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        assert [(line["part"], line["step"]) for line in kept] == [("one", 1), ("one", 2), ("two", 1)]


class TestHardware:
    def test_all_cores_but_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for cores, expected in ((1, 1), (2, 1), (16, 15)):
            monkeypatch.setattr(hardware, "cores", lambda cores=cores: cores)
            assert hardware.threads(0) == expected
        assert hardware.threads(3) == 3

    @pytest.mark.skipif("__import__('torch').cuda.is_available()", reason="a GPU knows fp16")
    def test_a_precision_that_this_machine_does_not_know(self) -> None:
        with pytest.raises(TrainingError, match="fp16 trains on a GPU only"):
            hardware.find(material.recipe(precision="fp16").train)
        assert hardware.find(material.recipe().train).precision == "fp32"
