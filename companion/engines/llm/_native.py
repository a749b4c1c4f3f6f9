"""llama.cpp with one model, one context and one sequence, through its C interface. Lives in the brain's process.

Owned by that process's main thread; only `AbortFlag.set` may be called from another one. `llama_cpp.Llama` is not used:
its generator can't be stopped within a decode, keeps a score matrix and detokenizes the whole reply for each token.
"""

import ctypes
import sys
from collections import deque
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_ABORTED = 2  # llama_decode: stopped by the abort callback
_ERROR = 4  # ggml_log_level; the comment in llama-cpp-python 0.3.36 has an older numbering


class Aborted(Exception):
    """The running evaluation was stopped; the tokens before it are still in the cache."""


class NativeFailure(Exception):
    """llama.cpp refused; the message holds its own words about the file or the context, never a person's."""


class AbortFlag:
    """Two bytes that `strlen` reads as false (empty) or true (one character).

    llama.cpp asks its abort callback hundreds of times a token; a Python callback would wait for the interpreter lock
    each time (measured 37 -> 1,286 ms a token), so the callback is the C library's `strlen` on this buffer.
    """

    def __init__(self) -> None:
        self._buffer = ctypes.create_string_buffer(2)
        library = ctypes.cdll.msvcrt if sys.platform == "win32" else ctypes.CDLL(None)
        self._strlen = library.strlen

    def set(self) -> None:
        self._buffer[0] = b"\x01"

    def clear(self) -> None:
        self._buffer[0] = b"\x00"

    @property
    def is_set(self) -> bool:
        return self._buffer[0] != b"\x00"

    def attach(self, context: Any) -> None:
        import llama_cpp

        self._callback = ctypes.cast(self._strlen, llama_cpp.ggml_abort_callback)
        llama_cpp.llama_set_abort_callback(context, self._callback, ctypes.addressof(self._buffer))


_complaints: deque[str] = deque(maxlen=8)  # what llama.cpp called errors, newest last
_callbacks: list[Any] = []  # llama.cpp keeps calling it for as long as the process lives, so it is never freed


def _listen_to(library: Any) -> None:
    """Keep llama.cpp's error messages instead of its chatter; they are part of the error that a failed load becomes."""
    _complaints.clear()
    if not _callbacks:

        def note(level: int, text: bytes, _: object) -> None:
            if level == _ERROR:
                _complaints.append(text.decode("utf-8", "replace").strip())

        _callbacks.append(library.llama_log_callback(note))
    library.llama_log_set(_callbacks[0], ctypes.c_void_p(0))


class NativeModel:
    """A loaded GGUF. `tokens` is what the cache holds, in order.

    Args:
        path: the GGUF file.
        context: tokens; at most what the model was trained for is used.
        batch: most tokens of one decode.
        threads: for one token and for batches alike.
        gpu_layers: 0 = CPU, -1 = all.
        on_progress: called with 0..1 while loading.

    Raises:
        NativeFailure: the file can't be loaded or the context can't be made.
    """

    def __init__(
        self,
        path: Path,
        *,
        context: int,
        batch: int,
        threads: int,
        gpu_layers: int = 0,
        on_progress: Callable[[float], None] = lambda _: None,
    ) -> None:
        import llama_cpp

        self._lib = llama_cpp
        _listen_to(llama_cpp)
        llama_cpp.llama_backend_init()
        self._model = self._load(path, gpu_layers, on_progress)
        self._vocab = llama_cpp.llama_model_get_vocab(self._model)
        self.n_vocab: int = llama_cpp.llama_vocab_n_tokens(self._vocab)
        trained: int = llama_cpp.llama_model_n_ctx_train(self._model)
        self.batch = batch
        self.threads = threads
        self.context_kind = f"f16 fa{0 if gpu_layers == 0 else 1}"
        self._context = self._open(min(context, trained) if trained > 0 else context, gpu_layers)
        self.n_ctx: int = llama_cpp.llama_n_ctx(self._context)
        self._memory = llama_cpp.llama_get_memory(self._context)
        if not self._memory or llama_cpp.llama_model_has_encoder(self._model):
            raise NativeFailure("this kind of model does not write text")
        self.abort = AbortFlag()
        self.abort.attach(self._context)
        self.tokens: list[int] = []
        self.evaluated = 0  # tokens ever evaluated, for statistics
        self.decodes = 0
        self._pieces: dict[int, bytes] = {}

    def _load(self, path: Path, gpu_layers: int, on_progress: Callable[[float], None]) -> Any:
        def progress(value: float, _: object) -> bool:
            on_progress(value)
            return True

        params = self._lib.llama_model_default_params()
        params.n_gpu_layers = 0x7FFFFFFF if gpu_layers < 0 else gpu_layers
        params.progress_callback = self._lib.llama_progress_callback(progress)
        model = self._lib.llama_model_load_from_file(str(path).encode(), params)
        if not model:
            raise NativeFailure("; ".join(list(_complaints)[-3:]) or "llama.cpp gave no reason")
        return model

    def _open(self, context: int, gpu_layers: int) -> Any:
        params = self._lib.llama_context_default_params()
        params.n_ctx = context
        params.n_batch = params.n_ubatch = min(self.batch, context)
        params.n_seq_max = 1
        params.n_threads = params.n_threads_batch = self.threads
        params.flash_attn_type = (
            self._lib.LLAMA_FLASH_ATTN_TYPE_DISABLED if gpu_layers == 0 else self._lib.LLAMA_FLASH_ATTN_TYPE_AUTO
        )
        params.swa_full = True  # otherwise a sliding window forgets the prefix that we want to reuse
        params.no_perf = True
        opened = self._lib.llama_init_from_model(self._model, params)
        if not opened:
            raise NativeFailure("; ".join(list(_complaints)[-3:]) or "no memory for the context")
        return opened

    # --- adapters ---

    def load_adapter(self, path: Path) -> Any:
        """A LoRA for `wear`. Raises NativeFailure: not for this model, or damaged."""
        _complaints.clear()
        adapter = self._lib.llama_adapter_lora_init(self._model, str(path).encode())
        if not adapter:
            raise NativeFailure("; ".join(list(_complaints)[-3:]) or "llama.cpp gave no reason")
        return adapter

    def wear(self, adapter: Any | None) -> None:
        """Speak through this adapter from now on, or through none; the cache is emptied, as it came from the other."""
        count = 0 if adapter is None else 1
        adapters = (self._lib.llama_adapter_lora_p_ctypes * 1)(adapter) if count else None
        scales = (ctypes.c_float * 1)(1.0) if count else None
        code = self._lib.llama_set_adapters_lora(self._context, adapters, count, scales)
        self.clear()
        if code != 0:
            raise NativeFailure(f"llama_set_adapters_lora returned {code}")

    def free_adapter(self, adapter: Any) -> None:
        """Give its memory back; it must not be worn."""
        self._lib.llama_adapter_lora_free(adapter)

    # --- words and tokens ---

    def tokenize(self, text: str, *, special: bool = False) -> list[int]:
        """Token ids; control tokens written in `text` stay plain text unless `special`."""
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        while True:
            buffer = (self._lib.llama_token * room)()
            count = self._lib.llama_tokenize(self._vocab, data, len(data), buffer, room, False, special)
            if count >= 0:
                return list(buffer[:count])
            room = -count

    def piece(self, token: int) -> bytes:
        """The bytes of a token; empty for a control token."""
        known = self._pieces.get(token)
        if known is None:
            buffer = ctypes.create_string_buffer(512)
            count = self._lib.llama_token_to_piece(self._vocab, token, buffer, len(buffer), 0, False)
            known = self._pieces[token] = buffer.raw[: max(0, count)]
        return known

    @cached_property
    def continues(self) -> npt.NDArray[np.bool_]:
        """[n_vocab] True for tokens that begin in the middle of a UTF-8 character. Made when first needed (0.1 s)."""
        pieces = map(self.piece, range(self.n_vocab))
        return np.fromiter(((piece[:1] or b" ")[0] & 0xC0 == 0x80 for piece in pieces), np.bool_, self.n_vocab)

    def ends(self, token: int) -> bool:
        """True for tokens that can't be part of a text: end of generation and other control tokens."""
        return bool(
            self._lib.llama_vocab_is_eog(self._vocab, token) or self._lib.llama_vocab_is_control(self._vocab, token)
        )

    @property
    def begin(self) -> list[int]:
        """What this vocabulary puts before everything: the BOS token, or nothing."""
        wanted = self._lib.llama_vocab_get_add_bos(self._vocab)
        return [self._lib.llama_vocab_bos(self._vocab)] if wanted else []

    @property
    def end(self) -> list[int]:
        """The token that ends a text of this vocabulary, or nothing."""
        token = int(self._lib.llama_vocab_eos(self._vocab))
        return [token] if token >= 0 else []

    # --- the cache ---

    def evaluate(self, tokens: Sequence[int], on_batch: Callable[[], None] = lambda: None) -> None:
        """Append tokens to the cache; afterwards `logits` belong to the last one.

        Raises:
            Aborted: the flag was set; the cache holds the batches before.
            NativeFailure: the context is full or broken; the cache is emptied.
        """
        for start in range(0, len(tokens), self.batch):
            part = list(tokens[start : start + self.batch])
            if self.abort.is_set:
                raise Aborted
            array = (self._lib.llama_token * len(part))(*part)
            code = self._lib.llama_decode(self._context, self._lib.llama_batch_get_one(array, len(part)))
            if code == _ABORTED:
                self._trim(len(self.tokens))
                raise Aborted
            if code != 0:
                self.clear()
                raise NativeFailure(f"llama_decode returned {code}")
            self.tokens += part
            self.evaluated += len(part)
            self.decodes += 1
            on_batch()

    def rewind(self, count: int) -> int:
        """Keep the first `count` tokens; returns how many remain (0 where the model can't be cut)."""
        if count < len(self.tokens):
            self._trim(count)
        return len(self.tokens)

    def clear(self) -> None:
        self._lib.llama_memory_clear(self._memory, True)
        self.tokens = []

    def _trim(self, count: int) -> None:
        if self._lib.llama_memory_seq_rm(self._memory, 0, count, -1):
            self.tokens = self.tokens[:count]
        else:  # recurrent and hybrid models keep no past to return to
            self.clear()

    def logits(self) -> npt.NDArray[np.float32]:
        """float32 [n_vocab] of the last token; a view that the next evaluation overwrites, and that may be changed."""
        pointer = self._lib.llama_get_logits_ith(self._context, -1)
        return np.ctypeslib.as_array(pointer, shape=(self.n_vocab,))

    def state(self) -> bytes:
        """The cache of all tokens, as llama.cpp's own bytes."""
        size = self._lib.llama_state_seq_get_size(self._context, 0)
        buffer = (ctypes.c_uint8 * size)()
        written = self._lib.llama_state_seq_get_data(self._context, buffer, size, 0)
        return bytes(memoryview(buffer)[:written])

    def restore(self, tokens: Sequence[int], state: bytes) -> bool:
        """Replace the cache; False (and an empty cache) when the bytes don't fit this model."""
        self.clear()
        buffer = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        if not self._lib.llama_state_seq_set_data(self._context, buffer, len(state), 0):
            self.clear()
            return False
        self.tokens = list(tokens)
        return True

    def chain(self, *, temperature: float, top_k: int, top_p: float, min_p: float, seed: int) -> "NativeSampler":
        """A sampler over `logits` as they then are. top_k 0 = off; temperature 0 = the likeliest token."""
        return NativeSampler(self._lib, self._context, temperature, top_k, top_p, min_p, seed)

    def close(self) -> None:
        self._lib.llama_free(self._context)
        self._lib.llama_model_free(self._model)


class NativeSampler:
    """llama.cpp's sampler chain; `close` frees it."""

    def __init__(
        self, lib: Any, context: Any, temperature: float, top_k: int, top_p: float, min_p: float, seed: int
    ) -> None:
        self._lib = lib
        self._context = context
        self._chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
        parts = [lib.llama_sampler_init_greedy()]
        if temperature > 0:
            parts = [
                lib.llama_sampler_init_top_k(top_k),
                lib.llama_sampler_init_top_p(top_p, 1),
                lib.llama_sampler_init_min_p(min_p, 1),
                lib.llama_sampler_init_temp(temperature),
                lib.llama_sampler_init_dist(seed & 0xFFFFFFFF),
            ]
        for part in parts:
            lib.llama_sampler_chain_add(self._chain, part)

    def sample(self) -> int:
        """A token for the place after the last evaluated one."""
        return int(self._lib.llama_sampler_sample(self._chain, self._context, -1))

    def close(self) -> None:
        self._lib.llama_sampler_free(self._chain)
