"""A small Qwen3 network in plain torch, by functions on a dictionary of weights.

Main thread of the trainer; touches no files.

The weights carry the names that transformers' Qwen3ForCausalLM gives them, so that a checkpoint is a Hugging Face
checkpoint too. Formulas: the Qwen3 technical report (RMSNorm on queries and keys, SwiGLU, rotary positions, grouped
keys, tied output head).
"""

import math
from dataclasses import asdict, dataclass
from typing import Any

Tensor = Any
Weights = dict[str, Tensor]


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network. Widths are multiples of 256, so that every quantisation of llama.cpp applies."""

    vocab: int
    hidden: int = 256
    layers: int = 4
    heads: int = 4
    kv_heads: int = 2
    head_dim: int = 64
    ffn: int = 512
    context: int = 2048
    rope_theta: float = 10000.0
    eps: float = 1e-6

    def parameters(self) -> int:
        """Number of weights; the output head is the embedding."""
        attention = self.hidden * self.head_dim * (2 * self.heads + 2 * self.kv_heads) + 2 * self.head_dim
        layer = attention + 3 * self.hidden * self.ffn + 2 * self.hidden
        return self.vocab * self.hidden + self.layers * layer + self.hidden

    def hugging_face(self) -> dict[str, Any]:
        """The same as a transformers config.json."""
        return {
            "architectures": ["Qwen3ForCausalLM"],
            "model_type": "qwen3",
            "vocab_size": self.vocab,
            "hidden_size": self.hidden,
            "num_hidden_layers": self.layers,
            "num_attention_heads": self.heads,
            "num_key_value_heads": self.kv_heads,
            "head_dim": self.head_dim,
            "intermediate_size": self.ffn,
            "max_position_embeddings": self.context,
            "rope_theta": self.rope_theta,
            "rope_parameters": {"rope_type": "default", "rope_theta": self.rope_theta},
            "rms_norm_eps": self.eps,
            "tie_word_embeddings": True,
            "hidden_act": "silu",
            "attention_bias": False,
        }

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def initial(shape: Shape, seed: int) -> Weights:
    """Random weights: normal with 0.02 (embedding) or 1/sqrt(fan in); those back to the stream by 1/sqrt(2 layers)."""
    import torch

    generator = torch.Generator().manual_seed(seed)

    def normal(rows: int, columns: int, scale: float) -> Tensor:
        return torch.randn(rows, columns, generator=generator) * scale

    h, q, kv = shape.hidden, shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
    into, back = 1 / math.sqrt(h), 1 / math.sqrt(2 * shape.layers)
    weights: Weights = {"model.embed_tokens.weight": normal(shape.vocab, h, 0.02)}
    for index in range(shape.layers):
        name = f"model.layers.{index}."
        weights[name + "input_layernorm.weight"] = torch.ones(h)
        weights[name + "self_attn.q_proj.weight"] = normal(q, h, into)
        weights[name + "self_attn.k_proj.weight"] = normal(kv, h, into)
        weights[name + "self_attn.v_proj.weight"] = normal(kv, h, into)
        weights[name + "self_attn.o_proj.weight"] = normal(h, q, back / math.sqrt(q))
        weights[name + "self_attn.q_norm.weight"] = torch.ones(shape.head_dim)
        weights[name + "self_attn.k_norm.weight"] = torch.ones(shape.head_dim)
        weights[name + "post_attention_layernorm.weight"] = torch.ones(h)
        weights[name + "mlp.gate_proj.weight"] = normal(shape.ffn, h, into)
        weights[name + "mlp.up_proj.weight"] = normal(shape.ffn, h, into)
        weights[name + "mlp.down_proj.weight"] = normal(h, shape.ffn, back / math.sqrt(shape.ffn))
    weights["model.norm.weight"] = torch.ones(h)
    return weights


def rotation(shape: Shape, length: int) -> tuple[Tensor, Tensor]:
    """Cosine and sine tables, each (length, head_dim / 2)."""
    import torch

    half = torch.arange(0, shape.head_dim, 2, dtype=torch.float32) / shape.head_dim
    angle = torch.arange(length, dtype=torch.float32)[:, None] * (shape.rope_theta**-half)[None]
    return angle.cos(), angle.sin()


def _attention(
    weights: Weights, name: str, x: Tensor, shape: Shape, table: tuple[Tensor, Tensor], mask: Tensor | None
) -> Tensor:
    import torch
    from torch.nn import functional as f

    batch, length, _ = x.shape

    def heads(kind: str, count: int) -> Tensor:
        return f.linear(x, weights[f"{name}{kind}_proj.weight"]).view(batch, length, count, shape.head_dim)

    def turned(t: Tensor, norm: str) -> Tensor:
        t = f.rms_norm(t, (shape.head_dim,), weights[f"{name}{norm}_norm.weight"], shape.eps).transpose(1, 2)
        first, second = t.chunk(2, -1)
        cos, sin = table
        return torch.cat((first * cos - second * sin, second * cos + first * sin), -1)

    repeat = shape.heads // shape.kv_heads
    q = turned(heads("q", shape.heads), "q")
    k = turned(heads("k", shape.kv_heads), "k").repeat_interleave(repeat, 1)
    v = heads("v", shape.kv_heads).transpose(1, 2).repeat_interleave(repeat, 1)
    mixed = f.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=mask is None)
    return f.linear(mixed.transpose(1, 2).reshape(batch, length, -1), weights[name + "o_proj.weight"])


def apart(parts: Tensor) -> tuple[Tensor, Tensor]:
    """parts (batch, length), not falling -> what may be seen (batch, 1, length, length), positions (batch, length)."""
    import torch

    length = parts.shape[1]
    at = torch.arange(length)
    seen = (parts[:, None, :] == 0) | (parts[:, None, :] == parts[:, :, None])
    mask = seen & (at[None, :] <= at[:, None])
    return mask[:, None], mask.sum(-1) - 1


def hidden_states(weights: Weights, shape: Shape, ids: Tensor, parts: Tensor | None = None) -> Tensor:
    """ids (batch, length) int64, right padded -> normalised hidden states (batch, length, hidden).

    parts (batch, length): with it each stretch sees part 0 and itself alone, and stands directly behind part 0.
    """
    from torch.nn import functional as f

    table = rotation(shape, ids.shape[1])
    mask = None
    if parts is not None:
        mask, places = apart(parts)
        table = (table[0][places][:, None], table[1][places][:, None])
    x = f.embedding(ids, weights["model.embed_tokens.weight"])
    for index in range(shape.layers):
        name = f"model.layers.{index}."
        y = f.rms_norm(x, (shape.hidden,), weights[name + "input_layernorm.weight"], shape.eps)
        x = x + _attention(weights, name + "self_attn.", y, shape, table, mask)
        y = f.rms_norm(x, (shape.hidden,), weights[name + "post_attention_layernorm.weight"], shape.eps)
        gate = f.silu(f.linear(y, weights[name + "mlp.gate_proj.weight"]))
        up = f.linear(y, weights[name + "mlp.up_proj.weight"])
        x = x + f.linear(gate * up, weights[name + "mlp.down_proj.weight"])
    return f.rms_norm(x, (shape.hidden,), weights["model.norm.weight"], shape.eps)


def logits(weights: Weights, states: Tensor) -> Tensor:
    """Hidden states (..., hidden) -> logits (..., vocab)."""
    from torch.nn import functional as f

    return f.linear(states, weights["model.embed_tokens.weight"])
