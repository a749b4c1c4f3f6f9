"""A list of any length of which only the rows in sight are widgets. Main thread.

It knows no total height: the place is a row and how much of it lies above the upper edge, the scroll bar counts rows.
So a hundred thousand rows open and scroll like ten, and rows that grow or arrive late move nothing that is being read.
"""

from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QAbstractSlider, QWidget

UNIT = 100  # of the scroll bar, a row
EDGE = 12  # pixels above the first row and below the last
NEAR = 24  # pixels from the end at which new rows are followed
STEP = 64  # pixels of one notch of the wheel, and of an arrow key
_SPARE = 8  # rows that stay widgets beyond both edges


class Row(Protocol):
    """A QWidget that knows its height."""

    def fit(self, width: int) -> int:
        """Become `width` pixels wide; returns the height that this takes."""


class Rows(QAbstractScrollArea):
    """Subclasses say what a row is (`make_row`) and learn what is in sight (`in_sight`)."""

    seen = Signal(int, int)  # first and last row in sight

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._count = 0
        self._first, self._offset = 0, 0
        self._follow = True
        self._tail = 0
        self._widgets: dict[int, QWidget] = {}
        self._heights: dict[int, int] = {}
        self._busy = False
        bar = self.verticalScrollBar()
        bar.setSingleStep(UNIT)
        bar.valueChanged.connect(self._dragged)
        bar.actionTriggered.connect(self._stepped)

    def make_row(self, index: int) -> QWidget:
        """The widget of a row, a child of the viewport; it has `fit`."""
        raise NotImplementedError

    # --- what is shown ---

    @property
    def count(self) -> int:
        return self._count

    @property
    def at_end(self) -> bool:
        """New rows are followed."""
        return self._follow

    def widget_of(self, index: int) -> QWidget | None:
        """The widget of a row, if it is one now."""
        return self._widgets.get(index)

    def in_view(self) -> list[int]:
        """The rows in sight."""
        height = self.viewport().height()
        return [i for i, row in sorted(self._widgets.items()) if not row.isHidden() and row.y() < height]

    def reset(self, count: int, at: int | None = None) -> None:
        """Other rows. at: the one to stand in the upper third; None: the end."""
        self._drop(range(max(self._count, count)))
        self._count = count
        self._follow = at is None
        if at is not None:
            self._first, self._offset = max(0, min(at, count - 1)), 0
            self._scroll(-self.viewport().height() // 3)
        else:
            self.place()

    def set_count(self, count: int) -> None:
        """Rows have come at the end, or gone there."""
        self._drop(range(min(count, self._count), max(count, self._count)))
        self._heights.pop(self._count - 1, None)  # the space below the last
        self._heights.pop(count - 1, None)
        self._count = count
        self._first = max(0, min(self._first, count - 1))
        self.place()

    def renew(self, rows: range) -> None:
        """These rows are made anew."""
        self._drop(rows)
        self.place()

    def grown(self, index: int) -> None:
        """What row `index` shows has changed."""
        self._heights.pop(index, None)
        self.place()

    def set_tail(self, pixels: int) -> None:
        """Room below the last row."""
        if pixels != self._tail:
            self._tail = pixels
            self.grown(self._count - 1)

    def to_end(self) -> None:
        self._follow = True
        self.place()

    def show_row(self, index: int) -> None:
        """Scroll as little as needed to have this row in sight."""
        height = self.viewport().height()
        if index < self._first or (index == self._first and self._offset > 0):
            self._first, self._offset, self._follow = index, 0, False
            self.place()
            return
        row = self._widgets.get(index)
        if row is None or row.isHidden():
            self._first, self._offset, self._follow = index, 0, False
            self._scroll(self._height(index) - height)
        elif row.y() + row.height() > height:
            self._scroll(min(row.y(), row.y() + row.height() - height))

    def forget_heights(self) -> None:
        """Letters or width have changed."""
        self._heights.clear()
        self.place()

    # --- placing ---

    def _drop(self, rows: range) -> None:
        for index in [index for index in self._heights if index in rows]:
            del self._heights[index]
        for index in [index for index in self._widgets if index in rows]:
            self._remove(index)

    def _remove(self, index: int) -> None:
        row = self._widgets.pop(index)
        if row.isAncestorOf(self.focusWidget() or self):
            self.setFocus()
        row.hide()
        row.deleteLater()

    def _row(self, index: int) -> QWidget:
        if index not in self._widgets:
            self._widgets[index] = self.make_row(index)
            self._measure(index)
        return self._widgets[index]

    def _measure(self, index: int) -> None:
        row, width = self._widgets[index], self.viewport().width()
        height: int = row.fit(width)  # type: ignore[attr-defined]
        row.resize(width, height)
        edges = (EDGE if index == 0 else 0) + (EDGE + self._tail if index == self._count - 1 else 0)
        self._heights[index] = height + edges

    def _height(self, index: int) -> int:
        if index not in self._heights:
            self._row(index)
        if index not in self._heights:  # it was a widget already, and has changed since
            self._measure(index)
        return self._heights[index]

    def _end(self) -> tuple[int, int]:
        """The place at which the last row stands at the lower edge."""
        left, index = self.viewport().height(), self._count
        while index > 0 and left > 0:
            index -= 1
            left -= self._height(index)
        return (index, -left) if left < 0 else (index, 0)

    def place(self) -> None:
        """Put the rows where they belong."""
        if self._busy:
            return
        self._busy = True
        try:
            self._place()
        finally:
            self._busy = False

    def _place(self) -> None:
        if self._count == 0:
            self.verticalScrollBar().setRange(0, 0)
            return
        end = self._end()
        if self._follow or (self._first, self._offset) > end:
            self._first, self._offset = end
        y, index, height = -self._offset, self._first, self.viewport().height()
        sight: list[tuple[QWidget, int]] = []
        while index < self._count and y < height:
            taken = self._height(index)
            sight.append((self._row(index), y + (EDGE if index == 0 else 0)))
            y, index = y + taken, index + 1
        shown = {id(row) for row, _ in sight}
        for number in list(self._widgets):
            row = self._widgets[number]
            if not self._first - _SPARE <= number <= index + _SPARE and number < self._count - _SPARE:
                self._remove(number)
            elif id(row) not in shown:
                row.hide()
        for row, top in sight:
            row.move(0, top)
            row.show()
        self._show_bar(end)
        self.seen.emit(self._first, index)

    def _show_bar(self, end: tuple[int, int]) -> None:
        bar = self.verticalScrollBar()
        most = self._value(end)
        bar.setRange(0, most)
        bar.setPageStep(max(UNIT, len(self.in_view()) * UNIT))
        if not bar.isSliderDown():
            bar.setValue(most if self._follow else self._value((self._first, self._offset)))

    def _value(self, place: tuple[int, int]) -> int:
        return round((place[0] + place[1] / max(1, self._height(place[0]))) * UNIT)

    # --- scrolling ---

    def _scroll(self, pixels: int) -> None:
        """Down by `pixels`, up if negative."""
        if self._count == 0:
            return
        self._busy = True  # measuring rows may show some
        self._offset += pixels
        while self._offset < 0 and self._first > 0:
            self._first -= 1
            self._offset += self._height(self._first)
        self._offset = max(0, self._offset)
        while self._first < self._count - 1 and self._offset >= self._height(self._first):
            self._offset -= self._height(self._first)
            self._first += 1
        self._follow = self._near_end()
        self._busy = False
        self.place()

    def _near_end(self) -> bool:
        first, offset = self._end()
        return (self._first, self._offset + NEAR) >= (first, offset)

    def _dragged(self, value: int) -> None:
        if self._busy or self._count == 0:
            return
        self._first = min(value // UNIT, self._count - 1)
        self._busy = True
        self._offset = round((value % UNIT) / UNIT * self._height(self._first))
        self._follow = value >= self.verticalScrollBar().maximum()
        self._busy = False
        self.place()

    def _stepped(self, action: int) -> None:
        steps = {
            QAbstractSlider.SliderAction.SliderSingleStepAdd.value: STEP,
            QAbstractSlider.SliderAction.SliderSingleStepSub.value: -STEP,
            QAbstractSlider.SliderAction.SliderPageStepAdd.value: self._page(),
            QAbstractSlider.SliderAction.SliderPageStepSub.value: -self._page(),
        }
        if action in steps:
            self._scroll(steps[action])
            bar = self.verticalScrollBar()
            bar.setSliderPosition(bar.value())

    def _page(self) -> int:
        return max(STEP, self.viewport().height() - STEP)

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels = event.pixelDelta().y() or round(event.angleDelta().y() / 120 * STEP)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or not pixels:
            event.ignore()
            return
        self._scroll(-pixels)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.scroll_key(Qt.Key(event.key())):
            event.ignore()

    def scroll_key(self, key: Qt.Key) -> bool:
        """Page Up and Down, Home and End; False for any other."""
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._scroll(self._page() if key == Qt.Key.Key_PageDown else -self._page())
        elif key == Qt.Key.Key_Home:
            self._first, self._offset, self._follow = 0, 0, False
            self.place()
        elif key == Qt.Key.Key_End:
            self.to_end()
        else:
            return False
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._heights.clear()
        self.place()
