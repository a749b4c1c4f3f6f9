"""Run as a program on an X server: shows a window, sets its input region, prints what the server knows about it.

Its argument says whether a compositing manager runs (this program then owns that selection itself).
"""

import ctypes
import json
import sys

from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QApplication, QWidget

from companion.ui.input_region import InputRegion

BOUNDING, INPUT = 0, 2


class Reply(ctypes.Structure):
    _fields_ = (
        ("kind", ctypes.c_uint8),
        ("ordering", ctypes.c_uint8),
        ("sequence", ctypes.c_uint16),
        ("length", ctypes.c_uint32),
        ("count", ctypes.c_uint32),
        ("pad", ctypes.c_uint8 * 20),
    )


class Rectangle(ctypes.Structure):
    _fields_ = (("x", ctypes.c_int16), ("y", ctypes.c_int16), ("w", ctypes.c_uint16), ("h", ctypes.c_uint16))


def rectangles(xcb: ctypes.CDLL, connection: int, window: int, kind: int) -> list[list[int]]:
    ext = ctypes.CDLL("libxcb-shape.so.0")
    ext.xcb_shape_get_rectangles.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint8]
    ext.xcb_shape_get_rectangles.restype = ctypes.c_uint32
    ext.xcb_shape_get_rectangles_reply.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p]
    ext.xcb_shape_get_rectangles_reply.restype = ctypes.POINTER(Reply)
    cookie = ext.xcb_shape_get_rectangles(connection, window, kind)
    reply = ext.xcb_shape_get_rectangles_reply(connection, cookie, None)
    address = ctypes.addressof(reply.contents) + ctypes.sizeof(Reply)
    found = (Rectangle * reply.contents.count).from_address(address)
    return sorted([r.x, r.y, r.w, r.h] for r in found)


def own_the_compositor(xcb: ctypes.CDLL, connection: int, window: int) -> None:
    xcb.xcb_intern_atom.argtypes = [ctypes.c_void_p, ctypes.c_uint8, ctypes.c_uint16, ctypes.c_char_p]
    xcb.xcb_intern_atom.restype = ctypes.c_uint32
    xcb.xcb_intern_atom_reply.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p]
    xcb.xcb_intern_atom_reply.restype = ctypes.POINTER(ctypes.c_uint32)
    cookie = xcb.xcb_intern_atom(connection, 0, 13, b"_NET_WM_CM_S0")
    atom = xcb.xcb_intern_atom_reply(connection, cookie, None)[2]
    xcb.xcb_set_selection_owner.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint32, ctypes.c_uint32]
    xcb.xcb_set_selection_owner(connection, window, atom, 0)


def main() -> None:
    app = QApplication(["x11_window"])
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_flush.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    window = QWidget()
    window.resize(100, 80)
    window.show()
    app.processEvents()
    number = int(window.winId())
    if sys.argv[1] == "composited":
        own_the_compositor(xcb, connection, number)
        xcb.xcb_flush(connection)
    region = InputRegion(window)
    found = []
    for wanted in (QRegion(10, 20, 30, 40), QRegion(10, 20, 30, 40).united(QRegion(60, 0, 5, 5)), QRegion()):
        region.set(wanted)
        app.sync()
        kinds = {"input": INPUT, "bounding": BOUNDING}
        found.append({name: rectangles(xcb, connection, number, kind) for name, kind in kinds.items()})
    region.close()
    region.close()
    print(json.dumps({"platform": app.platformName(), "found": found}))


if __name__ == "__main__":
    main()
