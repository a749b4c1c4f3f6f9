"""What stands in the chat before the first word: her face, a greeting, and a few first words to say. Main thread."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from companion.ui.texts import Texts

FACE = 64  # logical pixels
STARTERS = ("chat.first.day", "chat.first.who", "chat.first.funny")


class Empty(QWidget):
    """said: the words of a button that was pressed."""

    said = Signal(str)

    def __init__(self, texts: Texts, parent: QWidget) -> None:
        super().__init__(parent)
        self._texts = texts
        self._face, self._title, self._hint = QLabel(), QLabel(), QLabel()
        self._title.setObjectName("emptyTitle")
        self._hint.setObjectName("small")
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 16, 24, 16)
        box.setSpacing(8)
        box.addStretch(3)
        for label in (self._face, self._title, self._hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(label is not self._face)
            box.addWidget(label)
        box.addSpacing(8)
        self.starters = [QPushButton() for _ in STARTERS]
        for button in self.starters:
            button.setObjectName("chip")
            button.setAutoDefault(True)
            button.clicked.connect(lambda _on=False, pressed=button: self.said.emit(pressed.text()))
            box.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(4)
        self.speak(texts, "")

    def speak(self, texts: Texts, name: str) -> None:
        """Another language, and her name in it."""
        self._texts = texts
        self._hint.setText(texts("chat.empty.hint"))
        for button, key in zip(self.starters, STARTERS, strict=True):
            button.setText(texts(key))
            button.setAccessibleName(texts("chat.first", words=texts(key)))
        self.greet(name)

    def greet(self, name: str, face: QPixmap | None = None) -> None:
        """face: a picture of hers, in any size."""
        self._title.setText(self._texts("chat.empty", name=name))
        if face is not None and not face.isNull():
            picture = QPixmap(face)
            picture.setDevicePixelRatio(max(picture.width() / FACE, 0.1))
            self._face.setPixmap(picture)
            self._face.setAccessibleName(name)
