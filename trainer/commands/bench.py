"""`companion-train bench`: how fast training is here, and what memory it takes, beside the plain libraries."""

import argparse
import json
from pathlib import Path
from typing import Any

HELP = "measure training on this machine: tokens a second, memory, loss, beside the plain libraries"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is compared, on what, how long."""
    parser.add_argument("--arms", default="hf,ours,unsloth", help="of hf, hf16, ours, unsloth (default: %(default)s)")
    parser.add_argument("--base", default="starter", help="`starter` or a folder (default: %(default)s)")
    parser.add_argument("--shape", choices=("small", "qwen3-4b", "qwen2.5-7b"), help="random weights in this shape")
    parser.add_argument("--steps", type=_count, default=20, help="updates that are timed (default: %(default)s)")
    parser.add_argument("--warmup", type=_count, default=5, help="updates before them (default: %(default)s)")
    parser.add_argument("--batch", type=_count, default=8, help="conversations an update (default: %(default)s)")
    parser.add_argument("--length", type=_count, default=1024, help="most tokens of a row (default: %(default)s)")
    parser.add_argument("--rank", type=_count, default=16, help="of the adapter (default: %(default)s)")
    parser.add_argument(
        "--prompt", choices=("short", "full"), default="full", help="system turn (default: %(default)s)"
    )
    parser.add_argument("--threads", type=int, default=0, help="0 = all cores but one")
    parser.add_argument("--out", type=Path, metavar="FILE", help="also write the whole report as JSON")


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")
    return int(text)


def run(given: argparse.Namespace) -> int:
    import sys
    import tempfile

    from companion.errors import TrainingError
    from trainer import base, opening
    from trainer.training import bench

    arms = [arm.strip() for arm in given.arms.split(",") if arm.strip()]
    unknown = [arm for arm in arms if arm not in bench.ARMS]
    if unknown or not arms:
        raise TrainingError(
            f"--arms: there is no arm {', '.join(unknown) or 'named'}.",
            code="bench-arms",
            hint=f"Arms: {', '.join(bench.ARMS)}.",
        )

    def tell(text: str) -> None:
        print(f"bench: {text}", file=sys.stderr, flush=True)

    recipe = _recipe(given)
    folder = bench.shaped(given.shape, tell) if given.shape else base.resolve(recipe, offline=True).folder
    with tempfile.TemporaryDirectory(prefix="companion-bench-") as work:
        report = bench.measure(arms, folder, recipe, steps=given.steps, warmup=given.warmup, work=Path(work), tell=tell)
    if given.out:
        from trainer.training.examples import write_text

        write_text(given.out, json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    if given.json:
        opening.say({"ok": True, **report})
    else:
        print(_words(report))
    return 0 if any("error" not in row for row in report["arms"].values()) else 1


def _recipe(given: argparse.Namespace) -> Any:
    from trainer.recipe import Recipe

    stage = {"batch": given.batch, "accumulate": 1, "epochs": 1, "warmup": 0, "scheduler": "constant"}
    train = {
        "method": "qlora",
        "max_length": given.length,
        "threads": given.threads,
        "patience": 0,
        "lora": {"r": given.rank, "alpha": 2 * given.rank, "dropout": 0.0},
        "stages": [stage | {"learning_rate": 1e-3, "optimizer": "adamw_torch"}],
    }
    return Recipe.model_validate({"base": given.base, "prompt": given.prompt, "train": train})


def _words(report: dict[str, Any]) -> str:
    from trainer.terminal import size, table

    rows = []
    for arm, row in report["arms"].items():
        if "error" in row:
            rows.append((arm, row["error"], "", "", "", ""))
            continue
        rows.append(
            (
                arm,
                f"{row['tokens_per_second']:,.0f}",
                f"{row['ms_per_step']:,.0f}",
                size(row["peak_bytes"]),
                f"{row['losses'][0]:.3f} -> {row['losses'][-1]:.3f}",
                f"{row['held_out_loss']:.3f}" if row["held_out_loss"] is not None else "",
            )
        )
    head = ("arm", "tokens a second", "ms an update", "peak memory", "loss", "held-out loss")
    where = next((row["hardware"] for row in report["arms"].values() if "hardware" in row), "")
    weights = f"{report['parameters'] / 1e6:,.1f} million weights"
    return f"{report['base']}, {weights}, {where}\n\n{table(head, rows)}"
