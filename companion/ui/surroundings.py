"""What speaks for painting less: the machine runs on its battery, or another program fills the screen. Main thread.

Asked every few seconds while her window is shown, by psutil and, for the full screen, by Xlib or the Windows shell;
both answer at once. Where neither can tell (Wayland, macOS) nothing is assumed.
"""

import ctypes
import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

log = logging.getLogger(__name__)

PERIOD_MS = 5_000
_BUSY_STATES = (2, 3, 4)  # SHQueryUserNotificationState: busy, full-screen Direct3D, presentation


def on_battery() -> bool:
    """Whether the battery feeds the machine; False where there is none or nobody knows."""
    import psutil

    with suppress(OSError, RuntimeError, AttributeError, NotImplementedError):
        battery = psutil.sensors_battery()
        return battery is not None and battery.power_plugged is False
    return False


class FullScreen:
    """Calling it tells whether the active window of another program fills a screen."""

    def __init__(self, platform: str) -> None:
        """platform: QGuiApplication.platformName()."""
        self._display: Any = None
        if platform == "xcb":
            with suppress(Exception):  # Xlib: no display, no permission: it can't be known
                from Xlib import display

                self._display = display.Display()

    def __call__(self) -> bool:
        if sys.platform == "win32":
            state = ctypes.c_int(0)
            done: int = ctypes.windll.shell32.SHQueryUserNotificationState(ctypes.byref(state))
            return done == 0 and state.value in _BUSY_STATES
        if self._display is None:
            return False
        try:
            return self._active_is_full()
        except Exception as error:  # Xlib raises many kinds when a window goes at that moment
            log.debug("the active window could not be asked: %s", type(error).__name__)
            return False

    def close(self) -> None:
        if self._display is not None:
            self._display.close()
            self._display = None

    def _active_is_full(self) -> bool:
        from Xlib import Xatom

        ask = self._display.intern_atom
        active = self._display.screen().root.get_full_property(ask("_NET_ACTIVE_WINDOW"), Xatom.WINDOW)
        if active is None or not active.value or not active.value[0]:
            return False
        window = self._display.create_resource_object("window", active.value[0])
        state = window.get_full_property(ask("_NET_WM_STATE"), Xatom.ATOM)
        return state is not None and ask("_NET_WM_STATE_FULLSCREEN") in state.value


class Surroundings(QObject):
    """`changed` says whether she should paint less now. `start` and `stop` as her window is shown and hidden."""

    changed = Signal(bool)

    def __init__(
        self, full_screen: Callable[[], bool], battery: Callable[[], bool] = on_battery, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._full_screen, self._battery = full_screen, battery
        self.sparing = False
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """Ask now."""
        sparing = self._battery() or self._full_screen()
        if sparing != self.sparing:
            self.sparing = sparing
            self.changed.emit(sparing)
