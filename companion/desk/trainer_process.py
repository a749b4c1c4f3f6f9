"""A `companion-train` command as a process of its own; its JSON lines come in as signals. Main thread; nothing waits.

The trainer is never imported here: it may lack its libraries, run out of memory or be killed, and the window goes on.
"""

import sys
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, QProcessEnvironment

from companion.config import Config
from companion.desk.child import Child
from companion.errors import TrainingError

COMMAND = ("-m", "trainer")
_ENDED = (130, 143, -1)  # exit codes after it was asked to end, or was killed


class TrainerProcess(Child):
    """One run of a command; see Child for its signals."""

    def start(self) -> None:
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONUNBUFFERED", "1")
        environment.insert("PYTHONIOENCODING", "utf-8")
        self._process.setProcessEnvironment(environment)
        self._process.start(sys.executable, [*COMMAND, *self._arguments])


class Answer(QObject):
    """A command that says one thing at its end: `then` gets it, or `failed` the reason. A child of `parent`."""

    def __init__(
        self,
        arguments: Sequence[str],
        config: Config,
        parent: QObject,
        then: Callable[[dict[str, Any]], object],
        failed: Callable[[TrainingError], object],
    ) -> None:
        super().__init__(parent)
        self._then, self._failed = then, failed
        self._last: dict[str, Any] = {}
        self._dropped = False
        self._child = TrainerProcess([*arguments, "--json"], config, self)
        self._child.said.connect(self._said)
        self._child.ended.connect(self._ended)
        self._child.start()

    def drop(self) -> None:
        """Nobody wants the answer any more."""
        self._dropped = True
        self._child.stop()

    def _said(self, line: dict[str, Any]) -> None:
        self._last = line

    def _ended(self, code: int, complaint: str) -> None:
        self.deleteLater()
        if self._dropped:
            return
        if code == 0 and self._last.get("ok"):
            self._then(self._last)
        else:
            self._failed(failure(self._last, code, complaint))


def failure(last: dict[str, Any], code: int, complaint: str) -> TrainingError:
    """Why a command failed: its own words, else the end of what it complained."""
    told = last.get("error")
    if isinstance(told, dict):
        return TrainingError(
            str(told.get("message") or ""), code=str(told.get("code") or "train"), hint=str(told.get("hint") or "")
        )
    lines = [line for line in complaint.splitlines() if line.strip()]
    if "No module named" in complaint and "trainer" in complaint:
        return TrainingError("The trainer is not installed.", code="trainer-missing", hint="Install the program again.")
    if code in _ENDED and not lines:
        return TrainingError("The trainer was ended from outside.", code="trainer-killed", hint="Go on where it was.")
    text = lines[-1].removeprefix("companion-train: ") if lines else f"The trainer ended with code {code}."
    library = "pip install" in text
    return TrainingError(
        text,
        code="trainer-library" if library else "trainer-failed",
        hint="In a checkout: make train." if library else "",
    )
