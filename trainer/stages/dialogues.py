"""Dialogues: all rows that somebody wrote for her; a teacher, or a person whose words are expanded without a model.

Runs in a process of its own. Hand-written dialogues always become rows. A teacher adds conversations in the scenes,
questions about her world, who she is, what she can't know, everything else that people say, scripts, and what was said
before lines that the sources give without an answerable line before.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer import rows
from trainer.dialogues import Dialogue
from trainer.recipe import Recipe
from trainer.rows import Line, Row, Scene
from trainer.stage import Context, Counts, Estimate
from trainer.teachers import seed_dialogues
from trainer.teachers.seed_dialogues import Expander
from trainer.writing import asked_rows, session
from trainer.writing.estimate import SCENE, SCRIPT, TURN, Part, estimate
from trainer.writing.topics import counted
from trainer.writing.work import PAIRS, dialogue_work, line_work, pair_work, requests, scene_work

NEEDS = ("scenes", "clean")
HEAVY = True
KEEPS = ("raw/*.jsonl",)
LIBRARIES = ("llama-cpp-python",)
FILE = "rows.jsonl"
_MOST_COUNTED = (
    50_000  # rows of hand-written dialogues that a plan makes to count them; of more it says the most there can be
)


def options(recipe: Recipe) -> dict[str, Any]:
    """What shapes the rows."""
    return session.options(recipe)


def sources(ctx: Context) -> Sequence[Path]:
    """Dialogues, topics and prompts of the person."""
    return session.sources(ctx)


def plan(ctx: Context) -> Estimate:
    """How many rows in how many requests (E4, F12)."""
    written = session.seeds(ctx)
    own, phrases = _counted(_Asked.of(ctx, written))
    if session.seeded(ctx.recipe):
        return Estimate({"rows": own + phrases, "hand-written": own}, basis="no model is asked")
    topics = counted(ctx.workspace, ctx.recipe)
    scenes = session.optional(ctx.of("scenes") / "scenes.jsonl", Scene) or _expected_scenes(ctx)
    dialogues = dialogue_work(scenes, ctx.recipe, topics)
    pairs = pair_work(ctx.character, ctx.recipe)
    lines = line_work(_lines(ctx), ctx.character, ctx.recipe)
    words = session.asking(ctx, written, ())
    script = ctx.recipe.task == "script"
    turns = sum(ctx.recipe.data.exchanges) / 2
    parts = []
    if dialogues:
        first = dialogues[0]
        ask = words.script if script else words.dialogue
        sample = ask(first.name, first.scene, first.variant)
        parts.append(Part(len(dialogues), sample, SCRIPT if script else round(TURN * turns)))
    for each in pairs:
        sample = words.pairs(each.name, each.kind, each.language, each.questions[:PAIRS], PAIRS, (), each.variant)
        parts.append(Part(requests(each.count, PAIRS), sample, PAIRS * TURN))
    parts += [Part(1, words.lead_ins("lines", some), len(some) * SCENE) for some in lines]
    rows_ = {
        "dialogues": len(dialogues),
        "questions": sum(each.count for each in pairs),
        "lines": sum(map(len, lines)),
        "hand-written": own,
    }
    return estimate(ctx, parts, {"rows": sum(rows_.values()), **rows_})


def run(ctx: Context) -> Counts:
    """Writes rows.jsonl.

    Raises:
        TrainingError: faulty dialogues, topics or prompts; the teacher can't be asked or nothing of it was usable;
            there is nothing to make rows of.
    """
    written = session.seeds(ctx)
    seed_dialogues.check(written, ctx.character)
    expander = Expander(ctx.character, ctx.recipe)
    made = list(expander.expand(written))
    more: Counts = {}
    if session.seeded(ctx.recipe):
        made += _from_phrases(ctx, expander)
    else:
        asked, more = _from_teacher(ctx, written)
        made += asked
    if not made:
        raise TrainingError(
            f"There is nothing to make rows of for {ctx.character.id}.",
            code="rows-none",
            hint=f"Write dialogues into {ctx.workspace.dialogues}, or set the counts of `data` in recipe.yaml.",
        )
    rows.write(ctx.out / FILE, made)
    kinds = Counter(row.kind for row in made)
    return {"rows": len(made), **{kind: kinds[kind] for kind in rows.KINDS if kinds[kind]}, **more}


@dataclass(frozen=True, slots=True)
class _Asked:
    """shape: all that the number of rows follows from."""

    shape: str
    ctx: Context = field(compare=False)
    written: tuple[Dialogue, ...] = field(compare=False)

    @classmethod
    def of(cls, ctx: Context, written: tuple[Dialogue, ...]) -> "_Asked":
        phrases = seed_dialogues.phrase_counts(ctx.recipe) if session.seeded(ctx.recipe) else {}
        wishes = (ctx.recipe.data.variations, ctx.recipe.train.seed, phrases)
        return cls(f"{wishes} {ctx.character.model_dump_json(exclude={'folder'})} {written}", ctx, written)


@lru_cache(maxsize=8)  # the plans of the stages that train ask for it too
def _counted(asked: _Asked) -> tuple[int, int]:
    """Rows of hand-written dialogues, and of phrases where no teacher is asked."""
    ctx, written = asked.ctx, asked.written
    expander = Expander(ctx.character, ctx.recipe)
    most = seed_dialogues.row_count(written, ctx.recipe.data.variations)
    own = sum(1 for _ in expander.expand(written)) if most < _MOST_COUNTED else most
    phrases = sum(1 for _ in _from_phrases(ctx, expander)) if session.seeded(ctx.recipe) else 0
    return own, phrases


def _from_phrases(ctx: Context, expander: Expander) -> Iterable[Row]:
    for kind, count in seed_dialogues.phrase_counts(ctx.recipe).items():
        for language in ctx.character.languages:
            yield from expander.from_phrases(kind, language, count)


def _from_teacher(ctx: Context, written: Sequence[Any]) -> tuple[list[Row], Counts]:
    topics = counted(ctx.workspace, ctx.recipe)
    scenes = list(rows.read(ctx.of("scenes") / "scenes.jsonl", Scene))
    lines = _lines(ctx)
    work = asked_rows.Work(
        dialogue_work(scenes, ctx.recipe, topics),
        pair_work(ctx.character, ctx.recipe),
        line_work(lines, ctx.character, ctx.recipe),
    )
    words = session.asking(ctx, written, lines)
    found, tally = session.run(ctx, words, lambda one: asked_rows.make(one, work))
    return found, {"missing": work.rows - len(found), **session.counts(tally, ctx.recipe)}


def _lines(ctx: Context) -> list[Line]:
    return session.optional(ctx.of("clean") / "lines.jsonl", Line)


def _expected_scenes(ctx: Context) -> list[Scene]:
    """Scenes as many as will be asked for, before there are any."""
    work = scene_work(ctx.character, ctx.recipe, counted(ctx.workspace, ctx.recipe), ())
    return [
        Scene(
            id=f"{each.name}/{number}", kind="dialogue", language=each.language, topic=each.topic.name, place="…" * 10
        )
        for each in work
        for number in range(each.count)
    ]
