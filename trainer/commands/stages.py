"""`companion-train stages`: what a run consists of."""

import argparse

HELP = "the stages of a run, in order"


def arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(given: argparse.Namespace) -> int:
    from trainer import opening
    from trainer.catalog import discover
    from trainer.terminal import table

    found = discover()
    if given.json:
        rows = [{"stage": s.name, "needs": s.needs, "heavy": s.heavy, "what": s.summary} for s in found.values()]
        opening.say({"ok": True, "stages": rows})
        return 0
    print(table(("stage", "after", "what"), [(s.name, ", ".join(s.needs), s.summary) for s in found.values()]))
    return 0
