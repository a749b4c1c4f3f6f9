"""The scrolling list of chat bubbles. Main thread.

At most `MOST` bubbles are widgets at a time; "show earlier" brings older ones. While the person has scrolled up to
read, new words do not move the view.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from companion.persona.emotion import Mood
from companion.ui.chat_log import ChatLog, Line
from companion.ui.markup import Ink, plain, to_html
from companion.ui.measure import text_size
from companion.ui.texts import Texts
from companion.ui.theme import Palette

MOST = 200
FACE = 38  # portrait, logical pixels
_PADDING, _PADDING_HIGH = 30, 20  # of a bubble, both sides together, with its border (see style.py)

Portrait = Callable[[Mood], QPixmap | None]


class Message(QWidget):
    """One bubble with its time, and for hers the portrait and the emotion. room: width of the list in pixels."""

    def __init__(self, line: Line, name: str, texts: Texts, palette: Palette, portrait: Portrait, room: int) -> None:
        super().__init__()
        self._name, self._texts, self._palette, self._portrait = name, texts, palette, portrait
        self._room = room
        self.line = line
        self.bubble = Words()
        self.bubble.setObjectName("mine" if line.mine else "hers")
        self._face = QLabel()
        self._tag = _small("tag")
        self._meta = _small("time")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 3, 14, 3)
        row.setSpacing(8)
        column = QVBoxLayout()
        column.setSpacing(3)
        side = Qt.AlignmentFlag.AlignRight if line.mine else Qt.AlignmentFlag.AlignLeft
        column.addWidget(self.bubble, 0, side)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self._tag)
        foot.addWidget(self._meta)
        column.addLayout(foot)
        column.setAlignment(foot, side)
        if line.mine:
            row.addStretch(1)
            self._tag.hide()
        else:
            self._face.setFixedSize(FACE, FACE)
            row.addWidget(self._face, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column)
        if not line.mine:
            row.addStretch(1)
        self.show_line(line)

    def show_line(self, line: Line) -> None:
        """Show `line`, which may have grown or been cut since."""
        self.line = line
        colours = self._palette
        ink = Ink("#e6d8f5", "#cdbbe2") if line.mine else colours.ink
        self.bubble.setText(to_html(line.text, ink, heard=line.heard))
        moment = line.when.strftime("%H:%M")
        notes = [moment]
        if line.interrupted:
            notes.append(self._texts("chat.not_heard" if line.heard != line.text else "chat.interrupted"))
        elif line.latency_ms is not None:
            notes.append(self._texts("latency", seconds=f"{line.latency_ms / 1000:.2f}"))
        self._meta.setText(" · ".join(notes))
        who = self._texts("chat.you") if line.mine else self._name
        self.setAccessibleName(self._texts("chat.said", who=who, time=moment, text=line.text))
        self.bubble.setAccessibleName(self.accessibleName())
        if not line.mine:
            self._show_mood(line.mood)
        self._fit()

    def set_room(self, width: int) -> None:
        """The list is `width` pixels wide."""
        if width != self._room:
            self._room = width
            self._fit()

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

    def _fit(self) -> None:
        """QLabel guesses a width for wrapped text; a bubble is as wide as its longest line, up to the room."""
        widest = max(120, round(self._room * 0.76) - _PADDING - FACE)
        text = text_size(self.bubble.text(), self.bubble.font(), widest)
        self.bubble.setFixedSize(text.width() + _PADDING, text.height() + _PADDING_HIGH)


class Words(QLabel):
    """Selectable rich text whose copy holds none of the invisible break marks."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(plain(self.selectedText()))
        else:
            super().keyPressEvent(event)


class Messages(QScrollArea):
    """The bubbles of a `ChatLog`. `changed(index)` after each event of the log that returned an index."""

    def __init__(self, texts: Texts, palette: Palette, portrait: Portrait) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(texts("chat.history"))
        self._texts, self._palette, self._portrait = texts, palette, portrait
        self._name = ""
        self._log = ChatLog()
        self._first = 0  # index of the first line that is a widget
        self._rows: dict[int, Message] = {}
        self._days: dict[int, QLabel] = {}
        self._follow = True
        self._list = QWidget()
        self._list.setObjectName("chatList")
        self._list.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._box = QVBoxLayout(self._list)
        self._box.setContentsMargins(0, 12, 0, 12)
        self._box.setSpacing(4)
        self.earlier = QPushButton(texts("chat.earlier"))
        self.earlier.setObjectName("quiet")
        self.earlier.clicked.connect(self.show_earlier)
        self._box.addWidget(self.earlier, 0, Qt.AlignmentFlag.AlignHCenter)
        self._empty = Empty(texts)
        self._box.addWidget(self._empty, 1)
        self._thinking = _small("small")
        self._thinking.setContentsMargins(14 + FACE + 8, 4, 14, 4)
        self._thinking.hide()
        self._box.addWidget(self._thinking)
        self._box.addStretch(1)
        self.setWidget(self._list)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._range_changed)
        bar.valueChanged.connect(self._scrolled)

    def load(self, log: ChatLog, name: str) -> None:
        """Show another conversation, from its end."""
        self._log, self._name = log, name
        self._empty.greet(name)
        self._rebuild(max(0, len(log.lines) - MOST))
        self._follow = True

    def rows(self) -> list[Message]:
        """The bubbles that are shown, oldest first."""
        return [self._rows[index] for index in sorted(self._rows)]

    def set_look(self, palette: Palette) -> None:
        """Colours have changed."""
        self._palette = palette
        self._rebuild(self._first)

    def changed(self, index: int) -> None:
        """Line `index` of the log is new or has changed."""
        row = self._rows.get(index)
        if row is not None:
            row.show_line(self._log.lines[index])
        elif index >= self._first:
            self._add(index)
            self._drop_oldest()
        self._update_ends()

    def set_thinking(self, on: bool) -> None:
        """Say below the last bubble that she thinks of an answer."""
        self._thinking.setText(self._texts("chat.thinking", name=self._name))
        self._thinking.setVisible(on)

    def show_earlier(self) -> None:
        """Bring `MOST` older bubbles, and stay where the person reads."""
        self._follow = False
        self._rebuild(max(0, self._first - MOST))

    def _rebuild(self, first: int) -> None:
        for widget in [*self._rows.values(), *self._days.values()]:
            self._box.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._rows.clear()
        self._days.clear()
        self._first = first
        for index in range(first, len(self._log.lines)):
            self._add(index)
        self._update_ends()

    def _add(self, index: int) -> None:
        line = self._log.lines[index]
        before = self._log.lines[index - 1] if index > self._first else None
        if before is None or before.when.date() != line.when.date():
            day = QLabel(day_name(line.when, datetime.now().astimezone(), self._texts))
            day.setObjectName("day")
            self._days[index] = day
            self._box.insertWidget(self._box.count() - 2, day, 0, Qt.AlignmentFlag.AlignHCenter)
        room = self.viewport().width()
        row = Message(line, self._name, self._texts, self._palette, self._portrait, room)
        self._rows[index] = row
        self._box.insertWidget(self._box.count() - 2, row)

    def _drop_oldest(self) -> None:
        while self._follow and len(self._rows) > MOST:
            for kept in (self._rows, self._days):
                widget = kept.pop(self._first, None)
                if widget is not None:
                    self._box.removeWidget(widget)
                    widget.hide()
                    widget.deleteLater()
            self._first += 1

    def _update_ends(self) -> None:
        self.earlier.setVisible(self._first > 0)
        self._empty.setVisible(not self._log.lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for row in self._rows.values():
            row.set_room(self.viewport().width())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_rows"):
            self._rebuild(self._first)

    def _range_changed(self, _least: int, most: int) -> None:
        if self._follow:
            self.verticalScrollBar().setValue(most)

    def _scrolled(self, value: int) -> None:
        self._follow = value >= self.verticalScrollBar().maximum() - 24


class Empty(QWidget):
    """What stands in the list before the first word."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._title = _small("emptyTitle")
        hint = _small("small")
        hint.setText(texts("chat.empty.hint"))
        box = QVBoxLayout(self)
        box.addStretch(1)
        for label in (self._title, hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(label)
        box.addStretch(1)

    def greet(self, name: str) -> None:
        self._title.setText(self._texts("chat.empty", name=name))


def day_name(when: datetime, now: datetime, texts: Texts) -> str:
    """ "Today", "Yesterday", or the date."""
    if when.date() == now.date():
        return texts("chat.today")
    if when.date() == (now - timedelta(days=1)).date():
        return texts("chat.yesterday")
    return when.strftime("%Y-%m-%d")


def _small(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
