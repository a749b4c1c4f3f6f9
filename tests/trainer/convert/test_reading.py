"""What is read before anything is converted: GGUF heads, safetensors, tokenizers, names."""

import json
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from companion import paths
from companion.errors import TrainingError
from tests.trainer.convert.tiny import write_model
from tests.trainer.tuned import BASE, write_adapter
from trainer.convert import gguf_file, own, own_lora, pre_tokenizer, vocabulary, weights
from trainer.convert.names import gguf_name

STARTER = paths.assets() / "starter" / "brain" / "starter-q8_0.gguf"


def test_a_head_equals_what_the_gguf_package_reads() -> None:
    from gguf import GGUFReader

    head, whole = gguf_file.read(STARTER), GGUFReader(STARTER)
    assert [(t.name, t.shape, t.type) for t in head.tensors] == [
        (t.name, tuple(int(n) for n in t.shape), t.tensor_type.name) for t in whole.tensors
    ]
    assert [t.size for t in head.tensors] == [int(t.n_bytes) for t in whole.tensors]
    assert head.architecture == "qwen3" and len(head.tokens) == 4096 and "im_start" in head.template


@pytest.mark.parametrize("damage", ["cut", "magic", "version", "nothing", "noise"])
def test_damaged_files_are_told(damage: str, tmp_path: Path) -> None:
    data = STARTER.read_bytes()
    changed = {
        "cut": data[: len(data) // 2],
        "magic": b"GGML" + data[4:],
        "version": data[:4] + struct.pack("<I", 9) + data[8:],
        "nothing": b"",
        "noise": data[:24] + bytes(4000),
    }[damage]
    (tmp_path / "x.gguf").write_bytes(changed)
    with pytest.raises(TrainingError, match="is no whole GGUF file") as caught:
        gguf_file.read(tmp_path / "x.gguf")
    assert caught.value.code == "gguf-damaged"
    with pytest.raises(TrainingError, match="does not exist"):
        gguf_file.read(tmp_path / "y.gguf")


def test_bfloat16_becomes_float32_without_loss(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file as save_torch

    values = torch.randn(3, 5).to(torch.bfloat16)
    save_torch({"a": values}, tmp_path / "x.safetensors")
    (stored,) = weights.of_folder(tmp_path)
    assert (stored.type, stored.shape) == ("BF16", (3, 5))
    np.testing.assert_array_equal(stored.load(), values.float().numpy())


def test_damaged_or_quantized_weights(tmp_path: Path) -> None:
    save_file({"a": np.zeros((2, 2), np.float32), "b": np.zeros(4, np.int8)}, tmp_path / "x.safetensors")
    first, second = weights.of_folder(tmp_path)
    assert first.load().shape == (2, 2)
    with pytest.raises(TrainingError, match="b is stored as I8"):
        second.load()
    data = (tmp_path / "x.safetensors").read_bytes()
    for broken in (data[:-3], data[:4], b"\xff" * 16, data[:8] + b"{" * (len(data) - 8)):
        (tmp_path / "x.safetensors").write_bytes(broken)
        with pytest.raises(TrainingError, match="is no whole safetensors file"):
            list(weights.of_folder(tmp_path))
    with pytest.raises(TrainingError, match=r"has no \*\.safetensors"):
        weights.files(tmp_path / "nowhere")


def test_the_split_of_a_tokenizer_is_named(tmp_path: Path) -> None:
    data = pre_tokenizer.tokenizer(BASE)
    assert pre_tokenizer.name(BASE) == "qwen2"
    digits = data["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"].replace(r"\p{N}|", r"\p{N}{1,3}|", 1)
    llama = {"type": "Split", "pattern": {"Regex": digits}, "behavior": "Isolated", "invert": False}
    byte = {"type": "ByteLevel", "add_prefix_space": False, "use_regex": False}
    both = {"type": "Sequence", "pretokenizers": [llama, byte]}
    assert pre_tokenizer.recognized({"pre_tokenizer": both, "model": {"ignore_merges": True}}) == "llama-bpe"
    assert pre_tokenizer.recognized({"pre_tokenizer": both, "model": {}}) == "dbrx"
    assert pre_tokenizer.recognized({"pre_tokenizer": byte | {"use_regex": True}, "model": {}}) == "gpt-2"
    assert pre_tokenizer.recognized({"pre_tokenizer": None, "model": {}}) == ""
    assert pre_tokenizer.recognized({"pre_tokenizer": llama | {"invert": True}, "model": {}}) == ""
    (tmp_path / "tokenizer.json").write_text(json.dumps(data | {"model": {"type": "Unigram"}}))
    with pytest.raises(TrainingError, match="is no byte-level BPE") as caught:
        pre_tokenizer.name(tmp_path)
    assert "COMPANION_LLAMA_CPP_SDIST" in caught.value.hint


def test_a_begin_token_is_written_where_the_tokenizer_puts_one(tmp_path: Path) -> None:
    """Llama's tokenizers do, Qwen's don't; training asks the same tokenizer."""
    assert vocabulary.adds_bos(BASE) is False
    model = write_model(tmp_path / "m", "LlamaForCausalLM")
    data = json.loads((model / "tokenizer.json").read_text())
    data["post_processor"] = {
        "type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "<|endoftext|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {"<|endoftext|>": {"id": "<|endoftext|>", "ids": [0], "tokens": ["<|endoftext|>"]}},
    }
    (model / "tokenizer.json").write_text(json.dumps(data))
    own.convert(model, tmp_path / "x.gguf", template="", name="x", tell=lambda *_: None)
    assert gguf_file.read(tmp_path / "x.gguf").metadata["tokenizer.ggml.add_bos_token"] is True


def test_more_tokens_than_rows(tmp_path: Path) -> None:
    model = write_model(tmp_path / "m", "Qwen3ForCausalLM", vocab=4000)
    with pytest.raises(TrainingError, match="has the token id 4095, the model only 4000 rows"):
        own.convert(model, tmp_path / "x.gguf", template="", name="x", tell=lambda *_: None)
    assert not list(tmp_path.glob("x.gguf*"))


def test_weights_that_half_precision_can_not_hold(tmp_path: Path) -> None:
    """A training that diverged is told, not written."""
    model = write_model(tmp_path / "m", "Qwen3ForCausalLM")
    tensors = {stored.name: np.array(stored.load()) for stored in weights.of_folder(model)}
    tensors["model.layers.0.mlp.up_proj.weight"][0, 0] = np.inf
    save_file(tensors, model / "model.safetensors")
    with pytest.raises(TrainingError, match=r"blk\.0\.ffn_up\.weight has values that are not finite"):
        own.convert(model, tmp_path / "x.gguf", template="", name="x", tell=lambda *_: None)
    assert not list(tmp_path.glob("x.gguf*"))


def test_names() -> None:
    assert gguf_name("model.layers.12.self_attn.q_proj.bias") == "blk.12.attn_q.bias"
    assert gguf_name("lm_head.weight") == "output.weight"
    for unknown in ("model.layers.1.mlp.experts.0.up_proj.weight", "model.layers.x.mlp.up_proj.weight", "visual.x"):
        with pytest.raises(TrainingError, match="There is no place for the tensor"):
            gguf_name(unknown)


def test_what_can_not_be_converted_is_said_before(tmp_path: Path) -> None:
    model = write_model(
        tmp_path / "m", "LlamaForCausalLM", rope={"rope_type": "yarn", "rope_theta": 1e4, "factor": 4.0}
    )
    assert "rope scaling of the type yarn" in own.refusal(model)
    old = json.loads((model / "config.json").read_text())
    del old["rope_parameters"]
    (model / "config.json").write_text(json.dumps(old | {"rope_theta": 5e5, "rope_scaling": None}))
    assert own.refusal(model) == "" and own.rope_of(own.config_of(model)) == {"rope_type": "default", "rope_theta": 5e5}
    (model / "config.json").write_text(json.dumps(old | {"quantization_config": {"bits": 4}}))
    assert "quantized" in own.refusal(model)


def test_adapters_that_are_broken(tmp_path: Path) -> None:
    adapter = write_adapter(tmp_path / "a")
    assert len(own_lora.matrices(adapter)) == 21 and own_lora.more_than_lora(adapter) == ""
    tensors = {stored.name: np.array(stored.load()) for stored in weights.stored(adapter / own_lora.WEIGHTS)}
    lost = tensors.pop(next(iter(tensors)))
    save_file(tensors, adapter / own_lora.WEIGHTS)
    with pytest.raises(TrainingError, match="has one LoRA matrix of two"):
        own_lora.matrices(adapter)
    tensors["base_model.model.model.norm.weight"] = lost
    save_file(tensors, adapter / own_lora.WEIGHTS)
    assert "the tensor base_model.model.model.norm.weight" in own_lora.more_than_lora(adapter)
    shutil.rmtree(adapter)
    with pytest.raises(TrainingError, match="Run `train` again"):
        own_lora.config(adapter)
