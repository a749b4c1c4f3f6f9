"""The arms of a frame: solved from the pose, drawn from curves when a joint has moved, kept as bitmaps. UI thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPainter, QTransform

from companion.face.pose import FacePose
from companion.ui.avatars.figure.arms import ArmLook, ArmSolver, Carried
from companion.ui.avatars.figure.hands import SHAPES
from companion.ui.avatars.figure.ink import Ink
from companion.ui.avatars.figure.layers import Layer, PartCache, blank, put
from companion.ui.avatars.figure.palette import Palette
from companion.ui.avatars.figure.sleeves import Limb

_MARGIN = 104.0  # units around the joints that hand, cuff and shoulder piece may reach
_REACH = 84.0  # units from a wrist to the fingertips, with some room
_ARM_BYTES = 12 * 1024 * 1024
_STAMP_BYTES = 4 * 1024 * 1024
_ANGLE, _SHARE = 2.0, 16.0  # degrees of a step; steps of a hand's shape
Place = tuple[float, float]
"""dx, dy of the body in units."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A bitmap and where it lies: `at` under `transform`, pixels of the canvas. box: what it covers there."""

    image: QImage
    at: QPointF
    transform: QTransform
    box: QRectF

    def same(self, other: "Laid") -> bool:
        """Whether both look alike; bitmaps are kept, so a like one is the same one."""
        return self.image is other.image and self.at == other.at and self.transform == other.transform


def lay(image: QImage, at: QPointF, transform: QTransform) -> Laid:
    return Laid(image, at, transform, transform.mapRect(QRectF(at, QSizeF(image.size()))))


def difference(old: Sequence[Laid], new: Sequence[Laid]) -> QRectF:
    """What has to be drawn anew where `new` takes the place of `old`."""
    box = QRectF()
    for these, those in ((old, new), (new, old)):
        for one in these:
            if not any(one.same(other) for other in those):
                box = box.united(one.box)
    return box


class ArmLayer:
    """Draws both arms, and what they carry, over a frame."""

    def __init__(self, look: ArmLook, palette: Palette, scale: float, layers: Mapping[str, Layer]) -> None:
        self._look, self._palette, self._scale = look, palette, scale
        self.cache = PartCache(
            _ARM_BYTES
        )  # its own: an arm on its way makes many bitmaps, which must not push out eyes
        self._layers = layers
        self._solver = ArmSolver(look)
        self._stamps = PartCache(_STAMP_BYTES)
        self._step = 2.0 * scale  # half a pixel is one step

    def plan(self, pose: FacePose, at: Place, swing: float, tall: float) -> list[Laid]:
        """What is to be drawn, from behind to the front. at: how far the body has moved. swing (degrees) and tall (1 =
        as drawn) are of what she carries."""
        limbs = self._solver.solve(pose)
        found: list[Laid | None] = []
        for side in (1, 0):
            for behind in (True, False):
                if not behind:
                    found.append(self._arm(limbs[side], at))
                for name, carried in self._look.carried.items():
                    if carried.side == side and carried.behind == behind:
                        found.append(self._carry(name, carried, limbs[side], at, swing, tall))
        return [laid for laid in found if laid is not None]

    @staticmethod
    def draw(painter: QPainter, plan: Sequence[Laid]) -> None:
        for laid in plan:
            painter.save()
            painter.setTransform(laid.transform, True)
            put(painter, laid.at, laid.image)
            painter.restore()

    def reach(self, pose: FacePose) -> list[tuple[float, float, float, float]]:
        """Where an arm that is on its way will be: x, y, width, height of its joints with sleeve and hand; empty when
        the arms are still."""
        boxes = []
        for side, ways in enumerate(self._solver.ways(pose)):
            points = [point for limb in ways for point in (limb.elbow, limb.wrist)]
            if not points:
                continue
            xs = [x if side == 0 else 1000.0 - x for x, _ in points]
            ys = [y for _, y in points]
            boxes.append(
                (min(xs) - _REACH, min(ys) - _REACH, max(xs) - min(xs) + 2 * _REACH, max(ys) - min(ys) + 2 * _REACH)
            )
        return boxes

    def _arm(self, limb: Limb, at: Place) -> Laid:
        key = self._key(limb)
        limb = self._limb(key)
        joints = (limb.shoulder, limb.elbow, limb.wrist)
        left = min(x for x, _ in joints) - _MARGIN
        top = min(y for _, y in joints) - _MARGIN
        right = max(x for x, _ in joints) + _MARGIN
        bottom = max(y for _, y in joints) + _MARGIN
        image = self.cache.get(("arm", *key), lambda: self._paint(limb, left, top, right - left, bottom - top))
        x = left if limb.side < 0 else 1000.0 - right
        return lay(image, QPointF((x + at[0]) * self._scale, (top + at[1]) * self._scale), QTransform())

    def _key(self, limb: Limb) -> tuple[int, ...]:
        step = self._step
        joints = (*limb.shoulder, *limb.elbow, *limb.wrist)
        return (
            limb.side,
            *[round(value * step) for value in joints],
            round(limb.hand / _ANGLE),
            *[round(share * _SHARE) for share in limb.shares],
        )

    def _limb(self, key: tuple[int, ...]) -> Limb:
        """The arm of a key: the same key always gives the same picture."""
        sx, sy, ex, ey, wx, wy = (value / self._step for value in key[1:7])
        shares = tuple(value / _SHARE for value in key[8:])
        return Limb((sx, sy), (ex, ey), (wx, wy), key[7] * _ANGLE, shares, key[0])

    def _paint(self, limb: Limb, left: float, top: float, width: float, height: float) -> QImage:
        k = self._scale
        image = blank(int(width * k) + 2, int(height * k) + 2)
        with QPainter(image) as painter:
            painter.scale(k, k)
            if limb.side > 0:
                painter.translate(width, 0)
                painter.scale(-1, 1)
            painter.translate(-left, -top)
            self._look.draw(Ink(painter, self._stamps), self._palette, limb)
        return image

    def _carry(self, name: str, carried: Carried, limb: Limb, at: Place, swing: float, tall: float) -> Laid | None:
        layer = self._layers.get(name)
        size = 1.0 if carried.shape is None else limb.shares[SHAPES.index(carried.shape)]
        if layer is None or size < 0.02:
            return None
        wrist = limb.wrist if limb.side < 0 else (1000.0 - limb.wrist[0], limb.wrist[1])
        dx, dy = wrist[0] - carried.grip[0] + at[0], wrist[1] - carried.grip[1] + at[1]
        rest = self._look.rest[carried.side].hand
        turn = carried.turn * (limb.hand - rest) * (-1.0 if limb.side > 0 else 1.0)
        k = self._scale
        placed = QTransform.fromTranslate((carried.root[0] + dx) * k, (carried.root[1] + dy) * k)
        if carried.shape is not None:
            placed.shear(-swing * 0.01745, 0.0)
            placed.scale(size, size * tall)
        elif abs(turn) > 0.05:
            placed.rotate(turn)
        at_root = QPointF((layer.x - carried.root[0]) * k, (layer.y - carried.root[1]) * k)
        return lay(layer.image, at_root, placed)
