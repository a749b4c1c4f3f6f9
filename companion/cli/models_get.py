"""`companion models get ID`: shows what would come and under which licence, asks, downloads, and says how to use it.

Ctrl-C pauses; the same command goes on. With `--json` one line for each step, for programs that run this as a process
of their own (the window stays offline that way): `{"event": "progress", …}`, then `done` or `failed`.
"""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from companion import offline, paths, settings_file
from companion.cli import models_text, output
from companion.cli.models_text import Words, size
from companion.config import Config
from companion.errors import ModelError
from companion.models import catalogue as catalogue_file
from companion.models import hub as hubs
from companion.models import install as installing
from companion.models import installed, needs, storage, transfer
from companion.models.catalogue import Catalogue, Entry
from companion.models.hub import Hub
from companion.models.installed import Installed
from companion.models.progress import Progress

_INTERRUPTED = 130


def run(config: Config, arguments: argparse.Namespace, words: Words) -> int:
    """Exit code 0 when the model is here and in order, 130 when the person has paused."""
    from companion.cli.models import refuse_without_engine

    catalogue = catalogue_file.load()
    entry = catalogue.find(arguments.id)
    refuse_without_engine(entry)
    hub = hubs.choose(config.models.hub)
    try:
        here = installed.find(entry.id) is not None
    except ModelError:
        here = False  # its record is damaged; looked at and written anew below
    if arguments.online:
        offline.set_offline(False)
    if not here:
        if config.offline and not arguments.online and not hub.loopback:
            raise transfer.refused_offline(hub.host)
        if not arguments.json:
            _describe(catalogue, entry, hub, config, words)
        if not arguments.yes:
            ask(words("ask_get"), words)
    watcher = _Json() if arguments.json else _Line(words)
    try:
        model = installing.install(entry, hub, report=watcher.report)
    except KeyboardInterrupt:
        watcher.end()
        print(output.line({"event": "paused", "id": entry.id}) if arguments.json else words("paused"))
        return _INTERRUPTED
    finally:
        watcher.end()
    used = _use(config, arguments, model) if arguments.use else None
    if arguments.json:
        print(output.line(_done(model, used)))
    else:
        _tell(config, arguments, entry, model, here, used, words)
    return 0


def ask(question: str, words: Words) -> None:
    """Raises ModelError unless the person says yes, or where nobody can be asked."""
    if not sys.stdin.isatty():
        raise ModelError(
            "Nobody is there to be asked: this is not a terminal.",
            code="models-not-confirmed",
            hint="Add `--yes` to agree beforehand.",
        )
    answer = input(f"{question} [y/N] ").strip().lower()
    if answer not in ("y", "yes", "네", "예", "응", "ㅇ"):
        raise ModelError(words("no_answer"), code="models-declined")


def _describe(catalogue: Catalogue, entry: Entry, hub: Hub, config: Config, words: Words) -> None:
    licence = catalogue.licence(entry)
    unknown = [file.name for file in entry.files if not (file.sha256 or file.md5)]
    begun = installed.unfinished(entry.id)
    memory = size(needs.memory(entry, context=config.brain.context))
    fits = needs.fit(entry, needs.this_machine())
    print(f"{entry.name} - {entry.maker} [{words(fits)}]")
    print(entry.note.of(words.language))
    print(words("from", hub=hub.base, source=f"{entry.repo}@{entry.revision[:12]}"))
    free = size(storage.free_bytes(paths.user_models()))
    print(words("size", size=size(entry.size), memory=memory, free=free))
    if begun:
        print(words("goes_on", size=size(begun)))
    print(words("unpinned", files=", ".join(unknown)) if unknown else words("pinned"))
    print(words("licence", name=licence.name, url=licence.url))
    terms = licence.terms.of(words.language)
    print(words("commercial" if licence.commercial else "not_commercial", terms=terms))


def _changes(config: Config, model: Installed) -> dict[str, str]:
    changes = installed.settings_for(model)
    if model.kind == "brain" and config.brain.adapter:
        changes["brain.adapter"] = ""  # it was made for the model before
    return changes


def _use(config: Config, arguments: argparse.Namespace, model: Installed) -> Path:
    place: Path = arguments.config or paths.user_config()
    return settings_file.change(_changes(config, model), place)


def _tell(
    config: Config,
    arguments: argparse.Namespace,
    entry: Entry,
    model: Installed,
    here: bool,
    used: Path | None,
    words: Words,
) -> None:
    print(words("already" if here else "done", id=model.id, folder=model.folder))
    for file in model.files:
        if file.by in ("hub", "first") and not here:
            print(words("first_hash", file=file.name, sha256=file.sha256, by=words(f"by.{file.by}")))
    if not entry.chatml:
        print(words("not_chatml"))
    changes = _changes(config, model)
    section = getattr(config, model.kind)
    if used is not None:
        print(words("used", place=used))
    elif (section.engine, section.model) == (model.engine, model.id):
        print(words("is_used"))
    else:
        print(words("use_lines", place=arguments.config or paths.user_config()))
        print(f"  {model.kind}:")
        for name, value in changes.items():
            print(f"    {name.partition('.')[2]}: {value or chr(34) * 2}")
        print(words("use_command", id=model.id))


def _done(model: Installed, used: Path | None) -> dict[str, Any]:
    files = [{"file": file.name, "size": file.size, "sha256": file.sha256, "by": file.by} for file in model.files]
    about = {"event": "done", "id": model.id, "folder": str(model.folder), "files": files}
    return about | {"settings": installed.settings_for(model), "used": used is not None}


class _Json:
    """Progress as lines of JSON."""

    def report(self, progress: Progress) -> None:
        data = asdict(progress) | {"rate": round(progress.rate)}
        print(output.line({"event": "progress"} | data), flush=True)

    def end(self) -> None:
        pass


class _Line:
    """Progress as one line that is written over; where that can't be, a line for each stage and each tenth."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._overwrite = sys.stderr.isatty()
        self._said: tuple[str, str, int] = ("", "", -1)
        self._open = False

    def report(self, progress: Progress) -> None:
        if progress.stage == "done":
            return
        share = progress.done / progress.total if progress.total else 0.0
        if not self._overwrite:
            now = (progress.stage, progress.file, int(share * 10))
            if now == self._said or (progress.stage == "connecting" and not progress.reason):
                return
            self._said = now
        text = f"{self._words(progress.stage)} {progress.number}/{progress.files} {progress.file}: "
        text += f"{size(progress.done)} / {size(progress.total)} ({share:.0%})"
        if progress.rate:
            text += f", {size(progress.rate)}/s"
        if progress.eta is not None:
            text += f", {self._words('left', time=models_text.duration(progress.eta))}"
        if progress.reason:
            text += f" - {progress.reason}"
        self._open = self._overwrite
        print(f"\r\x1b[2K{text}" if self._overwrite else text, end="" if self._overwrite else "\n", file=sys.stderr)
        sys.stderr.flush()

    def end(self) -> None:
        if self._open:
            self._open = False
            print(file=sys.stderr)
