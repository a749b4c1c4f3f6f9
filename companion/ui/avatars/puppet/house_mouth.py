"""The mouth that a drawing without mouth keys gets: the house's own, at the place and width of the drawn one."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from companion.face.pose import FacePose
from companion.ui.avatars.figure.ink import Ink
from companion.ui.avatars.figure.mouth import MOUTH_Y, SIZE, draw_mouth
from companion.ui.avatars.figure.palette import Palette
from companion.ui.avatars.puppet.motion import Values

_WIDTH = 2 * 27 * SIZE  # of the house mouth at rest
_REACH = (430.0, 540.0, 140.0, 124.0)  # on the house's canvas


class HouseMouth:
    """Paints it into the box of a drawn mouth."""

    def __init__(self, box: QRectF) -> None:
        self._scale = max(1e-3, box.width() / _WIDTH)
        self._x, self._y = box.center().x(), box.center().y()
        x, y, width, height = _REACH
        k = self._scale
        self.reach = QRectF(self._x + (x - 500) * k, self._y + (y - MOUTH_Y) * k, width * k, height * k)

    def paint(self, painter: QPainter, values: Values) -> None:
        """In the drawing's coordinates."""
        pose = FacePose(**{name: value for name, value in values.items() if name.startswith("mouth_")})
        painter.save()
        painter.translate(self._x, self._y)
        painter.scale(self._scale, self._scale)
        painter.translate(-500, -MOUTH_Y)
        draw_mouth(Ink(painter), _palette(), pose)
        painter.restore()


def _palette() -> Palette:
    from companion.ui.avatars.figure.style import style_of

    return style_of("house", {}).palette
