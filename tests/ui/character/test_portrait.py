"""Her figure in a frame: as she stands, or filling it where she is a picture with a ground of its own."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QRegion
from PySide6.QtWidgets import QApplication

from companion.face.pose import FacePose
from companion.ui.character.portrait import LivingPortrait, solid
from tests.ui.parts import Disc, Face, events

SIZE = QSize(120, 180)
PAINT = "#7a4fa3"


@dataclass
class Card(Disc):
    """A picture without transparent parts that stands on the lower edge, with room above it."""

    def _rect(self) -> QRect:
        size = self.sizes[-1][0]
        side, high = size.width() // 12, size.height() * 5 // 6
        return QRect(side, size.height() - high, size.width() - 2 * side, high)

    def paint(self, painter: QPainter, pose: FacePose) -> None:
        painter.fillRect(self._rect(), QColor(PAINT))

    def region(self) -> QRegion:
        return QRegion(self._rect())


@pytest.fixture
def portrait(qapp: QApplication) -> Iterator[LivingPortrait]:
    made = LivingPortrait(lambda: Face(), SIZE)
    yield made
    made.hide()
    made.deleteLater()
    events(qapp)


def colour(portrait: LivingPortrait, x: int, y: int) -> str:
    portrait.grab()  # the first frame tells what she is
    return portrait.grab().toImage().pixelColor(x, y).name()


def test_a_picture_with_a_ground_fills_the_frame_and_its_corners_are_round(portrait: LivingPortrait) -> None:
    portrait.show_figure(Card(), "Mira")
    for x, y in ((60, 2), (2, 90), (117, 90), (60, 177)):
        assert colour(portrait, x, y) == PAINT, (x, y)
    portrait.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    assert colour(portrait, 0, 0) != PAINT and colour(portrait, 0, 179) != PAINT


def test_a_figure_that_is_cut_out_stands_as_it_is(portrait: LivingPortrait) -> None:
    portrait.show_figure(Disc(narrow=30), "Ruby")
    assert colour(portrait, 60, 90) == PAINT and colour(portrait, 5, 90) != PAINT


def test_what_has_a_ground_of_its_own() -> None:
    card, disc = Card(), Disc()
    for one in (card, disc):
        one.resize(SIZE, 1.0)
    found = solid(card)
    assert found is not None and card._rect().contains(found.toRect()) and found.width() >= 0.85 * card._rect().width()
    assert solid(disc) is None
    disc.resize(QSize(20, 20), 1.0)
    assert solid(disc) is None
