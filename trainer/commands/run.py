"""`companion-train run`: all stages that are new or changed, with bars, and Ctrl-C at any time."""

import argparse
import signal
import sys
from typing import Any

from trainer.arguments import add_id, add_recipe

HELP = "make (or go on making) the character: only what is new or changed"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which stages, how, and what to change for this time."""
    add_id(parser)
    parser.add_argument("--from", dest="start", metavar="STAGE", help="make this stage and all after it again")
    parser.add_argument("--only", metavar="STAGE", help="this stage alone, from what is there")
    parser.add_argument("--until", metavar="STAGE", help="this stage and what it needs, no more")
    parser.add_argument(
        "--variant", "--blood_type", dest="variants", action="append", metavar="NAME", help="one variant"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be done; touch nothing")
    parser.add_argument("--offline", action="store_true", help="ask nothing of the network besides this machine")
    parser.add_argument("--detach", action="store_true", help="go on in the background; `status` shows how far it is")
    parser.add_argument("--skip-checks", action="store_true", help="begin although something seems to be in the way")
    add_recipe(parser)


def run(given: argparse.Namespace) -> int:
    from trainer import opening

    if given.only and (given.start or given.until):
        given.wrong("--only goes alone; for a part of the way use --from and --until")
    job = opening.job(given)
    if given.dry_run:
        return _dry(job, opening.problems(job, given), as_json=given.json)
    notes = () if given.skip_checks else opening.cleared(job, given, deep=not given.detach)
    if given.detach:
        return _detach(job)
    from trainer import pipeline
    from trainer.progress import Progress
    from trainer.terminal import Terminal

    terminal = Terminal()
    view = _Lines() if given.json else terminal
    progress = Progress(job.workspace.progress, (view,), on_trouble=terminal.note)
    before = signal.signal(signal.SIGTERM, _end)
    try:
        for note in notes:
            progress.emit("notice", stage="", text=note.said)
        counts = pipeline.run(job, progress)
    finally:
        terminal.close()
        signal.signal(signal.SIGTERM, before)
    if given.json:
        opening.say({"ok": True, "counts": counts})
    else:
        print(f"{job.character.name(job.character.languages[0])} ({job.workspace.id}) is made: {', '.join(counts)}.")
        if counts.get("register"):
            print(f"She stands in the app's menu; here: companion chat --character {job.workspace.id}")
    return 0


def _dry(job: Any, problems: Any, *, as_json: bool) -> int:
    from trainer import opening, pipeline
    from trainer.terminal import table

    states = pipeline.outlook(job)
    if as_json:
        opening.say(
            {
                "ok": True,
                "stages": [{"stage": s.stage, "condition": s.condition, "reason": s.reason} for s in states.values()],
                "problems": [problem.to_json() for problem in problems],
            }
        )
        return 0
    words = {"done": "is done", "skipped": "is not needed", "waits": "would run", "new": "would run"}
    rows = [(s.stage, words.get(s.condition, "would run again"), s.reason) for s in states.values()]
    print(table(("stage", "", "why"), rows))
    print("".join(f"\n{line}" for line in opening.listed(problems)), end="\n" if problems else "")
    return 0


def _detach(job: Any) -> int:
    """The same command in a session of its own; what it says goes into logs/run.log."""
    import subprocess

    job.chosen()
    log = job.workspace.logs / "run.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    words = [word for word in sys.argv[1:] if word != "--detach"]
    with log.open("wb") as said:
        child = subprocess.Popen(
            [sys.executable, "-m", "trainer", *words],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    print(f"Process {child.pid} goes on in the background. Look at it: companion-train status {job.workspace.id}")
    print(f"What it says: {log}. End it: kill {child.pid}")
    return 0


class _Lines:
    """Events as JSON lines on standard output."""

    def show(self, record: dict[str, object]) -> None:
        from trainer.opening import say

        say(record)


def _end(number: int, frame: object) -> None:
    raise SystemExit(128 + number)
