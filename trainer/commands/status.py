"""`companion-train status`: which stages are done, what runs now and how far it is."""

import argparse
from typing import Any

from trainer.arguments import add_id, add_recipe

HELP = "how far a character is, also while it is being made elsewhere"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The workspace."""
    add_id(parser)
    add_recipe(parser)


def run(given: argparse.Namespace) -> int:
    from trainer import lock, opening, progress, state

    job = opening.job(given)
    states = state.examine(job)
    holder = lock.holder(job.workspace.lock)
    events = progress.recent(job.workspace.progress)
    if given.json:
        opening.say(
            {
                "ok": True,
                "character": job.workspace.id,
                "running": {"pid": holder.pid, "since": holder.since} if holder else None,
                "last": _last(events, ("progress", "metrics")) if holder else None,
                "failure": None if holder else _failure(events),
                "stages": [_record(one) for one in states.values()],
            }
        )
        return 0
    print(_words(states, holder, events))
    return 0


def _record(one: Any) -> dict[str, object]:
    made = one.manifest
    return {
        "stage": one.stage,
        "condition": one.condition,
        "reason": one.reason,
        "counts": made.counts if made else {},
        "seconds": made.seconds if made else 0,
        "finished": made.finished if made else "",
    }


def _words(states: dict[str, Any], holder: Any, events: list[dict[str, object]]) -> str:
    from trainer.terminal import duration, table

    current = _last(events, ("stage_started",)) if holder else None
    rows = []
    for one in states.values():
        made = one.manifest
        running = current is not None and current["stage"] == one.stage and not one.done
        counts = ", ".join(f"{key} {value}" for key, value in made.counts.items()) if made and one.done else ""
        took = duration(made.seconds) if made and made.seconds else ""
        rows.append((one.stage, "runs" if running else one.condition, took, one.reason or counts))
    lines = [table(("stage", "", "took", ""), rows), ""]
    failure = _failure(events)
    if holder:
        lines.append(f"Process {holder.pid} is at work since {holder.since}." + _how_far(events))
    elif failure:
        lines.append(f"The last run failed in {failure['stage']}: {failure['message']} {failure['hint']}".rstrip())
    else:
        left = sum(not one.done for one in states.values())
        lines.append(f"Nothing runs; {left} stage(s) are to be done." if left else "All is done.")
    return "\n".join(lines)


def _how_far(events: list[dict[str, object]]) -> str:
    from trainer.terminal import duration

    last = _last(events, ("progress",))
    if last is None:
        return ""
    eta = last.get("eta")
    left = f", about {duration(eta)} left" if isinstance(eta, int | float) else ""
    of = f" of {last['total']}" if last.get("total") else ""
    return f" {last['stage']}: {last['done']}{of}{left}."


def _last(events: list[dict[str, object]], kinds: tuple[str, ...]) -> dict[str, object] | None:
    return next((event for event in reversed(events) if event.get("event") in kinds), None)


def _failure(events: list[dict[str, object]]) -> dict[str, object] | None:
    """Why the newest run failed, if it did."""
    last = _last(events, ("run_started", "run_finished", "run_failed", "run_stopped"))
    return last if last is not None and last["event"] == "run_failed" else None
