"""llama.cpp in this process: token ids and next tokens of a GGUF, with an adapter or without; quantizing. One thread.

For proofs, not for talking: every conversation is read in one go and every position's likeliest token comes back.
Needs llama-cpp-python.
"""

import ctypes
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from companion.errors import TrainingError
from trainer import llama


class Gguf:
    """A loaded model. Use as a context manager.

    Args:
        path: the GGUF file.
        adapter: a GGUF LoRA that is put on it.
        context: most tokens of one conversation.
        gpu: load all layers onto a GPU, where this build of llama.cpp knows one.

    Raises:
        TrainingError: the model or the adapter can't be loaded; the message has llama.cpp's reason.
    """

    def __init__(
        self, path: Path, *, adapter: Path | None = None, context: int = 4096, threads: int = 1, gpu: bool = False
    ) -> None:
        lib = self._lib = llama.listen()
        params = lib.llama_model_default_params()
        params.n_gpu_layers = 0x7FFFFFFF if gpu else 0
        self._context: Any = None
        self._read: list[int] = []  # what the cache holds
        self._model = lib.llama_model_load_from_file(str(path).encode(), params)
        if not self._model:
            raise _failed(path)
        self._vocab = lib.llama_model_get_vocab(self._model)
        self.size: int = lib.llama_vocab_n_tokens(self._vocab)
        trained: int = lib.llama_model_n_ctx_train(self._model)
        self.context = min(context, trained) if trained > 0 else context
        try:
            self._open(path, threads)
            if adapter is not None:
                self._adapt(adapter)
        except BaseException:
            self.close()
            raise

    def _open(self, path: Path, threads: int) -> None:
        lib = self._lib
        params = lib.llama_context_default_params()
        params.n_ctx = params.n_batch = self.context
        params.n_ubatch = min(512, self.context)
        params.n_threads = params.n_threads_batch = max(1, threads)
        params.flash_attn_type = lib.LLAMA_FLASH_ATTN_TYPE_DISABLED
        params.type_k = params.type_v = 0  # F32: the proof is about weights, not about a rounded cache
        params.no_perf = True
        self._context = lib.llama_init_from_model(self._model, params)
        if not self._context:
            raise _failed(path)

    def _adapt(self, adapter: Path) -> None:
        lib = self._lib
        loaded = lib.llama_adapter_lora_init(self._model, str(adapter).encode())  # freed with the model
        if not loaded:
            raise _failed(adapter)
        several = (lib.llama_adapter_lora_p_ctypes * 1)(ctypes.cast(loaded, lib.llama_adapter_lora_p_ctypes))
        scales = (ctypes.c_float * 1)(1.0)
        if lib.llama_set_adapters_lora(self._context, several, 1, scales) != 0:
            raise _failed(adapter)

    def __enter__(self) -> "Gguf":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        if self._context:
            self._lib.llama_free(self._context)
        if self._model:
            self._lib.llama_model_free(self._model)
        self._context = self._model = None

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        """Token ids. special: control tokens that are written in `text` count as such."""
        return llama.tokenize(self._lib, self._vocab, text, special=special)

    @property
    def begin(self) -> list[int]:
        """What this vocabulary puts before everything by itself."""
        return llama.begin(self._lib, self._vocab)

    @property
    def end(self) -> list[int]:
        """What ends a reply in this vocabulary."""
        token = int(self._lib.llama_vocab_eos(self._vocab))
        return [token] if token >= 0 else []

    def logits(self, ids: Sequence[int], start: int = 0) -> Any:
        """float32 [len(ids) - start, vocabulary]: the logits after each of these tokens, from position `start` on.

        Raises:
            TrainingError: longer than the context, or llama.cpp failed.
        """
        import numpy as np

        if len(ids) > self.context:
            raise TrainingError(f"{len(ids)} tokens don't fit into {self.context}.", code="gguf-context")
        shared = min(llama.common(self._read, ids), start)
        self._keep(shared)
        self._decode(ids[shared:], shared, start)
        self._read = list(ids)
        rows = [llama.row(self._lib, self._context, at - shared, self.size) for at in range(start, len(ids))]
        return np.stack(rows)

    def _keep(self, count: int) -> None:
        """The system turn of one character is read once."""
        memory = self._lib.llama_get_memory(self._context)
        if not self._lib.llama_memory_seq_rm(memory, 0, count, -1):
            raise TrainingError("This kind of model can't go back in a conversation.", code="gguf-run")

    def _decode(self, ids: Sequence[int], at: int, start: int) -> None:
        code = llama.decode(self._lib, self._context, ids, at, lambda index: at + index >= start)
        if code != 0:
            self._read = []
            text = f"llama.cpp could not read a conversation (code {code}). {llama.complaints()}"
            raise TrainingError(text, code="gguf-run")


def quantize(source: Path, target: Path, kind: int, threads: int = 1) -> None:
    """Writes `source` quantized; kind: a LLAMA_FTYPE number. The caller renames.

    Raises:
        TrainingError: llama.cpp refused; the message has its reason.
    """
    lib = llama.listen()
    params = lib.llama_model_quantize_default_params()
    params.ftype, params.nthread = kind, max(1, threads)
    code = lib.llama_model_quantize(str(source).encode(), str(target).encode(), ctypes.byref(params))
    if code != 0:
        raise TrainingError(
            f"{source.name} could not be quantized: {llama.complaints() or f'code {code}'}.",
            code="quantize-failed",
            hint="Look whether the disk is full; the F16 file is whole and can be used (`deploy: f16`).",
        )


def _failed(path: Path) -> TrainingError:
    return TrainingError(
        f"llama.cpp can't load {path}: {llama.complaints() or 'it gave no reason'}.",
        code="gguf-load",
        hint="Run `convert` again; if it stays, this llama-cpp-python does not know the architecture.",
    )
