"""Several characters on one base: real LoRA files, the real child process, and what goes wrong with adapters."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from companion.config import BrainConfig
from companion.engines.llm import llama_cpp
from companion.engines.llm._adapters import KEPT, AdapterFailure, Adapters
from companion.engines.llm._gguf import check_adapter
from companion.engines.llm._native import NativeModel
from companion.engines.llm._snapshots import Snapshots
from companion.errors import BrainError
from companion.persona.prompt import Message
from companion.voice.types import Notice, Turn
from tests.engines.llm.conftest import Recorder, Sampling
from tests.tiny_gguf import QWEN25_05B, TINY, Shape, build, lora

HELLO = [Message("system", "You are one of two. " * 4), Message("user", "[neutral] Hello")]


@pytest.fixture(scope="module")
def red(wordy: Path) -> Path:
    return lora(wordy.with_name("red.gguf"), wordy, seed=2)


@pytest.fixture(scope="module")
def blue(wordy: Path) -> Path:
    return lora(wordy.with_name("blue.gguf"), wordy, seed=3)


@pytest.fixture
def notices() -> list[Notice]:
    return []


@pytest.fixture
def base(
    settings: Callable[..., BrainConfig], wordy: Path, notices: list[Notice]
) -> Iterator[Callable[..., llama_cpp.LlamaCppModel]]:
    made: list[llama_cpp.LlamaCppModel] = []

    def create(adapter: Path | None = None, beside: llama_cpp.LlamaCppModel | None = None) -> llama_cpp.LlamaCppModel:
        wanted = settings(model=str(wordy), adapter=str(adapter or ""))
        made.append(beside.on_same_base(wanted) if beside else llama_cpp.create(wanted, on_notice=notices.append))
        return made[-1]

    yield create
    for model in made:
        model.close()


def say(model: llama_cpp.LlamaCppModel, events: Recorder | None = None, turn: Turn | None = None, **more: Any) -> str:
    return model.reply(
        HELLO,
        emotions=["joy", "sad"],
        order="emotion_first",
        sampling=Sampling(temperature=0.0, **more),
        turn=turn or Turn(1),
        events=events or Recorder(),
    ).raw


def test_each_character_speaks_through_her_own_adapter_on_one_base(base: Any, red: Path, blue: Path) -> None:
    """B2, M10: several personas as adapters on one base."""
    plain = base()
    one, other = base(red, plain), base(blue, plain)
    for model in (plain, one, other):
        model.wait_ready(20)
    assert plain.pid == one.pid == other.pid
    first = [say(model) for model in (plain, one, other)]
    assert len(set(first)) == 3
    assert [say(model) for model in (plain, one, other)] == first
    alone = base(red)
    assert alone.pid != plain.pid and say(alone) == first[1]


def test_what_was_read_for_one_is_not_taken_for_another(base: Any, red: Path, blue: Path) -> None:
    one = base(red)
    other = base(blue, one)
    for expected in (0, 1):  # the second time from the snapshot of each
        for model in (one, other):
            model.prepare(HELLO[:1])
            assert bool(model.last_stats["restored"]) is bool(expected)


def test_the_base_stays_while_one_of_them_uses_it(base: Any, red: Path, blue: Path) -> None:
    one = base(red)
    other = base(blue, one)
    other.wait_ready(20)
    one.close()
    one.close()
    assert say(other)
    other.close()
    with pytest.raises(BrainError) as caught:
        say(other)
    assert caught.value.code == "brain-closed"


def test_an_adapter_is_read_while_another_character_is_still_talking(
    base: Any, settings: Callable[..., BrainConfig], endless: Path
) -> None:
    adapter = lora(endless.with_name("third.gguf"), endless, seed=5)
    talking = llama_cpp.create(settings(model=str(endless), max_tokens=600), on_notice=lambda _: None)
    ready: list[int] = []
    try:
        other = talking.on_same_base(settings(model=str(endless), adapter=str(adapter)))
        events, turn = Recorder(), Turn(1)

        def join() -> None:
            if not ready:
                other.wait_ready(20)
                ready.append(len(events.deltas))
                turn.cancel()
                talking.abort()

        events.on_text = join
        say(talking, events, turn, max_tokens=600)
        assert ready == [1], "it waited for the end of the reply"
        other.close()
    finally:
        talking.close()


def test_after_a_crash_each_has_her_adapter_again(base: Any, red: Path) -> None:
    one = base(red)
    said = say(one)
    os.kill(one.pid, signal.SIGKILL)
    with pytest.raises(BrainError) as caught:
        say(one)
    assert caught.value.retryable
    one.wait_ready(20)
    assert say(one) == said


def test_an_adapter_that_was_trained_again_is_read_again(base: Any, red: Path, blue: Path, tmp_path: Path) -> None:
    mine = Path(shutil.copyfile(red, tmp_path / "mine.gguf"))
    model = base(mine)
    before = say(model)
    draft = Path(shutil.copyfile(blue, tmp_path / "draft"))
    draft.replace(mine)
    after = say(model)
    assert before != after == say(base(blue))


@pytest.mark.parametrize(
    ("wrong", "code", "place"),
    [
        (lambda red, _: red.with_name("nowhere.gguf"), "model-missing", "nowhere.gguf does not exist"),
        (lambda _, tiny: tiny, "adapter-not-lora", "is a model, not a LoRA adapter"),
        (lambda _, tiny: lora(tiny.with_name("b.gguf"), tiny, kind="vector"), "adapter-not-lora", "not a LoRA"),
        (lambda red, _: _cut(red), "model-truncated", "damaged or not whole"),
        (lambda red, _: _text(red), "model-not-gguf", "not a GGUF file"),
        (lambda _, tiny: lora(tiny.with_name("c.gguf"), _other(tiny)), "adapter-base", "other sizes"),
        (lambda _, tiny: lora(tiny.with_name("d.gguf"), _deeper(tiny)), "adapter-base", "has no blk.2."),
        (lambda _, tiny: lora(tiny.with_name("e.gguf"), _older(tiny)), "adapter-base", "architecture is qwen2"),
    ],
)
def test_a_wrong_adapter_is_refused_by_name_and_the_old_character_stays(
    base: Any, red: Path, tiny: Path, wrong: Any, code: str, place: str
) -> None:
    old = base(red)
    said = say(old)
    with pytest.raises(BrainError) as caught:
        base(wrong(red, tiny), old)
    assert caught.value.code == code and place in caught.value.message and caught.value.hint
    assert say(old) == said


def test_what_only_llama_cpp_notices_is_told_when_it_is_loaded(base: Any, red: Path, tmp_path: Path) -> None:
    odd = _written(
        tmp_path / "odd.gguf", {"blk.0.attn_q.weight.lora_a": (4, 64), "blk.0.attn_q.weight.lora_b": (64, 5)}
    )
    old = base(red)
    bad = base(odd, old)
    with pytest.raises(BrainError) as caught:
        bad.wait_ready(20)
    assert caught.value.code == "adapter-unusable" and str(odd) in caught.value.message
    assert say(old)


def test_only_so_many_idle_adapters_are_kept(wordy: Path, red: Path, tmp_path: Path) -> None:
    model = NativeModel(wordy, context=256, batch=64, threads=1)
    adapters = Adapters(model, Snapshots(None, "key"))
    loads: list[Path] = []
    freed: list[Any] = []
    load, free = model.load_adapter, model.free_adapter
    model.load_adapter = lambda path: (loads.append(path), load(path))[1]  # type: ignore[method-assign]
    model.free_adapter = lambda adapter: (freed.append(adapter), free(adapter))[1]  # type: ignore[method-assign]
    copies = [str(shutil.copyfile(red, tmp_path / f"{number}.gguf")) for number in range(KEPT + 3)]
    for copy in copies:
        adapters.use(copy)
    adapters.use(copies[-1])
    assert len(loads) == KEPT + 3 and len(freed) == 2
    adapters.use(copies[0])
    assert len(loads) == KEPT + 4
    adapters.use("")
    with pytest.raises(AdapterFailure, match="gone"):
        adapters.use(str(tmp_path / "gone.gguf"))
    model.close()


def test_an_adapter_may_change_the_embeddings_too(tiny: Path, tmp_path: Path) -> None:
    words = {"token_embd.weight.lora_a": (TINY.vocab, 2), "token_embd.weight.lora_b": (TINY.hidden, 2)}
    _written(tmp_path / "words.gguf", words)
    check_adapter(tmp_path / "words.gguf", tiny)
    model = NativeModel(tiny, context=256, batch=64, threads=1)
    model.free_adapter(model.load_adapter(tmp_path / "words.gguf"))
    model.close()


def _written(path: Path, shapes: dict[str, tuple[int, int]]) -> Path:
    import gguf
    import numpy as np

    writer = gguf.GGUFWriter(path, TINY.arch)
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", 2.0)
    for name, shape in shapes.items():
        writer.add_tensor(name, np.ones(shape, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _cut(path: Path) -> Path:
    target = path.with_name("cut.gguf")
    target.write_bytes(path.read_bytes()[:-4000])
    return target


def _text(path: Path) -> Path:
    target = path.with_name("text.gguf")
    target.write_text("not an adapter", encoding="utf-8")
    return target


def _other(tiny: Path) -> Path:
    return build(tiny.with_name("narrow.gguf"), Shape("qwen3", 32, 2, 2, 1, 16, 64, 600, 512))


def _deeper(tiny: Path) -> Path:
    return build(tiny.with_name("deep.gguf"), Shape("qwen3", 64, 3, 4, 2, 16, 128, 600, 512))


def _older(tiny: Path) -> Path:
    assert QWEN25_05B.arch == "qwen2"
    return build(tiny.with_name("older.gguf"), Shape("qwen2", 64, 2, 4, 2, 16, 128, 600, 512))
