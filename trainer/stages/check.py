"""Stage check: are the training data good enough to spend hours on? Runs in the pipeline's process.

Writes report.{json,md,html} here and as check.* into the workspace's report/, then judges by the recipe's gates. The
report is there also when a gate fails. Tokens are counted, and what is learned is marked, by the training's own code.
"""

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from companion.errors import TrainingError
from companion.persona import prompt
from trainer import base, hub, outline, render, templates
from trainer.data import check_html, check_md, masks, measures, tokenizer
from trainer.data.masks import Masked
from trainer.recipe import Recipe
from trainer.rows import KINDS, Pair, Rejected, Row, read
from trainer.stage import MAIN, Context, Counts, Estimate, FailedGate, GateFailed, variants
from trainer.stages.prepare import write_text
from trainer.training.examples import Conversation

NEEDS: tuple[str, ...] = ("prepare", "preferences")
VERSION = 1
SHOWN = 3  # examples of each kind and of each reason of rejection
_PARTS = ("train", "val", "test")


def options(recipe: Recipe) -> dict[str, Any]:
    gates = recipe.gates
    return {
        "rows": gates.rows,
        "truncated": gates.truncated,
        "identity_share": gates.identity_share,
        "base": recipe.base,
        "revision": recipe.revision,
        "template": recipe.template,
        "prompt": recipe.prompt,
        "task": recipe.task,
        "max_length": recipe.train.max_length,
        "completion_only": recipe.train.completion_only,
        "stages": [stage.data for stage in recipe.train.stages],
        "variants": sorted(recipe.variants),
    }


def plan(ctx: Context) -> Estimate:
    """The base, where it has to be fetched: this is the first stage that needs it."""
    found = outline.of(ctx.recipe, ctx.offline)
    if not found.download_bytes:
        return Estimate()
    where = f"{found.name} is fetched from the hub, into the hub's own cache ({hub.room()[0]})."
    return Estimate(counts={"downloads": 1}, disk_bytes=found.download_bytes, basis=where)


def run(ctx: Context) -> Counts:
    """Raises GateFailed: with a row for each failed gate. Raises TrainingError: unreadable inputs, no base."""
    prepared = ctx.of("prepare")
    parts = {name: list(read(prepared / "rows" / f"{name}.jsonl", Row)) for name in _PARTS}
    report = _report(ctx, parts)
    texts = {
        "json": json.dumps(report, ensure_ascii=False, indent=1) + "\n",
        "md": check_md.render(report),
        "html": check_html.render(report),
    }
    for ending, text in texts.items():
        write_text(ctx.out / f"report.{ending}", [text])
    _copy(ctx)
    _judge(ctx, report)
    tokens = report["tokens"]
    return {
        "rows": len(parts["train"]),
        "tokens": tokens["total"],
        "learned": tokens["learned"],
        "truncated": tokens["truncated"],
        "gates": len(report["gates"]),
    }


def _report(ctx: Context, parts: dict[str, list[Row]]) -> dict[str, Any]:
    """All that the report shows, as JSON values."""
    found = base.resolve(ctx.recipe, ctx.offline)
    shown = {row.id for many in _of_kinds(parts["train"]).values() for row in many[:1]}
    masked = list(_masked(ctx, found, parts["train"] + parts["val"], shown))
    pairs = list(read(ctx.of("preferences") / "pairs.jsonl", Pair))
    rejected = list(read(ctx.of("prepare") / "rejected.jsonl", Rejected))
    prepared = json.loads((ctx.of("prepare") / "report.json").read_text(encoding="utf-8"))
    report: dict[str, Any] = {
        "format": 1,
        "id": ctx.character.id,
        "names": dict(ctx.character.names),
        "base": found.name,
        "template": ctx.recipe.template,
        "prompt_version": prompt.VERSION,
        "prepared": prepared,
        "tokens": _tokens(masked, ctx.recipe.train.max_length),
        "languages": measures.by_language(parts["train"], ctx.character),
        "markers_wanted": {
            language: {marker.name: marker.min_rate for marker in speech.markers}
            for language, speech in ctx.character.speech.items()
        },
        "pairs": {"count": len(pairs), "reasons": dict(sorted(Counter(pair.reason for pair in pairs).items()))},
        "masks": [
            {"id": one.id, "right": one.right, "pieces": [[piece.text, piece.learned] for piece in one.pieces]}
            for one in masked
            if one.pieces
        ],
        "examples": {
            kind: [_shown(ctx, row) for row in many[:SHOWN]] for kind, many in _of_kinds(parts["train"]).items()
        },
        "rejected": _reasons(rejected),
    }
    report["gates"] = [_as_json(gate, passed) for gate, passed in _gates(ctx, parts, masked, prepared)]
    report["passed"] = all(gate["passed"] for gate in report["gates"])
    return report


def _masked(ctx: Context, found: base.Base, rows: Sequence[Row], shown: set[str]) -> Iterator[Masked]:
    """shown: ids of the rows that are shown token by token."""
    tools = tokenizer.load(found.folder)
    template = templates.training_template(ctx.recipe, found.template)
    stop = templates.stop_token(ctx.recipe, tools.eos_token or "")
    for number, row in enumerate(rows):
        if number % 50 == 0:
            ctx.tell(number, len(rows), "counting tokens")
        told = render.record(render.messages(ctx.character, row, detail=ctx.recipe.prompt))
        yield masks.mask(
            tools,
            template,
            Conversation(row.id, tuple(told)),
            stop,
            only_replies=ctx.recipe.train.completion_only,
            preview=row.id in shown,
        )
    ctx.tell(len(rows), len(rows), "counting tokens")


def _tokens(masked: Sequence[Masked], limit: int) -> dict[str, Any]:
    lengths = sorted(one.tokens for one in masked)
    cut = [one for one in masked if one.tokens > limit]
    total, learned = sum(lengths), sum(one.learned for one in masked)
    return {
        "limit": limit,
        "total": total,
        "learned": learned,
        "learned_share": round(learned / max(1, total), 4),
        "mean": round(total / max(1, len(lengths)), 1),
        "median": _at(lengths, 0.5),
        "p95": _at(lengths, 0.95),
        "longest": lengths[-1] if lengths else 0,
        "lengths": lengths,
        "truncated": len(cut),
        "truncated_share": round(len(cut) / max(1, len(masked)), 4),
        "truncated_rows": [[one.id, one.tokens] for one in sorted(cut, key=lambda one: (-one.tokens, one.id))[:20]],
        "masked_wrong": [one.id for one in masked if not one.right][:20],
    }


def _at(ordered: Sequence[int], share: float) -> int:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0


def _gates(
    ctx: Context, parts: dict[str, list[Row]], masked: Sequence[Masked], prepared: dict[str, Any]
) -> Iterator[tuple[FailedGate, bool]]:
    """(gate as a row of the table, passed)."""
    gates, train = ctx.recipe.gates, parts["train"]
    for variant in variants(ctx.recipe):
        mine = train if variant == MAIN else [row for row in train if row.variant in ("", variant)]
        named = "" if variant == MAIN else f" ({variant})"
        if gates.rows is not None:
            mend = "Write more dialogues, ask for more scenes (data.scenes), or lower gates.rows."
            yield FailedGate(f"rows{named}", str(len(mine)), f">= {gates.rows}", mend), len(mine) >= gates.rows
        for stage in ctx.recipe.train.stages:
            if stage.data != "all":
                count = sum(row.stage == stage.data for row in mine)
                mend = f"No row is for training stage {stage.data}: set `stage` in the rows, or write `data: all`."
                yield FailedGate(f"rows of {stage.name}{named}", str(count), ">= 1", mend), count >= 1
    if gates.truncated is not None:
        cut = sorted((one for one in masked if one.tokens > ctx.recipe.train.max_length), key=lambda one: -one.tokens)
        share = len(cut) / max(1, len(masked))
        names = ", ".join(f"{one.id} ({one.tokens} tokens)" for one in cut[:3])
        mend = f"Raise train.max_length ({ctx.recipe.train.max_length}) or write `prompt: short`. Longest: {names}."
        yield FailedGate("truncated", f"{share:.1%}", f"<= {gates.truncated:.1%}", mend), share <= gates.truncated
    if gates.identity_share is not None and ctx.recipe.task == "chat":
        share = sum(row.kind == "identity" for row in train) / max(1, len(train))
        mend = "Raise data.identity, or write dialogues with `kind: identity`; without them she says she is the base."
        passed = share >= gates.identity_share
        yield FailedGate("identity_share", f"{share:.1%}", f">= {gates.identity_share:.1%}", mend), passed
    wrong = [one.id for one in masked if not one.right]
    mend = f"The template marks more or less than her replies: {', '.join(wrong[:3])}. Write `template: chatml`."
    yield FailedGate("mask", str(len(wrong)), "= 0 rows", mend), not wrong
    leaked = int(prepared["leaked"])
    mend = "Rows of one scene stand in training and in test: run `prepare` again."
    yield FailedGate("leaked", str(leaked), "= 0 rows", mend), leaked == 0


def _judge(ctx: Context, report: dict[str, Any]) -> None:
    failed = [gate for gate in report["gates"] if not gate["passed"]]
    if not failed:
        return
    rows = tuple(FailedGate(gate["name"], gate["value"], gate["limit"], gate["mend"]) for gate in failed)
    words = "; ".join(f"{row.name} is {row.value}, must be {row.limit}" for row in rows)
    raise GateFailed(
        f"The training data of {ctx.character.id} are not good enough: {words}.",
        hint=rows[0].mend,
        rows=rows,
        report=str(ctx.workspace.report / "check.html"),
    )


def _as_json(gate: FailedGate, passed: bool) -> dict[str, Any]:
    mend = "" if passed else gate.mend
    return {"name": gate.name, "value": gate.value, "limit": gate.limit, "passed": passed, "mend": mend}


def _of_kinds(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Rows of each kind, languages in turn, so that the first few show all of them."""
    kinds: dict[str, list[Row]] = {}
    for kind in KINDS:
        mine = [row for row in rows if row.kind == kind]
        ranks: Counter[str] = Counter()
        placed = []
        for row in mine:
            ranks[row.language] += 1
            placed.append((ranks[row.language], row.language, row))
        if placed:
            kinds[kind] = [row for _, _, row in sorted(placed, key=lambda one: one[:2])]
    return kinds


def _shown(ctx: Context, row: Row) -> dict[str, Any]:
    told = render.messages(ctx.character, row, detail=ctx.recipe.prompt)
    return {
        "id": row.id,
        "language": row.language,
        "source": row.source,
        "scene": row.scene,
        "messages": [[message.role, message.content] for message in told[1:]],
    }


def _reasons(rejected: Sequence[Rejected]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in rejected:
        entry = found.setdefault(one.code, {"count": 0, "examples": []})
        entry["count"] += 1
        if len(entry["examples"]) < SHOWN:
            turn = one.row.exchanges[-1]
            entry["examples"].append({"id": one.row.id, "reason": one.reason, "user": turn.user, "text": turn.text})
    return dict(sorted(found.items()))


def _copy(ctx: Context) -> None:
    """The newest report where a person looks for it."""
    try:
        ctx.workspace.report.mkdir(parents=True, exist_ok=True)
        for ending in ("json", "md", "html"):
            part = ctx.workspace.report / f"check.{ending}.part"
            shutil.copyfile(ctx.out / f"report.{ending}", part)
            part.replace(ctx.workspace.report / f"check.{ending}")
    except OSError as error:
        raise TrainingError(
            f"{ctx.workspace.report} can't be written: {error.strerror}.", code="disk", hint="Free some space."
        ) from error
