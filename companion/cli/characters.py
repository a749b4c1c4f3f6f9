"""`companion characters list|check`: who is there, and what is wrong with the broken ones."""

import argparse
import sys

from companion.cli import output
from companion.config import Config
from companion.persona.character import list_characters


def run(config: Config, arguments: argparse.Namespace) -> int:
    """list: one line each. check: also the problems; exit code 1 if there are any."""
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
