"""Brain: any server with `/v1/chat/completions` (Ollama, llama.cpp, vLLM, LM Studio, OpenAI), streamed.

Called from the brain worker; `abort` from any thread. A JSON schema is asked for where the server takes one; the reader
understands what other people's models make of the contract either way.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from companion.config import BrainConfig
from companion.engines.llm._budget import Budget, Group, shorten
from companion.engines.llm._chat_stream import Piece, Receiver, model_names, pieces, response_format
from companion.engines.llm._http import Exchange, Refused, Server
from companion.engines.llm._reply_value import BrainReply, asked_mood, nothing
from companion.errors import BrainError
from companion.voice import ports
from companion.voice.types import Notice, Turn

LABEL = "OpenAI-compatible server"
_OBJECT_TOKENS = 64  # of a reply besides its words
_BYTES_PER_TOKEN = 3  # an estimate on the safe side for Korean and English
_FORMATS = ("json_schema", "json_object", "none")  # tried in order until the server takes one
_SHORTER = 6  # times that the messages are halved when the server says that they are too long


def create(
    settings: BrainConfig, *, on_notice: Callable[[Notice], None], offline: bool = True
) -> "OpenAICompatibleModel":
    """A client; connects first in `wait_ready`, `prepare` or `reply`.

    Args:
        settings: the section `brain` of conf.yaml (url, api_key_env, remote_model, context).
        on_notice: receives what the person should know.
        offline: refuse every host but this computer.

    Raises:
        BrainError: the URL is wrong, or names another computer while `offline`.
    """
    server = Server.parse(settings.url, settings.api_key_env)
    if offline and not server.loopback:
        raise BrainError(
            f"The model server {server.host} is another computer, and `offline` is true.",
            code="offline",
            hint="Set `offline: false` in conf.yaml to let what you say leave this computer.",
        )
    if not server.secure and not server.loopback:
        on_notice(Notice("brain-unencrypted", f"What you say travels to {server.host} unencrypted; prefer https."))
    return OpenAICompatibleModel(server, settings)


class OpenAICompatibleModel:
    """`ports.ChatModel` over HTTP."""

    def __init__(self, server: Server, settings: BrainConfig) -> None:
        self.last_stats: dict[str, Any] = {}
        self._server = server
        self._model = settings.remote_model
        self._context = settings.context
        self._budget = Budget()
        self._format = 0  # index into _FORMATS
        self._accepted = False  # a completion has been accepted with that format
        self._lock = threading.Lock()
        self._exchange: Exchange | None = None

    def wait_ready(self, timeout: float = 0.0) -> None:
        """Ask the server for its models. Raises BrainError: no server, wrong key, or it has not got the model."""
        try:
            with self._open("GET", "/models", None) as (exchange, answer):
                names = model_names(exchange.body(answer))
        except _Rejected as rejected:
            raise self._rejection(rejected) from rejected
        except (_Stopped, _NotFound):  # not every server has the list; the first reply will show
            names = []
        if not self._model and names:
            self._model = names[0]
        if not self._model:
            raise BrainError(
                f"{self._server.host} does not say which models it has.",
                code="brain-model-unnamed",
                hint="Write the model's name into `brain.remote_model`.",
            )
        if names and self._model not in names and f"{self._model}:latest" not in names:
            raise self._no_model(names)

    def prepare(self, messages: Sequence[ports.Message]) -> None:
        """Let a local server load its model and compute the system turn; elsewhere that would only cost money."""
        if not self._server.loopback:
            return
        sent = [{"role": message.role, "content": message.content} for message in messages]
        if sent and sent[-1]["role"] != "user":
            sent.append({"role": "user", "content": "…"})
        body = {"messages": sent, "max_tokens": 1, "stream": False, "model": self._name()}
        try:
            with self._open("POST", "/chat/completions", body) as (exchange, answer):
                exchange.body(answer)
        except _NotFound as error:
            raise self._no_model(()) from error
        except (_Stopped, _Rejected):  # a request for one token may be refused; the reply will show
            return

    def read_ahead(self, messages: Sequence[ports.Message]) -> None:
        """Nothing: a server can't be asked to read without answering, and would be busy when the words come."""

    def reply(
        self,
        messages: Sequence[ports.Message],
        *,
        emotions: Sequence[str],
        order: Literal["emotion_first", "text_first", "plain"],
        sampling: ports.Sampling,
        turn: Turn,
        events: ports.ReplyEvents,
        max_sentences: int = 6,
    ) -> BrainReply:
        """See `ports.ChatModel.reply`."""
        if turn.cancelled:
            return nothing(emotions, order)
        mood = asked_mood(messages, emotions) if order == "plain" else None
        receiver = Receiver(emotions, order, max_sentences, turn, events, mood)
        try:
            body = self._body(messages, sampling)
            with self._completion(body, messages, emotions, order, turn) as arriving:
                receiver.run(arriving)
        except _Stopped:
            receiver.stopped = "cancelled"
        except _NotFound as error:
            raise self._no_model(()) from error
        reply = receiver.result()
        if not reply.text.strip() and reply.stopped != "cancelled":
            raise BrainError(
                f"{self._server.host} answered without words.",
                code="brain-no-words",
                hint="Try again; if it happens often, choose another model in `brain.remote_model`.",
                retryable=True,
            )
        self.last_stats = reply.stats
        return reply

    def abort(self) -> None:
        with self._lock:
            exchange = self._exchange
        if exchange is not None:
            exchange.abort()

    def close(self) -> None:
        self.abort()

    # --- the request ---

    def _name(self) -> str:
        if not self._model:
            self.wait_ready()
        return self._model

    def _body(self, messages: Sequence[ports.Message], sampling: ports.Sampling) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self._name(),
            "messages": self._fitted(messages, self._context - sampling.max_tokens - _OBJECT_TOKENS),
            "stream": True,
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            "max_tokens": sampling.max_tokens + _OBJECT_TOKENS,
        }
        if sampling.seed is not None:
            body["seed"] = sampling.seed
        return body

    def _fitted(self, messages: Sequence[ports.Message], room: int) -> list[dict[str, str]]:
        """Messages that fit by estimate into `room` tokens: old turns dropped, then texts cut."""
        room = max(64, room)
        sent = [{"role": message.role, "content": message.content} for message in messages]
        system = [message for message in sent[:1] if message["role"] == "system"]
        history, last = sent[len(system) : -1], sent[-1:]
        for part, share in ((system, room // 2), (last, room // 2)):
            if part:
                part[0] = {"role": part[0]["role"], "content": shorten(part[0]["content"], share, _tokens)}
        turns: list[list[dict[str, str]]] = []
        for message in history:
            if message["role"] == "user" or not turns:
                turns.append([])
            turns[-1].append(message)
        groups = [
            Group("\0".join(part["content"] for part in turn), sum(_tokens(part["content"]) for part in turn))
            for turn in turns
        ]
        left = room - sum(_tokens(part["content"]) for part in (*system, *last))
        begin = self._budget.start(groups, left)
        return [*system, *(part for turn in turns[begin:] for part in turn), *last]

    @contextmanager
    def _completion(
        self,
        body: dict[str, Any],
        messages: Sequence[ports.Message],
        emotions: Sequence[str],
        order: str,
        turn: Turn,
    ) -> Iterator[Iterator[Piece]]:
        """Send until the server accepts: with less format than asked for, with a shorter history."""
        shortened = 0
        while True:
            form = response_format(_FORMATS[self._format], emotions, order)
            request = {**body, "response_format": form} if form else body
            try:
                with self._open("POST", "/chat/completions", request, turn) as (exchange, answer):
                    self._accepted = True
                    yield pieces(exchange, answer, self._server.host)
                return
            except _Rejected as rejected:
                if "context" in rejected.identifier and shortened < _SHORTER:
                    shortened += 1
                    size = sum(_tokens(message["content"]) for message in body["messages"])
                    body["messages"] = self._fitted(messages, size // 2)
                elif not self._accepted and self._format + 1 < len(_FORMATS):
                    self._format += 1
                else:
                    self._format = self._format if self._accepted else 0
                    raise self._rejection(rejected) from rejected

    @contextmanager
    def _open(
        self, method: str, path: str, body: dict[str, Any] | None, turn: Turn | None = None
    ) -> Iterator[tuple[Exchange, Any]]:
        """Raises BrainError, _Rejected (400, 422, 5xx), _NotFound, or _Stopped when aborted."""
        exchange = Exchange(self._server)
        with self._lock:
            self._exchange = exchange
        try:
            if turn is not None and turn.cancelled:
                raise _Stopped
            key = os.environ.get(self._server.key_name, "") if self._server.key_name else ""
            yield exchange, exchange.open(method, path, key, body)
        except Refused as refused:
            raise self._refusal(refused) from refused
        except BrainError as error:
            if exchange.aborted:
                raise _Stopped from error
            raise
        finally:
            with self._lock:
                self._exchange = None
            exchange.close()

    def _refusal(self, refused: Refused) -> Exception:
        host, status, key = self._server.host, refused.status, self._server.key_name
        if status in (400, 413, 422) or status >= 500:  # llama_cpp.server says 500 to formats that it doesn't know
            return _Rejected(status, refused.identifier)
        if status in (401, 403):
            hint = f"Put a valid key into the environment variable {key} and start the program again."
            return BrainError(f"{host} refused the key ({status}).", code="brain-key-refused", hint=hint)
        if status == 404:
            return _NotFound()
        if status == 429:
            seconds = refused.retry_after if refused.retry_after.isdigit() else ""
            hint = f"Wait {seconds} seconds and try again." if seconds else "Wait a little and try again."
            return BrainError(f"{host} asks for a pause (429).", code="brain-busy", hint=hint, retryable=True)
        hint = "Correct `brain.url`; it usually ends in /v1."
        return BrainError(f"{host} answered with status {status}.", code="brain-status", hint=hint)

    def _rejection(self, rejected: "_Rejected") -> BrainError:
        host, status = self._server.host, rejected.status
        if status >= 500:
            hint = "Look at the server's own log, or try again."
            return BrainError(f"{host} failed ({status}).", code="brain-server-failed", hint=hint, retryable=True)
        hint = "Check `brain.remote_model`, or lower `brain.context` and `brain.max_tokens`."
        return BrainError(
            f"{host} rejected the request ({rejected.identifier or status}).", code="brain-rejected", hint=hint
        )

    def _no_model(self, names: Sequence[str]) -> BrainError:
        known = f"It has: {', '.join(names[:8])}." if names else "Check the name, and `brain.url` (usually …/v1)."
        return BrainError(
            f"{self._server.host} has no model `{self._model}` in `brain.remote_model`.",
            code="brain-model-unknown",
            hint=known,
        )


class _Rejected(Exception):
    def __init__(self, status: int, identifier: str) -> None:
        super().__init__(status)
        self.status = status
        self.identifier = identifier


class _NotFound(Exception):
    """404: no such address, or no such model."""


class _Stopped(Exception):
    """Aborted on purpose."""


def _tokens(text: str) -> int:
    """An upper estimate; the server's tokenizer is unknown."""
    return len(text.encode("utf-8", "replace")) // _BYTES_PER_TOKEN + 4
