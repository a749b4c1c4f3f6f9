"""Runs of the trainer that are under way, whichever page is open. Main thread; each is a `companion-train run` process.

Closing the page stops nothing. Quitting the program ends a run in order; the page finds it again and goes on.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from companion.desk.child import Child
from companion.desk.host import Host
from companion.desk.trainer_process import TrainerProcess, failure
from companion.errors import TrainingError
from companion.ui.make.progress import Progress


class Training(QObject):
    """All of them. `progress(id)`: how far one is; None when it was never begun here."""

    changed = Signal(str)  # id: its `progress` has changed
    prepared = Signal(str)  # id: what she learns from is there to be read
    ended = Signal(str, bool, object)  # id, whether she was to enter the menu, TrainingError or what it said at its end

    def __init__(self, host: Host, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._children: dict[str, TrainerProcess] = {}
        self._progress: dict[str, Progress] = {}
        self._last: dict[str, dict[str, Any]] = {}

    def progress(self, character_id: str) -> Progress | None:
        return self._progress.get(character_id)

    def running(self) -> tuple[str, ...]:
        return tuple(self._children)

    def start(self, character_id: str, arguments: Sequence[str], *, promote: bool, before: Progress) -> None:
        """Make what is new or changed; promote: and put her into the menu. before: how far it was."""
        if character_id in self._children:
            return
        words = ["run", character_id, "--json", *arguments]
        words += [] if promote else ["--until", "evaluate"]
        words += ["--offline"] if self._host.config.offline else []
        child = TrainerProcess(words, self._host.config, self)
        child.said.connect(partial(self._said, character_id))
        child.ended.connect(partial(self._ended, character_id, promote))
        self._children[character_id] = child
        self._last[character_id] = {}
        self._progress[character_id] = before.after({"event": "run_started"})
        self._host.note({"event": "training", "character": character_id, "what": "begun", "promote": promote})
        child.start()
        self.changed.emit(character_id)

    def stop(self, character_id: str) -> None:
        """Ask it to end in order; what is done is kept."""
        child = self._children.get(character_id)
        if child is not None:
            child.stop()

    def close(self) -> None:
        """End all, keep what is done; questions to the trainer (its plans) too."""
        for child in {*self._children.values(), *self.findChildren(Child)}:
            child.close()
        self._children.clear()

    def _said(self, character_id: str, line: dict[str, Any]) -> None:
        if "event" not in line:
            self._last[character_id] = line
            return
        self._progress[character_id] = self._progress.get(character_id, Progress()).after(line)
        self.changed.emit(character_id)
        if line.get("event") == "stage_finished" and line.get("stage") == "prepare":
            self.prepared.emit(character_id)

    def _ended(self, character_id: str, promote: bool, code: int, complaint: str) -> None:
        child = self._children.pop(character_id, None)
        if child is not None:
            child.deleteLater()
        self._progress[character_id] = self._progress.get(character_id, Progress()).ended()
        last = self._last.pop(character_id, {})
        stopped = self._progress[character_id].standing == "stopped"
        result: TrainingError | dict[str, Any] = last
        if code != 0 and not stopped:
            result = failure(last, code, complaint)
        elif code != 0 and not last.get("error"):
            result = {}
        self._host.note({"event": "training", "character": character_id, "what": "ended", "code": code})
        self.changed.emit(character_id)
        self.ended.emit(character_id, promote, result)


def of(host: Host) -> Training:
    """The one of this app; it lives as long as the windows."""
    found = host.desktop.findChild(Training)
    return found if isinstance(found, Training) else Training(host, host.desktop)


def error(result: object) -> TrainingError | None:
    """The reason, where a run has failed."""
    return result if isinstance(result, TrainingError) else None
