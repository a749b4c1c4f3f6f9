"""The adapters of a loaded base: several characters share the base, and each speaks through her own.

Lives in the brain's process, main thread only. An adapter is loaded once and kept, so that changing costs no reading;
a file that has been replaced since is loaded anew.
"""

from collections import OrderedDict
from pathlib import Path
from typing import Any

from companion.engines.llm._native import NativeFailure
from companion.engines.llm._snapshots import Snapshots, model_key

KEPT = 8  # adapters in memory besides the one that is worn
_Signature = tuple[str, int, int]


class AdapterFailure(Exception):
    """The adapter can't be used; the message holds llama.cpp's own words about the file."""


class Adapters:
    """Which adapter the model wears. Snapshots of computed prefixes belong to one adapter each."""

    def __init__(self, model: Any, snapshots: Snapshots) -> None:
        self._model = model
        self._snapshots = snapshots
        self._loaded: OrderedDict[_Signature, tuple[Any, str]] = OrderedDict()
        self._worn: _Signature | None = None

    def load(self, path: str) -> None:
        """Read the adapter if it is not there yet; "" is none. Raises AdapterFailure."""
        if path:
            self._get(_signature(path))

    def use(self, path: str) -> None:
        """Speak through this adapter from now on; "" is the base alone. Raises AdapterFailure."""
        wanted = _signature(path) if path else None
        if wanted == self._worn:
            return
        adapter, key = self._get(wanted) if wanted is not None else (None, "")
        try:
            self._model.wear(adapter)
        except NativeFailure as error:
            raise AdapterFailure(str(error)) from error
        self._worn = wanted
        self._snapshots.adapter = key
        self._shrink()

    def _get(self, wanted: _Signature) -> tuple[Any, str]:
        if wanted not in self._loaded:
            path = Path(wanted[0])
            try:
                self._loaded[wanted] = (self._model.load_adapter(path), model_key(path))
            except (NativeFailure, OSError) as error:
                raise AdapterFailure(str(error)) from error
        self._loaded.move_to_end(wanted)
        return self._loaded[wanted]

    def _shrink(self) -> None:
        idle = [signature for signature in self._loaded if signature != self._worn]
        for signature in idle[: max(0, len(idle) - KEPT)]:
            self._model.free_adapter(self._loaded.pop(signature)[0])


def _signature(path: str) -> _Signature:
    try:
        stat = Path(path).stat()
    except OSError as error:
        raise AdapterFailure(f"{path} can't be read: {error.strerror}") from error
    return path, stat.st_mtime_ns, stat.st_size
