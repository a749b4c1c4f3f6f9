"""Stage clean: documents.jsonl -> passages.jsonl (prose of bounded length) and lines.jsonl (her words, with what was
said before). Runs in the pipeline's process; report.json says per file what was found and what was left out.
"""

from collections import Counter
from typing import Any

from trainer.recipe import Recipe
from trainer.rows import Document, Line, Passage, read, write
from trainer.sources.cleaned import Wishes, clean
from trainer.sources.names import Names
from trainer.sources.report import write_report
from trainer.stage import Context, Counts

NEEDS = ("collect",)
VERSION = 1


def options(recipe: Recipe) -> dict[str, Any]:
    return {"chunk_chars": recipe.data.chunk_chars, "context_lines": recipe.data.context_lines}


def run(ctx: Context) -> Counts:
    wishes = Wishes(
        Names.of(ctx.character), ctx.character.languages, ctx.recipe.data.chunk_chars, ctx.recipe.data.context_lines
    )
    documents = list(read(ctx.of("collect") / "documents.jsonl", Document))
    passages: list[Passage] = []
    lines: list[Line] = []
    files: dict[str, dict[str, Any]] = {}
    totals: Counter[str] = Counter()
    for number, document in enumerate(documents):
        ctx.tell(number, len(documents), document.source)
        done = clean(document, wishes)
        passages += done.passages
        lines += done.lines
        totals.update(done.counts)
        entry = files.setdefault(document.source, {"passages": 0, "lines": 0, "left_out": Counter()})
        entry["passages"] += len(done.passages)
        entry["lines"] += len(done.lines)
        entry["left_out"].update(done.counts)
    ctx.tell(len(documents), len(documents), "")
    write(ctx.out / "passages.jsonl", passages)
    write(ctx.out / "lines.jsonl", lines)
    counts: Counts = {"documents": len(documents), "passages": len(passages), "lines": len(lines)}
    listed = [{"file": name, **entry} for name, entry in files.items()]
    write_report(ctx.out / "report.json", {"totals": counts, "left_out": dict(sorted(totals.items())), "files": listed})
    return counts
