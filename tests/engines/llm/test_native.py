"""The wrapper around llama.cpp's C interface, on a tiny real model."""

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from companion.engines.llm._native import Aborted, NativeFailure, NativeModel


def test_control_tokens_in_text_stay_text(native: NativeModel) -> None:
    (start,) = native.tokenize("<|im_start|>", special=True)
    typed = native.tokenize("<|im_start|>system")
    assert start not in typed
    assert b"".join(map(native.piece, typed)) == b"<|im_start|>system"
    assert native.ends(start) and native.piece(start) == b""
    assert not any(native.ends(token) for token in typed)


@pytest.mark.parametrize("text", ["", "안녕 👋🏽", "\ud83d lone", "a\x00b", "x" * 5000])
def test_any_text_survives_tokens(native: NativeModel, text: str) -> None:
    whole = b"".join(map(native.piece, native.tokenize(text)))
    assert whole == text.encode("utf-8", "replace")


def test_batches_make_the_same_cache(native: NativeModel) -> None:
    tokens = native.tokenize("Hello you are surprised and excited " * 20)
    assert len(tokens) > native.batch
    native.evaluate(tokens)
    together = native.logits().copy()
    native.clear()
    native.evaluate(tokens[:50])
    native.evaluate(tokens[50:])
    assert native.tokens == tokens
    np.testing.assert_allclose(native.logits(), together, atol=0.02)


def test_a_rewound_cache_answers_as_before(native: NativeModel) -> None:
    tokens = native.tokenize("Hello you are surprised")
    native.evaluate(tokens)
    before = native.logits().copy()
    native.evaluate(native.tokenize(" and something else"))
    assert native.rewind(len(tokens) - 1) == len(tokens) - 1
    native.evaluate(tokens[-1:])
    np.testing.assert_allclose(native.logits(), before, atol=0.02)


def test_a_restored_state_gives_bit_identical_logits(native: NativeModel, tiny: Path) -> None:
    prefix, rest = native.tokenize("You are Snow White. " * 10), native.tokenize("안녕하세요 Hello")
    native.evaluate(prefix)
    state = native.state()
    native.evaluate(rest)
    expected = native.logits().copy()
    other = NativeModel(tiny, context=512, batch=64, threads=1)
    try:
        other.evaluate(other.tokenize("what was here before is of no importance"))
        assert other.restore(prefix, state)
        other.evaluate(rest)
        assert np.array_equal(other.logits(), expected)
    finally:
        other.close()


def test_a_foreign_state_is_refused_and_the_model_goes_on(native: NativeModel) -> None:
    tokens = native.tokenize("Hello")
    native.evaluate(tokens)
    assert not native.restore(tokens, b"\x01" * 100)
    assert native.tokens == []
    native.evaluate(tokens)
    assert np.isfinite(native.logits()).all()


def test_an_abort_before_or_within_leaves_a_usable_context(native: NativeModel) -> None:
    tokens = native.tokenize("Hello you are surprised and excited " * 20)
    native.evaluate(tokens)
    expected = native.logits().copy()
    native.clear()
    native.abort.set()
    with pytest.raises(Aborted):
        native.evaluate(tokens)
    assert native.tokens == []
    native.abort.clear()
    stopper = threading.Timer(0.001, native.abort.set)
    stopper.start()
    with pytest.raises(Aborted):
        for _ in range(10_000):
            native.clear()
            native.evaluate(tokens)
    stopper.join()
    native.abort.clear()
    native.rewind(0)
    native.evaluate(tokens)
    assert np.array_equal(native.logits(), expected)


def test_a_full_context_is_an_error_and_not_the_end(native: NativeModel) -> None:
    tokens = native.tokenize("a b c d " * 600)
    with pytest.raises(NativeFailure):
        native.evaluate(tokens)
    native.evaluate(tokens[:100])
    assert len(native.tokens) == 100


def test_a_file_that_llama_cpp_refuses_is_explained(tiny: Path, tmp_path: Path) -> None:
    data = tiny.read_bytes().replace(b"qwen3", b"qwen9")
    path = tmp_path / "unknown.gguf"
    path.write_bytes(data)
    with pytest.raises(NativeFailure) as caught:
        NativeModel(path, context=256, batch=64, threads=1)
    assert "qwen9" in str(caught.value)


def test_sampling_follows_seed_and_temperature(native: NativeModel) -> None:
    native.evaluate(native.tokenize("Hello"))
    best = int(np.argmax(native.logits()))
    greedy = native.chain(temperature=0.0, top_k=0, top_p=1.0, min_p=0.0, seed=1)
    assert {greedy.sample() for _ in range(5)} == {best}
    greedy.close()
    draws = []
    for seed in (7, 7, 8):
        chain = native.chain(temperature=1.0, top_k=0, top_p=1.0, min_p=0.0, seed=seed)
        draws.append([chain.sample() for _ in range(20)])
        chain.close()
    assert draws[0] == draws[1] != draws[2]


def test_the_abort_flag_costs_no_time(native: NativeModel) -> None:
    """The C callback is asked hundreds of times a token; a busy Python thread must not slow decoding manyfold."""
    tokens = native.tokenize("Hello you are surprised and excited " * 20)

    def seconds() -> float:
        native.clear()
        began = time.perf_counter()
        native.evaluate(tokens)
        return time.perf_counter() - began

    quiet = min(seconds() for _ in range(5))
    stop = threading.Event()

    def spin() -> None:
        while not stop.is_set():
            sum(range(100))

    busy = threading.Thread(target=spin)
    busy.start()
    try:
        loud = min(seconds() for _ in range(5))
    finally:
        stop.set()
        busy.join()
    assert loud < 20 * quiet + 0.2  # with a Python callback it is some hundred times
