"""Looks at a model that lies here: every file's size and hash, then the structure. Any thread; reads only, but writes
the record of files that were put there by hand."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from companion.errors import ModelError
from companion.models import installed, storage, structure
from companion.models.catalogue import Entry, ModelFile
from companion.models.installed import Installed, RecordedFile


@dataclass(frozen=True, slots=True)
class Finding:
    """problem: "" = in order; for people. by: what the file was compared with (see `fetch.Got.by`)."""

    file: str
    problem: str
    by: str = ""


Tick = Callable[[], None]


def verify(entry: Entry | None, model_id: str, tick: Tick = lambda: None) -> list[Finding]:
    """Check a model against the catalogue and against what was recorded when it came.

    entry: None for a model that the catalogue no longer has. tick: called now and then; may raise to end it. A folder
    without a record whose files are all there (copied from another machine, say) gets one if they are in order.

    Raises:
        ModelError: the model is not here, or another program is at it.
    """
    place = installed.folder(model_id)
    with storage.locked(installed.lock(model_id), f"The model {model_id}"):
        try:
            model = installed.find(model_id)
        except ModelError:
            if entry is None:
                raise
            model = None
        if model is None and (entry is None or not place.is_dir()):
            raise ModelError(
                f"The model {model_id} is not on this machine.",
                code="models-not-there",
                hint=f"`companion models get {model_id}` downloads it; files that you have belong into {place}.",
            )
        findings, files = check_files(entry, model, place, tick)
        if all(not finding.problem for finding in findings):
            findings += _structure(entry, model, place)
        if model is None and entry is not None and all(not finding.problem for finding in findings):
            installed.write(entry, place, files)
    return findings


def check_files(
    entry: Entry | None, model: Installed | None, place: Path, tick: Tick
) -> tuple[list[Finding], list[RecordedFile]]:
    """What is true of each file, and the record of those that are in order."""
    recorded = {file.name: file for file in model.files} if model is not None else {}
    wanted = {file.name: file for file in entry.files} if entry is not None else {}
    findings: list[Finding] = []
    good: list[RecordedFile] = []
    for name in wanted or recorded:
        finding, record = _check_file(entry, wanted.get(name), recorded.get(name), place / name, name, tick)
        findings.append(finding)
        if record is not None:
            good.append(record)
    return findings, good


def _check_file(
    entry: Entry | None, wanted: ModelFile | None, recorded: RecordedFile | None, path: Path, name: str, tick: Tick
) -> tuple[Finding, RecordedFile | None]:
    try:
        if not path.is_file():
            return Finding(name, "is missing"), None
        size = path.stat().st_size
        expected = (wanted.size if wanted is not None else None) or (recorded.size if recorded is not None else None)
        if expected is not None and size != expected:
            return Finding(name, f"has {size:,} bytes instead of {expected:,}"), None
        digest = storage.digest(path, tick)
        md5 = storage.digest(path, tick, "md5") if wanted is not None and wanted.md5 and not wanted.sha256 else None
    except OSError as error:
        return Finding(name, f"can't be read: {error.strerror}"), None
    if wanted is not None and wanted.sha256:
        problem, by = "" if digest == wanted.sha256 else "differs from the catalogue (SHA-256)", "catalogue"
    elif md5 is not None and wanted is not None:
        problem, by = "" if md5 == wanted.md5 else "differs from the catalogue (MD5)", "md5"
    else:
        known = recorded.sha256 if recorded is not None else None
        if known is None and entry is not None and wanted is not None:
            known = installed.first_hash(entry, wanted)
        problem = "differs from what was downloaded" if known is not None and digest != known else ""
        by = recorded.by if recorded is not None else "earlier" if known is not None else "first"
    if problem:
        return Finding(name, problem, by), None
    when = recorded.when if recorded is not None else time.time()
    return Finding(name, "", by), RecordedFile(name, size, digest, by, when)


def _structure(entry: Entry | None, model: Installed | None, place: Path) -> list[Finding]:
    source = model if model is not None else entry
    assert source is not None
    try:
        structure.check(source.kind, source.engine, place, source.main)
    except ModelError as error:
        return [Finding(".", error.message)]
    return []
