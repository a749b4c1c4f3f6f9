"""Brain: a GGUF model, run by llama.cpp in a process of its own, so that a native crash never takes the app down.

The engine is called from the brain worker; `abort` and `wait_ready` from any thread. `_child` is the other end.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from companion import paths
from companion.config import BrainConfig
from companion.engines.llm import _gguf, _process, _sidecar
from companion.engines.llm._reply_value import BrainReply, nothing
from companion.errors import BrainError
from companion.persona.emotion import Mood
from companion.voice import ports
from companion.voice.types import Notice, Turn

LABEL = "llama.cpp (GGUF on this computer)"
LOAD_TIMEOUT = 600.0  # seconds, for models of many gigabytes on slow disks
_LEAST_PROMPT = 128  # tokens that must remain for the prompt


def create(settings: BrainConfig, *, on_notice: Callable[[Notice], None], offline: bool = True) -> "LlamaCppModel":
    """Check the file and start loading it; returns at once (`LlamaCppModel.wait_ready` waits).

    Args:
        settings: the section `brain` of conf.yaml.
        on_notice: receives what the person should know (restarts, mismatches), on any thread.
        offline: taken for symmetry with other engines; this one never connects to anything.

    Raises:
        BrainError: the file is missing, not a GGUF or damaged, or the context is too small.
    """
    path = paths.resolve(settings.model)
    info = _gguf.inspect(path)
    context = min(settings.context, info.context) if info.context else settings.context
    if context < settings.max_tokens + _LEAST_PROMPT:
        source = "`brain.context`" if context == settings.context else f"what {path.name} was trained for"
        raise BrainError(
            f"A context of {context} tokens ({source}) leaves no room for replies of {settings.max_tokens} tokens.",
            code="context-too-small",
            hint=f"Lower `brain.max_tokens`, or give at least {settings.max_tokens + _LEAST_PROMPT} tokens of context.",
        )
    for notice in _sidecar.check_prompt(path):
        on_notice(notice)
    if context < settings.context:
        on_notice(Notice("context-clamped", f"{path.name} was trained for {context} tokens; more are not used."))
    return LlamaCppModel(path, settings, context, on_notice)


def thread_count(wanted: int) -> int:
    """`wanted`, or for 0 one less than the physical cores that this process may use, at least 1."""
    if wanted > 0:
        return wanted
    import psutil

    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    return max(1, min(psutil.cpu_count(logical=False) or usable, usable) - 1)


class LlamaCppModel:
    """`ports.ChatModel` over a supervised child process."""

    def __init__(self, path: Path, settings: BrainConfig, context: int, on_notice: Callable[[Notice], None]) -> None:
        self.path = path
        self.last_stats: dict[str, Any] = {}
        self._max_tokens = settings.max_tokens
        self._reuse = settings.reuse_prefix
        self._current = 0  # id of the request under way
        self._notified = False
        self._on_notice = on_notice
        threads = thread_count(settings.threads)
        environment = {"GGML_NO_BACKTRACE": "1"}
        if threads >= (os.cpu_count() or 1):
            environment["OMP_WAIT_POLICY"] = "passive"  # spinning threads would starve the rest of the app
        self._process = _process.BrainProcess(
            {
                "path": str(path),
                "context": context,
                "batch": settings.batch,
                "threads": threads,
                "gpu_layers": settings.gpu_layers,
                "reuse_prefix": settings.reuse_prefix,
                "snapshots": str(paths.cache() / "prefix"),
            },
            on_notice=on_notice,
            environment=environment,
            log=paths.logs() / "brain-native.log",
        )

    @property
    def pid(self) -> int | None:
        """Process id of the child; None while there is none."""
        return self._process.pid

    def wait_ready(self, timeout: float = LOAD_TIMEOUT) -> None:
        """Block until the model is loaded. Raises BrainError: it can't be loaded, or not within `timeout` seconds."""
        self._ready(timeout, lambda: False)

    def character_notice(self, character_id: str, digest: str) -> Notice | None:
        """A notice when this brain was trained on another state of that character's card."""
        return _sidecar.check_character(self.path, character_id, digest)

    def prepare(self, messages: Sequence[ports.Message]) -> None:
        """See `ports.ChatModel.prepare`; ends early, without error, on `abort`."""
        if not self._reuse:
            return
        self._ready(LOAD_TIMEOUT, lambda: False)
        request = {"op": "prepare", "messages": _plain(messages), "max_tokens": self._max_tokens}
        with self._request(request) as frames:
            for frame in frames:
                if frame["kind"] == "prepared":
                    self.last_stats = frame["stats"]

    def read_ahead(self, messages: Sequence[ports.Message]) -> None:
        """See `ports.ChatModel.read_ahead`: the words will replace only what closes the empty message."""
        self.prepare(messages)

    def reply(
        self,
        messages: Sequence[ports.Message],
        *,
        emotions: Sequence[str],
        order: Literal["emotion_first", "text_first"],
        sampling: ports.Sampling,
        turn: Turn,
        events: ports.ReplyEvents,
        max_sentences: int = 6,
    ) -> BrainReply:
        """See `ports.ChatModel.reply`."""
        if not emotions:
            raise BrainError("The character has no emotion to choose from.", code="no-emotions")
        self._ready(LOAD_TIMEOUT, lambda: turn.cancelled)
        if turn.cancelled:
            return nothing(emotions, order)
        names = ("temperature", "top_p", "top_k", "min_p", "repeat_penalty", "max_tokens", "seed")
        request = {
            "op": "reply",
            "messages": _plain(messages),
            "emotions": list(emotions),
            "order": order,
            "sampling": {name: getattr(sampling, name) for name in names},
            "max_sentences": max_sentences,
        }
        done: BrainReply | None = None
        with self._request(request, turn) as frames:
            for frame in frames:
                if frame["kind"] == "done":
                    done = _finished(frame)
                elif turn.cancelled:
                    continue
                elif frame["kind"] == "mood":
                    events.mood(Mood(frame["emotion"], frame["intensity"]))
                elif frame["kind"] == "text":
                    events.text(frame["delta"])
        if done is None:
            return nothing(emotions, order)
        self.last_stats = done.stats
        return done

    def abort(self) -> None:
        self._process.abort(self._current)
        self._process.nudge()

    def close(self) -> None:
        self._process.close()

    def _ready(self, timeout: float, given_up: Callable[[], bool]) -> None:
        frame = self._process.wait_ready(timeout, given_up)
        if frame is not None and not frame["chatml"] and not self._notified:
            self._notified = True
            self._on_notice(
                Notice("chat-template-mismatch", f"{self.path.name} was not made for ChatML; answers may be poor.")
            )

    @contextmanager
    def _request(self, request: dict[str, Any], turn: Turn | None = None) -> Iterator[Iterator[dict[str, Any]]]:
        """Send; the frames end with the last one. Leaving early stops the work in the child."""
        with self._process.call(request) as call:
            self._current = call.id
            try:
                if turn is not None and turn.cancelled:  # cancelled between the check and the line above
                    self._process.abort(call.id)
                yield self._frames(call)
            finally:
                if not call.finished:
                    self._process.abort(call.id)
                self._current = 0

    def _frames(self, call: _process.Call) -> Iterator[dict[str, Any]]:
        while True:
            frame = call.next(_process.WORK_STALL)
            if frame is None:
                self._process.stalled()
                raise BrainError(
                    "Her brain showed no life for two minutes and is started again.",
                    code="brain-stalled",
                    hint="Choose a smaller model if this happens often.",
                    retryable=True,
                )
            call.finished = frame["kind"] in ("done", "prepared", "failed")
            if frame["kind"] == "failed":
                raise BrainError(
                    f"llama.cpp failed while answering: {frame['reason']}.", code="brain-failed", retryable=True
                )
            yield frame
            if call.finished:
                return


def _plain(messages: Sequence[ports.Message]) -> list[dict[str, str]]:
    return [{"role": message.role, "content": message.content} for message in messages]


def _finished(frame: dict[str, Any]) -> BrainReply:
    mood = Mood(frame["emotion"], frame["intensity"])
    return BrainReply(frame["text"], mood, frame["raw"], frame["stopped"], frame["stats"])
