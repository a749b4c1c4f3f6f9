"""`companion avatar export ID`, `example`, `check DIR` and `live2d WHO`: for those who draw avatars."""

import argparse
import sys
from pathlib import Path

from companion.cli import output
from companion.config import Config


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Print what was written or found; mistakes are raised and name file and line."""
    if arguments.action == "live2d":
        from companion.cli import live2d

        return live2d.run(config, arguments)
    return _check(arguments) if arguments.action == "check" else _write(arguments)


def _write(arguments: argparse.Namespace) -> int:
    if arguments.action == "example":
        from companion.ui.avatars.export import example

        folder = arguments.out or Path("example-avatar")
        paths = example.write(folder)
    else:
        from companion.ui.avatars.export import tool

        folder = arguments.out or Path(f"{arguments.id}-avatar")
        paths = tool.export(arguments.id, folder)
    if arguments.json:
        print(output.line({"files": [str(path) for path in paths]}))
        return 0
    for path in paths:
        print(path)
    print(
        f"Open {paths[0].name} in Inkscape. To use it: put the folder into your character's as `avatar`, and write\n"
        "`avatar: {renderer: rig, folder: avatar}` into her character.yaml.\n"
        f"`companion avatar check {folder}` looks it over.",
        file=sys.stderr,
    )
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from companion.ui.avatars.export import tool

    sheet = arguments.out or Path(f"{arguments.folder.resolve().name}-sheet.png")
    report = tool.look_over(arguments.folder, sheet)
    if arguments.json:
        data = {"kind": report.kind, "facts": report.facts, "notes": report.notes, "sheet": str(report.sheet)}
        print(output.line(data))
        return 0
    print(f"{arguments.folder}: a whole avatar ({report.kind}).")
    for fact in report.facts:
        print(f"  {fact}")
    for note in report.notes:
        print(f"  note: {note}")
    print(f"Contact sheet: {report.sheet}")
    return 0
