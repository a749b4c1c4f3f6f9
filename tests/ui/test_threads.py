"""Calls to the main thread from others, and one window per person."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QEventLoop, QThread, QTimer
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from companion.errors import AvatarError, CompanionError
from companion.ui.main_thread import MainThread
from companion.ui.single import Single


def run_until(done: threading.Event, seconds: float = 5.0) -> None:
    loop, look, limit = QEventLoop(), QTimer(), QTimer()
    look.timeout.connect(lambda: loop.quit() if done.is_set() else None)
    limit.timeout.connect(loop.quit)
    look.start(5)
    limit.start(round(seconds * 1000))
    loop.exec()
    look.stop()
    limit.stop()
    assert done.is_set()


def wait_until(true: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Without the main thread's event loop."""
    pause, end = threading.Event(), time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        pause.wait(0.005)
    return true()


def test_the_result_comes_back_to_the_asking_thread(qapp: QApplication) -> None:
    main, done = MainThread(), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lambda: main.ask(QThread.currentThread))
        answer.add_done_callback(lambda _: done.set())
        run_until(done)
    assert answer.result() is qapp.thread()


def test_an_error_is_raised_where_it_was_asked(qapp: QApplication) -> None:
    main, done = MainThread(), threading.Event()

    def fail() -> None:
        raise AvatarError("Broken.", code="x")

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lambda: main.ask(fail))
        answer.add_done_callback(lambda _: done.set())
        run_until(done)
    assert isinstance(answer.exception(), AvatarError)


def test_after_closing_nothing_runs(qapp: QApplication) -> None:
    main, ran = MainThread(), []
    main.call(lambda: ran.append(1))
    main.close()
    main.call(lambda: ran.append(2))
    qapp.processEvents()
    assert ran == []


def test_who_waits_for_an_answer_is_told_at_once_when_the_program_closes(qapp: QApplication) -> None:
    main = MainThread()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: main.ask(lambda: 1))
        assert wait_until(lambda: bool(main._asked))  # the main thread is here and does not answer
        main.close()
        error = waiting.exception(5.0)
        late = pool.submit(lambda: main.ask(lambda: 1)).exception(5.0)
    qapp.processEvents()
    for told in (error, late):
        assert isinstance(told, CompanionError) and told.code == "closing"


def test_a_second_start_raises_the_first(qapp: QApplication, tmp_path: Path) -> None:
    first, second = Single(str(tmp_path)), Single(str(tmp_path))
    wanted = QSignalSpy(first.wanted)
    assert not first.other_is_running()
    assert second.other_is_running()
    assert wanted.count() == 1 or wanted.wait(2000)
    other = Single(str(tmp_path / "elsewhere"))
    assert not other.other_is_running()
    for one in (first, second, other):
        one.close()


def test_a_name_left_by_a_killed_program_is_taken_over(qapp: QApplication, tmp_path: Path) -> None:
    first = Single(str(tmp_path))
    assert not first.other_is_running()
    assert first._server is not None
    Path(first._server.fullServerName()).touch(exist_ok=True)
    first.close()
    again = Single(str(tmp_path))
    assert not again.other_is_running()
    again.close()
