"""The process that draws a Live2D model, as the windows see it: asked and answered, never waited for by them.

Any thread may call. One process a model folder serves all windows that show her; it ends when the last one lets it go.
Why a process died is told; the next avatar of her starts another, unless it was a crash, which is remembered.
"""

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from companion.errors import AvatarError
from companion.ui.avatars.cubism import remembered
from companion.ui.avatars.cubism.model_file import ModelFile
from companion.ui.avatars.cubism.parameters import Range

COMMAND: Sequence[str] = ("-P", "-m", "companion.ui.avatars.cubism.painter")  # of this Python
Size = tuple[int, int]
View = tuple[int, int, int, int]
READY_S = 90.0  # until a model must be loaded; a driver made of software needs ten on a busy machine
INSTALL = "pip install 'vtuber-companion[live2d]'"
_HINTS = {
    "live2d-missing": f"Install it: {INSTALL}",
    "live2d-gl": "Install the graphics driver (on Debian and Ubuntu: apt install libgl1-mesa-dri libglx-mesa0), or "
    "start the program on the screen itself.",
    "live2d-files": "Copy the whole model folder again, as it was exported for the SDK.",
    "live2d-empty": "Open the model in Cubism Viewer; if she is there, her parts are shown by a motion only.",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the library says of a model, lengths as shares of her space. aspect: of it. box: where she is in it (left,
    top, width, height). middle: of her head, from the left."""

    parameters: tuple[Range, ...]
    aspect: float
    box: tuple[float, float, float, float]
    middle: float
    graphics: str
    library: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Pixels (ARGB32, premultiplied) that answer question `number`. took: seconds."""

    number: int
    width: int
    height: int
    pixels: bytearray
    took: float


class PainterProcess:
    """One process. Raises AvatarError from `facts` and `frame` when it can't go on."""

    def __init__(self, model: ModelFile) -> None:
        self._model = model
        self._change = threading.Condition()
        self._facts: Facts | None = None
        self._frames: dict[int, Frame] = {}  # by who asked: the newest
        self._problem: AvatarError | None = None
        self._closed = False
        self._count = 0
        self._last = b""
        environment = dict(os.environ, QT_MAC_DISABLE_FOREGROUND_APPLICATION_TRANSFORM="1")
        try:
            self._child = subprocess.Popen(
                [sys.executable, *COMMAND], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                env=environment,
            )  # fmt: skip
        except OSError as error:
            raise AvatarError(f"The process that draws her can't be started: {error}.", code="live2d-died") from error
        self._threads = [
            threading.Thread(target=work, name=name, daemon=True)
            for work, name in ((self._read, "live2d-frames"), (self._hear, "live2d-errors"))
        ]
        for thread in self._threads:
            thread.start()
        self._send({
            "model": model.reduced(), "root": str(model.path.parent), "moc": str(model.moc),
            "textures": [str(path) for path in model.textures],
        })  # fmt: skip

    @property
    def problem(self) -> AvatarError | None:
        """Why it ended, if it did."""
        with self._change:
            return self._problem

    def facts(self, wait: float = 0.0) -> Facts | None:
        """None: not loaded yet. wait: seconds at most. Raises AvatarError."""
        with self._change:
            self._change.wait_for(lambda: self._facts or self._problem, wait)
            if self._problem is not None:
                raise self._problem
            return self._facts

    def ask(self, of: int, size: Size, view: View, values: list[float], passed: float) -> int:
        """Ask for a frame; returns its number. of: who asks."""
        self._count += 1
        self._send({"frame": self._count, "of": of, "size": size, "view": view, "values": values, "passed": passed})
        return self._count

    def frame(self, of: int, number: int = 0, wait: float = 0.0) -> Frame | None:
        """The newest frame of who asked. number: wait for this one. Raises AvatarError."""
        with self._change:
            if number:
                self._change.wait_for(lambda: self._there(of) >= number or self._problem, wait)
            if self._problem is not None:
                raise self._problem
            return self._frames.get(of)

    def forget(self, of: int) -> None:
        with self._change:
            self._frames.pop(of, None)

    def close(self) -> None:
        """End it; nobody waits."""
        with self._change:
            self._closed = True
        with contextlib.suppress(OSError, ValueError):
            assert self._child.stdin is not None
            self._child.stdin.close()

    def join(self) -> None:
        """Wait for the end of a closed one, some seconds at most."""
        for thread in self._threads:
            thread.join(5.0)

    def _there(self, of: int) -> int:
        found = self._frames.get(of)
        return found.number if found is not None else 0

    def _send(self, job: dict[str, Any]) -> None:
        with contextlib.suppress(OSError, ValueError):  # it has ended: the reader says why
            assert self._child.stdin is not None
            self._child.stdin.write(json.dumps(job).encode() + b"\n")
            self._child.stdin.flush()

    def _read(self) -> None:
        """Its own thread: answers, until there are no more."""
        stream = self._child.stdout
        assert stream is not None
        refusal: AvatarError | None = None
        with stream, contextlib.suppress(OSError, ValueError):
            for line in stream:
                answer = json.loads(line)
                if "refused" in answer:
                    code = answer["refused"]
                    refusal = AvatarError(answer["message"], code=code, hint=_HINTS.get(code, ""))
                else:
                    self._take(answer, stream)
        with contextlib.suppress(OSError, ValueError):
            assert self._child.stdin is not None
            self._child.stdin.close()
        code = self._child.wait()
        self._threads[1].join(1.0)
        with self._change:
            if not self._closed:
                self._problem = refusal or self._death(code)
            self._change.notify_all()

    def _take(self, answer: dict[str, Any], stream: IO[bytes]) -> None:
        if answer.get("ready"):
            ranges = tuple(Range(*row) for row in answer["parameters"])
            facts = Facts(
                ranges,
                answer["aspect"],
                tuple(answer["box"]),
                answer["middle"],
                answer["graphics"],
                answer["library"],
            )
            with self._change:
                self._facts = facts
                self._change.notify_all()
            return
        pixels = bytearray(answer["bytes"])
        view, filled = memoryview(pixels), 0
        while filled < len(pixels):
            count = stream.readinto(view[filled:])  # type: ignore[attr-defined]
            if not count:
                raise OSError("it ended within a frame")
            filled += count
        frame = Frame(answer["frame"], *answer["size"], pixels, answer["took"])
        with self._change:
            self._frames[answer["of"]] = frame
            self._change.notify_all()

    def _hear(self) -> None:
        """Its own thread: the last words of the library."""
        stream = self._child.stderr
        assert stream is not None
        with stream, contextlib.suppress(OSError, ValueError):
            while block := stream.read1(4096):  # type: ignore[attr-defined]
                self._last = (self._last + block)[-4000:]

    def _death(self, code: int) -> AvatarError:
        """What a process that ended by itself means; a crash of the library is remembered."""
        words = self._last.decode("utf-8", "replace")
        said = next((line.strip() for line in words.splitlines() if "what():" in line or "Fatal Python" in line), "")
        if _crashed(code):
            with contextlib.suppress(OSError):
                remembered.write(self._model.digest(), _named(code))
            return crash(self._model, _named(code), said)
        last = words.strip().splitlines()[-1:] or [f"code {code}"]
        return AvatarError(f"{self._model.path}: the process that draws her ended ({last[0]}).", code="live2d-died")


def crash(model: ModelFile, how: str, said: str = "") -> AvatarError:
    """The error for a model that ends the native library."""
    return AvatarError(
        f"{model.path}: the Live2D library broke down with this model ({how}{': ' + said if said else ''}).",
        code="live2d-crash",
        hint="She is not tried again until her files change. `companion avatar check` with her folder tries anew; "
        "exporting the model again from Cubism Editor often helps.",
    )


def _crashed(code: int) -> bool:
    if os.name == "nt":
        return code & 0xC0000000 == 0xC0000000
    bad = (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL)
    return code < 0 and -code in bad


def _named(code: int) -> str:
    if os.name == "nt":
        return f"0x{code & 0xFFFFFFFF:08X}"
    return signal.Signals(-code).name


_lock = threading.Lock()
_running: dict[str, tuple[PainterProcess, int]] = {}  # digest -> process, how many hold it


def hold(model: ModelFile, digest: str) -> PainterProcess:
    """The process of a model, started if there is none. Each `hold` needs a `let_go`. Raises AvatarError."""
    with _lock:
        process, holders = _running.get(digest, (None, 0))
        if process is None or process.problem is not None:
            process, holders = PainterProcess(model), 0
        _running[digest] = (process, holders + 1)
        return process


def let_go(digest: str, process: PainterProcess) -> None:
    """One holder less; the last one ends the process."""
    with _lock:
        running, holders = _running.get(digest, (None, 0))
        if running is not process:  # it has ended, and perhaps another draws her now
            return
        if holders > 1:
            _running[digest] = (process, holders - 1)
            return
        del _running[digest]
    process.close()


def drop(digest: str, process: PainterProcess) -> None:
    """`let_go` for a finalizer, which may run in the midst of anything, also while this thread has the lock."""
    threading.Thread(target=let_go, args=(digest, process), name="live2d-drop", daemon=True).start()


def close_all() -> None:
    """At the end of the program, and of a test."""
    with _lock:
        ending = [process for process, _ in _running.values()]
        _running.clear()
    for process in ending:
        process.close()
    began = time.monotonic()
    for process in ending:
        if time.monotonic() - began < 5.0:
            process.join()


atexit.register(close_all)
