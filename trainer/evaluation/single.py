"""One model measured by itself, without a pipeline: what `companion-train eval` does. Main thread; loads GGUFs."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer import hashes, manifest
from trainer import rows as rows_file
from trainer.evaluation import card, card_html, card_md, cases, feedback, gates, portrait, sheets
from trainer.evaluation.cases import Case, Known
from trainer.evaluation.intervals import NOTHING
from trainer.evaluation.portrait import Portrait, Sheet
from trainer.evaluation.target import Target
from trainer.recipe import Gates, Recipe
from trainer.rows import Row

Tell = Callable[[int, int, str], None]


def sheet(
    target: Target, own: Sequence[Path], samples: int | None, probes: int | None, seed: int, *, free: bool
) -> Sheet:
    """What is asked: the rows of the files `own` (as scenes that she never saw), else of her workspace where there is
    one, the odd inputs and the probes. samples, probes: None = what her recipe says, or a new one.

    Raises:
        TrainingError: a file can't be read, or a line is no row; the message names file and line.
    """
    made = target.recipe or Recipe()
    wish = made.evaluate
    if target.workspace is not None and not own:
        prepared = target.workspace.stage("prepare")
        if (prepared / "rows" / "train.jsonl").is_file():
            counts = {"samples": samples or wish.samples, "probes": probes or wish.probes}
            made = made.model_copy(update={"evaluate": wish.model_copy(update=counts)})
            whole = sheets.sheet(made, target.character, prepared, _row_variant(target))
            return replace(whole, sampling=target.sampling, seed=seed, free=free and whole.free)
    rows = [row for path in own for row in rows_file.read(path, Row) if row.language in target.character.languages]
    if target.character.form == "script" and not own:
        raise TrainingError(
            f"{target.character.id} writes scripts, and it is not said which.",
            code="rows-missing",
            hint="Give scenes with --set FILE.jsonl.",
        )
    if own and not rows:
        raise TrainingError(
            f"{own[0]} has no row in a language of {target.character.id}.",
            code="rows-empty",
            hint="A row looks like those in stages/prepare/rows/test.jsonl.",
        )
    some = cases.spread(rows, samples or wish.samples, seed)
    chosen: list[Case] = cases.from_rows(
        target.character, some, "held_out", Known(rows), detail=target.detail, seed=seed
    )
    if target.character.form == "script":  # nobody talks with a script
        return Sheet(target.character, tuple(chosen), target.sampling, seed, free=False)
    recipe = made.model_copy(update={"prompt": target.detail})
    chosen += sheets.questions(target.character, recipe, rows, samples or wish.samples, probes)
    return Sheet(target.character, tuple(chosen), target.sampling, seed, free=free)


def paint(
    target: Target, asked: Sheet, folder: Path, *, threads: int, tell: Tell, done: int = 0, of: int = 0
) -> Portrait:
    """The answers of one model; kept in `folder`/answers, so that the same is not asked twice."""
    digest = hashes.sha256(target.gguf)
    step = done

    def count(note: str) -> None:
        nonlocal step
        step += 1
        tell(step, of or asked.steps, note)

    return portrait.paint(
        target.label,
        target.gguf,
        asked,
        folder / "answers" / f"{digest[:16]}.jsonl",
        sha256=digest,
        context=target.context,
        threads=threads,
        template=target.template,
        tell=count,
    )


def evaluate(
    target: Target, asked: Sheet, folder: Path, *, limits: Gates | None, base: Target | None, threads: int, tell: Tell
) -> dict[str, Any]:
    """The card of one GGUF, written into `folder`. limits: None = nothing is refused, and no limits are shown."""
    of = asked.steps * (2 if base is not None else 1)
    found = paint(target, asked, folder, threads=threads, tell=tell, of=of)
    part = card.part(found, target.label, target.character)
    if base is not None:
        other = paint(base, asked, folder, threads=threads, tell=tell, done=asked.steps, of=of)
        part["base"] = card.against_base(other, found, target.character)
    rows = []
    if limits is not None:
        task = target.recipe.task if target.recipe is not None else "chat"
        rows = gates.check(limits, card.read(part["overall"]), None, task=task)
    votes = feedback.files(target.workspace.folder / "feedback") if target.workspace is not None else ()
    happy = feedback.satisfaction(votes) if votes else NOTHING
    settings = {
        "base": target.recipe.base if target.recipe is not None else base.label if base is not None else "",
        "prompt": target.detail,
        "sampling": {"temperature": asked.sampling.temperature},
        "seed": asked.seed,
    }
    made = card.whole(target.character, {"main": part}, rows, happy, manifest.stamp(), settings)
    folder.mkdir(parents=True, exist_ok=True)
    manifest.write(folder / "card.json", json.dumps(made, ensure_ascii=False, indent=1))
    manifest.write(folder / "card.md", card_md.render(made))
    manifest.write(folder / "card.html", card_html.render(made))
    gates.refuse(rows, str(folder / "card.html"))
    return made


def _row_variant(target: Target) -> str:
    return "" if target.variant == "main" else target.variant
