"""How much processor time the real window takes while nobody talks.

    script/with-desktop .venv/bin/python -m benchmarks.idle_cpu [--wait 60] [--seconds 60] [--events] [--json FILE]

Starts the program as a person does, on a virtual screen with a virtual microphone and speaker, waits until her greeting
is long over, and measures the program and its children. With `--events` the program also writes down what happens, as
the tests want it, which takes some time of its own. Prints JSON: percent of one core, as a whole, by process and by
thread; exit code 1 above the limit of 5 %.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

from tests.e2e.driver import App, base_environment
from tests.virtual_audio import VirtualAudio

LIMIT = 5.0  # percent of a core


def main(argv: Sequence[str] | None = None) -> int:
    """Measure once."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.idle_cpu", description=__doc__.splitlines()[0])
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a setting of the program")
    parser.add_argument("--wait", type=float, default=60.0, help="seconds from the start to the measurement")
    parser.add_argument("--seconds", type=float, default=60.0, help="length of the measurement")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    parser.add_argument("--events", action="store_true", help="let the program write down what happens")
    arguments = parser.parse_args(argv)
    if not os.environ.get("DISPLAY"):
        print("No screen: run it with script/with-desktop.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="companion-idle-") as folder:
        audio = VirtualAudio(Path(folder) / "audio")
        audio.start()
        try:
            home, environment = Path(folder) / "home", base_environment() | audio.env
            with App(home, environment, *arguments.set, watched=arguments.events) as app:
                time.sleep(arguments.wait)
                if not app.running():
                    print(app.output(), file=sys.stderr)
                    return 2
                figures = _measure(psutil.Process(app.pid), arguments.seconds)
        finally:
            audio.stop()
    text = json.dumps(figures, indent=1)
    print(text)
    if arguments.json:
        arguments.json.write_text(text + "\n", encoding="utf-8")
    return 0 if figures["percent_of_a_core"] <= LIMIT else 1


def _measure(program: psutil.Process, seconds: float) -> dict[str, Any]:
    family = [program, *program.children(recursive=True)]
    before, threads_before = [_used(process) for process in family], _threads(program)
    started = time.monotonic()
    time.sleep(seconds)
    taken = time.monotonic() - started
    share = [(_used(process) - used) / taken * 100 for process, used in zip(family, before, strict=True)]
    by_thread = {
        name: round((used - threads_before.get(name, 0.0)) / taken * 100, 2) for name, used in _threads(program).items()
    }
    return {
        "percent_of_a_core": round(sum(share), 2),
        "by_process": {
            f"{process.name()} {process.pid}": round(part, 2) for process, part in zip(family, share, strict=True)
        },
        "busiest_threads": dict(sorted(by_thread.items(), key=lambda item: -item[1])[:8]),
        "rss_mb": round(sum(process.memory_info().rss for process in family) / 1e6, 1),
        "load_average": round(os.getloadavg()[0], 2),
    }


def _used(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _threads(program: psutil.Process) -> dict[str, float]:
    """Processor seconds by thread, named as the system names them (Linux)."""
    used = {}
    for thread in program.threads():
        name = Path(f"/proc/{program.pid}/task/{thread.id}/comm")
        label = name.read_text().strip() if name.exists() else "thread"
        used[f"{label} {thread.id}"] = thread.user_time + thread.system_time
    return used


if __name__ == "__main__":
    sys.exit(main())
