"""One QApplication on the offscreen platform; a Qt warning or a timer that still runs fails the test."""

import os
import time
import weakref
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

_timers: "weakref.WeakSet[QTimer]" = weakref.WeakSet()
_make_timer = QTimer.__init__


def _make_and_remember(self: QTimer, *arguments: object, **options: object) -> None:
    _make_timer(self, *arguments, **options)  # type: ignore[call-overload]
    _timers.add(self)


QTimer.__init__ = _make_and_remember  # type: ignore[method-assign]

SOON = 0.25  # seconds
LIMITS = "This plugin does not support"  # of the offscreen platform; says nothing about our code


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    app = QApplication.instance() or QApplication(["companion"])
    assert isinstance(app, QApplication)
    return app


@pytest.fixture(autouse=True)
def no_qt_warnings(qapp: QApplication) -> Iterator[None]:
    said: list[str] = []

    def hear(kind: QtMsgType, _context: object, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and kind is not QtMsgType.QtInfoMsg and not message.startswith(LIMITS):
            said.append(message)

    before = qInstallMessageHandler(hear)
    yield
    qInstallMessageHandler(before)
    assert not said, f"Qt warned: {said}"


def _running() -> list[QTimer]:
    return [timer for timer in list(_timers) if isValid(timer) and timer.isActive()]


def _ends_soon(timer: QTimer) -> bool:
    """One that ends by itself, such as a second look at a layout, is no leak."""
    return timer.isSingleShot() and timer.interval() <= 1000 * SOON


@pytest.fixture(autouse=True)
def no_leaked_timers(qapp: QApplication) -> Iterator[None]:
    yield
    qapp.processEvents()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    end = time.monotonic() + SOON
    while (left := _running()) and all(_ends_soon(timer) for timer in left) and time.monotonic() < end:
        qapp.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
    assert not left, f"timers still run: {[timer.parent() for timer in left]}"
