"""Where a face is in the window, for the small pictures of the chat: as shares of a window of 2 : 3. UI thread."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from companion.ui.avatars.figure.layers import alpha

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WINDOW = 2 / 3
_CROWN = 0.33  # of a figure, from above: as far down a head is looked for
_GROUND, _LEAST = 0.9, 0.05  # share of a picture that is drawn if it has a ground; that somebody on it fills
_OTHER = 28  # steps of a colour by which somebody differs from the ground
_INSIDE = 3  # pixels from the corner, which may be rounded
_ROUND = 1.12  # of the face's height: how high a round picture of the head is


@dataclass(frozen=True, slots=True)
class FaceSpot:
    """x, y: the middle of the head; high: its height, hair included."""

    x: float
    y: float
    high: float


def spot(box: QRectF, page: tuple[float, float, float, float], *, low: bool = False) -> FaceSpot:
    """Of a face's box on a page that is fitted into the window. low: the page stands on the window's lower edge."""
    x, y, width, height = page
    aspect = width / height
    wide, tall = (1.0, _WINDOW / aspect) if aspect > _WINDOW else (aspect / _WINDOW, 1.0)
    left, top = (1 - wide) / 2, (1 - tall) if low else (1 - tall) / 2
    middle = box.center().y() - 0.05 * box.height()
    return FaceSpot(
        left + wide * (box.center().x() - x) / width,
        top + tall * (middle - y) / height,
        min(1.0, max(0.08, _ROUND * tall * box.height() / height)),
    )


def _cut_out(picture: QImage) -> "NDArray[np.bool_]":
    """Where somebody is: what is not transparent, or, on a plain ground, what has another colour than that."""
    solid = alpha(picture) > 100
    if not solid.size or solid.mean() < _GROUND:
        return solid
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
    colours = pixels[:, : picture.width() * 4].reshape(picture.height(), picture.width(), 4)[:, :, :3].astype(int)
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    corners = [colours[rows[0] + _INSIDE, columns[at]] for at in (_INSIDE, -1 - _INSIDE)]
    away = np.minimum(*(np.abs(colours - corner).max(axis=2) for corner in corners))
    found = solid & (away > _OTHER)
    return found if found.mean() > _LEAST else solid


def guessed(picture: QImage) -> FaceSpot:
    """For a picture that nobody has described: the head is at the top of what is there, a third of a tall figure."""
    solid = _cut_out(picture)
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if not len(rows):
        return FaceSpot(0.5, 0.3, 0.37)
    tall, wide = int(rows[-1] - rows[0]) + 1, int(columns[-1] - columns[0]) + 1
    crown = solid[rows[0] : rows[0] + max(1, round(_CROWN * tall))]
    broad = float(crown.sum(axis=1).max())  # a head is about as high as it is broad, hair included
    size = min(0.7 * tall, max(0.36 * tall, min(broad, 0.5 * tall), 0.62 * wide if tall < 1.4 * wide else 0.0))
    upper = solid[rows[0] : rows[0] + max(1, round(size * 0.8))]
    middle = float(np.median(upper.nonzero()[1]))
    box = QRectF(middle - size / 2, rows[0] + 0.05 * size, size, size / _ROUND)
    return spot(box, (0.0, 0.0, float(picture.width()), float(picture.height())), low=True)
