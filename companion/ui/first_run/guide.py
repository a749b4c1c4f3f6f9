"""The window of the first start: one step at a time, each can be skipped, nothing is lost when it is closed.

Main thread. What the steps show comes from `build`; the guide only goes back and forth.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from companion.ui.markup import breakable
from companion.ui.tall import Tall
from companion.ui.texts import Texts
from companion.ui.theme import Palette

SIZE = (720, 640)
LEAST = (520, 420)


class Guide(QWidget):
    """Steps in order. build(name): a new widget for a step; it is thrown away when the person goes on.

    arrived: the name of the step that is shown. finished: closed by the person (True: after the last step), not by the
    program's end.
    """

    arrived = Signal(str)
    finished = Signal(bool)
    closed = Signal()
    spoken = Signal(object)  # Texts, of a language that was chosen elsewhere

    def __init__(
        self,
        steps: Sequence[str],
        build: Callable[[str], QWidget],
        texts: Texts,
        palette: Palette,
        start: int = 0,
    ) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)
        self._steps, self._build, self._texts = tuple(steps), build, texts
        self._at = min(max(0, start), len(self._steps) - 1)
        self._over = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._make_head(palette))
        self._scroll = Tall()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box.addWidget(self._scroll, 1)
        self.said = _words("", "said")
        self.said.setProperty("kind", "bad")
        self.said.setContentsMargins(28, 8, 28, 8)
        self.said.hide()
        box.addWidget(self.said)
        box.addWidget(self._make_foot())
        for keys, step in (("Alt+Right", 1), ("Alt+Left", -1)):  # shortcuts: a button would take the arrow itself
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda step=step: self.go(self._at + step))
        self._show_step()

    # --- the frame ---

    def _make_head(self, palette: Palette) -> QFrame:
        head = QFrame()
        head.setObjectName("pageHead")
        box = QVBoxLayout(head)
        box.setContentsMargins(28, 18, 28, 16)
        box.setSpacing(4)
        self.dots = Dots(len(self._steps), palette)
        box.addWidget(self.dots)
        box.addSpacing(8)
        self.title = _words("", "pageTitle")
        box.addWidget(self.title)
        self.lead = _words("", "lead")
        box.addWidget(self.lead)
        return head

    def _make_foot(self) -> QFrame:
        foot = QFrame()
        foot.setObjectName("pageFoot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(28, 14, 28, 16)
        row.setSpacing(8)
        self.back = QPushButton()
        self.back.setObjectName("quiet")
        self.back.clicked.connect(lambda _on=False: self.go(self._at - 1))
        row.addWidget(self.back)
        row.addStretch(1)
        self.skip = QPushButton()
        self.skip.setObjectName("quiet")
        self.skip.clicked.connect(self._skip)
        row.addWidget(self.skip)
        self.next = QPushButton()
        self.next.setObjectName("primary")
        self.next.setMinimumWidth(120)
        self.next.clicked.connect(self._forward)
        for button in (self.back, self.skip, self.next):
            button.setAutoDefault(True)  # Enter presses it
        row.addWidget(self.next)
        return foot

    # --- going ---

    @property
    def step(self) -> str:
        return self._steps[self._at]

    def go(self, number: int) -> None:
        """Show a step; beyond the last the guide is over."""
        if number >= len(self._steps):
            self._end(True)
        elif number >= 0 and number != self._at:
            self._at = number
            self._show_step()

    def speak(self, texts: Texts) -> None:
        """Another language was chosen elsewhere."""
        if texts != self._texts:
            self.spoken.emit(texts)

    def show_texts(self, texts: Texts) -> None:
        """Another language, at once."""
        self._texts = texts
        self._show_step(keep_focus=True)

    def say(self, text: str) -> None:
        """What went wrong, above the buttons, until the person goes on."""
        self.said.setText(breakable(text))
        self.said.setVisible(bool(text))

    def set_look(self, palette: Palette) -> None:
        self.dots.palette_of_ours = palette
        self._show_step(keep_focus=True)

    def _show_step(self, keep_focus: bool = False) -> None:
        texts, first, last = self._texts, self._at == 0, self._at == len(self._steps) - 1
        focused = self.focusWidget()
        name = focused.accessibleName() or focused.objectName() if keep_focus and focused is not None else ""
        self._drop_step()
        self.say("")
        self.setWindowTitle(texts("first.title"))
        self.title.setText(texts(f"first.{self.step}.title"))
        self.lead.setText(texts(f"first.{self.step}.lead"))
        self.dots.show_step(self._at, texts("first.step", number=self._at + 1, count=len(self._steps)))
        self.back.setText(texts("first.back"))
        self.back.setVisible(not first)
        self.skip.setText(texts("first.later" if first else "first.skip"))
        self.skip.setVisible(not last)
        self.next.setText(texts("first.begin" if first else "first.done" if last else "first.next"))
        body = self._build(self.step)
        body.setObjectName("pageBody")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scroll.setWidget(body)
        body.show()
        self._order_tab(body)
        again = next((b for b in body.findChildren(QPushButton) if name and b.accessibleName() == name), None)
        (again or self.next).setFocus(Qt.FocusReason.OtherFocusReason)
        self.arrived.emit(self.step)

    def _drop_step(self) -> None:
        before = self._scroll.widget()
        if before is not None:
            before.hide()  # while it is still in the window: what lives in it is told, and stops
            self._scroll.takeWidget()
            before.deleteLater()

    def _order_tab(self, body: QWidget) -> None:
        """Down the step, then on, skip, back."""
        reached = [w for w in body.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
        order = [*(w for w in reached if w.window() is self), self.next, self.skip, self.back]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _forward(self) -> None:
        self.go(self._at + 1)

    def _skip(self) -> None:
        if self._at == 0:
            self._end(False)
        else:
            self._forward()

    def _end(self, whole: bool) -> None:
        if not self._over:
            self._over = True
            self.finished.emit(whole)
            self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._end(False)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._forward()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if event.spontaneous() and not self._over:  # the window's own button; the program's end is not
            self._over = True
            self.finished.emit(False)
        self._drop_step()
        self.closed.emit()
        super().closeEvent(event)


class Dots(QWidget):
    """How far one is: a dot for each step, the one that is shown long."""

    def __init__(self, count: int, palette: Palette) -> None:
        super().__init__()
        self._count, self._at = count, 0
        self.palette_of_ours = palette
        self.setFixedHeight(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_step(self, number: int, words: str) -> None:
        self._at = number
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._count * 14 + 20, 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        x = 0.0
        for number in range(self._count):
            wide = 22.0 if number == self._at else 8.0
            colours = self.palette_of_ours
            painter.setBrush(QColor(colours.accent if number <= self._at else colours.line))
            painter.drawRoundedRect(QRectF(x, 0, wide, 8), 4, 4)
            x += wide + 6
        painter.end()


def _words(text: str, name: str) -> QLabel:
    label = QLabel(breakable(text))
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
