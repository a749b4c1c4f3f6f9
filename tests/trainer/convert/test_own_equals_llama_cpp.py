"""Our converter against llama.cpp's own, bit by bit, for every family; and both against transformers."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from companion.errors import TrainingError
from companion.persona.prompt import CHAT_TEMPLATE
from tests.trainer.convert.tiny import LLAMA3_ROPE, write_model
from tests.trainer.tuned import BASE, write_adapter
from trainer.convert import gguf, gguf_file, source
from trainer.convert.gguf import Converter
from trainer.convert.native import Gguf

pytestmark = pytest.mark.slow
OWN = Converter(None, "own")
COSMETIC = {"general.license", "general.languages", "general.size_label", "general.tags"}
MODELS: dict[str, dict[str, Any]] = {
    "qwen3": {"architecture": "Qwen3ForCausalLM"},
    "qwen2 with a head of its own": {"architecture": "Qwen2ForCausalLM", "tied": False},
    "llama with padded rows": {"architecture": "LlamaForCausalLM", "tied": False, "vocab": 4128},
    "llama 3 positions": {"architecture": "LlamaForCausalLM", "rope": LLAMA3_ROPE},
}


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Converter:
    """llama.cpp's converter: from pip's cache or the network; skipped only where neither has it."""
    patch = pytest.MonkeyPatch()
    shared = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "vtuber-companion-tests"
    patch.setenv("COMPANION_HOME", str(shared))
    try:
        return Converter(source.fetch(), "llama.cpp")
    except TrainingError as error:
        if error.code != "converter-unreachable":
            raise
        pytest.skip(f"the source package of llama-cpp-python can't be had here: {error.message}")
    finally:
        patch.undo()


@pytest.mark.parametrize("name", MODELS)
def test_every_bit_is_equal(name: str, theirs: Converter, tmp_path: Path) -> None:
    """Tensors, types, vocabulary, sizes and template; only cosmetic keys may differ."""
    model = write_model(tmp_path / "model", **MODELS[name])
    files = {}
    for converter in (OWN, theirs):
        files[converter.label] = tmp_path / f"{converter.label}.gguf"
        gguf.model(converter, model, files[converter.label], template=CHAT_TEMPLATE, name="tiny", tell=_quiet)
    _equal(files["own"], files["llama.cpp"])


@pytest.mark.parametrize(("name", "rank_stabilized"), [("qwen3", False), ("llama with padded rows", True)])
def test_every_bit_of_an_adapter_is_equal(name: str, rank_stabilized: bool, theirs: Converter, tmp_path: Path) -> None:
    """Also rsLoRA, whose scale llama.cpp's converter does not know."""
    model = write_model(tmp_path / "model", **MODELS[name])
    adapter = write_adapter(tmp_path / "adapter", model, use_rslora=rank_stabilized)
    files = {}
    for converter in (OWN, theirs):
        files[converter.label] = tmp_path / f"{converter.label}.gguf"
        gguf.adapter(converter, adapter, model, files[converter.label], tell=_quiet)
    _equal(files["own"], files["llama.cpp"])
    alpha = gguf_file.read(files["own"]).metadata["adapter.lora.alpha"]
    assert alpha == pytest.approx(16.0 if rank_stabilized else 8.0)


@pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing. is deprecated:FutureWarning")
@pytest.mark.parametrize("name", [name for name in MODELS if name != "qwen3"])
def test_llama_cpp_reads_it_as_transformers_reads_the_folder(name: str, tmp_path: Path) -> None:
    """Logits of the GGUF (F16) against the folder (F32): the same token everywhere, next to the same numbers."""
    import torch
    from transformers import AutoModelForCausalLM

    torch.set_num_threads(1)
    folder = write_model(tmp_path / "model", **MODELS[name])
    gguf.model(OWN, folder, tmp_path / "own.gguf", template=CHAT_TEMPLATE, name="tiny", tell=_quiet)
    model = AutoModelForCausalLM.from_pretrained(folder)
    ids = [int(token) for token in np.random.default_rng(2).integers(0, 4096, 400)]
    with torch.inference_mode():
        wanted = model(torch.tensor([ids])).logits[0].numpy()
    with Gguf(tmp_path / "own.gguf") as loaded:
        found = loaded.logits(ids)
    assert np.abs(found - wanted).max() < 0.02
    assert (found.argmax(-1) == wanted.argmax(-1)).mean() > 0.98


def test_a_tokenizer_that_nobody_knows_is_named_by_the_recipe(theirs: Converter, tmp_path: Path) -> None:
    """`pre_tokenizer` overrides; without it the error says how to set it, with either converter."""
    model = write_model(tmp_path / "model", "Qwen3ForCausalLM")
    data = json.loads((model / "tokenizer.json").read_text())
    data["pre_tokenizer"]["pretokenizers"][0]["pattern"] = {"Regex": r"\p{L}+|\P{L}+"}
    (model / "tokenizer.json").write_text(json.dumps(data))
    for converter in (OWN, theirs):
        target = tmp_path / "x.gguf"
        with pytest.raises(TrainingError) as caught:
            gguf.model(converter, model, target, template="", name="tiny", tell=_quiet)
        assert caught.value.code == "pre-tokenizer-unknown"
        assert "pre_tokenizer: qwen2" in caught.value.hint
        assert not list(tmp_path.glob("x.gguf*"))
        gguf.model(converter, model, target, template="", name="tiny", pre="qwen2", tell=_quiet)
        assert gguf_file.read(target).metadata["tokenizer.ggml.pre"] == "qwen2"
        target.unlink()


def test_the_starter_base_is_known_to_both(theirs: Converter, tmp_path: Path) -> None:
    """Its tokenizer was trained here, so llama.cpp knows no hash of it: we name its split."""
    for converter in (OWN, theirs):
        gguf.model(converter, BASE, tmp_path / f"{converter.label}.gguf", template="", name="x", tell=_quiet)
    _equal(tmp_path / "own.gguf", tmp_path / "llama.cpp.gguf")


def test_an_architecture_that_llama_cpp_does_not_know(theirs: Converter, tmp_path: Path) -> None:
    model = write_model(tmp_path / "model", "Qwen3ForCausalLM")
    config = json.loads((model / "config.json").read_text()) | {"architectures": ["NobodysForCausalLM"]}
    (model / "config.json").write_text(json.dumps(config))
    with pytest.raises(TrainingError, match="NobodysForCausalLM is not supported"):
        gguf.model(theirs, model, tmp_path / "x.gguf", template="", name="x", tell=_quiet)
    with pytest.raises(TrainingError, match="own converter only"):
        gguf.model(OWN, model, tmp_path / "x.gguf", template="", name="x", tell=_quiet)


def _equal(ours: Path, theirs: Path) -> None:
    from gguf import GGUFReader

    a, b = gguf_file.read(ours), gguf_file.read(theirs)
    keys = (a.metadata.keys() | b.metadata.keys()) - COSMETIC
    keys = {key for key in keys if not key.startswith("general.") or key in ("general.architecture", "general.type")}
    assert {key: a.metadata.get(key) for key in keys} == {key: b.metadata.get(key) for key in keys}
    left = {tensor.name: tensor for tensor in GGUFReader(ours).tensors}
    right = {tensor.name: tensor for tensor in GGUFReader(theirs).tensors}
    assert left.keys() == right.keys() and left
    for name, tensor in left.items():
        assert tensor.tensor_type == right[name].tensor_type
        assert tensor.data.tobytes() == right[name].data.tobytes(), name


def _quiet(done: int, total: int, note: str) -> None:
    pass
