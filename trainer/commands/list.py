"""`companion-train list`: the workspaces, and the examples that one can begin with."""

import argparse
from typing import Any

HELP = "the characters that are being made here"


def arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(given: argparse.Namespace) -> int:
    from trainer import create, opening, workspace
    from trainer.terminal import table

    root = given.workspace or workspace.root()
    rows = [_row(file.parent) for file in sorted(root.expanduser().glob("*/character.yaml"))]
    if given.json:
        opening.say({"ok": True, "folder": root, "characters": rows, "examples": create.examples(), "cards": _cards()})
        return 0
    if rows:
        print(table(("id", "name", "stages done", "version", ""), [tuple(row.values()) for row in rows]))
    else:
        print(f"There is none in {root} yet. Begin with: companion-train new {(*create.examples(), 'ID')[0]}")
    return 0


def _cards() -> list[dict[str, object]]:
    """The examples as a person chooses between them: names, one line, something she says."""
    from companion.persona.character import load_character
    from trainer import create

    cards: list[dict[str, object]] = []
    for name in create.examples():
        her = load_character(create.example_folder(name))
        lines = {language: said[0].text for language, said in her.greetings.items() if said}
        record = {"names": dict(her.names), "one_line": dict(her.one_line), "line": lines}
        cards.append({"id": name, "languages": list(her.languages), **record})
    return cards


def _row(folder: Any) -> dict[str, object]:
    """What can be said without looking at every file."""
    from companion.errors import CharacterError
    from companion.persona.character import load_character
    from trainer import lock
    from trainer.workspace import Workspace

    workspace = Workspace(folder)
    try:
        names = " / ".join(dict.fromkeys(load_character(folder).names.values()))
    except CharacterError:
        names = "(character.yaml is wrong)"
    done = len(list(folder.glob("stages/*/manifest.json")))
    numbers = [int(path.name) for path in workspace.versions.glob("*") if path.name.isdigit()]
    running = "is being made" if lock.holder(workspace.lock) else ""
    return {"id": folder.name, "name": names, "stages": done, "version": max(numbers, default=""), "state": running}
