"""All conversations beside the chat: search, begin, resume, rename, export, delete. Main thread."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
)

from companion.ui import icons
from companion.ui.chat.ask import ask
from companion.ui.chat.items import ChatActions, ConversationItem, ExportKind, Hit
from companion.ui.chat.list_items import BELOW, CURRENT, KIND, PARTS, TITLE, VALUE, Delegate, moment
from companion.ui.menus import Round
from companion.ui.texts import Texts
from companion.ui.theme import Palette

WIDTH = 272  # pixels
_PAUSE = 220  # milliseconds without a key after which a search begins
_KINDS: tuple[ExportKind, ...] = ("md", "json", "jsonl")

ChooseFile = Callable[[str, str], str]  # title, suggested name -> path, "" for none


class Drawer(QFrame):
    """`refresh` fills it; it asks for everything through `ChatActions`."""

    closed = Signal()

    def __init__(self, actions: ChatActions, texts: Texts, palette: Palette) -> None:
        super().__init__()
        self.setObjectName("talksDrawer")
        self.setFixedWidth(WIDTH)
        self._actions, self._texts, self._palette = actions, texts, palette
        self.choose_file: ChooseFile = self._ask_file
        self._items: Sequence[ConversationItem] = ()
        self._asked = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._search)
        self._build()
        self.set_look(palette)

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 10, 8, 8)
        box.setSpacing(8)
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self._glass = self.search.addAction(
            icons.icon("search", self._palette.muted), QLineEdit.ActionPosition.LeadingPosition
        )
        self._clear = self.search.addAction(
            icons.icon("close", self._palette.muted), QLineEdit.ActionPosition.TrailingPosition
        )
        self._clear.setVisible(False)
        self._clear.triggered.connect(self.search.clear)
        self.search.textChanged.connect(self._typed)
        self.search.installEventFilter(self)
        self.begin = QPushButton()
        self.begin.setObjectName("begin")
        self.begin.setIconSize(QSize(16, 16))
        self.begin.clicked.connect(self._actions.begin)
        self.list = QListWidget()
        self.list.setObjectName("talks")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setMouseTracking(True)
        self.list.setEditTriggers(QListWidget.EditTrigger.NoEditTriggers)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._delegate = Delegate(self._palette, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.itemClicked.connect(self._open)
        self.list.customContextMenuRequested.connect(self._menu_at)
        self.list.installEventFilter(self)
        self._delegate.commitData.connect(self._renamed)
        self.note = QLabel()
        self.note.setObjectName("small")
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.addWidget(self.search, 1)
        box.addLayout(row)
        box.addWidget(self.begin)
        box.addWidget(self.note)
        box.addWidget(self.list, 1)
        self._name_parts()

    def speak(self, texts: Texts) -> None:
        """Another language."""
        self._texts = texts
        self._name_parts()
        if self.isVisible():
            self.refresh()

    def _name_parts(self) -> None:
        self.search.setPlaceholderText(self._texts("talks.search"))
        self.search.setAccessibleName(self._texts("talks.search"))
        self.begin.setText(self._texts("talks.new"))
        self.list.setAccessibleName(self._texts("talks.list"))

    def set_look(self, palette: Palette) -> None:
        """Colours have changed."""
        self._palette = self._delegate.palette = palette
        self._glass.setIcon(icons.icon("search", palette.muted, size=16))
        self._clear.setIcon(icons.icon("close", palette.muted, size=16))
        self.begin.setIcon(icons.icon("plus", palette.accent_strong, size=16))
        self.list.viewport().update()

    # --- filling ---

    def refresh(self) -> None:
        """Ask again for what is shown."""
        if self.search.text().strip():
            self._search()
        else:
            self._actions.conversations(self._show_conversations)

    def _typed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        if self.search.text().strip():
            self._timer.start()
        else:
            self._timer.stop()
            self.refresh()

    def _search(self) -> None:
        self._timer.stop()
        text = self.search.text().strip()
        if text:
            self._asked += 1
            self._actions.search(text, partial(self._show_hits, self._asked))

    def _show_conversations(self, items: Sequence[ConversationItem]) -> None:
        if self.search.text().strip() or self.list.state() == QListWidget.State.EditingState:
            return
        self._items = items
        chosen = self._chosen_value()
        self.list.clear()
        for hers in (True, False):
            part = [item for item in items if item.hers is hers]
            if part and not hers:
                self._heading(self._texts("talks.others"))
            for item in part:
                self._add_conversation(item)
        self._choose(chosen)
        self._say("" if items else self._texts("talks.none"))

    def _add_conversation(self, item: ConversationItem) -> None:
        texts = self._texts
        title = item.title or " ".join(item.opening.split()) or texts("talks.empty")
        count = texts("talks.count.one" if item.turns == 1 else "talks.count", count=item.turns)
        parts = [moment(item.last, datetime.now().astimezone(), texts), count]
        below = " · ".join(parts if item.hers else [item.who, *parts])
        row = QListWidgetItem()
        row.setData(KIND, "conversation")
        row.setData(VALUE, item.id)
        row.setData(TITLE, title)
        row.setData(Qt.ItemDataRole.EditRole, item.title)
        row.setData(BELOW, below)
        row.setData(CURRENT, item.current)
        row.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}, {below}")
        row.setToolTip(title)
        row.setFlags(row.flags() | Qt.ItemFlag.ItemIsEditable)
        self.list.addItem(row)

    def _show_hits(self, asked: int, hits: Sequence[Hit]) -> None:
        if asked != self._asked or not self.search.text().strip():
            return
        self.list.clear()
        now = datetime.now().astimezone()
        for hit in hits:
            row = QListWidgetItem()
            below = " · ".join(part for part in (hit.who, moment(hit.when, now, self._texts), hit.title) if part)
            row.setData(KIND, "hit")
            row.setData(VALUE, (hit.conversation, hit.turn))
            row.setData(PARTS, (hit.before, hit.match, hit.after))
            row.setData(BELOW, below)
            row.setData(Qt.ItemDataRole.AccessibleTextRole, f"{hit.before}{hit.match}{hit.after}, {below}")
            self.list.addItem(row)
        if hits:
            self.list.setCurrentRow(0)
        self._say(self._texts("talks.found", count=len(hits)) if hits else self._texts("talks.not_found"))

    def _heading(self, words: str) -> None:
        row = QListWidgetItem()
        row.setData(KIND, "heading")
        row.setData(TITLE, words)
        row.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        row.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(row)

    def _say(self, words: str) -> None:
        self.note.setText(words)
        self.note.setVisible(bool(words))

    # --- choosing ---

    def _chosen_value(self) -> object:
        row = self.list.currentItem()
        return row.data(VALUE) if row is not None else None

    def _choose(self, value: object) -> None:
        for number in range(self.list.count()):
            row = self.list.item(number)
            if row.data(VALUE) == value if value is not None else row.data(CURRENT):
                self.list.setCurrentItem(row)
                return

    def _open(self, row: QListWidgetItem) -> None:
        if row.data(KIND) == "conversation":
            if not row.data(CURRENT):
                self._actions.open(row.data(VALUE), 0)
        elif row.data(KIND) == "hit":
            self._actions.open(*row.data(VALUE))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.search and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                return self._from_search(event.key())
            if watched is self.search and event.key() == Qt.Key.Key_Escape:
                return self._escape()
            if watched is self.list:
                return self._key(event.key())
        return super().eventFilter(watched, event)

    def _from_search(self, key: int) -> bool:
        if self._timer.isActive():
            self._search()
        elif key == Qt.Key.Key_Down or self.list.currentItem() is None:
            self.list.setFocus()
            if self.list.currentItem() is None:
                self.list.setCurrentRow(0)
        else:
            self._open(self.list.currentItem())
        return True

    def _escape(self) -> bool:
        if self.search.text():
            self.search.clear()
        else:
            self.closed.emit()
        return True

    def _key(self, key: int) -> bool:
        row = self.list.currentItem()
        if key == Qt.Key.Key_Escape:
            return self._escape()
        if row is None:
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(row)
        elif key == Qt.Key.Key_F2 and row.data(KIND) == "conversation":
            self.list.editItem(row)
        elif key == Qt.Key.Key_Delete and row.data(KIND) == "conversation":
            self.ask_delete(row)
        elif key == Qt.Key.Key_Menu:
            self._menu(row, self.list.mapToGlobal(self.list.visualItemRect(row).bottomLeft()))
        else:
            return False
        return True

    def _renamed(self, editor: QLineEdit) -> None:
        row = self.list.currentItem()
        if row is not None and isinstance(editor, QLineEdit):
            self._actions.rename(row.data(VALUE), editor.text().strip())
            QTimer.singleShot(0, self.refresh)

    # --- menu ---

    def _menu_at(self, place: QPoint) -> None:
        row = self.list.itemAt(place)
        if row is not None:
            self._menu(row, self.list.viewport().mapToGlobal(place))

    def _menu(self, row: QListWidgetItem, place: QPoint) -> None:
        if row.data(KIND) != "conversation":
            return
        menu = Round("", self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._texts("talks.open")).triggered.connect(lambda: self._open(row))
        menu.addAction(self._texts("talks.rename")).triggered.connect(lambda: self.list.editItem(row))
        menu.addSeparator()
        for kind in _KINDS:
            action = menu.addAction(self._texts(f"talks.export.{kind}"))
            action.triggered.connect(lambda _on=False, wanted=kind: self.export(row, wanted))
        menu.addSeparator()
        menu.addAction(self._texts("talks.delete")).triggered.connect(lambda: self.ask_delete(row))
        menu.popup(place)

    def export(self, row: QListWidgetItem, kind: ExportKind) -> None:
        """Ask where to, and write it there."""
        name = "".join(char if char.isalnum() or char in " -_" else " " for char in str(row.data(TITLE)))
        name = " ".join(name.split())[:60] or "conversation"
        path = self.choose_file(self._texts(f"talks.export.{kind}"), f"{name}.{kind}")
        if path:
            self._actions.export(row.data(VALUE), kind, Path(path))

    def _ask_file(self, title: str, name: str) -> str:
        return QFileDialog.getSaveFileName(self.window(), title, str(Path.home() / name), f"*.{name.split('.')[-1]}")[0]

    def ask_delete(self, row: QListWidgetItem) -> None:
        """Delete a conversation for good, once more asked."""
        number = row.data(VALUE)
        ask(
            self.window(),
            self._texts("talks.delete.title"),
            self._texts("talks.delete.text"),
            self._texts("talks.delete.yes"),
            self._texts("chat.cancel"),
            lambda: self._actions.delete(number),
            detail=str(row.data(TITLE)),
            danger=True,
        )

    def index_of(self, number: int) -> QModelIndex:
        """Where a conversation stands in the list; invalid if it does not."""
        for row in range(self.list.count()):
            if self.list.item(row).data(VALUE) == number:
                return self.list.indexFromItem(self.list.item(row))
        return QModelIndex()
