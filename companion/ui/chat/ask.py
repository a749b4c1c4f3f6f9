"""A question in the house look: title, what will happen, two buttons. Main thread; does not wait."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class Ask(QDialog):
    """Escape and the second button change nothing; the second has the focus."""

    def __init__(self, parent: QWidget, title: str, text: str, yes: str, no: str, detail: str, danger: bool) -> None:
        super().__init__(
            parent, Qt.WindowType.Dialog | Qt.WindowType.WindowTitleHint | Qt.WindowType.WindowCloseButtonHint
        )
        self.setObjectName("ask")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(12)
        for name, words in (("askTitle", title), ("askText", text), ("askDetail", detail)):
            if words:
                box.addWidget(_words(name, words))
        self.yes, self.no = QPushButton(yes), QPushButton(no)
        self.yes.setObjectName("danger" if danger else "primary")
        self.yes.clicked.connect(self.accept)
        self.no.clicked.connect(self.reject)
        for button in (self.yes, self.no):
            button.setAutoDefault(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.no)
        row.addWidget(self.yes)
        box.addSpacing(4)
        box.addLayout(row)
        self.setMinimumWidth(340)
        self.setMaximumWidth(480)
        (self.no if danger else self.yes).setFocus()


def ask(
    parent: QWidget,
    title: str,
    text: str,
    yes: str,
    no: str,
    on_yes: Callable[[], object],
    *,
    detail: str = "",
    danger: bool = False,
) -> Ask:
    """Ask, and call `on_yes` if that is the answer. detail: something to read, such as an address."""
    dialog = Ask(parent, title, text, yes, no, detail, danger)
    dialog.accepted.connect(lambda: on_yes())
    dialog.open()
    return dialog


def _words(name: str, words: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if name == "askDetail":
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
