"""Pays for answers that are kept, and makes of them what depends on the first letter of alpha's rows only."""

from typing import Any

from tests.trainer.fake_stages.orders import called, obey, order
from trainer.recipe import Recipe
from trainer.stage import Context, Counts, Estimate

NEEDS = ("alpha",)
KEEPS = ("raw/*.jsonl", "cache/")
VERSION = 3


def options(recipe: Recipe) -> dict[str, Any]:
    return {"teacher": {"temperature": recipe.teacher.temperature}}


def plan(ctx: Context) -> Estimate:
    rows = (ctx.of("alpha") / "rows.jsonl").read_text(encoding="utf-8").splitlines()
    return Estimate({"answers": len(rows)}, tokens=500, seconds=30, vram_bytes=7, disk_bytes=5, money=0.5)


def run(ctx: Context) -> Counts:
    called(ctx)
    (ctx.out / "raw").mkdir(exist_ok=True)
    with (ctx.out / "raw" / "answers.jsonl").open("a", encoding="utf-8") as file:
        file.write("paid\n")
    (ctx.out / "cache" / "deep").mkdir(parents=True, exist_ok=True)
    (ctx.out / "cache" / "deep" / "answer").write_text("kept", encoding="utf-8")
    obey(ctx, order(ctx))
    letter = (ctx.of("alpha") / "rows.jsonl").read_text(encoding="utf-8")[:1]
    (ctx.out / "rows.jsonl").write_text(letter, encoding="utf-8")
    return {"answers": 1}
