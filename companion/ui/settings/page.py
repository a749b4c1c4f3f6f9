"""A page of settings: a heading, and groups of rows as cards, in a view that scrolls. Main thread."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from companion.ui.markup import breakable
from companion.ui.settings.row import Row

WIDEST = 760  # pixels: lines that are longer are hard to read


class Page(QScrollArea):
    """groups: a title ("" for none) and the rows below it."""

    def __init__(self, title: str, explanation: str, groups: Iterable[tuple[str, Sequence[Row]]]) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows: list[Row] = []
        inside = QWidget()
        inside.setObjectName("settingsPage")
        box = QVBoxLayout(inside)
        box.setContentsMargins(24, 18, 20, 24)
        box.setSpacing(8)
        self.heading = _words(title, "emptyTitle")
        box.addWidget(self.heading)
        if explanation:
            box.addWidget(_words(explanation, "muted"))
        box.addSpacing(6)
        for name, rows in groups:
            if name:
                box.addSpacing(6)
                box.addWidget(_words(name, "groupTitle"))
            box.addWidget(self._card(rows))
        box.addStretch(1)
        self.setWidget(inside)

    def _card(self, rows: Sequence[Row]) -> QFrame:
        card = QFrame()
        card.setObjectName("settingsCard")
        card.setMaximumWidth(WIDEST)
        box = QVBoxLayout(card)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for index, row in enumerate(rows):
            row.setProperty("first", index == 0)
            box.addWidget(row)
            self.rows.append(row)
        return card

    def row(self, name: str) -> Row:
        """KeyError where it is not on this page."""
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(name)


def _words(text: str, name: str) -> QLabel:
    label = QLabel(breakable(text))
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
