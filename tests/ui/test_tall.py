"""A view that scrolls: what has grown without its being asked is given its height all the same."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from companion.ui.tall import Tall
from tests.ui.parts import events

SIZE = QSize(300, 200)


@pytest.fixture
def area(qapp: QApplication) -> Iterator[Tall]:
    made = Tall()
    inside = QWidget()
    box = QVBoxLayout(inside)
    for number in range(12):
        label = QLabel(f"{number}: words that are long enough to need more than one line in a window as narrow as this")
        label.setWordWrap(True)
        box.addWidget(label)
    made.setWidget(inside)
    made.resize(SIZE)
    made.show()
    QTest.qWait(200)
    yield made
    made.hide()
    made.deleteLater()
    events(qapp)


def needed(area: Tall) -> int:
    layout = area.widget().layout()
    assert layout is not None
    return layout.totalHeightForWidth(area.widget().width())


def test_everything_has_the_height_that_it_needs(area: Tall) -> None:
    assert area.widget().height() >= needed(area) > SIZE.height()
    assert area.verticalScrollBar().maximum() > 0


def test_what_stays_squeezed_is_looked_at_once_more(area: Tall) -> None:
    area.setWidgetResizable(False)  # QScrollArea does not ask
    area.widget().resize(area.viewport().width(), 150)
    area.setWidgetResizable(True)
    area.blockSignals(True)
    area.widget().resize(area.viewport().width(), 150)
    area.blockSignals(False)
    QCoreApplication.sendEvent(area.widget(), QEvent(QEvent.Type.LayoutRequest))
    QTest.qWait(250)
    assert area.widget().height() >= needed(area)


def test_a_view_that_is_not_seen_does_nothing(area: Tall) -> None:
    area.hide()
    QCoreApplication.sendEvent(area.widget(), QEvent(QEvent.Type.LayoutRequest))
    area.hide()
    QTest.qWait(200)
    assert not any(timer.isActive() for timer in area._looks)
    area.show()
    QTest.qWait(200)
    assert area.widget().height() >= needed(area)
