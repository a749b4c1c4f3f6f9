"""The log says what went wrong and where, and never what was said."""

import io
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion import log, paths
from companion.__main__ import main

SECRET = "my heart is broken"


@pytest.fixture(autouse=True)
def quiet_again() -> Iterator[None]:
    hooks = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = hooks
    root = logging.getLogger("companion")
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    root.propagate = True


def written() -> str:
    return (paths.logs() / "companion.log").read_text(encoding="utf-8")


def fail() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        raise RuntimeError(f"can't answer {SECRET}") from error


def test_an_exception_is_logged_without_its_message() -> None:
    log.setup("info")
    try:
        fail()
    except RuntimeError:
        logging.getLogger("companion.test").exception("failed")
    assert "failed" in written() and "in fail" in written()
    assert written().index("ValueError") < written().index("RuntimeError")
    assert SECRET not in written()


def test_a_thread_that_dies_is_logged_without_the_message(capsys: pytest.CaptureFixture[str]) -> None:
    log.setup("info")
    log.catch_unhandled()
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join(10)
    assert "unhandled RuntimeError" in written() and "in fail" in written()
    assert SECRET not in written()


def test_an_error_before_the_settings_are_known_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("companion.config.load", broken)
    assert main(["characters", "list"]) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert "ZeroDivisionError" in written()


def test_an_unwritable_folder_leaves_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "file"))
    log.setup("info")
    (handler,) = logging.getLogger("companion").handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(shown := io.StringIO())
    logging.getLogger("companion.test").warning("hello")
    assert "hello" in shown.getvalue()


def test_verbose_writes_to_both(tmp_path: Path) -> None:
    log.setup("info", console=True)
    assert len(logging.getLogger("companion").handlers) == 2
