"""Logging to a rotating file in the person's data folder. Lines hold ids, lengths and durations, never words."""

import logging
import logging.handlers
import sys
import threading
from types import TracebackType

from companion import paths

_FORMAT = "%(asctime)s %(levelname)s %(name)s [%(threadName)s] %(message)s"


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
    handler.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(handler)
    if console:
        root.addHandler(logging.StreamHandler())
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
