"""Microphones and speakers for the windows that let one choose and try them. Main thread; the work is in processes.

Two children of `companion.engines.audio._booth`: one looks at the devices again and again, one plays, listens and
records. Both live only while a window shows the choice, and end with this process. Nothing here waits.
"""

import json
import logging
import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QProcess

from companion.errors import AudioError
from companion.ui.audio_picker import (
    DevicesSeen,
    Level,
    Played,
    Playing,
    Recorded,
    Recording,
    Report,
    SoundCalls,
    SoundFailed,
)

log = logging.getLogger(__name__)

_MODULE = "companion.engines.audio._booth"


def sound_calls(parent: QObject, quiet: Callable[[bool], None] = lambda on: None) -> SoundCalls:
    """What an AudioPicker needs. quiet(True): a recording begins, she must not take it for a question; then False."""
    booth = _Booth(parent, quiet)
    return SoundCalls(booth.open, booth.listen, booth.record, booth.chime, booth.close)


class _Booth(QObject):
    def __init__(self, parent: QObject, quiet: Callable[[bool], None]) -> None:
        super().__init__(parent)
        self._quiet, self._hushed = quiet, False
        self._report: Callable[[Report], None] = lambda report: None
        self._children: dict[str, QProcess] = {}

    # --- what the picker asks for ---

    def open(self, report: Callable[[Report], None]) -> None:
        self._report = report
        self._child("watch")

    def listen(self, microphone: str) -> None:
        self._hush(False)
        self._send(do="listen", microphone=microphone)

    def record(self, microphone: str, speaker: str, volume: float) -> None:
        self._hush(True)
        self._send(do="record", microphone=microphone, speaker=speaker, volume=volume)

    def chime(self, speaker: str, volume: float) -> None:
        self._send(do="chime", speaker=speaker, volume=volume)

    def close(self) -> None:
        self._hush(False)
        self._report = lambda report: None
        children, self._children = self._children, {}
        for child in children.values():
            child.finished.connect(child.deleteLater)  # not sooner: Qt complains of one that outlives its QProcess
            child.kill()  # it holds nothing that is to be kept
            if child.state() is QProcess.ProcessState.NotRunning:
                child.deleteLater()

    # --- the children ---

    def _child(self, name: str) -> QProcess:
        child = self._children.get(name)
        if child is None:
            # not a child of this object: the window may be gone before the process has ended
            child = self._children[name] = QProcess(QCoreApplication.instance())
            child.setProcessChannelMode(QProcess.ProcessChannelMode.SeparateChannels)
            child.setStandardErrorFile(QProcess.nullDevice())
            child.readyReadStandardOutput.connect(lambda: self._read(child))
            child.finished.connect(lambda *_: self._ended(name, child))
            child.errorOccurred.connect(
                lambda error: self._ended(name, child) if error is QProcess.ProcessError.FailedToStart else None
            )  # after a crash `finished` follows
            child.start(sys.executable, ["-P", "-m", _MODULE, name])
        return child

    def _send(self, **command: Any) -> None:
        self._child("try").write(json.dumps(command).encode() + b"\n")

    def _read(self, child: QProcess) -> None:
        while child.canReadLine():
            line = bytes(child.readLine().data())
            if child in self._children.values():
                self._tell(_report(json.loads(line)))

    def _tell(self, report: Report | None) -> None:
        if isinstance(report, SoundFailed) or (isinstance(report, Played) and report.what == "recording"):
            self._hush(False)
        if report is not None:
            self._report(report)

    def _ended(self, name: str, child: QProcess) -> None:
        """By itself, which is told; or because it was asked to."""
        if self._children.get(name) is child:
            del self._children[name]
            log.warning("the %s child of the sound booth has ended", name)
            self._tell(SoundFailed("devices" if name == "watch" else "microphone", _broken()))
            child.deleteLater()

    def _hush(self, on: bool) -> None:
        if on != self._hushed:
            self._hushed = on
            self._quiet(on)


def _broken() -> AudioError:
    return AudioError(
        "The sound test has ended by itself.",
        code="sound-test-died",
        hint="Choose the device again; a driver may have crashed.",
        retryable=True,
    )


def _report(data: dict[str, Any]) -> Report | None:
    match data["report"]:
        case "devices":
            names = [tuple(item["name"] for item in data[key]) for key in ("microphones", "speakers")]
            return DevicesSeen(*names)
        case "level":
            return Level(data["dbfs"])
        case "recording":
            return Recording(data["left"])
        case "recorded":
            return Recorded(data["dbfs"])
        case "playing":
            return Playing(data["what"])
        case "played":
            return Played(data["what"])
        case "failed":
            error = AudioError(data["message"], code=data["code"], hint=data["hint"])
            return SoundFailed(data["kind"], error)
    return None
