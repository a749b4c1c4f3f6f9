"""The window of the settings: pages at the side, a search over all, a scope for everyone, one for her. Main thread.

A change is written and used at once; there is no "apply". `show_values` brings the window in step with what counts.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from companion.ui import icons
from companion.ui.choice import Choice
from companion.ui.settings import hers, search
from companion.ui.settings.calls import Options, SettingsCalls
from companion.ui.settings.catalogue import PAGES, Setting, settings
from companion.ui.settings.fields import NumberField
from companion.ui.settings.footer import Footer
from companion.ui.settings.page import Page
from companion.ui.settings.row import Row
from companion.ui.settings.rows import Maker
from companion.ui.settings.switch import Switch
from companion.ui.texts import Texts
from companion.ui.theme import Palette

SIGNS: Mapping[str, str] = {
    "you": "person",
    "microphone": "mic",
    "voice": "voice",
    "ears": "ear",
    "brain": "brain",
    "conversation": "chat",
    "window": "window",
    "privacy": "lock",
    "advanced": "sliders",
}
_AT_ONCE = 3  # rows that are made before the page is shown
_TYPING = 150  # ms after a key until the search begins


class SettingsWindow(QWidget):
    """`calls` are the app's; see `calls.SettingsCalls`."""

    def __init__(self, calls: SettingsCalls, texts: Texts, palette: Palette) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("settings")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(texts("settings.title"))
        self._calls, self._texts, self._palette = calls, texts, palette
        self._maker = Maker(calls, texts, palette, self)
        self._usual = {setting.name: setting.default for setting in settings()}
        self._her = calls.her()
        self._her_page: Page | None = None
        self._results: Page | None = None
        self.pages: dict[str, Page] = {}
        self.find = QLineEdit()
        self.scope = Choice()
        self.sidebar = QListWidget()
        self.stack = QStackedWidget()
        self.footer = Footer(texts)
        self._searching = QTimer(self)
        self._searching.setSingleShot(True)
        self._searching.setInterval(_TYPING)
        self._searching.timeout.connect(self.search_now)
        self._growing = QTimer(self)
        self._growing.setSingleShot(True)
        self._growing.timeout.connect(self._grow)
        self._build()
        self._connect()
        self.resize(900, 640)
        self.setMinimumSize(720, 420)
        self.sidebar.setCurrentRow(0)
        self.set_look(palette)
        self.show_values()
        self.find.setFocus()
        calls.options(self._take_options)

    # --- what the app tells it ---

    def show_values(self) -> None:
        """Something has changed: show what counts now."""
        values = self._calls.values()
        for row in self._rows():
            row.show_value(values[row.name], self._usual[row.name])
        self._show_her()
        self.footer.show_state(undo=self._calls.can_undo(), restart=bool(self._calls.restart_waits()))

    def say(self, text: str, *, wrong: bool = False) -> None:
        """One line in the foot."""
        self.footer.say(text, wrong=wrong)

    def set_look(self, palette: Palette) -> None:
        """Colours have changed."""
        self._palette = self._maker.palette = palette
        for index, name in enumerate(PAGES):
            self.sidebar.item(index).setIcon(icons.icon(SIGNS[name], palette.accent))
        self._search_sign.setIcon(icons.icon("search", palette.muted))
        self._clear.setIcon(icons.icon("close", palette.muted))
        for switch in self.findChildren(Switch):
            switch.set_look(palette)
        for row in self._all_rows():
            row.set_look(palette)
            if hasattr(row.field, "set_look"):
                row.field.set_look(palette)

    def open_page(self, name: str) -> None:
        """Show a page of `PAGES`."""
        self.find.clear()
        self.scope.setCurrentIndex(0)
        self.sidebar.setCurrentRow(PAGES.index(name))
        self._show()

    def at(self) -> tuple[str, int, str, str]:
        """What is looked at: the words that are searched, everyone or her alone, the page, and the row that has the
        focus ("" for none)."""
        focused = next((row.name for row in self._rows() if row.isAncestorOf(self.focusWidget() or self)), "")
        return self.find.text(), self.scope.currentIndex(), PAGES[max(0, self.sidebar.currentRow())], focused

    def go_to(self, at: tuple[str, int, str, str]) -> None:
        """As it was left; see `at`."""
        words, scope, page, focused = at
        self.sidebar.setCurrentRow(PAGES.index(page))
        self.scope.setCurrentIndex(min(scope, self.scope.count() - 1))
        self.find.setText(words)
        self.search_now()
        self.show_row(focused)

    def show_setting(self, name: str) -> None:
        """Its page, with the focus on it."""
        self.open_page(next(setting.page for setting in settings() if setting.name == name))
        self.show_row(name)

    def show_row(self, name: str) -> None:
        """Bring a row of the page that is shown into sight, and the focus to it; one that is not there is left."""
        self.finish()
        page = self.stack.currentWidget()
        row = next((row for row in page.rows if row.name == name), None) if isinstance(page, Page) else None
        if row is not None and isinstance(page, Page):
            page.ensureWidgetVisible(row)
            row.field.focus_on.setFocus(Qt.FocusReason.TabFocusReason)

    def row(self, name: str) -> Row:
        """The row of a setting, on its page. KeyError."""
        return self.pages[next(setting.page for setting in settings() if setting.name == name)].row(name)

    def finish(self) -> None:
        """Make every row of the page that is shown now, instead of a few at a time."""
        page = self.stack.currentWidget()
        if isinstance(page, Page):
            page.finish()

    # --- parts ---

    def _build(self) -> None:
        texts = self._texts
        self.find.setObjectName("search")
        self.find.setPlaceholderText(texts("settings.search"))
        self.find.setAccessibleName(texts("settings.search"))
        self._search_sign = QAction(self.find)
        self.find.addAction(self._search_sign, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(self.find)
        self._clear.setVisible(False)
        self._clear.triggered.connect(self.find.clear)
        self.find.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self.scope.setAccessibleName(texts("settings.scope"))
        self.sidebar.setObjectName("sidebar")
        self.sidebar.setAccessibleName(texts("settings.title"))
        self.sidebar.setIconSize(QSize(20, 20))
        self.sidebar.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for name in PAGES:
            self.sidebar.addItem(QListWidgetItem(texts(f"settings.page.{name}")))
        side = QFrame()
        side.setObjectName("settingsSide")
        side.setFixedWidth(212)
        left = QVBoxLayout(side)
        left.setContentsMargins(12, 16, 12, 12)
        left.setSpacing(10)
        for widget in (self.find, self.scope, self.sidebar):
            left.addWidget(widget)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.stack, 1)
        right.addWidget(self.footer)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(side)
        box.addLayout(right, 1)
        for name in PAGES:
            self.pages[name] = self._page(name)
            self.stack.addWidget(self.pages[name])
        self._fill_scope()

    def _page(self, name: str) -> Page:
        texts = self._texts
        here = [setting for setting in settings() if setting.page == name]
        groups: dict[str, list[Setting]] = {}
        for setting in here:
            section = setting.name.partition(".")[0]
            title = "" if name != "advanced" else self._section(section)
            groups.setdefault(title, []).append(setting)
        return Page(
            texts(f"settings.page.{name}"), texts(f"settings.page.{name}.help"), self._makers(groups), self._adopt
        )

    def _section(self, section: str) -> str:
        page = {"barge_in": "conversation", "speaker": "voice", "log": "privacy"}.get(section, section)
        return self._texts(f"settings.page.{page}") if page in PAGES else section

    def _makers(self, groups: Mapping[str, Sequence[Setting]]) -> list[tuple[str, list[Callable[[], Row]]]]:
        return [(title, [partial(self._maker.row, each) for each in inside]) for title, inside in groups.items()]

    def _adopt(self, row: Row) -> None:
        """A row for everyone was made."""
        row.edited.connect(self._edited)
        row.reset_wanted.connect(lambda name: self._calls.reset((name,)))
        row.show_value(self._calls.values()[row.name], self._usual[row.name])

    def _adopt_hers(self, row: Row) -> None:
        row.edited.connect(self._her_edited)
        row.reset_wanted.connect(lambda name: self._her_edited(name, None))
        if self._her is not None:
            hers.show(row, self._her)

    def _grow(self) -> None:
        """The next rows of the page that is shown, then let the windows work."""
        page = self.stack.currentWidget()
        if isinstance(page, Page) and not page.whole:
            page.grow(_AT_ONCE if not page.rows else 1)
            self._growing.start(0)

    def _connect(self) -> None:
        calls, footer = self._calls, self.footer
        self.find.textChanged.connect(self._typed)
        self.find.returnPressed.connect(self._to_first)
        self.sidebar.currentRowChanged.connect(self._chosen)
        self.sidebar.itemClicked.connect(lambda _item: self._chosen(self.sidebar.currentRow()))
        self.scope.activated.connect(lambda _row: self._show())
        footer.undo_wanted.connect(calls.undo)
        footer.file_wanted.connect(calls.open_file)
        footer.reset_wanted.connect(calls.reset_all)
        footer.restart_wanted.connect(calls.restart)

    # --- what is shown ---

    def _chosen(self, _row: int) -> None:
        self.find.clear()
        self.search_now()

    def search_now(self) -> None:
        """Show what the words in the field find; nothing in it: the page."""
        self._searching.stop()
        self._show()

    def _typed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._searching.start()

    def _to_first(self) -> None:
        """Enter: into the first control that was found, ready to be typed over."""
        self.search_now()
        if self._results is not None and self.stack.currentWidget() is self._results and self._results.rows:
            self._results.rows[0].field.focus_on.setFocus(Qt.FocusReason.TabFocusReason)

    def _show(self) -> None:
        words = self.find.text().strip()
        for_her = self.scope.currentIndex() == 1
        self.sidebar.setEnabled(not for_her)
        if for_her and self._her_page is not None:
            self.stack.setCurrentWidget(self._her_page)
        elif words:
            self._show_found(words)
        else:
            self.stack.setCurrentWidget(self.pages[PAGES[max(0, self.sidebar.currentRow())]])
        self._grow()

    def _show_found(self, words: str) -> None:
        found, texts, before = search.found(words, settings()), self._texts, self._results
        groups: dict[str, list[Setting]] = {}
        for setting in found:
            groups.setdefault(texts(f"settings.page.{setting.page}"), []).append(setting)
        title = texts("settings.found", count=len(found)) if found else texts("settings.nothing", words=words)
        more = "" if found else texts("settings.nothing.help")
        self._results = Page(title, more, self._makers(groups), self._adopt)
        self.stack.addWidget(self._results)
        self.stack.setCurrentWidget(self._results)
        if before is not None:
            self.stack.removeWidget(before)
            before.deleteLater()

    def _rows(self) -> list[Row]:
        rows = [row for page in self.pages.values() for row in page.rows]
        return rows + (self._results.rows if self._results is not None else [])

    def _all_rows(self) -> list[Row]:
        return self._rows() + (self._her_page.rows if self._her_page is not None else [])

    # --- for her alone ---

    def _fill_scope(self) -> None:
        chosen = self.scope.currentIndex()
        self.scope.clear()
        self.scope.addItem(self._texts("settings.scope.all"))
        if self._her is not None:
            self.scope.addItem(self._texts("settings.scope.her", name=self._her.name))
        self.scope.setCurrentIndex(min(max(chosen, 0), self.scope.count() - 1))

    def _show_her(self) -> None:
        her, known = self._calls.her(), self._her
        same = her is not None and known is not None and (her.id, her.languages) == (known.id, known.languages)
        self._her = her
        if not same or self._her_page is None:
            old, self._her_page = self._her_page, None
            if her is not None:
                self._her_page = hers.page(her, self._maker, self._texts, self._adopt_hers)
                self.stack.addWidget(self._her_page)
            self._fill_scope()
            self._show()
            if old is not None:
                self.stack.removeWidget(old)
                old.deleteLater()
        if her is not None and self._her_page is not None:
            for row in self._her_page.rows:
                hers.show(row, her)

    def _her_edited(self, name: str, value: Any) -> None:
        if self._her is not None:
            nothing = value is None or (name == "language" and value == "none")
            self._calls.change_hers(self._her.id, {name: None if nothing else value})

    # --- changes ---

    def _edited(self, name: str, value: Any) -> None:
        problem = self._calls.problem(name, value)
        for row in self._rows():
            if row.name == name:
                row.show_problem(problem)
        if not problem:
            self._calls.change({name: value})

    def _take_options(self, options: Options) -> None:
        self._maker.options = options
        for row in self._all_rows():
            self._maker.fill(row)
        self.show_values()

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.find.text():
                self.find.clear()
            else:
                self.close()
        elif event.matches(QKeySequence.StandardKey.Find):
            self.find.setFocus()
        elif event.matches(QKeySequence.StandardKey.Undo) and self._calls.can_undo():
            self._calls.undo()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """What was typed and not left yet counts."""
        focus = self.focusWidget()
        if focus is not None:
            focus.clearFocus()
        for row in self._all_rows():
            if isinstance(row.field, NumberField):
                row.field.closing()
        for timer in (self._searching, self._growing):
            timer.stop()
        self.footer.closing()
        super().closeEvent(event)
