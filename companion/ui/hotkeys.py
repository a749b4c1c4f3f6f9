"""Keys that work in any program: come back, hold to talk, mute, do not disturb.

Made and used on the main thread; pynput listens on a thread of its own and its news arrives here as queued signals.
Nothing listens while no key is set. What is typed is compared and forgotten at once; it is neither kept nor logged.
"""

import logging
import threading
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

log = logging.getLogger(__name__)
_PATIENCE = 2.0  # seconds that the library has to begin


class Hotkeys(QObject):
    """`set` says which keys are wanted; `pressed` and `released` carry the name of the command."""

    pressed = Signal(str)
    released = Signal(str)
    failed = Signal(str)  # why there are none, in English

    def __init__(self) -> None:
        super().__init__()
        self._listener: Any = None
        self._wanted: dict[str, frozenset[Any]] = {}
        self._down: set[Any] = set()
        self._active: set[str] = set()
        self._keys: dict[str, str] = {}
        self._beginning: threading.Thread | None = None

    @property
    def listening(self) -> bool:
        return self._listener is not None

    def set(self, keys: Mapping[str, str]) -> None:
        """Use these from now on: command -> combination ("<ctrl>+<alt>+space"; "" = none)."""
        keys = {name: combination for name, combination in keys.items() if combination}
        if keys == self._keys:
            return
        self.close()
        self._keys = keys
        if keys:  # the library takes a moment to load and to begin
            self._beginning = threading.Thread(target=self._listen, args=(keys,), name="hotkeys", daemon=True)
            self._beginning.start()

    def close(self) -> None:
        """Stop listening. Under X11 pynput's (daemon) thread ends with the next key; until then it is deaf."""
        if self._beginning is not None:
            self._beginning.join(_PATIENCE)
            self._beginning = None
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.stop()
        self._keys, self._wanted = {}, {}
        self._down.clear()
        self._active.clear()

    # --- a thread of its own ---

    def _listen(self, keys: Mapping[str, str]) -> None:
        try:
            from pynput import keyboard

            self._wanted = {name: frozenset(keyboard.HotKey.parse(combination)) for name, combination in keys.items()}
            listener = keyboard.Listener(on_press=self._on_press, on_release=self._on_release)
            self._listener = listener
            listener.start()
            listener.wait()
        except Exception as error:  # no X server, no permission, a key that this keyboard lacks: many kinds
            said = str(error).splitlines()[0] if str(error) else ""
            log.warning("no global hotkeys: %s %s", type(error).__name__, said)
            self._listener, self._keys, self._wanted = None, {}, {}
            self.failed.emit(
                said if said and isinstance(error, ValueError) else type(error).__name__
            )  # a key, or a kind

    # --- pynput's thread ---

    def _on_press(self, key: Any) -> None:
        listener = self._listener
        if listener is None or listener is not threading.current_thread() or key is None:
            return
        self._down.add(listener.canonical(key))
        for name, combination in self._wanted.items():
            if combination <= self._down and name not in self._active:
                self._active.add(name)
                self.pressed.emit(name)

    def _on_release(self, key: Any) -> None:
        listener = self._listener
        if listener is None or listener is not threading.current_thread() or key is None:
            return
        self._down.discard(listener.canonical(key))
        for name in [name for name in self._active if not self._wanted[name] <= self._down]:
            self._active.discard(name)
            self.released.emit(name)
