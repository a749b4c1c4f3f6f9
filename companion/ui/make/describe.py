"""The steps in which a person says who she is: her description, and what there is of her already. Main thread."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from companion.ui.character.kit import Field, button, card, column, row, words
from companion.ui.make.values import Example, Language, Wish
from companion.ui.texts import Texts

MANNERS: dict[Language, tuple[str, ...]] = {
    "ko": ("haeyo", "banmal", "hapsyo"),
    "en": ("warm", "playful", "formal"),
}
_ACROSS = 4  # choices side by side
_BARS = ("나:", "me:", "you:", "user:", "q:")
_HERS = ("그녀:", "her:", "she:", "a:")


class Describe(QWidget):
    """Who she is. `wish()` is what was written; `complain` says that the name is missing."""

    def __init__(self, texts: Texts, wish: Wish, examples: Sequence[Example]) -> None:
        super().__init__()
        self._texts, self._examples = texts, examples
        self.setObjectName("pageBody")
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 22)
        box.setSpacing(14)
        self.name = Field(texts("make.name"), example=texts("make.name.example"), text=wish.name)
        self.language = _Choices(
            texts("make.language"), {"ko": texts("make.ko"), "en": texts("make.en")}, wish.language
        )
        box.addWidget(card(self.name, self.language, gap=14))
        begins = {"": texts("make.begin.blank")} | {one.id: one.name for one in examples}
        self.begin = _Choices(texts("make.begin"), begins, wish.begin)
        self.about = words("", "small")
        box.addWidget(card(self.begin, self.about, gap=8))
        self.one_line = self._field("one_line", wish.one_line)
        self.traits = self._field("traits", ", ".join(wish.traits))
        self.manner = _Choices(texts("make.manner"), {}, "")
        self.level = self._field("level", wish.level)
        self.rules = self._field("rules", "\n".join(wish.rules), lines=3)
        box.addWidget(card(self.one_line, self.traits, self.manner, self.level, self.rules, gap=14))
        self.examples = self._field("examples", _told(wish.examples), lines=6)
        self.greeting = self._field("greeting", wish.greeting)
        box.addWidget(card(self.examples, self.greeting, gap=14))
        self.backstory = self._field("backstory", "\n\n".join(wish.backstory), lines=4)
        self.relation = self._field("relation", wish.user_relation)
        box.addWidget(card(self.backstory, self.relation, gap=14))
        box.addStretch(1)
        self._sources = wish.sources
        self.language.changed = self._languages
        self.begin.changed = self._began
        self.manner.changed = lambda key: setattr(self.level, "text", texts(f"make.manner.{key}.level"))
        self._languages(wish.language, keep=True)
        self._began(wish.begin)

    def _field(self, name: str, text: str, lines: int = 1) -> Field:
        texts = self._texts
        return Field(
            texts(f"make.{name}"),
            hint=texts(f"make.{name}.hint"),
            example=texts(f"make.{name}.example"),
            lines=lines,
            text=text,
        )

    def _languages(self, language: str, keep: bool = False) -> None:
        chosen: Language = "ko" if language == "ko" else "en"
        self.manner.fill({key: self._texts(f"make.manner.{key}") for key in MANNERS[chosen]}, "")
        if not keep:
            self.level.text = ""

    def _began(self, begin: str) -> None:
        found = next((one for one in self._examples if one.id == begin), None)
        text = self._texts("make.begin.blank.about") if found is None else f"{found.one_line} “{found.line}”"
        self.about.setText(text)

    def wish(self) -> Wish:
        language: Language = "ko" if self.language.chosen == "ko" else "en"
        paragraphs = [" ".join(part.split()) for part in self.backstory.text.split("\n\n")]
        return Wish(
            name=self.name.text,
            language=language,
            begin=self.begin.chosen,
            one_line=self.one_line.text,
            traits=tuple(part.strip() for part in self.traits.text.replace("，", ",").split(",") if part.strip()),
            level=self.level.text,
            rules=self.rules.lines(),
            backstory=tuple(part for part in paragraphs if part),
            user_relation=self.relation.text,
            greeting=self.greeting.text,
            examples=pairs(self.examples.text),
            sources=self._sources,
        )


def pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Two lines belong together: what is said to her, and what she answers. Names before a colon fall away."""
    lines = [_unmarked(line.strip()) for line in text.splitlines() if line.strip()]
    return tuple((lines[at], lines[at + 1]) for at in range(0, len(lines) - 1, 2))


def _unmarked(line: str) -> str:
    for mark in (*_BARS, *_HERS):
        if line.lower().startswith(mark):
            return line[len(mark) :].strip()
    return line.removeprefix("- ").strip()


def _told(examples: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"{said}\n{answer}" for said, answer in examples)


class _Choices(QWidget):
    """A label and buttons of which one is down. changed: called with the key that the person chose."""

    def __init__(self, label: str, options: dict[str, str], chosen: str) -> None:
        super().__init__()
        self._label = label
        self.changed: Callable[[str], object] = lambda _key: None
        self.buttons: dict[str, QPushButton] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(words(label, "fieldName"))
        self._row: QWidget | None = None
        self._box = box
        self.fill(options, chosen)

    def fill(self, options: dict[str, str], chosen: str) -> None:
        """Other options; a key that is none of them: none is down."""
        if self._row is not None:
            self._box.removeWidget(self._row)
            self._row.hide()
            self._row.deleteLater()
        self._row = QWidget()
        grid = QGridLayout(self._row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        for across in range(_ACROSS):
            grid.setColumnStretch(across, 1)
        bold = self.font()
        bold.setWeight(QFont.Weight.DemiBold)
        group = QButtonGroup(self._row)
        self.buttons = {}
        for number, (key, text) in enumerate(options.items()):
            made = QPushButton(text.replace("&", "&&"))
            made.setObjectName("chip")
            made.setCheckable(True)
            made.setChecked(key == chosen)
            made.setAccessibleName(f"{self._label}: {text}")
            made.clicked.connect(lambda _on=False, wanted=key: self.changed(wanted))
            group.addButton(made)
            made.setMinimumWidth(QFontMetrics(bold).horizontalAdvance(text) + 38)  # the one that is down is bold
            grid.addWidget(made, number // _ACROSS, number % _ACROSS)
            self.buttons[key] = made
        self._box.addWidget(self._row)

    @property
    def chosen(self) -> str:
        return next((key for key, made in self.buttons.items() if made.isChecked()), "")


class Sources(QWidget):
    """What there is of her already: files and folders, to be read by the trainer."""

    def __init__(self, texts: Texts, sources: Sequence[Path]) -> None:
        super().__init__()
        self._texts = texts
        self.setObjectName("pageBody")
        self.sources: list[Path] = list(sources)
        files = button(texts("make.sources.file"), self._files)
        folder = button(texts("make.sources.folder"), self._folder)
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        holder = QWidget()
        holder.setLayout(self._list)
        self._list.setContentsMargins(0, 0, 0, 0)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 22)
        box.setSpacing(12)
        box.addWidget(
            card(
                words(texts("make.sources.what"), ""),
                words(texts("make.sources.kinds"), "small"),
                row(files, folder),
                gap=10,
            )
        )
        box.addWidget(holder)
        box.addStretch(1)
        self._fill()

    def add(self, paths: Sequence[Path]) -> None:
        """More of them; one that is there already stays once."""
        self.sources += [path for path in paths if path not in self.sources]
        self._fill()

    def _remove(self, path: Path) -> None:
        self.sources.remove(path)
        self._fill()

    def _fill(self) -> None:
        while self._list.count():
            item = self._list.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not self.sources:
            self._list.addWidget(words(self._texts("make.sources.none"), "small"))
        for path in self.sources:
            name = words(path.name, "")
            name.setToolTip(str(path))
            drop = button(self._texts("make.sources.remove"), lambda gone=path: self._remove(gone), "quiet")
            drop.setAccessibleName(f"{self._texts('make.sources.remove')}: {path.name}")
            line = row(name, drop)
            layout = line.layout()
            assert isinstance(layout, QHBoxLayout)
            layout.setStretch(0, 1)
            self._list.addWidget(card(line, gap=0))

    def _files(self) -> None:
        dialog = QFileDialog(self, self._texts("make.sources.file"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDirectory(str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.add([Path(name) for name in names]))
        dialog.open()

    def _folder(self) -> None:
        dialog = QFileDialog(self, self._texts("make.sources.folder"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDirectory(str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self.add([Path(name)]))
        dialog.open()


def busy(text: str) -> QWidget:
    """While something is looked at."""
    label: QLabel = words(text, "lead")
    return column(label)
