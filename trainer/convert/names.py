"""How Hugging Face's tensors are called in llama.cpp: the families that share Llama's layout. Pure; any thread.

Names as in llama.cpp's gguf-py/gguf/constants.py. Queries and keys of `llama` are permuted there (rotary pairs lie
side by side), those of `qwen2` and `qwen3` are not (rotary halves).
"""

from dataclasses import dataclass

from companion.errors import TrainingError

_WHOLE = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}
_LAYER = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


@dataclass(frozen=True, slots=True)
class Family:
    """name: llama.cpp's architecture. permuted: queries and keys are."""

    name: str
    permuted: bool = False


FAMILIES = {
    "Qwen3ForCausalLM": Family("qwen3"),
    "Qwen2ForCausalLM": Family("qwen2"),
    "LlamaForCausalLM": Family("llama", permuted=True),
}


def gguf_name(name: str) -> str:
    """`model.layers.3.mlp.up_proj.weight` -> `blk.3.ffn_up.weight`. Raises TrainingError for an unknown one."""
    stem, _, kind = name.rpartition(".")
    if kind in ("weight", "bias"):
        if stem in _WHOLE:
            return f"{_WHOLE[stem]}.{kind}"
        parts = stem.split(".")
        layer = _LAYER.get(".".join(parts[3:]))
        if parts[:2] == ["model", "layers"] and layer is not None and parts[2].isdigit():
            return f"blk.{parts[2]}.{layer}.{kind}"
    raise TrainingError(f"There is no place for the tensor {name} in this kind of GGUF.", code="convert-tensor")


def permuted(name: str) -> str:
    """ "q" or "k" where the tensor is permuted in `llama`, else ""."""
    stem = name.rpartition(".")[0]
    return "q" if stem.endswith(".q_proj") else "k" if stem.endswith(".k_proj") else ""
