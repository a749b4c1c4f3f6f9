"""A download in a process of its own, to be killed: `python -m tests.models.process ENTRY.json HUB [FILE_SIZE_LIMIT]`.

Prints one line of JSON for each report, and the error's code at the end.
"""

import itertools
import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

from companion.errors import ModelError
from companion.models.catalogue import Entry
from companion.models.hub import Hub
from companion.models.install import Surroundings, install
from tests.models.conftest import QUICK


def main(entry: str, hub: str, limit: str = "") -> None:
    if limit:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
    model = Entry.model_validate_json(Path(entry).read_text(encoding="utf-8"))
    ticks = itertools.count()  # each look at the clock is a second later: every step is reported
    patience = replace(QUICK, timeouts=(10.0, 30.0))
    around = Surroundings(patience=patience, clock=lambda: float(next(ticks)), free=lambda folder: 1 << 40)
    try:
        install(model, Hub(hub), report=lambda p: print(json.dumps(asdict(p)), flush=True), around=around)
    except ModelError as error:
        print(json.dumps({"code": error.code}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
