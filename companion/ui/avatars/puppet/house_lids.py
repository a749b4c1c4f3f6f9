"""The blink of an eye that was drawn without keys: it is squeezed, and shut it is a bow in the colour of its lashes."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from companion.ui.avatars.puppet.model import Part
from companion.ui.avatars.puppet.paint import colour
from companion.ui.avatars.puppet.svg_file import SHAPES

SHUT = 0.2  # below this openness only the bow is drawn


class HouseLids:
    """Paints the shut eye into the box of a drawn one."""

    def __init__(self, part: Part, lid: str) -> None:
        self.lid = lid
        self.box = part.box.adjusted(0, -0.1 * part.box.height(), 0, 0.1 * part.box.height())
        self._eye = part.box
        self._colour = _darkest(part)

    def shut(self, openness: float) -> bool:
        return openness < SHUT

    def paint(self, painter: QPainter, smile: float, slant: float, side: int) -> None:
        """smile 0..1: the bow points up. slant as in FacePose. In the drawing's coordinates."""
        eye = self._eye
        wide, thick = eye.width() * 0.5, max(eye.width() * 0.05, eye.height() * 0.045)
        bend = eye.height() * (0.16 - 0.42 * smile)
        middle = QPointF(eye.center().x(), eye.top() + eye.height() * (0.66 + 0.08 * smile))
        lean = eye.height() * 0.12 * slant * side
        left, right = middle + QPointF(-wide, lean), middle + QPointF(wide, -lean)
        path = QPainterPath(left)
        path.cubicTo(left + QPointF(wide * 0.5, bend - thick), right + QPointF(-wide * 0.5, bend - thick), right)
        path.cubicTo(right + QPointF(-wide * 0.5, bend + thick), left + QPointF(wide * 0.5, bend + thick), left)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        painter.drawPath(path)


def _darkest(part: Part) -> QColor:
    """The darkest colour of a drawn eye; that of its lashes, usually."""
    found: list[QColor] = []
    for piece in part.pieces:
        for node in piece.node.walk():
            for name in ("fill", "stroke"):
                value = node.attributes.get(name, "")
                if node.tag in SHAPES and value and not value.startswith("url("):
                    tone = colour(value)
                    found += [] if tone is None else [tone]
    return min(found, key=lambda tone: tone.lightnessF(), default=QColor("#3a2030"))


def lid_of(part: Part, keys: tuple[str, ...]) -> str:
    """The parameter that shuts this part, if it is an eye without keys for that; empty otherwise."""
    if part.name not in ("eye_l", "eye_r") or any(key.partition("-")[0] in ("closed", "smile") for key in keys):
        return ""
    return f"eye_open_{part.name[-1]}"
