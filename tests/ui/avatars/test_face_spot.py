"""The small pictures of the chat show the face of any avatar."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from companion.face.expression import face
from companion.persona.emotion import Mood
from companion.ui.avatars.face_spot import guessed, spot
from companion.ui.portraits import Portraits
from companion.ui.renderer import Renderer
from companion.ui.theme import Theme
from tests.ui.avatars.puppet.drawings import rig
from tests.ui.avatars.sitters import pixels
from tests.ui.avatars.sprite.painted import hue, picture, sprites


def test_a_face_on_a_page_of_any_shape() -> None:
    middle = spot(QRectF(400, 300, 200, 200), (0, 0, 1000, 1500))
    assert (middle.x, middle.y) == pytest.approx((0.5, 0.26), abs=0.01)
    wide = spot(QRectF(900, 0, 100, 200), (0, 0, 1000, 1000))
    assert wide.x == pytest.approx(0.95) and wide.y == pytest.approx(1 / 6 + 2 / 3 * 0.09, abs=0.01)
    assert 0.08 <= spot(QRectF(0, 0, 1, 1), (0, 0, 1000, 1000)).high < 0.1


def test_a_head_is_found_at_the_top_of_a_picture() -> None:
    found = guessed(picture(hue(1)))
    assert found.x == pytest.approx(0.5, abs=0.05) and 0.15 < found.y < 0.4 and 0.3 < found.high < 0.8
    empty = picture(hue(1))
    empty.fill(0)
    assert guessed(empty).x == 0.5


def test_a_head_is_found_on_a_plain_ground_as_without_one() -> None:
    cut_out = picture(hue(1))
    card = QImage(cut_out.size(), QImage.Format.Format_ARGB32_Premultiplied)
    card.fill(QColor("#e4dcf2"))
    with QPainter(card) as painter:
        painter.drawImage(0, 0, cut_out)
    plain, found = guessed(cut_out), guessed(card)
    assert (found.x, found.y, found.high) == pytest.approx((plain.x, plain.y, plain.high), abs=0.04)
    flat = QImage(card.size(), QImage.Format.Format_ARGB32_Premultiplied)
    flat.fill(QColor("#e4dcf2"))
    assert guessed(flat).x == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("kind", ["rig", "sprites"])
def test_portraits_show_feelings(kind: str, tmp_path: Path, qapp: QApplication) -> None:
    who: Renderer = rig(tmp_path) if kind == "rig" else sprites(tmp_path, ["neutral", "joy", "angry"])
    palette = Theme(qapp, "light").palette
    made = Portraits(who, face, palette, size=50)
    shots = [pixels(made(Mood(name, 1.0)).toImage()).astype(int) for name in ("neutral", "joy", "angry")]
    for first, second in ((0, 1), (0, 2), (1, 2)):
        assert (np.abs(shots[first] - shots[second]).max(axis=2) > 40).mean() > 0.01
