"""The stage: one pose of a rig becomes one frame. UI thread; needs a QGuiApplication.

What stands with the body is blitted into the frame; what turns with the head is drawn upright into a buffer that is
turned once. Pictures that move alike are one picture; neighbours in the head share a buffer, so that a blink or a word
draws nothing but eyes and mouth. Bending parts are kept as bitmaps and repainted when a parameter has moved by a step.
"""

import itertools
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath

from companion.face.pose import NAMES, FacePose, values
from companion.ui.avatars.figure.compositor import clamped
from companion.ui.avatars.figure.layers import Layer, PartCache, blank, blit, copy, put
from companion.ui.avatars.puppet.defaults import leaning
from companion.ui.avatars.puppet.house_lids import HouseLids, lid_of
from companion.ui.avatars.puppet.house_mouth import HouseMouth
from companion.ui.avatars.puppet.model import Part, Rig
from companion.ui.avatars.puppet.motion import Mover, Place, Values, visible, weights
from companion.ui.avatars.puppet.pictures import picture
from companion.ui.avatars.puppet.shapes import Painter, bounds

_STEPS = {"mouth_width": 1.0, "mouth_open": 1.0, "mouth_form": 12.0, "eye_open_l": 20.0, "eye_open_r": 20.0}
_USUAL_STEP = 20.0
_TILT_MOVES = ("head_x", "body_x", "head_lift", "head_z", "lean", "bounce")
LEAN, RISE = 4.0, 12.0  # degrees at lean 1; units at bounce 1


class Actor:
    """One part at one size: its picture or its living shape, and how it moves."""

    def __init__(self, rig: Rig, part: Part, scale: float, stage: "Stage") -> None:
        self.part, self._scale, self._stage = part, scale, stage
        self.mover = _mover(rig, part)
        self.layer: Layer | None = None
        self._pictured = False
        self._rig = rig
        self._mouth: HouseMouth | None = None
        self._painter: Painter | None = None
        self._keys: tuple[str, ...] = ()
        self._inner = {name: Mover(bound, 0) for name, bound in part.inner.items()}
        shaping: list[str] = []
        if part.binding.draw == "house_mouth":
            self._mouth = HouseMouth(part.box)
            self._box = self._mouth.reach
            shaping = [name for name in NAMES if name.startswith("mouth_")]
        elif part.shape is not None:
            self._painter = Painter(part.shape, rig.drawing.by_id)
            self._keys = tuple(
                dict.fromkeys(key for shape in part.shape.walk() for key in (*shape.deltas, *shape.clip_deltas))
            )
            self._box = bounds(part.shape, keys=True)
            pad = 3 + 26 * rig.unit * bool(part.inner)
            self._box = self._box.adjusted(-pad, -pad, pad, pad)
            shaping = [name for key in self._keys for word in key.split("-") for name in part.binding.keys[word]]
            for name, mover in self._inner.items():
                shaping += [*mover.names, *part.inner[name].show]
        else:
            self._pictured = True
            self._box = QRectF(*rig.view) if part.gestured else part.box
            if not part.gestured:
                self._load()
        lid = lid_of(part, self._keys)
        self._lids = HouseLids(part, lid) if lid else None
        self._box = self._box.intersected(_roomy(rig))
        self._clip: Actor | None = None
        self._shaping = tuple(dict.fromkeys(shaping))
        shut = ("eye_smile", "eye_slant") if self._lids else ()
        self.names = tuple(dict.fromkeys((*self.mover.names, *self._shaping, *shut)))

    def _load(self) -> Layer | None:
        """The picture of a part that does not bend; those of gestures are drawn when they are first seen."""
        self.layer = picture(self._rig.drawing, self.part, self._scale)
        self._pictured = self.layer is not None
        return self.layer

    @property
    def empty(self) -> bool:
        return not self._pictured and self._mouth is None and self._painter is None

    @property
    def still(self) -> bool:
        """A picture that is only moved, never redrawn."""
        return self._pictured and self._lids is None

    def clip_by(self, other: "Actor", rig: Rig) -> None:
        """Never leave the other part's outline; it is painted anew when either moves."""
        if self._pictured or other._painter is None:
            return
        self._clip = other
        self._shaping = tuple(dict.fromkeys((*self._shaping, *self.mover.names, *other.names)))
        self.names = tuple(dict.fromkeys((*self.names, *other.names)))

    def reach(self) -> QRectF:
        """Where it may be drawn, in the drawing's units."""
        box = self._box
        pivot = self.part.binding.pivot or (box.center().x(), box.center().y())
        corners = [
            (box.left(), box.top()),
            (box.right(), box.top()),
            (box.left(), box.bottom()),
            (box.right(), box.bottom()),
        ]
        left, up, right, down = self.mover.reach(pivot, corners)
        return box.adjusted(-left, -up, right, down)

    def draw(self, painter: QPainter, v: Values) -> None:
        """Draw at the pose; the painter is in pixels with the drawing's origin."""
        place = self.mover.place(v)
        if place.opacity < 0.02:
            return
        if self._lids is not None and self._lids.shut(v[self._lids.lid]):
            blit(painter, self._shut(self._lids, v), self._scale, place.dx, place.dy)
            return
        layer = self.layer or (self._load() if self._pictured else self._living(v, place))
        if layer is None:
            return
        faded = place.opacity < 0.995
        if faded:
            painter.setOpacity(place.opacity)
        self._blit(painter, layer, place)
        if faded:
            painter.setOpacity(1.0)

    def _blit(self, painter: QPainter, layer: Layer, place: Place) -> None:
        k = self._scale
        if place.upright:
            blit(painter, layer, k, place.dx, place.dy)
            return
        px, py = self.part.binding.pivot or (0.0, 0.0)
        painter.save()
        painter.translate((px + place.dx) * k, (py + place.dy) * k)
        if place.turn:
            painter.rotate(place.turn)
        if place.shear:
            painter.shear(-place.shear * 0.01745, 0.0)
        painter.scale(place.sx, place.sy)
        blit(painter, layer, k, -px, -py)
        painter.restore()

    def _shut(self, lids: HouseLids, v: Values) -> Layer:
        smile, slant = round(v["eye_smile"] * 10), round(v["eye_slant"] * 5)

        def paint() -> QImage:
            image = blank(int(lids.box.width() * self._scale) + 2, int(lids.box.height() * self._scale) + 2)
            with QPainter(image) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.scale(self._scale, self._scale)
                painter.translate(-lids.box.x(), -lids.box.y())
                lids.paint(painter, smile / 10, slant / 5, self.part.side)
            return image

        key = (self.part.name, "shut", smile, slant)
        return Layer(self._stage.cache.get(key, paint), lids.box.x(), lids.box.y())

    def _living(self, v: Values, place: Place) -> Layer:
        key = (self.part.name, *[round(v[name] * _STEPS.get(name, _USUAL_STEP)) for name in self._shaping])
        image = self._stage.cache.get(key, lambda: self._paint(v, place))
        return Layer(image, self._box.x(), self._box.y())

    def _paint(self, v: Values, place: Place) -> QImage:
        k, box = self._scale, self._box
        image = blank(int(box.width() * k) + 2, int(box.height() * k) + 2)
        with QPainter(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(k, k)
            painter.translate(-box.x(), -box.y())
            if self._clip is not None:
                painter.setClipPath(self._clip.outline(v).translated(-place.dx, -place.dy))
            if self._mouth is not None:
                self._mouth.paint(painter, v)
            elif self._painter is not None:
                inner = {name: self._inner_place(name, mover, v) for name, mover in self._inner.items()}
                self._painter.paint(painter, weights(self.part.binding.keys, self._keys, v), inner)
        return image

    def _inner_place(self, name: str, mover: Mover, v: Values) -> tuple[float, float, float, float]:
        place = mover.place(v)
        return place.dx, place.dy, place.sx, visible(self.part.inner[name].show, v)

    def outline(self, v: Values) -> QPainterPath:
        """Its outline at the pose, in the drawing's units."""
        if self._painter is None:
            return QPainterPath()
        place = self.mover.place(v)
        path = self._painter.silhouette(self.part.name, weights(self.part.binding.keys, self._keys, v))
        return path.translated(place.dx, place.dy)


def _roomy(rig: Rig) -> QRectF:
    """The page with half of it around: nothing is kept that lies farther out."""
    x, y, width, height = rig.view
    return QRectF(x - width / 2, y - height / 2, 2 * width, 2 * height)


def _mover(rig: Rig, part: Part) -> Mover:
    """With the leaning and hopping of the whole body, which the head's buffer has as a whole."""
    if part.binding.belongs == "head":
        return Mover(part.binding, part.side)
    shear, shift, rise = leaning(part.name.partition(".")[0])
    at = rig.head[1] if not shear else (part.binding.pivot or rig.head)[1]
    away = (rig.waist[1] - at) * 0.01745 * LEAN * shift
    return Mover(part.binding, part.side, (LEAN * shear, away), RISE * rise * rig.unit)


class Buffer:
    """Neighbours that are drawn together and kept until one of their parameters moves."""

    def __init__(self, actors: "Sequence[Actor | Buffer]", box: QRectF, scale: float) -> None:
        self.actors = actors
        self.box, self._scale = box, scale
        self.names: tuple[str, ...] = tuple(dict.fromkeys(name for actor in actors for name in actor.names))
        self.image = blank(int(box.width() * scale) + 1, int(box.height() * scale) + 1)
        self._shown: tuple[int, ...] | None = None

    def refresh(self, v: Values) -> None:
        key = tuple([round(v[name] * 64) for name in self.names])
        if key == self._shown:
            return
        self._shown = key
        for actor in self.actors:
            if isinstance(actor, Buffer):
                actor.refresh(v)
        with QPainter(self.image) as painter:
            clear(painter, self.image)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.translate(-self.box.x() * self._scale, -self.box.y() * self._scale)
            for actor in self.actors:
                actor.draw(painter, v)

    def draw(self, painter: QPainter, _v: Values) -> None:
        """Copy it pixel on pixel into a buffer with the same box."""
        copy(painter, self.image)


class Stage:
    """Draws frames of one rig at one size in device pixels."""

    def __init__(self, rig: Rig, width: int, height: int) -> None:
        x, y, view_width, view_height = rig.view
        self.scale = min(width / view_width, height / view_height)
        self._origin = (
            round((width - view_width * self.scale) / 2) - x * self.scale,
            round((height - view_height * self.scale) / 2) - y * self.scale,
        )
        self._rig = rig
        self._corner = QPointF(x * self.scale, y * self.scale)
        self.cache = PartCache()
        self.frame = blank(width, height)
        self._shown: tuple[int, ...] | None = None
        actors = [actor for part in rig.parts if not (actor := Actor(rig, part, self.scale, self)).empty]
        by_name = {actor.part.name: actor for actor in actors}
        for actor in actors:
            if actor.part.binding.clip in by_name:
                actor.clip_by(by_name[actor.part.binding.clip], rig)
        self._sections = [self._section(group) for group in _grouped(_merged(actors, self.scale))]
        self._names = tuple(
            dict.fromkeys(
                [*(name for _, items in self._sections for item in items for name in item.names), *_TILT_MOVES]
            )
        )

    def _section(self, group: "list[Actor]") -> "tuple[bool, list[Actor | Buffer]]":
        """(whether it turns with the head, what is drawn)."""
        if group[0].part.binding.belongs == "body":
            return False, self._body(group)
        box = QRectF()
        for actor in group:
            box = box.united(actor.reach())
        box = box.intersected(_roomy(self._rig))
        runs: list[Actor | Buffer] = []
        waiting: list[Actor] = []
        for actor in group:
            if actor.still:
                waiting.append(actor)
                continue
            runs += self._kept(waiting, box)
            runs.append(actor)
            waiting = []
        return True, [Buffer([*runs, *self._kept(waiting, box)], box, self.scale)]

    def _body(self, group: "list[Actor]") -> "list[Actor | Buffer]":
        """Hair behind her does not breathe: it is kept as one picture from breath to breath."""
        items: list[Actor | Buffer] = []
        page = QRectF(*self._rig.view)
        for breathes, run in itertools.groupby(group, key=lambda actor: "breath" in actor.names or not actor.still):
            actors = list(run)
            items += actors if breathes else self._kept(actors, page)
        return items

    def _kept(self, actors: "list[Actor]", box: QRectF) -> "list[Actor | Buffer]":
        """Pictures side by side as one buffer."""
        return [Buffer(actors, box, self.scale)] if len(actors) > 1 else list(actors)

    def draw(self, pose: FacePose) -> QImage:
        """The frame for a pose; the same image every time, redrawn only when a visible value has moved."""
        pose = clamped(pose)
        v = dict(zip(NAMES, values(pose), strict=True))
        key = tuple([round(v[name] * 64) for name in self._names])
        if key == self._shown:
            return self.frame
        self._shown = key
        for _, items in self._sections:
            for item in items:
                if isinstance(item, Buffer):
                    item.refresh(v)
        with QPainter(self.frame) as painter:
            clear(painter, self.frame)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.translate(*self._origin)
            for turns, items in self._sections:
                if turns:
                    self._put_head(painter, items[0], v)  # type: ignore[arg-type]
                else:
                    for item in items:
                        if isinstance(item, Buffer):  # as large as the page, on whole pixels
                            painter.drawImage(self._corner, item.image)
                        else:
                            item.draw(painter, v)
        return self.frame

    def _put_head(self, painter: QPainter, head: Buffer, v: Values) -> None:
        k, unit = self.scale, self._rig.unit
        x, y = self._rig.head
        aside = (6 * v["head_x"] + 5 * v["body_x"]) * unit + (self._rig.waist[1] - y) * 0.01745 * LEAN * v["lean"]
        painter.save()
        painter.translate((x + aside) * k, (y - (4 * v["head_lift"] + RISE * v["bounce"]) * unit) * k)
        painter.rotate(self._rig.sheet.tilt * v["head_z"])
        painter.translate(-x * k, -y * k)
        put(painter, QPointF(head.box.x() * k, head.box.y() * k), head.image)
        painter.restore()


def _merged(actors: list[Actor], scale: float) -> list[Actor]:
    """Neighbouring pictures that only move, and move alike, as one picture."""
    result: list[Actor] = []
    for actor in actors:
        last = result[-1] if result else None
        if last is not None and _alike(last, actor):
            assert last.layer is not None and actor.layer is not None
            last.layer = _joined(last.layer, actor.layer, scale)
        else:
            result.append(actor)
    return result


def _alike(a: Actor, b: Actor) -> bool:
    if not (a.still and b.still):
        return False
    x, y = a.part.binding, b.part.binding
    plain = not any((x.swing, x.turn, x.grow, x.show, x.far, y.swing, y.turn, y.grow, y.show, y.far))
    together = a.mover.lean[0] == b.mover.lean[0] and a.mover.rise == b.mover.rise
    return plain and together and x.belongs == y.belongs and dict(x.move) == dict(y.move)


def _joined(a: Layer, b: Layer, scale: float) -> Layer:
    left, top = min(a.x, b.x), min(a.y, b.y)
    boxes = [(round((layer.x - left) * scale), round((layer.y - top) * scale), layer.image) for layer in (a, b)]
    image = blank(max(x + i.width() for x, _, i in boxes), max(y + i.height() for _, y, i in boxes))
    with QPainter(image) as painter:
        for x, y, picture_ in boxes:
            painter.drawImage(x, y, picture_)
    return Layer(image, left, top)


def _grouped(actors: list[Actor]) -> list[list[Actor]]:
    """Runs of actors that belong to the head, or to the body."""
    groups: list[list[Actor]] = []
    for actor in actors:
        if groups and groups[-1][0].part.binding.belongs == actor.part.binding.belongs:
            groups[-1].append(actor)
        else:
            groups.append([actor])
    return groups


def clear(painter: QPainter, image: QImage) -> None:
    """Make an image transparent."""
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.fillRect(image.rect(), Qt.GlobalColor.transparent)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
