"""The page "Check this computer": a `companion doctor` process tries every part, and the window shows it live.

Main thread. In a process of its own because a broken driver or library may end it, and because nothing may slow the
window down. Meanwhile she does not listen: she would answer the sentence of the echo check.
"""

from typing import Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from companion import paths
from companion.checkup import report
from companion.checkup.check import Check
from companion.checkup.run import CHECKS
from companion.desk.child import Child
from companion.desk.host import Host
from companion.ui.doctor.page import DoctorActions, DoctorPage, Finding

_PAGES = {"models": "models_page", "character": "character_page"}
_SETTINGS = {
    "settings": "",
    "microphone": "microphone.device",
    "speaker": "speaker.device",
    "echo": "microphone.echo",
    "offline": "offline",
}
"""Where in the settings a remedy, or a check whose remedy they are, is found."""


def open(host: Host) -> DoctorPage:
    """A new window; it begins at once."""
    doctor = _Doctor(host)
    doctor.start()
    return doctor.page


class _Doctor(QObject):
    """What the page asks for; a child of the page, so it ends with it."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._child: Child | None = None
        self._found: list[Check] = []
        actions = DoctorActions(self.start, self.stop, self._copy, self._mend)
        self.page = DoctorPage(tuple(CHECKS), actions, host.texts, host.desktop.theme.palette)
        self.setParent(self.page)
        host.desktop.theme.changed.connect(self.page.set_look)

    def start(self) -> None:
        """Try everything anew."""
        if self._child is not None:
            return
        self._found = []
        config = self._host.config.model_copy(update={"language": self._host.texts.language})
        child = self._child = Child(["doctor", "--live"], config)
        child.said.connect(self._said)
        child.ended.connect(self._ended)
        self.page.begin()
        self._hush(True)
        self._host.note({"event": "doctor", "stage": "begun"})
        child.start()

    def stop(self) -> None:
        """The window closes: no more of it."""
        child, self._child = self._child, None
        if child is not None:
            child.abandon()
            self._hush(False)

    def _said(self, line: dict[str, Any]) -> None:
        match line.get("event"):
            case "begun":
                self.page.begun(str(line["name"]))
            case "check":
                check = Check(**{name: line[name] for name in Check.__dataclass_fields__ if name in line})
                self._found.append(check)
                self.page.found(_finding(check))
                if check.name == "echo":
                    self._hush(False)

    def _ended(self, code: int, _complaint: str) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.deleteLater()
        self._hush(False)
        whole = len(self._found) == len(CHECKS)
        self.page.ended("" if whole else self._host.texts("doctor.broke_off"))
        failed = [check.name for check in self._found if check.status == "fail"]
        self._host.note({"event": "doctor", "stage": "ended", "code": code, "failed": failed})

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(report.text(self._found))
        self.page.say(self._host.texts("doctor.copied"))

    def _mend(self, remedy: str) -> None:
        if remedy == "folder":
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.user_data())))
        elif remedy in _SETTINGS:
            self._host.open_page("settings", _SETTINGS[remedy])
        elif remedy in _PAGES:
            self._host.open_page(_PAGES[remedy])

    def _hush(self, on: bool) -> None:
        loop = self._host.session.loop
        if loop is not None:
            loop.set_listening(not on and self._host.desktop.controls.mode == "open")


def _finding(check: Check) -> Finding:
    values = {**check.facts, **check.private}
    remedy = check.name if check.remedy == "settings" and check.name in _SETTINGS else check.remedy
    return Finding(check.name, check.status, check.code, check.detail, check.fix, remedy, values)
