"""The window's beginning and end: she is on the screen first, and the rest is loaded while she moves. Main thread."""

import gc
import importlib
import os
import signal
import sys
import threading
from argparse import Namespace
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from companion import paths
from companion.config import Config, Source
from companion.errors import ConfigError

T = TypeVar("T")
_DONE = 1  # how an event loop here ends when what it waits for is there; quitting ends it with 0
_UNSEEN_MS = 1_000  # a window that is not painted by then is covered, or on another desktop: nobody waits for it
_LOADED_MS = 20_000  # after which the garbage of the start is left alone for good


def main(
    config: Config,
    problem: ConfigError | None = None,
    events: Path | None = None,
    source: Source | None = None,
    *,
    guide: bool = True,
) -> int:
    """Run until the person quits; returns the exit code. problem: shown as a card (the settings were wrong). source:
    where `config` comes from. guide: the first start is shown on a new profile."""
    from companion.ui import windowing

    if not windowing.has_screen(os.environ):
        print("companion: there is no screen here, so this is the conversation in the terminal.", file=sys.stderr)
        from companion.cli import chat

        gc.enable()
        return chat.run(config, Namespace(character=None, json=False))
    windowing.choose_platform(os.environ)
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from companion.desk import first_look
    from companion.ui.single import Single

    # So long may a busy Python thread delay sound, and each of the thirty pictures that a frame is put together from:
    # beside one, 99 frames in 100 take 16 ms; with 1 ms it was 40.
    sys.setswitchinterval(0.0002)
    application = QApplication(sys.argv[:1])
    windowing.draw_alone(os.environ, application.devicePixelRatio())
    application.setApplicationName("Companion")
    application.setDesktopFileName("vtuber-companion")
    single = Single(str(paths.user_data()))
    if single.other_is_running():
        print("companion: it is already running; it has been asked to show itself.", file=sys.stderr)
        return 0
    _quit_on_signals(application)
    lines: Any = None
    director: Any = None
    if events is not None:
        from companion import event_log

        lines = event_log.EventLog(events)
        director = event_log.director(lines)
    look = first_look.begin(application, config, director)
    if lines is not None:
        look.sight.pet.painted.connect(lines.first_paint, Qt.ConnectionType.SingleShotConnection)
    look.show(config)
    companion: Any = None
    try:
        program = _meanwhile(_rest) if look.character is None or _painted(look.sight.pet) else None
        if program is None:
            return 0
        companion = program.Companion(application, config, lines, source or Source(), look)
        single.wanted.connect(companion.desktop.come_back)
        companion.start(problem, guide=guide)
        QTimer.singleShot(_LOADED_MS, _spare_the_collector)
        code: int = application.exec()
    finally:
        if companion is not None:
            companion.close()
        single.close()
    if companion.starts_anew:
        from companion.desk import again

        again.start(companion.live.source)
    return code


def _painted(pet: Any) -> bool:
    """Wait until she is on the screen: loading the rest would delay that. False when the person quits before."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer

    loop, patience = QEventLoop(), QTimer()
    patience.setSingleShot(True)
    patience.timeout.connect(lambda: loop.exit(_DONE))
    patience.start(_UNSEEN_MS)
    pet.painted.connect(lambda *_: loop.exit(_DONE), Qt.ConnectionType.SingleShotConnection)
    seen = loop.exec() == _DONE
    patience.stop()
    return seen


def _spare_the_collector() -> None:
    """Python looks for garbage again, which it has not done since the start of the process (`__main__`): what has been
    loaded by now stays as long as the program, and to look through it took up to a tenth of a second at a time."""
    gc.freeze()
    gc.enable()


def _rest() -> Any:
    """All that was not needed for the first look. Any thread."""
    from companion.persona.character import list_characters

    list_characters()  # reads their sheets: the menu then finds them read
    importlib.import_module("numpy.ma")  # her mouth's first word would load it, on the main thread
    return importlib.import_module("companion.app")


def _meanwhile(work: Callable[[], T]) -> T | None:
    """The result of `work`, which runs on a thread while the windows live; None when the person quits before."""
    from PySide6.QtCore import QEventLoop

    from companion.ui.main_thread import MainThread

    loop, main = QEventLoop(), MainThread()
    result: Future[T] = Future()

    def run() -> None:
        try:
            result.set_result(work())
        except BaseException as error:  # handed to the main thread
            result.set_exception(error)
        main.call(lambda: loop.exit(_DONE))

    thread = threading.Thread(target=run, name="rest")
    thread.start()
    done = loop.exec() == _DONE
    thread.join()
    main.close()
    return result.result() if done else None


def _quit_on_signals(application: Any) -> None:
    """Ctrl-C and SIGTERM end the program in order. Python sees them only when it runs, so a slow timer wakes it.

    `exit`, not `quit`: before the application's own loop runs, Qt ignores the latter.
    """
    from PySide6.QtCore import QTimer

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: application.exit())
    timer = QTimer(application)
    timer.timeout.connect(lambda: None)
    timer.start(500)
