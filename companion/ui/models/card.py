"""One model in the manager: what it is, what it needs, and what can be done with it now. Main thread.

A question (the licence, really deleting) opens in the card itself, below the facts; nothing else is in the way.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from companion.ui.markup import breakable
from companion.ui.models.items import Item, ModelActions, Shelf, Transfer, facts, how_far, size
from companion.ui.texts import Texts

Question = str  # "", "get" or "delete"
_DONE = 1000  # of the bar


class ModelCard(QFrame):
    """`show_item` draws it anew; `show_transfer` only moves the bar."""

    def __init__(self, item: Item, shelf: Shelf, actions: ModelActions, texts: Texts) -> None:
        super().__init__()
        self.setObjectName("modelCard")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._actions, self._texts = actions, texts
        self.item, self.shelf = item, shelf
        self.transfer: Transfer | None = None
        self.question: Question = ""
        self.message = ""
        self.message_kind = ""
        self._busy = False
        self._parts: QWidget | None = None
        self.bar: QProgressBar | None = None
        self._far: QLabel | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._draw()

    def show_item(self, item: Item, shelf: Shelf) -> None:
        same = item == self.item and not self.question and not self._busy  # the shelf shows in questions only
        self.item, self.shelf, self._busy = item, shelf, False
        if not same:
            self._draw()

    def show_transfer(self, transfer: Transfer | None) -> None:
        """The download goes on; None: it is over."""
        before, self.transfer = self.transfer, transfer
        same = (
            before is not None
            and transfer is not None
            and (before.stage == "stopping") == (transfer.stage == "stopping")
        )
        if same and transfer is not None and self.bar is not None and self._far is not None:
            self._move(transfer)
            return
        if transfer is not None:
            self.question, self.message = "", ""
        self._draw()

    def say(self, text: str, kind: str = "") -> None:
        """One line below; kind "bad", "good" or ""."""
        self.message, self.message_kind, self._busy = text, kind, False
        self._draw()

    def ask(self, question: Question) -> None:
        """Open the licence ("get") or the question before deleting ("delete"); "" closes it."""
        self.question, self.message = question, ""
        self._draw()
        button = self.findChild(QPushButton, "primary" if question == "get" else "danger")
        if question and button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- drawing ---

    def _draw(self) -> None:
        had = self.focused()
        if self._parts is not None:
            self._box.removeWidget(self._parts)
            self._parts.hide()
            self._parts.setParent(None)
            self._parts.deleteLater()
        self.bar = self._far = None
        self._parts = QWidget()
        box = QVBoxLayout(self._parts)
        box.setContentsMargins(16, 14, 16, 14)
        box.setSpacing(6)
        box.addLayout(self._head())
        box.addWidget(_words(facts(self.item, self._texts), "small"))
        if self.item.note:
            box.addWidget(_words(self.item.note, ""))
        for widget in self._below():
            box.addWidget(widget)
        self._box.addWidget(self._parts)
        self._parts.show()  # now, so that the card is never seen without what lies in it
        self.setAccessibleName(f"{self.item.name}. {facts(self.item, self._texts)}")
        if had:
            self.refocus(had)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        name = _words(self.item.name, "cardName")
        name.setWordWrap(True)
        row.addWidget(name, 1)
        for text, kind in self._pills():
            pill = QLabel(text)
            pill.setObjectName("pill")
            pill.setProperty("kind", kind)
            row.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _pills(self) -> Sequence[tuple[str, str]]:
        item, found = self.item, []
        if item.in_use:
            found.append((self._texts("models.in_use"), "good"))
        elif item.advised:
            found.append((self._texts("models.advised"), "accent"))
        if item.installed and item.id and not item.in_use:
            found.append((self._texts("models.here"), ""))
        if item.id and not item.usable:
            found.append((self._texts("models.no_engine"), ""))
        elif item.id and not item.in_use:
            found.append((self._texts(f"models.fit.{item.fit}"), {"well": "good", "no": "bad"}.get(item.fit, "")))
        return found

    def _below(self) -> Sequence[QWidget]:
        found: list[QWidget] = []
        if self.item.used_by:
            found.append(_words(self._texts("models.used_by", names=", ".join(self.item.used_by)), "small"))
        if self.message or self.item.problem:
            line = _words(self.message or self.item.problem, "said")
            line.setProperty("kind", self.message_kind if self.message else "bad")
            found.append(line)
        if self.transfer is not None:
            found.append(self._progress(self.transfer))
        elif self.question == "get":
            found.append(self._consent())
        elif self.question == "delete":
            found.append(self._confirm())
        else:
            row = self._buttons()
            if not row.empty:
                found.append(row)
        return found

    def _buttons(self) -> "_Row":
        item, texts = self.item, self._texts
        row = _Row()
        if self._busy:
            row.add(_words(texts("models.working"), "small"))
            return row
        if item.installed and not item.in_use and item.usable:
            row.button(texts("models.use"), "primary", lambda: self._actions.use(item.kind, item.id))
        if not item.installed and item.usable:
            key = "models.go_on" if item.unfinished else "models.get"
            name = "primary" if item.advised or item.unfinished else ""
            text = texts(key, size=size(item.size), done=size(item.unfinished))
            row.button(text, name, self._go_on if item.unfinished else lambda: self.ask("get"))
            if item.unfinished:
                row.button(texts("models.discard"), "quiet", lambda: self._actions.cancel(item.id))
        if item.installed and item.id:
            row.button(texts("models.verify"), "quiet", self._verify)
            row.button(texts("models.delete"), "quiet", lambda: self.ask("delete"))
        damaged = item.problem or self.message_kind == "bad"
        if damaged and item.installed and item.id and item.usable:
            row.button(texts("models.mend"), "quiet", lambda: self.ask("get"))
        if not row.empty:
            row.end()
        return row

    def _go_on(self) -> None:
        self._actions.get(self.item.id)  # the licence was agreed to when it was begun

    def _verify(self) -> None:
        self._busy = True
        self.message = ""
        self._draw()
        self._actions.verify(self.item.id)

    def _progress(self, transfer: Transfer) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.bar.setAccessibleName(self._texts("models.progress", name=self.item.name))
        column.addWidget(self.bar)
        row = _Row()
        self._far = _words("", "small")
        row.add(self._far)
        if transfer.stage != "stopping":
            row.button(self._texts("models.pause"), "", lambda: self._actions.pause(self.item.id))
            row.button(self._texts("models.cancel"), "quiet", lambda: self._actions.cancel(self.item.id))
        column.addWidget(row)
        self._move(transfer)
        return box

    def _move(self, transfer: Transfer) -> None:
        assert self.bar is not None and self._far is not None
        unknown = transfer.stage == "connecting" and not transfer.done
        self.bar.setRange(0, 0 if unknown else _DONE)
        if not unknown:
            self.bar.setValue(round(transfer.share * _DONE))
        self._far.setText(how_far(transfer, self._texts))

    def _consent(self) -> QWidget:
        item, texts = self.item, self._texts
        box, column = _drawer()
        room = self.shelf.free - item.size + item.unfinished
        for text, kind in self._conditions(room):
            line = _words(text, "said" if kind else "")
            line.setProperty("kind", kind)
            column.addWidget(line)
        row = _Row()
        agree = row.button(texts("models.agree", size=size(item.size)), "primary", self._agree)
        agree.setEnabled(room > 0)
        row.button(texts("models.not_now"), "quiet", lambda: self.ask(""))
        if item.licence is not None:
            url = item.licence.url
            row.button(texts("models.read_licence"), "quiet", lambda: self._actions.open_link(url))
        row.end()
        column.addWidget(row)
        return box

    def _conditions(self, room: int) -> Sequence[tuple[str, str]]:
        item, texts = self.item, self._texts
        found: list[tuple[str, str]] = []
        if item.licence is not None:
            key = "models.licence" if item.licence.commercial else "models.licence.nc"
            found.append((texts(key, name=item.licence.name, terms=item.licence.terms), ""))
        found.append((texts("models.from", hub=self.shelf.hub, size=size(item.size), room=size(max(0, room))), ""))
        found.append((texts("models.pinned" if item.pinned else "models.unpinned"), ""))
        if self.shelf.offline:
            found.append((texts("models.offline", hub=self.shelf.hub), ""))
        if not item.chatml:
            found.append((texts("models.not_chatml"), "warn"))
        if item.fit in ("slow", "no"):
            found.append((texts(f"models.warn.{item.fit}"), "warn"))
        if room <= 0:
            found.append((texts("models.no_room"), "bad"))
        return found

    def _agree(self) -> None:
        self.question = ""
        self._actions.get(self.item.id)

    def _confirm(self) -> QWidget:
        texts = self._texts
        box, column = _drawer()
        key = "models.ask_delete_used" if self.item.in_use or self.item.used_by else "models.ask_delete"
        column.addWidget(_words(texts(key, name=self.item.name, size=size(self.item.size)), ""))
        row = _Row()
        row.button(texts("models.really_delete"), "danger", self._delete)
        row.button(texts("models.keep"), "quiet", lambda: self.ask(""))
        row.end()
        column.addWidget(row)
        return box

    def _delete(self) -> None:
        self.question, self._busy = "", True
        self._draw()
        self._actions.delete(self.item.id)

    # --- the keyboard stays where it was ---

    def focused(self) -> str:
        """The words of the button in it that has the keyboard; "" for none, and for the card itself a space."""
        if self.hasFocus():
            return " "
        inside = self.focusWidget()
        return inside.text() if isinstance(inside, QPushButton) and inside.hasFocus() else ""

    def refocus(self, text: str) -> None:
        """The keyboard goes to the button of these words, or to the first one; it waits here while there is none."""
        buttons = [button for button in self.findChildren(QPushButton) if button.parent() is not None]
        wanted = next((button for button in buttons if button.text() == text), buttons[0] if buttons else None)
        (wanted or self).setFocus(Qt.FocusReason.OtherFocusReason)


class _Row(QWidget):
    """Buttons and words side by side."""

    def __init__(self) -> None:
        super().__init__()
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 4, 0, 0)
        self._box.setSpacing(8)

    def button(self, text: str, name: str, call: Callable[[], None]) -> QPushButton:
        made = QPushButton(text)
        made.setObjectName(name)
        made.setAutoDefault(True)
        made.clicked.connect(lambda _on=False: call())
        self._box.addWidget(made)
        return made

    def add(self, widget: QWidget) -> None:
        self._box.addWidget(widget, 1)

    @property
    def empty(self) -> bool:
        return self._box.count() == 0

    def end(self) -> None:
        """What follows stands at the right."""
        self._box.addStretch(1)


def _drawer() -> tuple[QFrame, QVBoxLayout]:
    box = QFrame()
    box.setObjectName("drawer")
    column = QVBoxLayout(box)
    column.setContentsMargins(14, 12, 14, 12)
    column.setSpacing(6)
    return box, column


def _words(text: str, name: str) -> QLabel:
    label = QLabel(breakable(text))
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
