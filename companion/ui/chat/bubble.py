"""One bubble with its time and buttons, and for hers the portrait and the emotion. Main thread."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPixmap,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from companion.persona.emotion import Mood
from companion.ui.chat.tools import SIDE, Pager, Tools
from companion.ui.chat_log import Line
from companion.ui.markup import Ink, plain, to_html
from companion.ui.measure import text_size
from companion.ui.texts import Texts
from companion.ui.theme import Palette

FACE = 38  # portrait, logical pixels
SIDES, ABOVE, GAP = 14, 3, 8  # of a message, pixels
_PADDING, _PADDING_HIGH = 30, 20  # of a bubble, both sides together, with its border (see style.py)

Portrait = Callable[[Mood], QPixmap | None]


class Words(QLabel):
    """Selectable rich text whose copy holds none of the invisible break marks. Links are told, never opened."""

    keyed = Signal(int)  # a key that concerns the message

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setIndent(0)
        self.setOpenExternalLinks(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.LinksAccessibleByMouse
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def selection(self) -> str:
        """The selected words, as they were written."""
        return plain(self.selectedText())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            if self.hasSelectedText():
                QGuiApplication.clipboard().setText(self.selection())
            else:
                self.keyed.emit(Qt.Key.Key_C)
        elif event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or event.key() == Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        else:
            self.keyed.emit(event.key())


class Message(QWidget):
    """A bubble. wished: what the person wants of it ("copy", "again", "edit", "more", "delete"); turned: another
    variant, its number in the memory; keyed: a key that it does not know itself."""

    wished = Signal(str)
    turned = Signal(int)
    linked = Signal(str)
    keyed = Signal(int)

    def __init__(self, line: Line, name: str, texts: Texts, palette: Palette, portrait: Portrait) -> None:
        super().__init__()
        self._name, self._texts, self._palette, self._portrait = name, texts, palette, portrait
        self.line = line
        self._room = 0
        self._html = ""
        self.bubble = Words()
        self.bubble.setParent(self)
        self.bubble.setObjectName("mine" if line.mine else "hers")
        self.bubble.linkActivated.connect(self.linked)
        self.bubble.keyed.connect(self.keyed)
        self._face = QLabel(self)
        self._face.setFixedSize(FACE, FACE)
        self._face.setVisible(not line.mine)
        self._build_foot()
        self.show_line(line)

    def _build_foot(self) -> None:
        self._foot = QWidget(self)
        self._tag, self._meta = _small("tag"), _small("time")
        mine = self.line.mine
        names = ("more", "edit", "copy") if mine else ("copy", "again", "more")
        self.tools = Tools(names, self._texts, self._palette)
        self.tools.wished.connect(self.wished)
        self.pager = Pager(self._texts, self._palette, mine)
        self.pager.turned.connect(self._turn)
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        parts: tuple[QWidget, ...] = (self._tag, self._meta, self.pager, self.tools)
        if mine:
            row.addStretch(1)
            parts = (self.tools, self.pager, self._meta)
            self._tag.setParent(self)
            self._tag.hide()
        for part in parts:
            row.addWidget(part)
        if not mine:
            row.addStretch(1)
        self.tools.hide()

    # --- content ---

    def show_line(self, line: Line) -> None:
        """Show `line`, which may have grown or been cut since. `fit` afterwards."""
        self.line = line
        colours = self._palette
        ink = Ink("#e6d8f5", "#cdbbe2", "#ffffff", colours.accent) if line.mine else colours.ink
        html = to_html(line.text, ink, heard=line.heard)
        if html != self._html:
            self._html = html
            self.bubble.setText(html)
        self._show_meta()
        if not line.mine:
            self._show_mood(line.mood)
        places = line.variants
        self.pager.show_place(places.index(line.turn) if line.turn in places else 0, len(places))
        self._room = 0

    def _show_meta(self) -> None:
        line = self.line
        moment = line.when.strftime("%H:%M")
        notes = [moment]
        if line.interrupted:
            notes.append(self._texts("chat.not_heard" if line.heard != line.text else "chat.interrupted"))
        elif line.latency_ms is not None:
            notes.append(self._texts("latency", seconds=f"{line.latency_ms / 1000:.2f}"))
        self._meta.setText(" · ".join(notes))
        self._meta.setToolTip(line.when.strftime("%Y-%m-%d %H:%M:%S"))
        who = self._texts("chat.you") if line.mine else self._name
        self.setAccessibleName(self._texts("chat.said", who=who, time=moment, text=line.text))
        self.bubble.setAccessibleName(self.accessibleName())

    def show_face(self) -> None:
        """Her picture, if there was none to have before."""
        if not self.line.mine:
            self._show_mood(self.line.mood)

    def _show_mood(self, mood: Mood | None) -> None:
        self._tag.setVisible(mood is not None)
        if mood is None:
            return
        word = self._texts.emotion(mood.emotion)
        self._tag.setText(word)
        picture = self._portrait(mood)
        if picture is not None:
            self._face.setPixmap(picture)
        self._face.setAccessibleName(self._texts("chat.portrait", name=self._name, emotion=word))

    # --- place ---

    def fit(self, width: int) -> int:
        """Lay out for `width` pixels; returns the height."""
        if width != self._room:
            self._room = width
            widest = max(120, round(width * 0.76) - _PADDING - FACE)
            text = text_size(self._html, self.bubble.font(), widest)
            self.bubble.resize(text.width() + _PADDING, text.height() + _PADDING_HIGH)
        left = SIDES if self.line.mine else SIDES + FACE + GAP
        bubble = self.bubble
        bubble.move(width - SIDES - bubble.width() if self.line.mine else left, ABOVE)
        self._face.move(SIDES, ABOVE)
        below = ABOVE + bubble.height() + 2
        self._foot.setGeometry(left, below, width - left - SIDES, SIDE)
        return below + SIDE + 2

    # --- buttons ---

    def _turn(self, step: int) -> None:
        places = self.line.variants
        if self.line.turn in places:
            at = places.index(self.line.turn) + step
            if 0 <= at < len(places):
                self.turned.emit(places[at])

    def turn(self, step: int) -> None:
        """The next variant (+1) or the one before."""
        self._turn(step)

    def show_tools(self) -> None:
        """The buttons are there while the pointer or the keyboard is."""
        self.tools.setVisible(self.underMouse() or self.holds_focus())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.tools.show()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.tools.setVisible(self.holds_focus())

    def holds_focus(self) -> bool:
        """The keyboard is at this message."""
        at = self.window().focusWidget()
        return at is not None and self.isAncestorOf(at)

    def take_focus(self, after: QWidget) -> None:
        """The keyboard comes to this message; Tab leads on to its buttons, then to what came behind `after`."""
        self.tools.show()
        for part in (self.bubble, *self.tools.buttons.values()):
            QWidget.setTabOrder(after, part)
            after = part
        self.bubble.setFocus(Qt.FocusReason.OtherFocusReason)

    def menu_place(self) -> QPoint:
        """Where its menu opens by key, in screen coordinates."""
        return self.bubble.mapToGlobal(QPoint(12, self.bubble.height()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.wished.emit("menu")
        event.accept()


def _small(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
