"""One setting: its name, what it does, its control, whether it was changed, and the way back. Main thread."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from companion.ui import icons
from companion.ui.markup import breakable
from companion.ui.settings.fields import Field
from companion.ui.texts import Texts
from companion.ui.theme import Palette

_NARROW, _NARROWEST = 500, 320  # pixels


class Row(QFrame):
    """`edited` and `reset_wanted` carry the setting's name.

    Args:
        name: dotted. title, explanation: for the person. value_words: a value as words. later: it counts after a
            restart. wide: the control stands below the words, over the whole width. hers: it is a wish for one
            character, None is no wish.
    """

    edited = Signal(str, object)
    reset_wanted = Signal(str)

    def __init__(
        self,
        name: str,
        title: str,
        explanation: str,
        field: Field,
        texts: Texts,
        palette: Palette,
        *,
        value_words: Callable[[Any], str],
        later: bool = False,
        wide: bool = False,
        hers: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName("settingRow")
        self.name, self.title, self.field = name, title, field
        self._texts, self._value_words, self._hers = texts, value_words, hers
        self.problem = ""
        self.changed = False
        self._default: Any = None
        name_label = _label(title, "fieldTitle")
        self.dot = _label("●", "changedDot")
        self.dot.setToolTip(texts("settings.changed"))
        self.dot.setAccessibleName(texts("settings.changed"))
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(name_label)
        head.addWidget(self.dot)
        if later:
            head.addWidget(_label(texts("settings.after_restart"), "tag"))
        self.reset = QPushButton()
        self.reset.setObjectName("tiny")
        self.reset.setFixedSize(22, 22)
        self.reset.setIconSize(QSize(16, 16))
        self.reset.clicked.connect(lambda: self.reset_wanted.emit(self.name))
        head.addWidget(self.reset)
        head.addStretch(1)
        self.explanation = _label(explanation, "small")
        self.usual = _label("", "small")
        self.wrong = _label("", "small")
        self.wrong.setProperty("wrong", True)
        self.wrong.setAccessibleName(title)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(head)
        for label in (self.explanation, self.usual, self.wrong):
            label.setWordWrap(True)
            words.addWidget(label)
        self._lay_out(words, wide)
        self.set_look(palette)
        field.name_for_readers(title, explanation)
        field.edited.connect(lambda value: self.edited.emit(self.name, value))
        field.wrong.connect(self.show_problem)
        self.show_problem("")

    def _lay_out(self, words: QVBoxLayout, wide: bool) -> None:
        self._line = line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        line.setSpacing(16)
        line.addLayout(words, 1)
        if not wide:
            line.addWidget(self.field, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumWidth(_NARROWEST)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 12, 18, 12)
        box.setSpacing(10)
        box.addLayout(line)
        if wide:
            box.addWidget(self.field)

    def show_value(self, value: Any, default: Any) -> None:
        """value None in a wish: what counts otherwise is shown."""
        self._default = default
        self.field.show_value(default if self._hers and value is None else value)
        self.changed = value is not None if self._hers else value != default
        usual = self._value_words(default)
        self.dot.setVisible(self.changed)
        self.reset.setVisible(self.changed)
        tip = self._texts("settings.reset_her" if self._hers else "settings.reset", value=usual)
        self.reset.setToolTip(tip)
        self.reset.setAccessibleName(f"{self.title}: {tip}")
        self.usual.setText(self._texts("settings.inherited" if self._hers else "settings.default", value=usual))
        self.usual.setVisible(self.changed)

    def show_problem(self, problem: str) -> None:
        """Why what stands in the control can't be; "" when it can."""
        self.problem = problem
        self.wrong.setText(problem)
        self.wrong.setVisible(bool(problem))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the control stands below the words."""
        side_by_side = event.size().width() >= _NARROW
        way = QBoxLayout.Direction.LeftToRight if side_by_side else QBoxLayout.Direction.TopToBottom
        if self._line.direction() != way:
            self._line.setDirection(way)
            self._line.setSpacing(16 if side_by_side else 8)
        super().resizeEvent(event)

    def set_look(self, palette: Palette) -> None:
        self.reset.setIcon(icons.icon("reset", palette.accent, size=16))


def _label(text: str, name: str) -> QLabel:
    label = QLabel(breakable(text) if name == "small" else text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
