"""How much there is to train on: conversations, tokens, pairs. No torch, no side effects; any thread.

Counted in what `prepare` and `preferences` wrote; before that, told from what the dialogues' own plan will make.

A conversation's tokens: its system turn, as the app writes it, and what is said. An exchange is taken to have 130
characters (the rows of the shipped example Rapunzel have 129), a token 1.8, as with the starter's tokenizer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.persona import prompt
from trainer.rows import Line
from trainer.stage import Context, variants
from trainer.training import examples

CHARACTERS_PER_TOKEN = 1.8  # of Korean with JSON and an English system turn: 3,000 rows of the starter's dialogues
EXCHANGE = 130  # characters of what a person says and of her reply, as an object
TURN = 8  # characters of a message around its words
SCRIPT = 1100  # characters of a script


@dataclass(frozen=True, slots=True)
class Amount:
    """What one adapter is trained on. rows: conversations (or pairs). tokens: of all of them, once. basis: where that
    comes from, a clause."""

    rows: int
    tokens: int
    basis: str


def of(ctx: Context) -> Amount:
    """Conversations for training."""
    lines = list(_records(ctx.of("prepare") / "train.jsonl"))
    if lines:
        counts = [_seen(lines, variant) for variant in variants(ctx.recipe)]
        rows, characters = (sum(column) // len(counts) for column in zip(*counts, strict=True))
        return Amount(rows, round(characters / CHARACTERS_PER_TOKEN), "counted in prepare")
    data = ctx.recipe.data
    expected, exchanges = _expected(ctx)
    rows = round(expected * (1 - data.validation - data.test))
    each = _typical(ctx, exchanges)
    return Amount(rows, rows * each, f"conversations as `dialogues` plans them, about {each} tokens each")


def pairs(ctx: Context) -> Amount:
    """Pairs for DPO. Before there are any: one is made of each conversation, up to a number."""
    from trainer.stages.preferences import MOST

    found = list(_records(ctx.of("preferences") / "dpo.jsonl"))
    if found:
        characters = sum(_pair(line) for line in found)
        many = len(variants(ctx.recipe))
        return Amount(len(found) // many, round(characters / CHARACTERS_PER_TOKEN) // many, "counted in preferences")
    rows = of(ctx)
    made = 0 if ctx.recipe.task == "script" else min(MOST, rows.rows)
    each = rows.tokens / max(1, rows.rows)
    return Amount(made, round(made * each), f"a pair a conversation; {rows.basis}")


def _expected(ctx: Context) -> tuple[float, float]:
    """(conversations that one adapter will see before some are held out, exchanges in each) by the plans of the stages
    that make them."""
    from trainer.stages import dialogues
    from trainer.writing import session

    counts = dialogues.plan(ctx).counts
    own, asked = float(counts["hand-written"]), float(counts.get("dialogues", 0))
    rest = float(counts["rows"]) - own - asked
    many = len(variants(ctx.recipe))
    shared = (ctx.recipe.data.identity + ctx.recipe.data.protective) * len(ctx.character.languages)
    if counts.get("questions"):  # a teacher answers the others once a variant
        rest -= (float(counts["questions"]) - shared) * (1 - 1 / many)
    asked /= many
    read = _from_sources(ctx)
    seeds = [len(one.turns) for one in session.seeds(ctx)]
    spoken = own * (sum(seeds) / len(seeds) if seeds else 1) + asked * sum(ctx.recipe.data.exchanges) / 2 + rest + read
    total = own + asked + rest + read
    return total, spoken / max(1.0, total)


def _from_sources(ctx: Context) -> int:
    """Rows that were collected, and lines of hers that answer somebody, as far as those stages have run."""
    from trainer.writing import session

    rows = sum(1 for _ in _records(ctx.of("collect") / "rows.jsonl"))
    if not ctx.recipe.data.sources_as_dialogue:
        return rows
    return rows + sum(1 for line in session.optional(ctx.of("clean") / "lines.jsonl", Line) if line.before)


def _typical(ctx: Context, exchanges: float) -> int:
    """Tokens of a conversation."""
    said = float(SCRIPT) if ctx.recipe.task == "script" else exchanges * EXCHANGE
    return round((_system(ctx) + TURN + said) / CHARACTERS_PER_TOKEN)


def _system(ctx: Context) -> float:
    """Characters of the system turn, mean of her languages."""
    detail, languages = ctx.recipe.prompt, ctx.character.languages
    return sum(len(prompt.system_text(ctx.character, one, detail=detail)) for one in languages) / len(languages)


def _seen(lines: Iterable[Any], variant: str) -> tuple[int, int]:
    """(conversations, characters) of those that a variant is trained on."""
    own = [line for line in lines if line.get("meta", {}).get("variant", "") in ("", variant)]
    return len(own), sum(_characters(line["messages"]) for line in own)


def _pair(line: Any) -> int:
    """Characters of one of the two sides, with the prompt: their mean."""
    answers = _characters(line["chosen"]) + _characters(line["rejected"])
    return _characters(line["prompt"]) + answers // 2


def _characters(messages: Iterable[Any]) -> int:
    return sum(len(str(part["content"])) + TURN for part in messages)


def _records(path: Path) -> Iterable[Any]:
    """The lines of a file that a stage wrote; none where it has not run."""
    return examples.records(path) if path.is_file() else ()
