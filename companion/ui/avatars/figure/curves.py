"""Closed curves as lists of points: a start and three points for each cubic. Pure; drawing units; any thread."""

import math
from collections.abc import Callable, Iterable, Sequence

Point = tuple[float, float]
Curve = list[Point]
Side = Callable[[Curve], Curve]
"""Maps a part drawn for the viewer's left to the side it is wanted on: `left` or `right`."""

MIDDLE = 500.0


def left(points: Curve) -> Curve:
    """As drawn."""
    return points


def right(points: Curve) -> Curve:
    """Mirrored at the middle of the canvas."""
    return [(2 * MIDDLE - x, y) for x, y in points]


SIDES: tuple[Side, Side] = (left, right)


def bow(a: Point, b: Point, bend: float = 0.0, start: float = 0.36, end: float | None = None) -> Curve:
    """One cubic from a to b (without a) that bulges by bend x length to the left of the way.

    start, end: how far along its handles reach, as a share of the length.
    """
    end = start if end is None else end
    dx, dy = b[0] - a[0], b[1] - a[1]
    nx, ny = dy * bend, -dx * bend
    return [(a[0] + dx * start + nx, a[1] + dy * start + ny), (b[0] - dx * end + nx, b[1] - dy * end + ny), b]


def chain(start: Point, *segments: tuple[Point, float] | tuple[Point, float, float, float]) -> Curve:
    """A curve of bows: each segment is (point, bend) or (point, bend, start handle, end handle)."""
    points = [start]
    for segment in segments:
        points += bow(points[-1], *segment)
    return points


def taper(a: Point, b: Point, width: float, bend: float = 0.0) -> Curve:
    """A line pointed at both ends, `width` thick in the middle, bulging by bend x length."""
    half = 0.65 * width / max(1e-6, math.dist(a, b))
    return chain(a, (b, bend + half), (a, half - bend))


def wedge(a: Point, b: Point, width: float, bend: float = 0.0) -> Curve:
    """A line `width` thick at a and pointed at b."""
    length = max(1e-6, math.dist(a, b))
    nx, ny = (b[1] - a[1]) / length * width / 2, -(b[0] - a[0]) / length * width / 2
    swell = width * 0.25 / length
    first, last = (a[0] + nx, a[1] + ny), (a[0] - nx, a[1] - ny)
    return chain(first, (b, bend + swell), (last, swell - bend), (first, 0.0))


def fading(a: Point, b: Point, width: float, bend: float = 0.0, share: float = 1.0, steps: int = 6) -> Curve:
    """The first `share` of a bow from a to b as a line, `width` thick at a, that runs out to nothing."""
    control = [a, *bow(a, b, bend)]
    spine = []
    for index in range(steps + 1):
        t = share * index / steps
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        spine.append(
            (
                sum(weight * x for weight, (x, _) in zip(weights, control, strict=True)),
                sum(weight * y for weight, (_, y) in zip(weights, control, strict=True)),
            )
        )
    return strand(spine, [width * (1 - index / steps) ** 0.8 for index in range(steps + 1)])


def smooth(points: Sequence[Point], *, closed: bool = False, tension: float = 1.0) -> Curve:
    """A Catmull-Rom curve through the points, as cubics (Catmull and Rom 1974; handles are a sixth of the chord)."""
    count = len(points)
    k = tension / 6.0
    result = [points[0]]
    for index in range(count if closed else count - 1):
        p1, p2 = points[index % count], points[(index + 1) % count]
        p0 = points[index - 1] if closed or index > 0 else p1
        p3 = points[(index + 2) % count] if closed or index + 2 < count else p2
        result += [
            (p1[0] + (p2[0] - p0[0]) * k, p1[1] + (p2[1] - p0[1]) * k),
            (p2[0] - (p3[0] - p1[0]) * k, p2[1] - (p3[1] - p1[1]) * k),
            p2,
        ]
    return result


def samples(points: Curve, count: int) -> list[Point]:
    """Points on a curve: its start and `count` even steps of each cubic."""
    result = [points[0]]
    for index in range(0, len(points) - 1, 3):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = points[index : index + 4]
        for step in range(1, count + 1):
            t = step / count
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            result.append((a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy))
    return result


def strand(spine: Sequence[Point], widths: Sequence[float]) -> Curve:
    """A lock of hair or ribbon around a spine; widths are full widths at the spine's points, 0 = pointed."""
    sides: tuple[Curve, Curve] = ([], [])
    for index, (x, y) in enumerate(spine):
        before, after = spine[max(0, index - 1)], spine[min(len(spine) - 1, index + 1)]
        length = max(1e-6, math.dist(before, after))
        nx, ny = (after[1] - before[1]) / length, -(after[0] - before[0]) / length
        half = widths[index] / 2
        sides[0].append((x + nx * half, y + ny * half))
        sides[1].append((x - nx * half, y - ny * half))
    there, back = smooth(sides[0]), smooth(sides[1][::-1])
    return join(there, back)


def join(*parts: Curve) -> Curve:
    """Curves one after the other, connected by straight cubics where they do not meet."""
    points = list(parts[0])
    for part in parts[1:]:
        if math.dist(points[-1], part[0]) > 0.01:
            points += bow(points[-1], part[0])
        points += part[1:]
    return points


def mix(a: Iterable[Point], b: Iterable[Point], share: float) -> Curve:
    """a + share * (b - a), point by point; both need the same number of points."""
    return [(x + (u - x) * share, y + (v - y) * share) for (x, y), (u, v) in zip(a, b, strict=True)]


def moved(points: Curve, dx: float, dy: float) -> Curve:
    return [(x + dx, y + dy) for x, y in points]


def scaled(points: Curve, sx: float, sy: float, about: Point) -> Curve:
    return [(about[0] + (x - about[0]) * sx, about[1] + (y - about[1]) * sy) for x, y in points]


def turned(points: Curve, degrees: float, about: Point = (0.0, 0.0)) -> Curve:
    """Rotated clockwise on the screen."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    ax, ay = about
    return [(ax + (x - ax) * cos - (y - ay) * sin, ay + (x - ax) * sin + (y - ay) * cos) for x, y in points]


def scallops(points: Sequence[Point], bend: float) -> Curve:
    """Bows from point to point, for ruffles and lace."""
    return chain(points[0], *[(point, bend) for point in points[1:]])


def along(a: Point, b: Point, count: int, sag: float = 0.0) -> list[Point]:
    """count + 1 points from a to b, sagging by `sag` units in the middle (a parabola)."""
    steps = [index / count for index in range(count + 1)]
    return [(a[0] + (b[0] - a[0]) * step, a[1] + (b[1] - a[1]) * step + 4 * sag * step * (1 - step)) for step in steps]
