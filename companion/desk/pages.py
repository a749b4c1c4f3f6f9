"""The pages that the menu offers, in their order. Adding one is a line here and a module `companion.desk.<name>`.

Such a module has `open(host: Host) -> QWidget`: it makes the window, which is shown and raised by the caller and is
asked for again only after it was closed (or at once, when it sets `WA_DeleteOnClose`, or when the module says
`ASKED_EACH_TIME = True`).
"""

import importlib
import importlib.util
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from companion.desk.host import Host

PAGES = ("conversations", "character_page", "make", "settings", "models_page", "doctor_page", "first_run")
"""Names; the menu's words are `page.<name>` in the texts."""


def available() -> tuple[str, ...]:
    """Those whose module is there."""
    return tuple(name for name in PAGES if importlib.util.find_spec(f"companion.desk.{name}") is not None)


def asked_each_time(name: str) -> bool:
    """Whether the page's `open` is to be called although its window is open: it makes more of it."""
    return bool(getattr(importlib.import_module(f"companion.desk.{name}"), "ASKED_EACH_TIME", False))


def make(name: str, host: "Host") -> Any:
    """A new window of this page. Raises what its `open` raises."""
    return importlib.import_module(f"companion.desk.{name}").open(host)
