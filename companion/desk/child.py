"""A `companion` command as a process of its own, whose lines of JSON come in as signals. Main thread; nothing waits.

Downloads and the doctor run this way: the window stays offline and smooth, and a broken library ends only the child.
"""

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml
from PySide6.QtCore import QByteArray, QCoreApplication, QObject, QProcess, Signal, Slot

from companion.config import Config

COMMAND: Sequence[str] = ("-P", "-m", "companion")  # of this Python
_ENDING = 3000  # milliseconds that a child has to end in order when the program quits
_MOST_SAID = 4000  # bytes of its complaints that are kept


class Child(QObject):
    """One run. `start` once; `ended` comes once, also when it could not be started (code -1).

    Args:
        arguments: of the command, without its name and settings.
        config: all settings, as they count in this process.
    """

    said = Signal(object)  # one line: a dict
    ended = Signal(int, str)  # exit code, the end of what it wrote to stderr

    def __init__(self, arguments: Sequence[str], config: Config, parent: QObject | None = None) -> None:
        super().__init__(parent or QCoreApplication.instance())  # it may outlive the window that wanted it
        self._arguments, self._config = list(arguments), config
        self._settings: Path | None = None
        self._rest, self._complaint = b"", b""
        self._over = False
        self._process = QProcess(self)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._hear)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._failed)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.close)

    def start(self) -> None:
        self._settings = _written(self._config)
        self._process.start(sys.executable, [*COMMAND, "--config", str(self._settings), *self._arguments])

    def stop(self) -> None:
        """Ask it to end in order; `ended` follows."""
        if self._process.state() is QProcess.ProcessState.NotRunning:
            return
        if os.name == "nt":  # a console program there is not asked
            self._process.kill()
        else:
            self._process.terminate()

    def abandon(self) -> None:
        """Nobody is interested any more: it is ended, no signal follows, and this object deletes itself then."""
        self._over = True
        if self._process.state() is QProcess.ProcessState.NotRunning:
            self.deleteLater()
            return
        self._process.finished.connect(self.deleteLater)
        self.stop()

    @Slot()
    def close(self) -> None:
        """The program quits: end it, and wait a moment. No signal follows."""
        self._over = True
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self.stop()
            if not self._process.waitForFinished(_ENDING):
                self._process.kill()
                self._process.waitForFinished(_ENDING)
        self._forget()

    @Slot()
    def _read(self) -> None:
        self._rest += _bytes(self._process.readAllStandardOutput())
        *lines, self._rest = self._rest.split(b"\n")
        for line in lines:
            with contextlib.suppress(ValueError):
                data = json.loads(line)
                if isinstance(data, dict) and not self._over:
                    self.said.emit(data)

    @Slot()
    def _hear(self) -> None:
        self._complaint = (self._complaint + _bytes(self._process.readAllStandardError()))[-_MOST_SAID:]

    def _finished(self, code: int, how: QProcess.ExitStatus) -> None:
        self._read()
        self._hear()
        self._end(code if how is QProcess.ExitStatus.NormalExit else -1)

    def _failed(self, problem: QProcess.ProcessError) -> None:
        if problem is QProcess.ProcessError.FailedToStart:
            self._complaint = self._process.errorString().encode()
            self._end(-1)

    def _end(self, code: int) -> None:
        self._forget()
        if not self._over:
            self._over = True
            self.ended.emit(code, self._complaint.decode("utf-8", "replace").strip())

    def _forget(self) -> None:
        settings, self._settings = self._settings, None
        if settings is not None:
            with contextlib.suppress(OSError):
                settings.unlink(missing_ok=True)


def _bytes(data: QByteArray) -> bytes:
    return bytes(data.data())


def _written(config: Config) -> Path:
    """The settings as they count now, for the child: also those of the command line."""
    handle, name = tempfile.mkstemp(prefix="companion-", suffix=".yaml")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        yaml.safe_dump(config.model_dump(mode="json"), file, allow_unicode=True)
    return Path(name)
