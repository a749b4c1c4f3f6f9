"""Writes the trained weights as GGUF for llama.cpp, with tokenizer, chat template and sizes.

Main thread; needs `gguf` and numpy only.

Tensor names are those of llama.cpp's "qwen3" architecture (trainer/convert/names.py). Matrices become Q8_0 (blocks of
32 with one half-precision scale) or half precision, vectors stay in single precision.
"""

import json
from pathlib import Path
from typing import Any, Literal

from companion.errors import TrainingError
from companion.persona.prompt import CHAT_TEMPLATE
from trainer.convert.names import gguf_name
from trainer.starter.brain.network import Shape, Weights
from trainer.starter.brain.tokens import END_OF_TEXT, SPECIAL, TURN_END

Kind = Literal["q8_0", "f16", "f32"]


def write(weights: Weights, shape: Shape, tokenizer_file: Path, target: Path, *, kind: Kind, name: str) -> None:
    """Writes `target` as a whole (a .part file is renamed last).

    Raises:
        TrainingError: the tokenizer has another number of tokens than the network.
    """
    import gguf

    file_types = {
        "q8_0": gguf.LlamaFileType.MOSTLY_Q8_0,
        "f16": gguf.LlamaFileType.MOSTLY_F16,
        "f32": gguf.LlamaFileType.ALL_F32,
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    writer = gguf.GGUFWriter(part, "qwen3")
    writer.add_name(name)
    writer.add_license("GPL-3.0-or-later")
    writer.add_languages(["ko", "en"])
    writer.add_file_type(file_types[kind])
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.hidden)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.ffn)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_key_length(shape.head_dim)
    writer.add_value_length(shape.head_dim)
    writer.add_rope_freq_base(shape.rope_theta)
    writer.add_layer_norm_rms_eps(shape.eps)
    writer.add_vocab_size(shape.vocab)
    _vocabulary(writer, tokenizer_file, shape.vocab)
    for tensor, weight in weights.items():
        _tensor(writer, gguf_name(tensor), weight, kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    part.replace(target)


def _vocabulary(writer: Any, tokenizer_file: Path, size: int) -> None:
    import gguf

    data = json.loads(tokenizer_file.read_text(encoding="utf-8"))
    tokens = sorted(data["model"]["vocab"], key=data["model"]["vocab"].__getitem__)
    if len(tokens) != size:
        raise TrainingError(f"{tokenizer_file} has {len(tokens)} tokens, the network {size}.", code="starter-export")
    kinds = [gguf.TokenType.CONTROL if token in SPECIAL else gguf.TokenType.NORMAL for token in tokens]
    merges = [pair if isinstance(pair, str) else " ".join(pair) for pair in data["model"]["merges"]]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    writer.add_bos_token_id(tokens.index(END_OF_TEXT))
    writer.add_eos_token_id(tokens.index(TURN_END))
    writer.add_pad_token_id(tokens.index(END_OF_TEXT))
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHAT_TEMPLATE)


def _tensor(writer: Any, name: str, weight: Any, kind: Kind) -> None:
    import gguf
    import numpy as np

    data = weight.detach().to("cpu").float().numpy()
    if data.ndim == 1 or kind == "f32":
        writer.add_tensor(name, data)
    elif kind == "f16":
        writer.add_tensor(name, data.astype(np.float16))
    else:
        q8 = gguf.GGMLQuantizationType.Q8_0
        writer.add_tensor(name, gguf.quants.quantize(data, q8), raw_dtype=q8)
