"""llama.cpp's library in this process: its errors kept, its chatter not; tokens in and out. One thread; needs
llama-cpp-python.

`convert.native.Gguf` proves conversions with it, `evaluation.gguf_model.GgufModel` talks.
"""

import ctypes
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

_ERROR = 4  # ggml_log_level
_complaints: deque[str] = deque(maxlen=8)  # what llama.cpp called errors, newest last
_callbacks: list[Any] = []  # llama.cpp calls it for as long as the process lives, so it is never freed


def listen() -> Any:
    """The library. What it called errors before is forgotten."""
    import llama_cpp

    _complaints.clear()
    if not _callbacks:

        def note(level: int, text: bytes, _: object) -> None:
            if level == _ERROR:
                _complaints.append(text.decode("utf-8", "replace").strip())

        _callbacks.append(llama_cpp.llama_log_callback(note))
    llama_cpp.llama_log_set(_callbacks[0], ctypes.c_void_p(0))
    llama_cpp.llama_backend_init()
    return llama_cpp


def complaints() -> str:
    """What it called errors since the last `listen`, "" if nothing."""
    return "; ".join(list(_complaints)[-3:])


def tokenize(library: Any, vocabulary: Any, text: str, *, special: bool) -> list[int]:
    """Token ids. special: control tokens that are written in `text` count as such."""
    data = text.encode("utf-8", "replace")
    room = len(data) + 8
    while True:
        buffer = (library.llama_token * room)()
        count = library.llama_tokenize(vocabulary, data, len(data), buffer, room, False, special)
        if count >= 0:
            return list(buffer[:count])
        room = -count


def begin(library: Any, vocabulary: Any) -> list[int]:
    """What a vocabulary puts before everything by itself: the BOS token, or nothing."""
    wanted = library.llama_vocab_get_add_bos(vocabulary)
    return [int(library.llama_vocab_bos(vocabulary))] if wanted else []


def decode(library: Any, context: Any, tokens: Sequence[int], at: int, wanted: Callable[[int], bool]) -> int:
    """Reads tokens into the first sequence, from position `at` on; llama_decode's code, 0 = done.

    wanted: of an index into `tokens`, whether logits are made after it.
    """
    batch = library.llama_batch_init(len(tokens), 0, 1)
    try:
        batch.n_tokens = len(tokens)
        for index, token in enumerate(tokens):
            batch.token[index], batch.pos[index] = token, at + index
            batch.n_seq_id[index], batch.seq_id[index][0] = 1, 0
            batch.logits[index] = wanted(index)
        return int(library.llama_decode(context, batch))
    finally:
        library.llama_batch_free(batch)


def row(library: Any, context: Any, index: int, size: int) -> Any:
    """A copy of the logits after a token of the last batch, float32 [size]; -1 = after the last one."""
    import numpy as np

    return np.ctypeslib.as_array(library.llama_get_logits_ith(context, index), shape=(size,)).copy()


def common(one: Sequence[int], other: Sequence[int]) -> int:
    """Length of the common beginning."""
    if list(one) == list(other[: len(one)]):  # what happens at every token of a reply
        return len(one)
    for place, (ours, theirs) in enumerate(zip(one, other, strict=False)):
        if ours != theirs:
            return place
    return min(len(one), len(other))
