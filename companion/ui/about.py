"""What this is, its licence, and what it is made with. Main thread; an ordinary window, not a modal box."""

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from companion.ui.markup import breakable
from companion.ui.texts import Texts
from companion.ui.theme import Palette
from companion.ui.tray import app_icon

# Distribution name, name to show, licence of the part as it is used here.
PARTS = (
    ("PySide6", "Qt for Python", "LGPL-3.0"),
    ("llama-cpp-python", "llama.cpp", "MIT"),
    ("faster-whisper", "faster-whisper", "MIT"),
    ("pocketsphinx", "PocketSphinx", "BSD-2-Clause"),
    ("piper-tts", "Piper", "GPL-3.0-or-later"),
    ("espeakng-loader", "eSpeak NG", "GPL-3.0-or-later"),
    ("onnxruntime", "ONNX Runtime, Silero VAD", "MIT"),
    ("livekit", "WebRTC audio (LiveKit)", "Apache-2.0, BSD-3-Clause"),
    ("sounddevice", "PortAudio (sounddevice)", "MIT"),
    ("pynput", "pynput", "LGPL-3.0"),
)

WIDTH = 500
FRAME = 64  # pixels of the screen that are left to title bar and edges


class About(QWidget):
    """Version, licence and parts. models: the models in use, labelled honestly, one line."""

    def __init__(self, texts: Texts, palette: Palette, models: str = "") -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("about")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(texts("about.title"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        body = QWidget()
        body.setObjectName("pageBody")
        box = QVBoxLayout(body)
        box.setContentsMargins(28, 24, 28, 20)
        box.setSpacing(10)
        mark = QLabel()
        mark.setPixmap(app_icon(palette).pixmap(64, 64))
        box.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
        for text, name in (
            (texts("app"), "emptyTitle"),
            (texts("about.version", version=installed("vtuber-companion") or "?"), "small"),
            (texts("about.intro"), ""),
            (texts("about.licence"), ""),
            (models, "small"),
            (texts("about.parts"), "name"),
        ):
            if text:
                box.addWidget(_words(text, name))
        box.addLayout(_parts())
        close = QPushButton(texts("about.close"))
        close.setAccessibleName(texts("about.close"))
        close.clicked.connect(self.close)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        whole.addWidget(scroll, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(28, 12, 28, 18)
        foot.addWidget(close, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addLayout(foot)
        self.setFixedWidth(WIDTH)
        room = self.screen().availableGeometry().height() - FRAME
        wanted = max(body.heightForWidth(WIDTH), body.sizeHint().height()) + foot.sizeHint().height()
        self.resize(WIDTH, min(wanted, room))
        close.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


def installed(distribution: str) -> str:
    """The installed version of a distribution, "" when it is not there."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


def _parts() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(5)
    for row, (distribution, name, licence) in enumerate(PARTS):
        for column, text in enumerate((name, installed(distribution), licence)):
            label = QLabel(text)
            label.setObjectName("" if column == 0 else "small")
            grid.addWidget(label, row, column)
    grid.setColumnStretch(0, 1)
    return grid


def _words(text: str, name: str) -> QLabel:
    label = QLabel(breakable(text))
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return label
