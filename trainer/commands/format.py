"""`companion-train format`: a training conversation exactly as the model reads it, with what is learned marked (B8)."""

import argparse
import sys
from typing import Any

from trainer.arguments import add_id, add_recipe

HELP = "a training conversation as the model reads it, with what is learned marked"
_GREEN, _DIM, _OFF = "\x1b[1;32m", "\x1b[2m", "\x1b[0m"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which conversation, and how."""
    add_id(parser)
    parser.add_argument("--show", action="store_true", help="print one conversation (the default)")
    parser.add_argument("--row", type=int, default=1, metavar="N", help="which one, from 1 (default 1)")
    parser.add_argument("--part", choices=("train", "val", "test"), default="train", help="out of which part")
    parser.add_argument("--tokens", action="store_true", help="show where each token ends")
    add_recipe(parser)


def run(given: argparse.Namespace) -> int:
    from trainer import base, opening, render, templates
    from trainer.data import masks, tokenizer
    from trainer.training.examples import Conversation

    place = opening.workspace(given)
    recipe = opening.recipe(place, given)
    her = render.fitting(opening.character(place), recipe.task)
    row, total = _row(place, given.part, given.row)
    found = base.resolve(recipe, offline=True)
    tools = tokenizer.load(found.folder)
    told = tuple(render.record(render.messages(her, row, detail=recipe.prompt)))
    made = masks.mask(
        tools,
        templates.training_template(recipe, found.template),
        Conversation(row.id, told),
        templates.stop_token(recipe, tools.eos_token or ""),
        only_replies=recipe.train.completion_only,
        preview=True,
    )
    if given.json:
        pieces = [{"text": piece.text, "learned": piece.learned} for piece in made.pieces]
        counts = {"tokens": made.tokens, "learned": made.learned, "row": given.row, "rows": total}
        opening.say(
            {"ok": True, "id": row.id, "kind": row.kind, "template": recipe.template, **counts, "pieces": pieces}
        )
        return 0
    colour = sys.stdout.isatty()
    print(_drawn(made.pieces, colour, given.tokens), end="" if not colour else "\n")
    marked = "green" if colour else "between ⟦ and ⟧"
    print(
        f"\n{row.id} ({row.kind}, {row.language}), {given.row} of {total}: {made.tokens} tokens, "
        f"{made.learned} learned ({marked}); at most {recipe.train.max_length} are read."
    )
    return 0


def _row(place: Any, part: str, number: int) -> tuple[Any, int]:
    """The conversation with this number, and how many there are. Raises TrainingError."""
    from companion.errors import TrainingError
    from trainer.rows import Row, read

    file = place.stage("prepare") / "rows" / f"{part}.jsonl"
    if not file.is_file():
        raise TrainingError(
            f"{place.id} has no training data yet.",
            code="not-prepared",
            hint=f"Make them with: companion-train run {place.id} --until prepare",
        )
    rows = list(read(file, Row))
    if not 1 <= number <= len(rows):
        raise TrainingError(
            f"There is no row {number} in {part}; it has {len(rows)}.",
            code="row-unknown",
            hint=f"Give --row 1 to {len(rows)}." if rows else "Choose another --part.",
        )
    return rows[number - 1], len(rows)


def _drawn(pieces: Any, colour: bool, tokens: bool) -> str:
    """The text with what is learned in green or between brackets; with `tokens` a bar behind each one."""
    text, inside = "", False
    for piece in pieces:
        if piece.learned != inside:
            text += "" if colour else ("⟦" if piece.learned else "⟧")
            inside = piece.learned
        shown = piece.text + ("│" if tokens else "")
        text += f"{_GREEN if piece.learned else _DIM}{shown}{_OFF}" if colour else shown
    return text + ("⟧" if inside and not colour else "")
