"""What she is worth: every figure of the report card, for the deployed model, its quantizations and the base; the gates
decide whether she goes into the menu. A process of its own; writes stages/evaluate/card.{json,md,html} and copies them
to report/.

Answers are kept in answers/*.jsonl by the hash of the model: an evaluation that was stopped goes on where it was.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer import base, manifest, outline, templates
from trainer.convert import gguf
from trainer.evaluation import card, card_html, card_md, drop, feedback, gates, judging, portrait, sheets
from trainer.evaluation.gates import Gate
from trainer.evaluation.intervals import Figure
from trainer.evaluation.portrait import Portrait, Sheet
from trainer.evaluation.speaker import Speaker
from trainer.hashes import Hashes
from trainer.recipe import Recipe
from trainer.stage import MAIN, Context, Counts, Estimate, variants
from trainer.stages import convert, quantize

NEEDS: tuple[str, ...] = ("verify", "quantize", "convert", "prepare")
HEAVY = True
KEEPS: tuple[str, ...] = ("answers/*.jsonl", "judge/*.jsonl")

_PAIRED = 40  # cases of a group that quantizations are compared on
_QUESTIONS = (
    72 + 3 * 60
)  # about so many odd inputs, remarks with a plain feeling, probes with and without a system turn
_REPLY = 40  # tokens, for the estimate


def options(recipe: Recipe) -> dict[str, Any]:
    return {
        "evaluate": recipe.evaluate.model_dump(),
        "gates": recipe.gates.model_dump(),
        "sampling": recipe.sampling.model_dump(),
        "deploy": recipe.deploy,
        "quantize": list(quantize.wanted(recipe)),
        "prompt": recipe.prompt,
        "task": recipe.task,
        "template": recipe.template,
        "base": recipe.base,
        "seed": recipe.train.seed,
        "variants": sorted(recipe.variants),
    }


def sources(ctx: Context) -> Iterable[Path]:
    """Votes of the people who talked with her."""
    return feedback.files(ctx.workspace.folder / "feedback")


def plan(ctx: Context) -> Estimate:
    """How many replies, and how long they take on a CPU."""
    wish = ctx.recipe.evaluate
    one = 2 * (2 * wish.samples + _QUESTIONS)
    files = len(quantize.wanted(ctx.recipe)) + 1
    paired = 2 * (4 * min(_PAIRED, wish.samples)) * files if wish.quants else 0
    replies = len(variants(ctx.recipe)) * (one + paired) + (one if wish.base else 0)
    weights = outline.of(ctx.recipe, ctx.offline).parameters
    seconds = replies * (0.012 + _REPLY * weights / 8e9)
    return Estimate(
        counts={"replies": replies},
        tokens=replies * _REPLY,
        seconds=seconds,
        disk_bytes=2 * weights if wish.base else 0,
        basis=f"{_REPLY} tokens a reply, 8 billion weights a second on a CPU; a GPU takes a tenth.",
    )


@dataclass(frozen=True, slots=True)
class _Room:
    """What all models of this run share."""

    ctx: Context
    hashes: Hashes
    tell: Callable[[str], None]

    @property
    def template(self) -> str:
        """How conversations are written for these models."""
        return "chatml" if self.ctx.recipe.template == "chatml" else "own"

    def paint(self, name: str, path: Path, sheet: Sheet) -> Portrait:
        recipe = self.ctx.recipe
        digest = self.hashes.of(path)
        return portrait.paint(
            name,
            path,
            sheet,
            self.ctx.out / "answers" / f"{digest[:16]}.jsonl",
            sha256=digest,
            context=sheets.context(recipe),
            threads=recipe.train.threads,
            template=self.template,
            tell=self.tell,
        )


def run(ctx: Context) -> Counts:
    """Evaluates every variant and writes the card.

    Raises:
        GateFailed: a figure is on the wrong side of its limit; the card is written all the same.
        TrainingError: a model or the rows can't be used, a vote is damaged, the judge can't be asked at all.
    """
    votes = feedback.satisfaction(sources(ctx))
    names = variants(ctx.recipe)
    asked = {name: sheets.sheet(ctx.recipe, ctx.character, ctx.of("prepare"), _row_variant(name)) for name in names}
    total = sum(_steps(ctx.recipe, sheet) for sheet in asked.values())
    room = _Room(ctx, Hashes(ctx.workspace.folder / "stages" / "hashes.json"), _counter(ctx, total))
    base_file = _base_file(ctx) if ctx.recipe.evaluate.base else None
    parts: dict[str, card.Part] = {}
    rows: list[Gate] = []
    replies = 0
    for name, sheet in asked.items():
        parts[name], found, count = _variant(room, name, sheet, base_file)
        rows += found
        replies += count
    made = card.whole(ctx.character, parts, rows, votes, manifest.stamp(), _settings(ctx))
    _write(ctx, made)
    if base_file is not None and base_file.is_relative_to(ctx.out):
        base_file.unlink()  # its answers are kept, and it can be made again
    ctx.event({"card": str(ctx.workspace.report / "card.html"), "passed": made["passed"]})
    gates.refuse(rows, str(ctx.workspace.report / "card.html"))
    return {"replies": replies, "gates": len(rows), "passed": sum(row.passed for row in rows)}


def _variant(room: _Room, name: str, sheet: Sheet, base_file: Path | None) -> tuple[card.Part, list[Gate], int]:
    ctx, recipe = room.ctx, room.ctx.recipe
    label = recipe.deploy if name == MAIN else f"{name} {recipe.deploy}"
    tuned = room.paint(label, _file(ctx, name, recipe.deploy), sheet)
    part = card.part(tuned, recipe.deploy, ctx.character)
    lost: Figure | None = None
    if recipe.evaluate.quants:
        part["quants"], lost = _quants(room, name, sheet)
    untuned: Portrait | None = None
    if base_file is not None:
        untuned = room.paint("base", base_file, sheet)
        part["base"] = card.against_base(untuned, tuned, ctx.character)
    if recipe.evaluate.judge.url:
        part["judge"] = _judged(room, name, tuned, untuned)
    whole = card.read(part["overall"])
    rows = gates.check(recipe.gates, whole, lost, task=recipe.task, variant="" if name == MAIN else name)
    return part, rows, len(tuned.answered)


def _quants(room: _Room, name: str, sheet: Sheet) -> tuple[list[dict[str, Any]], Figure | None]:
    """The table of quantizations, and what the deployed one loses against F16."""
    ctx = room.ctx
    calm = sheets.greedy(sheet, _PAIRED)
    full = room.paint("f16", _file(ctx, name, "f16"), calm)
    found = portrait.overall(full, ctx.character)
    table = [card.quant_row("f16", full.bytes, None, found)]
    lost: Figure | None = None
    for quant in quantize.wanted(ctx.recipe):
        if quant == "f16":
            continue
        other = room.paint(quant, _file(ctx, name, quant), calm)
        paired = drop.compare(full.answered, other.answered, ctx.character)
        table.append(card.quant_row(quant, other.bytes, paired, portrait.overall(other, ctx.character)))
        if quant == ctx.recipe.deploy:
            lost = paired.drop
    return table, lost


def _judged(room: _Room, name: str, tuned: Portrait, untuned: Portrait | None) -> dict[str, Any]:
    ctx, recipe = room.ctx, room.ctx.recipe
    speaker = Speaker(
        _file(ctx, name, recipe.deploy),
        sheets.context(recipe),
        threads=recipe.train.threads,
        gpu=True,
        template=room.template,
    )
    try:
        return judging.run(
            recipe.evaluate.judge,
            ctx.character,
            tuned,
            untuned,
            speaker,
            sheets.sampling(recipe),
            recipe.prompt,
            ctx.out / "judge",
            offline=ctx.offline,
            tell=ctx.tell,
        )
    finally:
        speaker.close()


def _file(ctx: Context, variant: str, quant: str) -> Path:
    if quant == "f16":
        return ctx.of("convert") / variant / "model-f16.gguf"
    return ctx.of("quantize") / variant / f"model-{quant}.gguf"


def _base_file(ctx: Context) -> Path:
    """The untuned base as F16: the one that `convert` made for adapters, else one made here for this time."""
    shared = ctx.of("convert") / convert.BASE / "model-f16.gguf"
    if shared.is_file():
        return shared
    target = ctx.out / "base-f16.gguf"
    if not target.is_file():
        found = base.resolve(ctx.recipe, ctx.offline)
        converter = gguf.choose(found.folder, offline=ctx.offline)
        template = templates.plain_template(ctx.recipe, found.template)
        pre = ctx.recipe.pre_tokenizer
        gguf.model(converter, found.folder, target, template=template, name=found.name, pre=pre, tell=ctx.tell)
    return target


def _steps(recipe: Recipe, sheet: Sheet) -> int:
    files = len([name for name in quantize.wanted(recipe) if name != "f16"]) + 1 if recipe.evaluate.quants else 0
    return sheet.steps * (2 if recipe.evaluate.base else 1) + files * sheets.greedy(sheet, _PAIRED).steps


def _counter(ctx: Context, total: int) -> Callable[[str], None]:
    done = 0

    def tell(note: str) -> None:
        nonlocal done
        done += 1
        ctx.tell(min(done, total), total, note)

    return tell


def _row_variant(name: str) -> str:
    return "" if name == MAIN else name


def _settings(ctx: Context) -> dict[str, Any]:
    recipe = ctx.recipe
    return {
        "base": recipe.base,
        "prompt": recipe.prompt,
        "task": recipe.task,
        "sampling": recipe.sampling.model_dump(),
        "seed": recipe.train.seed,
        "samples": recipe.evaluate.samples,
    }


def _write(ctx: Context, made: dict[str, Any]) -> None:
    """card.* into the stage's folder, then copies into report/."""
    import json

    manifest.write(ctx.out / "card.json", json.dumps(made, ensure_ascii=False, indent=1))
    manifest.write(ctx.out / "card.md", card_md.render(made))
    manifest.write(ctx.out / "card.html", card_html.render(made))
    ctx.workspace.report.mkdir(parents=True, exist_ok=True)
    for name in ("card.json", "card.md", "card.html"):
        part = ctx.workspace.report / f"{name}.part"
        try:
            shutil.copyfile(ctx.out / name, part)
            part.replace(ctx.workspace.report / name)
        except OSError as error:
            raise TrainingError(
                f"{ctx.workspace.report / name} can't be written: {error.strerror}.",
                code="disk",
                hint="Free some disk space and run again.",
            ) from error
        finally:
            part.unlink(missing_ok=True)
