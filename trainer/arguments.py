"""Arguments that several commands take. Imports nothing heavy: --help answers at once."""

import argparse
from typing import Any


def add_id(parser: argparse.ArgumentParser) -> None:
    """The argument that names the workspace."""
    parser.add_argument("id", metavar="ID", help="the character's id: her workspace")


def add_recipe(parser: argparse.ArgumentParser) -> None:
    """The arguments that change the recipe for this time."""
    parser.add_argument(
        "--set", type=setting, action="append", default=[], metavar="KEY=VALUE", help="one setting of the recipe"
    )
    parser.add_argument("--base", metavar="BASE", help="another base model: the same as --set base=BASE")
    parser.add_argument("--preset", metavar="NAME", help="another preset: the same as --set preset=NAME")


def setting(text: str) -> tuple[str, Any]:
    """`train.seed=2` as key and YAML value."""
    import yaml

    key, separator, value = text.partition("=")
    if not separator or not key.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is not KEY=VALUE")
    try:
        return key.strip(), yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise argparse.ArgumentTypeError(f"{value!r} is not a YAML value") from error
