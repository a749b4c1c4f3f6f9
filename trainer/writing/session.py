"""A stage's time with its teacher: makes the pool, ends it, says when nothing came. The thread of the stage."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from companion import paths
from companion.errors import TrainingError
from trainer import dialogues, rows
from trainer.dialogues import Dialogue
from trainer.recipe import Recipe, TeacherRecipe
from trainer.rows import Line
from trainer.stage import Context
from trainer.teachers import registry
from trainer.teachers.answers import Answers
from trainer.teachers.pool import Pool, Tally
from trainer.writing.asking import Asking
from trainer.writing.prompt_files import Prompts
from trainer.writing.sheet import Voice

T = TypeVar("T")
Model = TypeVar("Model", bound=BaseModel)
_LOCAL = ("llama_cpp", "replay")


@dataclass(frozen=True, slots=True)
class Session:
    """pool: asks. asking: words what is asked. source: of rows, "teacher:<model>"."""

    pool: Pool
    asking: Asking
    source: str


def seeded(recipe: Recipe) -> bool:
    """Whether there is no model to ask."""
    return recipe.teacher.engine == registry.SEED


def options(recipe: Recipe) -> dict[str, Any]:
    """What of the recipe shapes what is asked and answered, for both stages; where and how fast does not count."""
    data = recipe.data.model_dump(
        mode="json",
        include={
            "scenes",
            "scenes_per_request",
            "dialogues_per_scene",
            "exchanges",
            "qa",
            "identity",
            "protective",
            "general",
            "topics",
            "variations",
            "sources_as_dialogue",
            "max_reply_chars",
        },
    )
    teacher = recipe.teacher.model_dump(mode="json", include={"engine", "model", "temperature", "max_tokens"})
    own = {"task": recipe.task, "variants": dict(recipe.variants), "seed": recipe.train.seed}
    return {"data": data, "teacher": teacher, **own}


def sources(ctx: Context) -> Sequence[Path]:
    """Files of the person that shape what is asked."""
    own = (ctx.workspace.dialogues, ctx.workspace.topics_file, ctx.workspace.prompts)
    return tuple(path for path in own if path.exists())


def seeds(ctx: Context) -> tuple[Dialogue, ...]:
    """The hand-written dialogues. Raises TrainingError."""
    return dialogues.load(ctx.workspace.dialogues)


def optional(path: Path, kind: type[Model]) -> list[Model]:
    """The rows of a file of an earlier stage; none where it is not there (before that stage has run)."""
    return list(rows.read(path, kind)) if path.is_file() else []


def settings(ctx: Context) -> TeacherRecipe:
    """The teacher's, with the path of a local file resolved: beside recipe.yaml first."""
    teacher = ctx.recipe.teacher
    if teacher.engine not in _LOCAL or not teacher.model:
        return teacher
    path = paths.resolve(teacher.model, base=ctx.workspace.folder)
    return teacher.model_copy(update={"model": str(path)})


def asking(ctx: Context, written: Sequence[Dialogue], lines: Sequence[Line]) -> Asking:
    """Words requests for this character."""
    voice = Voice(ctx.character, written, lines)
    return Asking(ctx.character, ctx.recipe, Prompts(ctx.workspace.prompts), voice)


def run(ctx: Context, words: Asking, work: Callable[[Session], Awaitable[T]]) -> tuple[T, Tally]:
    """Runs `work` with a pool; what it returns, and how it went.

    Raises:
        TrainingError: the teacher can't be asked, or nothing that it answered was usable.
    """

    async def all_of_it() -> tuple[T, Tally]:
        teacher_settings = settings(ctx)
        teacher = registry.create(teacher_settings, offline=ctx.offline)
        answers = Answers(ctx.out / "raw", teacher.name)
        dead = ctx.out / "dead.jsonl"
        dead.unlink(missing_ok=True)
        async with Pool(teacher, teacher_settings, answers, dead, ctx.tell) as pool:
            made = await work(Session(pool, words, f"teacher:{teacher.name}"))
        tally = pool.tally
        ctx.event({"teacher": _figures(tally, ctx.recipe)})
        if tally.done and tally.dead == tally.done:
            raise TrainingError(
                f"Nothing that the teacher {teacher.name} answered was usable ({tally.done} requests).",
                code="teacher-unusable",
                hint=f"{dead} says why, request by request.",
            )
        return made, tally

    return asyncio.run(all_of_it())


def _figures(tally: Tally, recipe: Recipe) -> dict[str, int | float]:
    return {
        "requests": tally.done,
        "reused": tally.reused,
        "failed": tally.dead,
        "tokens_in": tally.tokens_in,
        "tokens_out": tally.tokens_out,
        "cost": round(tally.cost(recipe.teacher), 4),
    }


def counts(tally: Tally, recipe: Recipe) -> dict[str, int | float | str]:
    """For the manifest and the terminal."""
    found: dict[str, int | float | str] = {"requests": tally.done, "failed": tally.dead}
    found["tokens"] = tally.tokens_in + tally.tokens_out
    if recipe.teacher.price_in or recipe.teacher.price_out:
        found["cost"] = round(tally.cost(recipe.teacher), 2)
    return found
