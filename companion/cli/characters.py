"""`companion characters`: who is there and what is wrong with the broken ones; out into a file, in from one, away."""

import argparse
import sys
from pathlib import Path

from companion.cli import output
from companion.config import Config
from companion.errors import CharacterError
from companion.persona.character import find_character, list_characters


def run(config: Config, arguments: argparse.Namespace) -> int:
    """list: one line each. check: also the problems, exit code 1 if there are any. export, import, remove: as named."""
    actions = {"export": _export, "import": _import, "remove": _remove}
    return actions[arguments.action](arguments) if arguments.action in actions else _list(config, arguments)


def _list(config: Config, arguments: argparse.Namespace) -> int:
    found = list_characters()
    if arguments.json:
        print(
            output.line(
                {
                    "characters": [
                        {
                            "id": c.id,
                            "names": dict(c.names),
                            "variant": c.variant,
                            "languages": list(c.languages),
                            "folder": str(c.folder),
                        }
                        for c in found.characters
                    ],
                    "broken": [{"code": error.code, "message": str(error)} for error in found.broken],
                }
            )
        )
    else:
        for character in found.characters:
            mark = "*" if character.id == config.character else " "
            names = " / ".join(dict.fromkeys(character.names.values()))
            names += f" ({character.variant})" if character.variant else ""
            print(f"{mark} {character.id:<16} {names}  ({', '.join(character.languages)})")
    for error in found.broken:
        if not arguments.json:
            print(f"companion: {error}", file=sys.stderr)
    return 1 if arguments.action == "check" and found.broken else 0


def _export(arguments: argparse.Namespace) -> int:
    from companion.persona import bring, package

    character = find_character(arguments.id)
    target: Path = arguments.file or Path(package.file_name(character.id))
    if target.is_dir():
        target = target / package.file_name(character.id)
    notes = bring.export(character, target, model=not arguments.no_model)
    size = target.stat().st_size
    if arguments.json:
        print(output.line({"ok": True, "file": str(target), "bytes": size, "notes": list(notes)}))
        return 0
    print(f"{target}, {max(1, size >> 10):,} KiB: {character.title(character.languages[0])}.")
    for note in notes:
        print(f"Note: {note}.")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from companion.persona import bring

    found = bring.look(arguments.file)
    copy, replacing = arguments.copy, arguments.replace
    if found.taken and not copy and not replacing and sys.stdin.isatty() and not arguments.json:
        answer = (
            input(f"There is a {found.taken[0]} already. [r]eplace her, take a [c]opy in, or stop? ").strip().lower()
        )
        copy, replacing = answer.startswith("c"), answer.startswith("r")
        if not copy and not replacing:
            return 1
    came = bring.take_in(found, copy=copy, replacing=replacing)
    if arguments.json:
        ids = [one.id for one in came.characters]
        trash = [str(one.folder) for one in came.replaced]
        print(output.line({"ok": True, "characters": ids, "trash": trash, "notes": list(came.notes)}))
        return 0
    for one in came.characters:
        print(f"{one.title(one.languages[0])} is here: companion chat --character {one.id}")
    for away in came.replaced:
        print(f"The one before lies in {away.folder}.")
    for note in came.notes:
        print(f"Note: {note}.")
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    from companion.persona import own

    if not arguments.yes:
        if not sys.stdin.isatty():
            raise CharacterError(
                f"{arguments.id} was not removed: nobody could be asked.", code="not-asked", hint="Say --yes."
            )
        if not input(f"Move {arguments.id} into the trash? [y/N] ").strip().lower().startswith("y"):
            return 1
    away = own.put_away(arguments.id)
    if arguments.json:
        print(output.line({"ok": True, "id": away.id, "trash": str(away.folder)}))
    else:
        print(f"{away.id} lies in {away.folder}; move that folder back to {away.came} to undo it.")
    return 0
