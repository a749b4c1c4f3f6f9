"""Models of a few thousand weights in the families that we convert, with the starter's tokenizer."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from tests.trainer.tuned import BASE

LLAMA3_ROPE = {
    "rope_type": "llama3",
    "rope_theta": 500_000.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 512,
}


def write_model(
    folder: Path,
    architecture: str,
    *,
    hidden: int = 64,
    ffn: int = 96,
    layers: int = 2,
    tied: bool = True,
    vocab: int = 4096,
    seed: int = 1,
    rope: dict[str, Any] | None = None,
) -> Path:
    """A model folder as transformers writes it; heads of 32, half as many for keys."""
    rng = np.random.default_rng(seed)
    heads = hidden // 32
    kv = max(1, heads // 2)
    kind = {"Qwen3ForCausalLM": "qwen3", "Qwen2ForCausalLM": "qwen2", "LlamaForCausalLM": "llama"}[architecture]

    def matrix(*shape: int) -> Any:
        return rng.normal(0, 0.08, shape).astype(np.float32)

    def norm(size: int) -> Any:
        return (1 + rng.normal(0, 0.1, size)).astype(np.float32)

    tensors = {"model.embed_tokens.weight": matrix(vocab, hidden), "model.norm.weight": norm(hidden)}
    if not tied:
        tensors["lm_head.weight"] = matrix(vocab, hidden)
    for layer in range(layers):
        at = f"model.layers.{layer}."
        tensors |= {
            f"{at}input_layernorm.weight": norm(hidden),
            f"{at}post_attention_layernorm.weight": norm(hidden),
            f"{at}self_attn.q_proj.weight": matrix(heads * 32, hidden),
            f"{at}self_attn.k_proj.weight": matrix(kv * 32, hidden),
            f"{at}self_attn.v_proj.weight": matrix(kv * 32, hidden),
            f"{at}self_attn.o_proj.weight": matrix(hidden, heads * 32),
            f"{at}mlp.gate_proj.weight": matrix(ffn, hidden),
            f"{at}mlp.up_proj.weight": matrix(ffn, hidden),
            f"{at}mlp.down_proj.weight": matrix(hidden, ffn),
        }
        if kind == "qwen3":
            tensors |= {f"{at}self_attn.{which}_norm.weight": norm(32) for which in "qk"}
        if kind == "qwen2":
            sizes = {"q": heads * 32, "k": kv * 32, "v": kv * 32}
            tensors |= {f"{at}self_attn.{which}_proj.bias": norm(size) for which, size in sizes.items()}
    folder.mkdir(parents=True)
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    config = {
        "architectures": [architecture],
        "model_type": kind,
        "vocab_size": vocab,
        "hidden_size": hidden,
        "intermediate_size": ffn,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": kv,
        "head_dim": 32,
        "max_position_embeddings": 512,
        "rms_norm_eps": 1e-6,
        "tie_word_embeddings": tied,
        "rope_parameters": rope or {"rope_type": "default", "rope_theta": 10_000.0},
        "hidden_act": "silu",
        "attention_bias": kind == "qwen2",
    }
    (folder / "config.json").write_text(json.dumps(config))
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(BASE / name, folder / name)
    return folder
