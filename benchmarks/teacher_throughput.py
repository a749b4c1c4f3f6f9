"""How near a teacher's pool comes to what its server allows: `python -m benchmarks.teacher_throughput`.

A server on this machine answers each request after `--delay` seconds, however many there are. The ideal is
requests / workers * delay. Client and server share this process and its interpreter lock, so what a real server on
another machine allows is a little more.
"""

import argparse
import asyncio
import json
import os
import platform
import tempfile
import time
from pathlib import Path

from tests.trainer.teachers.asked import pool, read, recipe, requests
from tests.trainer.teachers.loopback import Said, server


def measure(workers: int, delay: float, rounds: int) -> dict[str, float]:
    """Seconds of wall clock and CPU for `workers * rounds` requests, and their share of the ideal."""
    count = workers * rounds
    with server(lambda number, body: Said(delay=delay)) as log, tempfile.TemporaryDirectory() as folder:
        settings = recipe(log.url, workers=workers)

        async def ask() -> tuple[float, float]:
            async with pool(settings, Path(folder)) as asked:
                began, used = time.monotonic(), time.process_time()
                found = await asked.run(requests(count), read)
                assert len(found) == count
                return time.monotonic() - began, time.process_time() - used

        seconds, cpu = asyncio.run(ask())
    return {
        "workers": workers,
        "delay_s": delay,
        "requests": count,
        "seconds": round(seconds, 2),
        "of_ideal": round(rounds * delay / seconds, 4),
        "cpu_ms_per_request": round(cpu / count * 1000, 2),
        "load_before": round(os.getloadavg()[0], 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, nargs="+", default=[32])
    parser.add_argument("--delay", type=float, default=1.0, help="seconds an answer takes")
    parser.add_argument("--rounds", type=int, default=20, help="requests a worker")
    parser.add_argument("--out", type=Path, metavar="FILE", help="also write the figures there")
    arguments = parser.parse_args()
    runs = []
    for workers in arguments.workers:
        runs.append(measure(workers, arguments.delay, arguments.rounds))
        print(json.dumps(runs[-1]), flush=True)
    if arguments.out:
        machine = {"system": platform.platform(), "cores": os.cpu_count(), "python": platform.python_version()}
        arguments.out.write_text(json.dumps({"machine": machine, "runs": runs}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
