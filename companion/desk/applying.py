"""Settings that a page has changed: written to the person's conf.yaml, and taken over by the running app."""

from collections.abc import Callable, Mapping
from typing import Any

from companion import settings_file
from companion.desk import shelf
from companion.desk.host import Host
from companion.errors import CompanionError, ModelError
from companion.models import installed
from companion.ui.models.items import KINDS, Kind
from companion.voice.stages import explained


def write(host: Host, changes: Mapping[str, Any]) -> None:
    """Into the person's file, their comments stay. A pool thread. Raises ConfigError; then nothing has changed."""
    settings_file.change(changes, host.live.source.place)


def apply(host: Host, changes: Mapping[str, Any]) -> bool:
    """What was written counts now; False where it does from the next start. Main thread; returns at once."""
    return host.live.take(changes)


def use_model(
    host: Host,
    model_id: str,
    done: Callable[[bool], object],
    failed: Callable[[CompanionError], object],
    kind: Kind | None = None,
) -> None:
    """She thinks, hears or speaks with this model from now on. Main thread; the answer is one of the two, there.

    kind: needed for the one that ships, whose id is "". done: whether it counts without a new start.
    """

    def work() -> None:
        try:
            changes = shelf.settings_for(kind or _kind_of(model_id), model_id, host.config)
            write(host, changes)
        except Exception as error:  # thread boundary: the person is told, whatever it was
            failure = explained("models", error)
            host.on_main(lambda: failed(failure))
        else:
            host.on_main(lambda: done(apply(host, changes)))

    host.background(work)


def _kind_of(model_id: str) -> Kind:
    here = installed.find(model_id)
    found = next((kind for kind in KINDS if here is not None and kind == here.kind), None)
    if found is None:
        raise ModelError(f"The model {model_id} is not on this machine.", code="models-not-there")
    return found
