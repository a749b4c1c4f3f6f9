"""A workspace with the fake stages, for tests; run as a program it makes them in a process that can be killed."""

import hashlib
import signal
import sys
from pathlib import Path
from typing import Any

from companion.persona.character import load_character
from trainer import pipeline, recipe
from trainer.catalog import discover
from trainer.create import Wish, create
from trainer.progress import Progress, Record
from trainer.stage import Counts
from trainer.state import Job, Request
from trainer.workspace import Workspace, at

PACKAGE = "tests.trainer.fake_stages"


class Seen:
    """Events as they come."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def show(self, record: Record) -> None:
        self.records.append(record)

    def of(self, kind: str) -> list[Record]:
        return [record for record in self.records if record["event"] == kind]

    def stages(self, kind: str) -> list[object]:
        return [record["stage"] for record in self.of(kind)]


def workspace(root: Path) -> Workspace:
    """A new one with one text."""
    made = create(at("elsa", root), Wish({"ko": "엘사"})).workspace
    (made.sources / "a.txt").write_text("once upon a time", encoding="utf-8")
    return made


def job(place: Workspace, request: Request | None = None, **changes: Any) -> Job:
    settings = {key.replace("__", "."): value for key, value in changes.items()}
    loaded = recipe.load(place.recipe_file, settings)
    return Job(place, loaded, load_character(place.folder), request or Request(), discover(PACKAGE))


def run(place: Workspace, request: Request | None = None, **changes: Any) -> tuple[dict[str, Counts], Seen]:
    seen = Seen()
    return pipeline.run(job(place, request, **changes), Progress(place.progress, (seen,))), seen


def calls(place: Workspace) -> list[str]:
    """Stages that ran since the last time this was asked."""
    file = place.folder / "calls"
    words = file.read_text(encoding="utf-8").split() if file.exists() else []
    file.unlink(missing_ok=True)
    return words


def tell(place: Workspace, stage: str, order: str) -> None:
    (place.folder / "orders").mkdir(exist_ok=True)
    (place.folder / "orders" / stage).write_text(order, encoding="utf-8")


def tree(folder: Path) -> dict[str, str]:
    """Every file with its hash and time of change."""
    return {
        str(file.relative_to(folder)): f"{hashlib.sha256(file.read_bytes()).hexdigest()} {file.stat().st_mtime_ns}"
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    run(Workspace(Path(sys.argv[1])))
