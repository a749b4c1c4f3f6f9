"""Which teacher a recipe names. Imports one module, and its libraries only when it is made."""

from importlib import import_module

from companion.errors import TrainingError
from trainer.recipe import TeacherRecipe
from trainer.teachers.contract import Teacher

SEED = "seed_dialogues"  # no model: trainer.teachers.seed_dialogues makes rows, not answers


def create(settings: TeacherRecipe, *, offline: bool = False) -> Teacher:
    """The teacher of a recipe that asks a model.

    Raises:
        TrainingError: it can't be made; the message names the setting. A library is missing.
    """
    if settings.engine == SEED:
        raise ValueError("the seed teacher answers no requests")
    try:
        teacher: Teacher = import_module(f"trainer.teachers.{settings.engine}").create(settings, offline=offline)
    except ImportError as error:
        raise TrainingError(
            f"The teacher {settings.engine} needs {error.name}, which is not installed.",
            code="dependency-missing",
            hint="Install it with: pip install 'vtuber-companion[train]'",
        ) from error
    return teacher
