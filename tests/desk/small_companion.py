"""`companion` with another catalogue: `python -m tests.desk.small_companion ENTRY.json …`; a process of its own."""

import itertools
import sys
from dataclasses import replace
from pathlib import Path

from companion.__main__ import main
from companion.models import catalogue, install
from companion.models.catalogue import Catalogue, Entry
from tests.models.conftest import QUICK


def run() -> int:
    entry = Entry.model_validate_json(Path(sys.argv[1]).read_text(encoding="utf-8"))
    made = Catalogue(catalogue.load().licences, (entry,))
    catalogue.load = lambda path=None: made
    patience = replace(QUICK, timeouts=(10.0, 30.0))
    usual = install.install
    ticks = itertools.count()  # each look at the clock is a second later: every step is reported
    around = install.Surroundings(patience, clock=lambda: float(next(ticks)))
    install.install = lambda *arguments, **more: usual(*arguments, **more, around=around)
    if "models" not in sys.argv[2:]:  # the window: what it starts is this program too
        from companion.desk import child

        child.COMMAND = ("-m", "tests.desk.small_companion", sys.argv[1])
    return main(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(run())
