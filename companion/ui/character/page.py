"""The page of one character: who she is, living; changing, handing on, removing. Main thread; sees only callables."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QProgressBar, QVBoxLayout, QWidget

from companion.ui.character.kit import Page, button, card, pill, row, words
from companion.ui.character.portrait import Face, LivingPortrait
from companion.ui.character.sheet_view import SheetEdit, SheetView
from companion.ui.character.values import CharacterActions, Form, Person, Sheet
from companion.ui.choice import Choice
from companion.ui.renderer import Renderer
from companion.ui.texts import ErrorWords, Texts

SIZE = QSize(680, 700)
FIGURE = QSize(176, 264)
FORMS: tuple[Form, ...] = (".companion", ".png", ".json", ".charx")


class CharacterPage(Page):
    """`show_sheet` when she was read (again); the other methods tell what became of a wish."""

    def __init__(
        self,
        actions: CharacterActions,
        texts: Texts,
        face: Callable[[], Face],
        closed: Callable[[], None] = lambda: None,
        dropped: Callable[[Sequence[Path]], None] | None = None,
    ) -> None:
        super().__init__(texts("sheet.title"), size=SIZE, closed=closed, dropped=dropped)
        self._actions, self._texts = actions, texts
        self.sheet: Sheet | None = None
        self.editing: SheetEdit | None = None
        self.expressions: QWidget | None = None
        self.people = Choice()
        self.people.setAccessibleName(texts("sheet.people"))
        self.people.activated.connect(lambda at: actions.show(str(self.people.itemData(at)), ""))
        self.head_box.addSpacing(6)
        self.head_box.addWidget(self.people)
        self.portrait = LivingPortrait(face, FIGURE)
        self._top = QWidget()
        top = QHBoxLayout(self._top)
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(20)
        top.addWidget(self.portrait, 0, Qt.AlignmentFlag.AlignTop)
        self._told = QVBoxLayout()
        self._told.setSpacing(8)
        top.addLayout(self._told, 1)
        self._below = QVBoxLayout()
        self._below.setSpacing(12)
        body = QWidget()
        box = QVBoxLayout(body)
        box.setContentsMargins(24, 18, 24, 22)
        box.setSpacing(14)
        self.said = QFrame()
        self.said.setObjectName("undo")
        self.said.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = QHBoxLayout(self.said)
        line.setContentsMargins(16, 10, 10, 10)
        self._said_text = QLabel()
        self._said_text.setWordWrap(True)
        self._said_text.setTextFormat(Qt.TextFormat.PlainText)
        self._undo = button(texts("sheet.undo"), actions.undo)
        line.addWidget(self._said_text, 1)
        line.addWidget(self._undo)
        self.said.hide()
        box.addWidget(self.said)
        box.addWidget(self._top)
        self.wrong = card(name="drawer")
        self.wrong.hide()
        box.addWidget(self.wrong)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.bar.setAccessibleName(texts("sheet.export"))
        self.bar.hide()
        box.addWidget(self.bar)
        box.addLayout(self._below)
        box.addStretch(1)
        self.set_body(body)

    @property
    def unsaved(self) -> bool:
        """Whether she is being changed."""
        return self.editing is not None

    def at(self) -> str:
        """Whom it shows."""
        return self.sheet.id if self.sheet else ""

    def go_to(self, who: str) -> None:
        """Show her."""
        if who:
            self._actions.show(who, "")

    # --- what the page is told ---

    def show_people(self, people: Sequence[Person], current: str) -> None:
        self.people.clear()
        for person in people:
            self.people.addItem(person.name, person.id)
        self.people.setCurrentIndex(max(0, self.people.findData(current)))
        self.people.setVisible(len(people) > 1)

    def show_figure(self, renderer: Renderer | None) -> None:
        """Her avatar, one that nothing else uses."""
        self.portrait.show_figure(renderer, self._texts("sheet.portrait", name=self.sheet.name if self.sheet else ""))

    def show_sheet(self, sheet: Sheet) -> None:
        if self.sheet is None or self.sheet.id != sheet.id:
            self.scroll.verticalScrollBar().setValue(0)
        self.sheet, self.editing = sheet, None
        self.wrong.hide()
        self.bar.hide()
        self.people.setCurrentIndex(max(0, self.people.findData(sheet.id)))
        self.setWindowTitle(self._texts("sheet.title.of", name=sheet.name))
        _empty(self._told)
        texts = self._texts
        self._told.addWidget(words(sheet.name, "sheetName"))
        self._told.addWidget(words(sheet.one_line, "quote", selectable=True))
        marks = [pill(texts("sheet.here"), "good")] if sheet.here else []
        marks.append(pill(texts("sheet.own" if sheet.own else "sheet.shipped")))
        self._told.addWidget(row(*marks, None))
        if len(sheet.languages) > 1:
            self._told.addWidget(self._languages(sheet))
        called = "sheet.renew" if sheet.here else "sheet.talk"
        first = [button(texts(called), self._actions.talk, "primary")] if sheet.renewed or not sheet.here else []
        self.change = button(texts("sheet.edit"), self.show_edit)
        self._told.addWidget(row(*first, self.change, None))
        if sheet.expressions:
            self.expressions = button(texts("sheet.expressions"), self._actions.expressions)
            self._told.addWidget(row(self.expressions, None))
        self._told.addStretch(1)
        _empty(self._below)
        self._below.addWidget(SheetView(texts, sheet))
        self.export = button(texts("sheet.export"), self._ask_form)
        folder = button(texts("sheet.folder"), self._actions.open_folder, "quiet")
        gone = button(texts("sheet.remove"), self._actions.remove, "quiet") if sheet.own else None
        take_in = button(texts("sheet.take_in"), self._actions.take_in, "quiet")
        parts = [part for part in (gone, folder) if part is not None]
        self.set_foot(*parts, None, take_in, self.export)

    def _languages(self, sheet: Sheet) -> QWidget:
        made = []
        for language in sheet.languages:
            choice = button(
                self._texts(f"make.{language}"), lambda to=language: self._actions.show(sheet.id, to), "segment"
            )
            choice.setCheckable(True)
            choice.setChecked(language == sheet.language)
            made.append(choice)
        return row(*made, None)

    def show_edit(self) -> None:
        """Fields instead of texts."""
        if self.sheet is None:
            return
        self.editing = SheetEdit(self._texts, self.sheet)
        _empty(self._below)
        if not self.sheet.own:
            self._below.addWidget(card(words(self._texts("sheet.edit.shipped")), name="drawer"))
        self._below.addWidget(self.editing)
        self.change.setEnabled(False)
        save = button(self._texts("sheet.save"), self._save, "primary")
        leave = button(self._texts("sheet.leave"), lambda: self.show_sheet(self.sheet) if self.sheet else None, "quiet")
        self.set_foot(leave, None, save)
        self.editing.fields["name"].edit.setFocus()

    def _save(self) -> None:
        if self.editing is None:
            return
        edit = self.editing.edit()
        for name in ("name", "one_line", "level"):
            if not getattr(edit, name):
                self.editing.fields[name].complain(self._texts("sheet.missing"))
                return
        self._actions.save(edit)

    def show_error(self, error: ErrorWords) -> None:
        """A wish failed; nothing has changed."""
        layout = self.wrong.layout()
        assert isinstance(layout, QVBoxLayout)
        _empty(layout)
        layout.addWidget(words(error.message, "said", kind="bad", selectable=True))
        for text in (error.detail, error.hint):
            if text:
                layout.addWidget(words(text, "small"))
        self.wrong.show()
        self.bar.hide()
        self.scroll.ensureWidgetVisible(self.wrong)

    def show_progress(self, done: int, of: int) -> None:
        """Of an export, in bytes."""
        self.bar.setRange(0, 1000)
        self.bar.setValue(round(1000 * done / of) if of else 1000)
        self.bar.show()

    def say(self, text: str, *, undo: bool = False) -> None:
        """What has happened; undo: and can be taken back."""
        self._said_text.setText(text)
        self._undo.setVisible(undo)
        self.said.setVisible(bool(text))
        self.scroll.verticalScrollBar().setValue(0)

    def _ask_form(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for form in FORMS:
            action = QAction(self._texts(f"sheet.export{form}"), menu)
            action.triggered.connect(lambda _on=False, chosen=form: self._actions.export(chosen))
            menu.addAction(action)
        menu.popup(self.export.mapToGlobal(self.export.rect().topLeft()) - QPoint(0, menu.sizeHint().height()))


def _empty(layout: QVBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
