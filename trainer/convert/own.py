"""Hugging Face -> GGUF without llama.cpp's converter: Qwen2, Qwen3 and Llama, on `gguf` and numpy alone.

For machines that are offline: needs neither torch nor a source package, reads weights by memory map, and gives tensors
that are bit by bit those of llama.cpp's converter. Any thread; writes `target` only.
"""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer.convert import pre_tokenizer, vocabulary, weights
from trainer.convert.names import FAMILIES, Family, gguf_name, permuted

Tell = Callable[[int, int, str], None]


def refusal(folder: Path) -> str:
    """Why this model can't be converted here; "" when it can."""
    config = config_of(folder)
    architecture = (config.get("architectures") or ["unknown"])[0]
    if architecture not in FAMILIES:
        return f"the architecture {architecture} is known to llama.cpp's own converter only"
    rope = rope_of(config)
    if rope["rope_type"] not in ("default", "llama3"):
        return f"rope scaling of the type {rope['rope_type']} is known to llama.cpp's own converter only"
    if config.get("quantization_config"):
        return "its weights are quantized"
    if not pre_tokenizer.byte_level(folder):
        return "its vocabulary, which is no byte-level BPE, is known to llama.cpp's own converter only"
    return ""


def convert(folder: Path, target: Path, *, template: str, name: str, pre: str = "", tell: Tell) -> None:
    """Writes `target` in half precision (vectors in single precision), as a whole or not at all.

    Raises:
        TrainingError: a model that `refusal` names, a tensor that has no place, a weight beyond half precision.
    """
    import gguf

    why = refusal(folder)
    if why:
        raise TrainingError(f"{folder} can't be converted: {why}.", code="convert-architecture")
    config = config_of(folder)
    family = FAMILIES[config["architectures"][0]]
    part = target.with_name(target.name + ".part")
    writer = gguf.GGUFWriter(part, family.name, use_temp_file=False)
    try:
        writer.add_type("model")
        writer.add_name(name)
        writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
        writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
        _sizes(writer, config, family)
        vocabulary.write(writer, folder, int(config["vocab_size"]), template, pre)
        _write(writer, _plan(folder, config, family), tell)
        part.replace(target)
    finally:
        writer.close()
        part.unlink(missing_ok=True)


Source = Callable[[], Any]


def _plan(folder: Path, config: dict[str, Any], family: Family) -> list[tuple[str, tuple[int, ...], Source]]:
    """Every tensor of the file: its name, its shape, and how to get its values."""
    import numpy as np

    planned: list[tuple[str, tuple[int, ...], Source]] = []
    heads = int(config["num_attention_heads"])
    kv_heads = int(config.get("num_key_value_heads") or heads)
    factors = rope_factors(config)
    if factors is not None:
        planned.append(("rope_freqs.weight", factors.shape, lambda: np.asarray(factors)))
    tied = bool(config.get("tie_word_embeddings"))
    for stored in weights.of_folder(folder):
        if stored.name.endswith(".rotary_emb.inv_freq") or (tied and stored.name == "lm_head.weight"):
            continue
        which = permuted(stored.name) if family.permuted else ""
        source: Source = stored.load
        if which:
            source = _permuted(stored, heads if which == "q" else kv_heads)
        planned.append((gguf_name(stored.name), stored.shape, source))
    names = [name for name, _, _ in planned]
    missing = {"token_embd.weight", "output_norm.weight"} - set(names)
    if missing or len(set(names)) < len(names):
        raise TrainingError(
            f"{folder}: {', '.join(sorted(missing)) or 'a tensor'} is "
            f"{'missing' if missing else 'there twice'} in its weights.",
            code="convert-tensor",
        )
    return planned


def _permuted(stored: weights.Stored, heads: int) -> Source:
    return lambda: permute(stored.load(), heads)


def _write(writer: Any, planned: list[tuple[str, tuple[int, ...], Source]], tell: Tell) -> None:
    """Header first, then one tensor at a time, so that no more than one is in memory."""
    import numpy as np

    for name, shape, _ in planned:
        half = _half(name, shape)
        size = math.prod(shape) * (2 if half else 4)
        writer.add_tensor_info(name, shape, np.dtype(np.float16 if half else np.float32), size)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    for number, (name, shape, source) in enumerate(planned):
        tell(number, len(planned), name)
        data = source()
        if _half(name, shape):
            with np.errstate(over="ignore"):
                half = data.astype(np.float16)
            if not np.isfinite(half).all():
                raise TrainingError(
                    f"The tensor {name} has values that are not finite in half precision.",
                    code="convert-range",
                    hint="The training diverged, or the base is made for bfloat16 only; lower the learning rate.",
                )
            data = half
        writer.write_tensor_data(np.ascontiguousarray(data.astype(np.float16 if _half(name, shape) else np.float32)))
    tell(len(planned), len(planned), "")


def _half(name: str, shape: tuple[int, ...]) -> bool:
    return len(shape) > 1 and not name.endswith("_norm.weight")


def _sizes(writer: Any, config: dict[str, Any], family: Family) -> None:
    heads = int(config["num_attention_heads"])
    size = int(config.get("head_dim") or config["hidden_size"] // heads)
    writer.add_context_length(int(config["max_position_embeddings"]))
    writer.add_embedding_length(int(config["hidden_size"]))
    writer.add_block_count(int(config["num_hidden_layers"]))
    writer.add_feed_forward_length(int(config["intermediate_size"]))
    writer.add_head_count(heads)
    writer.add_head_count_kv(int(config.get("num_key_value_heads") or heads))
    writer.add_rope_freq_base(float(rope_of(config)["rope_theta"]))
    writer.add_layer_norm_rms_eps(float(config["rms_norm_eps"]))
    if config.get("head_dim"):
        writer.add_key_length(size)
        writer.add_value_length(size)
    if family.permuted:
        writer.add_vocab_size(int(config["vocab_size"]))
        writer.add_rope_dimension_count(size)


def permute(values: Any, heads: int) -> Any:
    """Rotary halves -> rotary pairs, head by head: [heads * 2 * n, ...] -> the same shape."""
    rows = values.shape[0] // heads // 2
    return values.reshape(heads, 2, rows, *values.shape[1:]).swapaxes(1, 2).reshape(values.shape)


def rope_factors(config: dict[str, Any]) -> Any:
    """float32 [head_dim / 2]: by how much `llama3` scaling slows each rotary frequency; None without such scaling.

    Formula: transformers, modeling_rope_utils.py, _compute_llama3_parameters.
    """
    import numpy as np

    rope = rope_of(config)
    if rope["rope_type"] != "llama3":
        return None
    size = int(config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"])
    # in this order, so that the last bit is llama.cpp's too
    frequencies = 1.0 / float(rope["rope_theta"]) ** (np.arange(0, size, 2, dtype=np.float32) / size)
    waves = 2 * math.pi / frequencies
    factor, low, high = (float(rope[key]) for key in ("factor", "low_freq_factor", "high_freq_factor"))
    context = float(rope["original_max_position_embeddings"])
    smooth = (context / waves - low) / (high - low)
    between = 1 / ((1 - smooth) / factor + smooth)
    return np.where(waves < context / high, 1, np.where(waves > context / low, factor, between)).astype(np.float32)


def rope_of(config: dict[str, Any]) -> dict[str, Any]:
    """Rotary parameters by the names of transformers 5, also from a config.json of transformers 4."""
    rope = dict(config.get("rope_parameters") or config.get("rope_scaling") or {})
    rope.setdefault("rope_type", rope.pop("type", "default"))
    rope.setdefault("rope_theta", config.get("rope_theta") or 10_000.0)
    return rope


def config_of(folder: Path) -> dict[str, Any]:
    """config.json. Raises TrainingError."""
    try:
        data = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError(f"{folder / 'config.json'} can't be read.", code="convert-config") from error
    return data if isinstance(data, dict) else {}
