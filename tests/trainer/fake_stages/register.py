"""Comes last, and only where the recipe wants it in the app."""

from typing import Any

from tests.trainer.fake_stages.orders import called, obey, order
from trainer.recipe import Recipe
from trainer.stage import Context, Counts

NEEDS = ("train",)


def options(recipe: Recipe) -> dict[str, Any]:
    return {"register": recipe.register_.model_dump(mode="json")}


def skip(recipe: Recipe) -> str:
    return "" if recipe.register_.app else "register.app is false"


def run(ctx: Context) -> Counts:
    called(ctx)
    obey(ctx, order(ctx))
    (ctx.out / "card.json").write_text("{}", encoding="utf-8")
    return {}
