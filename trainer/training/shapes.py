"""How large a model is, from its config.json alone: no torch, no weights. Pure besides reading that file; any thread.

Known are the decoders of the Llama kind (Llama, Mistral, Qwen2, Qwen3, Gemma, EXAONE, Phi-3): per layer the projections
q, k, v, o of the attention and gate, up, down of the feed-forward part. The sizes are those of the modules that
transformers builds; tests compare them with models built on the meta device.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KNOWN = ("qwen2", "qwen3", "llama", "mistral", "gemma", "gemma2", "gemma3_text", "exaone", "exaone4", "phi3")


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a decoder. linear: name -> (inputs, outputs) of one layer's matrices."""

    hidden: int
    layers: int
    vocab: int
    tied: bool
    heads: int
    head_dim: int
    linear: Mapping[str, tuple[int, int]]
    norms: int  # weights of one layer that are no matrix

    @property
    def layer_weights(self) -> int:
        """Weights in the matrices of one layer."""
        return sum(inputs * outputs for inputs, outputs in self.linear.values())

    @property
    def matrices(self) -> int:
        """Weights that are quantized: all matrices but embedding and head."""
        return self.layers * self.layer_weights

    @property
    def embeddings(self) -> int:
        """Embedding, and the head where it is another matrix."""
        return self.vocab * self.hidden * (1 if self.tied else 2)

    @property
    def parameters(self) -> int:
        return self.matrices + self.embeddings + self.layers * self.norms + self.hidden

    def adapter(self, r: int, targets: str | tuple[str, ...]) -> int:
        """Weights of a LoRA of rank r: r x (inputs + outputs) a matrix (Hu et al. 2021, arXiv 2106.09685)."""
        chosen = (
            self.linear
            if isinstance(targets, str)
            else {name: self.linear[name] for name in targets if name in self.linear}
        )
        return self.layers * sum(r * (inputs + outputs) for inputs, outputs in chosen.values())


def of(config: Mapping[str, Any]) -> Shape | None:
    """The shape that a config.json describes; None for an architecture that is not known."""
    kind = str(config.get("model_type", ""))
    if kind not in KNOWN:
        return None
    try:
        return _of(config, kind)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None  # sizes are missing: the caller falls back on the number of weights


def _of(config: Mapping[str, Any], kind: str) -> Shape:
    hidden, heads = int(config["hidden_size"]), int(config["num_attention_heads"])
    kv = int(config.get("num_key_value_heads") or heads)
    dim = int(config.get("head_dim") or hidden // heads)
    layers = int(config.get("num_hidden_layers") or config["num_layers"])
    ffn = int(config["intermediate_size"])
    bias = kind == "qwen2" or bool(config.get("attention_bias"))
    norms = {"gemma2": 4, "gemma3_text": 4}.get(kind, 2) * hidden
    norms += 2 * dim if kind in ("qwen3", "gemma3_text") else 0
    norms += (heads + 2 * kv) * dim if bias else 0
    return Shape(
        hidden=hidden,
        layers=layers,
        vocab=int(config["vocab_size"]),
        tied=bool(config.get("tie_word_embeddings", kind.startswith("gemma"))),
        heads=heads,
        head_dim=dim,
        linear={
            "q_proj": (hidden, heads * dim),
            "k_proj": (hidden, kv * dim),
            "v_proj": (hidden, kv * dim),
            "out_proj" if kind == "exaone" else "o_proj": (heads * dim, hidden),
            "c_fc_0" if kind == "exaone" else "gate_proj": (hidden, ffn),
            "c_fc_1" if kind == "exaone" else "up_proj": (hidden, ffn),
            "c_proj" if kind == "exaone" else "down_proj": (ffn, hidden),
        },
        norms=norms,
    )
