"""Click-through: on a real X server the input shape is set and the painting is not cut."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QApplication, QWidget

from companion.ui.input_region import InputRegion

ROOT = Path(__file__).parents[2]
ONE = [[10, 20, 30, 40]]
TWO = [[10, 20, 30, 40], [60, 0, 5, 5]]
WHOLE = [[0, 0, 100, 80]]


class Composited:
    """An X server with a compositor, which takes every shape."""

    def composited(self) -> bool:
        return True

    def set(self, window: int, region: QRegion, ratio: float) -> None:
        assert window and not region.isEmpty() and ratio == 1.0


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """An X server of our own, without window manager or compositor."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "320x240x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait(10)


def ask(display: str, how: str) -> dict[str, list[dict[str, list[list[int]]]]]:
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(Path(__file__).with_name("x11_window.py")), how]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["platform"] == "xcb"
    return found


def test_with_a_compositor_only_the_input_is_shaped(display: str) -> None:
    found = ask(display, "composited")["found"]
    assert [item["input"] for item in found] == [ONE, TWO, TWO]  # an empty region changes nothing
    assert [item["bounding"] for item in found] == [WHOLE, WHOLE, WHOLE]


def test_only_what_cuts_the_painting_is_looked_at_often(qapp: QApplication) -> None:
    window = QWidget()
    window.resize(100, 80)
    region = InputRegion(window)
    region.set(QRegion(10, 20, 30, 40))  # no X server here: the window's mask
    assert region.period(quick=True, calm=False) < region.period(quick=False, calm=False)
    assert region.period(quick=False, calm=False) < region.period(quick=False, calm=True)
    region._shape = Composited()
    region.set(QRegion(10, 20, 30, 41))
    assert window.mask().isEmpty()
    assert region.period(quick=True, calm=False) == region.period(quick=False, calm=False) >= 0.5
    region._shape = None
    region.set(QRegion(10, 20, 30, 42))  # the compositor has gone
    assert region.period(quick=True, calm=False) < region.period(quick=False, calm=False)
    window.deleteLater()


def test_without_a_compositor_the_window_itself_is_shaped(display: str) -> None:
    found = ask(display, "plain")["found"]
    assert [item["bounding"] for item in found] == [ONE, TWO, TWO]


def test_elsewhere_the_mask_is_used(qapp: QApplication) -> None:
    window = QWidget()
    region = InputRegion(window)
    region.set(QRegion(1, 2, 3, 4))
    assert window.mask() == QRegion(1, 2, 3, 4)
    region.set(QRegion())
    assert window.mask() == QRegion(1, 2, 3, 4)
    region.close()
    window.deleteLater()
