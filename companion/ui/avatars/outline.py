"""Where a painted frame is: for the pointer and for the input mask. UI thread; used by all renderers with a frame."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QBitmap, QImage, QRegion, QTransform

from companion.ui.avatars.figure.layers import alpha

STEP = 8  # logical pixels of one cell of the coarse region


def hit(frame: QImage, point: QPointF, ratio: float) -> bool:
    """Whether the frame has something at a logical point (alpha over 1/8)."""
    x, y = int(point.x() * ratio), int(point.y() * ratio)
    return frame.rect().contains(x, y) and frame.pixelColor(x, y).alpha() > 32


def region(frame: QImage, size: QSize) -> QRegion:
    """The coarse outline of a frame shown at `size` logical pixels: cells of 8, one cell wider than what is there."""
    columns, rows = -(-size.width() // STEP), -(-size.height() // STEP)
    small = frame.scaled(
        columns, rows, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    solid = alpha(small) > 6
    if not solid.any():  # nothing is painted yet
        return QRegion()
    wide = np.pad(solid, 1)
    wide = wide[1:-1, :-2] | wide[1:-1, 1:-1] | wide[1:-1, 2:]
    wide = np.pad(wide, ((1, 1), (0, 0)))
    wide = wide[:-2] | wide[1:-1] | wide[2:]
    whole = QRegion(0, 0, size.width(), size.height())
    return QTransform.fromScale(STEP, STEP).map(_region_of(wide)).intersected(whole)


def _region_of(cells: NDArray[np.bool_]) -> QRegion:
    """The set cells as a region."""
    height, width = cells.shape
    rows = np.packbits(np.pad(cells, ((0, 0), (0, -width % 32))), axis=1)
    image = QImage(rows.tobytes(), width, height, rows.shape[1], QImage.Format.Format_Mono)
    image.setColorTable([0xFFFFFFFF, 0xFF000000])  # set = black = inside
    return QRegion(QBitmap.fromImage(image))
