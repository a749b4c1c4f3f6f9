"""Downloads of models that are under way, whichever page is open: a `companion models get` process each. Main thread.

That process is told `--online`: it alone may connect, the window stays offline. It is started only by `start`, which is
called when a person has agreed to the licence. Quitting pauses all; the next `start` goes on where it was.
"""

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from companion.config import Config
from companion.desk import applying
from companion.desk.child import Child
from companion.desk.host import Host
from companion.errors import CompanionError, ModelError
from companion.models import installed
from companion.ui.models.items import Transfer

_PAUSED = (130, 143, -1)  # exit codes after it was asked to end (-1: killed, where there is no asking)


class Downloads(QObject):
    """All of them. `transfer(id)`: how far one is; None when it was never begun or is over."""

    changed = Signal(str)  # id: its `transfer` has changed
    arrived = Signal(str)  # id: the model is here and in order
    failed = Signal(str, object)  # id, CompanionError
    gone = Signal(str)  # id: paused or cancelled; what was downloaded is kept or deleted by now

    def __init__(self, host: Host, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._children: dict[str, Child] = {}
        self._transfers: dict[str, Transfer] = {}
        self._errors: dict[str, CompanionError] = {}
        self._asked: dict[str, str] = {}  # id -> "pause" or "cancel"
        self._then_use: set[str] = set()

    def transfer(self, model_id: str) -> Transfer | None:
        return self._transfers.get(model_id)

    def running(self) -> tuple[str, ...]:
        return tuple(self._children)

    def to_use(self) -> tuple[str, ...]:
        """Those that run and are used as soon as they are here."""
        return tuple(model_id for model_id in self._children if model_id in self._then_use)

    def start(self, model_id: str, *, then_use: bool = False) -> None:
        """Download, go on, or mend; the licence was agreed to. then_use: she uses it as soon as it is here."""
        if then_use:
            self._then_use.add(model_id)
        if model_id in self._children:
            return
        config: Config = self._host.config
        command = ["models", "get", model_id, "--yes", "--online", "--json"]
        child = Child(command, config, self)
        child.said.connect(partial(self._said, model_id))
        child.ended.connect(partial(self._ended, model_id))
        self._children[model_id] = child
        self._errors.pop(model_id, None)
        self._transfers[model_id] = Transfer("connecting")
        self._host.note({"event": "download", "model": model_id, "stage": "begun"})
        child.start()
        self.changed.emit(model_id)

    def pause(self, model_id: str) -> None:
        """Keep what is there."""
        self._stop(model_id, "pause")

    def cancel(self, model_id: str) -> None:
        """Throw away what is there of it; a model that was here before stays."""
        if model_id in self._children:
            self._stop(model_id, "cancel")
        else:
            self._throw_away(model_id)

    def close(self) -> None:
        """End all, keep what is there."""
        for child in self._children.values():
            child.close()
        self._children.clear()

    def _stop(self, model_id: str, how: str) -> None:
        child = self._children.get(model_id)
        if child is None:
            return
        self._asked[model_id] = how
        self._transfers[model_id] = replace(self._transfers[model_id], stage="stopping")
        child.stop()
        self.changed.emit(model_id)

    def _said(self, model_id: str, line: dict[str, Any]) -> None:
        match line.get("event"):
            case "progress":
                if model_id not in self._asked:
                    self._transfers[model_id] = _transfer(line)
                    self.changed.emit(model_id)
            case "failed":
                self._errors[model_id] = ModelError(
                    str(line.get("message", "")),
                    code=str(line.get("code", "models-failed")),
                    hint=str(line.get("hint", "")),
                    retryable=bool(line.get("retryable")),
                )

    def _ended(self, model_id: str, code: int, complaint: str) -> None:
        child = self._children.pop(model_id)
        child.deleteLater()
        self._transfers.pop(model_id, None)
        asked = self._asked.pop(model_id, "")
        self._host.note({"event": "download", "model": model_id, "stage": asked or "ended", "code": code})
        if code == 0 and model_id in self._then_use:
            self._then_use.discard(model_id)
            self._use(model_id)
        elif code == 0:
            self.arrived.emit(model_id)
        elif asked == "cancel":
            self._throw_away(model_id)
        elif asked == "pause" and code in _PAUSED:
            self.gone.emit(model_id)
        else:
            self.failed.emit(model_id, self._errors.pop(model_id, None) or _unexpected(complaint))

    def _use(self, model_id: str) -> None:
        applying.use_model(
            self._host,
            model_id,
            lambda _live: self.arrived.emit(model_id),
            lambda error: self.failed.emit(model_id, error),
        )

    def _throw_away(self, model_id: str) -> None:
        self._then_use.discard(model_id)

        def work() -> None:
            try:
                installed.discard(model_id)
            except CompanionError as error:
                failure = error
                self._host.on_main(lambda: self.failed.emit(model_id, failure))
            else:
                self._host.on_main(lambda: self.gone.emit(model_id))

        self._host.background(work)


def of(host: Host) -> Downloads:
    """The one of this app; it lives as long as the windows."""
    found = host.desktop.findChild(Downloads)
    return found if isinstance(found, Downloads) else Downloads(host, host.desktop)


def _transfer(line: dict[str, Any]) -> Transfer:
    return Transfer(
        stage=str(line.get("stage", "")),
        done=int(line.get("done") or 0),
        total=int(line.get("total") or 0),
        exact=bool(line.get("exact", True)),
        rate=float(line.get("rate") or 0.0),
        eta=float(line["eta"]) if line.get("eta") is not None else None,
    )


def _unexpected(complaint: str) -> CompanionError:
    last = complaint.splitlines()[-1] if complaint else "it said nothing"
    return ModelError(
        f"The download ended unexpectedly ({last}).",
        code="models-process",
        hint="Try again; what is there is kept.",
        retryable=True,
    )
