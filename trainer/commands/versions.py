"""`companion-train versions`: the promoted versions of a character, the one in use marked."""

import argparse
from typing import Any

from trainer.arguments import add_id

HELP = "the versions of a character that reached the menu"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The workspace."""
    add_id(parser)


def run(given: argparse.Namespace) -> int:
    from trainer import opening, versions
    from trainer.terminal import table

    place = opening.workspace(given)
    found, current = versions.every(place), versions.current(place)
    if given.json:
        opening.say({"ok": True, "current": current, "versions": [versions.summary(one) for one in found]})
    elif found:
        head = ("", "version", "made", "base", "quantization", "size", "style", "identity", "emotion")
        print(table(head, [_row(one, current) for one in found]))
    else:
        print(f"{place.id} has no version yet. Make one with: companion-train run {place.id}")
    return 0


def _row(version: Any, current: int) -> tuple[str, ...]:
    from trainer.terminal import size

    values: dict[str, float] = next(iter(version.evaluation.values()), {})
    figures = [f"{values[key]:.0%}" if key in values else "" for key in ("style", "identity", "emotion")]
    total = size(sum(stored.bytes for stored in version.files.values()))
    mark = "*" if version.number == current else ""
    return (mark, str(version.number), version.created, version.base, version.quantization, total, *figures)
