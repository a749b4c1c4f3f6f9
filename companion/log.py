"""Logging to a rotating file in the person's data folder. Lines hold ids, lengths and durations, never words.

Of an exception only its kind and the places it went through are written: its message may quote what was said.
"""

import logging
import logging.handlers
import sys
import threading
import traceback
from types import TracebackType

from companion import paths

_FORMAT = "%(asctime)s %(levelname)s %(name)s [%(threadName)s] %(message)s"

_CHAIN = 10  # exceptions behind one another that are written down


class Discreet(logging.Formatter):
    """Tracebacks without the exceptions' messages."""

    def formatException(self, ei: object) -> str:
        error = ei[1] if isinstance(ei, tuple) else None
        lines: list[str] = []
        for _ in range(_CHAIN):
            if not isinstance(error, BaseException):
                break
            lines[:0] = [*traceback.format_tb(error.__traceback__), f"{type(error).__name__}\n"]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "".join(lines).rstrip("\n")


def setup(level: str, *, console: bool = False) -> None:
    """Log to `paths.logs()/companion.log` (3 x 1 MB); also stderr if `console`; stderr when unwritable."""
    root = logging.getLogger("companion")
    root.setLevel(level.upper())
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    try:
        paths.logs().mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            paths.logs() / "companion.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8"
        )
    except OSError:
        handler, console = logging.StreamHandler(), False
    shown = [handler, logging.StreamHandler()] if console else [handler]
    for each in shown:
        each.setFormatter(Discreet(_FORMAT))
        root.addHandler(each)
    root.propagate = False


def catch_unhandled() -> None:
    """Unhandled exceptions of any thread are logged, with where they came from, and the program goes on if it can."""
    logger = logging.getLogger("companion.unhandled")

    def main_hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        logger.critical("unhandled %s", kind.__name__, exc_info=(kind, error, trace))
        sys.__excepthook__(kind, error, trace)

    def thread_hook(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            main_hook(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    sys.excepthook = main_hook
    threading.excepthook = thread_hook
