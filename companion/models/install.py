"""Brings a whole model to this machine: all its files or none. Runs in the caller's thread; `Stop` ends it from others.

Files gather in `models/.downloads/<id>/`, each under its own name once it is checked; the folder moves to
`models/<id>/` when all are there and their structure is right. What is in order is never downloaded or written again:
an installed model is checked, and only its bad files are replaced.
"""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from companion.errors import ModelError
from companion.models import installed, storage, structure
from companion.models.catalogue import Entry, ModelFile
from companion.models.fetch import Patience, Wanted, fetch, finish
from companion.models.hub import Hub
from companion.models.installed import Installed, RecordedFile
from companion.models.progress import Meter, Progress
from companion.models.stop import Stop
from companion.models.verify import check_files

_RECORD = "files.json"  # in the folder of an unfinished download: the files that are checked


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What tests put in the place of the real world. clock: seconds, steady. free: free bytes of a folder's disk."""

    patience: Patience = field(default_factory=Patience)
    free: storage.Free = storage.free_bytes
    clock: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time


def install(
    entry: Entry,
    hub: Hub,
    *,
    stop: Stop | None = None,
    report: Callable[[Progress], None] = lambda progress: None,
    around: Surroundings | None = None,
) -> Installed:
    """Download what is missing of a model, check it, and put it in its place.

    report: called on this thread, some times a second.

    Raises:
        ModelError: what `fetch` raises; `models-busy` when another program downloads the same model; a full or
            unwritable disk; a structure that is wrong although the hash is right. Paused, failed or killed: the next
            call goes on. Cancelled: what was downloaded is gone.
    """
    stop = stop or Stop()
    with storage.locked(installed.lock(entry.id), f"The model {entry.id}"):
        job = _Job(entry, hub, stop, report, around or Surroundings())
        try:
            return job.run()
        except ModelError as error:
            if error.code == "models-cancelled":
                job.throw_away()
            raise


class _Job:
    def __init__(
        self, entry: Entry, hub: Hub, stop: Stop, report: Callable[[Progress], None], around: Surroundings
    ) -> None:
        self._entry, self._hub, self._stop, self._around = entry, hub, stop, around
        self._place = installed.folder(entry.id)
        self._staging = installed.downloads(entry.id)
        exact = all(file.size is not None for file in entry.files)
        self._meter = Meter(entry.id, len(entry.files), entry.size, exact, report, around.clock)
        self._good: dict[str, RecordedFile] = {}  # in their place already

    def run(self) -> Installed:
        self._look()
        staged = {name: file for name, file in self._staged().items() if name not in self._good}
        missing = [file for file in self._entry.files if file.name not in self._good and file.name not in staged]
        if missing:
            self._room(missing)
        for number, file in enumerate(self._entry.files, 1):
            self._meter.begin(file.name, number, 0)
            done = self._good.get(file.name) or staged.get(file.name) or self._fetch(file, staged)
            self._meter.finish(done.size, file.bytes)
        if staged:
            self._put_in_place(staged)
        else:
            self.throw_away()
        self._meter.stage("done")
        model = installed.find(self._entry.id)
        assert model is not None
        return model

    def throw_away(self) -> None:
        """Delete what was downloaded of an unfinished model."""
        shutil.rmtree(self._staging, ignore_errors=True)

    # --- what is there ---

    def _look(self) -> None:
        """Which files of an installed model are in order."""
        if not self._place.is_dir():
            return
        self._meter.stage("checking")
        try:
            model = installed.find(self._entry.id)
        except ModelError:
            model = None
        _, good = check_files(self._entry, model, self._place, self._stop.check)
        self._good = {file.name: file for file in good}
        if model is None and len(good) == len(self._entry.files):  # put there by hand, or its record is damaged
            installed.write(self._entry, self._place, self._ordered(self._good))

    def _staged(self) -> dict[str, RecordedFile]:
        """Files of this download that were checked before it was broken off."""
        try:
            known = storage.read_json(self._staging / _RECORD) or {}
        except ModelError:
            known = {}
        staged = {}
        for file in self._entry.files:
            record, path = known.get(self._hash_key(file)), self._staging / file.name
            if not isinstance(record, dict) or not path.is_file() or path.stat().st_size != record.get("size"):
                continue
            staged[file.name] = RecordedFile(
                file.name, record["size"], str(record["sha256"]), str(record["by"]), float(record["when"])
            )
        return staged

    def _hash_key(self, file: ModelFile) -> str:
        """A file of the same name, but of another revision, is another file."""
        return f"{self._entry.repo}@{self._entry.revision}/{file.path}#{file.sha256 or file.md5 or ''}"

    def _room(self, missing: list[ModelFile]) -> None:
        need = sum(file.bytes for file in missing)
        for file in missing:
            part = self._staging / (file.name + ".part")
            need -= min(part.stat().st_size, file.bytes) if part.is_file() else 0
        storage.check_room(self._staging, max(0, need), self._around.free)

    # --- what is missing ---

    def _fetch(self, file: ModelFile, staged: dict[str, RecordedFile]) -> RecordedFile:
        target = self._staging / file.name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise storage.disk_error(target.parent, error) from error
        earlier = None if file.sha256 or file.md5 else installed.first_hash(self._entry, file)
        got = fetch(
            Wanted(
                self._hub.url(self._entry, file),
                target,
                file.bytes,
                file.size,
                file.sha256 or earlier,
                file.md5,
                earlier is not None,
            ),
            stop=self._stop,
            meter=self._meter,
            free=self._around.free,
            patience=self._around.patience,
            wall=self._around.wall,
        )
        if got.by in ("hub", "first"):
            installed.remember_first(self._entry, file, got.sha256)
        record = RecordedFile(file.name, got.size, got.sha256, got.by, self._around.wall())
        staged[file.name] = record
        self._write_staged(staged)
        finish(target)
        return record

    def _write_staged(self, staged: dict[str, RecordedFile]) -> None:
        data = {
            self._hash_key(file): {
                "size": staged[file.name].size,
                "sha256": staged[file.name].sha256,
                "by": staged[file.name].by,
                "when": staged[file.name].when,
            }
            for file in self._entry.files
            if file.name in staged
        }
        storage.write_json(self._staging / _RECORD, data)

    # --- all together ---

    def _put_in_place(self, staged: dict[str, RecordedFile]) -> None:
        self._meter.stage("checking")
        if not self._good:
            self._check_structure(staged)
        try:
            self._sweep(staged)
            if not self._place.exists():
                installed.write(self._entry, self._staging, self._ordered(staged))
                self._staging.replace(self._place)
                return
            for name in staged:
                target = self._place / name
                target.parent.mkdir(parents=True, exist_ok=True)
                (self._staging / name).replace(target)
        except OSError as error:
            raise storage.disk_error(self._place, error) from error
        installed.write(self._entry, self._place, self._ordered(self._good | staged))
        self.throw_away()

    def _check_structure(self, staged: dict[str, RecordedFile]) -> None:
        try:
            structure.check(self._entry.kind, self._entry.engine, self._staging, self._entry.main)
        except ModelError:
            if any(file.by in ("hub", "first", "earlier") for file in staged.values()):
                installed.forget_first(self._entry)  # what came first was no model
            self.throw_away()
            raise

    def _sweep(self, staged: dict[str, RecordedFile]) -> None:
        """Only what was checked goes along: an older catalogue may have left other files."""
        for path in self._staging.rglob("*"):
            if path.is_file() and path.relative_to(self._staging).as_posix() not in staged:
                path.unlink()

    def _ordered(self, files: dict[str, RecordedFile]) -> list[RecordedFile]:
        return [files[file.name] for file in self._entry.files]
