"""Compositor: one pose becomes one frame. Body layers and an upright head buffer, which is turned once. One thread.

Order and parallax follow the art guide; nothing larger than an eye or a face is redrawn from curves in a frame. Head
and hanging hair are kept: while she only breathes they are moved, not drawn. Where only her face or an arm has moved,
nothing else of the frame is touched.
"""

import math
from collections.abc import Collection
from operator import attrgetter

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QTransform

from companion.face.pose import GESTURES, NAMES, FacePose, from_values, values
from companion.ui.avatars.figure.arm_layer import ArmLayer, Laid, difference
from companion.ui.avatars.figure.arms import SHOULDER
from companion.ui.avatars.figure.eyes import EYE_X, Stamp, draw_iris
from companion.ui.avatars.figure.ink import Ink
from companion.ui.avatars.figure.layers import (
    VIEW_HEIGHT,
    VIEW_WIDTH,
    VIEW_X,
    VIEW_Y,
    PartCache,
    blank,
    blit,
    copy,
    put,
    static_layers,
)
from companion.ui.avatars.figure.parts import Part, parts
from companion.ui.avatars.figure.style import Style
from companion.ui.avatars.figure.wardrobe import HAIRDOS, OUTFITS

_NECK = (500.0, 640.0)  # the head turns about this point
_WAIST = (500.0, 930.0)  # the upper body leans, and the skirt swings, about this point
_LEAN, _RISE = 4.0, 12.0  # degrees at lean 1; units at bounce 1
_TILT = 9.0  # degrees at head_z 1
_HEAD = (110.0, 0.0, 780.0, 1010.0)  # x, y, width, height of the head buffer
_IRIS = 64.0  # half the side of the iris bitmap
_SPRINGS = ("hair_bangs", "hair_locks", "hair_tails", "ribbon", "ornament", "skirt")


_RANGES: dict[str, tuple[float, float]] = {
    **dict.fromkeys(
        ("head_x", "head_y", "head_z", "body_x", "gaze_x", "gaze_y", "eye_slant", "mouth_skew"), (-1.0, 1.0)
    ),
    **dict.fromkeys(("arm_swing", "shoulders", "lean", "bounce"), (-1.0, 1.0)),
    **dict.fromkeys(("eye_open_l", "eye_open_r", "iris"), (0.0, 1.25)),
    **dict.fromkeys(("brow_y_l", "brow_y_r", "brow_angle_l", "brow_angle_r", "mouth_form"), (-1.6, 1.6)),
    **dict.fromkeys(_SPRINGS, (-14.0, 14.0)),
    "mouth_width": (6.0, 44.0),
    "mouth_open": (0.0, 56.0),
    "mouth_teeth": (0.0, 1.4),
}
_OUTSIDE = frozenset(  # what moves nothing inside the head buffer
    ("head_lift", "breath", "body_x", "hair_tails", "skirt", "arm", "arm_swing", "shoulders", "lean", "bounce")
) | {f"arms_{name}" for name in GESTURES}
_ARMS = frozenset(f"arms_{name}" for name in GESTURES) | {"arm_swing"}  # what moves nothing but the arms
_TURNS = frozenset(("head_x", "head_y"))
_EDGE = 2  # pixels around what has moved: an image between pixels reaches into the next one
_HEAD_KEY = attrgetter(*(name for name in NAMES if name not in _OUTSIDE))
_HAIR_KEY = attrgetter("head_x", "head_y", "head_z", "body_x", "hair_tails", "lean")
_FRINGE_KEY = attrgetter("head_x", "head_y", "head_z", "hair_locks", "hair_bangs", "ornament")
_LIMITS = tuple(_RANGES.get(name, (0.0, 1.0)) for name in NAMES)
_STEPS: dict[str, float] = {  # steps a unit; one is less than a quarter of a pixel at 400 x 600
    **dict.fromkeys(("head_x", "head_y", "head_z"), 96.0),
    **dict.fromkeys(_SPRINGS, 24.0),
    **dict.fromkeys(("mouth_width", "mouth_open"), 4.0),
    "body_x": 24.0,
}
_SEEN = tuple(256.0 if name in _ARMS else 64.0 for name in NAMES)  # a hand goes some 180 pixels
_FINE = tuple(_STEPS.get(name, 64.0) for name in NAMES)


def clamped(pose: FacePose) -> FacePose:
    """The pose inside the ranges that are drawn without gaps; what is not a number counts as the lower end."""
    given = values(pose)
    fixed = [min(high, max(low, value)) for value, (low, high) in zip(given, _LIMITS, strict=True)]
    return pose if tuple(fixed) == given else from_values(fixed)


def stepped(pose: FacePose) -> FacePose:
    """The pose in steps that are too small to see: what is drawn into a buffer stays there while she only sways."""
    return from_values([round(value * step) / step for value, step in zip(values(pose), _FINE, strict=True)])


class Compositor:
    """Draws frames of one style at one size in device pixels."""

    def __init__(self, style: Style, width: int, height: int, without: Collection[str] = ()) -> None:
        self.scale = min(width / VIEW_WIDTH, height / VIEW_HEIGHT)
        self._origin = ((width - VIEW_WIDTH * self.scale) / 2, (height - VIEW_HEIGHT * self.scale) / 2)
        self._style = style
        self._hairdo, self._held = HAIRDOS[style.hair_style], OUTFITS[style.outfit].held
        self._layers = static_layers(style, self.scale, without)
        self._parts = parts(style)
        self.cache = PartCache()
        look = OUTFITS[style.outfit].arms
        shown = look is not None and "arms" not in without
        self._arms = ArmLayer(look, style.palette, self.scale, self._layers) if look and shown else None
        self.frame = blank(width, height)
        self._head = blank(round(_HEAD[2] * self.scale), round(_HEAD[3] * self.scale))
        self._fringe = blank(self._head.width(), self._head.height())
        self._hair = blank(width, height)
        self._shown: tuple[int, ...] | None = None
        self._pose: FacePose | None = None  # what the frame shows
        self._laid: list[Laid] = []  # … of her arms
        self._of_face: dict[str, list[str]] = {}  # the parts of the face that a parameter moves
        for name, part in self._parts.items():
            for parameter, _ in part.steps:
                if parameter not in _TURNS:
                    self._of_face.setdefault(parameter, []).append(name)
        self._head_shown: tuple[float, ...] | None = None
        self._fringe_shown: tuple[float, ...] | None = None
        self._hair_shown: tuple[float, ...] | None = None

    def draw(self, pose: FacePose) -> QImage:
        """The frame for a pose; the same image object every time, redrawn only when a visible value has moved."""
        self.advance(pose)
        return self.frame

    def advance(self, pose: FacePose) -> QRect:
        """Bring the frame to a pose; returns what of it is new, in pixels (empty: nothing)."""
        pose = clamped(pose)
        key = tuple([round(value * step) for value, step in zip(values(pose), _SEEN, strict=True)])
        if key == self._shown:
            return QRect()
        self._shown = key
        inner = stepped(pose)
        head, hair = _HEAD_KEY(inner), _HAIR_KEY(inner)
        laid = self._lay_arms(pose)
        face = self._moved_in_face(pose)
        area = self.frame.rect() if face is None else self._area(pose, face, laid)
        if head != self._head_shown:
            self._head_shown = head
            self._draw_head(inner, face)
        if hair != self._hair_shown:
            self._hair_shown = hair
            self._draw_hair(inner)
        with QPainter(self.frame) as painter:
            painter.setClipRect(area)
            _clear(painter, self.frame)
            self._to_canvas(painter)
            self._draw_behind(painter, pose)
            self._draw_body(painter, pose)
            painter.save()
            painter.setTransform(self._head_turn(pose), True)
            put(painter, QPointF(_HEAD[0] * self.scale, _HEAD[1] * self.scale), self._head)
            painter.restore()
            ArmLayer.draw(painter, laid)
            self._draw_drape(painter, pose)
        self._pose, self._laid = pose, laid
        return area

    def _moved_in_face(self, pose: FacePose) -> set[str] | None:
        """The parts of the face that differ from what is shown; None where more than face and arms has moved."""
        if self._pose is None:
            return None
        face: set[str] = set()
        for name, old, new in zip(NAMES, values(self._pose), values(pose), strict=True):
            if old != new and name not in _ARMS:
                if name not in self._of_face:
                    return None
                face.update(self._of_face[name])
        return face

    def _area(self, pose: FacePose, face: set[str], laid: list[Laid]) -> QRect:
        """What the frame shows otherwise than before, where only these parts of the face and the arms have moved."""
        box = difference(self._laid, laid)
        if face:
            box = box.united(self._head_turn(pose).mapRect(self._face_box(pose, face)))
        if box.isEmpty():
            return QRect()
        x, y = self._corner
        edges = (-_EDGE, -_EDGE, _EDGE, _EDGE)
        return box.translated(x, y).toAlignedRect().adjusted(*edges).intersected(self.frame.rect())

    def _face_box(self, pose: FacePose, face: set[str]) -> QRectF:
        """Around parts of the face on the upright head, in pixels of the canvas."""
        box = QRectF()
        for name in face:
            part = self._parts[name]
            x, y, width, height = part.box
            left, top = x + part.shift[0] * pose.head_x, y + part.shift[1] * pose.head_y
            k = self.scale
            box = box.united(QRectF(left * k - _EDGE, top * k - _EDGE, width * k + 2 * _EDGE, height * k + 2 * _EDGE))
        return box

    def reach(self, pose: FacePose) -> list[QRectF]:
        """Where moving arms will be soon, in pixels of the frame."""
        if self._arms is None:
            return []
        k, (x0, y0) = self.scale, self._origin
        return [
            QRectF((x - VIEW_X) * k + x0, (y - VIEW_Y) * k + y0, width * k, height * k)
            for x, y, width, height in self._arms.reach(pose)
        ]

    def _to_canvas(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(*self._corner)

    @property
    def _corner(self) -> tuple[float, float]:
        """Where (0, 0) of the canvas lies in the frame."""
        return self._origin[0] - VIEW_X * self.scale, self._origin[1] - VIEW_Y * self.scale

    def _head_turn(self, pose: FacePose) -> QTransform:
        """From the upright head to where it is."""
        k = self.scale
        x = _NECK[0] + 6 * pose.head_x + 5 * pose.body_x + _leant(pose, _NECK[1])
        turn = QTransform.fromTranslate(x * k, (_NECK[1] - 4 * pose.head_lift - _RISE * pose.bounce) * k)
        turn.rotate(_TILT * pose.head_z)
        return turn.translate(-_NECK[0] * k, -_NECK[1] * k)

    def _draw_behind(self, painter: QPainter, pose: FacePose) -> None:
        turn, nod = pose.head_x, pose.head_y
        roots = self._hairdo.roots
        if self._hairdo.high and roots is not None:
            painter.save()
            painter.setTransform(self._head_turn(pose), True)
            swing = pose.hair_tails - 7 * pose.head_z
            for side, name in ((-1, "tail_l"), (1, "tail_r")):  # the one that is lifted away is seen more from behind
                narrow = 1 - 0.32 * max(0.0, side * pose.head_z)
                self._hang(painter, name, roots[(side + 1) // 2], swing, -20 * turn, 10 * nod, narrow)
            painter.restore()
        self._hang(painter, "cape", _WAIST, _lean(pose), 4 * pose.body_x, -2 * pose.breath - _RISE * pose.bounce)
        copy(painter, self._hair, -round(_RISE * pose.bounce * self.scale))
        painter.save()
        painter.setTransform(self._head_turn(pose), True)
        self._put(painter, "skull", -5 * turn, 5 * nod)
        painter.restore()

    def _draw_hair(self, pose: FacePose) -> None:
        """What hangs behind her back, into a buffer as large as the frame."""
        turn, nod, sway = pose.head_x, pose.head_y, 5 * pose.body_x + _leant(pose, _NECK[1])
        roots = self._hairdo.roots
        with QPainter(self._hair) as painter:
            _clear(painter, self._hair)
            self._to_canvas(painter)
            self._put(painter, "mass", -14 * turn + sway, 5 * nod)
            if not self._hairdo.high and roots is not None:
                swing = 0.6 * pose.hair_tails - 1.5 * pose.head_z
                lean, rise = 16 * pose.head_z, 22 * pose.head_z  # the roots go with the tilted head
                x = -18 * turn + sway + lean
                self._hang(painter, "tail_l", roots[0], swing, x, 7 * nod - rise)
                self._hang(painter, "tail_r", roots[1], swing, x, 7 * nod + rise)

    def _draw_body(self, painter: QPainter, pose: FacePose) -> None:
        up, lean = -3 * pose.breath - _RISE * pose.bounce, _lean(pose)
        hips = -1.5 * pose.breath - 0.9 * _RISE * pose.bounce
        self._put(painter, "feet", 0, 0)
        self._hang(painter, "skirt", _WAIST, pose.skirt + 0.35 * pose.body_x - 0.3 * lean, 6 * pose.body_x, hips)
        self._hang(painter, "torso", _WAIST, lean, 6 * pose.body_x, up)
        if OUTFITS[self._style.outfit].arms is not None:
            self._hang(painter, "sleeves", _WAIST, lean, 6 * pose.body_x, up)
            self._draw_floating(painter, pose, up)
            return
        self._hang(painter, "arms", _WAIST, lean, 5 * pose.body_x, up - 9 * pose.arm)
        self._hang(painter, "sleeves", _WAIST, lean, 6 * pose.body_x, up)
        self._draw_floating(painter, pose, up - 9 * pose.arm)

    def _draw_floating(self, painter: QPainter, pose: FacePose, up: float) -> None:
        """What is neither in a hand nor worn."""
        look = OUTFITS[self._style.outfit].arms
        if look is None or "flame" not in look.carried:
            swing, tall = self._held_moves(pose)
            x = 5 * pose.body_x + _leant(pose, 880)
            self._hang(painter, "flame", self._held.root, swing, x, up - self._held.hover * pose.breath, 1.0, tall)

    def _held_moves(self, pose: FacePose) -> tuple[float, float]:
        """(degrees, height) of what floats beside her or stands on her palm."""
        held = self._held
        tall = 1.0 if not held.grow else 0.9 + held.grow * pose.breath
        return held.swing * pose.ornament - 3 * held.swing * pose.body_x, tall

    def _lay_arms(self, pose: FacePose) -> list[Laid]:
        if self._arms is None:
            return []
        at = (6 * pose.body_x + _leant(pose, SHOULDER[1]), -3 * pose.breath - _RISE * pose.bounce)
        return self._arms.plan(pose, at, *self._held_moves(pose))

    def _draw_drape(self, painter: QPainter, pose: FacePose) -> None:
        if "drape" in self._layers:
            painter.setTransform(self._head_turn(pose), True)
            hang, near = pose.hair_locks - 6 * pose.head_z, 1 - 0.12 * max(0.0, pose.head_x)
            self._hang(painter, "drape", (700, 560), hang, 16 * pose.head_x, -4 * pose.head_y, near)

    def _draw_fringe(self, pose: FacePose) -> None:
        """What covers the face, into a buffer as large as the head's: a blink or a word need not draw it."""
        turn, nod = pose.head_x, pose.head_y
        hang = pose.hair_locks - 6 * pose.head_z
        with QPainter(self._fringe) as painter:
            _clear(painter, self._fringe)
            self._to_head(painter)
            self._put(painter, "glasses", 46 * turn, -28 * nod)
            self._hang(painter, "lock_l", (300, 300), hang, 16 * turn, -4 * nod, 1 - 0.22 * max(0.0, -turn))
            self._hang(painter, "lock_r", (700, 300), hang, 16 * turn, -4 * nod, 1 - 0.22 * max(0.0, turn))
            self._hang(painter, "antenna", (486, 130), -2 * pose.ornament, 24 * turn, -12 * nod)
            self._hang(painter, "bangs", (500, 200), pose.hair_bangs, 30 * turn, -16 * nod, 1.0, 1 - 0.03 * nod)

    def _to_head(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(-_HEAD[0] * self.scale, -_HEAD[1] * self.scale)

    def _draw_head(self, pose: FacePose, face: set[str] | None) -> None:
        """face: the only parts that have moved; None: all may have."""
        turn, nod = pose.head_x, pose.head_y
        fringe = _FRINGE_KEY(pose)
        if fringe != self._fringe_shown:
            self._fringe_shown = fringe
            self._draw_fringe(pose)
        with QPainter(self._head) as painter:
            if face is not None:
                corner = QPointF(-_HEAD[0] * self.scale, -_HEAD[1] * self.scale)
                painter.setClipRect(self._face_box(pose, face).translated(corner).toAlignedRect())
            _clear(painter, self._head)
            self._to_head(painter)
            self._put(painter, "ears", 8 * turn, 4 * nod)
            for name in ("face", "blush", "nose", "mouth", "eye_l", "eye_r"):
                self._rebuild(painter, name, pose)
            copy(painter, self._fringe)
            for name in ("brow_l", "brow_r"):
                self._rebuild(painter, name, pose)
            self._hang(painter, "ribbon", (702, 330), pose.ribbon - 5 * pose.head_z, 20 * turn, -10 * nod)
            self._hang(painter, "front", (500, 200), 0.3 * pose.ornament, 20 * turn, -8 * nod)
            if max(pose.tear, pose.sweat, pose.anger, pose.sleep) > 0.02:
                self._rebuild(painter, "effects", pose)

    def _put(self, painter: QPainter, name: str, dx: float, dy: float) -> None:
        layer = self._layers.get(name)
        if layer is not None:
            blit(painter, layer, self.scale, dx, dy)

    def _hang(
        self,
        painter: QPainter,
        name: str,
        root: tuple[float, float],
        degrees: float,
        dx: float,
        dy: float,
        sx: float = 1.0,
        sy: float = 1.0,
    ) -> None:
        """Draw a layer that swings: sheared about its root, so that the root itself stays where it is."""
        layer = self._layers.get(name)
        if layer is None:
            return
        shear = -degrees * 0.01745
        if abs(shear) < 0.0009 and abs(sx - 1) < 0.004 and abs(sy - 1) < 0.002:
            blit(painter, layer, self.scale, dx, dy)
            return
        k = self.scale
        painter.save()
        painter.translate((root[0] + dx) * k, (root[1] + dy) * k)
        painter.shear(shear, 0.0)
        painter.scale(sx, sy)
        blit(painter, layer, k, -root[0], -root[1])
        painter.restore()

    def _rebuild(self, painter: QPainter, name: str, pose: FacePose) -> None:
        """Draw a part from the cache, repainted when one of its quantised parameters is new."""
        part = self._parts[name]
        key = (name, *[round(getattr(pose, parameter) * step) for parameter, step in part.steps])
        image = self.cache.get(key, lambda: self._paint_part(part, pose))
        x = (part.box[0] + part.shift[0] * pose.head_x) * self.scale
        y = (part.box[1] + part.shift[1] * pose.head_y) * self.scale
        put(painter, QPointF(x, y), image)

    def _paint_part(self, part: Part, pose: FacePose) -> QImage:
        x, y, width, height = part.box
        image = blank(int(width * self.scale) + 1, int(height * self.scale) + 1)
        with QPainter(image) as painter:
            painter.scale(self.scale, self.scale)
            painter.translate(-x, -y)
            if part.side:  # the far side is foreshortened
                turn = round(pose.head_x * 8) / 8 * part.side
                middle = 500 + part.side * EYE_X
                painter.translate(middle, 0)
                painter.scale(1 - 0.15 * max(0.0, turn) + 0.02 * max(0.0, -turn), 1)
                painter.translate(-middle, 0)
            part.draw(Ink(painter), pose, self._iris_stamp(pose))
        return image

    def _iris_stamp(self, pose: FacePose) -> Stamp:
        """Draws the iris from a bitmap that changes with its size and the heart only."""
        key = ("iris", round(pose.iris * 64), round(pose.heart * 32))
        image = self.cache.get(key, lambda: self._paint_iris(pose))

        def stamp(ink: Ink, x: float, y: float) -> None:
            ink.painter.setOpacity(1.0)
            ink.painter.drawImage(QRectF(x - _IRIS, y - _IRIS * 1.2, 2 * _IRIS, 2.4 * _IRIS), image)

        return stamp

    def _paint_iris(self, pose: FacePose) -> QImage:
        k = self.scale
        image = blank(round(2 * _IRIS * k), round(2.4 * _IRIS * k))
        with QPainter(image) as painter:
            painter.scale(image.width() / (2 * _IRIS), image.height() / (2.4 * _IRIS))
            draw_iris(Ink(painter), self._style.palette, pose, _IRIS, 1.2 * _IRIS)
        return image


def _leant(pose: FacePose, y: float) -> float:
    """How far a point of the upper body at height y has leant sideways."""
    return (_WAIST[1] - y) * 0.01745 * _lean(pose)


def _lean(pose: FacePose) -> float:
    """Degrees; the first quarter of one is not drawn, for a body that stands straight costs much less."""
    turn = _LEAN * pose.lean
    return math.copysign(max(0.0, abs(turn) - 0.25), turn)


def _clear(painter: QPainter, image: QImage) -> None:
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.fillRect(image.rect(), Qt.GlobalColor.transparent)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
