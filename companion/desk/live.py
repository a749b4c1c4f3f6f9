"""The settings that count while the app runs: changed in the window, by hand in the file, or by another page.

Main thread. Files are read and written on a pool thread, one after the other; what needs engines is done on the
session thread. What can't be done keeps what it had, and a card says why. What only a new start can change is told by
`needs_restart`.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from companion import config as configuration
from companion import settings_file
from companion.config import Config, Source
from companion.desk import live_window
from companion.desk.host import Host
from companion.errors import CompanionError, ConfigError
from companion.offline import set_offline
from companion.persona import overrides
from companion.voice.stages import explained

log = logging.getLogger(__name__)

RESTART: tuple[str, ...] = ()
"""Settings that count from the next start: none. One that is named here gets a mark and a button in the settings."""
_SETTLE = 250  # ms after a change of the file until it is read
_UNDOS = 50  # texts of the file that are kept


class Live(QObject):
    """`changed` carries the names of the settings that differ now, after the windows have taken them."""

    changed = Signal(object)  # frozenset[str]
    failed = Signal(object)  # ConfigError: the file could not be changed, or is wrong

    def __init__(self, host: Host, source: Source) -> None:
        super().__init__()
        self._host, self._source = host, source
        self._start = host.config
        self._jobs: list[Callable[[], None]] = []
        self._working = False
        self._undo: list[str] = []
        self._seen: object = None
        self._wrong = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE)
        self._settle.timeout.connect(self._look)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(lambda _path: self._settle.start())
        self._watcher.directoryChanged.connect(lambda _path: self._settle.start())

    @property
    def source(self) -> Source:
        return self._source

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    def watch(self) -> None:
        """Begin to notice changes by hand."""
        folder = self._source.place.parent
        self._host.background(lambda: (folder.mkdir(parents=True, exist_ok=True), self._host.on_main(self._watch)))

    def close(self) -> None:
        self._settle.stop()
        self._watcher.removePaths([*self._watcher.files(), *self._watcher.directories()])

    # --- changes by the person ---

    def change(self, changes: Mapping[str, Any]) -> None:
        """Set these in the person's file, then use them."""
        self._write(lambda: settings_file.change(changes, self._source.place), changes)

    def reset(self, names: Iterable[str]) -> None:
        """As they ship."""
        names = list(names)
        self._write(lambda: settings_file.forget(names, self._source.place), names)

    def reset_all(self) -> None:
        """Everything as it ships; `undo` brings it back."""
        here = set(differing(self._host.config, configuration.defaults()))
        self._write(lambda: settings_file.restore(RESET_TEXT, self._source.place), here | live_window.REMEMBERED)

    def undo(self) -> None:
        """The file as it was before the last change that was made here."""
        if self._undo:
            text = self._undo.pop()
            self._write(lambda: settings_file.restore(text, self._source.place), (), keep=False)

    def change_hers(self, character_id: str, changes: Mapping[str, Any]) -> None:
        """Wishes for one character alone (None takes one back); see `persona.overrides`."""

        def work() -> None:
            overrides.change(character_id, changes)

        self._enqueue(work, lambda: self._use(self._host.config, frozenset({"character." + character_id})))

    def take(self, names: Iterable[str]) -> bool:
        """Another page has written these into the file: use them; whether they count without a new start."""
        names = frozenset(names)
        self._enqueue(lambda: None, lambda: self._reload(names))
        return not names & set(RESTART)

    def needs_restart(self) -> frozenset[str]:
        """Settings that differ from those of this run's start and count from the next."""
        return frozenset(differing(self._host.config, self._start)) & frozenset(RESTART)

    def problem(self, name: str, value: Any) -> ConfigError | None:
        """Why this value is impossible; checked before anything is written."""
        try:
            configuration.check(self._host.config, name, value)
        except ConfigError as error:
            return error
        return None

    # --- one job after the other ---

    def _write(self, work: Callable[[], object], names: Iterable[str], *, keep: bool = True) -> None:
        touched = frozenset(names)
        before: list[str] = []

        def job() -> None:
            before.append(settings_file.read(self._source.place))
            work()

        def done() -> None:
            if keep:
                self._undo = [*self._undo[1 - _UNDOS :], before[0]]
            self._source = self._source.without(touched)
            self._reload(touched)

        self._enqueue(job, done)

    def _enqueue(self, work: Callable[[], None], done: Callable[[], None]) -> None:
        def job() -> None:
            try:
                work()
            except CompanionError as error:
                self._host.on_main(lambda failed=error: self._finish(lambda: self.failed.emit(failed)))
            except Exception as error:  # thread boundary: the next change would wait for ever
                defect = explained("config", error)
                self._host.on_main(lambda: self._finish(lambda: self.failed.emit(defect)))
            else:
                self._host.on_main(lambda: self._finish(done))

        self._jobs.append(job)
        self._next()

    def _next(self) -> None:
        if self._jobs and not self._working and not self._host.closing:
            self._working = True
            self._host.background(self._jobs.pop(0))

    def _finish(self, done: Callable[[], None]) -> None:
        done()
        self._working = False
        self._next()

    # --- the file ---

    def _watch(self) -> None:
        self._watcher.addPath(str(self._source.place.parent))
        self._seen = self._stamp()
        self._follow_file()

    def _follow_file(self) -> None:
        place = str(self._source.place)
        if self._source.place.exists() and place not in self._watcher.files():
            self._watcher.addPath(place)  # one that was replaced is not followed any more

    def _stamp(self) -> object:
        try:
            stat = self._source.place.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size

    def _look(self) -> None:
        """Something in the folder has changed: is it the file?"""
        self._follow_file()
        stamp = self._stamp()
        if stamp != self._seen:
            self._seen = stamp
            self._enqueue(lambda: None, lambda: self._reload(frozenset()))

    def _reload(self, touched: frozenset[str]) -> None:
        """Read the file on a pool thread and use it; while it is wrong, what counts stays."""
        source = self._source

        def read() -> None:
            try:
                config = source.load()
            except ConfigError as error:
                self._host.on_main(lambda failed=error: self._is_wrong(failed))
            else:
                self._host.on_main(lambda: self._use(config, touched))

        self._host.background(read)

    def _is_wrong(self, error: ConfigError) -> None:
        self._wrong = True
        self._host.desktop.report(error, "config")
        self.failed.emit(error)

    # --- using it ---

    def _use(self, config: Config, touched: frozenset[str]) -> None:
        before = self._host.config
        names = frozenset(differing(config, before)) | touched
        self._seen = self._stamp()
        if self._wrong:
            self._wrong = False
            self._host.desktop.problems.solved("config")
        if not names:
            return
        self._host.use(config)
        live_window.apply(self._host, config, names)
        if "offline" in names:
            set_offline(config.offline)
        if "log.level" in names:
            logging.getLogger("companion").setLevel(config.log.level.upper())
        self._host.on_session(lambda: self._engines(config))
        self._host.note({"event": "settings", "names": sorted(names)})
        self.changed.emit(names)

    def _engines(self, config: Config) -> None:
        """Session thread."""
        failures = self._host.session.apply(config)
        self._host.note({"event": "settings_applied", "failed": [error.code for error in failures]})
        for error in failures:
            self._host.on_main(lambda failed=error: self._host.desktop.report(failed, failed.stage))
        self._host.on_main(self._host.models_changed)


RESET_TEXT = "# Your own settings; conf.yaml of the program lists them all.\n"


def differing(one: Config, other: Config) -> list[str]:
    """Dotted names of the settings in which both differ."""
    names = []
    left, right = one.model_dump(), other.model_dump()
    for key, value in left.items():
        if isinstance(value, dict):
            names += [f"{key}.{inner}" for inner in value if value[inner] != right[key][inner]]
        elif value != right[key]:
            names.append(key)
    return names
