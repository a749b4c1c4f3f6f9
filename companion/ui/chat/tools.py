"""The small buttons below a bubble: copy, another answer or edit, more; and the pager of its variants. Main thread."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from companion.ui import icons
from companion.ui.texts import Texts
from companion.ui.theme import Palette

SIDE = 24  # of a button, pixels


class Tool(QToolButton):
    """One small button."""

    def __init__(self, icon: str, words: str, palette: Palette) -> None:
        super().__init__()
        self.setObjectName("tool")
        self.setFixedSize(SIDE, SIDE)
        self.setIconSize(QSize(16, 16))
        self.setIcon(icons.icon(icon, palette.muted, palette.line, 16))
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class Tools(QWidget):
    """wished: "copy", "again", "edit" or "more"."""

    wished = Signal(str)

    def __init__(self, names: tuple[str, ...], texts: Texts, palette: Palette) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.buttons: dict[str, Tool] = {}
        for name in names:
            button = self.buttons[name] = Tool(name, texts(f"chat.tool.{name}"), palette)
            button.clicked.connect(lambda _on=False, wish=name: self.wished.emit(wish))
            row.addWidget(button)


class Pager(QWidget):
    """< 2/3 >. turned: +1 or -1."""

    turned = Signal(int)

    def __init__(self, texts: Texts, palette: Palette, mine: bool) -> None:
        super().__init__()
        self._texts, self._mine = texts, mine
        self.back = Tool("back", texts("chat.variant.back"), palette)
        self.forth = Tool("forth", texts("chat.variant.forth"), palette)
        self.number = QLabel()
        self.number.setObjectName("time")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part in (self.back, self.number, self.forth):
            row.addWidget(part)
        self.back.clicked.connect(lambda: self.turned.emit(-1))
        self.forth.clicked.connect(lambda: self.turned.emit(1))

    def show_place(self, at: int, count: int) -> None:
        """Variant `at` (0: the first) of `count` is shown."""
        self.number.setText(f"{at + 1}/{count}")
        key = "chat.variant.mine" if self._mine else "chat.variant.hers"
        self.number.setAccessibleName(self._texts(key, number=at + 1, count=count))
        self.back.setEnabled(at > 0)
        self.forth.setEnabled(at < count - 1)
        self.setVisible(count > 1)
