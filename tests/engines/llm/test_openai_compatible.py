"""The OpenAI-compatible brain against a scripted server on real sockets, and against the real llama_cpp.server."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from companion import paths
from companion.config import BrainConfig
from companion.engines.llm import _http, openai_compatible
from companion.errors import BrainError
from companion.persona.character import find_character
from companion.persona.emotion import CANONICAL, Mood
from companion.persona.prompt import Context, Message, PastTurn, build, user_text
from companion.persona.reply import decode, encode
from companion.voice.speakable import language_of
from companion.voice.types import Notice, Turn
from tests.engines.llm.conftest import Recorder, Sampling

HELLO = [Message("system", "You are Snow White."), Message("user", "[neutral] Hello")]
RAW = encode('Hi "you", 안녕!', Mood("joy", 0.6))
Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers POSTs with the server's script, one entry per request; the last one repeats."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        self.plain(200, json.dumps({"data": [{"id": name} for name in self.server.models]}).encode())

    def do_POST(self) -> None:
        self.sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.sent, dict(self.headers)))
        script = self.server.script
        (script.pop(0) if len(script) > 1 else script[0])(self)

    def plain(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def piece(self, content: str, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": {"content": content}, "finish_reason": finish}
        self.wfile.write(b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n")


def says(raw: str, step: int = 3, finish: str = "stop") -> Answer:
    def answer(handler: Handler) -> None:
        handler.stream()
        handler.wfile.write(b": keep-alive\r\n\r\n")
        for at in range(0, len(raw), step):
            handler.piece(raw[at : at + step])
        handler.piece("", finish)
        handler.wfile.write(b"data: [DONE]\n\n")

    return answer


def refuses(status: int, code: str = "", **headers: str) -> Answer:
    body = json.dumps({"error": {"message": "quoted secret words", "code": code or None}}).encode()
    return lambda handler: handler.plain(status, body, **headers)


@pytest.fixture
def server() -> Iterator[Any]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    made.models, made.requests, made.script = ["tiny"], [], [says(RAW)]
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def make(settings: Callable[..., BrainConfig], server: Any) -> Callable[..., Any]:
    def create(**changes: Any) -> openai_compatible.OpenAICompatibleModel:
        url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        made = settings(**{"url": url, "remote_model": "tiny", **changes})
        return openai_compatible.create(made, on_notice=lambda _: None)

    return create


def ask(model: Any, events: Recorder | None = None, turn: Turn | None = None, **changes: Any) -> Any:
    order = changes.pop("order", "emotion_first")
    sentences = changes.pop("max_sentences", 6)
    return model.reply(
        changes.pop("messages", HELLO),
        emotions=changes.pop("emotions", ["joy", "sad"]),
        order=order,
        sampling=Sampling(**changes),
        turn=turn or Turn(1),
        events=events or Recorder(),
        max_sentences=sentences,
    )


def test_a_streamed_reply_is_told_as_it_comes(make: Any, server: Any) -> None:
    events = Recorder()
    reply = ask(make(), events)
    assert (reply.text, reply.mood, reply.raw, reply.stopped) == ('Hi "you", 안녕!', Mood("joy", 0.6), RAW, "end")
    assert events.order[0] == "mood" and len(events.deltas) > 3 and "".join(events.deltas) == reply.text
    body, headers = server.requests[0]
    assert body["stream"] is True and body["model"] == "tiny" and body["messages"][1]["content"] == "[neutral] Hello"
    schema = body["response_format"]["json_schema"]["schema"]
    assert list(schema["properties"]) == ["emotion", "intensity", "text"] and "Authorization" not in headers


@pytest.mark.parametrize(
    ("raw", "text", "mood"),
    [
        ("Just words.", "Just words.", Mood("sad", 0.5)),
        ('```json\n{"emotion": "기쁨", "text": "네"}\n```', "네", Mood("joy", 0.5)),
        ('<think>hm</think>{"text": "ok", "emotion": "angry", "intensity": 0.9}', "ok", Mood("sad", 0.9)),
    ],
)
def test_other_peoples_models_are_understood(make: Any, server: Any, raw: str, text: str, mood: Mood) -> None:
    server.script = [says(raw)]
    reply = ask(make(), emotions=["sad", "joy"])
    assert (reply.text, reply.mood) == (text, mood)
    assert decode(reply.raw) == (text, mood)


def test_a_server_that_does_not_stream_is_understood(make: Any, server: Any) -> None:
    body = json.dumps({"choices": [{"message": {"content": RAW}, "finish_reason": "stop"}]}).encode()
    server.script = [lambda handler: handler.plain(200, body)]
    assert ask(make()).raw == RAW


def test_less_format_is_asked_for_until_the_server_accepts(make: Any, server: Any) -> None:
    server.script = [refuses(400), refuses(422), says(RAW)]
    model = make()
    assert ask(model).raw == RAW
    ask(model)
    asked = [body.get("response_format", {}).get("type") for body, _ in server.requests]
    assert asked == ["json_schema", "json_object", None, None]


def test_a_history_that_is_too_long_is_shortened(make: Any, server: Any) -> None:
    server.script = [refuses(400, "context_length_exceeded"), says(RAW)]
    talk = [Message(role, "blah blah " * 5) for _ in range(20) for role in ("user", "assistant")]
    ask(make(context=2048), messages=[HELLO[0], *talk, HELLO[1]])
    first, second = (body["messages"] for body, _ in server.requests)
    assert len(second) < len(first)
    assert second[0]["role"] == "system" and second[-1]["content"] == "[neutral] Hello"
    assert all(message["role"] == ("user", "assistant")[at % 2] for at, message in enumerate(second[1:]))


def test_guards_hold_here_too(make: Any, server: Any) -> None:
    server.script = [says(encode("One. Two. Three. Four.", Mood("joy", 0.6)))]
    reply = ask(make(), max_sentences=2)
    assert (reply.text, reply.stopped) == ("One. Two.", "length")
    assert decode(reply.raw)[0] == "One. Two."
    server.script = [says(encode("ha " * 50, Mood("joy", 0.6)))]
    assert ask(make()).stopped == "loop"
    server.script = [says(RAW[:-8], finish="length")]
    assert ask(make()).stopped == "length"


@pytest.mark.parametrize(
    ("answer", "code", "hint", "retryable"),
    [
        (refuses(401), "brain-key-refused", "MY_KEY", False),
        (refuses(404), "brain-model-unknown", "brain.url", False),
        (refuses(429, Retry_After="7"), "brain-busy", "7 seconds", True),
        (refuses(503), "brain-server-failed", "log", True),
        (refuses(418), "brain-status", "/v1", False),
        (refuses(400, "no_such_parameter"), "brain-rejected", "remote_model", False),
        (lambda handler: handler.plain(200, b"<html>", "text/html"), "brain-not-api", "/v1", False),
        (lambda handler: handler.plain(200, b"[1]"), "brain-not-api", "/v1", False),
    ],
)
def test_refusals_name_the_host_and_the_fix(
    make: Any, server: Any, monkeypatch: Any, answer: Answer, code: str, hint: str, retryable: bool
) -> None:
    monkeypatch.setenv("MY_KEY", "sk-secret")
    server.script = [answer]
    with pytest.raises(BrainError) as caught:
        ask(make(api_key_env="MY_KEY"))
    error = caught.value
    assert (error.code, error.retryable) == (code, retryable)
    assert f"127.0.0.1:{server.server_address[1]}" in error.message and hint in error.hint
    assert "secret" not in str(error)
    assert server.requests[0][1]["Authorization"] == "Bearer sk-secret"


def breaks(handler: Handler) -> None:
    handler.stream()
    handler.piece(RAW[:40])


def fails_inside(handler: Handler) -> None:
    handler.stream()
    handler.wfile.write(b'data: {"error": {"message": "secret"}}\n\n')


@pytest.mark.parametrize(("answer", "code"), [(breaks, "brain-stream-broken"), (fails_inside, "brain-server-failed")])
def test_a_broken_stream_can_be_retried(make: Any, server: Any, answer: Answer, code: str) -> None:
    server.script = [answer]
    with pytest.raises(BrainError) as caught:
        ask(make())
    assert caught.value.code == code and caught.value.retryable and "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "raw", ["", "{}", '{"emotion": "joy", "intensity": 0.5, "text": ""}', '{"emotion": "joy", ":4}']
)
def test_a_reply_without_words_is_an_error_and_no_silence(make: Any, server: Any, raw: str) -> None:
    server.script = [says(raw)]
    with pytest.raises(BrainError) as caught:
        ask(make())
    assert caught.value.code == "brain-no-words" and caught.value.retryable


def test_a_server_that_says_nothing_is_given_up(make: Any, server: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(_http, "READ_TIMEOUT", 0.1)
    release = threading.Event()
    server.script = [lambda handler: release.wait(10)]
    with pytest.raises(BrainError) as caught:
        ask(make())
    release.set()
    assert caught.value.code == "brain-timeout" and caught.value.retryable


def test_nobody_there_is_said_at_once(settings: Callable[..., BrainConfig]) -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    model = openai_compatible.create(settings(url=url, remote_model="x"), on_notice=lambda _: None)
    for call in (model.wait_ready, lambda: model.prepare(HELLO[:1]), lambda: ask(model)):
        with pytest.raises(BrainError) as caught:
            call()
        assert caught.value.code == "brain-refused" and "127.0.0.1" in str(caught.value)


def test_abort_breaks_the_stream_at_once(make: Any, server: Any) -> None:
    release, turn = threading.Event(), Turn(1)

    def stalls(handler: Handler) -> None:
        handler.stream()
        handler.piece(RAW[:-10])
        release.wait(10)

    server.script = [stalls]
    model = make()
    timer = threading.Timer(0.1, lambda: (turn.cancel(), model.abort()))
    timer.start()
    began = time.perf_counter()
    reply = ask(model, turn=turn)
    took = time.perf_counter() - began
    release.set()
    timer.join()
    assert reply.stopped == "cancelled" and reply.text.startswith("Hi") and took < 0.4
    server.script = [says(RAW)]
    assert ask(model).raw == RAW
    model.abort()
    cancelled = Turn(2)
    cancelled.cancel()
    assert ask(model, turn=cancelled).stopped == "cancelled"


def test_the_model_is_looked_for(make: Any, server: Any) -> None:
    make().wait_ready()
    with pytest.raises(BrainError) as caught:
        make(remote_model="other").wait_ready()
    assert caught.value.code == "brain-model-unknown" and "tiny" in caught.value.hint
    ask(make(remote_model=""))
    assert server.requests[-1][0]["model"] == "tiny"
    server.models = []
    with pytest.raises(BrainError) as caught:
        ask(make(remote_model=""))
    assert caught.value.code == "brain-model-unnamed"


def test_other_computers_are_refused_while_offline(settings: Callable[..., BrainConfig]) -> None:
    notices: list[Notice] = []
    for url in ("https://api.example.org/v1", "http://192.168.1.5:11434/v1", "http://127.0.0.1.example.org/v1"):
        with pytest.raises(BrainError) as caught:
            openai_compatible.create(settings(url=url), on_notice=notices.append, offline=True)
        assert caught.value.code == "offline" and "offline: false" in caught.value.hint
    for url in ("http://localhost:1/v1", "http://[::1]:1/v1", "http://127.3.2.1/v1"):
        openai_compatible.create(settings(url=url), on_notice=notices.append, offline=True)
    assert not notices
    openai_compatible.create(settings(url="http://192.168.1.5/v1"), on_notice=notices.append, offline=False)
    assert [notice.code for notice in notices] == ["brain-unencrypted"]


@pytest.mark.parametrize("url", ["", "localhost:11434", "ftp://x/v1", "http://", "http://h:99999/", "http://u:p@h/v1"])
def test_wrong_addresses_are_explained(settings: Callable[..., BrainConfig], url: str) -> None:
    with pytest.raises(BrainError) as caught:
        openai_compatible.create(settings(url=url), on_notice=lambda _: None)
    assert caught.value.code == "brain-url" and "p@h" not in str(caught.value)


@pytest.fixture(scope="module")
def real_server() -> Iterator[str]:
    """`llama_cpp.server` with the starter brain, on loopback."""
    brain = paths.assets() / "starter" / "brain" / "starter-q8_0.gguf"
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--model", str(brain), "--host", "127.0.0.1", "--port", str(port)]
    options += ["--chat_format", "chatml", "--n_ctx", "1024", "--n_threads", "1", "--model_alias", "tiny"]
    process = subprocess.Popen(
        [sys.executable, "-m", "llama_cpp.server", *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        end, tick = time.monotonic() + 60, threading.Event()
        while True:
            with closing(socket.socket()) as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None and time.monotonic() < end, "the server did not start"
            tick.wait(0.1)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("order", ["emotion_first", "text_first"])
@pytest.mark.parametrize(
    ("language", "questions"),
    [("en", ("What is your name?", "How are you?")), ("ko", ("너 이름이 뭐야?", "잘 지냈어?"))],
)
def test_a_conversation_with_the_real_server(
    real_server: str, settings: Callable[..., BrainConfig], order: Any, language: Any, questions: tuple[str, ...]
) -> None:
    """The starter brain, which has learnt emotion_first: asked for the other order it is understood all the same."""
    character = find_character("snow_white")
    model = openai_compatible.create(settings(url=real_server, remote_model=""), on_notice=lambda _: None)
    model.wait_ready()
    past: list[PastTurn] = []
    for question in questions:
        user = user_text(question, Context(Mood("neutral", 0.0)))
        messages = build(character, language, past, user)
        model.prepare(messages[:1])
        events = Recorder()
        reply = ask(model, events, messages=messages, order=order, emotions=CANONICAL, temperature=0.2, max_tokens=120)
        assert decode(reply.raw) == (reply.text, reply.mood) and reply.mood.emotion in CANONICAL
        assert "".join(events.deltas) == reply.text and events.moods == [reply.mood]
        assert language_of(reply.text) == language
        past.append(PastTurn(user, reply.raw))
    model.close()
