"""The running program for pictures of its windows: the real app on a profile of its own, and what takes pictures.

Main thread of a process of its own. No microphone, no speaker: what is shown about them is what such a computer shows.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from companion import config, paths
from companion.app import Companion
from companion.config import Source
from companion.face.expression import face
from companion.persona.emotion import Mood
from companion.ui.avatars import sheet, vector
from companion.ui.character.portrait import picture

BACK = {"light": "#dfe7ee", "dark": "#15161b"}


class Stage:
    """`shot(name, window)` writes a picture. room: windows are not made larger than this (logical pixels)."""

    def __init__(self, language: str, theme: str, out: Path, room: QSize, **overrides: Any) -> None:
        self.language, self.theme, self.out, self.room = language, theme, out, room
        out.mkdir(parents=True, exist_ok=True)
        self.app = QApplication.instance() or QApplication(["companion"])
        qInstallMessageHandler(_hear)
        settings: dict[str, Any] = {"language": language, "window.show_latency": True, **overrides}
        self.host: Any = Companion(self.app, config.load(overrides=settings), None, Source(None, settings))
        self.host._greet = lambda: None  # what she says by chance would make every picture another
        self.desktop, self.texts = self.host.desktop, self.host.texts
        self.desktop.theme.set_scheme("dark" if theme == "dark" else "light")

    def start(self) -> None:
        self.host.start(None, guide=False)
        self.until(lambda: self.host.session.loop is not None, "she is awake", 120)
        self.settle(0.5)

    def close(self) -> None:
        self.host.close()
        self.app.processEvents()

    # --- waiting ---

    def until(self, wanted: Callable[[], object], what: str, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while not wanted():
            if time.monotonic() > end:
                raise TimeoutError(f"{what}: not in {seconds:g} s")
            self.app.processEvents()
            time.sleep(0.01)

    def settle(self, seconds: float = 0.3) -> None:
        """Let windows, threads and animations work."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.01)

    # --- pictures ---

    def page(self, name: str) -> Any:
        """A page of the menu, opened anew."""
        self.host.open_page(name)
        return self.host._pages[name]

    def shot(self, name: str, window: QWidget, seconds: float = 0.6) -> None:
        """One window as it stands, not higher than the screen."""
        if window.windowType() != Qt.WindowType.Popup:
            window.resize(window.size().boundedTo(self.room - QSize(16, 48)))
        self.settle(seconds)
        picture = window.grab().toImage()
        self._write(name, picture)

    def desk(self, name: str, *windows: QWidget, back: str = "", around: int = 24) -> None:
        """Windows without a frame, where they stand, on a ground."""
        self.settle()
        place = QRect()
        for window in windows:
            place = place.united(window.geometry())
        place = place.adjusted(-around, -around, around, around)
        ratio = self.desktop.pet.devicePixelRatioF()
        picture = QImage(place.size() * ratio, QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(back or BACK[self.theme]))
        with QPainter(picture) as painter:
            for window in windows:
                painter.drawPixmap(window.pos() - place.topLeft(), window.grab())
        self._write(name, picture)

    def _write(self, name: str, picture: QImage) -> None:
        if not picture.save(str(self.out / f"{name}.png")):
            raise OSError(f"{self.out / name}.png can't be written")

    # --- hands ---

    def press(self, window: QWidget, key: str, **words: object) -> None:
        """Click the button that has these words, and has them alone."""
        text = self.texts(key, **words)

        def found() -> list[QPushButton]:
            return [b for b in window.findChildren(QPushButton) if b.text() == text and b.isVisible()]

        self.until(found, f"a button {text!r}")
        found()[-1].click()
        self.settle(0.1)

    def said(self, window: QWidget) -> str:
        from PySide6.QtWidgets import QLabel

        shown = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
        return "\n".join(shown).replace("\u200b", "")

    def home(self) -> Path:
        return paths.user_data()


def portrait() -> bytes:
    """A PNG of someone for a card."""
    application = QApplication.instance() or QApplication(["companion"])
    drawn = picture(vector.create(sheet.sitter("Mira")), face(Mood("smile", 0.7)), QSize(400, 600), "#e4dcf2")
    del application  # the stage takes the same one
    return drawn


def _hear(_kind: QtMsgType, _context: object, message: str) -> None:
    """What Qt says; not what the platform without a screen can't do."""
    if not message.startswith("This plugin does not support"):
        print(message, file=sys.stderr)
