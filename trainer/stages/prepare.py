"""Stage prepare: everything that was collected and written becomes training data, or is rejected with a reason.

Runs in the pipeline's process. Candidates are judged one by one, feelings are named, duplicates go, kinds are balanced,
whole scenes are dealt to training, validation and test, and the app's own prompt builder renders them. The result does
not depend on the order of the files' lines, and equal inputs give equal bytes.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from companion.persona import prompt
from trainer import render
from trainer.data import candidates, duplicates, feelings, judging, shares
from trainer.data import split as splitting
from trainer.data.candidates import Candidate
from trainer.lexicon.lookup import Found, by_morpheme, emotion_of
from trainer.recipe import Recipe
from trainer.rows import Line, Passage, Rejected, Row, Scene, read, write
from trainer.stage import Context, Counts

NEEDS: tuple[str, ...] = ("collect", "clean", "dialogues")
LIBRARIES: tuple[str, ...] = ("datasketch", "kiwipiepy")
VERSION = 1


def options(recipe: Recipe) -> dict[str, Any]:
    data = recipe.data
    return {
        "prompt_version": prompt.VERSION,
        "task": recipe.task,
        "prompt": recipe.prompt,
        "seed": recipe.train.seed,
        "sources_as_dialogue": data.sources_as_dialogue,
        "max_reply_chars": data.max_reply_chars,
        "chunk_chars": data.chunk_chars,
        "near_duplicate": data.near_duplicate,
        "only_with_emotion": data.only_with_emotion,
        "validation": data.validation,
        "test": data.test,
        "shares": {kind: list(share) for kind, share in sorted(data.shares.items())},
    }


@dataclass(slots=True)
class _Report:
    """What report.json says. counts: free figures. origins: rows of each input file, read and kept."""

    rejected: list[Rejected] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    origins: dict[str, Counter[str]] = field(default_factory=dict)
    balance: list[shares.Share] = field(default_factory=list)

    def reject(self, row: Row, code: str, reason: str) -> None:
        self.rejected.append(Rejected(row=row, code=code, reason=reason))


def run(ctx: Context) -> Counts:
    """Raises TrainingError: shares that can't be kept, nothing left to train on, unreadable inputs."""
    report = _Report()
    rows = _judged(ctx, report)
    rows = _once(ctx, rows, report)
    rows = _balanced(ctx, rows, report)
    if not rows:
        raise _nothing(report)
    data = ctx.recipe.data
    parts = splitting.split(rows, data.validation, data.test, ctx.recipe.train.seed)
    for name, part in parts.items():
        write(ctx.out / "rows" / f"{name}.jsonl", part)
        write_text(ctx.out / f"{name}.jsonl", _rendered(ctx, part))
    report.rejected.sort(key=lambda one: (one.code, one.row.id, one.row.fingerprint(), one.reason))
    write(ctx.out / "rejected.jsonl", report.rejected)
    summary = _summary(parts, report)
    write_text(ctx.out / "report.json", [json.dumps(summary, ensure_ascii=False, indent=1) + "\n"])
    return {**{name: len(part) for name, part in parts.items()}, "rejected": len(report.rejected)}


def _judged(ctx: Context, report: _Report) -> list[Row]:
    """Rows that are hers, with every feeling named."""
    found = [(origin, one) for origin, many in _inputs(ctx, report) for one in many]
    good: list[Row] = []
    for number, (origin, candidate) in enumerate(found):
        if number % 100 == 0:
            ctx.tell(number, len(found), "checking")
        verdict = judging.judge(candidate, ctx.character, ctx.recipe)
        if verdict.rejected:
            report.rejected.append(verdict.rejected)
            report.counts["cut"] += verdict.row is not None
        row = _felt(candidate, verdict.row, ctx, report) if verdict.row else None
        report.origins.setdefault(origin, Counter()).update({"read": 1, "kept": int(row is not None)})
        good += [row] if row else []
    ctx.tell(len(found), len(found), "checking")
    return _distinct(good)


def _inputs(ctx: Context, report: _Report) -> Iterator[tuple[str, Iterable[Candidate]]]:
    """(origin, its candidates)."""
    scenes = ctx.of("scenes") / "scenes.jsonl"
    partners = {scene.id: scene.partner for scene in read(scenes, Scene)} if scenes.is_file() else {}
    yield "sources: rows", candidates.from_rows(read(ctx.of("collect") / "rows.jsonl", Row), {}, staged=True)
    yield "dialogues", candidates.from_rows(read(ctx.of("dialogues") / "rows.jsonl", Row), partners)
    script = ctx.recipe.task == "script"
    if ctx.recipe.data.sources_as_dialogue:
        lines = list(read(ctx.of("clean") / "lines.jsonl", Line))
        made = list(candidates.from_lines(lines, "script" if script else "dialogue"))
        report.counts["lines without context"] = len(lines) - len(made)
        yield "sources: lines", made
    if script:
        passages = list(read(ctx.of("clean") / "passages.jsonl", Passage))
        words = {one.id: found for one in passages if (found := emotion_of(one.text, one.language))}
        report.counts["passages without emotion words"] = len(passages) - len(words)
        yield "sources: passages", candidates.from_passages(passages, words)


def _felt(candidate: Candidate, row: Row, ctx: Context, report: _Report) -> Row | None:
    """`row` with feelings, emoji where they are her style; None (and rejected) where no word shows the feeling that
    `data.only_with_emotion` asks for."""
    if ctx.recipe.data.only_with_emotion and candidate.staged:
        silent = [turn for turn in row.exchanges if emotion_of(turn.text, row.language) is None]
        if silent:
            report.reject(row, "no_emotion_word", f"{len(silent)} of {len(row.exchanges)} replies show no feeling.")
            return None
    felt = feelings.fill(row, ctx.character, _find)
    report.counts.update(
        {
            "feelings found by words": felt.found,
            "feelings not found: neutral": felt.neutral,
            "feelings she does not have: replaced": felt.replaced,
        }
    )
    made = felt.row
    if candidate.mood_follows or (candidate.staged and row.kind == "script"):
        first = made.exchanges[0]
        mood = made.mood.model_copy(update={"emotion": first.emotion, "intensity": first.intensity})
        made = made.model_copy(update={"mood": mood})
    if row.kind != "script" and feelings.uses_emoji(ctx.character, row.language):
        dressed = feelings.dress(made)
        report.counts["rows with emoji by intensity"] += dressed != made
        made = dressed
    return made


def _find(text: str, language: Any) -> Found | None:
    return emotion_of(text, language)


def _distinct(rows: list[Row]) -> list[Row]:
    """Ids that several rows share get a number, in an order that the files' order does not change."""
    seen: Counter[str] = Counter()
    named: list[Row] = []
    for row in sorted(rows, key=lambda row: (row.id, row.fingerprint(), row.variant)):
        seen[row.id] += 1
        named.append(row if seen[row.id] == 1 else row.model_copy(update={"id": f"{row.id}~{seen[row.id]}"}))
    return named


def _once(ctx: Context, rows: list[Row], report: _Report) -> list[Row]:
    limit = ctx.recipe.data.near_duplicate
    stay, gone = duplicates.split(rows, limit, lambda done, total: ctx.tell(done, total, "duplicates"))
    for one in gone:
        same = one.similarity >= 1.0
        code, how = ("duplicate", "says the same as") if same else ("near_duplicate", f"is {one.similarity:.0%} like")
        report.reject(one.row, code, f"It {how} row {one.kept}.")
    return sorted(stay, key=lambda row: row.id)


def _balanced(ctx: Context, rows: list[Row], report: _Report) -> list[Row]:
    stay, surplus, report.balance = shares.balance(rows, ctx.recipe.data.shares, ctx.recipe.train.seed)
    for row in surplus:
        report.reject(row, "share", f"There are more rows of kind {row.kind} than data.shares allows.")
    return stay


def _rendered(ctx: Context, rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        messages = render.messages(ctx.character, row, detail=ctx.recipe.prompt)
        yield render.jsonl(messages, meta(row)) + "\n"


def meta(row: Row) -> dict[str, object]:
    """What stands beside a rendered row: id, kind, language, scene, stage, variant, hash (what is said)."""
    return {
        "id": row.id,
        "kind": row.kind,
        "language": row.language,
        "scene": row.scene,
        "stage": row.stage,
        "variant": row.variant,
        "hash": row.fingerprint(),
    }


def _summary(parts: dict[str, list[Row]], report: _Report) -> dict[str, Any]:
    everything = [row for part in parts.values() for row in part]
    reasons: dict[str, Counter[str]] = {}
    for one in report.rejected:
        reasons.setdefault(one.code, Counter())[one.row.language] += 1
    return {
        "rows": {name: len(part) for name, part in parts.items()},
        "exchanges": {name: sum(len(row.exchanges) for row in part) for name, part in parts.items()},
        "scenes": {name: len({row.scene for row in part}) for name, part in parts.items()},
        "kinds": {name: dict(sorted(Counter(row.kind for row in part).items())) for name, part in parts.items()},
        "languages": {
            name: dict(sorted(Counter(row.language for row in part).items())) for name, part in parts.items()
        },
        "sources": dict(sorted(Counter(row.source.partition(":")[0] for row in everything).items())),
        "origins": {origin: dict(count) for origin, count in sorted(report.origins.items())},
        "rejected": {code: dict(sorted(count.items())) for code, count in sorted(reasons.items())},
        "shares": [
            {"kind": one.kind, "least": one.least, "most": one.most, "had": round(one.had, 4), "has": round(one.has, 4)}
            | {"rows": one.rows, "dropped": one.dropped, "short": one.short}
            for one in report.balance
        ],
        "counts": dict(sorted(report.counts.items())),
        "leaked": splitting.leaks(parts),
        "emotion words by morpheme": by_morpheme(),
    }


def _nothing(report: _Report) -> TrainingError:
    reasons = Counter(one.code for one in report.rejected).most_common(5)
    why = ", ".join(f"{code} {count}" for code, count in reasons) or "nothing was read"
    return TrainingError(
        f"No conversation is left to train on ({len(report.rejected)} rejected: {why}).",
        code="nothing-to-learn",
        hint="Put texts into sources/ or dialogues into dialogues/, or ask a teacher for more scenes.",
    )


def write_text(path: Path, lines: Iterable[str]) -> None:
    """Writes beside the file and renames. Raises TrainingError."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.writelines(lines)
        part.replace(path)
    except OSError as error:
        raise TrainingError(
            f"{path} can't be written: {error.strerror}.", code="disk", hint="Free some space."
        ) from error
    finally:
        part.unlink(missing_ok=True)
