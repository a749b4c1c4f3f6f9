"""The formula against models that transformers builds (without weights), and the plan."""

import importlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from companion import paths
from companion.errors import TrainingError
from companion.persona.character import load_character
from tests.trainer.training import material
from trainer import base, pipeline
from trainer import recipe as recipes
from trainer.create import Wish, create
from trainer.progress import Progress
from trainer.recipe import Recipe, TeacherRecipe, preset
from trainer.stages import dpo, merge, train
from trainer.state import Job, Request
from trainer.training import estimate, shapes, speed
from trainer.training.job import Done
from trainer.workspace import at

pytestmark = material.LIBRARIES

QWEN25_7B = {
    "model_type": "qwen2",
    "hidden_size": 3584,
    "intermediate_size": 18944,
    "num_hidden_layers": 28,
    "num_attention_heads": 28,
    "num_key_value_heads": 4,
    "vocab_size": 152064,
    "tie_word_embeddings": False,
}
QWEN3_4B = {
    "model_type": "qwen3",
    "hidden_size": 2560,
    "intermediate_size": 9728,
    "num_hidden_layers": 36,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "head_dim": 128,
    "vocab_size": 151936,
    "tie_word_embeddings": True,
}
LLAMA2_13B = {
    "model_type": "llama",
    "hidden_size": 5120,
    "intermediate_size": 13824,
    "num_hidden_layers": 40,
    "num_attention_heads": 40,
    "num_key_value_heads": 40,
    "vocab_size": 46336,
    "tie_word_embeddings": False,
}
GEMMA2 = {
    "model_type": "gemma2",
    "hidden_size": 512,
    "intermediate_size": 1024,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 256,
    "vocab_size": 5000,
}


def built(config: dict[str, Any]) -> Any:
    """The same model as transformers builds it, on the meta device: shapes without memory."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    settings = {key: value for key, value in config.items() if key != "model_type"}
    with torch.device("meta"):
        return AutoModelForCausalLM.from_config(AutoConfig.for_model(config["model_type"], **settings))


class TestShapes:
    @pytest.mark.parametrize("config", [QWEN25_7B, QWEN3_4B, LLAMA2_13B, GEMMA2], ids=lambda one: one["model_type"])
    def test_every_weight_is_counted(self, config: dict[str, Any]) -> None:
        model = built(config)
        shape = shapes.of(config)
        assert shape is not None
        assert shape.parameters == sum(weight.numel() for weight in model.parameters())
        linear = [
            module
            for name, module in model.named_modules()
            if type(module).__name__ == "Linear" and "lm_head" not in name
        ]
        assert shape.matrices == sum(module.weight.numel() for module in linear)
        assert shape.adapter(16, "all-linear") == sum(16 * (m.in_features + m.out_features) for m in linear)

    def test_the_published_sizes(self) -> None:
        """§5 of the research: 7.62 and 4.02 billion weights, adapters of 40.4 and 33.0 million."""
        large, small = shapes.of(QWEN25_7B), shapes.of(QWEN3_4B)
        assert large is not None and small is not None
        assert (round(large.parameters / 1e9, 2), round(small.parameters / 1e9, 2)) == (7.62, 4.02)
        assert (round(large.adapter(16, "all-linear") / 1e6, 1), round(small.adapter(16, "all-linear") / 1e6, 1)) == (
            40.4,
            33.0,
        )

    def test_exaone_names_its_layers_otherwise(self) -> None:
        """E7: rank 256 on q, k, v and out_proj of the 2.4B model."""
        config = {"model_type": "exaone", "hidden_size": 2560, "intermediate_size": 7168, "num_layers": 30}
        config |= {"num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 80, "vocab_size": 102400}
        shape = shapes.of(config | {"tie_word_embeddings": True})
        assert shape is not None and round(shape.parameters / 1e9, 2) == 2.41
        exagirl = preset("exagirl").train.lora
        assert shape.adapter(exagirl.r, exagirl.targets) == 30 * 256 * (2 * (2560 + 2560) + 2 * (2560 + 640))

    def test_an_unknown_kind_or_a_config_without_sizes(self) -> None:
        assert shapes.of({"model_type": "mamba"}) is None
        assert shapes.of({"model_type": "llama"}) is None


class TestMemory:
    def plan(self, config: dict[str, Any], **settings: Any) -> estimate.Memory:
        shape = shapes.of(config)
        assert shape is not None
        recipe = Recipe.model_validate({"train": {"lora": {"r": 16, "alpha": 32}, **settings}})
        return estimate.memory(recipe, shape, batch=1, length=2048)

    def test_weights_of_a_quantized_base(self) -> None:
        """§5: Qwen2.5-7B 5.55 GB, Qwen3-4B 2.65 GB, at 4.127 bits a weight."""
        assert round(estimate.NF4_BITS, 3) == 4.127
        assert round(self.plan(QWEN25_7B).weights / 1e9, 2) == 5.55
        assert round(self.plan(QWEN3_4B).weights / 1e9, 2) == 2.65

    def test_an_a100_with_40_gb_holds_the_13b_base(self) -> None:
        """L5: LDCC-Instruct-Llama-2-ko-13B in 4 bit; not in 16 bit with all weights trained."""
        assert self.plan(LLAMA2_13B).total < 40e9
        assert self.plan(LLAMA2_13B, method="full").total > 40e9

    def test_each_choice_costs_or_saves_what_it_should(self) -> None:
        plain = self.plan(QWEN3_4B)
        assert self.plan(QWEN3_4B, loss="full").logits == 2 * plain.logits
        assert self.plan(QWEN3_4B, method="lora").weights > 2.5 * plain.weights
        assert self.plan(QWEN3_4B, lora={"r": 32}).training == 2 * plain.training


class TestPlan:
    def test_it_counts_what_prepare_made(self, tmp_path: Path) -> None:
        """F12: counts and hours before anything starts."""
        ctx, _ = material.context(tmp_path, material.recipe())
        material.prepare(ctx, material.rows(12), [])
        plan = train.plan(ctx)
        assert plan.counts == {"conversations": 12, "steps": 6, "adapters": 1}
        assert 2000 < plan.tokens < 8000, "the real count is 3,600: two epochs"
        assert plan.seconds > 0 and plan.vram_bytes > 0 and plan.disk_bytes > 0
        assert "counted in prepare" in plan.basis

    def test_each_adapter_counts_its_own(self, tmp_path: Path) -> None:
        ctx, _ = material.context(tmp_path, material.recipe().model_copy(update={"variants": {"A": "", "B": ""}}))
        both, own = material.rows(4), [material.rows(4, variant=name, prefix=name) for name in "AB"]
        material.prepare(ctx, [*both, *own[0], *own[1]], [])
        lines = [json.loads(line) for line in (ctx.of("prepare") / "train.jsonl").read_text("utf-8").splitlines()]
        rows = {row.id: row for row in [*both, *own[0], *own[1]]}
        for line in lines:
            line["meta"]["variant"] = rows[line["meta"]["id"]].variant
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (ctx.of("prepare") / "train.jsonl").write_text(text, encoding="utf-8")
        assert train.plan(ctx).counts == {"conversations": 8, "steps": 8, "adapters": 2}

    def test_before_there_are_pairs_one_a_conversation(self, tmp_path: Path) -> None:
        recipe = material.recipe(dpo={"enabled": True, "batch": 2, "accumulate": 2})
        ctx, _ = material.context(tmp_path, recipe, "dpo")
        material.prepare(ctx, material.rows(12), [])
        assert dpo.plan(ctx).counts == {"pairs": 12, "steps": 3}
        material.preferences(ctx, material.rows(8))
        plan = dpo.plan(ctx)
        assert plan.counts == {"pairs": 8, "steps": 2} and plan.tokens > 0


class TestBeforePrepare:
    """The plan of a new workspace says what the run will take, not a fraction of it."""

    @pytest.mark.parametrize("prompt", ["short", "full"])
    def test_conversations_and_tokens_are_those_of_the_run(self, tmp_path: Path, prompt: str) -> None:
        place = create(at("elsa", tmp_path), Wish({"ko": "엘사", "en": "Elsa"})).workspace
        loaded = recipes.load(place.recipe_file, {"prompt": prompt, "data.variations": 3, "data.validation": 0.1})
        job = Job(place, loaded, load_character(place.folder), Request(until="prepare"))
        before = train.plan(job.context(job.catalog["train"]))
        assert not place.stage("train").exists(), "no side effects"
        pipeline.run(job, Progress(place.progress))
        after = train.plan(job.context(job.catalog["train"]))
        assert "counted in prepare" in after.basis and "as `dialogues` plans them" in before.basis
        counted = [int(plan.counts["conversations"]) for plan in (before, after)]
        assert counted[0] == pytest.approx(counted[1], rel=0.1)
        assert before.tokens == pytest.approx(after.tokens, rel=0.25)

    def test_a_teacher_s_conversations_and_those_held_out(self, tmp_path: Path) -> None:
        """40 scenes with 4 dialogues, and questions, in two languages; a tenth is not trained on."""
        settings = {"engine": "openai_compatible", "model": "m"}
        recipe = material.recipe().model_copy(update={"teacher": TeacherRecipe.model_validate(settings)})
        ctx, _ = material.context(tmp_path, recipe)
        made = (40 * 4 + 40 + 60 + 40 + 40) * 2
        assert train.plan(ctx).counts["conversations"] == round(made * 0.9)
        assert list(ctx.out.iterdir()) == [], "no side effects"

    def test_variants_share_what_is_nobody_s_own(self, tmp_path: Path) -> None:
        settings = {"engine": "openai_compatible", "model": "m"}
        changes = {"teacher": TeacherRecipe.model_validate(settings), "variants": {"A": "", "B": ""}}
        ctx, _ = material.context(tmp_path, material.recipe().model_copy(update=changes))
        plan = train.plan(ctx)
        assert plan.counts["conversations"] == round((40 * 4 + 40 + 60 + 40 + 40) * 2 * 0.9)
        assert plan.counts["adapters"] == 2


class TestUnseenBase:
    """A base that is not on this machine: no download, and still figures."""

    @pytest.mark.parametrize("name", [name for name in recipes.presets() if name != "starter"])
    def test_every_preset_is_estimated(self, tmp_path: Path, name: str) -> None:
        ctx, _ = material.context(tmp_path, preset(name))
        for stage in ("check", "train", "dpo", "merge", "convert", "quantize", "verify", "evaluate", "register"):
            module = importlib.import_module(f"trainer.stages.{stage}")
            plan = module.plan(replace(ctx, out=ctx.of(stage)))
            assert not plan.unknown, stage
        plan = train.plan(ctx)
        assert plan.seconds > 0 and 3e9 < plan.vram_bytes < 40e9 and plan.disk_bytes > 0
        assert "sizes as published" in plan.basis

    @pytest.mark.parametrize("name", sorted(shapes.PUBLISHED))
    def test_published_shapes_have_the_published_weights(self, name: str) -> None:
        shape = shapes.of(shapes.PUBLISHED[name])
        assert shape is not None and shape.parameters == shapes.PUBLISHED[name]["parameters"]
        told = re.search(r"-([\d.]+)b", name.lower())
        assert told and shape.parameters / 1e9 == pytest.approx(float(told.group(1)), rel=0.1)

    def test_every_preset_s_base_is_known(self) -> None:
        assert {preset(name).base for name in recipes.presets()} - set(shapes.PUBLISHED) == {"starter"}

    def test_one_that_nobody_knows_is_unknown_and_not_nothing(self, tmp_path: Path) -> None:
        ctx, _ = material.context(tmp_path, material.recipe().model_copy(update={"base": "some/base"}))
        material.prepare(ctx, material.rows(12), [])
        plan = train.plan(ctx)
        assert plan.counts["conversations"] == 12 and plan.tokens > 0
        assert plan.unknown == ("seconds", "vram_bytes", "disk_bytes") and "some/base are not known" in plan.basis
        with pytest.raises(TrainingError, match="The sizes of some/base are not known"):
            merge.plan(ctx)

    def test_without_a_gpu_it_says_what_one_would_do(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(speed, "device", lambda: "cpu")
        ctx, _ = material.context(tmp_path, preset("qwen3-4b"))
        assert "there is no GPU here; by torchtune" in train.plan(ctx).basis
        monkeypatch.setattr(speed, "device", lambda: "NVIDIA RTX")
        assert "no GPU" not in train.plan(ctx).basis


class TestSpeed:
    def test_what_was_measured_here_comes_before_the_table(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(speed, "device", lambda: "cpu")
        recipe = Recipe()
        starter = base.resolve(recipe, offline=True)
        assert "not measured here yet" in speed.expect(recipe, starter).basis
        speed.remember(recipe, starter, [_done(steps=3)])
        assert "not measured here yet" in speed.expect(recipe, starter).basis, "three steps say nothing"
        speed.remember(recipe, starter, [_done(steps=30)])
        found = speed.expect(recipe, starter)
        assert found.tokens_per_second == pytest.approx(500) and found.basis == "measured here with starter"

    def test_a_larger_base_is_slower(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(speed, "device", lambda: "cpu")
        recipe = Recipe()
        starter = base.resolve(recipe, offline=True)
        speed.remember(recipe, starter, [_done(steps=30)])
        twice = base.Base(tmp_path, "twice", "MIT", True, "Qwen3ForCausalLM", 2 * starter.parameters, "")
        found = speed.expect(recipe, twice)
        assert found.tokens_per_second == pytest.approx(250) and "scaled" in found.basis

    def test_a_broken_cache_is_measured_anew(self) -> None:
        paths.cache().mkdir(parents=True)
        speed.file().write_text("{", encoding="utf-8")
        assert "not measured" in speed.expect(Recipe(), base.resolve(Recipe(), offline=True)).basis


def _done(steps: int) -> Done:
    return Done(
        steps=steps, loss=1.0, best=None, tokens=5000, seconds=10.0, examples=9, truncated=0, length=512, batch=4
    )
