"""The pointer is asked for only so often."""

import pytest
from PySide6.QtCore import QPoint

from companion.ui import pointer_watch
from companion.ui.pointer_watch import PERIOD, PointerWatch


def test_its_place_is_asked_anew_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    places = [QPoint(3, 4), QPoint(5, 6)]
    monkeypatch.setattr(pointer_watch.QCursor, "pos", lambda: places.pop(0))
    watch = PointerWatch()
    assert [watch.place(7.0), watch.place(7.0 + PERIOD / 2)] == [QPoint(3, 4)] * 2
    assert watch.place(7.0 + 1.1 * PERIOD) == QPoint(5, 6)
