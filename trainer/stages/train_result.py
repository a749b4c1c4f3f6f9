"""Where the training's last result lies, for the stages after it. No stage itself; any thread."""

from pathlib import Path

from companion.errors import TrainingError
from trainer.recipe import Recipe
from trainer.stage import Context


def name(recipe: Recipe) -> str:
    """Name of the folder: `adapter`, or `model` where all weights were trained."""
    return "model" if recipe.train.method == "full" else "adapter"


def last(ctx: Context, variant: str) -> Path:
    """Adapter or model of a variant as the last training left it: of `dpo` if the recipe has it on, else of `train`.

    Raises:
        TrainingError: it is not there.
    """
    stage = "dpo" if ctx.recipe.train.dpo.enabled else "train"
    folder = ctx.of(stage) / variant / name(ctx.recipe)
    if not folder.is_dir():
        raise TrainingError(f"{folder} is not there.", code="train-missing", hint=f"Run the stage `{stage}` first.")
    return folder
