"""Living shapes: a part of the drawing as a tree that is painted between its keys, moves inside and clips. UI thread.

A key is a second drawing of the same part (closed, smile, …) with the same groups and paths in the same order. What is
painted is the rest drawing plus, for each key, its weight times its difference: points, opacity and line width.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QTransform

from companion.ui.avatars.puppet.paint import Paint, brush, inherited, paint_of, pen, share
from companion.ui.avatars.puppet.path_data import IDENTITY, Matrix, PathError, apply, curves_of, multiply, transform_of
from companion.ui.avatars.puppet.svg_file import SHAPES, Node, Problem, numbers

Points = NDArray[np.float64]


@dataclass(slots=True)
class Outline:
    """Curves as one array of points. ends: where each curve stops; closed: which are closed."""

    points: Points
    ends: tuple[int, ...]
    closed: tuple[bool, ...]

    def path(self, points: Points, even_odd: bool = False) -> QPainterPath:
        result = QPainterPath()
        if even_odd:
            result.setFillRule(Qt.FillRule.OddEvenFill)
        else:
            result.setFillRule(Qt.FillRule.WindingFill)
        numbers_ = points.tolist()
        start = 0
        for end, closed in zip(self.ends, self.closed, strict=True):
            result.moveTo(*numbers_[start])
            for at in range(start + 1, end - 2, 3):
                (ax, ay), (bx, by), (cx, cy) = numbers_[at : at + 3]
                result.cubicTo(ax, ay, bx, by, cx, cy)
            if closed:
                result.closeSubpath()
            start = end
        return result


@dataclass(slots=True)
class Shape:
    """One path, or a group. deltas: by key, what it adds at weight 1: points, opacity, line width.

    name: what rig.yaml may bind (an inner group that moves). clip_of: the name of the sibling that clips it.
    """

    name: str = ""
    line: int = 0
    outline: Outline | None = None
    fill: Paint | None = None
    stroke: Paint | None = None
    width: float = 0.0
    attributes: Mapping[str, str] = field(default_factory=dict)
    opacity: float = 1.0
    clip: Outline | None = None
    clip_of: str = ""
    children: list["Shape"] = field(default_factory=list)
    deltas: dict[str, tuple[Points, float, float]] = field(default_factory=dict)
    clip_deltas: dict[str, Points] = field(default_factory=dict)
    matrix: Matrix = IDENTITY  # of gradients: the coordinates that they are written in

    def walk(self) -> Iterator["Shape"]:
        yield self
        for child in self.children:
            yield from child.walk()


Inner = Mapping[str, tuple[float, float, float, float]]
"""By name of an inner group: dx, dy, size, opacity."""


class Grower:
    """Builds living shapes out of SVG nodes; `problems` collects what can't be."""

    def __init__(self, by_id: Mapping[str, Node], names: Mapping[int, str]) -> None:
        self._by_id, self._names = by_id, names
        self.problems: list[Problem] = []

    def grow(self, node: Node, above: Mapping[str, str], matrix: Matrix, *, hidden_too: bool = False) -> Shape | None:
        """The shape of a node; None when it is hidden or nothing that can be painted here. hidden_too: for keys."""
        own = inherited(node.attributes, above)
        gone = node.attributes.get("display") == "none" or own.get("visibility") == "hidden"
        if gone and not hidden_too:
            return None
        try:
            here = multiply(matrix, transform_of(node.attributes.get("transform", "")))
        except PathError as error:
            self.problems.append((node.line, str(error)))
            return None
        shape = Shape(self._names.get(id(node), ""), node.line, attributes=own, matrix=here)
        shape.opacity = share(node.attributes.get("opacity", ""))
        shape.clip = self._clip(node, here)
        if node.tag in SHAPES:
            self._outline(shape, node, own, here)
        elif node.tag in ("g", "svg"):
            own.pop("opacity", None)
            grown = (self.grow(child, own, here, hidden_too=hidden_too) for child in node.children)
            shape.children = [child for child in grown if child is not None]
        elif node.tag in ("use", "image"):
            what = "a clone" if node.tag == "use" else "a picture"
            text = f"{what} can't bend; {'unlink it' if node.tag == 'use' else 'trace it'}, or take the keys away"
            self.problems.append((node.line, text))
            return None
        else:
            return None
        return shape

    def _outline(self, shape: Shape, node: Node, own: Mapping[str, str], matrix: Matrix) -> None:
        try:
            shape.outline = outline(node, matrix)
            shape.fill = paint_of(own.get("fill", "#000000"), own.get("fill-opacity", ""), self._by_id)
            shape.stroke = paint_of(own.get("stroke", "none"), own.get("stroke-opacity", ""), self._by_id)
        except (PathError, ValueError) as error:
            self.problems.append((node.line, str(error)))
        grow = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5
        shape.width = (numbers(own.get("stroke-width", "1")) or [1.0])[0] * grow

    def _clip(self, node: Node, matrix: Matrix) -> Outline | None:
        text = node.attributes.get("clip-path", "")
        target = self._by_id.get(text.removeprefix("url(").strip(" )'\"#"))
        if not text or text == "none" or target is None:
            return None
        inside = [child for child in target.walk() if child.tag in SHAPES]
        if len(inside) != 1:
            self.problems.append((target.line, f"a clip of a part that bends must be one path, not {len(inside)}"))
            return None
        try:
            return outline(inside[0], multiply(matrix, transform_of(inside[0].attributes.get("transform", ""))))
        except PathError as error:
            self.problems.append((inside[0].line, str(error)))
            return None

    def add_key(self, rest: Shape, key: Shape, name: str) -> None:
        """Store how `key` differs from `rest`; trees that are not alike are problems of the key's lines."""
        if (rest.outline is None) != (key.outline is None) or len(rest.children) != len(key.children):
            here, there = _counted(key), _counted(rest)
            text = f"key `{name}` has {here} where the part (line {rest.line}) has {there}"
            self.problems.append((key.line, f"{text}; duplicate the part and only move its nodes"))
            return
        points: Points = np.zeros((0, 2))
        if rest.outline is not None and key.outline is not None:
            if rest.outline.ends != key.outline.ends:
                here, there = _nodes(key.outline), _nodes(rest.outline)
                text = f"key `{name}`: this path has {here}, that of the part (line {rest.line}) has {there}"
                self.problems.append((key.line, f"{text}; move nodes, don't add or delete any"))
                return
            points = key.outline.points - rest.outline.points
        delta = (points, key.opacity - rest.opacity, key.width - rest.width if rest.outline is not None else 0.0)
        if np.abs(points).max(initial=0.0) > 1e-3 or abs(delta[1]) > 1e-3 or abs(delta[2]) > 1e-3:
            rest.deltas[name] = delta
        if rest.clip is not None and key.clip is not None and rest.clip.ends == key.clip.ends:
            moved = key.clip.points - rest.clip.points
            if np.abs(moved).max(initial=0.0) > 1e-3:
                rest.clip_deltas[name] = moved
        for child, other in zip(rest.children, key.children, strict=True):
            self.add_key(child, other, name)


def correct(root: Shape, name: str) -> None:
    """Make key `a-b` what has to be added to `a` and `b` together to get its drawing; after all keys of fewer words."""
    words = set(name.split("-"))
    for shape in root.walk():
        own = shape.deltas.get(name)
        size = 0 if shape.outline is None else len(shape.outline.points)
        points, opacity, width = own if own is not None else (np.zeros((size, 2)), 0.0, 0.0)
        for key, delta in shape.deltas.items():
            if key != name and words.issuperset(key.split("-")):
                points, opacity, width = points - delta[0], opacity - delta[1], width - delta[2]
        shape.deltas[name] = (points, opacity, width)
        if shape.clip is not None:
            edge = shape.clip_deltas.get(name, np.zeros_like(shape.clip.points))
            for key, moved in shape.clip_deltas.items():
                if key != name and words.issuperset(key.split("-")):
                    edge = edge - moved
            shape.clip_deltas[name] = edge


def _counted(shape: Shape) -> str:
    return "a path" if shape.outline is not None else f"a group of {len(shape.children)}"


def _nodes(found: Outline) -> str:
    starts = (0, *found.ends[:-1])
    counts = [str((end - start - 1) // 3) for start, end in zip(starts, found.ends, strict=False)]
    return " + ".join(counts or ["0"]) + " pieces"


def outline(node: Node, matrix: Matrix) -> Outline:
    """The curves of a node, brought into the drawing's coordinates. Raises PathError."""
    points: list[tuple[float, float]] = []
    ends, closed = [], []
    for curve in curves_of(node):
        points += [apply(matrix, point) for point in curve.points]
        ends.append(len(points))
        closed.append(curve.closed)
    return Outline(np.array(points, np.float64).reshape(-1, 2), tuple(ends), tuple(closed))


class Painter:
    """Paints a living shape with weights and moves; one for a part."""

    def __init__(self, root: Shape, by_id: Mapping[str, Node]) -> None:
        self._root, self._by_id = root, by_id
        self._named = {shape.name: shape for shape in root.walk() if shape.name}
        self._brushes: dict[int, QBrush] = {}
        self._middles: dict[str, QPointF] = {}

    def paint(self, painter: QPainter, weights: Mapping[str, float], inner: Inner) -> None:
        """Draw in the drawing's coordinates. weights: by key."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter, self._root, weights, inner, 1.0)

    def silhouette(self, name: str, weights: Mapping[str, float]) -> QPainterPath:
        """The outline of a named path, or of the first path of a named group."""
        shape = self._named.get(name, self._root)
        found = next((below for below in shape.walk() if below.outline is not None), None)
        if found is None or found.outline is None:
            return QPainterPath()
        return found.outline.path(_points(found, weights))

    def _draw(
        self, painter: QPainter, shape: Shape, weights: Mapping[str, float], inner: Inner, opacity: float
    ) -> None:
        moved = inner.get(shape.name)
        opacity *= _opacity(shape, weights) * (1.0 if moved is None else moved[3])
        if opacity <= 0.004:
            return
        saved = moved is not None or shape.clip is not None or bool(shape.clip_of)
        if saved:
            painter.save()
        if shape.clip is not None:
            points = shape.clip.points
            for name, delta in shape.clip_deltas.items():
                points = points + weights.get(name, 0.0) * delta
            painter.setClipPath(shape.clip.path(points), Qt.ClipOperation.IntersectClip)
        if shape.clip_of:
            painter.setClipPath(self.silhouette(shape.clip_of, weights), Qt.ClipOperation.IntersectClip)
        if moved is not None:
            dx, dy, size, _ = moved
            middle = self._middle(shape)
            painter.translate(middle.x() + dx, middle.y() + dy)
            painter.scale(size, size)
            painter.translate(-middle.x(), -middle.y())
        if shape.outline is not None:
            self._fill(painter, shape, weights, opacity)
        for child in shape.children:
            self._draw(painter, child, weights, inner, opacity)
        if saved:
            painter.restore()

    def _middle(self, shape: Shape) -> QPointF:
        if shape.name not in self._middles:
            self._middles[shape.name] = bounds(shape).center()
        return self._middles[shape.name]

    def _fill(self, painter: QPainter, shape: Shape, weights: Mapping[str, float], opacity: float) -> None:
        assert shape.outline is not None
        points = _points(shape, weights)
        path = shape.outline.path(points, shape.attributes.get("fill-rule") == "evenodd")
        painter.setOpacity(opacity)
        painter.setBrush(Qt.BrushStyle.NoBrush if shape.fill is None else self._brush(shape.fill, shape, points))
        width = shape.width + sum(weights.get(name, 0.0) * delta[2] for name, delta in shape.deltas.items())
        if shape.stroke is None or width <= 0.01:
            painter.setPen(Qt.PenStyle.NoPen)
        else:
            painter.setPen(pen(self._brush(shape.stroke, shape, points), shape.attributes, width))
        painter.drawPath(path)

    def _brush(self, paint: Paint, shape: Shape, points: Points) -> QBrush:
        """The brush of a paint; kept where it does not follow the shape's box."""
        kept = self._brushes.get(id(paint))
        if kept is not None:
            return kept
        follows = paint.gradient is not None and _units(paint.gradient, self._by_id) != "userSpaceOnUse"
        result = brush(paint, _box(points), self._by_id)
        if paint.gradient is not None and not follows and shape.matrix != IDENTITY:
            result.setTransform(result.transform() * QTransform(*shape.matrix))
        if not follows:
            self._brushes[id(paint)] = result
        return result


def _units(node: Node, by_id: Mapping[str, Node]) -> str:
    seen = 0
    here: Node | None = node
    while here is not None and seen < 8:
        if "gradientUnits" in here.attributes:
            return here.attributes["gradientUnits"]
        here, seen = by_id.get(here.attributes.get("href", "").removeprefix("#")), seen + 1
    return ""


def _points(shape: Shape, weights: Mapping[str, float]) -> Points:
    assert shape.outline is not None
    points = shape.outline.points
    for name, delta in shape.deltas.items():
        weight = weights.get(name, 0.0)
        if weight:
            points = points + weight * delta[0]
    return points


def _opacity(shape: Shape, weights: Mapping[str, float]) -> float:
    value = shape.opacity
    for name, delta in shape.deltas.items():
        weight = weights.get(name, 0.0)
        value += delta[1] * (weight if delta[1] > 0 else abs(weight) ** 3 * (weight > 0))  # what fades out goes late
    return min(1.0, max(0.0, value))


def _box(points: Points) -> QRectF:
    if not len(points):
        return QRectF()
    low, high = points.min(axis=0), points.max(axis=0)
    return QRectF(QPointF(*low.tolist()), QPointF(*high.tolist()))


def bounds(shape: Shape, *, keys: bool = False) -> QRectF:
    """The box around all its points, lines included; with `keys`, at every key too."""
    result = QRectF()
    for below in shape.walk():
        if below.outline is None or not len(below.outline.points):
            continue
        pad = below.width / 2 if below.stroke is not None else 0.0
        every: Sequence[Points] = [below.outline.points]
        if keys:
            every = [*every, *(below.outline.points + delta[0] * 1.3 for delta in below.deltas.values())]
        for points in every:
            result = result.united(_box(points).adjusted(-pad - 0.01, -pad - 0.01, pad + 0.01, pad + 0.01))
    return result
