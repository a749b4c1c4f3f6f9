"""Settings that a page has changed: written to the person's conf.yaml, and taken over by the running app."""

from collections.abc import Mapping
from typing import Any

from companion import settings_file
from companion.desk.host import Host


def write(host: Host, changes: Mapping[str, Any]) -> None:
    """Into the person's file, their comments stay. A pool thread. Raises ConfigError; then nothing has changed."""
    settings_file.change(changes)


def apply(host: Host, changes: Mapping[str, Any]) -> bool:
    """What was written counts now; False where it does from the next start. Main thread; returns at once."""
    return host.live.take(changes)
