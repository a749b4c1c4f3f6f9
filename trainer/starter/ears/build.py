"""``python -m trainer.starter.ears.build``: speak, train, export and evaluate the starter ears."""

from __future__ import annotations

import argparse
from pathlib import Path


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="trainer.starter.ears.build", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("assets/starter/ears"), help="where the model goes")
    parser.add_argument("--work", type=Path, default=Path("out/ears"), help="checkpoint and log")
    parser.add_argument("--steps", type=int, default=6_000, help="batches of 16 (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--threads", type=int, default=1, help="threads of torch (default: %(default)s)")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --work")
    parser.add_argument("--export-only", action="store_true", help="export and evaluate the checkpoint in --work")
    chosen = parser.parse_args(arguments)

    from trainer.starter.ears.schedule import Schedule
    from trainer.starter.ears.train import CHECKPOINT, train

    checkpoint = chosen.work / CHECKPOINT
    if not chosen.export_only:
        checkpoint = train(chosen.work, Schedule(steps=chosen.steps, seed=chosen.seed), chosen.resume, chosen.threads)
    from trainer.starter.ears.evaluate import evaluate, write_report
    from trainer.starter.ears.export import export

    facts = export(checkpoint, chosen.out)
    write_report(chosen.out, facts, evaluate(chosen.out))


if __name__ == "__main__":
    main()
