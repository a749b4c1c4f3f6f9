"""Where the person writes: Enter sends, Shift+Enter breaks the line, and a Korean syllable in the making is never cut.

Main thread.
"""

import math

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

MOST_LINES = 5
LEAST_HIGH = 38  # pixels, like the buttons beside it
PADDING = 15  # pixels above and below the text together, with the border (see style.py)


class Composer(QPlainTextEdit):
    """A plain text field that grows with its text."""

    submitted = Signal(str)
    stop_wanted = Signal()
    edit_wanted = Signal()  # the arrow up in an empty field: the last message, once more
    filled = Signal(bool)  # whether there is something to send

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("input")
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self._preedit = ""
        self.textChanged.connect(self._changed)
        self._changed()

    @property
    def composing(self) -> bool:
        """Whether an input method has a syllable or word in the making."""
        return bool(self._preedit)

    def send(self) -> None:
        """Emit `submitted` and clear, if there is anything. A syllable in the making is committed first."""
        if self.composing:
            QGuiApplication.inputMethod().commit()
        text = self.toPlainText().strip()
        if text:
            self.clear()
            self.submitted.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.insertPlainText("\n")
            elif self.composing:  # Enter belongs to the input method: it confirms, it does not send
                QGuiApplication.inputMethod().commit()
            else:
                self.send()
        elif event.key() == Qt.Key.Key_Escape:
            self.stop_wanted.emit()
        elif event.key() == Qt.Key.Key_Up and not self.toPlainText() and not self.composing:
            self.edit_wanted.emit()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)
        self._changed()

    def sizeHint(self) -> QSize:
        return QSize(200, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._height())

    def _height(self) -> int:
        lines = max(1, min(MOST_LINES, int(self.document().size().height())))
        frame = self.contentsMargins().top() + self.contentsMargins().bottom()
        margin = 2 * math.ceil(self.document().documentMargin())
        return max(LEAST_HIGH, self.fontMetrics().lineSpacing() * lines + margin + max(frame, PADDING))

    def _changed(self) -> None:
        self.filled.emit(bool(self.toPlainText().strip()) or self.composing)
        self.setFixedHeight(self._height())
        full = self.document().size().height() > MOST_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if full else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
