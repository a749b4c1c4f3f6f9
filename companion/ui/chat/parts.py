"""The head and the foot of the chat window. Main thread."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from companion.ui.chat.bubble import FACE

ROUND = 36  # size of the round buttons, pixels


class Head(QFrame):
    """Her face and name, what she does now, and the buttons for the list of conversations and for her voice."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("chatHead")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 10, 12, 10)
        row.setSpacing(8)
        self.talks = round_button()
        row.addWidget(self.talks)
        self.face = QLabel()
        self.face.setFixedSize(FACE, FACE)
        row.addWidget(self.face)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.who, self.state = label("name"), label("state")
        words.addWidget(self.who)
        words.addWidget(self.state)
        row.addLayout(words, 1)
        self.voice = round_button()
        row.addWidget(self.voice)


class EditBar(QFrame):
    """Says that a message is being written anew; `end` leaves it as it is."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("editBar")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        self.said = label("small")
        self.said.setWordWrap(True)
        row.addWidget(self.said, 1)
        self.end = QPushButton()
        self.end.setObjectName("close")
        self.end.setFixedSize(22, 22)
        row.addWidget(self.end, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()


class Foot(QFrame):
    """The field and its buttons; above them the button to hold and the bar of a message that is written anew, below
    them the models in use."""

    def __init__(self, composer: QWidget) -> None:
        super().__init__()
        self.setObjectName("chatFoot")
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 10, 10, 8)
        box.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(6)
        self.mic, self.send = round_button(), round_button("send")
        self.hold = QPushButton()
        self.hold.setObjectName("hold")
        self.hold.setIconSize(QSize(18, 18))
        box.addWidget(self.hold)
        self.edit_bar = EditBar()
        box.addWidget(self.edit_bar)
        row.addWidget(self.mic, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(composer, 1)
        row.addWidget(self.send, 0, Qt.AlignmentFlag.AlignBottom)
        box.addLayout(row)
        self.models = label("small")
        self.models.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.models.setWordWrap(True)
        self.models.hide()
        box.addWidget(self.models)


def round_button(name: str = "round") -> QPushButton:
    """A round button with an icon to come. name: of its look."""
    button = QPushButton()
    button.setObjectName(name)
    button.setFixedSize(ROUND, ROUND)
    button.setIconSize(QSize(20, 20))
    return button


def label(name: str) -> QLabel:
    """A label of plain text. name: of its look."""
    made = QLabel()
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made
