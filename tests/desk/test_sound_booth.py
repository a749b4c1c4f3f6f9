"""The sound booth behind the pickers: real processes that live only while they are needed."""

import contextlib
from collections.abc import Callable, Iterator

import psutil
import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from companion.desk.sound_booth import sound_calls
from companion.ui.audio_picker import DevicesSeen, Report, SoundFailed
from tests.desk.app_stand import Stand


def children() -> list[str]:
    found = []
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # also one that has ended and is not yet collected
            found.append(child.cmdline())
    return [words[-1] for words in found if any("_booth" in word for word in words)]


@pytest.fixture
def parent(qapp: QApplication) -> Iterator[QObject]:
    made = QObject()
    yield made
    made.deleteLater()
    qapp.processEvents()


def test_it_looks_while_it_is_open(stand: Callable[..., Stand], parent: QObject) -> None:
    host, reports = stand(), list[Report]()
    calls = sound_calls(parent)
    assert children() == []
    calls.open(reports.append)
    host.until(lambda: reports, "the devices are listed")
    assert isinstance(reports[0], DevicesSeen)
    assert children() == ["watch"]
    calls.close()
    host.until(lambda: children() == [], "it has ended")


def test_no_microphone_is_told_and_she_listens_again(stand: Callable[..., Stand], parent: QObject) -> None:
    host, reports, hushed = stand(), list[Report](), list[bool]()
    calls = sound_calls(parent, hushed.append)
    calls.open(reports.append)
    calls.record("No such thing", "default", 1.0)
    assert hushed == [True]
    host.until(lambda: any(isinstance(report, SoundFailed) for report in reports))
    failed = next(report for report in reports if isinstance(report, SoundFailed))
    assert failed.kind == "microphone" and failed.error.hint
    assert failed.error.code in ("microphone-missing", "microphone-none")
    assert hushed == [True, False]
    calls.chime("No such thing", 0.5)
    host.until(lambda: any(isinstance(report, SoundFailed) and report.kind == "speaker" for report in reports))
    calls.close()


def test_a_booth_that_dies_is_told_and_comes_again(stand: Callable[..., Stand], parent: QObject) -> None:
    host, reports = stand(), list[Report]()
    calls = sound_calls(parent)
    calls.open(reports.append)
    host.until(lambda: reports)
    for child in psutil.Process().children(recursive=True):
        if "_booth" in " ".join(child.cmdline()):
            child.kill()
    host.until(lambda: any(isinstance(report, SoundFailed) for report in reports))
    assert [report.error.code for report in reports if isinstance(report, SoundFailed)] == ["sound-test-died"]
    calls.open(reports.append)
    host.until(lambda: isinstance(reports[-1], DevicesSeen))
    calls.close()
    host.until(lambda: children() == [], "the processes end")
