"""`companion doctor`: tries every part for real and says, for each failure, what to do. Never prints what was said.

`--live` prints a JSON line when a check begins and one with what it found, for a window that shows them as they come.
"""

import argparse
import sys
from dataclasses import asdict

from companion.checkup import report
from companion.checkup.check import Check
from companion.checkup.run import checks
from companion.cli import output
from companion.config import Config

_MARKS = {"pass": "ok  ", "fail": "FAIL", "note": "note", "skip": "skip"}


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Print the report; exit code 1 if anything failed."""
    results: list[Check] = []
    for result in checks(config, _begun if arguments.live else lambda name: None):
        results.append(result)
        if arguments.live:
            print(output.line({"event": "check"} | asdict(result)), flush=True)
        elif not (arguments.json or arguments.report):
            _print(result)
    failed = [result for result in results if result.status == "fail"]
    if arguments.json:
        print(output.line({"ok": not failed, "checks": [asdict(result) for result in results]}))
    elif arguments.report:
        print(report.text(results), end="")
    elif failed and not arguments.live:
        print(f"\n{len(failed)} of {len(results)} checks failed.", file=sys.stderr)
    elif not arguments.live:
        print("\nAll is well.")
    return 1 if failed else 0


def _begun(name: str) -> None:
    print(output.line({"event": "begun", "name": name}), flush=True)


def _print(result: Check) -> None:
    print(f"{_MARKS[result.status]} {result.name:<12} {result.detail}")
    if result.fix:
        print(f"     -> {result.fix}")
