"""Where figures are also sent: TensorBoard files, Weights & Biases, Trackio. Checked before anything is trained."""

import importlib.util
import netrc
import os
from pathlib import Path

from companion.errors import TrainingError
from trainer.recipe import Recipe

_PACKAGES = {"tensorboard": "tensorboard", "wandb": "wandb", "trackio": "trackio"}


def check(recipe: Recipe) -> None:
    """Is everything there that `train.report_to` needs?

    Raises:
        TrainingError: a library is not installed, or the key of wandb is missing.
    """
    for name in recipe.train.report_to:
        if importlib.util.find_spec(_PACKAGES[name]) is None:
            raise TrainingError(
                f"train.report_to: {name} is not installed.",
                code="library-missing",
                hint=f"pip install {_PACKAGES[name]}, or take it out of train.report_to; log.jsonl is always written.",
            )
        if name == "wandb" and not _wandb_key():
            raise TrainingError(
                "train.report_to: wandb has no key.",
                code="tracker-key",
                hint="Set WANDB_API_KEY (or WANDB_MODE=offline), or take wandb out of train.report_to.",
            )


def _wandb_key() -> bool:
    if os.environ.get("WANDB_API_KEY") or os.environ.get("WANDB_MODE") in ("offline", "disabled"):
        return True
    for name in (".netrc", "_netrc"):
        try:
            if netrc.netrc(str(Path.home() / name)).authenticators("api.wandb.ai"):
                return True
        except (OSError, netrc.NetrcParseError):
            continue  # no such file, or one that wandb could not read either
    return False


def point(folder: Path) -> None:
    """Where TensorBoard's files and those of the other trackers go: beside the log, not into the current folder."""
    os.environ["TENSORBOARD_LOGGING_DIR"] = str(folder / "tensorboard")
    os.environ.setdefault("WANDB_DIR", str(folder))
    os.environ.setdefault("WANDB_PROJECT", "companion-train")
    os.environ.setdefault("TRACKIO_DIR", str(folder / "trackio"))
