"""The model manager: brains, ears and voices, what suits this machine first. Main thread; sees only plain callables."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from companion.ui.markup import breakable
from companion.ui.models.card import ModelCard
from companion.ui.models.items import KINDS, Item, Kind, ModelActions, Shelf, Transfer, size
from companion.ui.tall import Tall
from companion.ui.texts import Texts

SIZE = (700, 640)
LEAST = (460, 400)


class ModelsPage(QWidget):
    """`show_shelf` when the models were read (again); the other methods tell what became of a wish."""

    def __init__(self, actions: ModelActions, texts: Texts, closed: Callable[[], None] = lambda: None) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(texts("models.title"))
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)
        self._actions, self._texts, self._closed = actions, texts, closed
        self._kind: Kind = "brain"
        self._shelf: Shelf | None = None
        self._transfers: dict[str, Transfer] = {}
        self._said: dict[str, tuple[str, str]] = {}
        self._filled: tuple[object, ...] = ()  # what the column shows, in its order
        self.cards: dict[tuple[Kind, str], ModelCard] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._make_head())
        self._list = QWidget()
        self._list.setObjectName("pageBody")
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(20, 16, 20, 20)
        self._column.setSpacing(12)
        self._scroll = Tall()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._list)
        box.addWidget(self._scroll, 1)
        self._column.addWidget(_words(texts("models.reading"), "small"))
        self._column.addStretch(1)

    def _make_head(self) -> QFrame:
        head = QFrame()
        head.setObjectName("pageHead")
        box = QVBoxLayout(head)
        box.setContentsMargins(20, 16, 20, 12)
        box.setSpacing(4)
        box.addWidget(_words(self._texts("models.title"), "pageTitle"))
        self.machine = _words(self._texts("models.reading"), "small")
        box.addWidget(self.machine)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.setContentsMargins(0, 8, 0, 0)
        group = QButtonGroup(self)
        self.tabs: dict[Kind, QPushButton] = {}
        for kind in KINDS:
            tab = QPushButton(self._texts(f"models.kind.{kind}"))
            tab.setObjectName("segment")
            tab.setCheckable(True)
            tab.setChecked(kind == self._kind)
            tab.setAccessibleName(self._texts(f"models.kind.{kind}.tip"))
            tab.setToolTip(self._texts(f"models.kind.{kind}.tip"))
            tab.clicked.connect(lambda _on=False, wanted=kind: self.show_kind(wanted))
            group.addButton(tab)
            row.addWidget(tab)
            self.tabs[kind] = tab
        row.addStretch(1)
        self.folder = QPushButton(self._texts("models.folder"))
        self.folder.setObjectName("quiet")
        self.folder.clicked.connect(lambda _on=False: self._actions.open_folder())
        row.addWidget(self.folder)
        box.addLayout(row)
        return head

    # --- what the page is told ---

    def show_shelf(self, shelf: Shelf) -> None:
        """All models as they are now."""
        self._shelf = shelf
        line = self._texts("models.machine", memory=f"{shelf.memory_gb:g}", cores=shelf.cores, free=size(shelf.free))
        self.machine.setText(line)
        self.folder.setToolTip(shelf.folder)
        known = {(item.kind, item.id) for item in shelf.items}
        for key in [key for key in self.cards if key not in known]:
            self.cards.pop(key).deleteLater()
        for item in shelf.items:
            card = self.cards.get((item.kind, item.id))
            if card is not None and (card.item != item or card.shelf != shelf):
                card.show_item(item, shelf)
        self._fill()

    def show_kind(self, kind: Kind) -> None:
        self._kind = kind
        self.tabs[kind].setChecked(True)
        self._fill()
        self._scroll.verticalScrollBar().setValue(0)

    def show_transfer(self, model_id: str, transfer: Transfer | None) -> None:
        """A download goes on; None: it is over."""
        if transfer is None:
            self._transfers.pop(model_id, None)
        else:
            self._transfers[model_id] = transfer
        self._card_transfer(model_id, transfer)

    def say(self, model_id: str, text: str, kind: str = "", of: Kind | None = None) -> None:
        """What became of a wish, on that model's card. of: its kind, for the ones that ship (whose id is "")."""
        found = [
            card
            for (card_kind, card_id), card in self.cards.items()
            if card_id == model_id and (of is None or of == card_kind)
        ]
        for card in found:
            card.say(text, kind)
        if not found:
            self._said[model_id] = (text, kind)  # its kind has not been looked at yet

    def fail(self, text: str) -> None:
        """Nothing can be shown: why."""
        self._empty()
        line = _words(text, "said")
        line.setProperty("kind", "bad")
        self._column.addWidget(line)
        self._column.addStretch(1)

    # ---

    def card(self, model_id: str) -> ModelCard | None:
        return next((card for (_, card_id), card in self.cards.items() if card_id == model_id), None)

    def _card_of(self, item: Item, shelf: Shelf) -> ModelCard:
        """Made when its kind is looked at for the first time: all at once would hold the window up."""
        card = self.cards.get((item.kind, item.id))
        if card is None:
            card = self.cards[item.kind, item.id] = ModelCard(item, shelf, self._actions, self._texts)
            if item.id in self._transfers:
                card.show_transfer(self._transfers[item.id])
            if item.id in self._said:
                card.say(*self._said.pop(item.id))
        return card

    def _card_transfer(self, model_id: str, transfer: Transfer | None) -> None:
        card = self.card(model_id)
        if card is not None and card.transfer != transfer:
            card.show_transfer(transfer)

    def _fill(self) -> None:
        if self._shelf is None:
            return
        items = self._shelf.of(self._kind)
        own = dict(self._shelf.own).get(self._kind)
        wanted = (self._kind, own, *(item.id for item in items))
        if wanted == self._filled:
            return  # the cards draw themselves; the keyboard stays where it is
        at = next(((card, had) for card in self.cards.values() if (had := card.focused())), None)
        cards = [self._card_of(item, self._shelf) for item in items]
        self._list.setUpdatesEnabled(False)  # nobody sees it half filled
        self._empty(keep=cards)
        if own:
            self._column.addWidget(_words(self._texts("models.own_in_use", name=own), "tip"))
        for card in cards:
            self._column.addWidget(card)
            card.show()
        foot = "models.foot.voice" if self._kind == "voice" else "models.foot"
        self._column.addWidget(_words(self._texts(foot), "small"))
        self._column.addStretch(1)
        self._filled = wanted
        self._column.activate()
        self._list.setUpdatesEnabled(True)
        self._order_tab()
        if at is not None and at[0].isVisibleTo(self):
            at[0].refocus(at[1])

    def _empty(self, keep: Sequence[ModelCard] = ()) -> None:
        """Take all out of the column. keep: cards that come in again, and so are not hidden in between."""
        self._filled = ()
        while (item := self._column.itemAt(0)) is not None:
            widget = item.widget()
            if widget is None:
                self._column.takeAt(0)
                continue
            self._column.removeWidget(widget)  # takeAt would leave the item alive, and a card's height as it was
            if isinstance(widget, ModelCard):
                widget.setVisible(widget in keep)
            else:
                widget.hide()
                widget.deleteLater()

    def _order_tab(self) -> None:
        """Tab goes down the list as it is shown."""
        before: QWidget = self.folder
        for item in self._shelf.of(self._kind) if self._shelf is not None else ():
            for button in self.cards[item.kind, item.id].findChildren(QPushButton):
                QWidget.setTabOrder(before, button)
                before = button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: object) -> None:
        self._closed()
        super().closeEvent(event)  # type: ignore[arg-type]


def _words(text: str, name: str) -> QLabel:
    label = QLabel(breakable(text))
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
