"""Stage preferences: two answers to one prompt, the better one chosen, for DPO. Runs in the pipeline's process.

Rejected sides come, in this order, from people (feedback/), from answers that `prepare` found out of character to a
prompt that a training row answers well, and from good answers made worse on purpose. Only training rows are used, so
validation and test stay unseen.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from companion.persona import prompt
from companion.persona.character import Language, list_characters
from trainer import render
from trainer.data import corrupt, persona, voted
from trainer.recipe import Recipe
from trainer.rows import Exchange, Pair, Rejected, Row, read, write
from trainer.stage import Context, Counts
from trainer.stages.prepare import write_text

NEEDS: tuple[str, ...] = ("prepare",)
VERSION = 1
MOST = 4000  # pairs made on purpose; more teaches DPO nothing new and costs four forward passes each
_USEFUL = persona.CODES | {"language", "markup", "script", "loop"}
_Key = tuple[str, str, str]


def options(recipe: Recipe) -> dict[str, Any]:
    return {"prompt": recipe.prompt, "prompt_version": prompt.VERSION, "seed": recipe.train.seed, "task": recipe.task}


def sources(ctx: Context) -> Iterable[Path]:
    """What people preferred."""
    return voted.files(ctx.workspace.folder)


def run(ctx: Context) -> Counts:
    """Raises TrainingError: a broken feedback line, unreadable inputs."""
    rows = list(read(ctx.of("prepare") / "rows" / "train.jsonl", Row))
    pairs = list(_unique([*_from_people(ctx, rows), *_from_rejects(ctx, rows), *_made(ctx, rows)]))
    write(ctx.out / "pairs.jsonl", pairs)
    write_text(ctx.out / "dpo.jsonl", (_line(ctx, pair) for pair in pairs))
    kinds = Counter(pair.reason.partition(":")[0] for pair in pairs)
    return {"pairs": len(pairs), **{kind: kinds[kind] for kind in sorted(kinds)}}


def _from_people(ctx: Context, rows: list[Row]) -> Iterator[Pair]:
    answered = _by_prompt(rows)
    for path in voted.files(ctx.workspace.folder):
        for one in voted.read(path, ctx.character):
            if one.rejected is not None:
                yield Pair(row=one.row, rejected=one.rejected, reason="people: preferred")
            elif not one.liked:
                good = _best(answered, one.row)
                if good:
                    yield Pair(row=good, rejected=_answer_only(one.row), reason="people: not liked")


def _from_rejects(ctx: Context, rows: list[Row]) -> Iterator[Pair]:
    """Answers out of character to a prompt that a training row answers in character."""
    answered = _by_prompt(rows)
    for one in read(ctx.of("prepare") / "rejected.jsonl", Rejected):
        good = _best(answered, one.row) if one.code in _USEFUL else None
        if good:
            yield Pair(row=good, rejected=_answer_only(one.row), reason=f"reject: {one.code}")


def _made(ctx: Context, rows: list[Row]) -> Iterator[Pair]:
    """One pair a row, up to `MOST`: the rows by a hash, the way by what the row is about."""
    seed = ctx.recipe.train.seed
    usable = [row for row in rows if row.kind != "script"]
    chosen = sorted(usable, key=lambda row: hashlib.sha256(f"{seed}\n{row.id}".encode()).digest())[:MOST]
    around = _around(ctx, rows)
    for number, row in enumerate(sorted(chosen, key=lambda row: row.id)):
        if number % 100 == 0:
            ctx.tell(number, len(chosen), "making answers worse")
        for kind in corrupt.order(row, seed):
            made = corrupt.corrupt(row, kind, around, seed)
            if made is not None and (kind == "voice" or corrupt.is_worse(made, row, ctx.character)):
                yield Pair(row=row, rejected=made, reason=f"made: {kind}")
                break


def _around(ctx: Context, rows: list[Row]) -> corrupt.Around:
    hers: dict[Language, list[str]] = defaultdict(list)
    for row in rows:
        hers[row.language].append(row.exchanges[-1].text)
    others: dict[Language, list[str]] = defaultdict(list)
    for character in list_characters().characters:
        if character.id != ctx.character.id:
            for language, greetings in character.greetings.items():
                others[language] += [greeting.text for greeting in greetings]
    return corrupt.Around(ctx.character, others, {language: sorted(set(texts)) for language, texts in hers.items()})


def _by_prompt(rows: list[Row]) -> dict[_Key, list[Row]]:
    """Every prompt that training answers: each exchange with what was said before it."""
    found: dict[_Key, list[Row]] = defaultdict(list)
    for row in rows:
        for number in range(1, len(row.exchanges) + 1):
            upto = row if number == len(row.exchanges) else row.model_copy(update={"exchanges": row.exchanges[:number]})
            found[_key(upto)].append(upto)
    return found


def _best(answered: dict[_Key, list[Row]], bad: Row) -> Row | None:
    """The good row with the same last words said to her that shares most of the talk before."""
    known = answered.get(_key(bad), ())
    before = {(turn.user, turn.text) for turn in bad.exchanges[:-1]}
    fits = [
        row for row in known if row.variant in ("", bad.variant) and row.exchanges[-1].text != bad.exchanges[-1].text
    ]

    def shared(row: Row) -> tuple[int, int, str]:
        own = {(turn.user, turn.text) for turn in row.exchanges[:-1]}
        return (-len(own & before), len(own - before), row.id)

    return min(fits, key=shared, default=None)


def _key(row: Row) -> _Key:
    said = "".join(char for char in row.exchanges[-1].user.casefold() if char.isalnum())
    return row.language, "script" if row.kind == "script" else "", said


def _answer_only(row: Row) -> Exchange:
    return row.exchanges[-1].model_copy(update={"user": ""})


def _unique(pairs: Iterable[Pair]) -> Iterator[Pair]:
    seen: set[tuple[str, str, str]] = set()
    for pair in pairs:
        key = (pair.row.variant, pair.row.fingerprint(), pair.rejected.text)
        if key not in seen:
            seen.add(key)
            yield pair


def _line(ctx: Context, pair: Pair) -> str:
    asked = render.question(ctx.character, pair.row, detail=ctx.recipe.prompt)
    answers = {
        name: [{"role": "assistant", "content": render.answer(ctx.character, turn)}]
        for name, turn in (("chosen", pair.row.exchanges[-1]), ("rejected", pair.rejected))
    }
    return json.dumps({"prompt": render.record(asked), **answers}, ensure_ascii=False) + "\n"
