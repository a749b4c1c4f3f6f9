"""How large a model is, from its config.json alone: no torch, no weights. Pure; any thread.

Known are the decoders of the Llama kind (Llama, Mistral, Qwen2, Qwen3, Gemma, EXAONE, Phi-3): per layer the projections
q, k, v, o of the attention and gate, up, down of the feed-forward part. The sizes are those of the modules that
transformers builds; tests compare them with models built on the meta device.

PUBLISHED holds what the config.json of every preset's base says, so that a plan needs no download. Sources: the models'
pages on huggingface.co; Qwen2.5 (arXiv 2412.15115), table 1; Qwen3 (arXiv 2505.09388), table 1; EXAONE 3.5 (arXiv
2412.04862), table 1; Llama 2 (arXiv 2307.09288); the vocabulary of Llama-2-ko as its card gives it, which LDCC's 13B is
taken to share.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KNOWN = ("qwen2", "qwen3", "llama", "mistral", "gemma", "gemma2", "gemma3_text", "exaone", "exaone4", "phi3")


def _config(
    kind: str, layers: int, hidden: int, heads: int, kv_heads: int, ffn: int, vocab: int, parameters: int, **more: Any
) -> dict[str, Any]:
    """As in a config.json. parameters: as published, of the whole model."""
    return {
        "model_type": kind,
        "num_hidden_layers": layers,
        "hidden_size": hidden,
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "intermediate_size": ffn,
        "vocab_size": vocab,
        "parameters": parameters,
        "tie_word_embeddings": False,
        **more,
    }


_EXAONE = {"auto_map": {"AutoModelForCausalLM": "modeling_exaone.ExaoneForCausalLM"}}  # code of its own
_PIECES = {"vocabulary": "sentencepiece"}  # not of config.json: what tokenizer.model is
PUBLISHED: Mapping[str, Mapping[str, Any]] = {
    "Qwen/Qwen2.5-7B-Instruct": _config("qwen2", 28, 3584, 28, 4, 18944, 152064, 7_615_616_512),
    "Qwen/Qwen3-4B-Instruct-2507": _config(
        "qwen3", 36, 2560, 32, 8, 9728, 151936, 4_022_468_096, head_dim=128, tie_word_embeddings=True
    ),
    "LGAI-EXAONE/EXAONE-3.5-2.4B-Instruct": _config(
        "exaone", 30, 2560, 32, 8, 7168, 102400, 2_405_327_360, head_dim=80, tie_word_embeddings=True, **_EXAONE
    ),
    "LGAI-EXAONE/EXAONE-3.5-7.8B-Instruct": _config(
        "exaone", 32, 4096, 32, 8, 14336, 102400, 7_818_448_896, head_dim=128, **_EXAONE
    ),
    "LDCC/LDCC-Instruct-Llama-2-ko-13B-v1.4": _config(
        "llama", 40, 5120, 40, 40, 13824, 46336, 13_162_664_960, **_PIECES
    ),
    "beomi/llama-2-ko-7b": _config("llama", 32, 4096, 32, 32, 11008, 46336, 6_855_856_128, **_PIECES),
}


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
