"""What a test tells the fake stages to do: files `orders/<stage>` of the workspace. They note each run in `calls`."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

from companion.errors import TrainingError
from trainer.stage import Context, FailedGate, GateFailed


def called(ctx: Context) -> None:
    with (ctx.workspace.folder / "calls").open("a", encoding="utf-8") as file:
        file.write(ctx.out.name + "\n")


def order(ctx: Context) -> str:
    """The order of this stage; given once."""
    file = ctx.workspace.folder / "orders" / ctx.out.name
    with contextlib.suppress(FileNotFoundError):
        text = file.read_text(encoding="utf-8").strip()
        file.unlink()
        return text
    return ""


def obey(ctx: Context, text: str) -> None:
    """Fails in the way that was asked for."""
    if text == "gate":
        row = FailedGate("style", "0.40", ">= 0.90", "write more of her own dialogues")
        raise GateFailed("style is 0.40, must be >= 0.90.", hint="See the report.", rows=(row,), report="card.html")
    if text == "error":
        raise TrainingError("sources/a.txt, line 3: no.", code="made-up", hint="Mend it.")
    if text == "bug":
        raise ValueError("sdrow etavirp"[::-1])
    if text == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if text == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if text == "exit":
        os._exit(7)
    if text == "memory":
        raise MemoryError
    if text == "library":
        raise ModuleNotFoundError("No module named 'trl'", name="trl")
    if text == "noise":
        print("a library prints this")
        os.write(1, b"and this\n")
        os.write(2, b"and that\n")
    if text == "disk":
        ctx.out.joinpath("big").write_bytes(b"x" * 5_000_000)
    if text == "hang":
        _hang(ctx)


def _hang(ctx: Context) -> None:
    """Works for a minute, with a helper in a process of its own, as launchers do."""
    helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    (ctx.workspace.folder / "pids").write_text(f"{os.getpid()} {helper.pid}", encoding="utf-8")
    try:
        threading.Event().wait(60)
    except KeyboardInterrupt:
        (ctx.workspace.folder / "saved").write_text(time.strftime("%X"), encoding="utf-8")
        raise
