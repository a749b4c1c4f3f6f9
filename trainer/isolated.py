"""One heavy stage in a process of its own: `python -m trainer.isolated`, started by trainer/process.py only.

The first line of standard input is the task; after that the input stays open for as long as the parent lives, and when
it ends this process and all that it started end too. Standard output carries one JSON object a line: `tell`, `event`,
and at last `result` or `error`. What libraries print goes to standard error, a log of the workspace.
"""

import contextlib
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

Say = Callable[[dict[str, Any]], None]
_TELL_EVERY = 0.1  # seconds
STOPPED = 130


def main() -> int:
    """Runs the task; returns the exit code."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job inherits "ignored"
    orders, say = _channels()
    try:
        return _work(json.loads(orders.readline()), orders, say)
    except KeyboardInterrupt:
        return STOPPED


def _work(task: dict[str, Any], orders: BinaryIO, say: Say) -> int:
    threading.Thread(target=_end_with_parent, args=(orders,), daemon=True, name="parent-watch").start()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    from trainer import failures

    try:
        say({"result": _run(task, say)})
    except KeyboardInterrupt:
        return STOPPED
    except BaseException as error:  # the boundary of this process
        print(failures.discreet(error), file=sys.stderr, flush=True)
        say({"error": failures.to_json(failures.explain(task["stage"], error))})
        return 1
    return 0


def _run(task: dict[str, Any], say: Say) -> dict[str, Any]:
    from companion.persona.character import Character
    from trainer import catalog
    from trainer.recipe import Recipe
    from trainer.stage import Context
    from trainer.workspace import Workspace

    workspace = Workspace(Path(task["workspace"]))
    ctx = Context(
        workspace,
        Recipe.model_validate(task["recipe"]),
        Character.model_validate(task["character"]),
        workspace.stage(task["stage"]),
        _teller(say),
        lambda record: say({"event": record}),
        task["fingerprint"],
        task["offline"],
    )
    return catalog.load(task["stage"], task["package"]).run(ctx)


def _channels() -> tuple[BinaryIO, Say]:
    """The pipes to the parent under other numbers, so that no library reads or writes them by accident."""
    orders = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    lock = threading.Lock()

    def say(record: dict[str, Any]) -> None:
        data = json.dumps(record, ensure_ascii=False, default=str).encode("utf-8", "replace") + b"\n"
        with lock:
            answers.write(data)
            answers.flush()

    return orders, say


def _teller(say: Say) -> Callable[[int, int, str], None]:
    last = 0.0

    def tell(done: int, total: int, note: str = "") -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _TELL_EVERY or 0 < total <= done:
            last = now
            say({"tell": [done, total, note]})

    return tell


def _end_with_parent(orders: BinaryIO) -> None:
    """Waits until the parent closes the pipe, by its death too."""
    with contextlib.suppress(OSError):
        while orders.read(65_536):
            pass
    if os.name == "posix" and os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)  # helpers that a launcher started, and this process
    os._exit(STOPPED)


if __name__ == "__main__":
    sys.exit(main())
