"""The llama.cpp brain as the app uses it: a real child process with a tiny real model, killed, aborted and closed."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from companion.config import BrainConfig
from companion.engines.llm import _process, llama_cpp
from companion.errors import BrainError
from companion.persona.prompt import VERSION, Message
from companion.persona.reply import decode
from companion.voice.types import Notice, Turn
from tests.engines.llm.conftest import Recorder, Sampling
from tests.tiny_gguf import TINY, build

SYSTEM = Message("system", "You are Snow White, kind and curious. " * 4)
HELLO = [SYSTEM, Message("user", "[neutral] Hello")]
EMOTIONS = ["joy", "sad", "smile"]
Make = Callable[..., llama_cpp.LlamaCppModel]


@pytest.fixture
def notices() -> list[Notice]:
    return []


@pytest.fixture
def make(settings: Callable[..., BrainConfig], notices: list[Notice]) -> Iterator[Make]:
    made: list[llama_cpp.LlamaCppModel] = []

    def create(**changes: Any) -> llama_cpp.LlamaCppModel:
        made.append(llama_cpp.create(settings(**changes), on_notice=notices.append))
        return made[-1]

    yield create
    for model in made:
        model.close()
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("brain-")]


def ask(
    model: llama_cpp.LlamaCppModel, turn: Turn | None = None, events: Recorder | None = None, **changes: Any
) -> Any:
    return model.reply(
        changes.pop("messages", HELLO),
        emotions=EMOTIONS,
        order=changes.pop("order", "emotion_first"),
        sampling=Sampling(**changes),
        turn=turn or Turn(1),
        events=events or Recorder(),
        max_sentences=100,
    )


def wait_for(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    tick = threading.Event()
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        tick.wait(0.005)


def test_a_reply_arrives_as_events_and_as_a_whole(make: Make) -> None:
    model, events = make(), Recorder()
    model.wait_ready(20)
    model.prepare(HELLO[:1])
    prepared = model.last_stats["prompt_tokens"]
    reply = ask(model, events=events)
    assert events.order[0] == "mood" and events.moods == [reply.mood]
    assert "".join(events.deltas) == reply.text and reply.mood.emotion in EMOTIONS
    assert decode(reply.raw) == (reply.text, reply.mood)
    assert model.last_stats["reused"] == prepared > 0


def test_what_was_read_ahead_is_not_read_again(make: Make) -> None:
    model = make()
    model.prepare(HELLO[:1])
    ask(model, messages=[SYSTEM, Message("user", "[joy 0.5] Hello")])
    without = model.last_stats["evaluated"]
    model.prepare(HELLO[:1])
    model.read_ahead([SYSTEM, Message("user", "[joy 0.5]")])
    ask(model, messages=[SYSTEM, Message("user", "[joy 0.5] Hello")])
    assert 0 < model.last_stats["evaluated"] < without
    forgetful = make(reuse_prefix=False)
    forgetful.read_ahead(HELLO)
    assert forgetful.last_stats == {}


def test_text_first_tells_the_mood_last(make: Make) -> None:
    events = Recorder()
    reply = ask(make(), events=events, order="text_first")
    assert events.order[-1] == "mood" and reply.raw.startswith('{"text": "')


def test_create_returns_before_the_model_is_loaded_and_reply_waits(make: Make) -> None:
    began = time.monotonic()
    model = make()
    assert time.monotonic() - began < 0.5
    assert ask(model).text


@pytest.mark.parametrize("order", ["emotion_first", "text_first"])
def test_killed_in_mid_reply_it_is_restarted_and_the_turn_can_be_repeated(
    make: Make, endless: Path, notices: list[Notice], order: str
) -> None:
    model = make(model=str(endless))
    model.wait_ready(20)
    first = model.pid
    killed: list[float] = []

    def kill() -> None:
        if not killed:
            assert first is not None
            os.kill(first, signal.SIGKILL)
            killed.append(time.monotonic())

    with pytest.raises(BrainError) as caught:
        ask(model, events=Recorder(on_text=kill), order=order, max_tokens=900, temperature=1.5, seed=3)
    assert caught.value.retryable and caught.value.code == "brain-died"
    assert time.monotonic() - killed[0] < 1.0
    assert ask(model, order=order).text
    assert model.pid != first
    assert [notice.code for notice in notices] == ["brain-restarted"] and "SIGKILL" in notices[0].message


def test_killed_while_idle_it_comes_back_by_itself(make: Make, notices: list[Notice]) -> None:
    model = make()
    model.wait_ready(20)
    first = model.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: bool(notices))
    model.wait_ready(20)
    assert model.pid not in (None, first)


def test_three_deaths_within_a_minute_are_the_end(make: Make, notices: list[Notice]) -> None:
    model = make()
    for _ in range(_process.DEATHS):
        model.wait_ready(20)
        pid = model.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda pid=pid: model.pid != pid)
    with pytest.raises(BrainError) as caught:
        ask(model)
    assert caught.value.code == "brain-gave-up" and not caught.value.retryable and caught.value.hint
    assert len(notices) == _process.DEATHS - 1


def test_abort_stops_a_reply_within_milliseconds(make: Make, endless: Path) -> None:
    model = make(model=str(endless), context=2048)
    model.wait_ready(20)
    latencies = []
    for seed in range(20):
        turn, began = Turn(seed), 0.0

        def stop(turn: Turn = turn) -> None:
            nonlocal began
            if not turn.cancelled:
                turn.cancel()
                began = time.perf_counter()
                model.abort()

        events = Recorder(on_text=stop)
        reply = ask(model, turn, events, max_tokens=1500, temperature=1.5, seed=seed)
        latencies.append(time.perf_counter() - began)
        assert reply.stopped == "cancelled" and reply.stats["generated"] < 400
        assert len(events.deltas) == 1, "nothing is told after the cancellation"
    assert sorted(latencies)[len(latencies) // 2] < 0.05
    assert ask(model, max_tokens=20).stopped == "length"


def test_abort_stops_a_long_prefill(make: Make, tmp_path: Path) -> None:
    slow = build(tmp_path / "slow.gguf", TINY.__class__("qwen3", 256, 6, 8, 2, 32, 1024, 600, 4096))
    model = make(model=str(slow), context=4096, batch=512)
    model.wait_ready(20)
    turn = Turn(1)
    long = [SYSTEM, Message("user", "one two three " * 400)]
    timer = threading.Timer(0.15, lambda: (turn.cancel(), model.abort()))
    began = time.perf_counter()
    timer.start()
    reply = ask(model, turn, messages=long)
    took = time.perf_counter() - began
    timer.join()
    assert reply.stopped == "cancelled" and reply.text == ""
    assert took < 0.15 + 0.25
    assert ask(model, messages=long, max_tokens=10).text


def test_abort_without_a_reply_is_harmless_and_a_cancelled_turn_answers_nothing(make: Make) -> None:
    model, events = make(), Recorder()
    model.abort()
    turn = Turn(1)
    turn.cancel()
    assert ask(model, turn, events).stopped == "cancelled"
    assert not events.order
    model.wait_ready(20)
    model.abort()
    assert ask(model).text


def test_a_turn_cancelled_while_loading_does_not_wait(make: Make) -> None:
    model, turn = make(), Turn(1)
    timer = threading.Timer(0.02, lambda: (turn.cancel(), model.abort()))
    timer.start()
    began = time.monotonic()
    assert ask(model, turn).stopped == "cancelled"
    assert time.monotonic() - began < 0.5
    timer.join()


def test_a_listener_that_fails_leaves_the_brain_usable(make: Make) -> None:
    model = make()

    def fail() -> None:
        raise RuntimeError("listener")

    with pytest.raises(RuntimeError):
        ask(model, events=Recorder(on_text=fail), max_tokens=900)
    assert ask(model).text


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda path: path.unlink(), "model-missing"),
        (lambda path: path.write_bytes(b"not a model at all"), "model-not-gguf"),
        (lambda path: path.write_bytes(path.read_bytes()[:100_000]), "model-truncated"),
    ],
)
def test_a_bad_file_is_refused_at_once(make: Make, tmp_path: Path, damage: Callable[[Path], object], code: str) -> None:
    path = build(tmp_path / "model.gguf")
    damage(path)
    with pytest.raises(BrainError) as caught:
        make(model=str(path))
    assert caught.value.code == code and str(path) in str(caught.value) and caught.value.hint


def test_a_file_that_only_llama_cpp_can_refuse_fails_wait_ready(make: Make, tmp_path: Path) -> None:
    path = build(tmp_path / "model.gguf")
    path.write_bytes(path.read_bytes().replace(b"qwen3", b"qwen9"))
    model = make(model=str(path))
    for _ in range(2):
        with pytest.raises(BrainError) as caught:
            model.wait_ready(20)
        assert caught.value.code == "model-unloadable" and "qwen9" in str(caught.value)


def test_a_context_without_room_is_refused(make: Make, notices: list[Notice]) -> None:
    with pytest.raises(BrainError) as caught:
        make(context=256, max_tokens=200)
    assert caught.value.code == "context-too-small"
    make(context=9000).wait_ready(20)
    assert [notice.code for notice in notices] == ["context-clamped"]


def test_what_it_was_trained_with_is_compared(make: Make, tmp_path: Path, notices: list[Notice]) -> None:
    path = build(tmp_path / "model.gguf")
    sidecar = tmp_path / "model.json"
    sidecar.write_text(json.dumps({"prompt_version": VERSION + 1, "characters": {"snow": "abc"}}))
    model = make(model=str(path))
    assert [notice.code for notice in notices] == ["prompt-version-mismatch"]
    changed = model.character_notice("snow", "xyz")
    assert changed is not None and changed.code == "character-changed"
    assert model.character_notice("snow", "abc") is None and model.character_notice("match", "x") is None


def test_prefixes_survive_a_restart_of_the_app(make: Make, tmp_path: Path) -> None:
    first = make()
    first.prepare(HELLO[:1])
    assert first.last_stats["restored"] == 0
    folder = tmp_path / "home" / "cache" / "prefix"
    wait_for(lambda: len(list(folder.glob("*.kv"))) == 1)
    first.close()
    second = make()
    second.prepare(HELLO[:1])
    assert second.last_stats["restored"] == second.last_stats["prompt_tokens"] > 0
    assert second.last_stats["evaluated"] == 0


def test_a_long_history_is_tidied_between_turns(make: Make) -> None:
    """After a reply that leaves the context nearly full, old turns go and the rest is computed before it is needed."""
    model = make(context=1024)
    history = [Message(role, f"[neutral] {n} blah blah blah blah") for n in range(12) for role in ("user", "assistant")]
    messages = [SYSTEM, *history, Message("user", "[neutral] now?")]
    reply = ask(model, messages=messages, max_tokens=20)
    tidy = threading.Event()
    tidy.wait(1.0)
    messages += [Message("assistant", reply.raw), Message("user", "[joy 0.5] and?")]
    stats = ask(model, messages=messages, max_tokens=20).stats
    assert stats["dropped_messages"] > 0
    assert stats["prompt_tokens"] - stats["reused"] < 40


def test_a_child_that_hangs_is_replaced(make: Make, notices: list[Notice], monkeypatch: pytest.MonkeyPatch) -> None:
    model = make()
    model.wait_ready(20)
    monkeypatch.setattr(_process, "WORK_STALL", 0.3)
    os.kill(model.pid or 0, signal.SIGSTOP)
    with pytest.raises(BrainError) as caught:
        ask(model)
    assert caught.value.code == "brain-stalled" and caught.value.retryable
    monkeypatch.setattr(_process, "WORK_STALL", 60)
    wait_for(lambda: bool(notices))
    assert ask(model).text


@pytest.mark.parametrize(
    ("program", "code"), [("exit 3", "brain-gave-up"), ("sleep 60", "brain-load-timeout"), (None, "brain-not-started")]
)
def test_a_child_that_never_gets_ready_is_an_error_and_no_endless_wait(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str | None, code: str
) -> None:
    python = tmp_path / "python"
    if program is not None:
        python.write_text(f"#!/bin/sh\nexec {program}\n")
        python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setattr(_process, "LOAD_STALL", 0.5)
    model = make()
    with pytest.raises(BrainError) as caught:
        model.wait_ready(20)
    assert caught.value.code == code and caught.value.hint


def test_a_fault_in_the_child_names_its_place_and_no_words(make: Make) -> None:
    model = make()
    with pytest.raises(BrainError) as caught:
        ask(model, temperature="secret")
    assert caught.value.code == "brain-failed" and "ValueError in" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert ask(model).text


def test_a_reply_longer_than_the_context_is_bounded(make: Make, endless: Path) -> None:
    model = make(model=str(endless), context=512)
    reply = ask(model, max_tokens=8000)
    assert reply.stopped == "length" and reply.stats["generated"] == 256
    assert reply.stats["prompt_tokens"] > 100


def test_close_ends_the_process_and_is_idempotent(make: Make) -> None:
    model = make()
    model.wait_ready(20)
    child = psutil.Process(model.pid)
    began = time.monotonic()
    model.close()
    model.close()
    assert time.monotonic() - began < 2
    assert not child.is_running()
    with pytest.raises(BrainError):
        ask(model)


def test_closing_while_loading_or_talking_is_quick(make: Make, endless: Path) -> None:
    make().close()
    model, started = make(model=str(endless)), threading.Event()
    ended: list[str] = []

    def talk() -> None:
        try:
            ended.append(ask(model, events=Recorder(on_text=started.set), max_tokens=900, temperature=1.5).stopped)
        except BrainError as error:
            ended.append(error.code)

    worker = threading.Thread(target=talk)
    worker.start()
    started.wait(10)
    model.close()
    worker.join(5)
    assert ended == ["brain-closed"]


def test_the_child_dies_with_the_app(settings: Callable[..., BrainConfig]) -> None:
    script = (
        "import sys, json; from companion import config; from companion.engines.llm import llama_cpp\n"
        "brain = config.defaults().brain.model_copy(update=json.loads(sys.argv[1]))\n"
        "model = llama_cpp.create(brain, on_notice=print); model.wait_ready(20)\n"
        "print(model.pid, flush=True); sys.stdin.read()"
    )
    changes = settings().model_dump(include={"model", "context", "max_tokens", "threads"})
    app = subprocess.Popen(
        [sys.executable, "-c", script, json.dumps(changes)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert app.stdout is not None and app.stdin is not None
    child = psutil.Process(int(app.stdout.readline()))
    app.kill()
    app.wait(5)
    app.stdout.close()
    app.stdin.close()
    with contextlib.suppress(psutil.NoSuchProcess):
        child.wait(5)
    assert not child.is_running()


def test_logs_hold_no_words(make: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    secret = "myverysecretword"
    model = make()
    reply = ask(model, messages=[SYSTEM, Message("user", f"[neutral] {secret}")])
    os.kill(model.pid or 0, signal.SIGKILL)
    model.wait_ready(20)
    logged = caplog.text + "".join(
        path.read_text(errors="replace") for path in (tmp_path / "home" / "logs").rglob("*") if path.is_file()
    )
    assert secret not in logged and (len(reply.text) < 4 or reply.text not in logged)
