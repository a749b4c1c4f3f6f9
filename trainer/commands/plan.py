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
    parser.add_argument("--offline", action="store_true", help="ask nothing of the network besides this machine")
    add_recipe(parser)


def run(given: argparse.Namespace) -> int:
    from trainer import forecast, opening

    job = opening.job(given)
    found = forecast.forecast(job)
    problems = opening.problems(job, given)
    if given.json:
        opening.say({"ok": True, **_record(found), "problems": [problem.to_json() for problem in problems]})
    else:
        print(_words(found, priced=bool(job.recipe.teacher.price_in or job.recipe.teacher.price_out)))
        print("\n".join(opening.listed(problems)), end="\n" if problems else "")
    return 0


def _record(found: Any) -> dict[str, object]:
    from dataclasses import asdict

    stages = [
        {"stage": line.stage, "condition": line.condition, "problem": line.problem, "unknown": sorted(line.unknown)}
        | ({"estimate": asdict(line.estimate)} if line.estimate else {})
        for line in found.lines
    ]
    total = asdict(found.total)
    more = {"at_least": sorted(found.at_least), "free_bytes": found.free_bytes, "fits": found.fits}
    return {"stages": stages, "total": total, **more}


def _words(found: Any, *, priced: bool) -> str:
    from trainer.terminal import size, table

    if not found.lines:
        return "Nothing is left to do."
    rows = [_row(line.stage, line.estimate, line.unknown, "unknown", priced=priced) for line in found.lines]
    rows.append(_row("all", found.total, found.at_least, "at least", priced=priced))
    text = table(("stage", "what", "tokens", "time", "GPU memory", "disk", "money"), rows)
    notes = [f"{', '.join(stages)}: {reason}" for reason, stages in found.reasons().items()]
    more = ", and more is needed than can be told yet" if "disk_bytes" in found.at_least else ""
    free = f"Free on that disk: {size(found.free_bytes)}{more}" + ("." if found.fits else ": not enough.")
    return "\n".join([text, "", *notes, free])


def _row(name: str, one: Any, unknown: frozenset[str], word: str, *, priced: bool) -> tuple[str, ...]:
    """Figures that are not known say so; in the sum, those that are not whole."""
    from trainer.terminal import duration, size

    counts = one.counts.items() if one else ()
    what = ", ".join(f"{count:,} {key}" if isinstance(count, int) else f"{key} {count}" for key, count in counts)
    shown = {
        "tokens": f"{one.tokens:,}" if one and one.tokens else "",
        "seconds": duration(one.seconds) if one and one.seconds else "",
        "vram_bytes": size(one.vram_bytes) if one and one.vram_bytes else "",
        "disk_bytes": size(one.disk_bytes) if one and one.disk_bytes else "",
        "money": f"{one.money:.2f}" if one and priced else "",
    }
    for figure in unknown & {"seconds", "vram_bytes", "disk_bytes"}:
        shown[figure] = f"{word} {shown[figure]}" if shown[figure] else "unknown"
    return (name, what, *shown.values())
