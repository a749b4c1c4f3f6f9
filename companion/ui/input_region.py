"""Which part of a window catches the mouse, without cutting what is painted. Main thread.

`QWidget.setMask` cuts the painting too on X11 (it sets the bounding shape): at the edges of a figure that moves, the
newly uncovered pixels are black until the next frame. The X Shape extension has a shape for input alone (ShapeInput,
"X Nonrectangular Window Shape Extension" 1.1), which Qt does not offer; it is set here over a connection of our own.
Where that does not go (other systems; no compositor, so that the shape must also hide the corners), `setMask` is used.
"""

import ctypes
import logging
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_int16, c_uint8, c_uint16, c_uint32, c_void_p

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication, QRegion
from PySide6.QtWidgets import QWidget

log = logging.getLogger(__name__)

_USUAL, _QUICK, _CALM = 0.25, 0.05, 1.0  # seconds; what is cut off is seen, a pointer comes seldom
_SET, _INPUT, _UNSORTED = 0, 2, 0  # operation, kind and ordering of xcb_shape_rectangles


class _Rectangle(Structure):
    _fields_ = (("x", c_int16), ("y", c_int16), ("width", c_uint16), ("height", c_uint16))


class _Answer(Structure):
    """The replies to InternAtom and GetSelectionOwner begin alike: header, then one XID."""

    _fields_ = (("kind", c_uint8), ("pad", c_uint8), ("sequence", c_uint16), ("length", c_uint32), ("xid", c_uint32))


class InputRegion:
    """Sets the part of `window` that catches the mouse; see the module's text."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._cuts = True  # what is outside is not painted either; known after the first `set`
        self._shape: _XcbShape | None = None
        if QGuiApplication.platformName() == "xcb":
            try:
                self._shape = _XcbShape()
            except OSError as error:
                log.warning("click-through uses the window's mask: %s", error)

    def period(self, *, quick: bool, calm: bool) -> float:
        """Seconds between two looks at the outline. quick: something moves fast, as an arm that has begun to rise.
        calm: only breath moves."""
        if self._cuts and quick:
            return _QUICK
        return (_CALM if calm else _USUAL) * (1 if self._cuts else 2)

    def set(self, region: QRegion) -> None:
        """`region` in logical pixels of the window; an empty one changes nothing."""
        if region.isEmpty():
            return
        if self._shape is not None and self._shape.composited():
            if not self._window.mask().isEmpty():  # a compositor has been started since
                self._window.clearMask()
            self._cuts = False
            self._shape.set(int(self._window.winId()), region, self._window.devicePixelRatioF())
            return
        self._cuts = True
        if region != self._window.mask():
            self._window.setMask(region)

    def close(self) -> None:
        """Give the connection back; idempotent."""
        if self._shape is not None:
            self._shape.close()
            self._shape = None


class _XcbShape:
    """The X server's Shape extension through libxcb, which never ends the program on an error (Xlib would)."""

    def __init__(self) -> None:
        """Raises OSError when the libraries or the server are missing."""
        self._xcb = ctypes.CDLL("libxcb.so.1")
        self._ext = ctypes.CDLL("libxcb-shape.so.0")
        self._libc = ctypes.CDLL(None)
        self._xcb.xcb_connect.restype = c_void_p
        self._xcb.xcb_connection_has_error.argtypes = [c_void_p]
        for call in ("xcb_flush", "xcb_disconnect", "xcb_poll_for_event"):
            getattr(self._xcb, call).argtypes = [c_void_p]
        self._xcb.xcb_poll_for_event.restype = c_void_p
        self._libc.free.argtypes = [c_void_p]
        self._xcb.xcb_intern_atom.argtypes = [c_void_p, c_uint8, c_uint16, c_char_p]
        self._xcb.xcb_get_selection_owner.argtypes = [c_void_p, c_uint32]
        for request in ("xcb_intern_atom", "xcb_get_selection_owner"):
            getattr(self._xcb, request).restype = c_uint32
            answer = getattr(self._xcb, f"{request}_reply")
            answer.argtypes, answer.restype = [c_void_p, c_uint32, c_void_p], POINTER(_Answer)
        self._ext.xcb_shape_rectangles.argtypes = [
            *(c_void_p, c_uint8, c_uint8, c_uint8, c_uint32, c_int16, c_int16, c_uint32),
            POINTER(_Rectangle),
        ]
        self._ext.xcb_shape_rectangles.restype = c_uint32
        screen = c_int(0)
        self._connection: int | None = self._xcb.xcb_connect(None, byref(screen))
        if self._xcb.xcb_connection_has_error(self._connection):
            self.close()
            raise OSError("no connection to the X server")
        name = f"_NET_WM_CM_S{screen.value}".encode()
        self._manager = self._ask("xcb_intern_atom", 0, len(name), name)

    def composited(self) -> bool:
        """Whether a compositing manager runs (it owns _NET_WM_CM_Sn, as the EWMH says)."""
        return bool(self._manager) and self._ask("xcb_get_selection_owner", self._manager) != 0

    def set(self, window: int, region: QRegion, ratio: float) -> None:
        """Let only `region` (logical pixels) of X window `window` catch the mouse."""
        if self._connection is None:
            return
        found = [_scaled(rect, ratio) for rect in region]  # type: ignore[attr-defined]  # missing in the stubs
        rectangles = (_Rectangle * len(found))(*found)
        ext, count = self._ext, len(found)
        ext.xcb_shape_rectangles(self._connection, _SET, _INPUT, _UNSORTED, window, 0, 0, count, rectangles)
        self._xcb.xcb_flush(self._connection)
        while event := self._xcb.xcb_poll_for_event(self._connection):  # errors, should the window have just gone
            self._libc.free(event)

    def close(self) -> None:
        if self._connection is not None:
            self._xcb.xcb_disconnect(self._connection)
            self._connection = None

    def _ask(self, request: str, *arguments: object) -> int:
        if self._connection is None:
            return 0
        cookie = getattr(self._xcb, request)(self._connection, *arguments)
        answer = getattr(self._xcb, f"{request}_reply")(self._connection, cookie, None)
        if not answer:
            return 0
        found = int(answer.contents.xid)
        self._libc.free(answer)
        return found


def _scaled(rect: QRect, ratio: float) -> _Rectangle:
    left, top = round(rect.left() * ratio), round(rect.top() * ratio)
    right, low = round((rect.left() + rect.width()) * ratio), round((rect.top() + rect.height()) * ratio)
    return _Rectangle(left, top, right - left, low - top)


def grown(region: QRegion, margin: int) -> QRegion:
    """`region` widened by `margin` pixels on all sides."""
    result = QRegion(region)
    for dx, dy in ((margin, 0), (-margin, 0), (0, margin), (0, -margin)):
        result = result.united(region.translated(dx, dy))
    return result
