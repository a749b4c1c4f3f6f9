"""Random-weights GGUF models for tests and benchmarks, written here and now: nothing is downloaded.

`build` makes a model of any Qwen2/Qwen3 shape with a byte-level BPE vocabulary; `TINY` loads in milliseconds,
`QWEN25_05B` has the shape, vocabulary size and (after `quantized`) the mixture of tensor types of Qwen2.5-0.5B Q4_K_M.
What such a model says is noise made of syllables; how long it takes is real. Needs the `gguf` package; `quantized`
needs llama_cpp.
"""

import ctypes
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
_WORDS = (
    *(
        '{"',
        '":',
        ' "',
        '",',
        '"}',
        '."',
        '!"',
        '?"',
        "...",
        "emotion",
        "intensity",
        "text",
        "user",
        "assistant",
        "system",
    ),
    *("neutral", "joy", "smile", "sad", "angry", "surprised", "shy", "love", "smug", "sleepy", "worried", "excited"),
    *(
        " the",
        " and",
        " you",
        " is",
        " a",
        " to",
        "Hello",
        " hello",
        "안녕",
        "하세요",
        " 나는",
        " 너",
        "요",
        "다",
        "는",
        "이",
        "ㅋ",
    ),
)


@dataclass(frozen=True)
class Shape:
    """Sizes of a model; `vocab` includes 256 bytes, merged words, synthetic syllable words and the specials."""

    arch: str
    hidden: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    ffn: int
    vocab: int
    context: int
    rope_base: float = 10_000.0
    ends: bool = True  # False: next to no token ends a reply or a sentence, so that it goes on to its limit


Vocabulary = tuple[list[str], list[int], list[str]]  # tokens, their GGUF types, merges

TINY = Shape("qwen3", 64, 2, 4, 2, 16, 128, 600, 2048)
WORDY = replace(TINY, vocab=6000)  # few of its tokens are single bytes: clean text
ENDLESS = replace(WORDY, ends=False)
QWEN25_05B = Shape("qwen2", 896, 24, 14, 2, 64, 4864, 151_936, 32_768, 1_000_000.0)


def build(
    path: Path,
    shape: Shape = TINY,
    *,
    seed: int = 1,
    chat_template: str | None = None,
    words: Vocabulary | None = None,
    mute: Sequence[int] = (),
) -> Path:
    """Write an F16 model (norms and biases F32); about 1 GB and 20 s at the shape of 0.5B.

    words: instead of `vocabulary`. mute: tokens that it never says of itself.
    """
    import gguf

    tokens, types, merges = words or vocabulary(shape.vocab, ends=shape.ends)
    writer = gguf.GGUFWriter(path, shape.arch)
    writer.add_name(f"random {shape.arch} {shape.hidden}x{shape.layers}")
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.hidden)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.ffn)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_key_length(shape.head_dim)
    writer.add_value_length(shape.head_dim)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_file_type(1)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges(merges)
    writer.add_eos_token_id(tokens.index("<|im_end|>"))
    writer.add_pad_token_id(tokens.index("<|endoftext|>"))
    writer.add_add_bos_token(False)
    if chat_template is not None:
        writer.add_chat_template(chat_template)
    specs = list(_tensors(shape))
    for name, dims, dtype, _ in specs:
        writer.add_tensor_info(name, dims, np.dtype(dtype), int(np.prod(dims)) * np.dtype(dtype).itemsize)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    rng = np.random.default_rng(seed)
    for name, dims, dtype, std in specs:
        data = (
            np.ones(dims, np.float32) if std is None else rng.standard_normal(dims, dtype=np.float32) * np.float32(std)
        )
        if name == "token_embd.weight":
            data[list(mute)] *= 0.05  # small as an output, and as an input nothing else after the first norm
        writer.write_tensor_data(data.astype(dtype))
    writer.close()
    return path


def quantized(path: Path, shape: Shape = QWEN25_05B, *, threads: int = 1, **settings: Any) -> Path:
    """Write a Q4_K_M model through llama.cpp's own quantiser, which chooses the tensor types as for a real model.

    settings: see `build`.
    """
    import llama_cpp

    source = path.with_suffix(".f16.gguf")
    try:
        build(source, shape, **settings)
        params = llama_cpp.llama_model_quantize_default_params()
        params.ftype = llama_cpp.LLAMA_FTYPE_MOSTLY_Q4_K_M
        params.nthread = threads
        code = llama_cpp.llama_model_quantize(str(source).encode(), str(path).encode(), ctypes.byref(params))
        if code != 0:
            raise RuntimeError(f"llama_model_quantize returned {code}")
    finally:
        source.unlink(missing_ok=True)
    return path


def lora(path: Path, base: Path, *, rank: int = 4, seed: int = 1, strength: float = 1.0, kind: str = "lora") -> Path:
    """Write a random LoRA for all matrices of the layers of `base`, as strong as its own weights times `strength`."""
    import gguf

    reader = gguf.GGUFReader(base)
    architecture = str(reader.fields["general.architecture"].contents())
    rng = np.random.default_rng(seed)
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_type("adapter" if kind else "model")
    writer.add_string("adapter.type", kind)
    writer.add_float32("adapter.lora.alpha", float(rank))
    for tensor in reader.tensors:
        if tensor.name.startswith("blk.") and len(tensor.shape) == 2:
            inputs, outputs = map(int, tensor.shape)
            low = rng.standard_normal((rank, inputs), np.float32) * np.float32(inputs**-0.5)
            high = rng.standard_normal((outputs, rank), np.float32) * np.float32(strength * rank**-0.5)
            writer.add_tensor(f"{tensor.name}.lora_a", low)
            writer.add_tensor(f"{tensor.name}.lora_b", high)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def vocabulary(size: int, *, ends: bool = True) -> Vocabulary:
    """Tokens (in GPT-2's printable byte alphabet), their GGUF types, and merges: bytes, words, syllables, specials."""
    alphabet = _byte_alphabet()
    tokens = {alphabet[value]: None for value in range(256)}
    merges: list[str] = []
    for word in _WORDS:
        chars = [alphabet[value] for value in word.encode()]
        joined = chars[0]
        for char in chars[1:]:
            pair = f"{joined} {char}"
            if pair not in merges:
                merges.append(pair)
            joined += char
            tokens[joined] = None
    for word in _syllables(ends):
        if len(tokens) >= size - len(SPECIALS):
            break
        tokens["".join(alphabet[value] for value in word.encode())] = None
    listed = [*list(tokens)[: size - len(SPECIALS)], *SPECIALS]
    if len(listed) != size:
        raise ValueError(f"vocabulary of {size} can't be made")
    return listed, [1] * (size - len(SPECIALS)) + [3] * len(SPECIALS), merges


def _byte_alphabet() -> dict[int, str]:
    """GPT-2's map from bytes to printable characters (the format of `tokenizer.ggml.tokens` for model gpt2)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [value for value in range(256) if value not in printable]
    table = {value: chr(value) for value in printable}
    table.update({value: chr(256 + index) for index, value in enumerate(rest)})
    return table


def _syllables(ends: bool) -> Iterator[str]:
    """Pronounceable words; every 30th ends the reply, two more a clause or sentence (none of it without `ends`)."""
    parts = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
    korean = [chr(code) for code in range(0xAC00, 0xAC00 + 11_172, 19)]
    endings = itertools.cycle([""] if not ends else [""] * 8 + [","] + [""] * 8 + ["."] + [""] * 8 + ['."'] + [""] * 3)
    for length in (2, 3):
        for combination in itertools.product(parts, repeat=length):
            yield " " + "".join(combination) + next(endings)
        for pair in itertools.product(korean[:200], repeat=2):
            yield " " + "".join(pair) + next(endings)
        korean = korean[200:]


def _tensors(shape: Shape) -> Iterator[tuple[str, tuple[int, ...], type, float | None]]:
    """Name, dimensions (rows first), type, standard deviation (None: ones). Output is tied to the embedding.

    Weights of 1/sqrt(inputs) let the layers outweigh the embedding, so that a tied output does not repeat its input.
    """
    half, full = np.float16, np.float32
    heads, groups, wide = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim, shape.hidden
    yield "token_embd.weight", (shape.vocab, wide), half, 0.6 / wide**0.5
    yield "output_norm.weight", (wide,), full, None
    for layer in range(shape.layers):
        block = f"blk.{layer}."
        for name in ("attn_norm", "ffn_norm"):
            yield block + name + ".weight", (wide,), full, None
        for name, rows in (("attn_q", heads), ("attn_k", groups), ("attn_v", groups)):
            yield block + name + ".weight", (rows, wide), half, wide**-0.5
            if shape.arch == "qwen2":
                yield block + name + ".bias", (rows,), full, 0.1
        if shape.arch == "qwen3":
            for name in ("attn_q_norm", "attn_k_norm"):
                yield block + name + ".weight", (shape.head_dim,), full, None
        yield block + "attn_output.weight", (wide, heads), half, heads**-0.5
        yield block + "ffn_gate.weight", (shape.ffn, wide), half, wide**-0.5
        yield block + "ffn_up.weight", (shape.ffn, wide), half, wide**-0.5
        yield block + "ffn_down.weight", (wide, shape.ffn), half, 2 * shape.ffn**-0.5
