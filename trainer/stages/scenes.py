"""Scenes: what the dialogues will be about, asked of the teacher in small lists that know what is there already.

Runs in a process of its own. A scene comes from a topic (topics.yaml, a preset, the profile) or from a passage of the
sources. Without a model, the scenes are those of the hand-written dialogues.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trainer import rows
from trainer.recipe import Recipe
from trainer.rows import Kind, Passage, Scene
from trainer.stage import Context, Counts, Estimate
from trainer.teachers import seed_dialogues
from trainer.teachers.pool import together
from trainer.writing import session
from trainer.writing.asking import Asking, collect
from trainer.writing.estimate import SCENE, Part, estimate
from trainer.writing.session import Session
from trainer.writing.topics import counted
from trainer.writing.work import MORE, SceneWork, requests, scene_work

NEEDS = ("clean",)
HEAVY = True
KEEPS = ("raw/*.jsonl",)
LIBRARIES = ("llama-cpp-python",)
FILE = "scenes.jsonl"


def options(recipe: Recipe) -> dict[str, Any]:
    """What shapes the scenes."""
    return session.options(recipe)


def sources(ctx: Context) -> Sequence[Path]:
    """Dialogues, topics and prompts of the person."""
    return session.sources(ctx)


def plan(ctx: Context) -> Estimate:
    """How many scenes in how many requests."""
    if session.seeded(ctx.recipe):
        return Estimate({"scenes": len(seed_dialogues.groups(session.seeds(ctx)))}, basis="no model is asked")
    work = _work(ctx)
    words = session.asking(ctx, session.seeds(ctx), ())
    per = ctx.recipe.data.scenes_per_request
    parts = [
        Part(requests(each.count, per), _ask(words, each, per, 0, []), min(per, each.count) * SCENE) for each in work
    ]
    return estimate(ctx, parts, {"scenes": sum(each.count for each in work)}, _note(ctx))


def run(ctx: Context) -> Counts:
    """Writes scenes.jsonl.

    Raises:
        TrainingError: faulty dialogues, topics or prompts; the teacher can't be asked or nothing of it was usable.
    """
    written = session.seeds(ctx)
    seed_dialogues.check(written, ctx.character)
    if session.seeded(ctx.recipe):
        return {"scenes": rows.write(ctx.out / FILE, _of_groups(seed_dialogues.groups(written)))}
    work = _work(ctx)
    words = session.asking(ctx, written, ())
    found, tally = session.run(ctx, words, lambda one: _all(ctx, one, work))
    made = rows.write(ctx.out / FILE, found)
    wanted = sum(each.count for each in work)
    return {"scenes": made, "missing": wanted - made, **session.counts(tally, ctx.recipe)}


def _work(ctx: Context) -> list[SceneWork]:
    passages = session.optional(ctx.of("clean") / "passages.jsonl", Passage)
    return scene_work(ctx.character, ctx.recipe, counted(ctx.workspace, ctx.recipe), passages)


def _note(ctx: Context) -> str:
    return "" if ctx.of("clean").joinpath("passages.jsonl").is_file() else "passages of the sources not yet known"


async def _all(ctx: Context, one: Session, work: Sequence[SceneWork]) -> list[Scene]:
    """All scenes, in the order of the work, however the answers come."""
    found: list[list[Scene]] = [[] for _ in work]
    per = ctx.recipe.data.scenes_per_request
    one.pool.expect(sum(requests(each.count, per) for each in work))

    async def make(place: int) -> None:
        found[place] = await _scenes(ctx, one, work[place])

    await together([make(place) for place in range(len(work))])
    return [scene for some in found for scene in some]


async def _scenes(ctx: Context, one: Session, work: SceneWork) -> list[Scene]:
    kind: Kind = "script" if ctx.recipe.task == "script" else "dialogue"

    async def ask(number: int, count: int, there: list[Scene]) -> list[Scene] | None:
        request = _ask(one.asking, work, count, number, there)
        known = list(there)
        return await one.pool.ask(
            request,
            lambda asked, text: one.asking.read_scenes(asked, text, kind, work.language, work.topic.name, known),
        )

    return await collect(work.count, ctx.recipe.data.scenes_per_request, MORE, ask)


def _ask(words: Asking, work: SceneWork, count: int, number: int, there: list[Scene]) -> Any:
    topic = work.topic.name, work.topic.about
    return words.scenes(f"{work.name}/{number}", work.language, topic, work.passage, count, there)


def _of_groups(groups: Sequence[seed_dialogues.Group]) -> list[Scene]:
    return [
        Scene(
            id=group.scene,
            kind=group.dialogues[0].kind,
            language=group.dialogues[0].language,
            topic=group.dialogues[0].topic,
        )
        for group in groups
    ]
