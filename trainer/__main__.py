"""The `companion-train` command: arguments only; what a stage needs (torch) is imported by the stage itself.

So far it makes the starter models; training a persona of one's own comes next.
"""

import argparse
import sys
from collections.abc import Sequence

_MODELS = ("brain", "ears")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    arguments = parser().parse_args(argv)
    from companion.errors import CompanionError

    try:
        return _starter(arguments.model, arguments.options)
    except CompanionError as error:
        print(f"companion-train: {error}", file=sys.stderr)
        return 1
    except ImportError as error:
        print(
            f"companion-train: the library `{error.name}` is not installed. "
            "Install what training needs: pip install 'vtuber-companion[starter]'.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """All arguments; those of a model's own recipe are passed on to it."""
    top = argparse.ArgumentParser(
        prog="companion-train", description="Makes the starter models. (Training a persona of your own comes next.)"
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    starter = commands.add_parser("starter", help="train one of the models that ship with the program; hours on a CPU")
    starter.add_argument("model", choices=_MODELS)
    starter.add_argument("options", nargs=argparse.REMAINDER, help="of the recipe; --help lists them")
    return top


def _starter(model: str, options: Sequence[str]) -> int:
    if model == "brain":
        from trainer.starter.brain import build as brain

        return brain.main(options)
    from trainer.starter.ears import build as ears

    ears.main(list(options))
    return 0


if __name__ == "__main__":
    sys.exit(main())
