"""Heavy: four steps in a process of its own, each of which survives a kill."""

from typing import Any

from tests.trainer.fake_stages.orders import called, obey, order
from trainer.recipe import Recipe
from trainer.stage import Context, Counts

NEEDS = ("beta",)
HEAVY = True
LIBRARIES = ("pydantic",)
STEPS = 4


def options(recipe: Recipe) -> dict[str, Any]:
    return {"seed": recipe.train.seed}


def run(ctx: Context) -> Counts:
    called(ctx)
    done = len(list(ctx.out.glob("step-*")))
    todo = order(ctx)
    for step in range(done, STEPS):
        ctx.tell(step, STEPS, f"step {step}")
        ctx.event({"loss": 2.0 - step / 10, "step": step})
        (ctx.out / f"step-{step}").write_text(str(ctx.recipe.train.seed), encoding="utf-8")
        if step == 1:
            obey(ctx, todo)
    ctx.tell(STEPS, STEPS, "")
    return {"steps": STEPS, "resumed_at": done, "name": ctx.character.name("ko")}
