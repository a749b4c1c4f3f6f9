"""`companion-train new`: a workspace with a profile, a recipe and conversations that can be run at once."""

import argparse
from pathlib import Path

HELP = "begin a new character: profile, recipe and first conversations"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Her id, name, languages, and what there is of her already."""
    parser.add_argument("id", metavar="ID", help="small letters, digits and _; also the name of her folder")
    parser.add_argument(
        "--from",
        dest="sources",
        nargs="+",
        action="extend",
        type=Path,
        default=[],
        metavar="FILE_OR_FOLDER",
        help="texts, scripts, chat logs, rows, a character card: copied into sources/; a card fills the profile",
    )
    parser.add_argument("--preset", metavar="NAME", help="how she is made (default: starter); `presets` lists them")
    parser.add_argument("--name", action="append", default=[], metavar="NAME", help="or ko=… and en=…")
    parser.add_argument("--example", metavar="NAME", help="begin with this example (default: the one with that id)")
    parser.add_argument("--casual", action="store_true", help="in Korean she talks in 반말 (default: 해요체)")
    parser.add_argument("--language", choices=("ko", "en", "both"), help="what she speaks (default: both)")


def run(given: argparse.Namespace) -> int:
    from trainer import create, opening, workspace

    languages = {"ko": ("ko",), "en": ("en",), "both": ("ko", "en")}
    wish = create.Wish(
        create.spoken(given.name),
        languages.get(given.language, ()),  # type: ignore[arg-type]
        given.preset or "",
        given.example or "",
        tuple(given.sources),
        given.casual,
    )
    made = create.create(workspace.at(given.id, given.workspace), wish)
    folder = made.workspace.folder
    if given.json:
        record = {"folder": folder, "example": made.example, "sources": made.copied, "profile": made.profile}
        opening.say({"ok": True, **record, "notes": made.notes})
        return 0
    print(f"{folder} is made" + (f", from the example {made.example}" if made.example else "") + ".")
    if made.profile:
        print(f"Her profile was filled from {made.profile}.")
    if made.copied:
        print(f"{made.copied} file(s) were copied into sources/.")
    for note in made.notes:
        print(f"Note: {note}.")
    where = f" --workspace {given.workspace}" if given.workspace else ""
    print(f"Look at character.yaml and dialogues/, then: companion-train run {given.id}{where}")
    return 0
