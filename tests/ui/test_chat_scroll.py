"""Rows of which only those in sight are widgets: places, growth, pages that come late, a hundred thousand of them."""

import itertools
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget

from companion.ui.chat.scroll import EDGE, UNIT, Rows
from tests.ui.parts import events


class Block(QWidget):
    def __init__(self, height: int) -> None:
        super().__init__()
        self.wanted = height

    def fit(self, width: int) -> int:
        return self.wanted


class List(Rows):
    """Rows of 30 to 79 pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.made = 0

    def make_row(self, index: int) -> QWidget:
        self.made += 1
        row = Block(30 + index * 7 % 50)
        row.setParent(self.viewport())
        return row

    def tops(self) -> dict[int, int]:
        found = {index: self.widget_of(index) for index in self.in_view()}
        return {index: row.y() for index, row in found.items() if row is not None}

    def bottom(self) -> int:
        row = self.widget_of(self.in_view()[-1])
        assert row is not None
        return row.y() + row.height()


@pytest.fixture
def rows(qapp: QApplication) -> Iterator[List]:
    made = List()
    made.resize(300, 400)
    made.show()
    events(qapp)
    yield made
    made.close()
    made.deleteLater()
    events(qapp)


def bar(rows: List) -> QScrollBar:
    return rows.verticalScrollBar()


def wheel(rows: List, notches: float) -> None:
    place = QPointF(50, 50)
    event = QWheelEvent(
        place,
        rows.viewport().mapToGlobal(place),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(rows.viewport(), event)


def without_gaps(rows: List) -> bool:
    sight = [rows.widget_of(index) for index in rows.in_view()]
    return all(a.y() + a.height() == b.y() for a, b in itertools.pairwise(sight) if a and b)


def test_it_opens_at_the_end_and_few_rows_are_widgets(rows: List) -> None:
    rows.reset(100_000)
    assert rows.in_view()[-1] == 99_999 and rows.bottom() == rows.viewport().height() - EDGE
    assert rows.made < 40 and without_gaps(rows)
    assert bar(rows).value() == bar(rows).maximum() > 99_000 * UNIT


def test_a_few_rows_stand_at_the_top(rows: List) -> None:
    rows.reset(2)
    assert rows.tops() == {0: EDGE, 1: EDGE + 30} and bar(rows).maximum() == 0
    rows.reset(0)
    assert rows.in_view() == []


def test_the_whole_length_can_be_dragged_and_comes_at_once(rows: List) -> None:
    rows.reset(100_000)
    started = time.perf_counter()
    for step in range(100):
        bar(rows).setValue(step * 1000 * UNIT)
        assert rows.in_view()[0] == step * 1000 and without_gaps(rows)
    assert time.perf_counter() - started < 3.0
    bar(rows).setValue(bar(rows).maximum())
    assert rows.at_end and rows.bottom() == rows.viewport().height() - EDGE
    assert len(rows.viewport().findChildren(Block, options=Qt.FindChildOption.FindDirectChildrenOnly)) < 4000


def test_the_wheel_moves_by_pixels_both_ways(rows: List) -> None:
    rows.reset(1000)
    wheel(rows, 5)
    assert not rows.at_end
    before = rows.tops()
    wheel(rows, 1)
    after = rows.tops()
    moved = {after[index] - before[index] for index in before if index in after}
    assert moved == {64} and without_gaps(rows)
    wheel(rows, -1)
    assert rows.tops() == before
    wheel(rows, -100)
    assert rows.at_end


def test_the_top_can_be_reached(rows: List) -> None:
    rows.reset(50)
    wheel(rows, 1000)
    assert rows.tops()[0] == EDGE and bar(rows).value() == 0


def test_new_rows_are_followed_only_at_the_end(rows: List) -> None:
    rows.reset(100)
    rows.set_count(101)
    assert rows.in_view()[-1] == 100
    wheel(rows, 5)
    before = rows.tops()
    rows.set_count(102)
    assert rows.tops() == before
    rows.to_end()
    assert rows.in_view()[-1] == 101


def test_a_row_that_grows_moves_nothing_that_is_read(rows: List) -> None:
    rows.reset(100)
    wheel(rows, 10)
    above = rows.tops()
    last = rows.in_view()[-1]
    row = rows.widget_of(last)
    assert isinstance(row, Block)
    row.wanted += 500
    rows.grown(last)
    assert {index: top for index, top in rows.tops().items() if index in above} == above
    rows.to_end()
    row = rows.widget_of(99)
    assert isinstance(row, Block)
    row.wanted += 40
    rows.grown(99)
    assert rows.bottom() == rows.viewport().height() - EDGE, "at the end its growth is followed"


def test_a_row_is_brought_into_sight_and_rows_are_cut(rows: List) -> None:
    rows.reset(1000, at=500)
    assert 500 in rows.in_view() and not rows.at_end
    rows.show_row(3)
    assert rows.tops()[3] == 0
    rows.show_row(700)
    assert 700 in rows.in_view() and rows.bottom() == rows.viewport().height()
    rows.set_count(10)
    assert rows.in_view()[-1] == 9 and without_gaps(rows)


def test_keys_and_pages(rows: List) -> None:
    rows.reset(300)
    for key, first in ((Qt.Key.Key_Home, 0), (Qt.Key.Key_PageDown, None), (Qt.Key.Key_PageUp, 0)):
        assert rows.scroll_key(key)
        assert first is None or rows.in_view()[0] == first
    assert rows.scroll_key(Qt.Key.Key_End) and rows.at_end
    assert not rows.scroll_key(Qt.Key.Key_A)
    bar(rows).triggerAction(QScrollBar.SliderAction.SliderPageStepSub)
    assert not rows.at_end and without_gaps(rows)
    before = rows.tops()
    bar(rows).triggerAction(QScrollBar.SliderAction.SliderSingleStepSub)
    after = rows.tops()
    assert {after[index] - before[index] for index in before if index in after} == {64}


def test_another_width_lays_out_anew(rows: List, qapp: QApplication) -> None:
    rows.reset(100)
    rows.resize(500, 300)
    events(qapp)
    row = rows.widget_of(99)
    assert row is not None and row.width() == rows.viewport().width()
    assert rows.bottom() == rows.viewport().height() - EDGE
