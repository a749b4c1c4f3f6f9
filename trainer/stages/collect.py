"""Stage collect: reads everything in sources/ into documents.jsonl and rows.jsonl. Runs in the pipeline's process.

File by file; what a file gave and what was left out, and why, stands in report.json. Files that can't be used are told
all at once at the end, and nothing is written then: a corpus with a hole that nobody noticed is worse than a stop.
A file or folder whose name begins with `_` or `.` is put aside.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer.recipe import Recipe
from trainer.rows import Document, Row, write
from trainer.sources import formats
from trainer.sources.found import Found, Source
from trainer.sources.report import write_report
from trainer.stage import Context, Counts, Estimate

NEEDS: tuple[str, ...] = ()
VERSION = 1


def options(recipe: Recipe) -> dict[str, Any]:
    return {"variants": sorted(recipe.variants)}


def sources(ctx: Context) -> Iterator[Path]:
    """Every file that is read, and her profile (her names decide whose words are whose)."""
    yield ctx.workspace.character_file
    yield from files(ctx.workspace.sources)


def files(root: Path) -> list[Path]:
    """The files below sources/ in a stable order, without those put aside."""
    found = [path for path in root.rglob("*") if path.is_file()] if root.is_dir() else []
    return sorted(path for path in found if not _aside(path, root))


def plan(ctx: Context) -> Estimate:
    """How many files there are; what they hold is told by reading them."""
    found = files(ctx.workspace.sources)
    size = sum(path.stat().st_size for path in found)
    return Estimate(counts={"files": len(found)}, disk_bytes=size, basis="the size of the files in sources/")


def run(ctx: Context) -> Counts:
    """Raises TrainingError: one or more files can't be used; the message names each with its fix."""
    root = ctx.workspace.sources
    paths = files(root)
    found: list[tuple[str, Found]] = []
    failed: list[TrainingError] = []
    for number, path in enumerate(paths):
        name = path.relative_to(root).as_posix()
        ctx.tell(number, len(paths), name)
        try:
            found.append((name, formats.read(Source(path, name, ctx.character, tuple(sorted(ctx.recipe.variants))))))
        except TrainingError as error:
            failed.append(error)
    ctx.tell(len(paths), len(paths), "")
    if failed:
        raise _together(failed, len(paths))
    write(ctx.out / "documents.jsonl", _documents(found))
    write(ctx.out / "rows.jsonl", _rows(found))
    aside = sorted(
        path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file() and _aside(path, root)
    )
    report = _report(found, aside)
    write_report(ctx.out / "report.json", report)
    return {key: value for key, value in report["totals"].items() if isinstance(value, int)}


def _aside(path: Path, root: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.relative_to(root).parts)


def _documents(found: list[tuple[str, Found]]) -> Iterator[Document]:
    for _, one in found:
        yield from one.documents


def _rows(found: list[tuple[str, Found]]) -> Iterator[Row]:
    seen: set[str] = set()
    for _, one in found:
        for row in one.rows:
            number = 2
            fresh = row.id
            while fresh in seen:  # rows of another workspace may bring the same ids
                fresh = f"{row.id}-{number}"
                number += 1
            seen.add(fresh)
            yield row if fresh == row.id else row.model_copy(update={"id": fresh})


def _together(failed: list[TrainingError], count: int) -> TrainingError:
    if len(failed) == 1:
        error = failed[0]
        return TrainingError(error.message, code=error.code, hint=f"{error.hint} {_ASIDE}".strip())
    lines = "\n".join(f"- {error.message} {error.hint}".rstrip() for error in failed)
    return TrainingError(
        f"{len(failed)} of {count} files in sources/ can't be used:\n{lines}", code="sources-unusable", hint=_ASIDE
    )


_ASIDE = "A file that is not needed can be put aside with a `_` before its name."


def _report(found: list[tuple[str, Found]], aside: list[str]) -> dict[str, Any]:
    listed = [
        {
            "file": name,
            "format": one.format,
            "documents": len(one.documents),
            "rows": len(one.rows),
            "characters": sum(len(document.text) for document in one.documents)
            + sum(len(turn.text) + len(turn.user) for row in one.rows for turn in row.exchanges),
            "skipped": [{"place": part.place, "code": part.code, "reason": part.reason} for part in one.skipped],
        }
        for name, one in found
    ]
    codes = Counter(part.code for _, one in found for part in one.skipped)
    totals = {
        "files": len(found),
        "documents": sum(len(one.documents) for _, one in found),
        "rows": sum(len(one.rows) for _, one in found),
        "characters": sum(int(str(entry["characters"])) for entry in listed),
        "skipped": sum(codes.values()),
        "aside": len(aside),
    }
    return {"totals": totals, "skipped": dict(sorted(codes.items())), "aside": aside, "files": listed}
