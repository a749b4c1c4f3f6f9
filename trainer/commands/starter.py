"""`companion-train starter brain|ears`: makes the starter models that ship with the program."""

import argparse

HELP = "train one of the models that ship with the program; hours on a CPU"
_MODELS = ("brain", "ears")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The model; what follows belongs to its own recipe."""
    parser.add_argument("model", choices=_MODELS)
    parser.add_argument("options", nargs=argparse.REMAINDER, help="of the recipe; --help lists them")


def run(given: argparse.Namespace) -> int:
    if given.model == "brain":
        from trainer.starter.brain import build as brain

        return brain.main(given.options)
    from trainer.starter.ears import build as ears

    ears.main(list(given.options))
    return 0
