"""Small pieces that the steps of the first start share. Main thread."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from companion.ui import icons
from companion.ui.markup import breakable
from companion.ui.theme import Palette

MARGIN = 28
HEAD = 40  # pixels of a small round picture


def column(widget: QWidget, spacing: int = 12) -> QVBoxLayout:
    box = QVBoxLayout(widget)
    box.setContentsMargins(MARGIN, 20, MARGIN, 20)
    box.setSpacing(spacing)
    return box


def words(text: str, name: str = "") -> QLabel:
    """A label that wraps; endless words may break."""
    label = QLabel(breakable(text))
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


class ChoiceButton(QPushButton):
    """One of several: a title and a line below, which wraps."""

    def __init__(self, title: str, line: str = "") -> None:
        super().__init__()
        self.setObjectName("choice")
        self.setCheckable(True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(14)
        self._head = QLabel()
        self._head.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._head.hide()
        row.addWidget(self._head, 0, Qt.AlignmentFlag.AlignVCenter)
        box = QVBoxLayout()
        box.setSpacing(2)
        row.addLayout(box, 1)
        for text, name in ((title, "cardName"), (line, "small")):
            if text:
                label = words(text, name)
                label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                label.setMinimumWidth(80)  # or a long line would make the list wider than its window
                box.addWidget(label)
        policy = self.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_head(self, head: QIcon) -> None:
        """A small round picture before the words."""
        self._head.setPixmap(head.pixmap(QSize(HEAD, HEAD), self.devicePixelRatioF()))
        self._head.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses; on what is chosen already it goes on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.isChecked():
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # for the list
        else:
            super().keyPressEvent(event)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.heightForWidth(width) if layout is not None else super().heightForWidth(width)

    def sizeHint(self):  # type: ignore[no-untyped-def]
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self):  # type: ignore[no-untyped-def]
        layout = self.layout()
        return layout.minimumSize() if layout is not None else super().minimumSizeHint()


class Choices(QWidget):
    """Buttons of which one is chosen; Tab reaches each, arrows choose. chosen is called with the value.

    Not a QButtonGroup: with one, Tab reaches only the first, whichever is chosen.
    """

    def __init__(
        self, options: Mapping[str, tuple[str, str]], current: str, chosen: Callable[[str], None], label: str
    ) -> None:
        super().__init__()
        self.setAccessibleName(label)
        self.buttons: dict[str, ChoiceButton] = {}
        self._chosen = chosen
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for value, (title, line) in options.items():
            button = ChoiceButton(title, line)
            button.setChecked(value == current)
            button.clicked.connect(lambda _on=False, value=value: self.choose(value))
            box.addWidget(button)
            self.buttons[value] = button

    def choose(self, value: str) -> None:
        """As if clicked."""
        for each, button in self.buttons.items():
            button.setChecked(each == value)
        self._chosen(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        values = list(self.buttons)
        here = next((at for at, value in enumerate(values) if self.buttons[value].hasFocus()), None)
        if not step or here is None:
            super().keyPressEvent(event)
        elif 0 <= here + step < len(values):
            self.buttons[values[here + step]].setFocus(Qt.FocusReason.TabFocusReason)
            self.choose(values[here + step])


def note(icon: str, title: str, text: str, palette: Palette) -> QFrame:
    """A card with a sign, a title and words."""
    card = QFrame()
    card.setObjectName("plainCard")
    row = QHBoxLayout(card)
    row.setContentsMargins(16, 14, 16, 14)
    row.setSpacing(14)
    sign = QLabel()
    sign.setPixmap(icons.pixmap(icon, palette.accent, 24, 2.0))
    row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    box = QVBoxLayout()
    box.setSpacing(2)
    box.addWidget(words(title, "cardName"))
    box.addWidget(words(text))
    row.addLayout(box, 1)
    return card
