"""`companion-train presets`: the recipes that come with the program."""

import argparse
from pathlib import Path

HELP = "the recipes that one can begin with"


def arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(given: argparse.Namespace) -> int:
    from trainer import opening, recipe
    from trainer.terminal import table

    rows = [(name, recipe.preset(name).base, _about(recipe.PRESETS / f"{name}.yaml")) for name in recipe.presets()]
    if given.json:
        opening.say({"ok": True, "presets": [{"preset": a, "base": b, "what": c, **_base(a)} for a, b, c in rows]})
    else:
        print(table(("preset", "base", "what"), rows))
    return 0


def _base(name: str) -> dict[str, object]:
    """What is known of its base without a network; nothing where nobody here knows it."""
    from companion.errors import TrainingError
    from trainer import outline, recipe

    try:
        found = outline.of(recipe.preset(name), offline=True)
    except TrainingError:
        return {}
    return {
        "parameters": found.parameters,
        "licence": found.licence.name,
        "commercial": found.licence.commercial,
        "download_bytes": found.download_bytes,
        "here": found.found is not None,
    }


def _about(file: Path) -> str:
    """The first sentence of the comment at its top."""
    lines = [
        line[2:] for line in file.read_text(encoding="utf-8").split("\n\n")[0].splitlines() if line.startswith("# ")
    ]
    return " ".join(lines).partition(". ")[0].rstrip(".")
