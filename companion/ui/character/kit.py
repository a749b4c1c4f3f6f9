"""Parts that the windows about one character are built from: the window, fields, rows of buttons. Main thread."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from companion.ui.dropped import local_files
from companion.ui.markup import breakable
from companion.ui.tall import Tall


class Page(QWidget):
    """A window with a head, a body that scrolls and a foot. Esc closes it.

    Args:
        closed: called once when it goes.
        dropped: files that were dropped on it; None = it takes none.
    """

    def __init__(
        self,
        title: str,
        lead: str = "",
        *,
        size: QSize,
        closed: Callable[[], None] = lambda: None,
        dropped: Callable[[Sequence[Path]], None] | None = None,
    ) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumSize(440, 380)
        self.resize(size)
        self._closed, self._dropped = closed, dropped
        self.setAcceptDrops(dropped is not None)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.head = QFrame()
        self.head.setObjectName("pageHead")
        self.head_box = QVBoxLayout(self.head)
        self.head_box.setContentsMargins(24, 18, 24, 14)
        self.head_box.setSpacing(4)
        self.title = words(title, "pageTitle")
        self.lead = words(lead, "lead")
        self.lead.setVisible(bool(lead))
        self.head_box.addWidget(self.title)
        self.head_box.addWidget(self.lead)
        box.addWidget(self.head)
        self.scroll = Tall()
        self.scroll.setWidgetResizable(True)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box.addWidget(self.scroll, 1)
        self.foot = QFrame()
        self.foot.setObjectName("pageFoot")
        self.foot_box = QHBoxLayout(self.foot)
        self.foot_box.setContentsMargins(24, 12, 24, 14)
        self.foot_box.setSpacing(8)
        self.foot.hide()
        box.addWidget(self.foot)

    def set_body(self, body: QWidget) -> None:
        """Shows another body from its top; the one before is gone."""
        body.setObjectName("pageBody")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        old = self.scroll.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        self.scroll.setWidget(body)
        self.scroll.verticalScrollBar().setValue(0)

    def set_foot(self, *buttons: QPushButton | None) -> None:
        """Buttons below, from the left; None = what follows stands at the right. No button: no foot."""
        while self.foot_box.count():
            item = self.foot_box.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for button in buttons:
            if button is None:
                self.foot_box.addStretch(1)
            else:
                self.foot_box.addWidget(button)
        self.foot.setVisible(bool(buttons))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: object) -> None:
        closed, self._closed = self._closed, lambda: None
        closed()
        super().closeEvent(event)  # type: ignore[arg-type]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = local_files(event.mimeData())
        if files and self._dropped is not None:
            event.acceptProposedAction()
            self._dropped(files)


def words(text: str, name: str = "", *, kind: str = "", selectable: bool = False) -> QLabel:
    """A text as it is, no markup, that wraps anywhere it must."""
    label = QLabel(breakable(text))
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if kind:
        label.setProperty("kind", kind)
    if selectable:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def button(text: str, call: Callable[[], object], name: str = "", tip: str = "") -> QPushButton:
    """A button; name: its look (primary, quiet, danger)."""
    made = QPushButton(text.replace("&", "&&"))
    made.setObjectName(name)
    made.setAccessibleName(text)
    made.setAutoDefault(True)
    if tip:
        made.setToolTip(tip)
    made.clicked.connect(lambda _on=False: call())
    return made


def row(*parts: QWidget | None, gap: int = 8) -> QWidget:
    """Side by side from the left; None = what follows stands at the right."""
    made = QWidget()
    box = QHBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(gap)
    for part in parts:
        if part is None:
            box.addStretch(1)
        else:
            box.addWidget(part)
    if parts and None not in parts and not any(isinstance(part, QLabel | QLineEdit) for part in parts):
        box.addStretch(1)
    return made


def column(*parts: QWidget, margins: tuple[int, int, int, int] = (24, 18, 24, 22), gap: int = 12) -> QWidget:
    """One below the other from the top."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(*margins)
    box.setSpacing(gap)
    for part in parts:
        box.addWidget(part)
    box.addStretch(1)
    return made


def card(*parts: QWidget, name: str = "plainCard", gap: int = 6) -> QFrame:
    """A rounded box."""
    made = QFrame()
    made.setObjectName(name)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    box = QVBoxLayout(made)
    box.setContentsMargins(16, 14, 16, 14)
    box.setSpacing(gap)
    for part in parts:
        box.addWidget(part)
    return made


def pill(text: str, kind: str = "") -> QLabel:
    """A word or two in a rounded mark."""
    made = QLabel(text)
    made.setObjectName("pill")
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("kind", kind)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


class Field(QWidget):
    """A label, a field of one line or several, and a hint below. `text` is what stands in it."""

    def __init__(self, label: str, *, hint: str = "", example: str = "", lines: int = 1, text: str = "") -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        mark = words(label, "fieldName")
        box.addWidget(mark)
        self.edit: QLineEdit | QPlainTextEdit
        if lines == 1:
            self.edit = QLineEdit(text)
            self.edit.setObjectName("line")
            self.edit.setMaxLength(4000)
        else:
            self.edit = QPlainTextEdit(text)
            self.edit.setObjectName("lines")
            self.edit.setTabChangesFocus(True)
            self.edit.setFixedHeight(self.edit.fontMetrics().lineSpacing() * lines + 24)
        self.edit.setPlaceholderText(example)
        self.edit.setAccessibleName(label)
        self.edit.setAccessibleDescription(hint)
        mark.setBuddy(self.edit)
        box.addWidget(self.edit)
        self.hint = words(hint, "small")
        self.hint.setVisible(bool(hint))
        box.addWidget(self.hint)
        self.wrong = words("", "said", kind="bad")
        self.wrong.hide()
        box.addWidget(self.wrong)
        self.edit.textChanged.connect(lambda *_: self.wrong.hide())

    @property
    def text(self) -> str:
        return (self.edit.text() if isinstance(self.edit, QLineEdit) else self.edit.toPlainText()).strip()

    @text.setter
    def text(self, value: str) -> None:
        if isinstance(self.edit, QLineEdit):
            self.edit.setText(value)
        else:
            self.edit.setPlainText(value)

    def lines(self) -> tuple[str, ...]:
        """What stands in it, a line each, without empty ones."""
        return tuple(line.strip() for line in self.text.splitlines() if line.strip())

    def complain(self, text: str) -> None:
        """Says what is wrong below the field, and puts the cursor there."""
        self.wrong.setText(text)
        self.wrong.show()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)


def ask_file(parent: QWidget, title: str, filters: str, then: Callable[[Path], None], *, save: str = "") -> QFileDialog:
    """A file dialog that nothing waits for. save: the name to begin with; "" = choose a file that is there."""
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setNameFilter(filters)
    dialog.setDirectory(str(Path.home()))
    dialog.setFileMode(QFileDialog.FileMode.AnyFile if save else QFileDialog.FileMode.ExistingFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave if save else QFileDialog.AcceptMode.AcceptOpen)
    if save:
        dialog.selectFile(save)
        dialog.setDefaultSuffix(Path(save).suffix.removeprefix("."))
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    dialog.open()
    return dialog
