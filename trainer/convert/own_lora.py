"""PEFT adapters: what stands in them, and as GGUF LoRA without llama.cpp's converter. Any thread.

llama.cpp scales by alpha / rank, where rank is the height of A. Rank-stabilized adapters (rsLoRA, Kalajdzievski 2023)
scale by alpha / sqrt(rank): they get the alpha that gives the same.
"""

import json
import math
import shutil
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer.convert import own, weights
from trainer.convert.names import FAMILIES, gguf_name, permuted

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
_PREFIX = "base_model.model."


def config(folder: Path) -> dict[str, Any]:
    """adapter_config.json. Raises TrainingError."""
    path = folder / CONFIG
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError(
            f"{path} can't be read.", code="adapter-unreadable", hint="Run `train` again, or give a PEFT adapter."
        ) from error
    return dict(data)


def matrices(folder: Path) -> dict[str, tuple[weights.Stored, weights.Stored]]:
    """Base tensor's name -> (A [rank, inputs], B [outputs, rank]).

    Raises:
        TrainingError: the file is damaged, or half of a pair is missing.
    """
    halves: dict[str, dict[str, weights.Stored]] = {}
    for stored in weights.stored(folder / WEIGHTS):
        for half in ("A", "B"):
            name = stored.name.removeprefix(_PREFIX)
            if name.endswith(f".lora_{half}.weight"):
                halves.setdefault(name.removesuffix(f".lora_{half}.weight") + ".weight", {})[half] = stored
    for name, pair in halves.items():
        if len(pair) != 2:
            raise TrainingError(f"{folder / WEIGHTS}: {name} has one LoRA matrix of two.", code="adapter-unreadable")
    return {name: (pair["A"], pair["B"]) for name, pair in sorted(halves.items())}


def more_than_lora(folder: Path) -> str:
    """What an adapter holds besides LoRA matrices of linear layers (then it can't be a GGUF LoRA); "" = nothing."""
    data = config(folder)
    if data.get("use_dora"):
        return "DoRA magnitudes"
    if data.get("modules_to_save") or data.get("trainable_token_indices"):
        return "whole embeddings"
    if data.get("alpha_pattern") or data.get("rank_pattern"):
        return "layers of different rank or alpha"
    other = [
        s.name for s in weights.stored(folder / WEIGHTS) if not s.name.endswith((".lora_A.weight", ".lora_B.weight"))
    ]
    return f"the tensor {other[0]}" if other else ""


def check(folder: Path) -> None:
    """Raises TrainingError for an adapter that is more than LoRA matrices."""
    more = more_than_lora(folder)
    if more:
        raise TrainingError(
            f"The adapter in {folder} also holds {more}, which a GGUF adapter can't carry.",
            code="adapter-not-lora",
            hint="Set `adapter_gguf: false` and `register.adapter: false`: the merged model carries everything.",
        )


def alpha(data: dict[str, Any]) -> float:
    """The alpha that gives the adapter's own scale when it is divided by the rank."""
    value, rank = float(data["lora_alpha"]), int(data["r"])
    return value * math.sqrt(rank) if data.get("use_rslora") else value


def plain_alpha(folder: Path, place: Path) -> Path:
    """The adapter as llama.cpp's converter understands it: a copy in `place` when its scale is another."""
    data = config(folder)
    if not data.get("use_rslora"):
        return folder
    place.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(folder / WEIGHTS, place / WEIGHTS)
    plain = data | {"lora_alpha": alpha(data), "use_rslora": False}
    (place / CONFIG).write_text(json.dumps(plain), encoding="utf-8")
    return place


def convert(folder: Path, base: Path, target: Path, *, tell: own.Tell) -> None:
    """Writes `target` in single precision, as a whole or not at all.

    Raises:
        TrainingError: an architecture, tensor or kind of adapter that is not known here.
    """
    import gguf
    import numpy as np

    refusal = own.refusal(base)
    if refusal:
        raise TrainingError(f"The adapter in {folder} can't be converted: {refusal}.", code="convert-architecture")
    check(folder)
    shape = own.config_of(base)
    family = FAMILIES[shape["architectures"][0]]
    heads = int(shape["num_attention_heads"])
    kv_heads = int(shape.get("num_key_value_heads") or heads)
    part = target.with_name(target.name + ".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(part, family.name)
    try:
        writer.add_type("adapter")
        writer.add_string("adapter.type", "lora")
        writer.add_float32("adapter.lora.alpha", alpha(config(folder)))
        writer.add_file_type(gguf.LlamaFileType.ALL_F32)
        writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
        pairs = matrices(folder)
        for number, (name, (a, b)) in enumerate(pairs.items()):
            tell(number, len(pairs), name)
            out = b.load()
            which = permuted(name) if family.permuted else ""
            if which:
                out = own.permute(out, heads if which == "q" else kv_heads)
            place = gguf_name(name)
            writer.add_tensor(f"{place}.lora_a", np.ascontiguousarray(a.load().astype(np.float32)))
            writer.add_tensor(f"{place}.lora_b", np.ascontiguousarray(out.astype(np.float32)))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        part.replace(target)
    finally:
        writer.close()
        part.unlink(missing_ok=True)
    tell(len(pairs), len(pairs), "")
