"""The window system: which Qt platform to start on, whether we may place our windows, and when screens change."""

import sys
from collections.abc import Callable, Mapping, MutableMapping

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QScreen

FRAMELESS = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
_FINE = 2.0  # device pixels by logical ones


def choose_platform(environment: MutableMapping[str, str], platform: str = sys.platform) -> str:
    """Set QT_QPA_PLATFORM where Qt's own choice would not do; call before QApplication. Returns what was chosen, or "".

    A Wayland client may not place its own windows: `move` is ignored, and transparent windows leave old frames.
    """
    if not platform.startswith("linux") or environment.get("QT_QPA_PLATFORM"):
        return ""
    # WORKAROUND for https://github.com/MerZlin/dsh-pet-indesktop/issues/38: XWayland has neither problem.
    if _is_wayland(environment) and environment.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "xcb"
        return "xcb"
    return ""


def draw_alone(environment: MutableMapping[str, str], ratio: float) -> bool:
    """Keep Qt from dividing pictures among threads; call before anything is painted. ratio: device pixels by logical.

    At her size on a usual screen, waking a thread takes longer than its share of the work, some hundred times a second
    while she only breathes. Where her picture has four times as many pixels the threads are worth it.
    """
    if ratio >= _FINE:
        return False
    environment.setdefault("QT_NO_GUI_THREADPOOL", "1")
    return True


def has_screen(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether windows can be shown at all."""
    if not platform.startswith("linux"):
        return True
    named = environment.get("QT_QPA_PLATFORM", "")
    shown = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    return bool(shown) or named in ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")


def can_place() -> bool:
    """Whether `move` works on this window system."""
    return not QGuiApplication.platformName().startswith("wayland")


def _is_wayland(environment: Mapping[str, str]) -> bool:
    return environment.get("XDG_SESSION_TYPE") == "wayland" or bool(environment.get("WAYLAND_DISPLAY"))


def watch_screens(app: QGuiApplication, changed: Callable[[], None]) -> None:
    """Call `changed` whenever a screen goes, comes or changes its usable area."""

    def watch(screen: QScreen) -> None:
        screen.availableGeometryChanged.connect(lambda _rect: changed())

    for screen in QGuiApplication.screens():
        watch(screen)
    app.screenAdded.connect(watch)
    app.screenRemoved.connect(lambda _screen: changed())


def make_timer(parent: QObject, call: Callable[[], None], *, single: bool = True) -> QTimer:
    """A timer of `parent` that calls `call`; not started."""
    made = QTimer(parent)
    made.setSingleShot(single)
    made.timeout.connect(call)
    return made
