"""Path data and plain shapes as cubics in absolute coordinates, so that two drawings can be blended. Pure."""

import math
import re
from dataclasses import dataclass

from companion.ui.avatars.puppet.svg_file import Node, numbers

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_TOKEN = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_KAPPA = 0.5522847498307936  # handle of a quarter circle
_TRANSFORM = re.compile(r"(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class Curve:
    """One stroke of the pen: a start and three points for each cubic."""

    points: tuple[Point, ...]
    closed: bool


class PathError(ValueError):
    """Path data that can't be read; the message says why."""


def multiply(outer: Matrix, inner: Matrix) -> Matrix:
    """First `inner`, then `outer`."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f


def apply(matrix: Matrix, point: Point) -> Point:
    a, b, c, d, e, f = matrix
    x, y = point
    return a * x + c * y + e, b * x + d * y + f


def transform_of(text: str) -> Matrix:
    """An SVG transform list. Raises PathError."""
    result = IDENTITY
    rest = _TRANSFORM.sub("", text).replace(",", "").strip()
    if rest:
        raise PathError(f"the transform {text[:40]!r} can't be read")
    for kind, body in _TRANSFORM.findall(text):
        values = numbers(body)
        try:
            result = multiply(result, _one_transform(kind, values))
        except (IndexError, ValueError) as error:
            raise PathError(f"the transform {text[:40]!r} has too few numbers") from error
    return result


def _one_transform(kind: str, v: list[float]) -> Matrix:
    if kind == "matrix":
        a, b, c, d, e, f = v[:6]
        return a, b, c, d, e, f
    if kind == "translate":
        return 1, 0, 0, 1, v[0], v[1] if len(v) > 1 else 0.0
    if kind == "scale":
        return v[0], 0, 0, v[1] if len(v) > 1 else v[0], 0, 0
    if kind == "rotate":
        turn = math.radians(v[0])
        spin = (math.cos(turn), math.sin(turn), -math.sin(turn), math.cos(turn), 0.0, 0.0)
        if len(v) < 3:
            return spin
        return multiply(multiply((1, 0, 0, 1, v[1], v[2]), spin), (1, 0, 0, 1, -v[1], -v[2]))
    lean = math.tan(math.radians(v[0]))
    return (1, 0, lean, 1, 0, 0) if kind == "skewX" else (1, lean, 0, 1, 0, 0)


def curves_of(node: Node) -> tuple[Curve, ...]:
    """The outline of a path or plain shape in its own coordinates. Raises PathError."""
    if node.tag == "path":
        return _Path(node.attributes.get("d", "")).curves()
    return _plain(node)


def _length(node: Node, name: str, otherwise: float = 0.0) -> float:
    found = numbers(node.attributes.get(name, ""))
    return found[0] if found else otherwise


def _plain(node: Node) -> tuple[Curve, ...]:
    if node.tag in ("circle", "ellipse"):
        cx, cy = _length(node, "cx"), _length(node, "cy")
        r = _length(node, "r")
        rx, ry = (r, r) if node.tag == "circle" else (_length(node, "rx"), _length(node, "ry"))
        return (Curve(_oval(cx, cy, rx, ry), True),)
    if node.tag == "rect":
        return (Curve(_box(node), True),)
    if node.tag == "line":
        ends = [(_length(node, "x1"), _length(node, "y1")), (_length(node, "x2"), _length(node, "y2"))]
        return (Curve(_straight(ends), False),)
    flat = numbers(node.attributes.get("points", ""))
    corners = list(zip(flat[::2], flat[1::2], strict=False))
    if len(corners) < 2:
        return ()
    closed = node.tag == "polygon"
    return (Curve(_straight([*corners, corners[0]] if closed else corners), closed),)


def _straight(corners: list[Point]) -> tuple[Point, ...]:
    points = [corners[0]]
    for corner in corners[1:]:
        points += _line(points[-1], corner)
    return tuple(points)


def _line(a: Point, b: Point) -> list[Point]:
    return [
        (a[0] + (b[0] - a[0]) / 3, a[1] + (b[1] - a[1]) / 3),
        (a[0] + (b[0] - a[0]) * 2 / 3, a[1] + (b[1] - a[1]) * 2 / 3),
        b,
    ]


def _oval(cx: float, cy: float, rx: float, ry: float) -> tuple[Point, ...]:
    kx, ky = rx * _KAPPA, ry * _KAPPA
    return (
        (cx + rx, cy), (cx + rx, cy + ky), (cx + kx, cy + ry), (cx, cy + ry), (cx - kx, cy + ry), (cx - rx, cy + ky),
        (cx - rx, cy), (cx - rx, cy - ky), (cx - kx, cy - ry), (cx, cy - ry), (cx + kx, cy - ry), (cx + rx, cy - ky),
        (cx + rx, cy),
    )  # fmt: skip


def _box(node: Node) -> tuple[Point, ...]:
    x, y, w, h = (_length(node, name) for name in ("x", "y", "width", "height"))
    rx = min(_length(node, "rx", _length(node, "ry")), w / 2)
    ry = min(_length(node, "ry", rx), h / 2)
    if rx <= 0 or ry <= 0:
        return _straight([(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)])
    corner = _oval(0, 0, rx, ry)
    points: list[Point] = []
    for quarter, (cx, cy) in ((3, (x + w - rx, y + ry)), (0, (x + w - rx, y + h - ry))):
        points = _round(points, corner, quarter, cx, cy)
    for quarter, (cx, cy) in ((1, (x + rx, y + h - ry)), (2, (x + rx, y + ry))):
        points = _round(points, corner, quarter, cx, cy)
    return (*points, *_line(points[-1], points[0]))


def _round(points: list[Point], corner: tuple[Point, ...], quarter: int, cx: float, cy: float) -> list[Point]:
    arc = [(cx + px, cy + py) for px, py in corner[quarter * 3 : quarter * 3 + 4]]
    return [*points, *_line(points[-1], arc[0]), *arc[1:]] if points else arc


class _Path:
    """Path data, one command after the other."""

    def __init__(self, data: str) -> None:
        self._tokens = [(letter, number) for letter, number in _TOKEN.findall(data)]
        self._at = 0
        self._here: Point = (0.0, 0.0)
        self._start: Point = (0.0, 0.0)
        self._handle: Point | None = None  # last control point, for S and T
        self._points: list[Point] = []
        self._done: list[Curve] = []
        self._begun = False

    def curves(self) -> tuple[Curve, ...]:
        command = ""
        while self._at < len(self._tokens):
            letter = self._tokens[self._at][0]
            if letter:
                command = letter
                self._at += 1
            elif not command or command in "Zz":
                raise PathError("the path data has a number where a command is needed")
            self._do(command)
            command = {"M": "L", "m": "l"}.get(command, command)
        self._finish(closed=False)
        return tuple(self._done)

    def _number(self) -> float:
        if self._at >= len(self._tokens) or not self._tokens[self._at][1]:
            raise PathError("the path data ends in the middle of a command")
        self._at += 1
        return float(self._tokens[self._at - 1][1])

    def _point(self, relative: bool) -> Point:
        x, y = self._number(), self._number()
        return (self._here[0] + x, self._here[1] + y) if relative else (x, y)

    def _finish(self, *, closed: bool) -> None:
        if len(self._points) > 1:
            if closed and math.dist(self._points[-1], self._points[0]) > 1e-6:
                self._points += _line(self._points[-1], self._points[0])
            self._done.append(Curve(tuple(self._points), closed))
        self._points = []

    def _do(self, command: str) -> None:
        kind, relative = command.upper(), command.islower()
        if kind == "M":
            self._finish(closed=False)
            self._here = self._start = self._point(relative)
            self._handle, self._begun = None, True
            return
        if not self._begun:
            raise PathError("the path data must begin with M")
        if kind == "Z":
            self._finish(closed=True)
            self._here, self._handle = self._start, None
            return
        if not self._points:
            self._points = [self._here]
        handle = None
        if kind in "LHV":
            self._draw_line(kind, relative)
        elif kind in "CS":
            handle = self._draw_cubic(kind, relative)
        elif kind in "QT":
            handle = self._draw_quadratic(kind, relative)
        else:
            self._draw_arc(relative)
        self._handle = handle
        self._here = self._points[-1]

    def _draw_line(self, kind: str, relative: bool) -> None:
        x, y = self._here
        if kind == "L":
            x, y = self._point(relative)
        elif kind == "H":
            x = self._number() + (x if relative else 0.0)
        else:
            y = self._number() + (y if relative else 0.0)
        self._points += _line(self._here, (x, y))

    def _mirrored(self) -> Point:
        hx, hy = self._handle or self._here
        return 2 * self._here[0] - hx, 2 * self._here[1] - hy

    def _draw_cubic(self, kind: str, relative: bool) -> Point:
        first = self._mirrored() if kind == "S" else self._point(relative)
        second, end = self._point(relative), self._point(relative)
        self._points += [first, second, end]
        return second

    def _draw_quadratic(self, kind: str, relative: bool) -> Point:
        middle = self._mirrored() if kind == "T" else self._point(relative)
        end, (x, y) = self._point(relative), self._here
        self._points += [
            (x + (middle[0] - x) * 2 / 3, y + (middle[1] - y) * 2 / 3),
            (end[0] + (middle[0] - end[0]) * 2 / 3, end[1] + (middle[1] - end[1]) * 2 / 3),
            end,
        ]
        return middle

    def _draw_arc(self, relative: bool) -> None:
        rx, ry, turn = abs(self._number()), abs(self._number()), math.radians(self._number())
        large, sweep = self._flag(), self._flag()
        self._points += arc(self._here, self._point(relative), rx, ry, turn, large, sweep)

    def _flag(self) -> bool:
        """0 or 1; it may stand right before the next number ("01.5")."""
        if self._at >= len(self._tokens) or self._tokens[self._at][1][:1] not in ("0", "1"):
            raise PathError("an arc needs flags that are 0 or 1")
        text = self._tokens[self._at][1]
        if len(text) > 1:
            self._tokens[self._at] = ("", text[1:])
        else:
            self._at += 1
        return bool(text[0] == "1")


def arc(a: Point, b: Point, rx: float, ry: float, turn: float, large: bool, sweep: bool) -> list[Point]:
    """An elliptical arc as cubics of at most a quarter turn (SVG 1.1, appendix F.6)."""
    if math.dist(a, b) < 1e-9:
        return []
    if rx < 1e-9 or ry < 1e-9:
        return _line(a, b)
    cos, sin = math.cos(turn), math.sin(turn)
    dx, dy = (a[0] - b[0]) / 2, (a[1] - b[1]) / 2
    x1, y1 = cos * dx + sin * dy, -sin * dx + cos * dy
    grow = math.sqrt(max(1.0, (x1 / rx) ** 2 + (y1 / ry) ** 2))
    rx, ry = rx * grow, ry * grow
    square = (rx * ry) ** 2 - (rx * y1) ** 2 - (ry * x1) ** 2
    share = math.sqrt(max(0.0, square / ((rx * y1) ** 2 + (ry * x1) ** 2))) * (-1 if large == sweep else 1)
    cx1, cy1 = share * rx * y1 / ry, -share * ry * x1 / rx
    cx, cy = cos * cx1 - sin * cy1 + (a[0] + b[0]) / 2, sin * cx1 + cos * cy1 + (a[1] + b[1]) / 2
    begin = math.atan2((y1 - cy1) / ry, (x1 - cx1) / rx)
    extent = math.atan2((-y1 - cy1) / ry, (-x1 - cx1) / rx) - begin
    if sweep and extent < 0:
        extent += math.tau
    elif not sweep and extent > 0:
        extent -= math.tau
    pieces = max(1, math.ceil(abs(extent) / (math.pi / 2) - 1e-9))
    step = extent / pieces
    k = 4 / 3 * math.tan(step / 4)
    found: list[Point] = []
    for index in range(pieces):
        t0, t1 = begin + index * step, begin + (index + 1) * step
        local = [
            (math.cos(t0) - k * math.sin(t0), math.sin(t0) + k * math.cos(t0)),
            (math.cos(t1) + k * math.sin(t1), math.sin(t1) - k * math.cos(t1)),
            (math.cos(t1), math.sin(t1)),
        ]
        found += [(cos * rx * u - sin * ry * v + cx, sin * rx * u + cos * ry * v + cy) for u, v in local]
    found[-1] = b
    return found
