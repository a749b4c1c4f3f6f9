"""The brain's process: `python -P -m companion.engines.llm._child`. Holds the GGUF; talks in frames over its pipes.

The main thread does all the work; a reader thread takes requests in and raises the abort flag. The process ends when
its input ends or its parent dies.
Requests: load, adapter, prepare, reply, abort. Answers carry the request's `id`; see `_Worker`.
"""

import contextlib
import os
import queue
import signal
import sys
import threading
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from companion.engines.llm import _frames

_IDLE_WORK_AFTER = 0.5  # seconds without a request before the history is tidied
_PDEATHSIG = 1  # prctl option, Linux


class Inbox:
    """Requests in order, and which of them have been aborted. `put` and `abort` on the reader thread."""

    def __init__(self) -> None:
        self._requests: queue.Queue[dict[str, Any]] = queue.Queue(maxsize=64)
        self._adapters: queue.Queue[dict[str, Any]] = queue.Queue(maxsize=64)  # served between two tokens
        self._lock = threading.Lock()
        self._running = 0
        self._aborted = 0  # all requests up to this id
        self._flag: Any = None

    def attach(self, flag: Any) -> None:
        self._flag = flag

    def put(self, request: dict[str, Any]) -> None:
        if request["op"] == "adapter":
            self._adapters.put(request)
            request = {"op": "look", "id": request["id"]}  # wakes a worker that has nothing to do
        self._requests.put(request)
        with self._lock:
            if self._flag is not None and self._running == 0:
                self._flag.set()  # work done between turns makes way

    def get(self, timeout: float | None) -> dict[str, Any] | None:
        """The next request, None after `timeout` seconds."""
        try:
            return self._requests.get(timeout=timeout)
        except queue.Empty:
            return None

    def adapter(self) -> dict[str, Any] | None:
        """A request to read an adapter; it need not wait for the work under way."""
        try:
            return self._adapters.get_nowait()
        except queue.Empty:
            return None

    def abort(self, request_id: int) -> None:
        with self._lock:
            self._aborted = max(self._aborted, request_id)
            if self._flag is not None and 0 < self._running <= self._aborted:
                self._flag.set()

    def begin(self, request_id: int) -> None:
        """From now on the flag belongs to this request (0: to work between turns)."""
        with self._lock:
            self._running = request_id
            if (request_id == 0 and not self._requests.empty()) or 0 < request_id <= self._aborted:
                self._flag.set()
            else:
                self._flag.clear()


class _Worker:
    """Runs requests. Frames: loading, ready, load-failed, adapted, progress, mood, text, done, prepared, failed."""

    def __init__(self, inbox: Inbox, out: BinaryIO) -> None:
        self._inbox = inbox
        self._out = out
        self._current = 0
        self._tidy: tuple[str, list[dict[str, str]], int] | None = None

    def run(self) -> None:
        first = self._inbox.get(None)
        if first is None or not self._load(first):
            return
        while True:
            request = self._inbox.get(_IDLE_WORK_AFTER if self._tidy is not None else None)
            if request is None:
                self._between_turns()
            elif request["op"] == "look":
                self._read_adapters()
            else:
                self._serve(request)

    def _send(self, frame: dict[str, Any]) -> None:
        _frames.write(self._out, {"id": self._current, **frame})

    def _at_work(self, frame: dict[str, Any]) -> None:
        """Between two tokens or two batches of the work under way."""
        self._send(frame)
        self._read_adapters()

    def _read_adapters(self) -> None:
        from companion.engines.llm._adapters import AdapterFailure

        while (request := self._inbox.adapter()) is not None:
            answer: dict[str, Any] = {"kind": "adapted"}
            try:
                self._adapters.load(request["adapter"])
            except AdapterFailure as error:
                answer = {"kind": "failed", "code": "adapter", "reason": str(error)}
            except Exception as error:  # process boundary: the app must hear why
                answer = {"kind": "failed", "reason": _place(error)}
            _frames.write(self._out, {"id": int(request["id"]), **answer})

    def _load(self, request: dict[str, Any]) -> bool:
        from companion.engines.llm._native import NativeFailure, NativeModel
        from companion.engines.llm._snapshots import Snapshots, model_key

        path = Path(request["path"])
        shown = -1

        def progress(value: float) -> None:
            nonlocal shown
            if int(value * 20) != shown:
                shown = int(value * 20)
                self._send({"kind": "loading", "part": value})

        try:
            self._model = NativeModel(
                path,
                context=request["context"],
                batch=request["batch"],
                threads=request["threads"],
                gpu_layers=request["gpu_layers"],
                on_progress=progress,
            )
        except NativeFailure as error:
            self._send({"kind": "load-failed", "reason": str(error)})
            return False
        except Exception as error:  # process boundary: the app must hear why
            self._send({"kind": "load-failed", "reason": _place(error)})
            return False
        import llama_cpp

        from companion.engines.llm._adapters import Adapters
        from companion.engines.llm._decode import Decoder

        self._native_failure = NativeFailure
        key = model_key(path, llama_cpp.__version__, self._model.context_kind)
        folder = Path(request["snapshots"]) if request["snapshots"] else None
        self._snapshots = Snapshots(folder, key)
        self._adapters = Adapters(self._model, self._snapshots)
        self._decoder = Decoder(self._model, self._snapshots, self._at_work, reuse=request["reuse_prefix"])
        self._inbox.attach(self._model.abort)
        self._send(
            {
                "kind": "ready",
                "context": self._model.n_ctx,
                "vocabulary": self._model.n_vocab,
                "chatml": self._decoder.prompts.chatml,
                "threads": self._model.threads,
            }
        )
        return True

    def _serve(self, request: dict[str, Any]) -> None:
        from companion.engines.llm._adapters import AdapterFailure
        from companion.engines.llm._native import Aborted

        self._current = int(request["id"])
        self._inbox.begin(self._current)
        try:
            self._adapters.use(request.get("adapter", ""))
            if request["op"] == "reply":
                done = self._decoder.reply(request)
                self._send(done)
                said = {"role": "assistant", "content": done["raw"]}
                if request.get("template", "chatml") == "chatml":
                    messages = [*request["messages"], said]
                    self._tidy = (request.get("adapter", ""), messages, request["sampling"]["max_tokens"])
            else:
                if self._tidy is not None and self._tidy[0] != request.get("adapter", ""):
                    self._tidy = None  # another character's history is read now
                template = request.get("template", "chatml")
                stats = self._decoder.prepare(request["messages"], request["max_tokens"], template)
                self._send({"kind": "prepared", "stats": asdict(stats)})
                self._snapshots.save()
        except Aborted:
            self._send({"kind": "prepared", "stats": asdict(self._decoder.stats)})
        except AdapterFailure as error:
            self._send({"kind": "failed", "code": "adapter", "reason": str(error)})
        except self._native_failure as error:
            self._send({"kind": "failed", "reason": str(error)})
        except Exception as error:  # process boundary: the app must hear why
            self._send({"kind": "failed", "reason": _place(error)})

    def _between_turns(self) -> None:
        """Nothing is asked for: write new snapshots; cut a history that is nearly full and compute it anew."""
        from companion.engines.llm._adapters import AdapterFailure
        from companion.engines.llm._native import Aborted

        adapter, messages, max_tokens = self._tidy or ("", [], 0)
        self._tidy = None
        self._current = 0
        self._inbox.begin(0)
        self._snapshots.save()
        with contextlib.suppress(Aborted, AdapterFailure, self._native_failure):
            self._adapters.use(adapter)
            if self._decoder.prompts.tidy(messages, max_tokens):
                self._decoder.prepare(messages, max_tokens)


def _place(error: Exception) -> str:
    """Kind and place of an unexpected exception; its message could quote words."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(at.filename).name}, line {at.lineno}"


def _read(stream: BinaryIO, inbox: Inbox) -> None:
    """Reader thread: until the input ends, then the whole process, whatever it is doing."""
    try:
        while (frame := _frames.read(stream)) is not None:
            if frame["op"] == "abort":
                inbox.abort(int(frame["id"]))
            else:
                inbox.put(frame)
    except (OSError, ValueError, KeyError):
        os._exit(3)
    os._exit(0)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    parent = int(sys.argv[1])
    _die_with_parent()
    if os.name == "posix" and os.getppid() != parent:
        os._exit(0)  # it died before the line above
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # native code may print; that must not enter the frames
    source = os.fdopen(os.dup(0), "rb")
    sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  tracebacks could quote words
    inbox = Inbox()
    threading.Thread(target=_read, args=(source, inbox), name="brain-reader", daemon=True).start()
    _Worker(inbox, out).run()


if __name__ == "__main__":
    main()
