"""The foot of the settings: what has just happened, the way back, the file, and a new start where one is due."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from companion.ui.texts import Texts

_SURE = 5000  # ms for which "really" stands on the button


class Footer(QFrame):
    """Main thread. The signals are wishes."""

    undo_wanted = Signal()
    file_wanted = Signal()
    reset_wanted = Signal()
    restart_wanted = Signal()

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self.setObjectName("chatFoot")
        self._texts = texts
        self.said = QLabel()
        self.said.setObjectName("small")
        self.said.setWordWrap(True)
        self.restart = QPushButton(texts("settings.restart"))
        self.undo, self.file, self.reset = (
            QPushButton(texts(key)) for key in ("settings.undo", "settings.open_file", "settings.reset_all")
        )
        box = QHBoxLayout(self)
        box.setContentsMargins(24, 10, 20, 10)
        box.setSpacing(6)
        box.addWidget(self.said, 1)
        for button in (self.undo, self.restart, self.file, self.reset):
            button.setAutoDefault(False)
            box.addWidget(button)
            if button is not self.restart:
                button.setObjectName("quiet")
        self.undo.setToolTip("Ctrl+Z")
        self._sure = QTimer(self)
        self._sure.setSingleShot(True)
        self._sure.setInterval(_SURE)
        self._sure.timeout.connect(self._calm)
        self.undo.clicked.connect(self.undo_wanted)
        self.file.clicked.connect(self.file_wanted)
        self.restart.clicked.connect(self.restart_wanted)
        self.reset.clicked.connect(self._reset)

    def show_state(self, *, undo: bool, restart: bool) -> None:
        """Which buttons are of use."""
        self.undo.setVisible(undo)
        self.restart.setVisible(restart)

    def say(self, text: str, *, wrong: bool = False) -> None:
        self.said.setText(text)
        self.said.setProperty("wrong", wrong)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)

    def closing(self) -> None:
        self._sure.stop()
        self._calm()

    def _reset(self) -> None:
        """Asks once more, on the same button; it can be undone as well."""
        if self._sure.isActive():
            self.closing()
            self.reset_wanted.emit()
            return
        self.reset.setText(self._texts("settings.reset_all.sure"))
        self._sure.start()

    def _calm(self) -> None:
        self.reset.setText(self._texts("settings.reset_all"))
