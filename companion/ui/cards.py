"""Error cards beside her: what failed and what to do. Main thread.

They stay; a card is never a modal box. They keep clear of the open windows, and can be moved with the mouse.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from companion.ui import icons, placement
from companion.ui.bubble import FLOATING
from companion.ui.markup import breakable
from companion.ui.problems import Problem
from companion.ui.texts import Texts
from companion.ui.theme import Palette
from companion.ui.windowing import can_place

WIDTH = 320
MOST_LINES = 8
MOST = 3  # cards at a time; the rest is counted
NOTICE_MS = 12_000  # a notice (not an error) goes by itself after this time


class Card(QFrame):
    """One problem: title, message, hint, and a button to dismiss it."""

    def __init__(self, problem: Problem, texts: Texts, palette: Palette, dismiss: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setProperty("kind", problem.kind)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.problem = problem
        words = problem.words
        parts = (f"{words.title}.", words.message, words.detail, words.hint)
        self.setAccessibleName(" ".join(part for part in parts if part))
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 12, 12, 14)
        box.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        sign = QLabel()
        colour = palette.danger if problem.kind == "error" else palette.accent
        sign.setPixmap(icons.pixmap("alert" if problem.kind == "error" else "about", colour, 20, 2.0))
        head.addWidget(sign)
        head.addWidget(_label(words.title, "cardTitle"), 1)
        self.close_button = QPushButton()
        self.close_button.setObjectName("close")
        self.close_button.setFixedSize(24, 24)
        self.close_button.setIcon(icons.icon("close", palette.muted, size=16))
        self.close_button.setAccessibleName(texts("error.close"))
        self.close_button.setToolTip(texts("error.close"))
        self.close_button.clicked.connect(dismiss)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(head)
        box.addWidget(_label(words.message, "cardText"))
        if words.detail:
            box.addWidget(_label(words.detail, "small"))
        if words.hint:
            box.addWidget(_label(words.hint, "cardHint"))


class Cards(QWidget):
    """The stack of open problems. `show_problems` replaces it; `follow` tells it where she stands."""

    def __init__(self, texts: Texts, palette: Palette, dismiss: Callable[[str], None]) -> None:
        super().__init__(None, FLOATING)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self._texts, self._palette, self._dismiss = texts, palette, dismiss
        self._problems: Sequence[Problem] = ()
        self._her = QRect()
        self._windows: Sequence[QRect] = ()
        self._put: QPoint | None = None  # by the person, until nothing is open any more
        self._grip: QPoint | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(6, 6, 6, 6)
        self._box.setSpacing(8)
        self.setFixedWidth(WIDTH)
        self._leave = QTimer(self)
        self._leave.setSingleShot(True)
        self._leave.setInterval(NOTICE_MS)
        self._leave.timeout.connect(self._drop_notices)

    def cards(self) -> list[Card]:
        """The cards that are shown, newest first."""
        items = (self._box.itemAt(index) for index in range(self._box.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, Card)]

    def speak(self, texts: Texts) -> None:
        """Another language; the problems in it are shown by `show_problems`."""
        self._texts = texts

    def set_palette(self, palette: Palette) -> None:
        self._palette = palette
        self.show_problems(self._problems)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show these, oldest first in the argument, newest on top."""
        self._problems = tuple(problems)
        self._clear()
        newest = list(reversed(self._problems))
        for problem in newest[:MOST]:
            card = Card(problem, self._texts, self._palette, partial(self._dismiss, problem.key))
            self._box.addWidget(card)
            card.show()  # a layout leaves room only for what is shown
        if len(newest) > MOST:
            more = _label(self._texts("error.more", count=len(newest) - MOST), "small")
            more.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._box.addWidget(more)
            more.show()
        if any(problem.kind == "notice" for problem in problems):
            self._leave.start()
        else:
            self._leave.stop()
        if not problems:
            self._put = None
        self.setVisible(bool(problems))
        self._arrange()

    def follow(self, her: QRect, windows: Sequence[QRect] = ()) -> None:
        """She stands at `her`, and other windows of ours there (screen); these are covered as little as can be."""
        self._her, self._windows = her, tuple(windows)
        self._arrange()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._leave.stop()
        super().closeEvent(event)

    def _arrange(self) -> None:
        if not self.isVisible() or self._her.isEmpty():
            return
        height = self._box.heightForWidth(WIDTH) if self._box.hasHeightForWidth() else self.sizeHint().height()
        size = QSize(WIDTH, height)
        screen = QGuiApplication.screenAt(self._her.center()) or QGuiApplication.primaryScreen()
        area = screen.availableGeometry()
        waist = self._her.top() + round(self._her.height() * 0.72)
        self.setFixedHeight(height)
        if self._put is not None:
            self.move(placement.inside(QRect(self._put, size), area).topLeft())
            return
        place = placement.beside(self._her, waist, size, area)
        self.move(placement.clear_of(place.rect, area, self._her, self._windows))

    # --- moved by the person ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._grip = event.globalPosition().toPoint() - self.pos()
            if not can_place() and (handle := self.windowHandle()) is not None:  # Wayland
                handle.startSystemMove()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None and event.buttons() & Qt.MouseButton.LeftButton and can_place():
            self._put = event.globalPosition().toPoint() - self._grip
            self.move(self._put)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._grip = None

    def _clear(self) -> None:
        while (item := self._box.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _drop_notices(self) -> None:
        for problem in [problem for problem in self._problems if problem.kind == "notice"]:
            self._dismiss(problem.key)


def _label(text: str, name: str) -> QLabel:
    """A list of mistakes may be long: the first say enough, the rest is in the tooltip."""
    lines = text.split("\n")
    short = "\n".join([*lines[:MOST_LINES], "…"]) if len(lines) > MOST_LINES + 1 else text
    label = QLabel(breakable(short))
    label.setToolTip(text[:4000] if short != text else "")
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
