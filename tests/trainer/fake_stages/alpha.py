"""Reads the sources. Light, and the first."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.trainer.fake_stages.orders import called, obey, order
from trainer.recipe import Recipe
from trainer.stage import Context, Counts, Estimate

NEEDS: tuple[str, ...] = ()


def options(recipe: Recipe) -> dict[str, Any]:
    return {"data": {"chunk_chars": recipe.data.chunk_chars, "exchanges": recipe.data.exchanges}}


def sources(ctx: Context) -> Iterable[Path]:
    return [ctx.workspace.sources]


def plan(ctx: Context) -> Estimate:
    assert ctx.out.is_dir()
    return Estimate({"texts": len(list(ctx.workspace.sources.glob("*")))}, tokens=1000, seconds=60, disk_bytes=10)


def run(ctx: Context) -> Counts:
    called(ctx)
    obey(ctx, order(ctx))
    texts = [file.read_text(encoding="utf-8") for file in sorted(ctx.workspace.sources.glob("*"))]
    (ctx.out / "rows.jsonl").write_text("\n".join(texts).upper(), encoding="utf-8")
    return {"texts": len(texts)}
