"""`companion-train export`: one file with a whole character, to give away or to keep."""

import argparse
from pathlib import Path

from trainer.arguments import add_id

HELP = "write a character with her model into one .companion file"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The workspace, where to, which version."""
    add_id(parser)
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="default: ID.companion in this folder")
    parser.add_argument("--version", type=int, metavar="N", help="its number (default: the one in use)")


def run(given: argparse.Namespace) -> int:
    from trainer import export, lock, opening
    from trainer.terminal import size

    place = opening.workspace(given)
    target = given.file or Path(f"{place.id}{export.SUFFIX}")
    if target.is_dir():
        target = target / f"{place.id}{export.SUFFIX}"
    with lock.held(place.lock):
        record = export.export(place, target, given.version)
    if given.json:
        opening.say({"ok": True, "file": target, **record})
    else:
        licence = record["base"]["licence"]
        print(
            f"{target}, {size(target.stat().st_size)}: {place.id} version {record['version']}. Base licence: {licence}."
        )
    return 0
