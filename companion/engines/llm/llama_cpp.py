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
from companion.engines.llm._reply_value import BrainReply, asked_mood, nothing
from companion.errors import BrainError
from companion.persona import model_card
from companion.persona.emotion import Mood
from companion.persona.prompt import seed_text
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
        BrainError: the file or its adapter is missing, not a GGUF or damaged; the adapter was made for another model;
            or the context is too small.
    """
    path = paths.resolve(settings.model)
    info = _gguf.inspect(path)
    adapter = _adapter(settings, path)
    context = min(settings.context, info.context) if info.context else settings.context
    if context < settings.max_tokens + _LEAST_PROMPT:
        source = "`brain.context`" if context == settings.context else f"what {path.name} was trained for"
        raise BrainError(
            f"A context of {context} tokens ({source}) leaves no room for replies of {settings.max_tokens} tokens.",
            code="context-too-small",
            hint=f"Lower `brain.max_tokens`, or give at least {settings.max_tokens + _LEAST_PROMPT} tokens of context.",
        )
    for notice in _sidecar.check_prompt(adapter or path):
        on_notice(notice)
    if context < settings.context:
        on_notice(Notice("context-clamped", f"{path.name} was trained for {context} tokens; more are not used."))
    return LlamaCppModel(path, settings, _start(path, settings, context, on_notice), on_notice, adapter=adapter)


def _adapter(settings: BrainConfig, base: Path) -> Path | None:
    if not settings.adapter:
        return None
    path = paths.resolve(settings.adapter)
    _gguf.check_adapter(path, base)
    return path


def _start(
    path: Path, settings: BrainConfig, context: int, on_notice: Callable[[Notice], None]
) -> _process.BrainProcess:
    threads = thread_count(settings.threads)
    environment = {"GGML_NO_BACKTRACE": "1"}
    if threads >= (os.cpu_count() or 1):
        environment["OMP_WAIT_POLICY"] = "passive"  # spinning threads would starve the rest of the app
    return _process.BrainProcess(
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


def thread_count(wanted: int) -> int:
    """`wanted`, or for 0 one less than the physical cores that this process may use, at least 1."""
    if wanted > 0:
        return wanted
    import psutil

    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    return max(1, min(psutil.cpu_count(logical=False) or usable, usable) - 1)


class LlamaCppModel:
    """`ports.ChatModel` over a supervised child process, which other characters' brains may share.

    adapter: the LoRA through which this one speaks; None = the base alone.
    """

    def __init__(
        self,
        path: Path,
        settings: BrainConfig,
        process: _process.BrainProcess,
        on_notice: Callable[[Notice], None],
        *,
        adapter: Path | None = None,
    ) -> None:
        self.path = path
        self.adapter = adapter
        self.last_stats: dict[str, Any] = {}
        self._settings = settings
        self._current = 0  # id of the request under way
        self._notified = False
        self._on_notice = on_notice
        self._process = process
        self._template = model_card.read(adapter or path).turns
        self._closed = False

    def on_same_base(self, settings: BrainConfig) -> "LlamaCppModel":
        """Another character's brain on the model that this one has loaded: only adapter and sampling may differ. Both
        have to be closed; the model goes with the last one.

        Raises:
            BrainError: the adapter is missing or damaged, or was made for another model.
        """
        adapter = _adapter(settings, self.path)
        for notice in _sidecar.check_prompt(adapter or self.path):
            self._on_notice(notice)
        self._process.share()
        return LlamaCppModel(self.path, settings, self._process, self._on_notice, adapter=adapter)

    @property
    def pid(self) -> int | None:
        """Process id of the child; None while there is none."""
        return self._process.pid

    def wait_ready(self, timeout: float = LOAD_TIMEOUT) -> None:
        """Block until model and adapter are loaded; does not wait for a reply that is under way.

        Raises:
            BrainError: one of them can't be loaded, or not within `timeout` seconds.
        """
        self._ready(timeout, lambda: False)
        if self.adapter is not None:
            with self._request({"op": "adapter"}) as frames:
                for _ in frames:
                    pass

    def character_notice(self, character_id: str, digest: str) -> Notice | None:
        """A notice when this brain was trained on another state of that character's card."""
        return _sidecar.check_character(self.adapter or self.path, character_id, digest)

    def prepare(self, messages: Sequence[ports.Message]) -> None:
        """See `ports.ChatModel.prepare`; ends early, without error, on `abort`."""
        if not self._settings.reuse_prefix:
            return
        self._ready(LOAD_TIMEOUT, lambda: False)
        request = {"op": "prepare", "messages": self._plain(messages), "max_tokens": self._settings.max_tokens}
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
        order: Literal["emotion_first", "text_first", "plain"],
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
            "messages": self._plain(messages),
            "emotions": list(emotions),
            "order": order,
            "sampling": {name: getattr(sampling, name) for name in names},
            "max_sentences": max_sentences,
        }
        if order == "plain":
            mood = asked_mood(messages, emotions)
            request["mood"] = [mood.emotion, mood.intensity]
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
        if not self._closed:
            self._closed = True
            self._process.close()

    def _plain(self, messages: Sequence[ports.Message]) -> list[dict[str, str]]:
        """As this model knows them."""
        seeds = self._template == "bloodtype"
        return [
            {"role": one.role, "content": seed_text(one.content) if seeds and one.role == "user" else one.content}
            for one in messages
        ]

    def _ready(self, timeout: float, given_up: Callable[[], bool]) -> None:
        frame = self._process.wait_ready(timeout, given_up)
        foreign = frame is not None and self._template != "ldcc" and not frame["chatml"]
        if foreign and not self._notified:
            self._notified = True
            self._on_notice(
                Notice("chat-template-mismatch", f"{self.path.name} was not made for ChatML; answers may be poor.")
            )

    @contextmanager
    def _request(self, request: dict[str, Any], turn: Turn | None = None) -> Iterator[Iterator[dict[str, Any]]]:
        """Send; the frames end with the last one. Leaving early stops the work in the child."""
        template = "ldcc" if self._template == "ldcc" else "chatml"
        with self._process.call({**request, "adapter": str(self.adapter or ""), "template": template}) as call:
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
            call.finished = frame["kind"] in ("done", "prepared", "adapted", "failed")
            if frame.get("code") == "adapter":
                raise BrainError(
                    f"The adapter {self.adapter} can't be used with {self.path.name}: {frame['reason']}.",
                    code="adapter-unusable",
                    hint="Train or convert the adapter again, on this base.",
                )
            if frame["kind"] == "failed":
                raise BrainError(
                    f"llama.cpp failed while answering: {frame['reason']}.", code="brain-failed", retryable=True
                )
            yield frame
            if call.finished:
                return


def _finished(frame: dict[str, Any]) -> BrainReply:
    mood = Mood(frame["emotion"], frame["intensity"])
    return BrainReply(frame["text"], mood, frame["raw"], frame["stopped"], frame["stats"])
