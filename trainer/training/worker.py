"""A training in a process of its own: `python -m trainer.training.worker JOB RESULT [unsloth]`.

Started by trainer/training/launch.py only: once by accelerate for each GPU, or once by the Python of the environment in
which unsloth lives. Lines of standard output that begin with MARK are reports; the result is a file. Everything else
that is printed belongs to the log.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

MARK = "\x1e"
"""Record separator: begins a line that is a report."""


def main(arguments: list[str]) -> int:
    """Exit status: 0 and a result file, or 1 and a result file with an error in it."""
    from companion.errors import TrainingError
    from trainer.training import dpo, sft
    from trainer.training.job import Job
    from trainer.training.memory import Sizes

    task = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    job, sizes, target = Job(**task["job"]), Sizes(**task["sizes"]), Path(arguments[1])
    first = os.environ.get("RANK", "0") == "0"

    def say(record: dict[str, Any]) -> None:
        if first:
            print(MARK + json.dumps(record, default=str), flush=True)

    try:
        if arguments[2:] == ["unsloth"]:
            from trainer.training import unsloth

            done = unsloth.attempt(job, sizes, say)
        else:
            done = (sft if job.kind == "sft" else dpo).attempt(job, sizes, say)
    except TrainingError as error:
        _write(target, {"error": [type(error).__name__, error.message, error.code, error.hint]})
        return 1
    if first:
        _write(target, {"done": done.to_json()})
    return 0


def _write(target: Path, record: dict[str, Any]) -> None:
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    part.write_text(json.dumps(record), encoding="utf-8")
    part.replace(target)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
