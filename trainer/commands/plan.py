"""`companion-train plan`: what a run will take, before it takes it. Changes nothing."""

import argparse
from typing import Any

from trainer.arguments import add_id, add_recipe

HELP = "what a run will take: conversations, tokens, hours, memory, disk, money"


def arguments(parser: argparse.ArgumentParser) -> None:
    """As for `run`."""
    add_id(parser)
    parser.add_argument("--from", dest="start", metavar="STAGE", help="as if this stage and all after it ran again")
    parser.add_argument("--until", metavar="STAGE", help="this stage and what it needs, no more")
    add_recipe(parser)


def run(given: argparse.Namespace) -> int:
    from trainer import forecast, opening

    job = opening.job(given)
    found = forecast.forecast(job)
    if given.json:
        opening.say({"ok": True, **_record(found)})
    else:
        print(_words(found, priced=bool(job.recipe.teacher.price_in or job.recipe.teacher.price_out)))
    return 0


def _record(found: Any) -> dict[str, object]:
    from dataclasses import asdict

    stages = [
        {"stage": line.stage, "condition": line.condition, "problem": line.problem}
        | ({"estimate": asdict(line.estimate)} if line.estimate else {})
        for line in found.lines
    ]
    total = asdict(found.total)
    return {"stages": stages, "total": total, "free_bytes": found.free_bytes, "fits": found.fits}


def _words(found: Any, *, priced: bool) -> str:
    from trainer.terminal import duration, size, table

    def row(name: str, one: Any, what: str) -> tuple[str, ...]:
        return (
            name,
            what,
            f"{one.tokens:,}" if one.tokens else "",
            duration(one.seconds) if one.seconds else "",
            size(one.vram_bytes) if one.vram_bytes else "",
            size(one.disk_bytes) if one.disk_bytes else "",
            f"{one.money:.2f}" if priced else "",
        )

    rows, notes = [], []
    for line in found.lines:
        if line.estimate is None:
            rows.append((line.stage, *[""] * 6))
            notes += [f"{line.stage}: {line.problem}"] if line.problem else []
            continue
        what = ", ".join(
            f"{count:,} {key}" if isinstance(count, int) else f"{key} {count}"
            for key, count in line.estimate.counts.items()
        )
        rows.append(row(line.stage, line.estimate, what))
        notes += [f"{line.stage}: {line.estimate.basis}"] if line.estimate.basis else []
    if not rows:
        return "Nothing is left to do."
    rows.append(row("all", found.total, ""))
    text = table(("stage", "what", "tokens", "time", "GPU memory", "disk", "money"), rows)
    free = f"Free on that disk: {size(found.free_bytes)}" + ("." if found.fits else ": not enough.")
    return "\n".join([text, "", *notes, free])
