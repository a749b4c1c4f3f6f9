"""The scrolling list of chat bubbles: rows of a `ChatLog`, and what a person can do with each. Main thread.

While the person has scrolled up to read, new words do not move the view.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from companion.persona.emotion import Mood
from companion.ui import icons, markup
from companion.ui.chat.ask import ask
from companion.ui.chat.bubble import FACE, Message, Portrait
from companion.ui.chat.empty import Empty
from companion.ui.chat.items import ChatActions, PastTurn
from companion.ui.chat.message_menu import open_menu
from companion.ui.chat.scroll import Rows
from companion.ui.chat_log import ChatLog, Exchange, Line
from companion.ui.texts import Texts
from companion.ui.theme import Palette

PAGE = 60  # turns that are asked for at a time
AHEAD = 20  # turns beyond what is in sight that should be here
NEWEST = 36  # size of the button that leads to the end, pixels
WAITING = 88  # height of a row whose turn is not here yet
LEAST, MOST_SCALE = 0.7, 2.5  # of the letters


class Row(QWidget):
    """One exchange: the day where a new one begins, the person's bubble, hers."""

    def __init__(self, exchange: Exchange, day: str, make: Callable[[Line], Message]) -> None:
        super().__init__()
        self._make = make
        self._day = QLabel(day, self)
        self._day.setObjectName("day")
        self._day.setVisible(bool(day))
        self.messages: list[Message] = []
        self.show_exchange(exchange)

    def show_exchange(self, exchange: Exchange) -> None:
        """The same exchange, with other words by now."""
        lines = exchange.lines
        if [message.line.mine for message in self.messages] != [line.mine for line in lines]:
            for message in self.messages:
                message.hide()
                message.deleteLater()
            self.messages = [self._make(line) for line in lines]
            for message in self.messages:
                message.setParent(self)
                message.show()
        for message, line in zip(self.messages, lines, strict=True):
            message.show_line(line)

    def fit(self, width: int) -> int:
        height = 0
        if self._day.text():
            self._day.adjustSize()
            self._day.move((width - self._day.width()) // 2, 8)
            height = self._day.height() + 16
        for message in self.messages:
            needed = message.fit(width)
            message.setGeometry(0, height, width, needed)
            height += needed
        return height


class Waiting(QLabel):
    """Stands for an exchange that is being read from the memory."""

    def fit(self, width: int) -> int:
        return WAITING


class Messages(Rows):
    """The bubbles of a `ChatLog`. edit_wanted: the person wants to write a message of theirs anew."""

    edit_wanted = Signal(object)  # Line
    said = Signal(str)  # first words that were chosen in an empty conversation

    def __init__(self, texts: Texts, palette: Palette, portrait: Portrait, actions: ChatActions | None = None) -> None:
        super().__init__()
        self.setObjectName("chatList")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._texts, self._palette, self._portrait = texts, palette, portrait
        self._actions = actions or ChatActions()
        self._name = ""
        self._log = ChatLog()
        self._focused: QWidget | None = None  # before the focus that is coming
        self._asked: set[int] = set()  # first rows of the pages that are on their way
        self._scale = self._actions.text_scale
        self._empty = Empty(texts, self.viewport())
        self._empty.said.connect(self.said)
        self._thinking = QLabel(self.viewport())
        self._thinking.setObjectName("small")
        self._thinking.setTextFormat(Qt.TextFormat.PlainText)
        self._thinking.hide()
        self.newest = QPushButton(self.viewport())
        self.newest.setObjectName("newest")
        self.newest.setFixedSize(NEWEST, NEWEST)
        self.newest.clicked.connect(self.to_end)
        self.newest.hide()
        self._name_parts()
        self._dress()
        self.seen.connect(self._fetch)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def load(self, log: ChatLog, name: str, at: int | None = None) -> None:
        """Show another conversation: from its end, or with the exchange number `at` in sight and marked."""
        self._log, self._name = log, name
        self._asked.clear()
        self._empty.greet(name, None if log.count else self._portrait(Mood("smile", 0.6)))
        self._update_empty()
        self.reset(log.count, at)
        if at is not None:
            self._mark(at)

    def draw_faces(self) -> None:
        """Her pictures, which are not drawn while nobody can see them."""
        self._empty.greet(self._name, None if self._log.count else self._portrait(Mood("smile", 0.6)))
        for index in range(self.count):
            for message in self._messages(index):
                message.show_face()

    def rows(self) -> list[Message]:
        """The bubbles in sight, oldest first."""
        return [message for index in self.in_view() for message in self._messages(index)]

    def speak(self, texts: Texts, name: str) -> None:
        """Another language, and her name in it."""
        self._texts, self._name = texts, name
        self._empty.speak(texts, name)
        self._name_parts()
        self._thinking.setText(texts("chat.thinking", name=name))
        self.renew(range(self.count))

    def _name_parts(self) -> None:
        self.setAccessibleName(self._texts("chat.history"))
        self.newest.setToolTip(self._texts("chat.newest"))
        self.newest.setAccessibleName(self._texts("chat.newest"))

    def set_look(self, palette: Palette) -> None:
        """Colours have changed."""
        self._palette = palette
        self._dress()
        self.renew(range(self.count))

    def _dress(self) -> None:
        self.newest.setIcon(icons.icon("down", self._palette.accent_strong))

    def changed(self, index: int, *, cut: bool = False) -> None:
        """Exchange `index` of the log is new or has changed. cut: it took the place of what was there and followed."""
        if cut:
            self.reset(index)
        self._update_empty()
        exchange, row = self._log.get(index), self.widget_of(index)
        if index >= self.count:
            self.set_count(self._log.count)
        elif isinstance(row, Row) and exchange is not None:
            row.show_exchange(exchange)
            self.grown(index)

    def set_thinking(self, on: bool) -> None:
        """Say below the last bubble that she thinks of an answer."""
        self._thinking.setText(self._texts("chat.thinking", name=self._name))
        self._thinking.setVisible(on)
        self.set_tail(self._thinking.sizeHint().height() + 6 if on else 0)

    def scale_text(self, factor: float) -> None:
        """Larger or smaller letters in the bubbles; 0: the usual size."""
        wanted = min(MOST_SCALE, max(LEAST, self._scale * factor)) if factor else 1.0
        if wanted != self._scale:
            self._scale = wanted
            self._actions.text_scaled(round(wanted, 3))
            self.renew(range(self.count))

    # --- rows ---

    def make_row(self, index: int) -> QWidget:
        exchange = self._log.get(index)
        if exchange is None:
            return Waiting(self.viewport())
        before = self._log.get(index - 1)
        new_day = index == 0 or (before is not None and before.when.date() != exchange.when.date())
        day = day_name(exchange.when, datetime.now().astimezone(), self._texts) if new_day else ""
        row = Row(exchange, day, self._message)
        row.setParent(self.viewport())
        return row

    def _message(self, line: Line) -> Message:
        message = Message(line, self._name, self._texts, self._palette, self._portrait)
        if self._scale != 1.0:
            font = QFont(self.font())
            font.setPointSizeF(font.pointSizeF() * self._scale)
            message.bubble.setFont(font)
        message.wished.connect(partial(self._wish, message))
        message.turned.connect(self._actions.show)
        message.linked.connect(self.ask_link)
        message.keyed.connect(partial(self._key, message))
        return message

    def _messages(self, index: int) -> list[Message]:
        row = self.widget_of(index)
        return row.messages if isinstance(row, Row) else []

    def _fetch(self, first: int, last: int) -> None:
        """Ask for what is in sight, or nearly, and not here."""
        missing = self._log.missing(first - AHEAD, last + AHEAD)
        if missing is None:
            return
        start = max(0, missing.start - (PAGE if missing.stop <= first else 0))
        if start not in self._asked:
            self._asked.add(start)
            count = max(PAGE, missing.stop - start)
            self._actions.page(self._log.conversation, start, count, partial(self._arrived, self._log, start))

    def _arrived(self, log: ChatLog, first: int, turns: "list[PastTurn]") -> None:
        if log is self._log:
            self._asked.discard(first)
            log.put(first, turns)
            self.renew(range(first, first + len(turns) + 1))

    def _update_empty(self) -> None:
        self._empty.setVisible(not self._log.count)
        self._empty.setGeometry(self.viewport().rect())

    def _place(self) -> None:
        super()._place()
        self._empty.setGeometry(self.viewport().rect())
        height = self._thinking.sizeHint().height()
        end = max((row.y() + row.height() for row in map(self.widget_of, self.in_view()) if row), default=0)
        top = min(end + 4, self.viewport().height() - height - 6)
        self._thinking.setGeometry(14 + FACE + 8, top, self.viewport().width() - 14 - FACE - 22, height)
        self._thinking.raise_()
        self.newest.setVisible(not self.at_end)
        self.newest.move(self.viewport().width() - NEWEST - 12, self.viewport().height() - NEWEST - 12)
        self.newest.raise_()

    def _mark(self, index: int) -> None:
        """Let the person see where they have come to."""
        for message in self._messages(index):
            message.setProperty("found", True)
            message.bubble.setProperty("found", True)
            message.bubble.style().polish(message.bubble)

    # --- wishes ---

    def _wish(self, message: Message, wish: str) -> None:
        line = message.line
        match wish:
            case "copy":
                QGuiApplication.clipboard().setText(line.text)
            case "copy_code":
                QGuiApplication.clipboard().setText(markup.code(line.text))
            case "copy_part":
                QGuiApplication.clipboard().setText(message.bubble.selection())
            case "copy_all":
                self._actions.text(self._log.conversation, QGuiApplication.clipboard().setText)
            case "again" if line.turn:
                self._actions.again(line.turn, "")
            case "edit" if line.turn:
                self.edit_wanted.emit(line)
            case "delete" if line.turn:
                self.ask_delete(line)
            case "more" | "menu":
                place = message.menu_place() if wish == "more" or message.holds_focus() else None
                open_menu(self, message, self._texts, place, partial(self._wish, message), self.ask_link)

    def ask_link(self, url: str) -> None:
        """Show where a link leads, and open it only then."""
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        ask(
            self.window(),
            self._texts("chat.link.title"),
            self._texts("chat.link.text"),
            self._texts("chat.link.open"),
            self._texts("chat.cancel"),
            lambda: QDesktopServices.openUrl(QUrl(url)),
            detail=url,
        )

    def ask_delete(self, line: Line) -> None:
        """Delete the exchange, once more asked."""
        ask(
            self.window(),
            self._texts("chat.delete.title"),
            self._texts("chat.delete.text"),
            self._texts("chat.delete.yes"),
            self._texts("chat.cancel"),
            lambda: self._actions.remove(line.turn),
            danger=True,
        )

    # --- the keyboard ---

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        back, inside = event.reason() == Qt.FocusReason.BacktabFocusReason, self._focused
        if back and inside is not None and self.isAncestorOf(inside):
            self.focusPreviousChild()
        elif (back or event.reason() == Qt.FocusReason.TabFocusReason) and (rows := self.rows()):
            rows[-1].take_focus(self)

    def _key(self, message: Message, key: int) -> None:
        match key:
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self._step(message, 1 if key == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                message.turn(1 if key == Qt.Key.Key_Right else -1)
            case Qt.Key.Key_C:
                self._wish(message, "copy")
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Menu:
                self._wish(message, "menu")
            case Qt.Key.Key_E | Qt.Key.Key_F2 if message.line.mine:
                self._wish(message, "edit")
            case Qt.Key.Key_R if not message.line.mine:
                self._wish(message, "again")
            case Qt.Key.Key_Delete:
                self._wish(message, "delete")
            case _:
                self.scroll_key(Qt.Key(key))

    def _step(self, message: Message, step: int) -> None:
        """To the next bubble, or the one before."""
        index = next((index for index in self.in_view() if message in self._messages(index)), None)
        if index is None:
            return
        at = self._messages(index).index(message) + step
        if not 0 <= at < len(self._messages(index)):
            index = index + step
            if not 0 <= index < self.count:
                return
            self.show_row(index)
            at = 0 if step > 0 else len(self._messages(index)) - 1
        if self._messages(index):
            self._messages(index)[at].take_focus(self)
            self.show_row(index)

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        self._focused = new
        for widget in (old, new):
            at: QObject | None = widget
            while at is not None and not isinstance(at, Message):
                at = at.parent()
            if isinstance(at, Message):
                at.show_tools()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_log"):
            self.renew(range(self.count))


def day_name(when: datetime, now: datetime, texts: Texts) -> str:
    """ "Today", "Yesterday", or the date."""
    if when.date() == now.date():
        return texts("chat.today")
    if when.date() == (now - timedelta(days=1)).date():
        return texts("chat.yesterday")
    return when.strftime("%Y-%m-%d")


__all__ = ["FACE", "Messages", "Portrait", "day_name"]
