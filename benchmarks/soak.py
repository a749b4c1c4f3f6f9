"""Talk for a long time and watch what grows: memory of all processes, threads, queues.

    python -m benchmarks.soak [--minutes 30] [--brain MODEL.gguf] [--stand-ins FOLDER] [--out FILE.json]

Replays the turns of the bench (both languages, pauses, noise, barge-in, back-channels) through the real loop, over and
over, with a character switch every 20 turns. Figures are taken between turns. The first fifth of the time, at most five
minutes, is warm-up. Prints JSON; exit code 1 if memory grew by more than 5 %, threads were left or a queue did not
empty.
"""

import argparse
import itertools
import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from companion import config
from companion.cli import bench, bench_report, bench_turns
from companion.cli.bench_stage import Stage

GROWTH = 0.05
SWITCH_EVERY = 20  # turns


@dataclass(frozen=True)
class Sample:
    """Between two turns. rss_mb: of this process and its children; waiting: the longest queue."""

    seconds: float
    turns: int
    rss_mb: float
    own_mb: float
    threads: int
    files: int
    waiting: int


def main(argv: Sequence[str] | None = None) -> int:
    """Talk, then judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--brain", metavar="MODEL.gguf", help="instead of the one in conf.yaml")
    parser.add_argument("--stand-ins", type=Path, metavar="FOLDER", help="random models of real size")
    parser.add_argument("--out", type=Path, metavar="FILE", help="also write all samples there")
    arguments = parser.parse_args(argv)
    overrides = {"brain.model": arguments.brain} if arguments.brain else None
    ((_, settings, known),) = bench.plan(config.load(overrides=overrides), arguments.stand_ins, ablation=False)
    results, samples = _talk(settings, arguments.minutes * 60, known=known)
    report = judge(samples, arguments.minutes * 60)
    report["conversation"] = bench_report.summary(results, 0.0)
    print(json.dumps(report, ensure_ascii=False, indent=1))
    if arguments.out is not None:
        arguments.out.write_text(json.dumps(report | {"samples": [asdict(sample) for sample in samples]}))
    return 0 if report["steady"] else 1


def _talk(settings: config.Config, seconds: float, *, known: bool) -> tuple[list[Any], list[Sample]]:
    turns = bench_turns.load(len(bench_turns.KINDS) * 100)
    results, samples = [], []
    started = time.monotonic()
    with bench.open_stage(settings, known=known) as stage:
        for index, turn in enumerate(itertools.cycle(turns)):
            if time.monotonic() - started >= seconds:
                break
            results.append(stage.play(index, turn))
            samples.append(_sample(stage, time.monotonic() - started, index + 1))
            if (index + 1) % SWITCH_EVERY == 0:
                stage.switches(1)
                print(f"[soak] {samples[-1]}", file=sys.stderr, flush=True)
    return results, samples


def _sample(stage: Stage, seconds: float, turns: int) -> Sample:
    me = psutil.Process()
    family = [me, *me.children(recursive=True)]
    sizes = [process.memory_info().rss / 1e6 for process in family if process.is_running()]
    depths = {name: depth for name, depth in stage.depths().items() if name != "frames"}
    return Sample(
        round(seconds, 1),
        turns,
        round(sum(sizes), 1),
        round(sizes[0], 1),
        threading.active_count(),
        me.num_fds() if os.name == "posix" else 0,
        max(depths.values(), default=0),
    )


def judge(samples: Sequence[Sample], seconds: float) -> dict[str, Any]:
    """Compares the tenth of the samples behind the warm-up with the last tenth."""
    warm = [sample for sample in samples if sample.seconds >= min(300.0, seconds / 5)] or list(samples[-1:])
    part = max(1, len(warm) // 10)
    begin, end = warm[:part], warm[-part:]

    def middle(group: Sequence[Sample], name: str) -> float:
        return float(statistics.median(getattr(sample, name) for sample in group))

    growth = middle(end, "rss_mb") / middle(begin, "rss_mb") - 1
    threads = middle(end, "threads") - middle(begin, "threads")
    waiting = max(sample.waiting for sample in warm)
    return {
        "minutes": round(samples[-1].seconds / 60, 1),
        "turns": samples[-1].turns,
        "rss_mb": {"after_warm_up": middle(begin, "rss_mb"), "at_end": middle(end, "rss_mb")},
        "growth": round(growth, 4),
        "threads": {"after_warm_up": middle(begin, "threads"), "at_end": middle(end, "threads")},
        "files": {"after_warm_up": middle(begin, "files"), "at_end": middle(end, "files")},
        "longest_queue_between_turns": waiting,
        "load_average": round(os.getloadavg()[0], 2),
        "steady": growth <= GROWTH and threads <= 0 and waiting <= 4,
    }


if __name__ == "__main__":
    sys.exit(main())
