"""`companion-train rollback`: an earlier version of a character stands in the menu again. Nothing is deleted."""

import argparse

from trainer.arguments import add_id

HELP = "put an earlier version of a character into the menu again"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The workspace and the version."""
    add_id(parser)
    parser.add_argument("version", type=int, nargs="?", metavar="N", help="its number (default: the one before)")


def run(given: argparse.Namespace) -> int:
    from trainer import lock, opening, versions

    place = opening.workspace(given)
    wish = opening.recipe(place, given).register_.ollama
    with lock.held(place.lock):
        version = versions.rollback(place, given.version, ollama_wish=wish)
    if given.json:
        opening.say({"ok": True, **versions.summary(version)})
    else:
        print(f"{place.id} is version {version.number} again, made {version.created}.")
    return 0
