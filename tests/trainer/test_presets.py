"""The presets say what the founding systems' checklist says, in today's words (research §1)."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from companion.errors import TrainingError
from trainer import recipe
from trainer.recipe import Recipe

TOPICS = Path(recipe.__file__).parent / "topics"
ALL_LINEAR = "all-linear"


def at(loaded: Recipe, key: str) -> Any:
    value: Any = loaded
    for part in key.split("."):
        value = value[int(part)] if part.isdigit() else value[part] if isinstance(value, dict) else getattr(value, part)
    return value


CHECKLIST: dict[str, dict[str, Any]] = {
    "megumin": {  # M5, M11
        "base": "Qwen/Qwen2.5-7B-Instruct",
        "template": "chatml",
        "train.method": "qlora",
        "train.lora.r": 32,
        "train.lora.alpha": 64,
        "train.lora.dropout": 0.2,
        "train.lora.targets": ALL_LINEAR,  # its `out_proj`, `ff_proj` do not exist in Qwen2.5
        "train.stages.0.learning_rate": 2e-5,
        "train.stages.0.scheduler": "cosine",
        "train.stages.0.epochs": 10,
        "train.stages.0.batch": 8,
        "train.stages.0.accumulate": 8,
        "train.stages.0.warmup": 900,
        "train.stages.0.optimizer": "paged_adamw_32bit",
        "train.stages.0.profile_probability": 0.3,
        "data.validation": 0.2,
        "train.evaluate_every": 300,
        "train.save_every": 300,
        "train.patience": 10,
        "train.completion_only": True,  # its collator threw the mask away
    },
    "exagirl": {  # E3, E4, E5, E7, E8, E9, E11
        "base": "LGAI-EXAONE/EXAONE-3.5-2.4B-Instruct",
        "teacher.engine": "openai_compatible",
        "teacher.model": "gpt-4o",
        "teacher.temperature": 0.9,
        "teacher.workers": 32,
        "teacher.retries": 3,
        "data.topics": "exagirl",
        "data.exchanges": (2, 5),
        "train.method": "lora",
        "train.precision": "bf16",
        "train.lora.r": 256,
        "train.lora.alpha": 128,
        "train.lora.dropout": 0.1,
        "train.stages.0.data": 1,
        "train.stages.0.epochs": 1,
        "train.stages.0.learning_rate": 1e-4,
        "train.stages.0.batch": 1,
        "train.stages.0.accumulate": 16,
        "train.stages.0.scheduler": "cosine",
        "train.stages.0.warmup": 0.1,
        "train.stages.1.data": 2,
        "train.stages.1.epochs": 2,
        "train.stages.1.learning_rate": 4e-5,
        "train.stages.1.batch": 1,
        "train.stages.1.accumulate": 4,
        "train.stages.1.scheduler": "constant",
        "sampling.max_tokens": 128,
        "sampling.temperature": 0,
    },
    "fairy-tale": {  # F2, F6, F9, F12
        "base": "Qwen/Qwen3-4B-Instruct-2507",
        "teacher.model": "exaone3.5:7.8b",
        "data.dialogues_per_scene": 23,
        "train.method": "qlora",
        "train.stages.0.epochs": 3,
        "train.stages.0.learning_rate": 2e-4,
        "train.stages.0.batch": 4,
        "train.stages.0.accumulate": 4,
        "train.stages.0.warmup": 0.03,
        "train.stages.0.scheduler": "cosine",
        "train.stages.0.optimizer": "paged_adamw_32bit",
        "train.max_length": 2048,
        "train.lora.r": 16,
        "train.lora.alpha": 32,
        "train.lora.dropout": 0.05,
        "train.lora.targets": ALL_LINEAR,
        "train.save_every": 0,
        "train.keep_checkpoints": 3,
        "quantize": ("q4_0",),
        "deploy": "q4_0",
        "sampling.temperature": 0.7,
        "sampling.top_p": 0.95,
        "sampling.top_k": 40,
        "sampling.max_tokens": 300,
        "sampling.repeat_penalty": 1.1,
        "sampling.repeat_last_n": 64,
    },
    "ldcc": {  # L4, L5, L6, L7, L9
        "base": "LDCC/LDCC-Instruct-Llama-2-ko-13B-v1.4",
        "task": "script",
        "template": "ldcc",
        "data.only_with_emotion": True,
        "train.method": "qlora",
        "train.precision": "fp16",
        "train.max_length": 1024,
        "train.lora.r": 16,
        "train.lora.alpha": 32,
        "train.lora.dropout": 0.045,
        "train.stages.0.learning_rate": 2e-4,
        "train.stages.0.batch": 1,
        "train.stages.0.epochs": 4,
        "train.stages.0.warmup": 0.1,
        "train.stages.0.weight_decay": 0.01,
        "train.stages.0.accumulate": 4,
        "train.stages.0.neftune": 5,
        "train.dpo.enabled": True,
        "sampling.max_tokens": 1024,
    },
    "bloodtype": {  # B1, B2, B8
        "template": "bloodtype",
        "train.method": "qlora",
        "train.backend": "auto",
        "register_.adapter": True,
    },
    "starter": {"base": "starter", "teacher.engine": "seed_dialogues", "deploy": "q8_0"},
    "qwen2.5-7b": {"base": "Qwen/Qwen2.5-7B-Instruct", "train.method": "qlora"},
    "qwen3-4b": {"base": "Qwen/Qwen3-4B-Instruct-2507", "train.method": "qlora"},
    "exaone-3.5": {"base": "LGAI-EXAONE/EXAONE-3.5-7.8B-Instruct", "train.method": "qlora"},
    "llama-2-ko": {"base": "beomi/llama-2-ko-7b", "train.method": "qlora"},
}


def test_every_preset_is_in_the_checklist() -> None:
    assert set(recipe.presets()) == set(CHECKLIST)


@pytest.mark.parametrize(
    ("name", "key", "value"), [(name, key, value) for name, keys in CHECKLIST.items() for key, value in keys.items()]
)
def test_value(name: str, key: str, value: Any) -> None:
    """M5 M11 E3 E5 E7 E8 E9 E11 F2 F6 F9 L4 L5 L6 L7 B1."""
    assert at(recipe.preset(name), key) == value


@pytest.mark.parametrize("name", recipe.presets())
def test_nothing_dangerous_or_impossible(name: str) -> None:
    loaded = recipe.preset(name)
    assert not loaded.trust_remote_code, "only the person may say so"
    assert loaded.deploy in loaded.quantize or loaded.deploy == "f16"
    assert loaded.preset == ""


def test_exagirl_trains_all_of_attention() -> None:
    """E7: q, v, k and o, which EXAONE calls `out_proj`; a name that the base does not have is an error in training."""
    assert recipe.preset("exagirl").train.lora.targets == ("q_proj", "v_proj", "k_proj", "out_proj")


def test_fairy_tale_reaches_its_goal() -> None:
    """F12: at least 40,000 samples, 23 a scene; F6: the length is halved when memory runs out."""
    loaded = recipe.preset("fairy-tale")
    assert loaded.data.scenes * loaded.data.dialogues_per_scene >= 40_000
    assert loaded.train.memory_retries >= 1


def test_bloodtype_has_four_characters_on_one_base() -> None:
    """B2: A gentle, B frank, O lively, AB odd."""
    variants = recipe.preset("bloodtype").variants
    assert list(variants) == ["A", "B", "O", "AB"]
    for name, word in {"A": "다정", "B": "솔직", "O": "활기", "AB": "엉뚱"}.items():
        assert word in variants[name]


def test_exagirl_topics_add_up() -> None:
    """E4: 18 topics of the README and 연애 고민 of its program; 730 of the mind, 160 of the heart, 890 in all."""
    topics = yaml.safe_load((TOPICS / "exagirl.yaml").read_text(encoding="utf-8"))
    counts = list(topics.values())
    assert sum(counts) == 890 and len(topics) == 19 and topics["연애 고민"] == 40
    assert sum(counts[:11]) == 730 and sum(counts[11:]) == 160


def test_one_switch_changes_the_base(tmp_path: Path) -> None:
    """E9: the same recipe for 2.4B and 7.8B."""
    file = tmp_path / "recipe.yaml"
    file.write_text("preset: exagirl\n", encoding="utf-8")
    larger = recipe.load(file, {"base": "LGAI-EXAONE/EXAONE-3.5-7.8B-Instruct"})
    assert larger.base.endswith("7.8B-Instruct") and larger.train == recipe.preset("exagirl").train


def test_one_value_of_one_training_stage_can_be_set(tmp_path: Path) -> None:
    file = tmp_path / "recipe.yaml"
    file.write_text("preset: exagirl\n", encoding="utf-8")
    loaded = recipe.load(file, {"train.stages.1.epochs": 5, "train.stages.0.batch": 2})
    assert [(stage.epochs, stage.batch, stage.name) for stage in loaded.train.stages] == [
        (1, 2, "manner"),
        (5, 1, "character"),
    ]
    with pytest.raises(TrainingError, match=r"train\.stages"):
        recipe.load(file, {"train.stages.2.epochs": 5})
