"""Characters as far as a drawing needs one, and ways to look at the picture."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter

from companion.face.pose import NEUTRAL, FacePose
from companion.ui.avatars.figure.layers import VIEW_WIDTH, VIEW_X, VIEW_Y, alpha, blank
from companion.ui.avatars.vector import VectorAvatar, create

DESIGNED = ("snow_white", "ruby")


@dataclass(frozen=True)
class Look:
    style: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Sitter:
    id: str
    avatar: Look = field(default_factory=Look)


def sitter(name: str, **style: object) -> Sitter:
    return Sitter(name, Look(style))


def avatar(name: str, width: int = 200, **style: object) -> VectorAvatar:
    made = create(sitter(name, **style))
    made.resize(QSize(width, width * 3 // 2))
    return made


def picture(of: VectorAvatar, pose: FacePose = NEUTRAL, width: int = 200) -> QImage:
    image = blank(width, width * 3 // 2)
    painter = QPainter(image)
    try:
        of.paint(painter, pose)
    finally:
        painter.end()
    return image


def pixels(image: QImage) -> NDArray[np.uint8]:
    """A copy, [height, width, 4]."""
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()


def opaque(image: QImage) -> NDArray[np.bool_]:
    return alpha(image).copy() > 100


def at(x: float, y: float, width: int = 200) -> tuple[int, int]:
    """Canvas units to pixels of a picture."""
    scale = width / VIEW_WIDTH
    return round((x - VIEW_X) * scale), round((y - VIEW_Y) * scale)


def holes(solid: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """See-through pixels that are not connected with the outside."""
    height, width = solid.shape
    outside = np.zeros((height + 2, width + 2), bool)
    walls = np.pad(solid, 1)
    queue = deque([(0, 0)])
    outside[0, 0] = True
    while queue:
        row, column = queue.popleft()
        for r, c in ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)):
            inside = 0 <= r < height + 2 and 0 <= c < width + 2
            if inside and not outside[r, c] and not walls[r, c]:
                outside[r, c] = True
                queue.append((r, c))
    return ~outside[1:-1, 1:-1] & ~solid
