"""A page of settings: a heading, and groups of rows as cards, in a view that scrolls. Main thread.

Rows cost some milliseconds each, so they are made a few at a time, from above: see `grow`.
"""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from companion.ui.markup import breakable
from companion.ui.settings.row import Row
from companion.ui.tall import Tall

WIDEST = 760  # pixels: lines that are longer are hard to read


class Page(Tall):
    """groups: a title ("" for none) and what makes each row below it. adopt: called with every row that is made."""

    def __init__(
        self,
        title: str,
        explanation: str,
        groups: Iterable[tuple[str, Sequence[Callable[[], Row]]]],
        adopt: Callable[[Row], None],
    ) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows: list[Row] = []
        self._plan = [(name, index, make) for name, makers in groups for index, make in enumerate(makers)]
        self._adopt = adopt
        inside = QWidget()
        inside.setObjectName("settingsPage")
        self.setWidget(inside)  # empty yet: a style sheet is applied anew to all that moves to another parent
        self._box = QVBoxLayout(inside)
        self._box.setContentsMargins(24, 18, 20, 24)
        self._box.setSpacing(8)
        self._card: QVBoxLayout | None = None
        self.heading = _words(title, "emptyTitle")
        self._box.addWidget(self.heading)
        if explanation:
            self._box.addWidget(_words(explanation, "muted"))
        self._box.addSpacing(6)
        self._box.addStretch(1)

    @property
    def whole(self) -> bool:
        """Whether every row is there."""
        return not self._plan

    def grow(self, count: int) -> None:
        """Make the next `count` rows."""
        for _ in range(min(count, len(self._plan))):
            name, index, make = self._plan.pop(0)
            if index == 0 or self._card is None:
                self._card = self._new_card(name)
            row = make()
            row.setProperty("first", index == 0)
            self._card.addWidget(row)
            self.rows.append(row)
            self._adopt(row)

    def finish(self) -> None:
        """Make all that are missing."""
        self.grow(len(self._plan))

    def row(self, name: str) -> Row:
        """KeyError where it is not on this page."""
        self.finish()
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(name)

    def _new_card(self, name: str) -> QVBoxLayout:
        if name:
            self._insert(_words(name, "groupTitle"))
        card = QFrame()
        card.setObjectName("settingsCard")
        card.setMaximumWidth(WIDEST)
        self._insert(card)
        box = QVBoxLayout(card)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        return box

    def _insert(self, widget: QWidget) -> None:
        self._box.insertWidget(self._box.count() - 1, widget)


def _words(text: str, name: str) -> QLabel:
    label = QLabel(breakable(text))
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
