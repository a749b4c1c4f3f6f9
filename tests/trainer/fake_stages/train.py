"""One result a variant."""

from typing import Any

from tests.trainer.fake_stages.orders import called, obey, order
from trainer.recipe import Recipe
from trainer.stage import Context, Counts, variants

NEEDS = ("alpha", "gamma")


def options(recipe: Recipe) -> dict[str, Any]:
    return {"variants": recipe.variants, "train": recipe.train.model_dump(mode="json", include={"patience"})}


def run(ctx: Context) -> Counts:
    called(ctx)
    obey(ctx, order(ctx))
    new = 0
    for name in variants(ctx.recipe):
        if not (ctx.out / name / "adapter").exists():
            (ctx.out / name).mkdir()
            (ctx.out / name / "adapter").write_text(name, encoding="utf-8")
            new += 1
    return {"new": new}
