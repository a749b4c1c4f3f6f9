"""One GGUF in llama.cpp, through its C interface: tokens, logits, probabilities. One thread; needs llama-cpp-python.

`llama_cpp.Llama` is not used: it keeps scores of n_batch x vocabulary, and gives logits of all places or of one.
"""

import ctypes
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer import llama

Floats = Any  # numpy.ndarray of float32
_BATCH = 256


class GgufModel:
    """A loaded GGUF with one sequence. `tokens` is what its cache holds, in order.

    Args:
        path: the file.
        context: most tokens of a conversation; at most what the model was trained for is used.
        threads: 0 = cores - 1.
        gpu: use a GPU where this llama.cpp was built for one.

    Raises:
        TrainingError: missing, not a GGUF, of an unknown version or architecture, or no memory.
    """

    def __init__(self, path: Path, *, context: int = 2048, threads: int = 0, gpu: bool = True) -> None:
        self.path = path
        _check(path)
        llama_cpp = self._library = llama.listen()
        layers = 0x7FFFFFFF if gpu and llama_cpp.llama_supports_gpu_offload() else 0
        self._model = self._load(layers)
        self._vocab = llama_cpp.llama_model_get_vocab(self._model)
        self.size: int = llama_cpp.llama_vocab_n_tokens(self._vocab)
        trained = llama_cpp.llama_model_n_ctx_train(self._model)
        self._context = self._open(min(context, trained) if trained > 0 else context, threads, layers)
        self.context: int = llama_cpp.llama_n_ctx(self._context)
        self._memory = llama_cpp.llama_get_memory(self._context)
        self.tokens: list[int] = []
        self._pieces: dict[int, bytes] = {}

    def _load(self, layers: int) -> Any:
        params = self._library.llama_model_default_params()
        params.n_gpu_layers = layers
        model = self._library.llama_model_load_from_file(str(self.path).encode(), params)
        if not model:
            raise _refused(self.path)
        return model

    def _open(self, context: int, threads: int, layers: int) -> Any:
        params = self._library.llama_context_default_params()
        params.n_ctx = context
        params.n_batch = params.n_ubatch = min(_BATCH, context)
        params.n_seq_max = 1
        params.n_threads = params.n_threads_batch = threads or max(1, (os.cpu_count() or 2) - 1)
        if layers == 0:
            params.flash_attn_type = self._library.LLAMA_FLASH_ATTN_TYPE_DISABLED
        params.swa_full = True  # otherwise a sliding window forgets the prefix that is reused
        params.no_perf = True
        opened = self._library.llama_init_from_model(self._model, params)
        if not opened:
            self._library.llama_model_free(self._model)
            raise _refused(self.path)
        return opened

    def close(self) -> None:
        """Frees the model; nothing may be called afterwards."""
        self._library.llama_free(self._context)
        self._library.llama_model_free(self._model)

    # --- words and tokens ---

    def ids(self, text: str, *, special: bool = False) -> list[int]:
        """Token ids; control tokens written in `text` stay plain text unless `special`."""
        return llama.tokenize(self._library, self._vocab, text, special=special)

    def piece(self, token: int) -> bytes:
        """The bytes of a token; empty for a control token."""
        known = self._pieces.get(token)
        if known is None:
            buffer = ctypes.create_string_buffer(512)
            count = self._library.llama_token_to_piece(self._vocab, token, buffer, len(buffer), 0, False)
            known = self._pieces[token] = buffer.raw[: max(0, count)]
        return known

    def ends(self, token: int) -> bool:
        """True for tokens that can't be part of a text: end of generation and other control tokens."""
        library = self._library
        return bool(
            library.llama_vocab_is_eog(self._vocab, token) or library.llama_vocab_is_control(self._vocab, token)
        )

    @cached_property
    def begin(self) -> list[int]:
        """What this vocabulary puts before everything: the BOS token, or nothing."""
        return llama.begin(self._library, self._vocab)

    @cached_property
    def template(self) -> str:
        """The chat template inside the GGUF, "" if there is none."""
        found = self._library.llama_model_chat_template(self._model, None)
        return found.decode("utf-8", "replace") if found else ""

    @cached_property
    def specials(self) -> tuple[str, str]:
        """The texts of the BOS and EOS tokens, "" where there is none."""
        library = self._library
        tokens = (library.llama_vocab_bos(self._vocab), library.llama_vocab_eos(self._vocab))
        texts = [library.llama_vocab_get_text(self._vocab, token) if token >= 0 else b"" for token in tokens]
        return (texts[0] or b"").decode("utf-8", "replace"), (texts[1] or b"").decode("utf-8", "replace")

    # --- logits ---

    def read(self, tokens: Sequence[int]) -> Floats:
        """Logits, float32 [size], after exactly these tokens; what the cache already holds of them is not read again.

        Raises:
            TrainingError: more tokens than the context holds, or llama.cpp failed.
        """
        shared = llama.common(self.tokens, tokens[:-1])
        self._rewind(shared)
        rest = list(tokens[len(self.tokens) :])
        for start in range(0, len(rest), _BATCH):
            self._decode(rest[start : start + _BATCH], last_only=True)
        return llama.row(self._library, self._context, -1, self.size)

    def surprise(self, tokens: Sequence[int], start: int) -> list[float]:
        """-ln p(token | the tokens before) for each token from index `start` (at least 1) on, in nats."""
        import numpy as np

        first = max(1, start)
        self._rewind(llama.common(self.tokens, tokens[: first - 1]))
        found: list[float] = []
        at = len(self.tokens)
        while at < len(tokens) - 1:
            part = list(tokens[at : min(at + _BATCH, len(tokens) - 1)])
            self._decode(part, last_only=False)
            for index in range(len(part)):
                if at + index + 1 < first:
                    continue
                row = llama.row(self._library, self._context, index, self.size).astype(np.float64)
                top = row.max()
                found.append(float(top + np.log(np.exp(row - top).sum()) - row[tokens[at + index + 1]]))
            at += len(part)
        return found

    def _decode(self, part: list[int], *, last_only: bool) -> None:
        if len(self.tokens) + len(part) > self.context:
            raise TrainingError(
                f"{self.path.name}: a conversation is longer than the context of {self.context} tokens.",
                code="context-too-small",
            )
        wanted = len(part) - 1 if last_only else 0
        code = llama.decode(self._library, self._context, part, len(self.tokens), lambda index: index >= wanted)
        if code != 0:
            self._rewind(0)
            raise TrainingError(f"{self.path.name}: llama.cpp failed (llama_decode {code}).", code="gguf-failed")
        self.tokens += part

    def _rewind(self, count: int) -> None:
        if count >= len(self.tokens):
            return
        if count and self._library.llama_memory_seq_rm(self._memory, 0, count, -1):
            self.tokens = self.tokens[:count]
        else:  # recurrent and hybrid models keep no past to return to
            self._library.llama_memory_clear(self._memory, True)
            self.tokens = []


def _check(path: Path) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise TrainingError(
            f"{path} can't be read: {error.strerror}.", code="gguf-missing", hint="Check the name of the file."
        ) from error
    if magic != b"GGUF":
        raise TrainingError(
            f"{path} is not a GGUF file.",
            code="gguf-unreadable",
            hint="Give a model that was converted to GGUF; safetensors and PyTorch files are no GGUF.",
        )


def _refused(path: Path) -> TrainingError:
    reason = llama.complaints() or "llama.cpp gave no reason"
    return TrainingError(
        f"{path} can't be loaded: {reason}.",
        code="gguf-unreadable",
        hint="It is damaged, newer than the installed llama-cpp-python, or larger than the memory.",
    )
