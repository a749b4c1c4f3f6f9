"""merge, convert and quantize on the starter base with an adapter that changes what it says."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from companion.errors import TrainingError
from companion.persona import prompt
from tests.trainer import tuned
from trainer import base
from trainer.convert import gguf_file
from trainer.convert.weights import of_folder
from trainer.stage import GateFailed
from trainer.stages import convert, merge, quantize
from trainer.workspace import Workspace

# peft asks transformers by a name that has a new one
pytestmark = pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing. is deprecated:FutureWarning")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace in which the three stages have run, offline."""
    home = tmp_path_factory.mktemp("home")
    patch = pytest.MonkeyPatch()
    patch.setenv("COMPANION_HOME", str(home))
    patch.delenv("COMPANION_LLAMA_CPP_SDIST", raising=False)
    place = tuned.workspace(home / "training")
    tuned.write_adapter(place.stage("train") / "main" / "adapter")
    assert merge.run(tuned.context(place, "merge"))["models"] == 1
    assert convert.run(tuned.context(place, "convert"))["converter"] == "own"
    assert quantize.run(tuned.context(place, "quantize"))["files"] == 2
    yield place
    patch.undo()


def test_the_merged_weights_are_base_plus_adapter(made: Workspace) -> None:
    """W + alpha / r * B A on the published base, rounded once to 16 bit."""
    adapter = {t.name: t.load() for t in of_folder(made.stage("train") / "main" / "adapter")}
    before = {t.name: t.load() for t in of_folder(tuned.BASE)}
    after = {t.name: t.load() for t in of_folder(made.stage("merge") / "main")}
    assert after.keys() == before.keys()
    name = "model.layers.1.mlp.down_proj"
    a, b = (adapter[f"base_model.model.{name}.lora_{half}.weight"] for half in "AB")
    wanted = before[f"{name}.weight"] + 2.0 * (b @ a)
    assert after[f"{name}.weight"].dtype == np.float16
    np.testing.assert_allclose(after[f"{name}.weight"], wanted, atol=1e-3)
    assert np.abs(wanted - before[f"{name}.weight"]).max() > 0.01


def test_her_persona_is_the_default_system_turn(made: Workspace) -> None:
    """E10: rendered without a system turn, the merged model's own template says who she is."""
    from transformers import AutoTokenizer

    from companion.persona.character import load_character

    tokenizer = AutoTokenizer.from_pretrained(made.stage("merge") / "main")
    text = tokenizer.apply_chat_template([{"role": "user", "content": "[neutral] 안녕!"}], tokenize=False)
    system = prompt.system_text(load_character(made.folder), "ko", detail="full")
    assert text == prompt.chatml(
        [prompt.Message("system", system), prompt.Message("user", "[neutral] 안녕!")], add_generation_prompt=False
    )


def test_generation_settings_and_stop_token_come_along(made: Workspace) -> None:
    """F9: the recipe's sampling; a reply ends at <|im_end|>."""
    settings = json.loads((made.stage("merge") / "main" / "generation_config.json").read_text())
    assert (settings["temperature"], settings["top_k"], settings["repetition_penalty"]) == (0.7, 40, 1.1)
    assert settings["max_new_tokens"] == 300
    assert settings["eos_token_id"] in (2, [2])


def test_the_gguf_holds_the_inference_template_and_all_tensors(made: Workspace) -> None:
    head = gguf_file.read(made.stage("convert") / "main" / "model-f16.gguf")
    assert head.template == (made.stage("merge") / "main" / "chat_template.jinja").read_text(encoding="utf-8")
    assert "백설공주" in head.template
    assert len(head.tensors) == len(list(of_folder(tuned.BASE)))
    shared = gguf_file.read(made.stage("convert") / convert.BASE / "model-f16.gguf")
    assert shared.template == prompt.CHAT_TEMPLATE
    adapter = gguf_file.read(made.stage("convert") / "main" / "adapter.gguf")
    assert adapter.metadata["adapter.lora.alpha"] == 8.0
    assert len(adapter.tensors) == 2 * 7 * 3


def test_tensor_types_are_read_back(made: Workspace) -> None:
    report = json.loads((made.stage("quantize") / "report.json").read_text())
    assert set(report["main/q4_k_m"]["types"]) == {"Q4_K", "Q6_K", "F32"}
    assert set(report["main/q8_0"]["types"]) == {"Q8_0", "F32"}
    assert report["main/q4_k_m"]["fell_back"] == {}
    assert report["main/q4_k_m"]["bytes"] < report["main/q8_0"]["bytes"]


def test_a_second_run_makes_nothing_twice(made: Workspace) -> None:
    """What a killed run had finished is whole under its final name and stays."""
    file = made.stage("quantize") / "main" / "model-q8_0.gguf"
    before = file.stat().st_mtime_ns
    quantize.run(tuned.context(made, "quantize"))
    assert file.stat().st_mtime_ns == before
    assert not list(made.folder.rglob("*.part"))


def test_rows_that_no_k_quant_fits_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """hidden 192: llama.cpp takes other types and only logs it."""
    from tests.trainer.convert.tiny import write_model
    from trainer.convert import own

    model = write_model(tmp_path / "tiny", "Qwen3ForCausalLM", hidden=192, ffn=480)
    source = tmp_path / "model-f16.gguf"
    own.convert(model, source, template="", name="tiny", tell=lambda *_: None)
    report = {"main/q4_k_m": quantize.one(source, tmp_path, "q4_k_m")}
    assert report["main/q4_k_m"]["fell_back"]
    assert "rows of 192" in "".join(report["main/q4_k_m"]["fell_back"].values())
    with pytest.raises(GateFailed, match="no multiple of 256"):
        quantize._gate(report)
    quantize._gate({"main/q8_0": quantize.one(source, tmp_path, "q8_0")})


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"base_model_name_or_path": "Qwen/Qwen3-4B"}, None),
        ({"peft_type": "IA3"}, "of the kind IA3"),
    ],
)
def test_adapters_of_another_kind_are_refused(tmp_path: Path, config: dict[str, str], said: str | None) -> None:
    from trainer import adapter_base

    adapter = tuned.write_adapter(tmp_path / "adapter", **config)
    found = base.inspect(tuned.BASE, "starter")
    if said is None:
        adapter_base.check(adapter, found)  # its matrices fit, and `starter` is no hub id to compare with
        found = base.Base(found.folder, "LGAI-EXAONE/EXAONE-3.5-2.4B", "", False, found.architecture, 1, "")
        said = "it names Qwen/Qwen3-4B"
    with pytest.raises(TrainingError, match=said):
        adapter_base.check(adapter, found)


def test_an_adapter_for_another_network_is_refused(tmp_path: Path) -> None:
    from tests.trainer.convert.tiny import write_model
    from trainer import adapter_base

    other = write_model(tmp_path / "other", "Qwen3ForCausalLM", hidden=128)
    adapter = tuned.write_adapter(tmp_path / "adapter", other)
    with pytest.raises(TrainingError, match=r"hidden_size is 128 in .* and 256 here") as caught:
        adapter_base.check(adapter, base.inspect(tuned.BASE, "starter"))
    assert "Set `base` in recipe.yaml" in caught.value.hint
    (other / "config.json").unlink()  # on another machine: the matrices tell
    with pytest.raises(TrainingError, match="is 256 x 512 here and 128 x 96 in"):
        adapter_base.check(adapter, base.inspect(tuned.BASE, "starter"))


def test_a_base_without_adapter_gguf_for_whole_embeddings(made: Workspace, tmp_path: Path) -> None:
    """An adapter that also trains embeddings is merged; as GGUF it can't be."""
    from trainer.convert import own_lora

    adapter = tuned.write_adapter(tmp_path / "a", modules_to_save=["embed_tokens"])
    assert own_lora.more_than_lora(adapter) == "whole embeddings"
    with pytest.raises(TrainingError, match="which a GGUF adapter can't carry"):
        own_lora.check(adapter)
