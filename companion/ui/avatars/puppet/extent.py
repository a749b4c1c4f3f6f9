"""How far a drawing reaches: for a shape far beyond the page Qt would reserve all the pixels in between. Pure."""

import math
import re
from collections.abc import Mapping

from companion.ui.avatars.puppet.path_data import IDENTITY, Matrix, PathError, apply, curves_of, multiply, transform_of
from companion.ui.avatars.puppet.svg_file import SHAPES, Drawing, Node, Problem, numbers

_PAGES = 1.0  # beyond the page, on each side
_RELATIVE = re.compile(r"[a-z]")
_MOST = 1e7


def too_far(drawing: Drawing) -> list[Problem]:
    """Visible shapes that lie more than a page beyond the page, and transforms that lead nowhere."""
    x, y, width, height = drawing.view
    box = (x - width * _PAGES, y - height * _PAGES, x + width * (1 + _PAGES), y + height * (1 + _PAGES))
    problems: list[Problem] = []
    waiting = [(drawing.root, IDENTITY, 1.0)]
    while waiting:
        node, above, line = waiting.pop()
        if node.tag == "defs":
            continue
        try:
            matrix = multiply(above, transform_of(node.attributes.get("transform", "")))
        except PathError:
            continue  # named elsewhere
        if not all(math.isfinite(value) and abs(value) < _MOST for value in matrix):
            problems.append((node.line, "the transforms lead absurdly far away"))
            continue
        line = _line_width(node.attributes, line)
        if not _inside(node, matrix, line, box):
            problems.append((node.line, "this lies more than a page beyond the page; move or delete it"))
        waiting += [(child, matrix, line) for child in node.children]
        if node.tag == "use":
            target = drawing.by_id.get(node.attributes.get("href", "").removeprefix("#"))
            moved = multiply(matrix, (1, 0, 0, 1, _first(node, "x"), _first(node, "y")))
            waiting += [(target, moved, line)] if target is not None and target.tag != "use" else []
    return problems


def _first(node: Node, name: str) -> float:
    found = numbers(node.attributes.get(name, ""))
    return found[0] if found else 0.0


def _line_width(attributes: Mapping[str, str], above: float) -> float:
    found = numbers(attributes.get("stroke-width", ""))
    return abs(found[0]) if found else above


def _inside(node: Node, matrix: Matrix, line: float, box: tuple[float, float, float, float]) -> bool:
    if node.tag == "image":
        x, y, w, h = (_first(node, name) for name in ("x", "y", "width", "height"))
        return all(
            _within(apply(matrix, point), box, 0.0) for point in ((x, y), (x + w, y), (x, y + h), (x + w, y + h))
        )
    if node.tag not in SHAPES:
        return True
    size = max(math.hypot(matrix[0], matrix[1]), math.hypot(matrix[2], matrix[3]))
    half = line * size * 2 if node.attributes.get("stroke", "") != "none" else 0.0  # mitres reach further
    if _surely(node, matrix, size, half, box):
        return True
    try:
        points = [apply(matrix, point) for curve in curves_of(node) for point in curve.points]
    except PathError:
        return True  # named elsewhere, or cut off where it can't be read
    return all(_within(point, box, half) for point in points)


def _surely(node: Node, matrix: Matrix, size: float, half: float, box: tuple[float, float, float, float]) -> bool:
    """A quick answer for most: no number in it is large enough to leave the box."""
    data = node.attributes.get("d", "")
    if not data or _RELATIVE.search(data):
        return False
    far = max(map(abs, numbers(data)), default=0.0) * size * 1.5
    x, y = matrix[4], matrix[5]
    return box[0] < x - far - half and x + far + half < box[2] and box[1] < y - far - half and y + far + half < box[3]


def _within(point: tuple[float, float], box: tuple[float, float, float, float], half: float) -> bool:
    x, y = point
    return box[0] <= x - half and x + half <= box[2] and box[1] <= y - half and y + half <= box[3]
