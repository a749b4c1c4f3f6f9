"""The controls of the settings: each shows a value, and says when the person has chosen another. Main thread.

`edited` carries a value that may be stored; `wrong` a sentence about what was typed ("" when it is right again).
`show_value` never emits.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSlider, QWidget

from companion.ui.choice import Choice
from companion.ui.settings import numbers
from companion.ui.settings.calls import Option
from companion.ui.settings.catalogue import Setting
from companion.ui.settings.switch import Switch
from companion.ui.texts import Texts
from companion.ui.theme import Palette

WIDTH = 264  # pixels of a control beside its words
_CALM = 160  # ms after a slider's last step until the value counts


class Field(QWidget):
    """What all controls share; `focus_on` is the widget that Tab reaches first."""

    edited = Signal(object)
    wrong = Signal(str)
    focus_on: QWidget

    def show_value(self, value: Any) -> None:
        raise NotImplementedError

    def name_for_readers(self, title: str, explanation: str) -> None:
        """What screen readers say."""
        self.focus_on.setAccessibleName(title)
        self.focus_on.setAccessibleDescription(explanation)

    def _row(self, *widgets: QWidget, stretch: int = -1) -> None:
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for index, widget in enumerate(widgets):
            box.addWidget(widget, 1 if index == stretch else 0, Qt.AlignmentFlag.AlignVCenter)


class SwitchField(Field):
    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.focus_on = self.switch = Switch(palette)
        self._row(self.switch)
        self.layout().setAlignment(self.switch, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.switch.clicked.connect(lambda on: self.edited.emit(bool(on)))

    def show_value(self, value: Any) -> None:
        self.switch.setChecked(bool(value))


class ChoiceField(Field):
    """One of several; a value that is none of them is shown as it is."""

    def __init__(self, options: Sequence[Option] = ()) -> None:
        super().__init__()
        self.focus_on = self.list = Choice()
        self._options: Sequence[Option] = ()
        self._value: Any = None
        self._row(self.list, stretch=0)
        self.setFixedWidth(WIDTH)
        self.list.activated.connect(self._chosen)
        self.set_options(options)

    def set_options(self, options: Sequence[Option]) -> None:
        self._options = options
        self._fill()

    def show_value(self, value: Any) -> None:
        self._value = value
        self._fill()

    def _known(self) -> list[Option]:
        known = list(self._options)
        if self._value is not None and all(option.value != self._value for option in known):
            known.append(Option(self._value, str(self._value)))
        return known

    def _fill(self) -> None:
        self.list.clear()
        for option in self._known():
            self.list.addItem(option.label, option.value)
        index = next((row for row, option in enumerate(self._known()) if option.value == self._value), -1)
        self.list.setCurrentIndex(index)

    def _chosen(self, row: int) -> None:
        value = self.list.itemData(row)
        if value != self._value:
            self._value = value
            self.edited.emit(value)


class ModelField(ChoiceField):
    """One of the models that are here, or a file that the person chooses. ask: opens a dialog, calls with a path."""

    def __init__(self, texts: Texts, ask: Callable[[Callable[[str], None]], None]) -> None:
        self._texts, self._ask = texts, ask
        super().__init__()

    def _fill(self) -> None:
        super()._fill()
        self.list.insertSeparator(self.list.count())
        self.list.addItem(self._texts("settings.file"))

    def _known(self) -> list[Option]:
        known = super()._known()
        if known and known[-1].label == str(self._value):  # a path: its name says enough
            known[-1] = Option(self._value, str(self._value).replace("\\", "/").rstrip("/").rpartition("/")[2])
        return known

    def _chosen(self, row: int) -> None:
        if row == self.list.count() - 1:
            self._fill()
            self._ask(self.edited.emit)
        else:
            super()._chosen(row)


class NumberField(Field):
    """A slider for the hand and a field for the exact number."""

    def __init__(self, setting: Setting, texts: Texts) -> None:
        super().__init__()
        assert setting.shown is not None
        self._setting, self._texts, self._shown = setting, texts, setting.shown
        self._value: Any = None
        shown = self._shown
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("field")
        self.slider.setRange(0, max(1, round((shown.high - shown.low) / shown.step)))
        self.slider.installEventFilter(_NoWheel(self))
        self.focus_on = self.edit = QLineEdit()
        self.edit.setObjectName("field")
        self.edit.setFixedWidth(84)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._row(self.slider, self.edit, stretch=0)
        self.setFixedWidth(WIDTH)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM)
        self._calm.timeout.connect(self._settled)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self._settled)
        self.edit.textEdited.connect(self._typed)
        self.edit.editingFinished.connect(self._finished)
        self.edit.installEventFilter(_SelectAll(self))

    def name_for_readers(self, title: str, explanation: str) -> None:
        super().name_for_readers(title, explanation)
        self.slider.setAccessibleName(title)

    def show_value(self, value: Any) -> None:
        if self._calm.isActive() or (self.edit.hasFocus() and self.edit.isModified()):
            return  # the person is at it
        self._value = value
        self.edit.setText(numbers.in_field(value, self._shown, self._texts))
        self._show_slider(value)
        self._mark("")

    def _show_slider(self, value: float) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(round((value * self._shown.factor - self._shown.low) / self._shown.step))
        self.slider.blockSignals(False)

    def _slid(self, step: int) -> None:
        number = round(self._shown.low + step * self._shown.step, 6)
        number /= self._shown.factor
        self._value = round(number) if self._setting.whole else round(number, 6)
        self.edit.setText(numbers.in_field(self._value, self._shown, self._texts))
        self._mark("")
        self._calm.start()

    def _settled(self) -> None:
        if self._calm.isActive():
            self._calm.stop()
        self.edited.emit(self._value)

    def _typed(self, text: str) -> None:
        self._mark(self._problem(text))

    def _finished(self) -> None:
        if not self.edit.isModified():
            return
        text = self.edit.text()
        self.edit.setModified(False)
        problem = self._problem(text)
        self._mark(problem)
        if problem:
            return
        self._value = numbers.read(text, self._setting)
        self.edit.setText(numbers.in_field(self._value, self._shown, self._texts))  # type: ignore[arg-type]
        self._show_slider(self._value)  # type: ignore[arg-type]
        self.edited.emit(self._value)

    def _problem(self, text: str) -> str:
        value = numbers.read(text, self._setting)
        low, high = numbers.limits(self._setting, self._texts)
        if value is None:
            return self._texts("settings.wrong.whole" if self._setting.whole else "settings.wrong.number")
        if not numbers.outside(value, self._setting):
            return ""
        return (
            self._texts("settings.wrong.between", low=low, high=high)
            if high
            else self._texts("settings.wrong.above", low=low)
        )

    def _mark(self, problem: str) -> None:
        mark(self.edit, bool(problem))
        self.wrong.emit(problem)

    def closing(self) -> None:
        """What the slider has not said yet counts."""
        if self._calm.isActive():
            self._settled()


class TextField(Field):
    """problem: why a text is impossible, "" when it is fine."""

    def __init__(self, problem: Callable[[str], str]) -> None:
        super().__init__()
        self._problem = problem
        self.focus_on = self.edit = QLineEdit()
        self.edit.setObjectName("field")
        self._row(self.edit, stretch=0)
        self.setFixedWidth(WIDTH)
        self.edit.textEdited.connect(lambda text: self._mark(problem(text)))
        self.edit.editingFinished.connect(self._finished)

    def show_value(self, value: Any) -> None:
        if not (self.edit.hasFocus() and self.edit.isModified()):
            self.edit.setText(str(value or ""))
            self.edit.setCursorPosition(0)
            self._mark("")

    def _finished(self) -> None:
        if self.edit.isModified():
            self.edit.setModified(False)
            text = self.edit.text().strip()
            self._mark(self._problem(text))
            if not self._problem(text):
                self.edited.emit(text)

    def _mark(self, problem: str) -> None:
        mark(self.edit, bool(problem))
        self.wrong.emit(problem)


def mark(edit: QWidget, wrong: bool) -> None:
    """Show or hide the red line around a field."""
    if bool(edit.property("wrong")) != wrong:
        edit.setProperty("wrong", wrong)
        edit.style().unpolish(edit)
        edit.style().polish(edit)


class _NoWheel(QObject):
    """In a page that scrolls, the wheel scrolls the page."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent):
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class _SelectAll(QObject):
    """Tab into a number selects it: the next key replaces it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        by_tab = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        arrived = isinstance(event, QFocusEvent) and event.gotFocus() and event.reason() in by_tab
        if arrived and isinstance(watched, QLineEdit):
            QTimer.singleShot(0, watched, watched.selectAll)
        return super().eventFilter(watched, event)
